//! The labels around a sentence, made from dice; and settings, put in the place of values.

use rules::tree::{CountFrom, EnforceRow, Mode, Row, Setting, SettingValue};

use super::{sentences::condition, *};

const POINTS: [&str; 2] = ["deploy", "commit"];

/// The rule with random rows, waits and units.
pub(crate) fn labelled(dice: &mut Dice<'_>, vocabulary: &Vocabulary, rule: Rule) -> Rule {
    let kind = rule.expectation.subject.kind.to_string();
    let scopes = [(kind.clone(), kind.clone())];
    let rows = dice.roll(3);
    let severity = (0..rows).map(|at| Row {
        value: dice.pick(&Severity::ALL),
        condition: (at > 0).then(|| condition(dice, vocabulary, &scopes, 1)),
    });
    let severity = severity.collect();
    let rows = dice.roll(3);
    let fix_within = (0..rows).map(|_| Row {
        value: length_value(dice),
        condition: dice
            .one_in(2)
            .then(|| condition(dice, vocabulary, &scopes, 1)),
    });
    let fix_within = fix_within.collect();
    let rows = dice.roll(3);
    let enforce = (0..rows).map(|_| EnforceRow {
        mode: dice.pick(&[Mode::Monitor, Mode::Warn, Mode::Block]),
        at: match dice.one_in(2) {
            true => vec![dice.pick(&POINTS).to_owned()],
            false => Vec::new(),
        },
        condition: dice
            .one_in(2)
            .then(|| condition(dice, vocabulary, &scopes, 1)),
    });
    let enforce = enforce.collect();
    let date = match kind.as_str() {
        "person" => "start date",
        _ => "restart since",
    };
    let count_from = dice.one_in(3).then(|| CountFrom {
        relation: None,
        path: Path {
            links: Vec::new(),
            field: Some(date.to_owned()),
        },
    });
    Rule {
        severity,
        fix_within,
        enforce,
        count_from,
        wait: dice.one_in(2).then(|| length_value(dice)),
        when_unknown: match dice.one_in(4) {
            true => WhenUnknown::Fail,
            false => WhenUnknown::Report,
        },
        ..rule
    }
}

fn length_value(dice: &mut Dice<'_>) -> LengthValue {
    let unit = dice.pick(&[
        Unit::Day,
        Unit::Hour,
        Unit::Week,
        Unit::WorkingDay,
        Unit::Month,
    ]);
    LengthValue {
        length: Length {
            count: 1 + dice.roll(9) as u32,
            unit,
        },
        setting: None,
    }
}

/// The name of the setting.
pub(crate) const NAME: &str = "x";

/// The rule with one of its values taken from a setting; none where it has no value of a sort
/// that a setting can hold.
pub(crate) fn with_setting(dice: &mut Dice<'_>, mut rule: Rule) -> Option<Rule> {
    let mut count = 0;
    each(&mut rule, &mut |value| {
        count += usize::from(held(value).is_some())
    });
    let chosen = dice.roll(count.max(1));
    let mut at = 0;
    let mut setting = None;
    each(&mut rule, &mut |value| {
        let Some(found) = held(value) else { return };
        if at == chosen {
            name(value);
            setting = Some(found);
        }
        at += 1;
    });
    rule.settings = vec![Setting {
        name: NAME.to_owned(),
        value: setting?,
    }];
    Some(rule)
}

/// The rule with another value of its setting.
pub(crate) fn set(mut rule: Rule, to: &SettingValue) -> Rule {
    each(&mut rule, &mut |value| match (value, to) {
        (Operand::Setting { value, .. }, to) => match (value.as_mut(), to) {
            (Operand::Length(own), SettingValue::Length(to)) => *own = *to,
            // A value with a unit or of a version is no plain number, and takes no place of one.
            (Operand::Number(own), SettingValue::Number(to)) => *own = to.parse().unwrap_or(*own),
            (Operand::Text(own), SettingValue::Number(to)) => own.clone_from(to),
            _ => {}
        },
        (Operand::Offset { length, .. }, SettingValue::Length(to)) if length.setting.is_some() => {
            length.length = *to;
        }
        _ => {}
    });
    let lengths = rule.fix_within.iter_mut().map(|row| &mut row.value);
    for length in lengths
        .chain(&mut rule.wait)
        .filter(|one| one.setting.is_some())
    {
        if let SettingValue::Length(to) = to {
            length.length = *to;
        }
    }
    rule.settings[0].value = to.clone();
    rule
}

fn held(value: &Operand) -> Option<SettingValue> {
    Some(match value {
        Operand::Length(length) => SettingValue::Length(*length),
        Operand::Offset { length, .. } => SettingValue::Length(length.length),
        Operand::Number(number) => SettingValue::Number(number.to_string()),
        Operand::Text(text) if text.starts_with(|c: char| c.is_ascii_digit()) => {
            SettingValue::Number(text.clone())
        }
        _ => return None,
    })
}

fn name(value: &mut Operand) {
    match value {
        Operand::Offset { length, .. } => length.setting = Some(NAME.to_owned()),
        other => {
            let looked_up = Box::new(other.clone());
            *other = Operand::Setting {
                name: NAME.to_owned(),
                value: looked_up,
            };
        }
    }
}

/// Every value of the conditions of a rule.
fn each(rule: &mut Rule, found: &mut dyn FnMut(&mut Operand)) {
    let sentence = &mut rule.expectation;
    let rows = rule
        .severity
        .iter_mut()
        .filter_map(|row| row.condition.as_mut());
    let rows = rows.chain(
        rule.fix_within
            .iter_mut()
            .filter_map(|row| row.condition.as_mut()),
    );
    let rows = rows.chain(
        rule.enforce
            .iter_mut()
            .filter_map(|row| row.condition.as_mut()),
    );
    let conditions = sentence
        .parts
        .iter_mut()
        .chain(&mut sentence.subject.condition);
    for condition in conditions.chain(&mut sentence.unless).chain(rows) {
        each_of(condition, found);
    }
}

fn each_of(condition: &mut Condition, found: &mut dyn FnMut(&mut Operand)) {
    match condition {
        Condition::All(all) | Condition::Any(all) => {
            all.iter_mut().for_each(|one| each_of(one, found));
        }
        Condition::Not(inner) => each_of(inner, found),
        Condition::Word { .. } => {}
        Condition::Field(field) => field.values.iter_mut().for_each(found),
        Condition::Relation(relation) => {
            if let Some(inner) = &mut relation.condition {
                each_of(inner, found);
            }
        }
        Condition::Total(total) => {
            total.values.iter_mut().for_each(&mut *found);
            if let Some(inner) = &mut total.condition {
                each_of(inner, found);
            }
        }
    }
}

/// A rule whose one demand, subject or excuse turns on a value that a setting can hold.
pub(crate) fn turning(dice: &mut Dice<'_>, vocabulary: &Vocabulary, kind: &str) -> Rule {
    let mut condition = turns(dice, kind);
    let related: &[(&str, &str)] = match kind {
        "person" => &[("laptops", "laptop"), ("friends", "person")],
        _ => &[("agents", "agent"), ("apps", "app")],
    };
    if dice.one_in(2) {
        let (relation, to) = dice.pick(related);
        condition = Condition::Relation(RelationCondition {
            relation: relation.to_owned(),
            quantity: sentences::quantity(dice),
            condition: Some(Box::new(turns(dice, to))),
        });
    }
    for _ in 0..dice.roll(3) {
        let scopes = [(kind.to_owned(), kind.to_owned())];
        condition = match dice.roll(3) {
            0 => Condition::Not(Box::new(condition)),
            1 => Condition::All(vec![
                condition,
                sentences::condition(dice, vocabulary, &scopes, 0),
            ]),
            _ => Condition::Any(vec![
                sentences::condition(dice, vocabulary, &scopes, 0),
                condition,
            ]),
        };
    }
    let never = Condition::Field(FieldCondition {
        path: Path {
            links: Vec::new(),
            field: Some("name".to_owned()),
        },
        operator: Op::Is,
        values: vec![Operand::Text("nothing".to_owned())],
    });
    let mut rule = sentences::blank("rule");
    rule.expectation.subject.kind = kind.into();
    match dice.roll(3) {
        0 => rule.expectation.parts = vec![condition],
        place => {
            rule.expectation.parts = vec![never];
            match place {
                1 => rule.expectation.subject.condition = Some(condition),
                _ => rule.expectation.unless = Some(condition),
            }
        }
    }
    rule
}

/// A comparison of a field whose values have an order.
fn turns(dice: &mut Dice<'_>, kind: &str) -> Condition {
    let fields: &[&str] = match kind {
        "person" => &["start date", "end date"],
        "agent" => &["last seen"],
        "app" => &["minutes", "updated on"],
        _ => &[
            "lock minutes",
            "last seen",
            "restart since",
            "system version",
        ],
    };
    let field = dice.pick(fields);
    let ordered = [
        Op::IsAtLeast,
        Op::IsNotAtLeast,
        Op::IsAtMost,
        Op::IsNotAtMost,
        Op::IsMoreThan,
        Op::IsNotMoreThan,
        Op::IsLessThan,
        Op::IsNotLessThan,
        Op::IsBetween,
        Op::IsNotBetween,
    ];
    let windows = [
        Op::IsWithinTheLast,
        Op::IsNotWithinTheLast,
        Op::IsWithinTheNext,
        Op::IsNotWithinTheNext,
        Op::IsMoreThanAgo,
        Op::IsNotMoreThanAgo,
        Op::IsMoreThanFromNow,
    ];
    let dates = [
        Op::IsBefore,
        Op::IsNotBefore,
        Op::IsAfter,
        Op::IsNotAfter,
        Op::IsOnOrBefore,
        Op::IsNotOnOrBefore,
        Op::IsOnOrAfter,
        Op::IsNotOnOrAfter,
    ];
    let (operator, value): (Op, fn(&mut Dice<'_>) -> Operand) = match field {
        "lock minutes" | "minutes" => (dice.pick(&ordered), |dice| {
            Operand::Number(f64::from(dice.roll(4) as u32))
        }),
        "system version" => (dice.pick(&ordered), |dice| {
            Operand::Text(format!("{}.1", dice.roll(20)))
        }),
        _ if dice.one_in(2) => (dice.pick(&dates), |dice| Operand::Offset {
            from: Anchor::Today,
            length: length_value(dice),
            back: dice.one_in(2),
        }),
        _ => (dice.pick(&windows), |dice| {
            Operand::Length(length_value(dice).length)
        }),
    };
    let values = match operator {
        Op::IsBetween | Op::IsNotBetween => 2,
        _ => 1,
    };
    Condition::Field(FieldCondition {
        path: Path {
            links: Vec::new(),
            field: Some(field.to_owned()),
        },
        operator,
        values: (0..values).map(|_| value(dice)).collect(),
    })
}
