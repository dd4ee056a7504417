//! Documents that tighten others: read with the rules they tighten, and held against them.

use app::{
    tighten::{Standing, read_in_order, refusals},
    workspace::Workspace,
};
use model::{RuleId, Vocabulary};
use rules::{Baselines, tree::Rule};

use super::{Document, in_file};

/// Reads the documents that waited for another rule, and says which cannot tighten the rule they
/// name. Without a workspace the documents themselves are all there is.
pub(super) fn settle(
    documents: &mut [Document],
    workspace: Option<&Workspace>,
    vocabulary: &Vocabulary,
) {
    read_waiting(documents, workspace, vocabulary);
    let given: Baselines = trees(documents);
    let standing = |id: &RuleId| match workspace.map(|workspace| workspace.standing(id)) {
        None | Some(Standing::Nowhere(_)) if given.contains_key(id) => {
            Standing::InForce(&given[id])
        }
        Some(standing) => standing,
        None => Standing::Nowhere(None),
    };
    for document in documents {
        let Some(rule) = &document.rule else { continue };
        let is_known = |id: &RuleId| workspace.is_some() || given.contains_key(id);
        if rule.tightens.as_ref().is_some_and(is_known) {
            let found = refusals(rule, standing, vocabulary);
            let own = &document.own;
            let problems = found.iter().map(|one| one.problem(&own.file, &own.text));
            document.refusals = in_file(problems.collect(), own.lines_before);
        }
    }
}

fn read_waiting(
    documents: &mut [Document],
    workspace: Option<&Workspace>,
    vocabulary: &Vocabulary,
) {
    if documents.iter().all(|document| !document.waits) {
        return;
    }
    let mut baselines = Baselines::new();
    for loaded in workspace
        .map(|workspace| workspace.rules.as_slice())
        .unwrap_or_default()
    {
        baselines.insert(loaded.rule.id.clone(), loaded.rule.clone());
    }
    baselines.extend(trees(documents));
    let waiting: Vec<&mut Document> = documents
        .iter_mut()
        .filter(|document| document.waits)
        .collect();
    let parsed = read_in_order(&waiting, &mut baselines, |document, baselines| {
        let own = &document.own;
        let notation = document.notation;
        notation.parse_with(&own.text, &own.file, &own.stem, vocabulary, baselines)
    });
    for (document, parsed) in waiting.into_iter().zip(parsed) {
        document.waits = false;
        document.rule = parsed.rule;
        document.problems = in_file(parsed.problems.0, document.own.lines_before);
    }
}

/// The rules that could be read.
fn trees(documents: &[Document]) -> Baselines {
    let rules = documents
        .iter()
        .filter_map(|document| document.rule.as_ref());
    rules
        .map(|rule: &Rule| (rule.id.clone(), rule.clone()))
        .collect()
}
