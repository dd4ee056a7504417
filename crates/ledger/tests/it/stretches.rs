//! A pass made a stretch at a time is the pass made over everything at once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use ledger::{
    Changes, HeldBack, Pass, Split, Walk,
    acts::{Act, Acted, ExceptionAct},
    exceptions::{self, Exceptions, Stale, Today, freeze},
    policies::Deadlines,
    record, tangled,
};
use model::{
    Calendars, EntityId, Finding, FindingId, RuleId,
    exception::{Asked, Covers, Frozen, Level},
    verdict::Assessment,
};
use proptest::prelude::*;

use crate::{
    laws::assessment,
    story::{device, noon},
};

const RULES: [&str; 3] = [
    "laptops-are-encrypted",
    "laptops",
    "laptops-are-encrypted-too",
];
const DEVICES: u64 = 6;

/// What happens between two passes, and what the second one sees.
#[derive(Clone, Debug)]
struct Day {
    after: i64,
    says: Vec<(usize, Assessment)>,
    gone: Option<u64>,
    retired: Option<usize>,
    held_back: Option<(usize, HeldBack)>,
    merged: Vec<(u64, u64)>,
    split: Vec<(u64, u64)>,
    excepted: Option<Wanted>,
    /// The one who carries every risk is not here.
    left: bool,
}

/// An exception that is asked for and granted.
#[derive(Clone, Debug)]
struct Wanted {
    rule: usize,
    devices: BTreeSet<u64>,
    by_condition: bool,
    watched_by: Option<usize>,
    days: i64,
    granted: bool,
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let devices = proptest::collection::btree_set(1..=DEVICES, 1..4);
    let watched_by = proptest::option::weighted(0.3, 0..RULES.len());
    let rest = (any::<bool>(), watched_by, 1_i64..40, any::<bool>());
    (0..RULES.len(), devices, rest).prop_map(|(rule, devices, rest)| {
        let (by_condition, watched_by, days, granted) = rest;
        Wanted {
            rule,
            devices,
            by_condition,
            watched_by,
            days,
            granted,
        }
    })
}

fn day() -> impl Strategy<Value = Day> {
    let said = (0..RULES.len(), (1..=DEVICES).prop_flat_map(assessment));
    let says = proptest::collection::vec(said, 0..12);
    let held_back = (
        0..RULES.len(),
        prop_oneof![Just(HeldBack::Quiet), Just(HeldBack::Paused)],
    );
    let fallen = (
        proptest::option::weighted(0.1, 1..=DEVICES),
        proptest::option::weighted(0.05, 0..RULES.len()),
        proptest::option::weighted(0.1, held_back),
    );
    // Each loser has one survivor, which is none itself.
    let merged = proptest::collection::vec((4_u64..=5, 1_u64..=3), 0..2);
    let split = proptest::collection::vec((1_u64..=3, 5_u64..=6), 0..2);
    let excepted = proptest::option::weighted(0.5, wanted());
    let left = proptest::bool::weighted(0.1);
    (0_i64..12, says, fallen, merged, split, excepted, left).prop_map(
        |(after, says, (gone, retired, held_back), merged, split, excepted, left)| Day {
            after,
            says,
            gone,
            retired,
            held_back,
            merged,
            split,
            excepted,
            left,
        },
    )
}

/// A ledger as it grows, pass by pass.
#[derive(Default)]
struct Ledger {
    findings: BTreeMap<FindingId, Finding>,
    acts: Vec<Act>,
    stale: Vec<Stale>,
}

impl Ledger {
    fn act(&mut self, at: Timestamp, what: ExceptionAct) -> u64 {
        let number = self.acts.len() as u64 + 1;
        self.acts.push(Act {
            number,
            at,
            by: "bo@example.org".to_owned(),
            because: "there is no other way".to_owned(),
            what: Acted::Exception(what),
        });
        number
    }

    fn except(&mut self, wanted: &Wanted, at: Timestamp) {
        let rule = RuleId::new(RULES[wanted.rule]);
        let devices = wanted.devices.iter().map(|number| device(*number));
        let stands = |entity: &EntityId| -> Option<Frozen> {
            let finding = self.findings.get(&FindingId::of(&rule, entity))?;
            let open = finding.state.is_open();
            open.then(|| freeze(finding).remove(&rule)).flatten()
        };
        let frozen = devices.filter_map(|one| Some((one.clone(), stands(&one)?)));
        let frozen: BTreeMap<EntityId, Frozen> = frozen.collect();
        let covers = match wanted.by_condition {
            true => Covers::Where("it is old".to_owned()),
            false => Covers::Entities(frozen.keys().cloned().collect()),
        };
        let number = self.act(
            at,
            ExceptionAct::Request(Box::new(Asked {
                rule,
                covers,
                until: at + SignedDuration::from_hours(24 * wanted.days),
                requester: EntityId::new("person", 1),
                risk_owner: EntityId::new("person", 2),
                approver: None,
                instead: String::new(),
                watched_by: wanted.watched_by.map(|rule| RuleId::new(RULES[rule])),
                renews: None,
                frozen,
            })),
        );
        let levels = [
            Level::Accountable,
            Level::DepartmentHead,
            Level::HeadOfSecurity,
        ];
        for level in levels.into_iter().filter(|_| wanted.granted) {
            let approve = ExceptionAct::Approve {
                exception: number,
                approver: EntityId::new("person", 3),
                level,
                until: None,
                due: None,
            };
            self.act(at, approve);
        }
    }

    fn take(&mut self, changes: Changes) {
        let findings = changes.findings.into_iter();
        self.findings
            .extend(findings.map(|one| (one.id.clone(), one)));
        self.stale.extend(changes.stale);
    }
}

/// The pass as a walk: what is tangled in one stretch, everything else `most` entities at a time.
fn walked(findings: &[Finding], pass: &Pass<'_>, most: usize) -> Changes {
    let knot: BTreeSet<EntityId> = tangled(pass.merged, pass.split)
        .into_iter()
        .cloned()
        .collect();
    let of_findings = findings.iter().map(|one| &one.entity);
    let all: BTreeSet<&EntityId> = of_findings
        .chain(pass.assessments.iter().map(|one| &one.entity))
        .collect();
    let loose: Vec<EntityId> = all
        .into_iter()
        .filter(|one| !knot.contains(*one))
        .cloned()
        .collect();
    let mut stretches: Vec<BTreeSet<EntityId>> = loose
        .chunks(most)
        .map(|some| some.iter().cloned().collect())
        .collect();
    stretches.push(knot);
    let mut stale = Vec::new();
    loop {
        let mut walk = Walk::begin(pass, &stale);
        let mut changes = Changes::default();
        for stretch in &stretches {
            let own = findings.iter().filter(|one| stretch.contains(&one.entity));
            let own: Vec<Finding> = own.cloned().collect();
            let said = pass.assessments.iter();
            let said = said.filter(|one| stretch.contains(&one.entity));
            let said: Vec<Assessment> = said.cloned().collect();
            let is_knot = stretch
                .iter()
                .any(|one| stretches.last().unwrap().contains(one));
            let some = Pass {
                assessments: &said,
                merged: if is_knot { pass.merged } else { &[] },
                split: if is_knot { pass.split } else { &[] },
                ..pass.clone()
            };
            let more = walk.record(&own, &some);
            assert!(more.stale.is_empty());
            changes.add(more);
        }
        let found = walk.stale(pass);
        if found == stale {
            changes.stale = found;
            changes.sort();
            return changes;
        }
        stale = found;
    }
}

/// Tells a history; shows each pass with what stood before it, and gives what happened at all.
fn tell(history: &[Day], mut look: impl FnMut(&[Finding], &Pass<'_>, &Changes)) {
    let mut ledger = Ledger::default();
    let mut now = noon("2026-03-01");
    for day in history {
        now += SignedDuration::from_hours(24 * day.after + 1);
        if let Some(wanted) = &day.excepted {
            ledger.except(wanted, now - SignedDuration::from_mins(5));
        }
        let says = day.says.iter().map(|(rule, says)| Assessment {
            rule: RuleId::new(RULES[*rule]),
            ..says.clone()
        });
        let mut said = BTreeSet::new();
        let says: Vec<Assessment> = says
            .filter(|one| said.insert((one.rule.clone(), one.entity.clone())))
            .collect();
        let pair = |(one, other): &(u64, u64)| (device(*one), device(*other));
        let merged: BTreeMap<EntityId, EntityId> = day.merged.iter().map(pair).collect();
        let split = |pair: &(u64, u64)| Split {
            at: now - SignedDuration::from_mins(5),
            from: device(pair.0),
            to: device(pair.1),
        };
        let exceptions = Exceptions::replay(&ledger.acts, ledger.stale.clone());
        let old = || BTreeSet::from(["it is old".to_owned()]);
        let findings: Vec<Finding> = ledger.findings.values().cloned().collect();
        let pass = Pass {
            at: now,
            zone: TimeZone::get("Europe/Vienna").unwrap(),
            calendars: Calendars::none(),
            assessments: &says,
            retired: &day
                .retired
                .map(|rule| RuleId::new(RULES[rule]))
                .into_iter()
                .collect::<Vec<_>>(),
            gone: &day.gone.map(device).into_iter().collect::<Vec<_>>(),
            merged: &merged.into_iter().collect::<Vec<_>>(),
            split: &day.split.iter().map(split).collect::<Vec<_>>(),
            in_force_since: &BTreeMap::new(),
            exceptions: &exceptions,
            left: &day
                .left
                .then(|| EntityId::new("person", 2))
                .into_iter()
                .collect(),
            surely: &(1..=4).map(|number| (device(number), old())).collect(),
            held_back: &day
                .held_back
                .map(|(rule, how)| (RuleId::new(RULES[rule]), how))
                .into_iter()
                .collect(),
            deadlines: Deadlines::none(),
        };
        let changes = record(&findings, &pass);
        look(&findings, &pass, &changes);
        ledger.take(changes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_pass_in_stretches_is_the_same_pass(
        history in proptest::collection::vec(day(), 1..14),
        most in 1_usize..4,
    ) {
        tell(&history, |findings, pass, changes| {
            assert_eq!(&walked(findings, pass, most), changes);
        });
    }
}

/// Everything that stands, whether an exception may depend on it or not.
fn all_of_it(findings: &[Finding], pass: &Pass<'_>) -> Today {
    let mut today = Today {
        left: pass.left.clone(),
        surely: pass.surely.clone(),
        ..Today::default()
    };
    for finding in findings.iter().filter(|one| one.state.is_open()) {
        for (rule, frozen) in freeze(finding) {
            today.missed.insert((rule, finding.entity.clone()), frozen);
        }
    }
    today
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_walk_looks_at_all_that_exceptions_depend_on(
        history in proptest::collection::vec(day(), 1..14),
    ) {
        tell(&history, |findings, pass, _| {
            let nothing_new = Pass {
                assessments: &[], retired: &[], gone: &[], merged: &[], split: &[], ..pass.clone()
            };
            let mut walk = Walk::begin(&nothing_new, &[]);
            walk.record(findings, &nothing_new);
            let expected = exceptions::stale(pass.exceptions, &all_of_it(findings, pass), pass.at);
            let found = walk.stale(&nothing_new).into_iter();
            let found: Vec<_> = found.map(|(number, _, why)| (number, why)).collect();
            assert_eq!(found, expected);
        });
    }
}

/// The histories above are worth something only where what makes findings depend on each other
/// comes up in them.
#[test]
fn everything_that_ties_findings_together_comes_up() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let histories = proptest::collection::vec(day(), 14);
    let mut stale = BTreeSet::new();
    let mut handed_on = 0;
    for _ in 0..60 {
        let history = histories.new_tree(&mut runner).unwrap().current();
        tell(&history, |_, _, changes| {
            let events = changes
                .events
                .iter()
                .filter(|one| one.reason.contains("goes on here"));
            handed_on += events.count();
            stale.extend(changes.stale.iter().map(|(.., why)| {
                let words: Vec<&str> = why.split(' ').skip(1).take(3).collect();
                words.join(" ")
            }));
        });
    }
    assert!(handed_on > 10, "{handed_on}");
    assert!(stale.len() >= 5, "{stale:?}");
}
