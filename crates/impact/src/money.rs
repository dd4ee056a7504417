//! Money in whole minor units (cents), so that sums are exact.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// Text that is not a currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a currency code of three letters such as `EUR`")]
pub struct CurrencyError(String);

impl Currency {
    /// The code.
    pub fn code(&self) -> &str {
        // Only letters get in, so this is always text.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits behind the decimal point (ISO 4217); two for codes that are not listed.
    pub fn decimals(&self) -> u32 {
        match self.code() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF"
            | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code: [u8; 3] = text
            .trim()
            .to_ascii_uppercase()
            .into_bytes()
            .try_into()
            .map_err(|_| CurrencyError(text.to_owned()))?;
        let letters = code.iter().all(u8::is_ascii_uppercase);
        letters
            .then_some(Self(code))
            .ok_or_else(|| CurrencyError(text.to_owned()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// An amount of one currency. Past what 64 bits hold it stays at the end of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units (cents).
    pub minor: u64,
    /// The currency.
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u64.pow(self.currency.decimals());
        let whole = thousands(self.minor / unit);
        match self.currency.decimals() as usize {
            0 => write!(f, "{} {whole}", self.currency),
            width => write!(f, "{} {whole}.{:0width$}", self.currency, self.minor % unit),
        }
    }
}

/// A number with a comma between thousands.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// What an hour of work costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Minor units for one hour.
    pub minor_per_hour: u64,
    /// The currency.
    pub currency: Currency,
    /// Whose rate it is.
    pub from: RateFrom,
}

/// Where a rate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateFrom {
    /// The department's own.
    Department,
    /// The organisation's, because the department has none.
    Organisation,
}

/// A number that cannot be an hourly rate.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("`{0}` is not an hourly rate: it must be between 0 and {max}", max = Rate::MOST)]
pub struct RateError(pub f64);

impl Rate {
    /// The highest rate that is read, in whole units for an hour.
    pub const MOST: u32 = 1_000_000;

    /// A rate in whole units as people write it (`72.50`), rounded to the minor unit.
    pub fn per_hour(units: f64, currency: Currency, from: RateFrom) -> Result<Self, RateError> {
        if !(0.0..=f64::from(Self::MOST)).contains(&units) {
            return Err(RateError(units));
        }
        let minor = units * f64::from(10_u32.pow(currency.decimals()));
        // In range: checked above, so the cast keeps the value.
        Ok(Self {
            minor_per_hour: minor.round() as u64,
            currency,
            from,
        })
    }

    /// What so many minutes cost: `minutes x rate / 60`, half a minor unit rounded up.
    pub fn cost(&self, minutes: u64) -> Money {
        let exact = u128::from(minutes) * u128::from(self.minor_per_hour);
        let minor = u64::try_from((exact + 30) / 60).unwrap_or(u64::MAX);
        Money {
            minor,
            currency: self.currency,
        }
    }
}

/// Splits a total by weights so that the parts add up to it exactly: largest remainder (Hamilton).
///
/// Everybody gets their share rounded down; what is left goes, one each, to the largest
/// remainders, the earlier first among equals. Weights that are all 0 count as equal.
pub fn split(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let (sum, equal) = match sum {
        0 => (weights.len() as u128, true),
        sum => (sum, false),
    };
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for (at, weight) in weights.iter().enumerate() {
        let weight = if equal { 1 } else { u128::from(*weight) };
        let exact = u128::from(total) * weight;
        // A share is at most the total, so it fits.
        parts.push((exact / sum) as u64);
        remainders.push((std::cmp::Reverse(exact % sum), at));
    }
    remainders.sort_unstable();
    let left = total.saturating_sub(parts.iter().sum());
    for (_, at) in remainders
        .into_iter()
        .take(usize::try_from(left).unwrap_or(usize::MAX))
    {
        parts[at] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur() -> Currency {
        "eur".parse().unwrap()
    }

    #[test]
    fn an_amount_reads_with_its_currency_and_decimals() {
        let say = |minor, code: &str| {
            Money {
                minor,
                currency: code.parse().unwrap(),
            }
            .to_string()
        };
        assert_eq!(say(123_456_705, "EUR"), "EUR 1,234,567.05");
        assert_eq!(say(5, "EUR"), "EUR 0.05");
        assert_eq!(say(123_456, "JPY"), "JPY 123,456");
        assert_eq!(say(1_005, "KWD"), "KWD 1.005");
    }

    #[test]
    fn a_currency_has_three_letters() {
        assert!("EURO".parse::<Currency>().is_err());
        assert!("E1R".parse::<Currency>().is_err());
        assert_eq!(
            "é€"
                .parse::<Currency>()
                .unwrap_err()
                .to_string()
                .matches('`')
                .count(),
            4
        );
    }

    #[test]
    fn a_rate_is_rounded_to_the_minor_unit() {
        let rate = Rate::per_hour(72.505, eur(), RateFrom::Department).unwrap();
        assert!([7250, 7251].contains(&rate.minor_per_hour));
        for wrong in [-1.0, f64::NAN, f64::INFINITY, 1e9] {
            assert!(Rate::per_hour(wrong, eur(), RateFrom::Department).is_err());
        }
    }

    #[test]
    fn minutes_cost_their_share_of_the_hour() {
        let rate = Rate::per_hour(10.01, eur(), RateFrom::Department).unwrap();
        assert_eq!(rate.cost(20_000).minor, 333_667);
        assert_eq!(rate.cost(0).minor, 0);
    }

    #[test]
    fn the_largest_remainder_gets_what_is_left() {
        assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(split(100, &[1, 2, 3]), [17, 33, 50]);
        assert_eq!(split(2, &[0, 0, 0]), [1, 1, 0]);
        assert_eq!(split(7, &[]), Vec::<u64>::new());
    }
}
