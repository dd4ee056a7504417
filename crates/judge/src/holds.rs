//! One condition about one entity, for texts that hold only for some (`Steps where ...`).

use model::{EntityId, RuleId, verdict::Truth};
use rules::tree::Condition;

use crate::{
    Judgement,
    evaluate::{Frame, Pass, Positions, Reach},
};

impl Judgement {
    /// What a condition of a rule comes to for one entity, by the same kernels as its verdict;
    /// unknown for an entity or rule that was not judged.
    pub fn holds(&self, rule: &RuleId, condition: &Condition, entity: &EntityId) -> Truth {
        self.truth(rule, condition, entity)
            .unwrap_or(Truth::Unknown)
    }

    fn truth(&self, rule: &RuleId, condition: &Condition, entity: &EntityId) -> Option<Truth> {
        let (family, table, row) = self.find(rule, entity)?;
        let subject = family.rules.first()?.expectation.subject.kind.as_str();
        let words = (&self.vocabulary, &self.lexicon);
        let pass = Pass::new(words, &self.tables, &self.vacant, &self.clock, Reach::Rows);
        let kind = self.vocabulary.kind(subject)?.kind.as_str();
        let rows = Positions::These(vec![row]);
        let frame = Frame {
            kind,
            table,
            rows,
            outer: None,
        };
        Some(pass.truth(condition, &frame).get(0))
    }
}
