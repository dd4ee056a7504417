//! A number and the number it is a part of, never one without the other.

use std::fmt;

use serde::{Deserialize, Serialize};

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// So many.
    pub part: u64,
    /// Of so many; 0 means that there was nothing to measure.
    pub of: u64,
}

impl Share {
    /// The share in tenths of a percent, rounded down, so that 100 % means all of them; none
    /// where there was nothing to measure.
    pub fn per_mille(self) -> Option<u64> {
        let mille = (u128::from(self.part) * 1000).checked_div(u128::from(self.of))?;
        u64::try_from(mille).ok()
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.per_mille() {
            Some(mille) => {
                write!(
                    f,
                    "{} of {} ({}.{} %)",
                    self.part,
                    self.of,
                    mille / 10,
                    mille % 10
                )
            }
            None => f.write_str("nothing to measure"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_numbers_are_said() {
        assert_eq!(
            Share { part: 412, of: 480 }.to_string(),
            "412 of 480 (85.8 %)"
        );
    }

    #[test]
    fn one_missing_of_many_is_never_a_hundred_percent() {
        let share = Share {
            part: 999_999,
            of: 1_000_000,
        };
        assert_eq!(share.to_string(), "999999 of 1000000 (99.9 %)");
    }

    #[test]
    fn nothing_to_measure_is_not_a_hundred_percent() {
        assert_eq!(Share::default().to_string(), "nothing to measure");
    }
}
