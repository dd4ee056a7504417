//! What holds for every history: generated ones, pass by pass.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use ledger::{Pass, policies::Deadlines, record};
use model::{
    CloseReason, Finding, FindingState, RuleId, Severity, Verdict,
    finding::EventKind,
    verdict::{Assessment, PartVerdict},
};
use proptest::prelude::*;

use crate::story::{Fallen, Says, Story, Told as _, device, noon, part, says};

/// One pass of a history: how many days after the last, and what is said.
#[derive(Clone, Debug)]
struct Day {
    after: i64,
    says: Vec<Assessment>,
    gone: Option<u64>,
    merged: Option<u64>,
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        3 => Just(Verdict::Missed),
        3 => Just(Verdict::Met),
        2 => Just(Verdict::Unknown),
        1 => Just(Verdict::NotApplicable),
    ]
}

prop_compose! {
    pub(crate) fn assessment(entity: u64)(
        parts in proptest::collection::vec((verdict(), proptest::sample::subsequence(
            vec!["a", "b", "c"], 0..=3)), 1..3),
        snapshot in 1_u32..28,
        lags in proptest::collection::vec(0_u32..9, 3),
        complete in any::<bool>(),
        assumed in any::<bool>(),
        version in 1_u32..3,
        fix in proptest::option::of(1_u32..40),
        wait in proptest::option::of(1_u32..5),
        severity in proptest::sample::select(&Severity::ALL[..]),
    ) -> Assessment {
        let worst = parts.iter().map(|(verdict, _)| *verdict).max().unwrap();
        let mut says: Says = says(worst, &format!("2026-03-{snapshot:02}")).about(entity);
        let all = parts.iter().enumerate();
        says = says.parts(all.map(|(number, (verdict, rows))| {
            let rows: &[&str] = if *verdict == Verdict::Missed { rows } else { &[] };
            let seen = snapshot.saturating_sub(lags[number]).max(1);
            part(number, *verdict, rows).told_by("tool", &format!("2026-03-{seen:02}"))
        }));
        says.0.complete = complete;
        says.0.parts.iter_mut().for_each(|part| part.complete = complete);
        says.0.worst_assumed = assumed;
        says.0.rule_version = version.to_string();
        says.0.fix_within = fix.map(model::span::Length::days);
        says.0.wait = wait.map(model::span::Length::days);
        says.0.severity = severity;
        says.0
    }
}

fn history() -> impl Strategy<Value = Vec<Day>> {
    let says = (
        assessment(1),
        assessment(2),
        assessment(3),
        any::<[bool; 3]>(),
    );
    let said = says.prop_map(|(one, two, three, judged)| {
        let all = [one, two, three].into_iter().zip(judged);
        all.filter_map(|(says, judged)| judged.then_some(says))
            .collect::<Vec<_>>()
    });
    let gone = proptest::option::weighted(0.1, 1_u64..4);
    let merged = proptest::option::weighted(0.1, 2_u64..4);
    let day = (0_i64..20, said, gone, merged).prop_map(|(after, says, gone, merged)| Day {
        after,
        says,
        gone,
        merged,
    });
    proptest::collection::vec(day, 1..12)
}

/// Tells a history, and shows each pass with what stood before it.
fn tell(history: &[Day], mut look: impl FnMut(&[Finding], &Pass<'_>, &ledger::Changes)) {
    let mut story = Story::default();
    let mut now = noon("2026-03-01");
    for day in history {
        now += SignedDuration::from_hours(24 * day.after);
        let fallen = Fallen {
            retired: Vec::new(),
            gone: day.gone.map(device).into_iter().collect(),
            merged: day
                .merged
                .map(|loser| (device(loser), device(1)))
                .into_iter()
                .collect(),
            split: Vec::new(),
        };
        let before = story.all();
        let changes = story.pass_at(now, day.says.iter().cloned().map(Says), &fallen);
        let since = &story.in_force_since;
        look(&before, &pass(now, &day.says, &fallen, since), &changes);
    }
}

fn pass<'a>(
    at: Timestamp,
    assessments: &'a [Assessment],
    fallen: &'a Fallen,
    in_force_since: &'a BTreeMap<RuleId, Timestamp>,
) -> Pass<'a> {
    let Fallen {
        retired,
        gone,
        merged,
        split,
    } = fallen;
    let zone = TimeZone::get("Europe/Vienna").unwrap();
    Pass {
        at,
        zone,
        calendars: model::Calendars::none(),
        assessments,
        retired,
        gone,
        merged,
        split,
        in_force_since,
        exceptions: ledger::exceptions::Exceptions::none(),
        left: const { &std::collections::BTreeSet::new() },
        surely: const { &BTreeMap::new() },
        held_back: const { &BTreeMap::new() },
        deadlines: Deadlines::none(),
    }
}

proptest! {
    /// `Story` makes every pass twice and compares.
    #[test]
    fn the_same_pass_again_changes_nothing(history in history()) {
        tell(&history, |_, _, _| {});
    }

    #[test]
    fn the_order_of_assessments_and_findings_does_not_matter(history in history()) {
        tell(&history, |before, pass, changes| {
            let mut backwards = pass.assessments.to_vec();
            backwards.reverse();
            let mut found = before.to_vec();
            found.reverse();
            let turned = Pass { assessments: &backwards, ..pass.clone() };
            assert_eq!(&record(&found, &turned), changes);
        });
    }

    #[test]
    fn a_failed_source_never_opens_or_closes(history in history()) {
        tell(&history, |before, pass, _| {
            let mut failed = pass.assessments.to_vec();
            for says in &mut failed {
                says.verdict = Verdict::Unknown;
                says.complete = false;
                says.parts.iter_mut().for_each(|part| part.verdict = Verdict::Unknown);
            }
            let nothing = Fallen::default();
            let since = pass.in_force_since;
            let changes = record(before, &self::pass(pass.at, &failed, &nothing, since));
            assert!(changes.events.is_empty(), "{:?}", changes.events);
        });
    }

    #[test]
    fn a_fix_is_verified_only_by_a_snapshot_newer_than_the_miss(history in history()) {
        tell(&history, |before, pass, changes| {
            let because = CloseReason::FixedVerified;
            for event in &changes.events {
                if event.what != (EventKind::Closed { because }) {
                    continue;
                }
                let closed = changes.findings.iter().find(|f| f.id == event.finding).unwrap();
                let entity = &closed.entity;
                let is_one = |f: &&Finding| {
                    f.entity == *entity || pass.merged.contains(&(f.entity.clone(), entity.clone()))
                };
                // The clocks of one that is over went on elsewhere or stand still.
                let ran = |key: &str| {
                    let running = before.iter().filter(|f| f.state != FindingState::Closed);
                    let clocks = running.filter(is_one).flat_map(|f| &f.clocks);
                    clocks.filter(|c| c.key == key).any(|c| c.cleared_at.is_none())
                };
                let says = pass.assessments.iter().find(|says| says.entity == *entity).unwrap();
                let of = |key: &str| {
                    let named = |p: &&PartVerdict| key.contains(&format!("#{}", p.part));
                    says.parts.iter().find(named)
                };
                for clock in closed.clocks.iter().filter(|clock| ran(&clock.key)) {
                    match of(&clock.key) {
                        Some(part) if part.verdict == Verdict::Met => {
                            assert!(part.snapshot_at > Some(clock.last_seen));
                        }
                        Some(part) => assert_eq!(part.verdict, Verdict::NotApplicable),
                        None => assert_eq!(says.verdict, Verdict::Met),
                    }
                }
            }
        });
    }

    #[test]
    fn every_finding_is_sound(history in history()) {
        tell(&history, |_, pass, changes| {
            for finding in &changes.findings {
                let running: Vec<_> =
                    finding.clocks.iter().filter(|clock| clock.cleared_at.is_none()).collect();
                let closed = finding.state == FindingState::Closed;
                assert!(!closed || finding.closed_because.is_some() && finding.closed_at.is_some());
                if finding.state.is_open() {
                    assert!(!running.is_empty(), "open without a reason");
                    assert!(finding.opened_at.is_some() && finding.closed_because.is_none());
                    assert_eq!(finding.due, running.iter().filter_map(|clock| clock.due).min());
                }
                assert!(finding.clean_snapshots.len() <= 2);
                assert!(finding.clocks.is_sorted_by(|a, b| a.key < b.key));
                assert!(finding.clocks.iter().all(|clock| clock.first_seen <= pass.at));
            }
        });
    }

    #[test]
    fn no_pass_writes_an_event_without_a_finding(history in history()) {
        tell(&history, |_, pass, changes| {
            let changed: Vec<_> = changes.findings.iter().map(|finding| &finding.id).collect();
            assert!(changed.is_sorted());
            assert!(changes.events.iter().all(|event| changed.contains(&&event.finding)));
            assert!(changes.events.iter().all(|event| event.at == pass.at));
        });
    }
}
