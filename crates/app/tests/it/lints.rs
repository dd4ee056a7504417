//! What is told of rules by looking at what is really there.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    lint::{judge_alone, lint},
    workspace::{Texts, Workspace},
};
use jiff::{SignedDuration, Timestamp, civil::date};
use model::{
    Coverage, Entity, EntityId, Inventory, KindName, Life, Reading, ScopeOutcome, SourceState,
    Tier, Value,
    entity::{FactSet, LinkSet, LinkTarget, Member},
    id::RecordKey,
    owner::Ownership,
    value::{Fact, Provenance},
};
use rules::lint::{Level, Lint};

const KINDS: &str = r#"
kind: laptop
plural: laptops
unit: [department]
fields:
  name: {type: text}
  firewall: {type: flag, words: ["on", "off"]}
  status: {type: enum, values: [active, lost]}
  last seen: {type: event}
  patched on: {type: date}
links:
  user: {to: person}
  department: {to: department}
---
kind: person
plural: people
unit: [department]
fields:
  name: {type: text}
links:
  department: {to: department}
---
kind: department
plural: departments
fields:
  name: {type: text}
links:
  head: {to: person}
  security contact: {to: person}
"#;

const CONNECTOR: &str = r#"
connector: fleet
title: Fleet
scopes:
  all:
    format: json
    matches: "true"
    records: .[]
    emits:
      - kind: laptop
        key: .id
        fields: {firewall: .firewall, patched on: .patched}
"#;

fn now() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

/// A rule document called `a` around a sentence, with more labels behind it.
fn document(id: &str, sentence: &str, more: &str) -> String {
    format!("Rule: {id}\nId: {id}\nSeverity: low\nExpectation: {sentence}\n{more}")
}

/// What is told of a rule on an inventory, beside rules in force.
fn told(rule: &str, in_force: &[String], inventory: &Inventory) -> Vec<Lint> {
    let mut texts = Texts::from([
        (
            "allhands.toml".to_owned(),
            "organisation = \"Test\"\n".to_owned(),
        ),
        ("vocabulary/kinds.yaml".to_owned(), KINDS.to_owned()),
        (
            "connectors/fleet/connector.yaml".to_owned(),
            CONNECTOR.to_owned(),
        ),
    ]);
    for (n, text) in in_force.iter().enumerate() {
        let text = text.replace("Id: other", &format!("Id: other-{n}"));
        texts.insert(format!("rules/other-{n}.rule"), text);
    }
    let workspace = Workspace::read(&texts, &Texts::new()).unwrap();
    assert_eq!(workspace.problems, []);
    let parsed = rules::parse(rule, "a.rule", "a", &workspace.vocabulary);
    let rule = parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems));
    let tables = judge::tables(inventory, &workspace.vocabulary);
    let alone = std::slice::from_ref(&rule);
    let judgement = judge_alone(&workspace, &tables, alone, now()).unwrap();
    lint(
        &workspace,
        (inventory, &Default::default()),
        &judgement,
        &rule,
    )
}

fn lines(lints: &[Lint]) -> Vec<String> {
    let line = |lint: &Lint| {
        let names = match lint.names.is_empty() {
            true => String::new(),
            false => format!(" ({})", lint.names.join(", ")),
        };
        format!("{} {}: {}{names}", lint.code, lint.level.word(), lint.says)
    };
    lints.iter().map(line).collect()
}

fn codes(lints: &[Lint]) -> Vec<&'static str> {
    lints.iter().map(|lint| lint.code).collect()
}

/// Builds an inventory whose one source, `fleet`, tells all fields and links of all kinds.
struct Built(Inventory);

impl Built {
    fn new() -> Self {
        let fields = [
            (
                "laptop",
                &[
                    "firewall",
                    "status",
                    "last seen",
                    "patched on",
                    "user",
                    "department",
                ][..],
            ),
            ("person", &["name", "department"]),
            ("department", &["name", "head", "security contact"]),
        ];
        let told = |(kind, names): (&str, &[&str])| {
            let names = names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<BTreeSet<String>>();
            (KindName::new(kind), names)
        };
        let scope = SourceState {
            source: "fleet".into(),
            connector: "fleet".to_owned(),
            scope: "all".to_owned(),
            outcome: ScopeOutcome::Complete,
            held: false,
            accept_drop: None,
            snapshot_at: Some(now()),
            fresh_for: SignedDuration::from_hours(48),
            kinds: fields.iter().map(|(kind, _)| KindName::new(kind)).collect(),
            fields: fields.into_iter().map(told).collect(),
            absent_means_none: BTreeMap::new(),
            supplies: Vec::new(),
        };
        let coverage = Coverage {
            scopes: vec![scope],
        };
        Self(Inventory {
            run: 1,
            kinds: BTreeMap::new(),
            coverage,
        })
    }

    fn with(
        mut self,
        kind: &str,
        name: &str,
        facts: &[(&str, Reading)],
        links: &[(&str, EntityId)],
    ) -> Self {
        let all = self.0.kinds.entry(KindName::new(kind)).or_default();
        let number = all.len() as u64 + 1;
        let record = RecordKey {
            kind: kind.into(),
            source: "fleet".into(),
            native_id: name.into(),
        };
        let provenance = Provenance {
            source: "fleet".into(),
            record: record.clone(),
            as_of: None,
            snapshot_at: now(),
        };
        let fact = |(field, reading): &(&str, Reading)| {
            let fact = Fact {
                reading: reading.clone(),
                provenance: provenance.clone(),
            };
            ((*field).to_owned(), FactSet(vec![fact]))
        };
        let link = |(link, to): &(&str, EntityId)| {
            let target = LinkTarget {
                to: Some(to.clone()),
                sure: true,
                record: record.clone(),
                by: None,
                dangling: None,
            };
            let targets = vec![target];
            (
                (*link).to_owned(),
                LinkSet {
                    targets,
                    none: false,
                },
            )
        };
        all.push(Entity {
            id: EntityId::new(kind, number),
            name: name.to_owned(),
            aliases: Vec::new(),
            members: vec![Member {
                record: record.clone(),
                life: Life::Live,
                label: name.to_owned(),
                first_seen: now(),
                last_seen: now(),
            }],
            tier: Tier::Confirmed,
            life: Life::Live,
            proof: Vec::new(),
            refused: Vec::new(),
            suppressed: Vec::new(),
            facts: facts.iter().map(fact).collect(),
            links: links.iter().map(link).collect(),
            parts: BTreeMap::new(),
            listed: Vec::new(),
            ownership: Ownership::nobody(),
        });
        self
    }

    /// A laptop with a person who uses it, in Finance.
    fn laptop(self, name: &str, facts: &[(&str, Reading)]) -> Self {
        let links = [
            ("user", id("person", 1)),
            ("department", id("department", 1)),
        ];
        self.with("laptop", name, facts, &links)
    }
}

fn id(kind: &str, number: u64) -> EntityId {
    EntityId::new(kind, number)
}

fn flag(value: bool) -> Reading {
    Reading::Known(Value::Flag(value))
}

fn text(value: &str) -> Reading {
    Reading::Known(Value::Text(value.to_owned()))
}

/// Ana uses what there is; Finance has her as its head and contact, Legal has nobody.
fn organisation() -> Built {
    let ana = id("person", 1);
    let roles = [("head", ana.clone()), ("security contact", ana)];
    Built::new()
        .with("person", "Ana", &[], &[("department", id("department", 1))])
        .with("department", "Finance", &[], &roles)
        .with("department", "Legal", &[], &[])
}

/// Two laptops that say everything, one with its firewall off.
fn two_laptops() -> Inventory {
    let on = [("firewall", flag(true)), ("status", text("active"))];
    let off = [("firewall", flag(false)), ("status", text("active"))];
    organisation().laptop("birch", &on).laptop("elm", &off).0
}

const FIREWALL: &str = "Every laptop must have firewall on";

#[test]
fn a_rule_that_does_what_it_says_is_told_nothing() {
    let rule = document("a", FIREWALL, "Fix within: 7 days\nFixed by: user\n");
    assert_eq!(lines(&told(&rule, &[], &two_laptops())), [""; 0]);
}

#[test]
fn a_rule_for_nobody_is_told_which_condition_leaves_all_out() {
    let sentence = "Every laptop where status is \"lost\" must have firewall on";
    let lints = told(&document("a", sentence, ""), &[], &two_laptops());
    assert_eq!(
        lines(&lints),
        ["L1 warning: it applies to none of the 2 laptops: none is `status is \"lost\"`"]
    );
    let lints = told(&document("a", FIREWALL, ""), &[], &organisation().0);
    assert_eq!(
        lines(&lints),
        ["L1 warning: no laptops were collected, so it applies to nobody yet"]
    );
    assert_eq!(
        lints[0].repair,
        "connect `allhands source add fleet --files ...`"
    );
}

#[test]
fn a_rule_that_all_miss_or_all_meet_is_told_with_names() {
    for (value, level, says) in [
        (false, Level::Warning, "all 5 laptops miss it"),
        (true, Level::Advice, "all 5 laptops meet it already"),
    ] {
        let all = (1..=5).fold(organisation(), |built, n| {
            built.laptop(&format!("l{n}"), &[("firewall", flag(value))])
        });
        let rule = document("a", FIREWALL, "Fixed by: user\n");
        let lints = told(&rule, &[], &all.0);
        assert_eq!(codes(&lints), ["L2"]);
        assert_eq!((lints[0].level, lints[0].says.as_str()), (level, says));
        assert_eq!(lints[0].names, ["l1", "l2", "l3"]);
    }
}

#[test]
fn what_no_source_tells_is_told_with_the_connector_that_would() {
    let mut inventory = organisation().laptop("birch", &[]).0;
    for scope in &mut inventory.coverage.scopes {
        let laptop = scope.fields.get_mut("laptop").unwrap();
        laptop.remove("firewall");
    }
    let lints = told(
        &document("a", FIREWALL, "Fixed by: user\n"),
        &[],
        &inventory,
    );
    let says = "L3 warning: no connected source tells the `firewall` of a laptop, so nothing is \
                known of 1 laptop (birch)";
    assert_eq!(lines(&lints), [says]);
    assert_eq!(
        lints[0].repair,
        "connect `allhands source add fleet --files ...`"
    );
}

#[test]
fn a_source_that_fell_silent_is_named_itself() {
    let mut inventory = two_laptops();
    inventory.coverage.scopes[0].outcome = ScopeOutcome::Failed;
    inventory.coverage.scopes[0].snapshot_at = None;
    let stale = now() - SignedDuration::from_hours(500);
    for entity in inventory.kinds.values_mut().flatten() {
        for fact in entity.facts.values_mut().flat_map(|set| &mut set.0) {
            fact.provenance.snapshot_at = stale;
        }
    }
    let lints = told(
        &document("a", FIREWALL, "Fixed by: user\n"),
        &[],
        &inventory,
    );
    assert_eq!(codes(&lints), ["L3"]);
    assert!(
        lints[0].says.starts_with("the source `fleet`, which tells"),
        "{}",
        lints[0].says
    );
}

#[test]
fn laptops_without_a_date_escape_a_rule_about_its_age() {
    let old = Reading::Known(Value::Date(date(2025, 1, 1)));
    let inventory = organisation()
        .laptop("birch", &[("patched on", old), ("firewall", flag(true))])
        .laptop(
            "elm",
            &[("patched on", Reading::None), ("firewall", flag(true))],
        )
        .0;
    let age = "patched on is more than 90 days ago";
    let says = |sentence: &str| {
        let rule = document("a", sentence, "Fixed by: user\n");
        lines(&told(&rule, &[], &inventory))
    };
    assert_eq!(
        says(&format!("Every laptop where {age} must have firewall on")),
        [
            "L5 warning: without a `patched on`, 1 laptop can never be `more than ... ago` and \
             escape (elm)"
        ]
    );
    let asked = format!("Every laptop where ({age} or patched on is empty) must have firewall on");
    assert_eq!(says(&asked), [""; 0]);
}

#[test]
fn a_message_to_the_person_that_goes_to_another_is_told() {
    let contact = [("department", id("department", 1))];
    let inventory = organisation()
        .laptop("birch", &[("firewall", flag(true))])
        .with("laptop", "spare", &[("firewall", flag(false))], &contact)
        .0;
    let rule = |more: &str| {
        let more = format!(
            "Fixed by: user; department's security contact\n{more}Message (en): Your laptop \
             {{laptop.name}} has no firewall.\n"
        );
        lines(&told(&document("a", FIREWALL, &more), &[], &inventory))
    };
    assert_eq!(
        rule(""),
        [
            "L7 advice: for 1 laptop the message says `your`, and goes to the department's \
             security contact (spare)"
        ]
    );
    let other = "Message (en) where user is not known: The laptop {laptop.name} has no firewall.\n";
    assert_eq!(rule(other), [""; 0]);
}

#[test]
fn a_deadline_shorter_than_answers_are_believed_is_told() {
    let rule = document("a", FIREWALL, "Fix within: 1 day\nFixed by: user\n");
    assert_eq!(
        lines(&told(&rule, &[], &two_laptops())),
        [
            "L8 advice: answers of `fleet` are believed for 2 days, so what is mended may be seen \
          only after the 1 day that `Fix within` gives"
        ]
    );
}

#[test]
fn units_that_nobody_knows_or_heads_are_told() {
    let of = |label: &str| {
        let rule = document("a", FIREWALL, &format!("{label}\nFixed by: user\n"));
        let lints = told(&rule, &[], &two_laptops());
        lints
            .into_iter()
            .filter(|lint| lint.code == "L10")
            .collect::<Vec<_>>()
    };
    assert_eq!(of("In: \"finance\""), []);
    let wrong = of("In: \"Finanse\"");
    assert_eq!(
        lines(&wrong),
        ["L10 error: no department is called `Finanse`, so this binds nobody"]
    );
    assert_eq!(wrong[0].repair, "write `Finance`");
    assert_eq!(of("In: \"Legal\"")[0].level, Level::Warning);
    assert_eq!(of("Except in: \"Nowhere\"")[0].level, Level::Error);
}

#[test]
fn opposite_demands_on_the_same_laptops_are_told_with_their_names() {
    let other = document(
        "other",
        "Every laptop where status is \"active\" must have firewall off",
        "",
    );
    let seen = Reading::Known(Value::Date(date(2026, 5, 31)));
    let facts = [
        ("firewall", flag(true)),
        ("status", text("active")),
        ("last seen", seen),
    ];
    let inventory = organisation().laptop("birch", &facts).0;
    let sentence = "Every laptop where last seen is within the last 7 days must have firewall on";
    let lints = told(
        &document("a", sentence, "Fixed by: user\n"),
        &[other],
        &inventory,
    );
    assert_eq!(
        lines(&lints),
        [
            "L11 error: no laptop can meet both: this asks `firewall is on`, and `other` asks \
          `firewall is off`; both bind 1 laptop (birch)"
        ]
    );
}

#[test]
fn entities_that_nobody_answers_for_are_told() {
    let inventory = organisation()
        .laptop("birch", &[("firewall", flag(true))])
        .with("laptop", "spare", &[("firewall", flag(false))], &[])
        .0;
    let rule = document("a", FIREWALL, "Fixed by: user\n");
    assert_eq!(
        lines(&told(&rule, &[], &inventory)),
        ["L14 advice: nobody can be told for 1 laptop of the 2 this speaks of (spare)"]
    );
    let evidence = document("a", FIREWALL, "Audience: evidence\nFixed by: user\n");
    assert_eq!(lines(&told(&evidence, &[], &inventory)), [""; 0]);
}
