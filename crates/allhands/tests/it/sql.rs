//! Questions in SQL, as people ask them.

use std::fs;

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
