//! What the latest pass judged with: what is in force while files are being edited.

use model::{RuleId, Vocabulary};
use rules::{Baselines, Notation, tree::Rule};

use crate::ports::{LedgerStore, PassRecord, PortError};

/// A rule as the latest pass judged it; none for a rule it did not judge.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn judged_last(
    ledger: &impl LedgerStore,
    pass: &PassRecord,
    rule: &RuleId,
    vocabulary: &Vocabulary,
) -> Result<Option<Rule>, PortError> {
    let mut wanted = rule.clone();
    let mut texts = Vec::new();
    // A tightening may take its sentence from the rule it tightens, so that one is read first.
    for _ in 0..=pass.in_force.len() {
        let Some(known) = pass.in_force.get(&wanted) else {
            break;
        };
        let Some(text) = ledger.rule_text(&wanted, &known.version).await? else {
            break;
        };
        let wider = tightened(&text.text);
        texts.push((wanted, text.text));
        match wider {
            Some(wider) => wanted = wider,
            None => break,
        }
    }
    let mut read = Baselines::new();
    for (id, text) in texts.iter().rev() {
        let sentence = Notation::Sentence;
        let parsed = sentence.parse_with(text, "ledger", id.as_str(), vocabulary, &read);
        if let Some(rule) = parsed.rule {
            read.insert(id.clone(), rule);
        }
    }
    Ok(read.remove(rule))
}

/// The rule that a printed document tightens.
fn tightened(text: &str) -> Option<RuleId> {
    let line = text.lines().find_map(|line| line.strip_prefix("Tightens:"));
    line.map(|id| RuleId::new(id.trim()))
}

/// The words the latest pass judged with; none for a pass from before they were kept.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn words_last(
    ledger: &impl LedgerStore,
    pass: &PassRecord,
) -> Result<Option<Vocabulary>, PortError> {
    ledger.vocabulary(&pass.vocabulary).await
}
