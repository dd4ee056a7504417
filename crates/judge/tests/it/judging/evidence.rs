//! What dates a verdict: each part by its own facts, what is absent by those who would know.

use std::collections::BTreeSet;

use model::{
    entity::Member,
    verdict::{Assessment, PartVerdict},
};

use super::*;

impl Org {
    /// A second source that fills these fields and links, and told so many hours ago.
    fn and(mut self, source: &str, kind: &str, names: &[&str], hours: i64) -> Self {
        let first = self.source();
        for name in names {
            first.fields.get_mut(kind).unwrap().remove(*name);
        }
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let second = SourceState {
            source: source.into(),
            scope: source.to_owned(),
            snapshot_at: Some(hours_ago(hours)),
            kinds: BTreeSet::new(),
            fields: [(kind.into(), names)].into(),
            supplies: Vec::new(),
            ..first.clone()
        };
        self.inventory.coverage.scopes.push(second);
        self
    }

    fn assess(&self, sentence: &str) -> Assessment {
        let rule = self.rule("rule", sentence, "Severity: low");
        let device = EntityId::new("device", 1);
        self.judge(&[rule]).assess(&"rule".into(), &device).unwrap()
    }
}

/// Who told a part, and how many hours ago.
fn told(part: &PartVerdict) -> Vec<(&str, i64)> {
    let ago = |at: Timestamp| clock().now.duration_since(at).as_hours();
    let told = part.evidence.iter();
    told.map(|(source, at)| (source.as_str(), ago(*at)))
        .collect()
}

fn said_by(source: &str, reading: Reading, hours: i64) -> FactSet {
    let mut said = fact(reading, hours, hours);
    said.0[0].provenance.source = source.into();
    said
}

fn named_by(source: &str, to: EntityId) -> LinkSet {
    let mut link = leads(to);
    link.targets[0].record.source = source.into();
    link
}

#[test]
fn what_is_absent_is_dated_by_those_who_would_know() {
    let sentences = [
        "Every device must have user known",
        "Every device must have an agent",
        "Every device must have risk known",
    ];
    for sentence in sentences {
        let got = device(&[]).assess(sentence);
        assert_eq!(got.verdict, Verdict::Missed, "{sentence}");
        assert_eq!(got.snapshot_at, Some(hours_ago(1)), "{sentence}");
        let dates: Vec<_> = got
            .reasons
            .iter()
            .map(|reason| reason.snapshot_at)
            .collect();
        assert_eq!(dates, [Some(hours_ago(1))], "{sentence}");
        assert_eq!(told(&got.parts[0]), [("mdm", 1)], "{sentence}");
    }
}

#[test]
fn a_link_is_dated_by_who_named_its_target_and_who_tells_of_it() {
    let mut laptop = entity("device", 1, &[]);
    let user = named_by("av", EntityId::new("person", 1));
    laptop.links.insert("user".to_owned(), user);
    let org = Org::new(vec![laptop, entity("person", 1, &[])]).and("av", "device", &["user"], 3);
    let got = org.assess("Every device must have user known");
    assert_eq!(got.verdict, Verdict::Met);
    assert_eq!(told(&got.parts[0]), [("av", 3), ("mdm", 1)]);
}

#[test]
fn a_fact_behind_a_link_is_dated_by_the_link_too() {
    let mut laptop = entity("device", 1, &[]);
    let user = named_by("av", EntityId::new("person", 1));
    laptop.links.insert("user".to_owned(), user);
    let ended = said_by(
        "hr",
        Reading::Known(Value::Date("2026-05-01".parse().unwrap())),
        5,
    );
    let person = entity("person", 1, &[("end date", ended)]);
    let org = Org::new(vec![laptop, person])
        .and("av", "device", &["user"], 3)
        .and("hr", "person", &["end date"], 5);
    let mut got = org.assess("Every device must have user's end date empty");
    assert_eq!(got.verdict, Verdict::Missed);
    assert_eq!(told(&got.parts[0]), [("av", 3), ("hr", 5), ("mdm", 1)]);
    // The reason tells of the fact alone.
    assert_eq!(got.reasons.remove(0).snapshot_at, Some(hours_ago(5)));
}

#[test]
fn each_part_has_its_own_evidence() {
    let risk = said_by("av", Reading::Known(Value::Text("high".to_owned())), 5);
    let mut org = device(&[("disk encryption", flag(true)), ("risk", risk)]).and(
        "av",
        "device",
        &["risk"],
        5,
    );
    let sentence = "Every device must have disk encryption on and must have risk \"low\"";
    let both = org.assess(sentence);
    let verdicts: Vec<_> = both.parts.iter().map(|part| part.verdict).collect();
    assert_eq!(verdicts, [Verdict::Met, Verdict::Missed]);
    assert_eq!(told(&both.parts[0]), [("mdm", 1)]);
    assert_eq!(told(&both.parts[1]), [("av", 5)]);
    assert_eq!(both.parts[1].snapshot_at, Some(hours_ago(5)));
    assert!(both.parts.iter().all(|part| part.complete));

    org.inventory.coverage.scopes[1].outcome = ScopeOutcome::Partial;
    let complete = org.assess(sentence).parts.into_iter().map(|p| p.complete);
    assert_eq!(complete.collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_a_field_is_compared_with_is_evidence_too() {
    let day = Reading::Known(Value::Date("2026-05-02".parse().unwrap()));
    let mut laptop = entity("device", 1, &[("restart since", said_by("av", day, 5))]);
    let old = app("Viewer", 5.0, "2026-05-01");
    laptop.parts.insert("apps".to_owned(), vec![old]);
    let org = Org::new(vec![laptop]).and("av", "device", &["restart since"], 5);
    let got = org.assess(
        "Every device must have no app where updated on is before the device's restart since",
    );
    assert_eq!(got.verdict, Verdict::Missed);
    assert_eq!(told(&got.parts[0]), [("av", 5), ("mdm", 1)]);
}

#[test]
fn rows_that_a_record_lists_in_full_are_dated_by_the_source_of_the_record() {
    let mut laptop = entity("device", 1, &[]);
    laptop.listed = vec!["apps".to_owned()];
    laptop.members = vec![Member {
        record: record(),
        life: Life::Live,
        label: "laptop".to_owned(),
        first_seen: hours_ago(1),
        last_seen: hours_ago(1),
    }];
    let mut org = Org::new(vec![laptop]);
    org.source().supplies.clear();
    let got = org.assess("Every device must have no app where minutes is more than 30");
    assert_eq!(got.verdict, Verdict::Met);
    assert_eq!(told(&got.parts[0]), [("mdm", 1)]);
    assert!(got.complete);
}

#[test]
fn a_row_that_perhaps_misses_is_named_apart() {
    let mut laptop = entity("device", 1, &[]);
    let mut silent = app("Viewer", 50.0, "2026-05-20");
    silent.facts.remove("minutes");
    let mut doubtful = app("Reader", 50.0, "2026-05-20");
    doubtful.sure = false;
    let apps = vec![
        silent,
        doubtful,
        app("Player", 90.0, "2026-04-01"),
        app("Editor", 5.0, "2026-05-31"),
    ];
    laptop.parts.insert("apps".to_owned(), apps);
    let got = Org::new(vec![laptop])
        .assess("Every device must have no app where minutes is more than 30");
    assert_eq!(got.verdict, Verdict::Missed);
    let part = &got.parts[0];
    let keys: Vec<_> = part.items.iter().map(|item| item.key.as_str()).collect();
    assert_eq!(keys, ["player"]);
    assert_eq!(Vec::from_iter(&part.unsure), ["reader", "viewer"]);
}

#[test]
fn what_was_met_when_it_was_told_ran_out_since() {
    let sentence = "Every device must have last seen within the last 7 days";
    // Told on 31 May, judged on 1 June, by the calendar of the organisation.
    for (day, ran_out) in [("2026-05-24", true), ("2026-05-12", false)] {
        let seen = Reading::Known(Value::Date(day.parse().unwrap()));
        let got = device(&[("last seen", fact(seen, 40, 40))]).assess(sentence);
        assert_eq!(got.verdict, Verdict::Missed);
        assert_eq!(got.parts[0].ran_out, ran_out, "{day}");
    }
}

#[test]
fn each_row_runs_out_by_itself() {
    let mut laptop = entity("device", 1, &[]);
    let mut apps = vec![
        app("Viewer", 5.0, "2026-05-24"),
        app("Player", 5.0, "2026-05-12"),
    ];
    for fact in apps.iter_mut().flat_map(|app| app.facts.values_mut()) {
        fact.0[0].provenance.snapshot_at = hours_ago(40);
    }
    laptop.parts.insert("apps".to_owned(), apps);
    let mut org = Org::new(vec![laptop]);
    org.source().snapshot_at = Some(hours_ago(40));
    let got = org.assess("Every device must have no app where updated on is more than 7 days ago");
    let part = &got.parts[0];
    let rows: Vec<_> = part
        .items
        .iter()
        .map(|i| (i.key.as_str(), i.ran_out))
        .collect();
    assert_eq!(rows, [("player", false), ("viewer", true)]);
    assert!(!part.ran_out, "one row was missed when it was told");
}
