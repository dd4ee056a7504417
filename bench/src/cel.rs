//! The sentence of a rule as a CEL expression that asks the same: the subject is `it`, related
//! rows are lists, time is `now`. Word for word it reads what the sentence reads; what it lacks is
//! all that CEL cannot say (kinds, units, unknown), which makes it shorter, never longer.

use rules::tree::{
    Anchor, Condition, FieldCondition, Operand, Operator, Path, Quantity, RelationCondition, Rule,
    TotalCondition,
};

/// The expression of a rule: not for whom it does not hold, or as it expects.
pub fn expression(rule: &Rule) -> String {
    let sentence = &rule.expectation;
    let mut applies: Vec<String> = Vec::new();
    let words = sentence.subject.words.iter();
    applies.extend(words.map(|word| format!("it.{}", name(word))));
    let only = sentence.subject.condition.iter();
    applies.extend(only.map(|only| condition(only, "it", 0)));
    let unless = sentence.unless.iter();
    applies.extend(unless.map(|unless| format!("!({})", condition(unless, "it", 0))));
    let parts = sentence.parts.iter().map(|part| condition(part, "it", 0));
    let must = parts.collect::<Vec<_>>().join(" && ");
    match applies.is_empty() {
        true => must,
        false => format!("!({}) || ({must})", applies.join(" && ")),
    }
}

fn condition(of: &Condition, row: &str, depth: usize) -> String {
    let all = |items: &[Condition], sign: &str| {
        let items: Vec<String> = items.iter().map(|c| condition(c, row, depth)).collect();
        format!("({})", items.join(sign))
    };
    match of {
        Condition::All(items) => all(items, " && "),
        Condition::Any(items) => all(items, " || "),
        Condition::Not(inner) => format!("!({})", condition(inner, row, depth)),
        Condition::Word { word, negated } => {
            let sign = if *negated { "!" } else { "" };
            format!("{sign}{row}.{}", name(word))
        }
        Condition::Field(field) => comparison(field, row),
        Condition::Relation(relation) => related(relation, row, depth),
        Condition::Total(total) => summed(total, row, depth),
    }
}

fn comparison(field: &FieldCondition, row: &str) -> String {
    compared(&path(&field.path, row), field.operator, &field.values)
}

fn compared(left: &str, operator: Operator, values: &[Operand]) -> String {
    let values: Vec<String> = values.iter().map(operand).collect();
    let first = values.first().cloned().unwrap_or_default();
    let second = values.get(1).cloned().unwrap_or_default();
    use Operator as O;
    match operator {
        O::Is | O::IsExactly => format!("{left} == {first}"),
        O::IsNot | O::IsNotExactly => format!("{left} != {first}"),
        O::IsOneOf | O::IncludesAnyOf => format!("{left} in [{}]", values.join(", ")),
        O::IsNotOneOf | O::IncludesNoneOf => format!("!({left} in [{}])", values.join(", ")),
        O::IsKnown => format!("{left} != null"),
        O::IsNotKnown | O::IsNever => format!("{left} == null"),
        O::IsEmpty => format!("size({left}) == 0"),
        O::IsNotEmpty => format!("size({left}) > 0"),
        O::Contains => format!("{left}.contains({first})"),
        O::StartsWith => format!("{left}.startsWith({first})"),
        O::EndsWith => format!("{left}.endsWith({first})"),
        O::Matches => format!("{left}.matches({first})"),
        O::DoesNotContain => format!("!{left}.contains({first})"),
        O::DoesNotStartWith => format!("!{left}.startsWith({first})"),
        O::DoesNotEndWith => format!("!{left}.endsWith({first})"),
        O::DoesNotMatch => format!("!{left}.matches({first})"),
        O::IsAtLeast | O::IsOnOrAfter | O::IsNotLessThan | O::IsNotBefore => {
            format!("{left} >= {first}")
        }
        O::IsAtMost | O::IsOnOrBefore | O::IsNotMoreThan | O::IsNotAfter => {
            format!("{left} <= {first}")
        }
        O::IsMoreThan | O::IsAfter | O::IsNotAtMost | O::IsNotOnOrBefore => {
            format!("{left} > {first}")
        }
        O::IsLessThan | O::IsBefore | O::IsNotAtLeast | O::IsNotOnOrAfter => {
            format!("{left} < {first}")
        }
        O::IsBetween => format!("({left} >= {first} && {left} <= {second})"),
        O::IsNotBetween => format!("({left} < {first} || {left} > {second})"),
        O::IsWithinTheLast | O::IsNotMoreThanAgo => format!("now - {left} <= {first}"),
        O::IsNotWithinTheLast | O::IsMoreThanAgo => format!("now - {left} > {first}"),
        O::IsWithinTheNext => format!("{left} - now <= {first}"),
        O::IsNotWithinTheNext | O::IsMoreThanFromNow => format!("{left} - now > {first}"),
        O::IsInside => format!("cidr({left}, [{}])", values.join(", ")),
        O::IsNotInside => format!("!cidr({left}, [{}])", values.join(", ")),
        O::Includes => format!("{first} in {left}"),
        O::DoesNotInclude => format!("!({first} in {left})"),
        O::IncludesAllOf => format!("[{}].all(v, v in {left})", values.join(", ")),
    }
}

fn related(relation: &RelationCondition, row: &str, depth: usize) -> String {
    let rows = format!("{row}.{}", name(&relation.relation));
    let each = format!("r{depth}");
    let inner = relation
        .condition
        .as_ref()
        .map_or_else(|| "true".to_owned(), |c| condition(c, &each, depth + 1));
    let some = format!("{rows}.filter({each}, {inner}).size()");
    match relation.quantity {
        Quantity::Some => format!("{rows}.exists({each}, {inner})"),
        Quantity::No => format!("!{rows}.exists({each}, {inner})"),
        Quantity::Only => format!("{rows}.all({each}, {inner})"),
        Quantity::AtLeast(n) => format!("{some} >= {n}"),
        Quantity::AtMost(n) => format!("{some} <= {n}"),
        Quantity::Exactly(n) => format!("{some} == {n}"),
        Quantity::MoreThan(n) => format!("{some} > {n}"),
        Quantity::FewerThan(n) => format!("{some} < {n}"),
        Quantity::AtLeastPercent(n) => format!("{some} * 100 >= {n} * {rows}.size()"),
        Quantity::AtMostPercent(n) => format!("{some} * 100 <= {n} * {rows}.size()"),
        Quantity::ExactlyPercent(n) => format!("{some} * 100 == {n} * {rows}.size()"),
    }
}

fn summed(total: &TotalCondition, row: &str, depth: usize) -> String {
    let each = format!("r{depth}");
    let inner = total
        .condition
        .as_ref()
        .map_or_else(|| "true".to_owned(), |c| condition(c, &each, depth + 1));
    let rows = format!("{row}.{}", name(&total.relation));
    let field = name(&total.field);
    let left = format!("sum({rows}.filter({each}, {inner}).map({each}, {each}.{field}))");
    compared(&left, total.operator, &total.values)
}

fn operand(value: &Operand) -> String {
    match value {
        Operand::Text(text) => format!("{text:?}"),
        Operand::Number(number) => number.to_string(),
        Operand::Measured { number, .. } => number.to_string(),
        Operand::Flag(flag) => flag.to_string(),
        Operand::Date(date) => format!("timestamp(\"{date}T00:00:00Z\")"),
        Operand::Length(length) => format!("duration(\"{}h\")", u64::from(length.count) * 24),
        Operand::Offset { from, length, back } => {
            let from = match from {
                Anchor::Today => "now".to_owned(),
                Anchor::The(reference) => path(&reference.path, "it"),
            };
            let sign = if *back { "-" } else { "+" };
            let hours = u64::from(length.length.count) * 24;
            format!("{from} {sign} duration(\"{hours}h\")")
        }
        Operand::Today => "now".to_owned(),
        Operand::The(reference) => path(&reference.path, "it"),
        Operand::Setting { value, .. } => operand(value),
    }
}

fn path(path: &Path, row: &str) -> String {
    let steps = path.links.iter().chain(&path.field).map(|step| name(step));
    [row.to_owned()]
        .into_iter()
        .chain(steps)
        .collect::<Vec<_>>()
        .join(".")
}

/// A name that CEL can read: `last seen` is `last_seen`.
fn name(words: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    words.chars().map(fits).collect()
}
