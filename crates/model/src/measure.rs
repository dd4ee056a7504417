//! Units of measure of numbers: `500 GB`, `2 hours`, `95 %`, `100 EUR`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// What a unit measures; only units of the same sort convert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Bytes, decimal (kB, MB) and binary (KiB, MiB) as in IEC 80000-13.
    Data,
    /// Exact time; months and years are no exact time.
    Time,
    /// Parts of a hundred.
    Share,
    /// Money, each currency by itself: amounts of two never compare.
    Money,
}

impl Dimension {
    /// What it is called in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Data => "an amount of data",
            Self::Time => "a length of time",
            Self::Share => "a share",
            Self::Money => "an amount of money",
        }
    }
}

/// One unit by its symbol or singular word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Measure(&'static str);

/// A unit: what it is written as, what it measures, and how many of the smallest it is.
struct Row {
    symbol: &'static str,
    plural: &'static str,
    also: &'static [&'static str],
    dimension: Dimension,
    times: f64,
}

const fn data(symbol: &'static str, also: &'static [&'static str], times: f64) -> Row {
    Row {
        symbol,
        plural: symbol,
        also,
        dimension: Dimension::Data,
        times,
    }
}

const fn time(symbol: &'static str, plural: &'static str, seconds: f64) -> Row {
    Row {
        symbol,
        plural,
        also: &[],
        dimension: Dimension::Time,
        times: seconds,
    }
}

const ROWS: &[Row] = &[
    data("B", &["byte", "bytes"], 1.0),
    data("kB", &["kilobyte", "kilobytes"], 1e3),
    data("MB", &["megabyte", "megabytes"], 1e6),
    data("GB", &["gigabyte", "gigabytes"], 1e9),
    data("TB", &["terabyte", "terabytes"], 1e12),
    data("PB", &["petabyte", "petabytes"], 1e15),
    data("KiB", &["kibibyte", "kibibytes"], 1024.0),
    data("MiB", &["mebibyte", "mebibytes"], 1_048_576.0),
    data("GiB", &["gibibyte", "gibibytes"], 1_073_741_824.0),
    data("TiB", &["tebibyte", "tebibytes"], 1_099_511_627_776.0),
    data("PiB", &["pebibyte", "pebibytes"], 1_125_899_906_842_624.0),
    time("second", "seconds", 1.0),
    time("minute", "minutes", 60.0),
    time("hour", "hours", 3600.0),
    time("day", "days", 86_400.0),
    time("week", "weeks", 604_800.0),
    Row {
        symbol: "%",
        plural: "%",
        also: &["percent"],
        dimension: Dimension::Share,
        times: 1.0,
    },
];

/// The currencies in use, ISO 4217 (list one of 2024, funds and metals left out).
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND \
    BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN \
    ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD \
    JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT \
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR \
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP \
    TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

impl Measure {
    /// The unit a text names: a symbol (`GB`, `%`, `EUR`) or a word (`minutes`, `percent`). Case
    /// is forgiven, except of a currency, which is three capitals.
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim();
        let is = |name: &str| name.eq_ignore_ascii_case(word);
        let row = ROWS
            .iter()
            .find(|row| is(row.symbol) || is(row.plural) || row.also.iter().any(|name| is(name)));
        let currency = || CURRENCIES.split(' ').find(|code| *code == word);
        row.map(|row| row.symbol).or_else(currency).map(Self)
    }

    /// The symbol or singular word.
    pub fn symbol(self) -> &'static str {
        self.0
    }

    /// What it measures.
    pub fn dimension(self) -> Dimension {
        self.row().map_or(Dimension::Money, |row| row.dimension)
    }

    /// A number of this unit in another: 2 hours are 120 minutes. Nothing where the two do not
    /// measure the same.
    pub fn convert(self, number: f64, to: Self) -> Option<f64> {
        if self == to {
            return Some(number);
        }
        let (from, into) = (self.row()?, to.row()?);
        if from.dimension != into.dimension {
            return None;
        }
        // Of two units that are whole multiples of one another the quotient is exact.
        Some(match from.times >= into.times {
            true => number * (from.times / into.times),
            false => number / (into.times / from.times),
        })
    }

    /// The unit behind a number, in the singular or plural: `1 hour`, `2 hours`, `500 GB`.
    pub fn behind(self, number: f64) -> &'static str {
        match self.row() {
            Some(row) if number != 1.0 => row.plural,
            _ => self.0,
        }
    }

    /// A number with this unit, as people write it.
    pub fn written(self, number: f64) -> String {
        format!("{number} {}", self.behind(number))
    }

    /// The units that measure the same as they stand behind a number, smallest first: of a
    /// currency only itself.
    pub fn alike(self, number: f64) -> impl Iterator<Item = &'static str> {
        let dimension = self.row().map(|row| row.dimension);
        let rows = ROWS
            .iter()
            .filter(move |row| Some(row.dimension) == dimension)
            .map(move |row| Self(row.symbol).behind(number));
        rows.chain(dimension.is_none().then_some(self.0))
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.symbol == self.0)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().map_or(self.0, |row| row.plural))
    }
}

/// A text that names no unit.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no unit such as `GB`, `minutes`, `%` or `EUR`")]
pub struct MeasureError(String);

impl FromStr for Measure {
    type Err = MeasureError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_word(text).ok_or_else(|| MeasureError(text.to_owned()))
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    use super::*;

    fn converted(number: f64, from: &str, to: &str) -> Option<f64> {
        let unit = |word| Measure::from_word(word).unwrap();
        unit(from).convert(number, unit(to))
    }

    #[test]
    fn units_of_the_same_sort_convert_exactly() {
        for (number, from, to, expected) in [
            (2.0, "hours", "minutes", Some(120.0)),
            (90.0, "minutes", "hours", Some(1.5)),
            (1.0, "week", "days", Some(7.0)),
            (500.0, "GB", "MB", Some(500_000.0)),
            (1.0, "GiB", "B", Some(1_073_741_824.0)),
            (1.0, "GiB", "MiB", Some(1024.0)),
            (512.0, "gib", "GB", Some(549.755_813_888)),
            (0.3, "TB", "GB", Some(300.0)),
            (5.0, "percent", "%", Some(5.0)),
            (5.0, "EUR", "EUR", Some(5.0)),
            (5.0, "EUR", "USD", None),
            (5.0, "GB", "hours", None),
            (5.0, "%", "EUR", None),
        ] {
            assert_eq!(
                converted(number, from, to),
                expected,
                "{number} {from} in {to}"
            );
        }
    }

    #[test]
    fn a_unit_is_read_by_symbol_and_word_and_written_in_one_way() {
        for (word, number, written) in [
            ("minutes", 1.0, "1 minute"),
            ("Minute", 2.0, "2 minutes"),
            ("gigabytes", 0.5, "0.5 GB"),
            ("kb", 1.0, "1 kB"),
            ("percent", 95.0, "95 %"),
            ("EUR", 1.0, "1 EUR"),
        ] {
            assert_eq!(Measure::from_word(word).unwrap().written(number), written);
        }
        for word in ["and", "AND", "eur", "month", "working day", "G", ""] {
            assert_eq!(Measure::from_word(word), None, "{word}");
        }
    }
}
