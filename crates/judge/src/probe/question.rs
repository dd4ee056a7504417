//! Questions at the edges of a rule: "a laptop last seen 8 days ago: should this one pass?"

use model::{Verdict, Vocabulary};
use rules::{
    Aim, Invented,
    leaves::{Step, leaves},
    tree::{Given, Rule, Stated, StatedRows},
};

use super::pool::{Pool, pooled};
use crate::lexicon::Lexicon;

/// The most that are asked of one rule: more than people answer with care.
const MOST: usize = 8;
/// The most questions whose answer is "the rule does not bind it", and "nobody knows".
const MOST_ASIDE: usize = 2;

/// One question to the author of a rule.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Question {
    /// The example, as a test of the rule would state it.
    pub example: Given,
    /// The question, for a person.
    pub asks: String,
    /// What the rule says of the example.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub because: String,
    /// The condition that it is about, in the words of the sentence; `None` for the example
    /// that is meant to meet them all.
    pub probes: Option<String>,
}

/// Up to eight questions at the edges of a rule, the most telling first: an example that meets
/// it, then for one condition after the other examples just outside and just inside, with
/// nothing there and with nothing known. Each states what the rule itself says.
///
/// None for a rule whose vocabulary cannot be read.
pub fn boundary_questions(rule: &Rule, vocabulary: &Vocabulary) -> Vec<Question> {
    let Ok(lexicon) = Lexicon::of(vocabulary) else {
        return Vec::new();
    };
    pooled(rule, (vocabulary, &lexicon), |pool| {
        let leaves = leaves(&rule.expectation, vocabulary);
        let words = |path: &[Step]| {
            let leaf = leaves.iter().find(|leaf| leaf.path == path)?;
            Some(leaf.words.clone())
        };
        chosen(pool)
            .into_iter()
            .filter_map(|at| {
                let one = &pool.examples[at];
                let (verdict, because) = pool.staged.told(rule, &one.example.name)?;
                Some(Question {
                    example: one.example.clone(),
                    asks: asks(&one.example, verdict, vocabulary),
                    verdict,
                    because,
                    probes: one.probes.as_deref().and_then(words),
                })
            })
            .collect()
    })
}

/// The question itself. Whether a rule binds somebody at all is another question than whether
/// they meet it.
fn asks(example: &Given, verdict: Verdict, vocabulary: &Vocabulary) -> String {
    let said = rules::say(example, vocabulary);
    let mut letters = said.chars();
    let first = letters.next().map(char::to_uppercase);
    let said: String = first.into_iter().flatten().chain(letters).collect();
    match verdict {
        Verdict::NotApplicable => format!("{said}: is it bound by this rule?"),
        _ => format!("{said}: should this one pass?"),
    }
}

/// The examples that are worth asking about, by their place in the pool.
fn chosen(pool: &Pool<'_, '_>) -> Vec<usize> {
    let meets = (0..pool.examples.len()).find(|at| pool.verdicts[*at] == Verdict::Met);
    let mut candidates: Vec<usize> = (0..pool.examples.len())
        .filter(|at| Some(*at) != meets && tells(pool, *at))
        .collect();
    // Of one condition the second example of the same verdict comes after the first of others.
    let turn = |at: usize| {
        let same = |other: usize| {
            pool.examples[other].probes == pool.examples[at].probes
                && pool.verdicts[other] == pool.verdicts[at]
        };
        (0..at).filter(|other| same(*other)).count()
    };
    candidates.sort_by_key(|at| (turn(*at), rank(&pool.examples[*at], pool.verdicts[*at])));
    let mut chosen: Vec<usize> = meets.into_iter().collect();
    let mut aside = [0, 0];
    for at in candidates {
        let limited = match pool.verdicts[at] {
            Verdict::NotApplicable => Some(0),
            Verdict::Unknown => Some(1),
            Verdict::Met | Verdict::Missed => None,
        };
        if let Some(limited) = limited {
            aside[limited] += 1;
            if aside[limited] > MOST_ASIDE {
                continue;
            }
        }
        chosen.push(at);
    }
    with_doubt(chosen, |at| pool.verdicts[*at] == Verdict::Unknown)
}

/// The first so many, an unknown one among them where there is any: that nobody knows is the
/// answer people think of least.
fn with_doubt(mut chosen: Vec<usize>, unknown: impl Fn(&usize) -> bool) -> Vec<usize> {
    let doubt = chosen.iter().copied().find(&unknown);
    chosen.truncate(MOST);
    if let Some(doubt) = doubt.filter(|at| !chosen.contains(at)) {
        chosen.pop();
        chosen.push(doubt);
    }
    chosen
}

/// Whether an example says something about its condition: another one about the same condition,
/// or the one that meets them all, comes to another verdict. What is not known matters only where
/// it leaves the rule in doubt.
fn tells(pool: &Pool<'_, '_>, at: usize) -> bool {
    let one = &pool.examples[at];
    if one.aim == Aim::NotKnown && pool.verdicts[at] != Verdict::Unknown {
        return false;
    }
    let mut others = pool.examples.iter().zip(&pool.verdicts);
    one.probes.is_some()
        && others.any(|(other, verdict)| {
            let beside = other.probes.is_none() || other.probes == one.probes;
            beside && *verdict != pool.verdicts[at]
        })
}

/// How telling an example is; less is more.
fn rank(one: &Invented, verdict: Verdict) -> u8 {
    // How many rows there are is told by where they end; that one more does no harm says little.
    let of_part = matches!(one.probes.as_deref(), Some([Step::Part(_), ..]));
    let more_rows = one.aim == Aim::Inside && one.example.states.iter().any(several);
    match (verdict, one.aim) {
        (Verdict::Missed, Aim::Outside | Aim::Inside) => 0,
        (Verdict::Met, _) if of_part && !more_rows => 1,
        (Verdict::NotApplicable, _) => 2,
        (Verdict::Missed, Aim::Nothing | Aim::NotKnown) => 3,
        (Verdict::Unknown, _) => 4,
        (Verdict::Met, _) => 5,
    }
}

fn several(stated: &Stated) -> bool {
    let rows = match stated {
        Stated::Relation { rows, .. } => rows,
        _ => return false,
    };
    matches!(rows, StatedRows::Times(2.., _))
}
