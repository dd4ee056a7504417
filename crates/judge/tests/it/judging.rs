//! Facts about judging, each on a made-up laptop or two. One file, because all share the laptops.

mod evidence;
mod meaning;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use judge::{Judgement, Tables, TablesError, judge, tables};
use model::{
    Coverage, EntityId, Inventory, Life, Reading, ScopeOutcome, Severity, SourceState, Value,
    Verdict, Vocabulary,
    coverage::Supplies,
    entity::{Entity, FactSet, LinkSet, LinkTarget, Part},
    id::RecordKey,
    owner::Ownership,
    span::Length,
    value::{Fact, Provenance},
};
use rules::tree::Rule;

use crate::organisation::{clock, vocabulary};

/// An organisation that is told by one source, `mdm`, an hour ago.
struct Org {
    inventory: Inventory,
    vocabulary: Vocabulary,
}

fn hours_ago(hours: i64) -> Timestamp {
    clock().now - SignedDuration::from_hours(hours)
}

fn record() -> RecordKey {
    RecordKey {
        kind: "device".into(),
        source: "mdm".into(),
        native_id: "1".into(),
    }
}

fn fact(reading: Reading, as_of: i64, snapshot: i64) -> FactSet {
    let provenance = Provenance {
        source: "mdm".into(),
        record: record(),
        as_of: Some(hours_ago(as_of)),
        snapshot_at: hours_ago(snapshot),
    };
    FactSet(vec![Fact {
        reading,
        provenance,
    }])
}

fn text(text: &str) -> FactSet {
    fact(Reading::Known(Value::Text(text.to_owned())), 1, 1)
}

fn flag(flag: bool) -> FactSet {
    fact(Reading::Known(Value::Flag(flag)), 1, 1)
}

fn entity(kind: &str, number: u64, facts: &[(&str, FactSet)]) -> Entity {
    Entity {
        id: EntityId::new(kind, number),
        name: format!("{kind} {number}"),
        aliases: Vec::new(),
        members: Vec::new(),
        tier: model::Tier::Confirmed,
        life: Life::Live,
        proof: Vec::new(),
        refused: Vec::new(),
        suppressed: Vec::new(),
        facts: facts
            .iter()
            .map(|(name, fact)| ((*name).to_owned(), fact.clone()))
            .collect(),
        links: BTreeMap::new(),
        parts: BTreeMap::new(),
        listed: Vec::new(),
        ownership: Ownership::nobody(),
    }
}

fn leads(to: EntityId) -> LinkSet {
    let target = LinkTarget {
        to: Some(to),
        sure: true,
        record: record(),
        by: None,
        dangling: None,
    };
    LinkSet {
        targets: vec![target],
        none: false,
    }
}

fn app(name: &str, minutes: f64, updated: &str) -> Part {
    let facts = [
        ("name".to_owned(), text(name)),
        (
            "minutes".to_owned(),
            fact(Reading::Known(Value::Number(minutes)), 1, 1),
        ),
        (
            "updated on".to_owned(),
            fact(Reading::Known(Value::Date(updated.parse().unwrap())), 1, 1),
        ),
    ];
    Part {
        kind: "app".into(),
        key: name.to_lowercase(),
        facts: facts.into_iter().collect(),
        sure: true,
        record: record(),
    }
}

impl Org {
    fn new(entities: Vec<Entity>) -> Self {
        let vocabulary = vocabulary();
        let fields = ["device", "person", "department", "agent", "app"].map(|kind| {
            let known = vocabulary.kind(kind).unwrap();
            let names = known
                .fields
                .keys()
                .chain(known.links.keys())
                .cloned()
                .collect();
            (kind.into(), names)
        });
        let supplies = ["agents", "apps"].map(|relation| Supplies {
            kind: "device".into(),
            relation: relation.to_owned(),
            only: BTreeMap::new(),
        });
        let scope = SourceState {
            source: "mdm".into(),
            connector: "mdm".to_owned(),
            scope: "all".to_owned(),
            outcome: ScopeOutcome::Complete,
            held: false,
            accept_drop: None,
            snapshot_at: Some(hours_ago(1)),
            fresh_for: SignedDuration::from_hours(48),
            kinds: ["device", "person", "department", "agent"]
                .map(Into::into)
                .into(),
            fields: fields.into_iter().collect(),
            absent_means_none: BTreeMap::new(),
            supplies: supplies.into(),
        };
        let mut kinds: BTreeMap<_, Vec<Entity>> = BTreeMap::new();
        for entity in entities {
            kinds
                .entry(entity.id.kind.clone())
                .or_default()
                .push(entity);
        }
        let coverage = Coverage {
            scopes: vec![scope],
        };
        Self {
            inventory: Inventory {
                run: 1,
                kinds,
                coverage,
            },
            vocabulary,
        }
    }

    fn source(&mut self) -> &mut SourceState {
        &mut self.inventory.coverage.scopes[0]
    }

    fn rule(&self, id: &str, sentence: &str, labels: &str) -> Rule {
        let text = format!(
            "Rule: {id}\nId: {id}\n{labels}\nExpectation: {sentence}\nActivity: \"Devices\"\n"
        );
        let parsed = rules::parse(&text, "test.rule", id, &self.vocabulary);
        parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems))
    }

    fn judge(&self, rules: &[Rule]) -> Judgement {
        let tables = tables(&self.inventory, &self.vocabulary);
        judge(rules, &self.vocabulary, &tables, &clock()).unwrap()
    }

    #[track_caller]
    fn check(&self, sentence: &str, expected: Verdict) {
        let rule = self.rule("rule", sentence, "Severity: low");
        let judgement = self.judge(&[rule]);
        let device = EntityId::new("device", 1);
        let got = judgement.assess(&"rule".into(), &device).unwrap();
        assert_eq!(got.verdict, expected, "{sentence}: {}", got.because);
    }
}

fn device(facts: &[(&str, FactSet)]) -> Org {
    Org::new(vec![entity("device", 1, facts)])
}

const ENCRYPTED: &str = "Every device must have disk encryption on";

#[test]
fn a_pass_tells_what_each_rule_and_each_condition_took() {
    struct Ticks(std::sync::atomic::AtomicU64);
    impl judge::Stopwatch for Ticks {
        fn elapsed(&self) -> std::time::Duration {
            let ticks = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            std::time::Duration::from_micros(ticks)
        }
    }
    let vocabulary = crate::organisation::vocabulary();
    let inventory =
        crate::organisation::inventory(&mut crate::organisation::Dice([7; 90].iter()), &vocabulary);
    let read = |id: &str, says: &str| {
        let sentence = format!("Every device must {says}");
        let text = format!("Rule: {id}\nId: {id}\nSeverity: low\nExpectation:\n  {sentence}\n");
        let parsed = rules::parse(&text, "rules", id, &vocabulary);
        parsed
            .rule
            .unwrap_or_else(|| panic!("{:?}", parsed.problems))
    };
    let rules = [
        read(
            "old",
            "have disk encryption on and must have no app where minutes is more than 5",
        ),
        read("new", "have disk encryption on"),
    ];
    let tables = judge::tables(&inventory, &vocabulary);
    let (clock, unknowns) = (
        crate::organisation::clock(),
        model::verdict::Unknowns::new(),
    );
    let world = (&vocabulary, &tables, &clock, &unknowns);
    let watch = Ticks(std::sync::atomic::AtomicU64::new(0));
    let (judgement, timings) = judge::judge_watched(&rules, world, &watch).unwrap();
    let plain = judge::judge(&rules, &vocabulary, &tables, &clock).unwrap();
    assert_eq!(judgement.rules(), plain.rules());
    let rules: Vec<&str> = timings
        .rules
        .iter()
        .map(|rule| rule.rule.as_str())
        .collect();
    // The second rule finds worked out what it shares with the first.
    assert_eq!(rules, ["old", "new"]);
    let mut conditions: Vec<String> = timings
        .conditions
        .iter()
        .map(|one| format!("{}: {}", one.kind, one.condition))
        .collect();
    conditions.sort();
    assert_eq!(
        conditions,
        [
            "app: minutes is more than 5",
            "device: disk encryption is on",
            "device: has no app where minutes is more than 5",
        ]
    );
    let all: u64 = timings.rules.iter().map(|rule| rule.microseconds).sum();
    let own: u64 = timings.conditions.iter().map(|one| one.microseconds).sum();
    assert!(own > 0 && own <= all, "{own} of {all}");
}

#[test]
fn a_fact_older_than_its_max_age_is_unknown() {
    let encryption = |as_of, snapshot| {
        device(&[(
            "disk encryption",
            fact(Reading::Known(Value::Flag(false)), as_of, snapshot),
        )])
    };
    encryption(1, 1).check(ENCRYPTED, Verdict::Missed);
    encryption(73, 1).check(ENCRYPTED, Verdict::Unknown);
}

#[test]
fn an_event_never_goes_stale_by_its_own_value_but_with_its_source() {
    let sentence = "Every device must have last seen within the last 7 days";
    let seen = |snapshot| {
        let day = Value::Date("2026-05-12".parse().unwrap());
        device(&[("last seen", fact(Reading::Known(day), 480, snapshot))])
    };
    seen(1).check(sentence, Verdict::Missed);
    seen(49).check(sentence, Verdict::Unknown);
}

#[test]
fn silence_is_missed_only_where_everybody_was_asked() {
    let sentence = "Every device must have user known";
    let mut org = device(&[]);
    org.check(sentence, Verdict::Missed);
    org.source().outcome = ScopeOutcome::Failed;
    org.check(sentence, Verdict::Unknown);
}

#[test]
fn no_record_means_none_where_the_connector_says_so() {
    let mut org = device(&[]);
    org.check(
        "Every device must have restart since empty",
        Verdict::Unknown,
    );
    let none = [("device".into(), ["restart since".to_owned()].into())];
    org.source().absent_means_none = none.into();
    org.check("Every device must have restart since empty", Verdict::Met);
    org.source().held = true;
    org.check(
        "Every device must have restart since empty",
        Verdict::Unknown,
    );
}

#[test]
fn absence_counts_only_where_the_supplying_source_is_complete_and_fresh() {
    let sentence = "Every device must have an agent";
    let mut org = device(&[]);
    org.check(sentence, Verdict::Missed);
    org.source().snapshot_at = Some(hours_ago(49));
    org.check(sentence, Verdict::Unknown);
    org.source().supplies.clear();
    org.source().snapshot_at = Some(hours_ago(1));
    org.check(sentence, Verdict::Unknown);
}

#[test]
fn a_row_that_is_not_confirmed_counts_in_the_upper_bound_only() {
    let mut agent = entity("agent", 1, &[]);
    agent
        .links
        .insert("device".to_owned(), leads(EntityId::new("device", 1)));
    let with = |life| {
        Org::new(vec![
            entity("device", 1, &[]),
            Entity {
                life,
                ..agent.clone()
            },
        ])
    };
    with(Life::Live).check("Every device must have no agent", Verdict::Missed);
    with(Life::Unconfirmed).check("Every device must have no agent", Verdict::Unknown);
    with(Life::Gone).check("Every device must have no agent", Verdict::Met);
}

#[test]
fn a_rule_about_a_derived_kind_is_unknown_where_the_kind_is() {
    let sentence = "Every laptop must have disk encryption on";
    let open = ("disk encryption", flag(false));
    device(&[open.clone(), ("class", text("laptop"))]).check(sentence, Verdict::Missed);
    device(&[open.clone(), ("class", text("phone"))]).check(sentence, Verdict::NotApplicable);
    device(&[open]).check(sentence, Verdict::Unknown);
}

#[test]
fn an_entity_that_is_gone_is_not_judged() {
    let mut gone = entity("device", 1, &[]);
    gone.life = Life::Gone;
    let org = Org::new(vec![gone]);
    let judgement = org.judge(&[org.rule("rule", ENCRYPTED, "Severity: low")]);
    assert_eq!(
        judgement.verdict(&"rule".into(), &EntityId::new("device", 1)),
        None
    );
    assert_eq!(judgement.rules()[0].counts, judge::Counts::default());
}

#[test]
fn a_tightening_binds_its_unit_and_the_worse_result_counts() {
    let mut laptop = entity(
        "device",
        1,
        &[(
            "lock minutes",
            fact(Reading::Known(Value::Number(8.0)), 1, 1),
        )],
    );
    laptop.links.insert(
        "department".to_owned(),
        leads(EntityId::new("department", 1)),
    );
    let unowned = Entity {
        id: EntityId::new("device", 2),
        links: BTreeMap::new(),
        ..laptop.clone()
    };
    let mut finance = entity("department", 1, &[]);
    finance.name = "Finance".to_owned();
    let org = Org::new(vec![laptop, unowned, finance]);
    let baseline = org.rule(
        "locked",
        "Every device must have lock minutes at most 10",
        "Severity: low\nFix within: 7 days\nWait: 2 days",
    );
    let unit = org.rule(
        "locked-finance",
        "Every device must have lock minutes at most 5",
        "In: \"Finance\"\nTightens: locked\nSeverity: high\nFix within: 1 working day",
    );
    let judgement = org.judge(&[baseline, unit]);
    let one = judgement
        .assess(&"locked".into(), &EntityId::new("device", 1))
        .unwrap();
    assert_eq!(one.verdict, Verdict::Missed);
    assert_eq!(one.severity, Severity::High);
    assert_eq!(one.fix_within, Some("1 working day".parse().unwrap()));
    assert_eq!(one.wait, None);
    let parts: Vec<_> = one
        .parts
        .iter()
        .map(|p| (p.rule.as_str(), p.verdict))
        .collect();
    assert_eq!(
        parts,
        [
            ("locked", Verdict::Met),
            ("locked-finance", Verdict::Missed)
        ]
    );
    assert_eq!(
        one.because,
        "missed because: lock minutes is 8 minutes (mdm)"
    );
    // Nobody answers for the other one, so it belongs to the organisation only.
    let two = judgement
        .assess(&"locked".into(), &EntityId::new("device", 2))
        .unwrap();
    assert_eq!((two.verdict, two.severity), (Verdict::Met, Severity::Low));
    assert_eq!(two.wait, Some(Length::days(2)));
    assert_eq!(judgement.rules().len(), 1);
}

#[test]
fn rows_that_are_missed_are_items_with_their_own_clock() {
    let mut laptop = entity("device", 1, &[]);
    let apps = vec![
        app("Viewer", 50.0, "2026-05-20"),
        app("Editor", 5.0, "2026-05-31"),
        app("Player", 90.0, "2026-04-01"),
    ];
    laptop.parts.insert("apps".to_owned(), apps);
    let org = Org::new(vec![laptop]);
    let rule = org.rule(
        "apps",
        "Every device must have no app where minutes is more than 30",
        "Severity: low\nCount from: app's updated on",
    );
    let assessment = org
        .judge(&[rule])
        .assess(&"apps".into(), &EntityId::new("device", 1))
        .unwrap();
    let items = &assessment.parts[0].items;
    let keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    assert_eq!(keys, ["player", "viewer"]);
    assert_eq!(items[1].label, "Viewer");
    assert_eq!(items[1].shown["app.name"], "Viewer");
    // The day begins in the organisation's zone, five and a half hours ahead.
    assert_eq!(
        items[1].count_from,
        Some("2026-05-19T18:30:00Z".parse().unwrap())
    );
    assert_eq!(
        assessment.because,
        "missed because: 2 apps where minutes is more than 30 (Viewer, Player; \
         Viewer: minutes is 50 minutes (mdm))"
    );
    assert!(assessment.complete);
    assert_eq!(assessment.snapshot_at, Some(hours_ago(1)));
}

#[test]
fn absence_says_where_it_was_looked_for_and_what_came_nearest() {
    let agent = |number, day: &str| {
        let seen = fact(Reading::Known(Value::Date(day.parse().unwrap())), 1, 1);
        let mut agent = entity("agent", number, &[("last seen", seen)]);
        agent
            .links
            .insert("device".to_owned(), leads(EntityId::new("device", 1)));
        agent
    };
    let org = Org::new(vec![
        entity("device", 1, &[]),
        agent(1, "2026-04-01"),
        agent(2, "2026-05-12"),
    ]);
    let rule = org.rule(
        "agent",
        "Every device must have an agent where last seen is within the last 7 days",
        "Severity: low",
    );
    let assessment = org
        .judge(&[rule])
        .assess(&"agent".into(), &EntityId::new("device", 1))
        .unwrap();
    assert_eq!(
        assessment.because,
        "missed because: no agent where last seen is within the last 7 days (looked in mdm, \
         complete at 2026-06-01 16:30; nearest: last seen was 20 days ago (2026-05-12) (mdm))"
    );
    assert_eq!(assessment.parts[0].items, []);
}

#[test]
fn an_unknown_severity_or_deadline_row_counts_as_matching_and_says_so() {
    let org = device(&[("disk encryption", flag(false))]);
    let labels = "Severity: low; critical where class is \"laptop\"\n\
                  Fix within: 7 days; 2 days where risk is \"high\"";
    let rule = org.rule("rule", ENCRYPTED, labels);
    let assessment = org
        .judge(&[rule])
        .assess(&"rule".into(), &EntityId::new("device", 1))
        .unwrap();
    assert_eq!(assessment.severity, Severity::Critical);
    assert_eq!(assessment.fix_within, Some(Length::days(2)));
    assert!(assessment.worst_assumed);
}

#[test]
fn unknown_fails_where_the_rule_says_so_and_everybody_was_asked() {
    let mut org = device(&[]);
    let labels = "Severity: low\nWhen unknown: fail";
    let verdict = |org: &Org| {
        let judgement = org.judge(&[org.rule("rule", ENCRYPTED, labels)]);
        let one = EntityId::new("device", 1);
        let verdict = judgement.verdict(&"rule".into(), &one);
        assert_eq!(
            judgement.assess(&"rule".into(), &one).map(|a| a.verdict),
            verdict
        );
        verdict
    };
    assert_eq!(verdict(&org), Some(Verdict::Missed));
    org.source().outcome = ScopeOutcome::Partial;
    assert_eq!(verdict(&org), Some(Verdict::Unknown));
}

#[test]
fn a_data_gap_names_the_source_that_should_have_told_and_counts_entities() {
    let mut org = Org::new(vec![entity("device", 1, &[]), entity("device", 2, &[])]);
    org.source().outcome = ScopeOutcome::Failed;
    org.source()
        .fields
        .get_mut("device")
        .unwrap()
        .remove("risk");
    let rules = [
        org.rule("a", "Every device must have an agent", "Severity: low"),
        org.rule("b", "Every device must have no agent", "Severity: low"),
        org.rule("c", "Every device must have risk \"low\"", "Severity: low"),
    ];
    let gaps: Vec<_> = org
        .judge(&rules)
        .data_gaps()
        .into_iter()
        .map(|gap| (gap.source.map(|s| s.to_string()), gap.name, gap.entities))
        .collect();
    assert_eq!(
        gaps,
        [
            (None, "risk".to_owned(), 2),
            (Some("mdm".to_owned()), "agents".to_owned(), 2)
        ]
    );
}

#[test]
fn an_excuse_of_a_tightening_excuses_from_the_tightening_only() {
    let minutes = (
        "lock minutes",
        fact(Reading::Known(Value::Number(12.0)), 1, 1),
    );
    let org = device(&[minutes]);
    let id = EntityId::new("device", 1);
    let of = |most: u32| {
        let baseline = org.rule(
            "locked",
            &format!("Every device must have lock minutes at most {most}"),
            "Severity: low",
        );
        let unit = org.rule(
            "locked-sooner",
            "Every device must have lock minutes at most 5 unless lock minutes is more than 10",
            "Tightens: locked\nSeverity: high",
        );
        let judgement = org.judge(&[baseline, unit]);
        let says = judgement.says(&"locked".into(), &id).unwrap();
        let each: Vec<Verdict> = says.iter().map(|say| say.verdict).collect();
        (judgement.verdict(&"locked".into(), &id).unwrap(), each)
    };
    let (missed, met) = (Verdict::Missed, Verdict::Met);
    let excused = Verdict::NotApplicable;
    assert_eq!(of(10), (missed, vec![missed, excused]));
    assert_eq!(of(20), (met, vec![met, excused]));
}

#[test]
fn a_tightening_of_a_rule_not_in_force_and_a_rule_about_parts_are_refused() {
    let org = device(&[]);
    let tables = tables(&org.inventory, &org.vocabulary);
    let refused = |rule: Rule| {
        judge(&[rule], &org.vocabulary, &tables, &clock())
            .unwrap_err()
            .0[0]
            .says
            .clone()
    };
    let unit = org.rule("unit", ENCRYPTED, "Severity: low\nTightens: baseline");
    assert_eq!(
        refused(unit),
        "rule `unit` tightens `baseline`, which is not in force"
    );
    let parts = org.rule(
        "parts",
        "Every app must have minutes at most 3",
        "Severity: low",
    );
    assert_eq!(
        refused(parts),
        "rule `parts` is about `app`, which is part of `device` and has no entities"
    );
}

#[test]
fn tables_stored_under_other_types_are_refused() {
    let org = device(&[(
        "lock minutes",
        fact(Reading::Known(Value::Number(8.0)), 1, 1),
    )]);
    let batches = tables(&org.inventory, &org.vocabulary).to_batches();
    let mut changed = org.vocabulary.clone();
    let field = changed.kinds["device"]
        .fields
        .get_mut("lock minutes")
        .unwrap();
    field.field_type = model::vocabulary::FieldType::Text;
    let got = Tables::from_batches(batches, &changed, Coverage::default());
    assert!(matches!(got, Err(TablesError::Changed { field, .. }) if field == "lock minutes"));
}
