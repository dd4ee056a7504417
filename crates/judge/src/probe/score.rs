//! The mutation score: whether the tests of a rule notice when its sentence changes.

use model::{Verdict, Vocabulary};
use rules::{
    Named,
    leaves::{Change, Extent, Step, changes},
    tree::{Given, Rule},
};

use super::pool::{Pool, pooled};
use crate::{
    examples::{DEFAULT_DAY, staged},
    lexicon::Lexicon,
};

/// What the tests of a rule notice.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Score {
    /// Conditions: turned round or left out, each must change an expected verdict.
    pub parts: Share,
    /// Values: moved by one step.
    pub edges: Share,
    /// Changes that no test notices, in the order of the sentence, parts before edges.
    pub survived: Vec<Survivor>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Share {
    /// Noticed.
    pub covered: usize,
    /// In all.
    pub of: usize,
}

/// A change of the sentence that no test notices.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Survivor {
    /// The condition, in the words of the sentence.
    pub part: String,
    /// Whether it is the condition as a whole or its edge.
    pub extent: Extent,
    /// What was changed: ``read as `last seen is within the last 8 days` ``.
    pub change: String,
    /// The same for a person, with what to do.
    pub says: String,
    /// An example on which the two sentences differ; none where none was found: the part may
    /// say nothing that the rest does not.
    pub notices: Option<Given>,
}

/// Whether the tests of a rule notice each change of its sentence that matters. A change counts
/// as noticed when it changes the verdict of an example that a test expects something of.
///
/// A rule whose vocabulary cannot be read has the empty score.
pub fn mutation_score(rule: &Rule, vocabulary: &Vocabulary) -> Score {
    let Ok(lexicon) = Lexicon::of(vocabulary) else {
        return Score::default();
    };
    let words = (vocabulary, &lexicon);
    let changes = changes(&rule.expectation, vocabulary);
    let noticed = noticed(rule, &changes, words);
    let left: Vec<&Change> = changes
        .iter()
        .zip(&noticed)
        .filter(|(_, noticed)| !**noticed)
        .map(|(change, _)| change)
        .collect();
    let share = |extent: Extent| {
        let of = places(changes.iter().filter(|change| change.extent == extent));
        let open = places(
            left.iter()
                .copied()
                .filter(|change| change.extent == extent),
        );
        Share {
            covered: of.len() - open.len(),
            of: of.len(),
        }
    };
    let (parts, edges) = (share(Extent::Whole), share(Extent::Edge));
    let survived = if left.is_empty() {
        Vec::new()
    } else {
        pooled(rule, words, |pool| survivors(rule, &left, vocabulary, pool))
    };
    Score {
        parts,
        edges,
        survived,
    }
}

/// Which changes some test notices.
fn noticed(rule: &Rule, changes: &[Change], words: (&Vocabulary, &Lexicon)) -> Vec<bool> {
    let mut noticed = vec![false; changes.len()];
    for test in &rule.tests {
        let expected = test.expect.iter().flat_map(|expect| &expect.names);
        let names: Vec<&str> = expected.map(String::as_str).collect();
        let today = test.today.unwrap_or(DEFAULT_DAY);
        staged(&test.given, today, words, |staged| {
            let before = staged.verdicts(rule, &names);
            for (change, noticed) in changes.iter().zip(&mut noticed) {
                *noticed = *noticed || staged.verdicts(&with(rule, change), &names) != before;
            }
        });
    }
    noticed
}

/// The rule with a changed sentence.
fn with(rule: &Rule, change: &Change) -> Rule {
    Rule {
        expectation: change.expectation.clone(),
        // What is not judged need not be copied.
        tests: Vec::new(),
        messages: Vec::new(),
        steps: Vec::new(),
        ..rule.clone()
    }
}

/// The conditions that some changes are about, each once.
fn places<'c>(changes: impl Iterator<Item = &'c Change>) -> Vec<&'c [Step]> {
    let mut places: Vec<&[Step]> = changes.map(|change| change.leaf.path.as_slice()).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// One survivor for each condition and extent: an example for it mostly serves all its changes.
fn survivors(
    rule: &Rule,
    left: &[&Change],
    vocabulary: &Vocabulary,
    pool: &Pool<'_, '_>,
) -> Vec<Survivor> {
    let mut found: Vec<(&Change, Option<usize>)> = Vec::new();
    for change in left {
        let under = pool.under(&with(rule, change));
        let notices = noticing(pool, &under, &change.leaf.path);
        let same = |(other, _): &&mut (&Change, Option<usize>)| {
            other.extent == change.extent && other.leaf.path == change.leaf.path
        };
        match found.iter_mut().find(same) {
            // A change that an example would notice says more than one that none would.
            Some(before) if before.1.is_none() && notices.is_some() => *before = (change, notices),
            Some(_) => {}
            None => found.push((change, notices)),
        }
    }
    found.sort_by_key(|(change, _)| change.extent);
    found
        .into_iter()
        .map(|(change, notices)| {
            let example = notices.map(|at| &pool.examples[at]);
            let said = example.map(|one| match one.named {
                Named::Tellingly => format!("an example with {}", one.example.name),
                Named::Plainly => rules::say(&one.example, vocabulary),
            });
            survivor(change, example.map(|one| &one.example), said)
        })
        .collect()
}

/// The first example on which a changed sentence differs, one about that condition before all.
fn noticing(pool: &Pool<'_, '_>, under: &[Verdict], path: &[Step]) -> Option<usize> {
    let differs = |at: &usize| pool.verdicts[*at] != under[*at];
    // An example that comes to a clear verdict is easier to answer for.
    let clear = |at: &usize| pool.verdicts[*at] != Verdict::Unknown;
    let about = |at: &usize| pool.examples[*at].probes.as_deref() == Some(path);
    let all = || (0..under.len()).filter(differs);
    all()
        .find(|at| about(at) && clear(at))
        .or_else(|| all().find(clear))
        .or_else(|| all().next())
}

fn survivor(change: &Change, notices: Option<&Given>, said: Option<String>) -> Survivor {
    let part = &change.leaf.words;
    let open = match change.extent {
        Extent::Whole => format!("this part of your rule is not covered by an example: `{part}`"),
        Extent::Edge => format!("no example stands at the edge of `{part}`"),
    };
    let says = match said {
        Some(said) => format!("{open}; try {said}"),
        None => format!(
            "{open}, and I found none that tells it from `{}`: is it needed?",
            change.says
        ),
    };
    Survivor {
        part: part.clone(),
        extent: change.extent,
        change: change.says.clone(),
        says,
        notices: notices.cloned(),
    }
}
