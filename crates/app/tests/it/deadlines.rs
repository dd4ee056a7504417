//! Deadline tables: the shipped ones against what was published, and what people can write wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

use app::workspace::{DeadlineTable, DeadlineTables, Texts, Workspace};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use ledger::policies::Facts;
use model::{Reading, Record, Value as ReadValue, deadline::Forensics, span::Length};
use serde_json::Value;

use crate::recorded::{
    data,
    scene::{repository, vocabulary},
};

/// The shipped words and tables.
fn catalogue() -> Texts {
    let mut texts = Texts::new();
    for folder in ["vocabulary", "deadlines"] {
        for entry in fs::read_dir(repository("catalogue").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            texts.insert(format!("{folder}/{name}"), text);
        }
    }
    texts
}

/// A workspace with some settings and files of its own.
fn workspace(settings: &str, files: &[(&str, &str)]) -> Workspace {
    let mut texts = Texts::from([(
        "allhands.toml".to_owned(),
        format!("organisation = \"Test\"\n{settings}"),
    )]);
    for (name, text) in files {
        texts.insert(format!("deadlines/{name}.yaml"), (*text).to_owned());
    }
    Workspace::read(&texts, &catalogue()).unwrap()
}

fn tables() -> DeadlineTables {
    let read = workspace("", &[]);
    assert_eq!(read.problems, [], "shipped tables are whole");
    read.deadlines
}

fn ends(length: Length) -> Timestamp {
    length.after_instant(Timestamp::UNIX_EPOCH, &TimeZone::UTC)
}

/// What a table asks where everything is known: `3 days & forensics`, `60 days`, `upgrade`.
fn asks(one: &DeadlineTable, words: &[(&str, &str)]) -> String {
    let mut facts = Facts::default();
    for (input, word) in words {
        let input = one.table.inputs.iter().find(|given| given.name == *input);
        let input = input.unwrap_or_else(|| panic!("no such input: {words:?}"));
        assert!(input.words.contains(&(*word).to_owned()), "{word}");
        facts
            .words
            .insert(input.name.clone(), BTreeSet::from([(*word).to_owned()]));
    }
    let answer = one.table.answer(&facts, ends).unwrap();
    assert_eq!(answer.shortened_by, [""; 0], "everything is known");
    let within = answer.outcome.fix_within;
    let within = within.map_or_else(|| "upgrade".to_owned(), |within| within.to_string());
    match answer.outcome.forensics {
        Forensics::Required => format!("{within} & forensics"),
        Forensics::NotRequired => within,
    }
}

#[test]
fn the_shipped_tables_are_these_and_the_directive_in_force_is_the_default() {
    let tables = tables();
    let revoked = |one: &DeadlineTable| match &one.table.revoked {
        Some(revoked) => format!(" (revoked, {})", revoked.replaced_by),
        None => String::new(),
    };
    let listed = tables.tables.values();
    let listed: Vec<String> = listed
        .map(|one| format!("{}{}", one.table.id, revoked(one)))
        .collect();
    let expected = [
        "bod-19-02 (revoked, cisa-bod-26-04)",
        "bod-22-01 (revoked, cisa-bod-26-04)",
        "cisa-bod-26-04",
        "fedramp-rev5",
        "fedramp-vdr-high",
        "fedramp-vdr-low",
        "fedramp-vdr-moderate",
        "severity-7-30-90-120",
    ];
    assert_eq!(listed, expected);
    let in_force: Vec<&str> = tables.in_force().map(|one| one.table.id.as_str()).collect();
    assert_eq!(in_force, ["cisa-bod-26-04"]);
}

/// Known exploited, publicly exposed, automatable; technical impact; what the directive asks.
const BOD_26_04: [([&str; 4], &str); 16] = [
    (["no", "no", "no", "partial"], "upgrade"),
    (["yes", "no", "no", "partial"], "14 days"),
    (["no", "yes", "no", "partial"], "60 days"),
    (["no", "no", "yes", "partial"], "60 days"),
    (["no", "no", "no", "total"], "upgrade"),
    (["yes", "yes", "no", "partial"], "14 days"),
    (["yes", "no", "yes", "partial"], "14 days"),
    (["no", "yes", "yes", "partial"], "14 days"),
    (["yes", "no", "no", "total"], "14 days"),
    (["no", "yes", "no", "total"], "14 days"),
    (["no", "no", "yes", "total"], "60 days"),
    (["yes", "yes", "yes", "partial"], "3 days"),
    (["yes", "yes", "no", "total"], "3 days & forensics"),
    (["yes", "no", "yes", "total"], "3 days & forensics"),
    (["no", "yes", "yes", "total"], "3 days"),
    (["yes", "yes", "yes", "total"], "3 days & forensics"),
];

const INPUTS: [&str; 4] = [
    "known exploited",
    "publicly exposed",
    "automatable",
    "technical impact",
];

#[test]
fn the_directive_asks_what_it_asks_in_all_sixteen_cases() {
    let tables = tables();
    let one = &tables.tables["cisa-bod-26-04"];
    for (words, expected) in BOD_26_04 {
        let words: Vec<_> = INPUTS.into_iter().zip(words).collect();
        assert_eq!(asks(one, &words), expected, "{words:?}");
    }
}

fn test_data(path: &str) -> Option<PathBuf> {
    Some(data()?.parent()?.parent()?.join(path))
}

#[test]
fn the_directive_is_the_published_table_line_by_line() {
    let Some(file) = test_data("sla/ssvc/data/csv/cisa/cisa_bod_26_04_1_0_0.csv") else {
        return;
    };
    let tables = tables();
    let one = &tables.tables["cisa-bod-26-04"];
    let text = fs::read_to_string(file).unwrap();
    let mut lines = 0;
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let words: Vec<_> = INPUTS
            .into_iter()
            .zip(cells[1..5].iter().copied())
            .collect();
        let expected = match cells[5] {
            "fix on system upgrade" => "upgrade".to_owned(),
            with => with.replace("forensic investigation", "forensics"),
        };
        assert_eq!(asks(one, &words), expected, "{line}");
        lines += 1;
    }
    assert_eq!(lines, 16);
}

#[test]
fn every_cell_of_fedramp_is_as_published() {
    // By impact from N5 down to N2: reachable and exploitable, only exploitable, neither.
    let grids = [
        (
            "low",
            "7 days",
            ["4 8 32", "8 32 64", "32 64 192", "96 160 192"],
        ),
        (
            "moderate",
            "5 days",
            ["2 4 16", "4 8 64", "16 32 128", "48 128 192"],
        ),
        (
            "high",
            "2 days",
            ["0.5 1 8", "2 8 32", "8 16 64", "24 96 192"],
        ),
    ];
    let tables = tables();
    let mut cells = 0;
    for (level, evaluate, grid) in grids {
        let one = &tables.tables[&format!("fedramp-vdr-{level}")];
        let within = one.table.evaluate_within.unwrap();
        assert_eq!(within.to_string(), evaluate);
        assert_eq!(one.table.decide_within, Some(Length::days(192)));
        for (impact, row) in ["N5", "N4", "N3", "N2"].into_iter().zip(grid) {
            for (column, days) in row.split(' ').enumerate() {
                let (exploitable, reachable) = match column {
                    0 => ("yes", &["yes"][..]),
                    1 => ("yes", &["no"][..]),
                    _ => ("no", &["yes", "no"][..]),
                };
                let expected = match days {
                    "0.5" => "12 hours".to_owned(),
                    "1" => "1 day".to_owned(),
                    days => format!("{days} days"),
                };
                for reachable in reachable {
                    let words = [
                        ("potential impact", impact),
                        ("likely exploitable", exploitable),
                        ("internet reachable", *reachable),
                    ];
                    assert_eq!(asks(one, &words), expected, "{level} {words:?}");
                }
                cells += 1;
            }
        }
        let none = [
            ("potential impact", "N1"),
            ("likely exploitable", "yes"),
            ("internet reachable", "yes"),
        ];
        assert_eq!(asks(one, &none), "upgrade");
    }
    assert_eq!(cells, 36);
}

#[test]
fn tables_by_severity_are_as_published() {
    let tables = tables();
    let cases = [
        (
            "severity-7-30-90-120",
            ["7 days", "30 days", "90 days", "120 days"],
        ),
        (
            "fedramp-rev5",
            ["30 days", "30 days", "90 days", "180 days"],
        ),
    ];
    let severities = ["critical", "high", "medium", "low"];
    for (table, expected) in cases {
        for (severity, expected) in severities.into_iter().zip(expected) {
            let asked = asks(&tables.tables[table], &[("severity", severity)]);
            assert_eq!(asked, expected, "{table} {severity}");
        }
    }
    let old = &tables.tables["bod-19-02"];
    for (severity, expected) in severities
        .into_iter()
        .zip(["15 days", "30 days", "upgrade"])
    {
        let words = [("publicly exposed", "yes"), ("severity", severity)];
        assert_eq!(asks(old, &words), expected, "{severity}");
        let inside = [("publicly exposed", "no"), ("severity", severity)];
        assert_eq!(asks(old, &inside), "upgrade");
    }
}

/// Whatever is unknown, what a table asks is never less than for any way it could really be.
#[test]
fn unknown_never_lengthens_in_any_shipped_table() {
    for one in tables().tables.values() {
        let inputs = &one.table.inputs;
        // By input: unknown, or one of its words.
        let mut all: Vec<BTreeMap<String, BTreeSet<String>>> = vec![BTreeMap::new()];
        for input in inputs {
            let more = all.iter().flat_map(|known| {
                input.words.iter().map(|word| {
                    let mut known = known.clone();
                    known.insert(input.name.clone(), BTreeSet::from([word.clone()]));
                    known
                })
            });
            all = more
                .collect::<Vec<_>>()
                .into_iter()
                .chain(all.clone())
                .collect();
        }
        let answer = |words: &BTreeMap<String, BTreeSet<String>>| {
            let facts = Facts {
                words: words.clone(),
                ..Facts::default()
            };
            one.table.answer(&facts, ends).unwrap()
        };
        let end = |within: Option<Length>| within.map_or(Timestamp::MAX, ends);
        for known in &all {
            let more = all
                .iter()
                .filter(|more| known.iter().all(|(k, v)| more.get(k) == Some(v)));
            let asked = answer(known);
            for more in more {
                let sure = answer(more).outcome;
                let id = &one.table.id;
                assert!(
                    end(asked.outcome.fix_within) <= end(sure.fix_within)
                        && asked.outcome.forensics >= sure.forensics,
                    "{id}: {known:?} asks less than {more:?}"
                );
                if asked.outcome != sure {
                    assert!(!asked.shortened_by.is_empty(), "{id}: {known:?} says why");
                }
            }
        }
    }
}

#[test]
fn the_catalogue_of_exploited_weaknesses_has_the_oddities_it_is_known_for() {
    let Some(file) = test_data("advisories/kev/known_exploited_vulnerabilities.json") else {
        return;
    };
    let read: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let entries = read["vulnerabilities"].as_array().unwrap();
    assert_eq!(entries.len(), 1404);
    let day =
        |entry: &Value, field: &str| -> Date { entry[field].as_str().unwrap().parse().unwrap() };
    let mut lengths: BTreeMap<i32, usize> = BTreeMap::new();
    let mut before = Vec::new();
    let mut ransomware = 0;
    for entry in entries {
        let days = day(entry, "dateAdded")
            .until(day(entry, "dueDate"))
            .unwrap()
            .get_days();
        *lengths.entry(days).or_default() += 1;
        before.extend((days < 0).then_some(days));
        ransomware += usize::from(entry["knownRansomwareCampaignUse"] == "Known");
    }
    let most: Vec<usize> = [21, 181, 14, 7].map(|days| lengths[&days]).to_vec();
    assert_eq!(most, [911, 223, 199, 13]);
    assert_eq!(before.len(), 15, "due before they were added");
    let half_a_year = before.iter().filter(|days| (-201..=-194).contains(*days));
    assert_eq!(half_a_year.count(), 11, "most of them by about 200 days");
    assert_eq!(ransomware, 293);
    read_by_the_connector(&file, entries.len());
}

/// The shipped connector reads each of them, the odd ones too.
fn read_by_the_connector(file: &Path, entries: usize) {
    let vocabulary = vocabulary();
    let text = repository("catalogue/connectors/cisa-kev/connector.yaml");
    let text = fs::read_to_string(text).unwrap();
    let connector = sources::read_connector(&text, "cisa-kev", &vocabulary).unwrap();
    let source = "connector: cisa-kev\nfiles: \"**\"\n";
    let config = sources::read_source(source, "kev.yaml", "kev".into()).unwrap();
    let input = sources::Input {
        name: "kev.json".to_owned(),
        modified: Some("2025-08-26T06:00:00Z".parse().unwrap()),
        content: sources::Content::Bytes(Box::new(Cursor::new(fs::read(file).unwrap()))),
    };
    let now = "2025-08-26T07:00:00Z".parse().unwrap();
    let read = sources::collect(&connector, &config, vec![input], &vocabulary, now);
    assert_eq!(read.rejected.len(), 0);
    assert_eq!(read.records.len(), entries);
    let date = |record: &Record, field: &str| match record.fields.get(field) {
        Some(Reading::Known(ReadValue::Date(day))) => *day,
        other => panic!("{field}: {other:?}"),
    };
    let odd = read.records.iter();
    let odd = odd.filter(|one| date(one, "fix due on") < date(one, "exploited since"));
    assert_eq!(odd.count(), 15);
}

#[test]
fn a_unit_shortens_and_what_would_lengthen_is_told_and_has_no_effect() {
    let shorter = "\
title: Finance is quicker
tightens: cisa-bod-26-04
unit: Finance
rows:
  - {known exploited: 'yes', fix within: 2 days}
";
    let read = workspace("", &[("finance", shorter)]);
    assert_eq!(read.problems, []);
    let in_force: Vec<&str> = read
        .deadlines
        .in_force()
        .map(|one| one.table.id.as_str())
        .collect();
    assert_eq!(in_force, ["cisa-bod-26-04", "finance"]);
    assert_eq!(
        read.deadlines.tables["finance"].table.inputs.len(),
        4,
        "those it tightens"
    );

    let longer = shorter.replace("2 days", "30 days");
    let read = workspace("", &[("finance", longer.as_str())]);
    let [problem] = read.problems.as_slice() else {
        panic!("{:?}", read.problems);
    };
    assert_eq!(problem.code, "deadline-lengthens");
    let longer = "it says fix within 30 days, which is longer than fix within 3 days";
    assert!(problem.says.contains(longer), "{}", problem.says);

    let read = workspace("deadlines = [\"fedramp-rev5\"]\n", &[("finance", shorter)]);
    let in_force: Vec<&str> = read
        .deadlines
        .in_force()
        .map(|one| one.table.id.as_str())
        .collect();
    assert_eq!(
        in_force,
        ["fedramp-rev5"],
        "what it tightens is not in force"
    );
}

#[test]
fn what_is_wrong_with_a_table_is_said_with_what_would_work() {
    let own = "\
title: Ours
inputs:
  severity: {high: severity is \"high\", low: severity is \"low\"}
rows:
  - {severity: high, fix within: 7 days}
  - {severity: low, fix within: 30 days}
";
    let said = |settings: &str, text: &str| {
        let read = workspace(settings, &[("ours", text)]);
        let problems = read.problems.iter();
        problems
            .map(|problem| format!("{}: {}", problem.code, problem.says))
            .collect::<Vec<_>>()
    };
    assert_eq!(said("deadlines = [\"ours\"]\n", own), [""; 0]);
    let cases = [
        (own.replace("severity: low, fix", "fix"), vec![]),
        (
            own.replace("  - {severity: low, fix within: 30 days}\n", ""),
            vec!["deadline-table: no row is for severity low"],
        ),
        (
            own.replace("{severity: low,", "{severity: medium,"),
            vec![
                "deadline-table: row 2 says `severity` is `medium`; it can be high, low",
                "deadline-table: no row is for severity low",
            ],
        ),
        (
            own.replace("{severity: low,", "{sevirity: low,"),
            vec![
                "deadline-table: row 2 names `sevirity`, which is no input",
                "deadline-table: no row is for severity low",
            ],
        ),
        (
            own.replace("{severity: high,", "{"),
            vec!["deadline-table: row 2 is never reached: rows above it are for all its cases"],
        ),
        (
            own.replace("30 days", "a month"),
            vec![
                "deadline-unreadable: `a month` is not a length of time such as `7 days`",
                "deadline-unknown: the deadline table `ours` cannot be read",
            ],
        ),
        (
            own.replace("inputs:", "fix exists since: fix available on\ninputs:"),
            vec![
                "deadline-unreadable: it pauses while no fix exists, and never ends",
                "deadline-unknown: the deadline table `ours` cannot be read",
            ],
        ),
    ];
    for (text, expected) in cases {
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        if expected.iter().any(|one| one.starts_with("deadline-table")) {
            expected.push("deadline-unknown: the deadline table `ours` cannot be read".to_owned());
        }
        assert_eq!(said("deadlines = [\"ours\"]\n", &text), expected, "{text}");
    }
    let old = said("deadlines = [\"bod-22-01\"]\n", own);
    let revoked = "deadline-revoked: the deadline table `bod-22-01` was revoked on 2026-06-10; \
                   `cisa-bod-26-04` replaced it";
    assert_eq!(old, [revoked]);
    let misspelt = workspace("deadlines = [\"cisa-bod-26-4\"]\n", &[]);
    assert_eq!(
        misspelt.problems[0].advice,
        ["did you mean `cisa-bod-26-04`?"]
    );
}
