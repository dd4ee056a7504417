//! Numbers that look random and never are: splitmix64 (Steele, Lea and Flood, 2014).
//!
//! Every thing in the generated organisation rolls its own dice, named after what is rolled and
//! for whom. Adding a laptop therefore changes nothing about the others.

/// A stream of numbers that depends on a seed and a name only.
#[derive(Clone, Debug)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// The dice for one purpose (`about`) and one thing (`index`).
    pub fn of(seed: u64, about: &str, index: usize) -> Self {
        // FNV-1a over the purpose keeps streams of different purposes apart.
        let name = about.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
        });
        let mut dice = Self {
            state: seed ^ name.rotate_left(17),
        };
        dice.state = dice.roll() ^ (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        dice
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, but not including, `limit`; 0 where the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        // The bias of the remainder is far below anything a few hundred things could show.
        usize::try_from(self.roll() % (limit.max(1) as u64)).unwrap_or(0)
    }

    /// True about once in `n` rolls.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A share from 0 up to, but not including, 1.
    pub fn share(&mut self) -> f64 {
        // The 53 bits that the number holds exactly.
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in this share of the rolls.
    pub fn chance(&mut self, rate: f64) -> bool {
        self.share() < rate
    }

    /// One of a list that is not empty.
    ///
    /// # Panics
    /// Where the list is empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// So many hexadecimal digits, lower case.
    pub fn hex(&mut self, digits: usize) -> String {
        (0..digits)
            .map(|_| char::from(b"0123456789abcdef"[self.below(16)]))
            .collect()
    }

    /// A random UUID (version 4), lower case.
    pub fn uuid(&mut self) -> String {
        let hex = self.hex(31);
        let variant = ['8', '9', 'a', 'b'][self.below(4)];
        format!(
            "{}-{}-4{}-{variant}{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..15],
            &hex[15..18],
            &hex[18..30]
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_rolls_the_same_numbers_and_another_name_others() {
        let roll = |seed, about, index| Dice::of(seed, about, index).roll();
        assert_eq!(roll(7, "laptop", 3), roll(7, "laptop", 3));
        assert_ne!(roll(7, "laptop", 3), roll(8, "laptop", 3));
        assert_ne!(roll(7, "laptop", 3), roll(7, "phone", 3));
        assert_ne!(roll(7, "laptop", 3), roll(7, "laptop", 4));
    }

    #[test]
    fn numbers_are_those_of_splitmix64() {
        // The first three outputs for seed 1234567, as published with the algorithm.
        let mut dice = Dice { state: 1_234_567 };
        assert_eq!(dice.roll(), 6_457_827_717_110_365_317);
        assert_eq!(dice.roll(), 3_203_168_211_198_807_973);
        assert_eq!(dice.roll(), 9_817_491_932_198_370_423);
    }

    #[test]
    fn every_side_comes_up() {
        let mut dice = Dice::of(1, "sides", 0);
        let mut seen = [0_u32; 6];
        for _ in 0..600 {
            seen[dice.below(6)] += 1;
        }
        assert!(
            seen.iter().all(|&times| (60..=140).contains(&times)),
            "{seen:?}"
        );
    }

    #[test]
    fn a_uuid_has_its_form() {
        let uuid = Dice::of(1, "uuid", 0).uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(uuid.as_bytes()[14], b'4');
    }
}
