//! The impact of one rule.

use std::collections::BTreeSet;

use judge::{Clock, Judgement};
use model::{
    EntityId, Problems, RuleId, Verdict,
    span::{Length, Unit},
};
use rules::tree::{Audience, Modal, Rule};

use super::{
    asked::Asked,
    effect::{Effect, effect, root},
    sheet::{
        EffortShare, ImpactSheet, Overlap, PeopleShare, SAMPLE, SHEET_FORMAT, Samples, Transition,
    },
    unknown,
};
use crate::{collect::Observed, parties::View, ports::RuleCounts, workspace::Workspace};

/// Hours of work in a day that an effort is stated in.
const HOURS_OF_A_DAY: u64 = 8;

/// The impact of a rule, with the verdicts behind it for as long as somebody asks why.
#[derive(Debug)]
pub struct Preview {
    /// What approvers sign.
    pub sheet: ImpactSheet,
    /// The rule its findings carry: itself, or the one it tightens.
    pub baseline: Rule,
    judged: Judgement,
}

impl Preview {
    /// Why an entity has its verdict, in a sentence; nothing for one that is not judged.
    pub fn because(&self, entity: &EntityId) -> Option<String> {
        let assessment = self.judged.assess(&self.sheet.baseline, entity)?;
        Some(assessment.because)
    }

    /// The entities of a verdict, those whose verdict moves first.
    pub fn entities(&self, verdict: Verdict) -> Vec<&EntityId> {
        let to = |moves: bool| {
            let transitions = self.sheet.transitions.iter();
            transitions
                .filter(move |t| t.to == verdict && t.moves() == moves)
                .flat_map(|t| &t.entities)
        };
        to(true).chain(to(false)).collect()
    }
}

/// What putting a rule in force would change, compared with the version in force, if any, among
/// the other rules in force. Nothing is recorded.
///
/// # Errors
/// When the rules cannot be judged together: it tightens a rule that is not among the others, or
/// speaks of a kind that is not there.
pub fn impact(
    workspace: &Workspace,
    observed: &Observed,
    rule: &Rule,
    in_force: Option<&Rule>,
    others: &[Rule],
    clock: &Clock,
) -> Result<ImpactSheet, Problems> {
    preview(workspace, observed, rule, in_force, others, clock).map(|preview| preview.sheet)
}

/// The same, with the verdicts behind it.
///
/// # Errors
/// As [`impact`].
pub fn preview(
    workspace: &Workspace,
    observed: &Observed,
    rule: &Rule,
    in_force: Option<&Rule>,
    others: &[Rule],
    clock: &Clock,
) -> Result<Preview, Problems> {
    let rest = others.iter().filter(|other| other.id != rule.id);
    let now: Vec<Rule> = rest.chain(in_force).cloned().collect();
    let words = (&workspace.vocabulary, observed);
    let effect = effect(&now, std::slice::from_ref(rule), words, clock)?;
    let mut then: Vec<Rule> = now.iter().filter(|o| o.id != rule.id).cloned().collect();
    then.push(rule.clone());
    let baseline = root(&then, rule).clone();
    let stands = then.iter().find(|r| r.id == baseline).unwrap_or(rule);

    let transitions = effect.transitions(&effect.roots);
    let view = View {
        inventory: &observed.inventory,
        vocabulary: &workspace.vocabulary,
        zone: &clock.zone,
        at: clock.now,
        matrix: Some(&observed.matrix),
    };
    let asked = Asked::of(&view, stands, &transitions);
    let version = rules::version(rule, &workspace.vocabulary);
    let missed = counted(&transitions).missed;
    Ok(Preview {
        sheet: ImpactSheet {
            format: SHEET_FORMAT,
            rule: rule.id.clone(),
            title: rule.title.clone(),
            baseline,
            compared_with: in_force.map(|old| rules::version(old, &workspace.vocabulary)),
            snapshot: observed.snapshot.clone(),
            at: clock.now,
            advice: rule.expectation.modal == Modal::Should,
            counts: counted(&transitions),
            departments: asked.departments(),
            owners: asked.owners(),
            unknown: unknown::shares(workspace, observed, &effect.after, clock.now),
            effort: effort(rule, stands, missed, newly_missed(&transitions)),
            people: people(&asked, rule, stands),
            overlap: overlap(&effect, &transitions, &now),
            samples: samples(&version, &transitions),
            transitions,
            version,
        },
        baseline: stands.clone(),
        judged: effect.after,
    })
}

/// Entities by the verdict they go to.
pub(super) fn counted(transitions: &[Transition]) -> RuleCounts {
    let mut counts = RuleCounts::default();
    for transition in transitions {
        let count = match transition.to {
            Verdict::Met => &mut counts.met,
            Verdict::Missed => &mut counts.missed,
            Verdict::Unknown => &mut counts.unknown,
            Verdict::NotApplicable => &mut counts.not_applicable,
        };
        *count += transition.entities.len() as u64;
    }
    counts
}

pub(super) fn newly_missed(transitions: &[Transition]) -> u64 {
    let newly = transitions.iter().filter(|t| t.is_newly_missed());
    newly.map(|t| t.entities.len() as u64).sum()
}

/// An effort in minutes.
pub(super) fn minutes(effort: Length) -> u64 {
    let unit = match effort.unit {
        Unit::Minute => 1,
        Unit::Hour => 60,
        _ => 60 * HOURS_OF_A_DAY,
    };
    u64::from(effort.count) * unit
}

fn effort(rule: &Rule, baseline: &Rule, missed: u64, newly: u64) -> Option<EffortShare> {
    let each = minutes(rule.effort.or(baseline.effort)?);
    Some(EffortShare {
        each_minutes: each,
        missed_minutes: each * missed,
        newly_missed_minutes: each * newly,
    })
}

fn people(asked: &Asked, rule: &Rule, baseline: &Rule) -> PeopleShare {
    let owners = asked.owners();
    let persons = || owners.iter().filter(|share| share.person.is_some());
    let is_told = rule.expectation.modal == Modal::Must
        && baseline.audience.is_none_or(|to| to == Audience::Person)
        && rule.wait.is_none()
        && baseline.wait.is_none();
    PeopleShare {
        affected: persons().count() as u64,
        most_each: persons().map(|share| share.missed).max().unwrap_or(0),
        reminded_first_day: match is_told {
            true => persons().filter(|share| share.newly_missed > 0).count() as u64,
            false => 0,
        },
        unrouted: owners
            .iter()
            .filter(|share| share.person.is_none())
            .map(|share| share.missed)
            .sum(),
    }
}

/// The rules in force that the missed already miss.
fn overlap(effect: &Effect, transitions: &[Transition], now: &[Rule]) -> Vec<Overlap> {
    let missed: BTreeSet<&EntityId> = transitions
        .iter()
        .filter(|t| t.to == Verdict::Missed)
        .flat_map(|t| &t.entities)
        .collect();
    let title = |id: &RuleId| {
        let rule = now.iter().find(|rule| &rule.id == id);
        rule.map_or_else(|| id.to_string(), |rule| rule.title.clone())
    };
    let mut all: Vec<Overlap> = effect
        .before
        .rules()
        .iter()
        .filter(|other| !other.advice && !effect.roots.contains(&other.rule))
        .map(|other| Overlap {
            rule: other.rule.clone(),
            title: title(&other.rule),
            entities: effect
                .before
                .entities(&other.rule, Verdict::Missed)
                .filter(|entity| missed.contains(entity))
                .count() as u64,
        })
        .filter(|overlap| overlap.entities > 0)
        .collect();
    all.sort_by(|a, b| (b.entities, &a.rule).cmp(&(a.entities, &b.rule)));
    all
}

/// Draws entities by the digest of the version and their id: the same ones for the same version,
/// and hardly others when a few entities come or go.
fn samples(version: &str, transitions: &[Transition]) -> Samples {
    let draw = |verdict: Verdict| {
        let mut drawn: Vec<(blake3::Hash, &EntityId)> = transitions
            .iter()
            .filter(|t| t.to == verdict)
            .flat_map(|t| &t.entities)
            .map(|entity| {
                (
                    blake3::hash(format!("{version} {entity}").as_bytes()),
                    entity,
                )
            })
            .collect();
        drawn.sort_by_key(|(lot, _)| *lot.as_bytes());
        let mut drawn: Vec<EntityId> = drawn
            .into_iter()
            .take(SAMPLE)
            .map(|(_, entity)| entity.clone())
            .collect();
        drawn.sort();
        drawn
    };
    Samples {
        missed: draw(Verdict::Missed),
        met: draw(Verdict::Met),
    }
}
