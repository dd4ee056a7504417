//! The laws of governance, over random sequences of steps.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    govern::{By, Entry, History, Seat, SheetKey, Signer, Stage, State, Step},
    ports::RuleCounts,
};
use jiff::Timestamp;
use model::{EntityId, RuleId};
use proptest::{prelude::*, strategy::ValueTree};

const RULES: [&str; 2] = ["a", "b"];
const VERSIONS: [&str; 3] = ["v1", "v2", "v3"];

fn signer(number: u64) -> Signer {
    Signer {
        person: EntityId::new("person", number),
        mail: format!("p{number}@example.org"),
        name: format!("P{number}"),
        account: "root".to_owned(),
    }
}

fn sheet() -> SheetKey {
    SheetKey {
        digest: "sheet".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        run: 1,
        snapshot: "snapshot".to_owned(),
        counts: RuleCounts::default(),
        people: 1,
    }
}

fn seats() -> impl Strategy<Value = Seat> {
    prop_oneof![
        Just(Seat::Accountable),
        Just(Seat::Security),
        Just(Seat::Outside),
        Just(Seat::Head {
            unit: "Finance".to_owned()
        }),
    ]
}

fn needs() -> impl Strategy<Value = BTreeSet<Seat>> {
    prop::collection::btree_set(seats(), 0..3)
}

fn stages() -> impl Strategy<Value = Stage> {
    prop_oneof![Just(Stage::Monitor), Just(Stage::Warn), Just(Stage::Block)]
}

fn steps() -> impl Strategy<Value = Step> {
    let text = || "text".to_owned();
    prop_oneof![
        1 => stages().prop_map(move |stage| Step::Found { stage, text: text() }),
        4 => Just(Step::Drafted { text: "text".to_owned() }),
        4 => Just(Step::Tested),
        6 => needs().prop_map(|needs| Step::Proposed { sheet: sheet(), needs }),
        12 => seats().prop_map(|seat| Step::Approved { seat }),
        1 => Just(Step::Consented),
        2 => Just(Step::Objected),
        2 => (1_u64..5).prop_map(|p| Step::Answered { to: format!("p{p}@example.org") }),
        8 => stages().prop_map(|stage| Step::Published { stage }),
        1 => Just(Step::Drifted { now: RuleCounts::default() }),
        3 => stages().prop_map(|to| Step::Promoted { to }),
        2 => Just(Step::Paused),
        2 => Just(Step::Resumed),
        2 => Just(Step::Held { was: RuleCounts::default() }),
        2 => Just(Step::Released),
        1 => Just(Step::Reviewed),
        3 => (seats(), needs()).prop_map(|(seat, needs)| Step::Retired { seat, needs }),
        3 => (0_usize..3).prop_map(|v| Step::Superseded { by: VERSIONS[v].to_owned() }),
    ]
}

fn people() -> impl Strategy<Value = By> {
    prop_oneof![
        8 => (1_u64..5).prop_map(|number| By::Person(signer(number))),
        1 => Just(By::Pass),
        1 => Just(By::File),
    ]
}

prop_compose! {
    fn entries()(rule in 0_usize..2, version in 0_usize..3, by in people(), step in steps(),
        reason in prop_oneof![Just(""), Just("because")], at in 0_i64..2) -> Entry {
        Entry {
            rule: RuleId::new(RULES[rule]),
            version: VERSIONS[version].to_owned(),
            at: Timestamp::from_second(at).unwrap(),
            by,
            step,
            reason: reason.to_owned(),
        }
    }
}

prop_compose! {
    /// The usual way of a version, by random people and from random chairs, some steps left out.
    fn journeys()(rule in 0_usize..2, version in 0_usize..3, needs in needs(),
        who in prop::collection::vec(1_u64..5, 8), left_out in 0_usize..16,
        chairs in prop::collection::vec(seats(), 2), stage in stages()) -> Vec<Entry> {
        let text = "text".to_owned();
        let chair = |at: usize| needs.iter().nth(at).unwrap_or(&chairs[at]).clone();
        let chairs = [chair(0), chair(1)];
        let steps = [
            (version, Step::Drafted { text }),
            (version, Step::Tested),
            (version, Step::Proposed { sheet: sheet(), needs }),
            (version, Step::Approved { seat: chairs[0].clone() }),
            (version, Step::Approved { seat: chairs[1].clone() }),
            ((version + 1) % 3, Step::Superseded { by: VERSIONS[version].to_owned() }),
            (version, Step::Published { stage }),
        ];
        let all = steps.into_iter().zip(who).map(|((version, step), who)| Entry {
            rule: RuleId::new(RULES[rule]),
            version: VERSIONS[version].to_owned(),
            at: Timestamp::UNIX_EPOCH,
            by: By::Person(signer(who)),
            step,
            reason: "because".to_owned(),
        });
        let mut all: Vec<Entry> = all.collect();
        if left_out < all.len() {
            all.remove(left_out);
        }
        all
    }
}

fn sequences() -> impl Strategy<Value = Vec<Entry>> {
    let some = prop_oneof![
        3 => entries().prop_map(|entry| vec![entry]),
        1 => journeys(),
    ];
    prop::collection::vec(some, 0..30).prop_map(|all| all.concat())
}

/// Takes what may be taken, and says which.
fn play(entries: &[Entry]) -> (History, Vec<Entry>) {
    let began = Entry::began(Timestamp::UNIX_EPOCH);
    let mut history = History::replay([&began]).unwrap();
    let mut taken = vec![began];
    for entry in entries {
        let before = history.clone();
        match history.take(entry) {
            Ok(()) => taken.push(entry.clone()),
            Err(_) => assert_eq!(history, before, "a refused step changed something"),
        }
    }
    (history, taken)
}

/// Who wrote a version last, and who signed it since, as the entries themselves say.
fn signatures(taken: &[Entry], rule: &RuleId, version: &str) -> (Option<Signer>, Vec<Signer>) {
    let mut author = None;
    let mut signed = Vec::new();
    for entry in taken
        .iter()
        .filter(|e| e.rule == *rule && e.version == version)
    {
        match (&entry.step, &entry.by) {
            (Step::Drafted { .. }, By::Person(who)) => {
                author = Some(who.clone());
                signed.clear();
            }
            (Step::Proposed { .. } | Step::Drifted { .. }, _) => signed.clear(),
            (Step::Approved { .. }, By::Person(who)) => signed.push(who.clone()),
            _ => {}
        }
    }
    (author, signed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_is_live_that_somebody_else_than_its_author_did_not_sign(
        entries in sequences()
    ) {
        let (history, taken) = play(&entries);
        for (rule, versions) in history.rules() {
            for live in versions.iter().filter(|v| v.state.is_in_force()) {
                let (author, signed) = signatures(&taken, rule, &live.version);
                let Some(author) = author else {
                    let found = taken.iter().position(|e| {
                        e.rule == *rule
                            && e.version == live.version
                            && matches!(e.step, Step::Found { .. })
                    });
                    let found = found.expect("it came from nowhere");
                    let before = &taken[1..found];
                    prop_assert!(
                        before.iter().all(|e| matches!(e.step, Step::Found { .. })),
                        "a file slipped in after governance had begun"
                    );
                    continue;
                };
                prop_assert!(!signed.is_empty(), "{rule} {} is unsigned", live.version);
                prop_assert!(signed.iter().all(|s| !s.is(&author)), "the author signed");
                let apart: BTreeSet<&str> = signed.iter().map(|s| s.mail.as_str()).collect();
                prop_assert_eq!(apart.len(), signed.len(), "one person signed twice");
            }
        }
    }

    #[test]
    fn one_version_of_a_rule_is_in_force_at_a_time(
        entries in sequences()
    ) {
        let (history, _) = play(&entries);
        for (rule, versions) in history.rules() {
            let live = versions.iter().filter(|v| v.state.is_in_force()).count();
            prop_assert!(live <= 1, "{rule}: {live}");
        }
    }

    #[test]
    fn replaying_what_happened_gives_the_state(
        entries in sequences()
    ) {
        let (history, taken) = play(&entries);
        let again = History::replay(&taken).unwrap();
        prop_assert_eq!(&again, &history);
        // And what is kept as text comes back as it was.
        let text = serde_json::to_string(&taken).unwrap();
        let read: Vec<Entry> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read, taken);
    }

    #[test]
    fn a_batch_is_taken_whole_or_not_at_all(
        before in sequences(),
        batch in prop::collection::vec(entries(), 1..4),
    ) {
        let (history, taken) = play(&before);
        if let Ok(after) = history.after(&batch) {
            let all: Vec<Entry> = taken.into_iter().chain(batch).collect();
            prop_assert_eq!(History::replay(&all).unwrap(), after);
        }
    }
}

#[test]
fn random_steps_do_put_rules_in_force() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let published = (0..200).filter(|_| {
        let entries = sequences().new_tree(&mut runner).unwrap().current();
        let (history, _) = play(&entries);
        let mut all = history.rules().flat_map(|(_, versions)| versions);
        all.any(|v| v.state.is_in_force() && v.author != By::File)
    });
    // Otherwise the laws above would speak of nothing.
    assert!(published.count() > 20);
}

/// The steps of one version, by people of these numbers.
fn told(steps: &[(u64, Step)]) -> Result<History, String> {
    let entries: Vec<Entry> = steps
        .iter()
        .map(|(who, step)| Entry {
            rule: RuleId::new("a"),
            version: "v1".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            by: By::Person(signer(*who)),
            step: step.clone(),
            reason: "because".to_owned(),
        })
        .collect();
    let began = Entry::began(Timestamp::UNIX_EPOCH);
    History::replay(std::iter::once(&began).chain(&entries)).map_err(|problem| problem.code)
}

fn proposed(needs: &[Seat]) -> Vec<(u64, Step)> {
    let needs = needs.iter().cloned().collect();
    let sheet = sheet();
    vec![
        (
            1,
            Step::Drafted {
                text: "text".to_owned(),
            },
        ),
        (1, Step::Tested),
        (1, Step::Proposed { sheet, needs }),
    ]
}

fn with(needs: &[Seat], more: &[(u64, Step)]) -> Result<State, String> {
    let steps: Vec<_> = proposed(needs)
        .into_iter()
        .chain(more.iter().cloned())
        .collect();
    let history = told(&steps)?;
    Ok(history.version(&RuleId::new("a"), "v1").unwrap().state)
}

fn approve(who: u64, seat: Seat) -> (u64, Step) {
    (who, Step::Approved { seat })
}

#[test]
fn signatures_are_given_by_others_and_each_by_another() {
    use Seat::{Accountable, Security};
    let publish = (
        2,
        Step::Published {
            stage: Stage::Monitor,
        },
    );
    let both = [Accountable, Security];
    type Case<'a> = (
        &'a str,
        &'a [Seat],
        Vec<(u64, Step)>,
        Result<State, &'a str>,
    );
    let cases: [Case<'_>; 8] = [
        ("waits", &both, vec![], Ok(State::Proposed)),
        (
            "half",
            &both,
            vec![approve(2, Accountable)],
            Ok(State::Proposed),
        ),
        (
            "whole",
            &both,
            vec![approve(2, Accountable), approve(3, Security)],
            Ok(State::Approved),
        ),
        (
            "security alone",
            &both,
            vec![approve(3, Security), publish.clone()],
            Err("govern-state"),
        ),
        (
            "the author",
            &both,
            vec![approve(1, Accountable)],
            Err("govern-author"),
        ),
        (
            "the same twice",
            &both,
            vec![approve(2, Accountable), approve(2, Security)],
            Err("govern-signed"),
        ),
        (
            "a wrong chair",
            &[Accountable],
            vec![approve(2, Security)],
            Err("govern-seat"),
        ),
        ("nobody has to", &[], vec![], Err("govern-nobody-signs")),
    ];
    for (case, needs, more, expected) in cases {
        assert_eq!(
            with(needs, &more),
            expected.map_err(str::to_owned),
            "{case}"
        );
    }
}

#[test]
fn a_file_is_found_only_while_governance_begins() {
    let found = |at| Entry {
        rule: RuleId::new("a"),
        version: format!("v{at}"),
        at: Timestamp::from_second(at).unwrap(),
        by: By::File,
        step: Step::Found {
            stage: Stage::Block,
            text: "text".to_owned(),
        },
        reason: String::new(),
    };
    let began = Entry::began(Timestamp::UNIX_EPOCH);
    let other = Entry {
        rule: RuleId::new("b"),
        ..found(0)
    };
    let code = |entries: &[&Entry]| {
        History::replay(entries.iter().copied())
            .map_err(|problem| problem.code)
            .err()
    };
    assert_eq!(code(&[&began, &found(0), &other]), None);
    assert_eq!(code(&[&found(0)]), Some("govern-begun".to_owned()));
    assert_eq!(code(&[&began, &found(1)]), Some("govern-begun".to_owned()));
    assert_eq!(code(&[&began, &began]), Some("govern-begun".to_owned()));
}

#[test]
fn an_objection_is_answered_before_a_rule_is_published() {
    let seat = [Seat::Accountable];
    let publish = (
        2,
        Step::Published {
            stage: Stage::Monitor,
        },
    );
    let answer = |who| {
        (
            who,
            Step::Answered {
                to: "p3@example.org".to_owned(),
            },
        )
    };
    let signed = [approve(2, Seat::Accountable), (3, Step::Objected)];
    let then = |more: &[(u64, Step)]| with(&seat, &[&signed[..], more].concat());
    assert_eq!(
        then(std::slice::from_ref(&publish)),
        Err("govern-objection".to_owned())
    );
    assert_eq!(then(&[answer(3)]), Err("govern-own-objection".to_owned()));
    assert_eq!(then(&[answer(1), publish]), Ok(State::Live));
}

#[test]
fn a_rule_is_rolled_out_stage_by_stage() {
    let live = [
        approve(2, Seat::Accountable),
        (
            2,
            Step::Published {
                stage: Stage::Monitor,
            },
        ),
    ];
    let stages: BTreeMap<&str, (Vec<Step>, Result<State, &str>)> = BTreeMap::from([
        (
            "in order",
            (
                vec![
                    Step::Promoted { to: Stage::Warn },
                    Step::Promoted { to: Stage::Block },
                ],
                Ok(State::Live),
            ),
        ),
        (
            "a leap",
            (
                vec![Step::Promoted { to: Stage::Block }],
                Err("govern-stage"),
            ),
        ),
        (
            "while held",
            (
                vec![
                    Step::Held {
                        was: RuleCounts::default(),
                    },
                    Step::Promoted { to: Stage::Warn },
                ],
                Err("govern-held"),
            ),
        ),
    ]);
    for (case, (more, expected)) in stages {
        let more = more.into_iter().map(|step| (2, step));
        let steps: Vec<_> = live.iter().cloned().chain(more).collect();
        assert_eq!(
            with(&[Seat::Accountable], &steps),
            expected.map_err(str::to_owned),
            "{case}"
        );
    }
}
