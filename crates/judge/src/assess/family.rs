//! What each rule of a family says of an entity by itself: which of them set what counts.

use model::{Calendar, EntityId, RuleId, Severity, Verdict, span::Length, verdict::Truth};
use rules::tree::{EnforceRow, Mode};

use super::{Single, ends, place, shorter, strongest};
use crate::{Judgement, evaluate::Pass};

/// What one rule, a baseline or a tightening, says of an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Say {
    /// The rule.
    pub rule: RuleId,
    /// Its own verdict. One that is not applicable has no say in the rest.
    pub verdict: Verdict,
    /// Its own severity, where it names one; unknown rows count as matching.
    pub severity: Option<Severity>,
    /// Its own deadline; unknown rows count as matching.
    pub fix_within: Option<Length>,
    /// How long it waits.
    pub wait: Option<Length>,
    /// Its rows of enforcement that hold, unknown ones too.
    pub enforce: Vec<EnforceRow>,
}

impl Say {
    /// Whether the rule speaks of the entity.
    pub fn binds(&self) -> bool {
        self.verdict != Verdict::NotApplicable
    }

    /// The strictest mode of its rows at a point of enforcement.
    pub fn mode(&self, point: &str) -> Mode {
        let rows = self.enforce.iter();
        let at = rows.filter(|row| row.at.is_empty() || row.at.iter().any(|one| one == point));
        at.map(|row| row.mode).max().unwrap_or(Mode::Monitor)
    }
}

impl Judgement {
    /// What a baseline rule and each of its tightenings say of an entity, the baseline first;
    /// nothing for an entity or rule that was not judged.
    pub fn says(&self, rule: &RuleId, entity: &EntityId) -> Option<Vec<Say>> {
        let (family, table, row) = self.find(rule, entity)?;
        let pass = self.rows();
        let judged = self.singles(&pass, family, (table, row))?;
        let calendar = pass.clock.calendars.of(place(&pass, &judged));
        Some(judged.iter().map(|one| say(&pass, one, calendar)).collect())
    }

    /// The strictest mode at a point of enforcement of all rules that bind an entity.
    pub fn mode(&self, rule: &RuleId, entity: &EntityId, point: &str) -> Option<Mode> {
        let says = self.says(rule, entity)?;
        let binding = says.iter().filter(|say| say.binds());
        Some(
            binding
                .map(|say| say.mode(point))
                .max()
                .unwrap_or(Mode::Monitor),
        )
    }

    /// Whether the first of two lengths is over before the second, for an entity that a rule is
    /// about: both start at the instant of the judgement and follow the calendar of its place.
    pub fn is_shorter(
        &self,
        (rule, entity): (&RuleId, &EntityId),
        (one, other): (Length, Length),
    ) -> Option<bool> {
        let (family, table, row) = self.find(rule, entity)?;
        let pass = self.rows();
        let judged = self.singles(&pass, family, (table, row))?;
        let calendar = pass.clock.calendars.of(place(&pass, &judged));
        Some(ends(&pass, one, calendar) < ends(&pass, other, calendar))
    }
}

fn say<'a>(pass: &Pass<'a>, one: &Single<'a, '_>, calendar: &Calendar) -> Say {
    let alone = [one];
    let severity = strongest(pass, &alone, |r| &r.severity, |a, b| a > b);
    let fix_within = strongest(
        pass,
        &alone,
        |r| &r.fix_within,
        |a, b| shorter(pass, (a, b), calendar),
    );
    let holds = |row: &&EnforceRow| {
        let truth = row.condition.as_ref().map_or(Truth::True, |condition| {
            pass.truth(condition, &one.frame).get(0)
        });
        truth != Truth::False
    };
    Say {
        rule: one.rule.id.clone(),
        verdict: one.verdict(),
        severity: severity.value,
        fix_within: fix_within.value.map(|value| value.length),
        wait: one.rule.wait.as_ref().map(|wait| wait.length),
        enforce: one.rule.enforce.iter().filter(holds).cloned().collect(),
    }
}
