//! Questions in SQL, as people ask them.

use std::{fs, path::Path};

use app::ports::{NewRun, Observations as _};
use serde_json::Value;

use crate::{
    demo::demo_folder,
    world::{Ran, World, allhands, repository},
};

/// Asks about the sample organisation.
fn ask(args: &[&str]) -> Ran {
    let mut command = allhands();
    command
        .arg("sql")
        .args(args)
        .arg("--workspace")
        .arg(demo_folder());
    command.output().expect("the binary starts").into()
}

#[test]
fn every_question_of_the_guide_has_an_answer() {
    let guide = fs::read_to_string(repository("docs/guide/ask-in-sql.md")).unwrap();
    let blocks: Vec<&str> = guide
        .split("```sql\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert!(
        blocks.len() >= 7,
        "the guide has {} questions",
        blocks.len()
    );
    for question in blocks {
        let data = ask(&[question, "--format", "json"]).ends(0).data();
        assert!(
            !data["columns"].as_array().unwrap().is_empty(),
            "{question}"
        );
        let none_now = question.contains("INTERVAL") || question.contains("TIMESTAMP");
        assert!(
            none_now || !data["rows"].as_array().unwrap().is_empty(),
            "{question}"
        );
    }
}

#[test]
fn what_can_be_asked_about_is_listed_with_its_columns() {
    let shown = ask(&["--tables"]).ends(0);
    for table in [
        "device",
        "device_provenance",
        "person",
        "finding",
        "event",
        "owner",
        "entity",
        "passes",
        "stretches",
        "verdicts",
    ] {
        assert!(shown.stdout.contains(&format!("\n{table}  ")) || shown.stdout.starts_with(table));
    }
    let device = ask(&["--tables", "device", "--format", "json"])
        .ends(0)
        .data();
    let columns = device[0]["columns"].to_string();
    for column in ["number", "last_seen", "disk_encryption", "user_number"] {
        assert!(
            columns.contains(&format!("\"{column}\"")),
            "{column}: {columns}"
        );
    }
    ask(&["--tables", "devise"])
        .ends(2)
        .says("there is no table `devise`");
}

#[test]
fn an_answer_agrees_with_what_other_commands_tell() {
    let open = ask(&[
        "SELECT count(*) AS n FROM finding WHERE open",
        "--format",
        "json",
    ]);
    let open = open.ends(0).data()["rows"][0]["n"].clone();
    let mut list = allhands();
    list.args([
        "finding",
        "list",
        "--format",
        "json",
        "--most",
        "100000",
        "--workspace",
    ]);
    let listed: Ran = list.arg(demo_folder()).output().unwrap().into();
    let listed = listed.data().as_array().map(Vec::len);
    assert_eq!(open.as_u64(), listed.map(|n| n as u64));
    let unnamed = "SELECT count(*) AS n FROM finding WHERE name IS NULL AND open";
    let unnamed = ask(&[unnamed, "--format", "json"]).ends(0).data();
    assert_eq!(
        unnamed["rows"][0]["n"], 0,
        "every finding is about something with a name"
    );
}

/// The rows of an answer, however many.
fn rows(folder: &Path, question: &str, at: Option<&str>) -> Value {
    let mut command = allhands();
    command.args(["sql", question, "--format", "json", "--rows", "1000000"]);
    command.args(at.into_iter().flat_map(|at| ["--at", at]));
    let ran: Ran = command
        .arg("--workspace")
        .arg(folder)
        .output()
        .unwrap()
        .into();
    ran.ends(0).data()["rows"].clone()
}

/// The workspace of the sample organisation with all it observed in a lake, so many entities of a
/// kind in a run.
fn in_a_lake(folder: &Path, run_of: usize) {
    let copied = std::process::Command::new("cp")
        .arg("-R")
        .arg(demo_folder())
        .arg(folder)
        .status();
    assert!(copied.unwrap().success());
    let settings = folder.join("allhands.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(settings, format!("lake = \"data/lake\"\n{text}")).unwrap();
    let observed = folder.join("data/observations");
    let from = store::FolderObservations::open(&observed).unwrap();
    let lake = engine::LakeAt::Folder(folder.join("data/lake"));
    let lake = engine::Lake::open(&lake, &[]).unwrap().in_runs_of(run_of);
    lake.append_ids(&from.ids().unwrap()).unwrap();
    for run in from.runs().unwrap() {
        let texts = from.text_names(run).unwrap().into_iter();
        let texts = texts.map(|name| {
            let text = from.text(run, &name).unwrap().unwrap();
            (name, text)
        });
        let run = NewRun {
            run,
            texts: texts.collect(),
            tables: from.tables(run).unwrap(),
        };
        lake.append(&run).unwrap();
    }
    fs::remove_dir_all(observed).unwrap();
}

#[test]
fn verdicts_of_any_day_are_those_of_its_pass_from_folders_and_from_a_lake_of_many_runs() {
    let demo = demo_folder();
    let folder = tempfile::tempdir().unwrap();
    let lake = folder.path().join("lake");
    in_a_lake(&lake, 17);
    let passes = rows(&demo, "SELECT DISTINCT at FROM passes ORDER BY at", None);
    let days: Vec<&str> = passes
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["at"].as_str().unwrap())
        .collect();
    assert!(days.len() > 2, "{days:?}");
    for at in [days[1], days[days.len() - 1]] {
        let counted = format!(
            "SELECT rule, met, missed, unknown, not_applicable FROM passes WHERE at = '{at}' \
             AND met + missed + unknown + not_applicable > 0 ORDER BY rule"
        );
        let of =
            |verdict: &str| format!("count(*) FILTER (WHERE verdict = '{verdict}') AS {verdict}");
        let told = ["met", "missed", "unknown", "not_applicable"]
            .map(of)
            .join(", ");
        let told = format!("SELECT rule, {told} FROM verdicts GROUP BY rule ORDER BY rule");
        let pass = rows(&demo, &counted, None);
        assert!(pass.as_array().unwrap().len() > 10, "{pass}");
        assert_eq!(rows(&demo, &told, Some(at)), pass, "{at}");
        let all = "SELECT * FROM verdicts ORDER BY kind, number, rule";
        let all = |of: &Path| rows(of, all, Some(at));
        assert!(all(&lake) == all(&demo), "verdict by verdict at {at}");
    }
}

#[test]
fn a_stretch_is_open_where_its_finding_is() {
    let demo = demo_folder();
    let question = "SELECT count(*) FILTER (WHERE s.closed_at IS NULL) AS open, \
                    count(*) FILTER (WHERE (s.closed_at IS NULL) <> f.open) AS differ \
                    FROM (SELECT finding, max(opened_at) AS last FROM stretches GROUP BY 1) l \
                    JOIN stretches s ON s.finding = l.finding AND s.opened_at = l.last \
                    JOIN finding f ON f.id = s.finding";
    let told = rows(&demo, question, None);
    let open = rows(
        &demo,
        "SELECT count(*) AS open FROM finding WHERE open",
        None,
    );
    assert_eq!(told[0]["open"], open[0]["open"]);
    assert_eq!(told[0]["differ"], 0);
}

#[test]
fn an_answer_can_be_taken_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    let path = file.to_str().unwrap();
    let question = "SELECT number, name FROM person ORDER BY number LIMIT 3";
    ask(&[question, "--format", "csv", "--out", path])
        .ends(0)
        .says("wrote 3 rows");
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 4);
    ask(&[question, "--format", "csv", "--out", path])
        .ends(2)
        .says("--force");
    ask(&[question, "--format", "parquet", "--out", path, "--force"]).ends(0);
    assert!(fs::read(&file).unwrap().starts_with(b"PAR1"));
    ask(&[question, "--format", "arrow"]).ends(2).says("--out");
    assert!(
        ask(&[question, "--format", "csv"])
            .ends(0)
            .stdout
            .starts_with("number,name\n")
    );
    assert!(
        ask(&[question, "--format", "table"])
            .ends(0)
            .stdout
            .contains("3 rows")
    );
}

#[test]
fn what_goes_too_far_is_refused_with_what_to_try() {
    ask(&["DROP TABLE device"])
        .ends(2)
        .says("questions only read");
    ask(&["SELECT * FROM devise"])
        .ends(2)
        .says("did you mean `device`?");
    ask(&["SELECT nmae FROM device"])
        .ends(2)
        .says("did you mean `name`?");
    let cut = ask(&["SELECT number FROM person", "--rows", "5"]).ends(0);
    cut.says("cut after 5 rows");
    let long = "SELECT count(*) FROM generate_series(1, 10000000) a, \
                generate_series(1, 10000000) b WHERE (a.value * b.value) % 7 = 3";
    ask(&[long, "--seconds", "1"])
        .ends(1)
        .says("it took longer than 1 second");
    let wrong = allhands()
        .args(["source", "list", "--format", "csv"])
        .output()
        .unwrap();
    Ran::from(wrong)
        .ends(2)
        .says("only `allhands sql` writes this format");
}

#[test]
fn before_anything_was_collected_there_is_nothing_to_ask() {
    let world = World::new();
    world
        .run(&["sql", "SELECT 1"])
        .ends(2)
        .says("nothing was collected yet");
}
