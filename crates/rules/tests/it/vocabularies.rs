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
        assert!(!problems.0[0].says.contains("at line 3"), "{problems}");
    }
}

/// The vocabulary above, and what somebody adds to it in a file of their own.
fn added(text: &str) -> Result<Vocabulary, Problems> {
    let mut entries = read_vocabulary(DEVICES, "shipped.yaml")?;
    entries.extend(read_vocabulary(text, "mine.yaml")?);
    assemble(entries)
}

#[test]
fn what_is_added_to_a_kind_is_spoken_like_its_own_names() {
    // Before the kind it adds to, and to a derived one: the order of the files means nothing.
    let mine = "extends: laptop\nlinks:\n  lender: {to: person}\nwords:\n  borrowed: \
                {where: lender is known}\n";
    let mut entries = read_vocabulary(mine, "mine.yaml").unwrap();
    entries.extend(read_vocabulary(DEVICES, "shipped.yaml").unwrap());
    let vocabulary = assemble(entries).unwrap();
    let sentence = "every borrowed work laptop must have lender's name \"Ann\"";
    assert!(parse_sentence(sentence, "s", &vocabulary).is_ok());
    let found = parse_sentence("every borrowed device must be managed", "s", &vocabulary);
    assert_eq!(found.unwrap_err().0[0].code, "E-WORD");
}

#[test]
fn a_definition_in_words_is_the_same_as_one_in_maps() {
    let in_words = "
extends: device
words:
  forgotten: {where: 'last seen is more than 90 days ago and not (has an app where name is \"x\")'}
---
kind: old device
plural: old devices
is a: device
where: last seen is more than 1 year ago
";
    let vocabulary = added(in_words).unwrap();
    assert_eq!(
        words(None, &vocabulary, "forgotten"),
        "last seen is more than 90 days ago and not (has an app where name is \"x\")"
    );
    let old = membership(&vocabulary, "old device").unwrap().unwrap();
    assert_eq!(
        print_condition(&old, "device", &vocabulary),
        "last seen is more than 1 year ago"
    );
}

/// What somebody adds, the code, the line, and a part of the message or of the advice.
const ADDED: &[(&str, &str, u64, &str)] = &[
    (
        "extends: device\nwords:\n  managed: {where: risk is known}\n",
        "E-VOCABULARY",
        3,
        "has the word `managed`, which `device` defines in `shipped.yaml`, line 17",
    ),
    (
        "extends: laptop\nfields:\n  size: {type: number}\n  name: {type: list}\n",
        "E-VOCABULARY",
        4,
        "has the field `name`, which `device` defines",
    ),
    (
        "extends: device\nwords:\n  shared: {stated: true}\n",
        "E-VOCABULARY",
        3,
        "which `laptop` defines",
    ),
    (
        "extends: device\nwords:\n  odd: {stated: true}\n---\nextends: device\nwords:\n  \
         odd: {stated: true}\n",
        "E-VOCABULARY",
        7,
        "has the word `odd`, which `device` defines in `mine.yaml`, line 3",
    ),
    ("extends: devise\n", "E-KIND", 1, "extends: device"),
    (
        "extends: device\n\nlinks:\n  lender: {to: persn}\n",
        "E-KIND",
        4,
        "links `lender` to `persn`",
    ),
    (
        "extends: device\nwords:\n  stale: {where: lst seen is known}\n",
        "E-FIELD",
        3,
        "devices have no field `lst seen`",
    ),
    (
        "extends: device\nwords:\n  odd: {where: is even}\n  even: {where: is odd}\n",
        "E-VOCABULARY",
        3,
        "by itself",
    ),
    (
        "extends: device\nplural: x\n",
        "E-VOCABULARY",
        2,
        "unknown field `plural`",
    ),
    (
        "# mine\nkind: device\nplural: devices\n",
        "E-VOCABULARY",
        2,
        "it is defined in `shipped.yaml`, line 2",
    ),
    (
        "extends: device\nfields:\n  risk at least: {type: number}\n",
        "E-VOCABULARY",
        3,
        "reads as `risk` and what follows it",
    ),
    (
        "extends: device\nfields:\n  class phone: {type: number}\n",
        "E-VOCABULARY",
        3,
        "reads as `class`",
    ),
    (
        "extends: device\nwords:\n  managed and so on: {stated: true}\n",
        "E-VOCABULARY",
        3,
        "reads as `managed`",
    ),
    (
        "kind: shared laptop\nplural: shared laptops\n",
        "E-VOCABULARY",
        1,
        "an adjective and a kind",
    ),
];

#[test]
fn what_is_added_redefines_nothing_and_every_refusal_has_its_line() {
    for (text, code, line, says) in ADDED {
        let found = added(text).unwrap_err();
        let told = found.0.iter().any(|problem| {
            let place = &problem.place;
            let mine = place.file.as_deref() == Some("mine.yaml") && place.line == Some(*line);
            let advised = problem.advice.iter().any(|advice| advice.contains(says));
            problem.code == *code && mine && (problem.says.contains(says) || advised)
        });
        assert!(told, "{text}\n{found}");
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
