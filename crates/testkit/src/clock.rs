//! A clock that stands still until it is moved.

use std::cell::Cell;

use jiff::{SignedDuration, Timestamp};

/// Time as a value that a test moves by hand.
#[derive(Debug)]
pub struct FakeClock {
    now: Cell<Timestamp>,
}

impl FakeClock {
    /// A clock that stands at an instant.
    pub fn at(now: Timestamp) -> Self {
        Self {
            now: Cell::new(now),
        }
    }

    /// The instant it stands at.
    pub fn now(&self) -> Timestamp {
        self.now.get()
    }

    /// Moves it to an instant, forward or back: machines do set their clocks back.
    pub fn set(&self, now: Timestamp) {
        self.now.set(now);
    }

    /// Moves it on by a length of time and says where it stands now.
    pub fn advance(&self, by: SignedDuration) -> Timestamp {
        // Past the end of the calendar there is nothing to move to: it stays at the end.
        let moved = self.now().checked_add(by).unwrap_or(Timestamp::MAX);
        self.set(moved);
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_still_until_it_is_moved() {
        let noon: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
        let clock = FakeClock::at(noon);
        assert_eq!(clock.now(), noon);
        assert_eq!(clock.now(), noon);
        let later = clock.advance(SignedDuration::from_hours(25));
        assert_eq!(later.to_string(), "2026-06-02T13:00:00Z");
        assert_eq!(clock.now(), later);
        clock.set(noon);
        assert_eq!(clock.now(), noon);
    }
}
