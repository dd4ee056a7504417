//! What an author is told of a rule that can be read, and still does not do what they want.
//!
//! One file a lint: its doc comment is its page in the reference, its `check` is what it looks for.
//! To add one: a file here with `//! L15: ...`, a `mod` line and a line in [`LINTS`]. Lints that
//! need the inventory, the sources or the people stand in `app`, in the same form.
//!
//! Sound first: a lint that is wrong once is switched off for ever. Where a lint cannot be sure, it
//! is silent.

mod deep;
mod implied;
mod never_or_always;
mod opposite;
mod personal;
mod readable;
mod sentence;

use model::{RuleId, Vocabulary};
use serde::{Deserialize, Serialize};

pub use implied::implied;
pub use opposite::{binds_all_of, opposed, told as told_opposed};
pub use sentence::{scope, words};

use crate::tree::Rule;

/// How much a lint weighs, from light to heavy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It would be better otherwise.
    Advice,
    /// The author most likely wants something else; they decide.
    Warning,
    /// The rule cannot do what it says; it is not proposed before that is mended.
    Error,
}

impl Level {
    /// The level in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing that is worth telling the author of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lint {
    /// Its stable code: `L4`.
    pub code: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// The rule.
    pub rule: RuleId,
    /// What is so, in a sentence: lower case, no full stop, no blame.
    pub says: String,
    /// The label of the document it is about: `Expectation`, `Message (en)`.
    pub label: String,
    /// What people call the entities it is about, at most three.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// What would mend it.
    pub repair: String,
}

impl Lint {
    /// The most names that a lint tells.
    pub const NAMES: usize = 3;

    /// A lint of a rule about a label of its document, without names.
    pub fn new(code: &'static str, level: Level, rule: &Rule, label: &str) -> Self {
        Self {
            code,
            level,
            rule: rule.id.clone(),
            says: String::new(),
            label: label.to_owned(),
            names: Vec::new(),
            repair: String::new(),
        }
    }

    /// The same, saying this.
    pub fn says(mut self, says: impl Into<String>) -> Self {
        self.says = says.into();
        self
    }

    /// The same, mended by this.
    pub fn repair(mut self, repair: impl Into<String>) -> Self {
        self.repair = repair.into();
        self
    }

    /// The same, with the first names of some.
    pub fn names<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names.into_iter().take(Self::NAMES);
        self.names = names.map(str::to_owned).collect();
        self
    }
}

/// What a lint looks at: a rule, the rules beside it and the words they are written in.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Other rules that are or would be in force, without this one.
    pub others: &'a [Rule],
    /// The words.
    pub vocabulary: &'a Vocabulary,
}

/// The lints that need nothing but the tree, by number.
const LINTS: &[fn(&Asked<'_>) -> Vec<Lint>] = &[
    never_or_always::check,
    implied::check,
    personal::check,
    opposite::check,
    deep::check,
    readable::check,
];

/// What can be told of a rule from its tree alone, the heaviest first. Others of the same id are
/// taken for other versions of it and left out.
pub fn tree(rule: &Rule, others: &[Rule], vocabulary: &Vocabulary) -> Vec<Lint> {
    let others: Vec<Rule> = others
        .iter()
        .filter(|other| other.id != rule.id)
        .cloned()
        .collect();
    let asked = Asked {
        rule,
        others: &others,
        vocabulary,
    };
    let mut lints = LINTS.iter().flat_map(|check| check(&asked)).collect();
    sort(&mut lints);
    lints
}

/// The heaviest first, else in order of number; each once.
pub fn sort(lints: &mut Vec<Lint>) {
    let number = |lint: &Lint| {
        lint.code
            .trim_start_matches('L')
            .parse()
            .unwrap_or(u32::MAX)
    };
    lints.sort_by_key(|lint| (std::cmp::Reverse(lint.level), number(lint)));
    let mut seen = Vec::new();
    lints.retain(|lint| {
        let new = !seen.contains(lint);
        seen.push(lint.clone());
        new
    });
}
