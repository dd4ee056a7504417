//! The values next to a value: one step further and one step less.

use jiff::ToSpan as _;
use model::{
    span::Length,
    vocabulary::{Field, FieldType},
};

use crate::tree::{Anchor, LengthValue, Operand};

/// The values one step away from a value of a field, the smaller first. None where there is no
/// next one: texts, flags, links.
pub(crate) fn neighbours(operand: &Operand, field: Option<&Field>) -> Vec<Operand> {
    let field_type = field.map(|field| field.field_type);
    match operand {
        Operand::Number(number) => {
            let step = number_step(*number);
            vec![
                Operand::Number(rounded(number - step, step)),
                Operand::Number(rounded(number + step, step)),
            ]
        }
        Operand::Measured { number, unit } => {
            let (step, unit) = (number_step(*number), *unit);
            [number - step, number + step]
                .map(|number| Operand::Measured {
                    number: rounded(number, step),
                    unit,
                })
                .to_vec()
        }
        Operand::Text(text) => texts(text, field).into_iter().map(Operand::Text).collect(),
        Operand::Length(length) => lengths(*length).map(Operand::Length).collect(),
        Operand::Date(day) => [-1, 1]
            .into_iter()
            .filter_map(|by: i64| Some(Operand::Date(day.checked_add(by.days()).ok()?)))
            .collect(),
        Operand::Today => a_day_from(&Anchor::Today),
        Operand::The(reference)
            if matches!(field_type, Some(FieldType::Date | FieldType::Event)) =>
        {
            a_day_from(&Anchor::The(reference.clone()))
        }
        Operand::Offset { from, length, back } => lengths(length.length)
            .map(|length| offset(from.clone(), length, *back))
            .collect(),
        Operand::Setting { value, .. } => neighbours(value, field),
        Operand::Flag(_) | Operand::The(_) => Vec::new(),
    }
}

/// One in the last decimal that is written: 1 of `90`, 0.1 of `7.5`.
pub(crate) fn number_step(number: f64) -> f64 {
    let written = number.to_string();
    let decimals = written.split_once('.').map_or(0, |(_, rest)| rest.len());
    10_f64.powi(-i32::try_from(decimals).unwrap_or(0))
}

/// Without the dust of binary fractions: 0.1 + 0.2 is 0.3.
fn rounded(number: f64, step: f64) -> f64 {
    (number / step).round() / (1.0 / step).round()
}

fn a_day_from(from: &Anchor) -> Vec<Operand> {
    [true, false]
        .map(|back| offset(from.clone(), Length::days(1), back))
        .to_vec()
}

fn offset(from: Anchor, length: Length, back: bool) -> Operand {
    let setting = None;
    let length = LengthValue { length, setting };
    Operand::Offset { from, length, back }
}

fn lengths(length: Length) -> impl Iterator<Item = Length> {
    let less = length.count.checked_sub(1).filter(|count| *count > 0);
    let more = (length.count < Length::MOST).then_some(length.count + 1);
    less.into_iter()
        .chain(more)
        .map(move |count| Length { count, ..length })
}

fn texts(text: &str, field: Option<&Field>) -> Vec<String> {
    match field {
        Some(field) if field.field_type == FieldType::Version => versions(text),
        Some(field) if field.field_type == FieldType::Ordinal => {
            let same = |value: &String| value.eq_ignore_ascii_case(text);
            let Some(at) = field.values.iter().position(same) else {
                return Vec::new();
            };
            let before = at.checked_sub(1).and_then(|at| field.values.get(at));
            before
                .into_iter()
                .chain(field.values.get(at + 1))
                .cloned()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// `14.6` and `14.8` for `14.7`; `13.9` and `14.1` for `14.0`.
fn versions(text: &str) -> Vec<String> {
    let segments: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
    let Some(segments) = segments else {
        return Vec::new();
    };
    let said = |segments: &[u64]| {
        let parts: Vec<String> = segments.iter().map(ToString::to_string).collect();
        parts.join(".")
    };
    let mut more = segments.clone();
    if let Some(last) = more.last_mut() {
        *last += 1;
    }
    let mut less = segments.clone();
    let to_lower = less.iter().rposition(|segment| *segment > 0);
    let less = to_lower.map(|at| {
        less[at] -= 1;
        for segment in &mut less[at + 1..] {
            *segment = 9;
        }
        said(&less)
    });
    less.into_iter().chain([said(&more)]).collect()
}

#[cfg(test)]
mod tests {
    use super::{neighbours, versions};
    use crate::tree::Operand;

    #[test]
    fn the_neighbours_of_a_number_differ_in_its_last_decimal() {
        let near = |number| neighbours(&Operand::Number(number), None);
        assert_eq!(near(10.0), [Operand::Number(9.0), Operand::Number(11.0)]);
        assert_eq!(near(0.3), [Operand::Number(0.2), Operand::Number(0.4)]);
    }

    #[test]
    fn the_version_before_a_new_major_one_is_of_the_old() {
        assert_eq!(versions("14.7"), ["14.6", "14.8"]);
        assert_eq!(versions("14.0"), ["13.9", "14.1"]);
        assert_eq!(versions("0"), ["1"]);
        assert!(versions("14-beta").is_empty());
    }
}
