//! An order of the devices that looks mixed and can be asked for any one place of it.

use crate::dice::Dice;

/// Place = number * step + first, modulo the number of devices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shuffle {
    things: u64,
    step: u64,
    /// The number that undoes `step`.
    back: u64,
    first: u64,
}

impl Shuffle {
    pub(super) fn new(seed: u64, about: &str, things: u32) -> Self {
        let things = u64::from(things.max(1));
        let mut dice = Dice::of(seed, about, 0);
        loop {
            let step = dice.roll() % things;
            if let Some(back) = inverse(step.max(1), things) {
                let (step, first) = (step.max(1), dice.roll() % things);
                return Self {
                    things,
                    step,
                    back,
                    first,
                };
            }
        }
    }

    /// The place of a device; one that came later has its own number.
    pub(super) fn place(&self, number: u32) -> u32 {
        if u64::from(number) >= self.things {
            return number;
        }
        to_u32((u64::from(number) * self.step + self.first) % self.things)
    }

    /// The device at a place.
    pub(super) fn at(&self, place: u32) -> u32 {
        if u64::from(place) >= self.things {
            return place;
        }
        let from_first = u64::from(place) + self.things - self.first;
        to_u32(from_first % self.things * self.back % self.things)
    }

    /// Devices in pairs: the first of the pair that this one is in.
    pub(super) fn first_of_pair(&self, number: u32) -> u32 {
        self.at(self.place(number) & !1)
    }

    /// Devices in pairs: the other one; itself where it is alone.
    pub(super) fn partner(&self, number: u32) -> u32 {
        let other = self.place(number) ^ 1;
        if u64::from(number) >= self.things || u64::from(other) >= self.things {
            number
        } else {
            self.at(other)
        }
    }
}

fn to_u32(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What undoes a multiplication modulo `things`, by Euclid's algorithm, where anything does.
fn inverse(step: u64, things: u64) -> Option<u64> {
    let (mut rest, mut next) = (i128::from(things), i128::from(step));
    let (mut have, mut want) = (0_i128, 1_i128);
    while next != 0 {
        let times = rest / next;
        (rest, next) = (next, rest - times * next);
        (have, want) = (want, have - times * want);
    }
    (rest == 1).then(|| u64::try_from(have.rem_euclid(i128::from(things))).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_device_has_one_place_and_is_found_there() {
        for things in [1, 2, 3, 10, 97, 1000, 4096] {
            let shuffle = Shuffle::new(5, "any", things);
            let mut seen = vec![false; things as usize];
            for number in 0..things {
                let place = shuffle.place(number);
                assert_eq!(shuffle.at(place), number, "of {things}");
                assert!(!std::mem::replace(&mut seen[place as usize], true));
                assert_eq!(shuffle.partner(shuffle.partner(number)), number);
            }
        }
    }

    #[test]
    fn devices_that_came_later_are_alone() {
        let shuffle = Shuffle::new(5, "any", 10);
        assert_eq!(shuffle.place(12), 12);
        assert_eq!(shuffle.partner(12), 12);
    }
}
