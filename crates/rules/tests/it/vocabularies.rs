//! Vocabularies: derived kinds, definitions, and what is refused.

use std::{fs, path::PathBuf};

use model::{Problems, Vocabulary};
use rules::{assemble, definition, membership, parse_sentence, print_condition, read_vocabulary};

/// A small vocabulary with a derived kind and defined words.
const DEVICES: &str = "
kind: device
plural: devices
unit: [department, \"user's department\"]
named by: name
fields:
  name: {type: text}
  class: {type: enum, values: [laptop, phone, tablet]}
  managed: {type: flag, words: [\"yes\", \"no\"]}
  last seen: {type: event}
  risk: {type: number}
links:
  user: {to: person}
  department: {to: department}
  apps: {to: app, many: true, singular: app}
words:
  managed: {where: {field: managed, is: \"yes\"}}
  in touch: {where: {all: [{is: managed}, {field: last seen, is within the last: 7 days}]}}
  quiet:
    where:
      any:
      - {field: last seen, is more than … ago: 30 days}
      - {not: {has: app, at least: 2, where: {field: name, is one of: [a, b]}}}
      - {field: last seen, is before: {date: today, before: 3 days}}
      - {has only: apps, where: {field: name, starts with: x}}
      - {the: total, field: size, of: apps, is more than: 5}
      - {field: last seen, is known: true}
      - {field: risk, is between: [1, 5]}
---
kind: laptop
plural: laptops
is a: device
where: {field: class, is: laptop}
words:
  shared: {stated: true}
---
kind: work laptop
plural: work laptops
is a: laptop
where: {is: managed}
---
kind: person
plural: people
fields:
  name: {type: text}
links:
  department: {to: department}
  devices: {to: device, many: true, singular: device, other side of: user}
  laptops: {to: laptop, many: true, singular: laptop, other side of: user}
---
kind: department
plural: departments
---
kind: app
plural: apps
part of: device
fields:
  name: {type: text}
  size: {type: number}
";

fn read(text: &str) -> Result<Vocabulary, Problems> {
    assemble(read_vocabulary(text, "v.yaml")?)
}

fn words(condition: Option<model::KindName>, vocabulary: &Vocabulary, word: &str) -> String {
    let kind = condition.unwrap_or_else(|| "device".into());
    let found = definition(vocabulary, kind.as_str(), word)
        .unwrap()
        .unwrap();
    print_condition(&found, kind.as_str(), vocabulary)
}

#[test]
fn a_derived_kind_has_the_names_of_its_lineage() {
    let vocabulary = read(DEVICES).unwrap();
    for sentence in [
        "every laptop where is shared and is in touch must have user's name known",
        "every shared laptop must have no app where name is \"x\"",
        "every person must have only laptops where (is managed or is shared)",
        "every in touch work laptop must have department known",
        "every person must have no device where name is the person's name",
    ] {
        if let Err(problems) = parse_sentence(sentence, "s", &vocabulary) {
            panic!("{sentence}: {problems}");
        }
    }
    let found = parse_sentence("every shared device must be managed", "s", &vocabulary);
    assert_eq!(found.unwrap_err().0[0].code, "E-WORD");
}

#[test]
fn a_definition_is_the_condition_it_would_be_in_a_sentence() {
    let vocabulary = read(DEVICES).unwrap();
    assert_eq!(words(None, &vocabulary, "managed"), "managed is yes");
    assert_eq!(
        words(Some("laptop".into()), &vocabulary, "in touch"),
        "is managed and last seen is within the last 7 days"
    );
    assert_eq!(
        words(None, &vocabulary, "quiet"),
        "last seen is more than 30 days ago or not (has at least 2 apps where name is one of \
         \"a\", \"b\") or last seen is before 3 days ago or has only apps where (name starts with \
         \"x\") or the total size of its apps is more than 5 or last seen is known or risk is \
         between 1 and 5"
    );
    assert_eq!(definition(&vocabulary, "laptop", "shared").unwrap(), None);
}

#[test]
fn membership_is_what_the_whole_lineage_asks() {
    let vocabulary = read(DEVICES).unwrap();
    let found = |kind: &str| {
        let condition = membership(&vocabulary, kind).unwrap()?;
        Some(print_condition(&condition, kind, &vocabulary))
    };
    assert_eq!(found("device"), None);
    assert_eq!(found("laptop").as_deref(), Some("class is \"laptop\""));
    assert_eq!(
        found("work laptop").as_deref(),
        Some("class is \"laptop\" and is managed")
    );
}

/// What is replaced in the vocabulary, by what, the code, and a part of the message.
const CONTRADICTIONS: &[(&str, &str, &str, &str)] = &[
    (
        "kind: app\n",
        "kind: laptop\n",
        "E-VOCABULARY",
        "kind `laptop` stands",
    ),
    (
        "{to: person}",
        "{to: persn}",
        "E-KIND",
        "links `user` to `persn`",
    ),
    (
        "is a: device\n",
        "is a: work laptop\n",
        "E-VOCABULARY",
        "is derived from itself",
    ),
    (
        "is a: device\n",
        "is a: devise\n",
        "E-KIND",
        "says `is a: devise`",
    ),
    (
        "part of: device",
        "part of: devise",
        "E-KIND",
        "says `part of: devise`",
    ),
    (
        "{field: class, is: laptop}",
        "{field: klass, is: laptop}",
        "E-FIELD",
        "`klass`",
    ),
    (
        "{field: class, is: laptop}",
        "{field: class, is: labtop}",
        "E-VALUE",
        "`labtop`",
    ),
    (
        "{field: class, is: laptop}",
        "{field: class, ist: laptop}",
        "E-VOCABULARY",
        "`ist`",
    ),
    (
        "{field: class, is: laptop}",
        "[laptop]",
        "E-VOCABULARY",
        "is not a condition",
    ),
    (
        "{field: managed, is: \"yes\"}",
        "{is: in touch}",
        "E-VOCABULARY",
        "by itself",
    ),
    (
        "other side of: user",
        "other side of: usr",
        "E-LINK",
        "other side of `usr`",
    ),
    (
        "named by: name",
        "named by: nmae",
        "E-FIELD",
        "named by `nmae`",
    ),
    (
        "unit: [department",
        "unit: [departmnt",
        "E-FIELD",
        "`departmnt`",
    ),
    (
        "  shared: {stated: true}",
        "  shared: {}",
        "E-VOCABULARY",
        "its word `shared`",
    ),
    ("  risk: {", "  the risk: {", "E-VOCABULARY", "`the risk`"),
    (
        "  risk: {",
        "  risk where: {",
        "E-VOCABULARY",
        "`risk where`",
    ),
    (
        "  risk: {",
        "  owner's risk: {",
        "E-VOCABULARY",
        "`owner's risk`",
    ),
    (
        "  risk: {",
        "  user: {",
        "E-VOCABULARY",
        "both a field and a link",
    ),
    (
        "[\"yes\", \"no\"]",
        "[\"yes\", \"none\"]",
        "E-VOCABULARY",
        "cannot be read",
    ),
    (
        "values: [laptop, phone, tablet]",
        "values: []",
        "E-VOCABULARY",
        "`values`",
    ),
    (
        "plural: apps",
        "plural: people",
        "E-VOCABULARY",
        "shares the name `people`",
    ),
];

#[test]
fn a_vocabulary_that_contradicts_itself_is_refused() {
    for (from, to, code, says) in CONTRADICTIONS {
        assert!(DEVICES.contains(from), "{from}");
        let found = read(&DEVICES.replace(from, to)).unwrap_err();
        let told = found
            .0
            .iter()
            .any(|problem| problem.code == *code && problem.says.contains(says));
        assert!(told, "{from} -> {to}: {found}");
    }
}

#[test]
fn a_document_that_is_no_kind_has_its_line() {
    let found = read_vocabulary("kind: a\nplural: as\n---\nkind: b\ncolour: red\n", "v.yaml");
    let problem = &found.unwrap_err().0[0];
    assert_eq!(problem.place.file.as_deref(), Some("v.yaml"));
    assert!(
        problem.place.line.is_some_and(|line| line >= 4),
        "{problem}"
    );
    assert!(
        problem.says.contains("plural") || problem.says.contains("colour"),
        "{problem}"
    );
}

#[test]
fn a_text_that_is_no_yaml_is_refused_and_comes_to_an_end() {
    // Both were found by fuzzing, the first by a reader that never came to an end.
    let open = "kind: log feed\nfields:\n  opened: {type: eventame: {type: text}\n  a: b\n";
    let alias = "kind: call\nfields:\n  method: {values: [GET, *D]EETL}\n  status: {values: [a]}\n";
    for (text, line) in [(open, 3), (alias, 3)] {
        let text = format!("kind: a\nplural: as\n---\n{text}");
        let problems = read_vocabulary(&text, "mine.yaml").unwrap_err();
        assert_eq!(problems.0.len(), 1, "{problems}");
        assert_eq!(problems.0[0].place.line, Some(3 + line), "{problems}");
    }
}

#[test]
fn the_shipped_vocabulary_agrees_with_itself() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/vocabulary");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut kinds = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        kinds.extend(read_vocabulary(&text, &file.to_string_lossy()).unwrap());
    }
    assert!(kinds.len() > 10);
    if let Err(problems) = assemble(kinds) {
        panic!("{problems}");
    }
}
