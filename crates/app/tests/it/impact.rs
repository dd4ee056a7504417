//! An impact sheet says what two full judgements would, with the rule and without it.

use std::{collections::BTreeMap, sync::LazyLock};

use app::{
    preview::{ImpactSheet, Proposed, SAMPLE, previews},
    workspace::Workspace,
};
use model::{EntityId, RuleId, Verdict};
use proptest::prelude::*;
use rules::tree::Rule;

use crate::boxes::{NOW, RULES, Verdicts, boxes, cases, observed, verdicts_of, workspace};

const WORDS: &str = "kind: box\nplural: boxes\nfields:\n  age: {type: number}\n  \
                     place: {type: enum, values: [here, there]}\nwords:\n  \
                     old: {where: {field: age, is at least: 3}}\n  \
                     far: {where: {field: place, is: there}}\n  \
                     lost: {where: {all: [{is: old}, {is: far}]}}\n\
                     ---\nkind: crate\nplural: crates\nis a: box\n\
                     where: {field: age, is at least: 2}\n";

static BOXES: LazyLock<Workspace> = LazyLock::new(|| workspace(WORDS));

/// What somebody drafts: another sentence for a rule in force, a new rule, a new tightening.
#[derive(Clone, Debug)]
struct Draft {
    id: &'static str,
    tightens: Option<&'static str>,
    sentence: String,
}

fn draft() -> impl Strategy<Value = Draft> {
    let kind = prop_oneof![Just("box"), Just("crate")];
    let only = prop_oneof![
        Just(String::new()),
        (0..5_i64).prop_map(|age| format!(" where age is at least {age}")),
        Just(" where place is \"here\"".to_owned()),
    ];
    let must = prop_oneof![
        (0..5_i64).prop_map(|age| format!("must have age at most {age}")),
        Just("must not be lost".to_owned()),
        Just("must have place \"there\"".to_owned()),
    ];
    let of_force = prop::sample::select(RULES.to_vec()).prop_map(|(id, _)| match id {
        "stricter" => (id, Some("plain")),
        id => (id, None),
    });
    let new = prop_oneof![Just(("new", None)), Just(("newer", Some("plain")))];
    let which = prop_oneof![2 => of_force, 1 => new];
    (which, kind, only, must).prop_map(|((id, tightens), kind, only, must)| Draft {
        id,
        tightens,
        sentence: format!("Every {kind}{only} {must}"),
    })
}

fn rule(draft: &Draft, vocabulary: &model::Vocabulary) -> Rule {
    let tightens = draft.tightens.map(|id| format!("Tightens: {id}\n"));
    let text = format!(
        "Rule: {id}\nId: {id}\n{}Severity: low\nActivity: \"Boxes\"\nEffort: 1 hour\n\
         Expectation: {}\n",
        tightens.unwrap_or_default(),
        draft.sentence,
        id = draft.id,
    );
    let parsed = rules::parse(&text, "draft.rule", draft.id, vocabulary);
    parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems))
}

/// The verdicts of one baseline before and after, as a sheet tells them.
type Moves = BTreeMap<EntityId, (Option<Verdict>, Verdict)>;

fn told(sheet: &ImpactSheet) -> Moves {
    let one = |t: &app::preview::Transition| {
        let (from, to) = (t.from, t.to);
        let each = t.entities.iter().cloned();
        each.map(move |entity| (entity, (from, to)))
            .collect::<Vec<_>>()
    };
    sheet.transitions.iter().flat_map(one).collect()
}

fn full(baseline: &RuleId, before: &Verdicts, after: &Verdicts) -> Moves {
    let of =
        |all: &Verdicts, entity: &EntityId| all.get(&(baseline.clone(), entity.clone())).copied();
    let entities = after.keys().filter(|(rule, _)| rule == baseline);
    entities
        .map(|(_, entity)| {
            let to = of(after, entity).unwrap();
            (entity.clone(), (of(before, entity), to))
        })
        .collect()
}

/// The rules in force with some of them replaced, and others beside them.
fn with(in_force: &[Rule], drafts: &[Rule]) -> Vec<Rule> {
    let is_replaced = |rule: &Rule| drafts.iter().any(|draft| draft.id == rule.id);
    let mut all: Vec<Rule> = in_force
        .iter()
        .filter(|r| !is_replaced(r))
        .cloned()
        .collect();
    all.extend(drafts.iter().cloned());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn a_sheet_says_what_two_full_judgements_say(draft in draft(), boxes in boxes()) {
        let workspace = &*BOXES;
        let observed = observed(&boxes, &workspace.vocabulary);
        let in_force = workspace.rules_in_force();
        let draft = rule(&draft, &workspace.vocabulary);
        let proposed = Proposed {
            in_force: in_force.iter().find(|rule| rule.id == draft.id).cloned(),
            rule: draft.clone(),
        };
        let clock = workspace.clock(NOW);
        let mut found = previews(workspace, &observed, &[proposed], &clock);
        let sheet = found.each.remove(0).unwrap().sheet;

        let before = verdicts_of(&in_force, workspace, &observed);
        let after = verdicts_of(&with(&in_force, &[draft]), workspace, &observed);
        prop_assert_eq!(told(&sheet), full(&sheet.baseline, &before, &after));

        let counts = sheet.counts;
        let all = counts.met + counts.missed + counts.unknown + counts.not_applicable;
        prop_assert_eq!(all, boxes.len() as u64);
        prop_assert_eq!(sheet.effort.unwrap().missed_minutes, 60 * counts.missed);
        // Nobody answers for a box, so everything that is missed reaches nobody.
        prop_assert_eq!(sheet.people.unrouted, counts.missed);
        prop_assert_eq!(sheet.samples.missed.len(), SAMPLE.min(counts.missed as usize));
        prop_assert_eq!(sheet.samples.met.len(), SAMPLE.min(counts.met as usize));
        for other in &sheet.overlap {
            prop_assert!(other.entities <= counts.missed && other.rule != sheet.baseline);
        }
        let json = serde_json::to_string(&sheet).unwrap();
        prop_assert_eq!(serde_json::from_str::<ImpactSheet>(&json).unwrap(), sheet);
    }

    #[test]
    fn several_drafts_together_come_to_what_one_judgement_of_all_says(
        one in draft(),
        two in draft(),
        boxes in boxes(),
    ) {
        prop_assume!(one.id != two.id);
        let workspace = &*BOXES;
        let observed = observed(&boxes, &workspace.vocabulary);
        let in_force = workspace.rules_in_force();
        let drafts = [one, two].map(|draft| rule(&draft, &workspace.vocabulary));
        let proposed = drafts.clone().map(|rule| Proposed {
            in_force: in_force.iter().find(|old| old.id == rule.id).cloned(),
            rule,
        });
        let clock = workspace.clock(NOW);
        let together = previews(workspace, &observed, &proposed, &clock).together.unwrap();

        let before = verdicts_of(&in_force, workspace, &observed);
        let after = verdicts_of(&with(&in_force, &drafts), workspace, &observed);
        let newly = after.iter().filter(|(key, verdict)| {
            **verdict == Verdict::Missed && before.get(*key) != Some(&Verdict::Missed)
        });
        prop_assert_eq!(together.newly_missed, newly.count() as u64);
        let lost = before.iter().filter(|(key, verdict)| {
            **verdict != Verdict::NotApplicable && after[*key] == Verdict::NotApplicable
        });
        prop_assert_eq!(together.coverage_lost, lost.count() as u64);
    }
}
