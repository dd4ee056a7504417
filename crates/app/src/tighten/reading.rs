//! A tightening may take its sentence from another rule, so that one is read first.

use rules::{Baselines, Parsed};

/// Reads documents, each once the rule it takes its sentence from is among `baselines`, and adds
/// what was read to those. The answers come in the order of the documents.
pub fn read_in_order<D>(
    documents: &[D],
    baselines: &mut Baselines,
    read: impl Fn(&D, &Baselines) -> Parsed,
) -> Vec<Parsed> {
    let mut answers: Vec<Option<Parsed>> = documents.iter().map(|_| None).collect();
    loop {
        let before = baselines.len();
        let mut waiting = false;
        for (document, answer) in documents.iter().zip(&mut answers) {
            let waits = answer
                .as_ref()
                .is_none_or(|parsed| parsed.waits_for.is_some());
            if !waits {
                continue;
            }
            let parsed = read(document, baselines);
            waiting |= parsed.waits_for.is_some();
            if let Some(rule) = &parsed.rule {
                baselines.insert(rule.id.clone(), rule.clone());
            }
            *answer = Some(parsed);
        }
        // Whoever still waits then waits for a rule that nobody has.
        if !waiting || baselines.len() == before {
            return answers.into_iter().flatten().collect();
        }
    }
}
