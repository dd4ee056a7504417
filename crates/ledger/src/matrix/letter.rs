//! What a party does of an activity, in one letter.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a party does of an activity, in the order in which a table shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Letter {
    /// Accountable: has the last word and answers for the outcome. One person.
    A,
    /// Responsible: does the work.
    R,
    /// Supporting: helps whoever is responsible.
    S,
    /// Consulted: asked before.
    C,
    /// Informed: told after.
    I,
}

impl Letter {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::A, Self::R, Self::S, Self::C, Self::I];

    /// The letter as a word: `accountable`.
    pub fn word(self) -> &'static str {
        match self {
            Self::A => "accountable",
            Self::R => "responsible",
            Self::S => "supporting",
            Self::C => "consulted",
            Self::I => "informed",
        }
    }

    /// A letter by itself or by its word, in any case; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        Self::ALL
            .into_iter()
            .find(|letter| letter.word() == text || letter.to_string().to_lowercase() == text)
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "A",
            Self::R => "R",
            Self::S => "S",
            Self::C => "C",
            Self::I => "I",
        })
    }
}
