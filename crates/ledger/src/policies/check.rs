//! What is wrong with a table that can be read.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::Timestamp;
use model::span::Length;

use super::Table;

/// Something wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It has too many combinations of words to be looked through.
    TooMany(usize),
    /// No row is for these words, the first of several.
    NoRow {
        /// Which words.
        words: Vec<(String, String)>,
        /// How many combinations there are that have none.
        of: usize,
    },
    /// A row names an input or a word that there is not, or is never reached.
    Useless {
        /// Its position, from 1.
        row: usize,
        /// Why.
        why: String,
    },
    /// A row leaves more time than what it tightens.
    Lengthens {
        /// Which words.
        words: Vec<(String, String)>,
        /// What this one asks.
        own: String,
        /// What the tightened one asks.
        other: String,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany(count) => write!(
                f,
                "its inputs have {count} combinations of words, and {} is the most",
                Table::MOST
            ),
            Self::NoRow { words, of: 1 } => write!(f, "no row is for {}", said(words)),
            Self::NoRow { words, of } => {
                write!(f, "no row is for {} ({of} such cases)", said(words))
            }
            Self::Useless { row, why } => write!(f, "row {row} {why}"),
            Self::Lengthens { words, own, other } => write!(
                f,
                "for {} it says {own}, which is longer than {other}, so it has no effect there",
                said(words)
            ),
        }
    }
}

/// `known exploited yes, automatable no`.
fn said(words: &[(String, String)]) -> String {
    let all: Vec<String> = words.iter().map(|(i, w)| format!("{i} {w}")).collect();
    all.join(", ")
}

impl Table {
    /// What is wrong with it by itself. One that tightens need not say something of every case.
    pub fn flaws(&self) -> Vec<Flaw> {
        if self.combinations() > Self::MOST {
            return vec![Flaw::TooMany(self.combinations())];
        }
        let mut flaws = self.misnamed();
        let all = self.each(&BTreeMap::new());
        let mut reached = BTreeSet::new();
        let mut without = Vec::new();
        for words in &all {
            match self.rows.iter().position(|row| row.fits(words)) {
                Some(row) => {
                    reached.insert(row);
                }
                None => without.push(words),
            }
        }
        if flaws.is_empty() {
            let unreached = (0..self.rows.len()).filter(|row| !reached.contains(row));
            flaws.extend(unreached.map(|row| Flaw::Useless {
                row: row + 1,
                why: "is never reached: rows above it are for all its cases".to_owned(),
            }));
        }
        if let (Some(first), None) = (without.first(), &self.tightens) {
            flaws.push(Flaw::NoRow {
                words: owned(first),
                of: without.len(),
            });
        }
        flaws
    }

    fn misnamed(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            for (name, words) in &row.when {
                let Some(input) = self.inputs.iter().find(|input| input.name == *name) else {
                    let why = format!("names `{name}`, which is no input");
                    flaws.push(Flaw::Useless { row: at + 1, why });
                    continue;
                };
                for word in words.iter().filter(|word| !input.words.contains(word)) {
                    let known = input.words.join(", ");
                    let why = format!("says `{name}` is `{word}`; it can be {known}");
                    flaws.push(Flaw::Useless { row: at + 1, why });
                }
            }
        }
        flaws
    }

    /// Where it leaves more time than another one with the same inputs. The earliest date of all
    /// tables counts, so what is longer has no effect.
    pub fn lengthens(&self, other: &Self, ends: impl Fn(Length) -> Timestamp) -> Vec<Flaw> {
        let longer = |own: Option<Length>, than: Option<Length>| match (own, than) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(own), Some(than)) => ends(own) > ends(than),
        };
        let all = self.each(&BTreeMap::new());
        let pairs = all
            .iter()
            .filter_map(|words| Some((words, self.row(words)?, other.row(words)?)));
        pairs
            .filter(|(_, own, than)| longer(own.outcome.fix_within, than.outcome.fix_within))
            .map(|(words, own, than)| Flaw::Lengthens {
                words: owned(words),
                own: own.outcome.to_string(),
                other: format!("{} of {}", than.outcome, other.id),
            })
            .collect()
    }
}

fn owned(words: &BTreeMap<&str, &str>) -> Vec<(String, String)> {
    let pairs = words.iter();
    pairs
        .map(|(input, word)| ((*input).to_owned(), (*word).to_owned()))
        .collect()
}
