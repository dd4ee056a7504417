//! Rules, made from dice.

use super::*;

/// A rule on a random kind.
pub(crate) fn rule(dice: &mut Dice<'_>, vocabulary: &Vocabulary, id: &str) -> Rule {
    let kind = dice.pick(&["device", "laptop", "person"]);
    rule_about(dice, vocabulary, id, kind)
}

/// A rule on a kind.
pub(crate) fn rule_about(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    id: &str,
    kind: &str,
) -> Rule {
    let scopes = [scope(kind, kind)];
    let condition = |dice: &mut Dice<'_>| condition(dice, vocabulary, &scopes, 3);
    let words = match kind {
        "person" => Vec::new(),
        _ => ["risky", "lost"]
            .into_iter()
            .filter(|_| dice.one_in(4))
            .map(str::to_owned)
            .collect(),
    };
    let units = |dice: &mut Dice<'_>| match dice.one_in(5) {
        true => vec![
            dice.pick(&["department Finance", "department sales"])
                .to_owned(),
        ],
        false => Vec::new(),
    };
    let within = units(dice);
    let except_within = units(dice);
    let subject = dice.one_in(2).then(|| condition(dice));
    let parts = (0..1 + dice.roll(2)).map(|_| condition(dice)).collect();
    let unless = dice.one_in(4).then(|| condition(dice));
    let subject = Subject {
        words,
        kind: kind.into(),
        condition: subject,
    };
    Rule {
        within,
        except_within,
        expectation: Expectation {
            subject,
            modal: Modal::Must,
            parts,
            unless,
        },
        ..blank(id)
    }
}

/// A rule that says nothing yet.
pub(crate) fn blank(id: &str) -> Rule {
    Rule {
        title: id.to_owned(),
        titles: Vec::new(),
        id: id.into(),
        within: Vec::new(),
        except_within: Vec::new(),
        tightens: None,
        inherits: None,
        audience: None,
        severity: Vec::new(),
        expectation: Expectation {
            subject: Subject {
                words: Vec::new(),
                kind: "device".into(),
                condition: None,
            },
            modal: Modal::Must,
            parts: Vec::new(),
            unless: None,
        },
        because: Vec::new(),
        references: Vec::new(),
        settings: Vec::new(),
        fix_within: Vec::new(),
        count_from: None,
        wait: None,
        when_unknown: WhenUnknown::Report,
        enforce: Vec::new(),
        activity: None,
        fixed_by: Vec::new(),
        messages: Vec::new(),
        steps: Vec::new(),
        effort: None,
        exceptions: None,
        tests: Vec::new(),
        notes: Vec::new(),
        order: Vec::new(),
    }
}

/// A scope: the word that opened it, and its kind.
type Scope = (String, String);

fn scope(word: &str, kind: &str) -> Scope {
    (word.to_owned(), kind.to_owned())
}

pub(super) fn condition(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    scopes: &[Scope],
    depth: usize,
) -> Condition {
    let kind = scopes.last().unwrap().1.as_str();
    let many: Vec<(String, String, String)> = vocabulary
        .lineage(kind)
        .flat_map(|k| &k.links)
        .filter(|(_, link)| link.many)
        .map(|(name, link)| {
            (
                name.clone(),
                link.singular.clone().unwrap(),
                link.to.to_string(),
            )
        })
        .collect();
    match dice.roll(if depth == 0 { 4 } else { 10 }) {
        3 | 9 if vocabulary.word(kind, "risky").is_some() => Condition::Word {
            word: dice.pick(&["risky", "lost"]).to_owned(),
            negated: dice.one_in(2),
        },
        4 => Condition::All(
            (0..2)
                .map(|_| condition(dice, vocabulary, scopes, depth - 1))
                .collect(),
        ),
        5 => Condition::Any(
            (0..2)
                .map(|_| condition(dice, vocabulary, scopes, depth - 1))
                .collect(),
        ),
        6 => Condition::Not(Box::new(condition(dice, vocabulary, scopes, depth - 1))),
        7 | 8 if !many.is_empty() => {
            let (relation, singular, to) = dice.pick(&many);
            let mut inner = scopes.to_vec();
            inner.push(scope(&singular, &to));
            let quantity = quantity(dice);
            let inner = (quantity == Quantity::Only || !dice.one_in(4))
                .then(|| Box::new(condition(dice, vocabulary, &inner, depth - 1)));
            Condition::Relation(RelationCondition {
                relation,
                quantity,
                condition: inner,
            })
        }
        9 if kind == "device" || kind == "laptop" || kind == "person" => {
            total(dice, vocabulary, scopes, depth)
        }
        _ => Condition::Field(field(dice, vocabulary, scopes)),
    }
}

/// Conditions that speak of few things again and again, so that they contradict and imply each
/// other often: of one field, or of the rows of one relation.
pub(crate) fn focused(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    kind: &str,
    depth: usize,
) -> Condition {
    let scopes = [scope(kind, kind)];
    let about = field(dice, vocabulary, &scopes).path;
    let many = vocabulary.kind(kind).unwrap().links.iter();
    let many: Vec<(String, String)> = many
        .filter(|(_, link)| link.many)
        .map(|(name, link)| (name.clone(), link.to.to_string()))
        .collect();
    let rows = (depth > 0 && !many.is_empty() && dice.one_in(3)).then(|| dice.pick(&many));
    let mut leaves = (0..2 + dice.roll(2)).map(|_| match &rows {
        Some((relation, to)) => {
            let quantity = quantity(dice);
            let inner = (quantity == Quantity::Only || !dice.one_in(4))
                .then(|| Box::new(focused(dice, vocabulary, vocabulary.root(to), depth - 1)));
            let relation = relation.clone();
            Condition::Relation(RelationCondition {
                relation,
                quantity,
                condition: inner,
            })
        }
        None if dice.one_in(6) && vocabulary.word(kind, "risky").is_some() => Condition::Word {
            word: dice.pick(&["risky", "lost"]).to_owned(),
            negated: dice.one_in(2),
        },
        None => Condition::Field(same_field(dice, vocabulary, kind, &about)),
    });
    let first = leaves.next().unwrap();
    let leaves: Vec<Condition> = leaves.collect();
    leaves.into_iter().fold(first, |one, other| {
        let both = vec![one, other];
        match dice.roll(4) {
            3 => Condition::Any(both),
            2 => Condition::Not(Box::new(Condition::Any(both))),
            _ => Condition::All(both),
        }
    })
}

/// A comparison of a given field.
fn same_field(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    kind: &str,
    path: &Path,
) -> FieldCondition {
    let scopes = [scope(kind, kind)];
    let to = path.links.iter().fold(kind, |kind, link| {
        vocabulary.link(kind, link).unwrap().to.as_str()
    });
    let typed = path.field.as_ref().map(|name| {
        let field = vocabulary.field(to, name).unwrap();
        field.field_type
    });
    let (operator, values) = match typed {
        Some(field_type) => comparison(dice, vocabulary, &scopes, field_type),
        None => {
            let asked = [Op::IsKnown, Op::IsNotKnown, Op::IsEmpty, Op::IsNotEmpty];
            (dice.pick(&asked), Vec::new())
        }
    };
    FieldCondition {
        path: path.clone(),
        operator,
        values,
    }
}

pub(super) fn quantity(dice: &mut Dice<'_>) -> Quantity {
    let n = dice.roll(3) as u32;
    let percent = dice.pick(&[0, 50, 100]);
    dice.pick(&[
        Quantity::Some,
        Quantity::No,
        Quantity::Only,
        Quantity::AtLeast(n),
        Quantity::AtMost(n),
        Quantity::Exactly(n),
        Quantity::MoreThan(n),
        Quantity::FewerThan(n),
        Quantity::AtLeastPercent(percent),
        Quantity::AtMostPercent(percent),
    ])
}

fn total(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    scopes: &[Scope],
    depth: usize,
) -> Condition {
    let person = scopes.last().unwrap().1 == "person";
    let (relation, singular, to, number, date) = match person {
        true => ("friends", "friend", "person", None, "start date"),
        false if dice.one_in(2) => ("agents", "agent", "agent", None, "last seen"),
        false => ("apps", "app", "app", Some("minutes"), "updated on"),
    };
    let number = number.filter(|_| dice.one_in(2));
    let totals = match number {
        Some(_) => &[Total::Total, Total::Average, Total::Highest, Total::Lowest][..],
        None => &[Total::Latest, Total::Earliest][..],
    };
    let mut inner = scopes.to_vec();
    inner.push(scope(singular, to));
    let condition = dice
        .one_in(2)
        .then(|| Box::new(condition(dice, vocabulary, &inner, depth.saturating_sub(1))));
    let field = number.unwrap_or(date);
    let field_type = vocabulary.field(to, field).unwrap().field_type;
    let (operator, values) = comparison(dice, vocabulary, scopes, field_type);
    Condition::Total(TotalCondition {
        total: dice.pick(totals),
        field: field.to_owned(),
        relation: relation.to_owned(),
        condition,
        operator,
        values,
    })
}

fn field(dice: &mut Dice<'_>, vocabulary: &Vocabulary, scopes: &[Scope]) -> FieldCondition {
    let mut kind = scopes.last().unwrap().1.clone();
    let mut links = Vec::new();
    let to_one = |kind: &str| -> Vec<(String, String)> {
        let links = vocabulary.lineage(kind).flat_map(|k| &k.links);
        links
            .filter(|(_, link)| !link.many)
            .map(|(name, link)| (name.clone(), link.to.to_string()))
            .collect()
    };
    while links.len() < 2 && dice.one_in(4) {
        let next = to_one(&kind);
        if next.is_empty() {
            break;
        }
        let (link, to) = dice.pick(&next);
        links.push(link);
        kind = to;
    }
    if !links.is_empty() && dice.one_in(2) {
        let path = Path { links, field: None };
        let reference = outer(dice, vocabulary, scopes, |_, to| to == kind);
        let (operator, values) = match (dice.roll(4), reference) {
            (0, Some(reference)) => (Op::Is, vec![Operand::The(reference)]),
            (1, Some(reference)) => (Op::IsNot, vec![Operand::The(reference)]),
            (2, _) => (Op::IsNotKnown, Vec::new()),
            (3, _) => (Op::IsEmpty, Vec::new()),
            _ => (Op::IsKnown, Vec::new()),
        };
        return FieldCondition {
            path,
            operator,
            values,
        };
    }
    let fields: Vec<(String, FieldType)> = vocabulary
        .lineage(&kind)
        .flat_map(|k| &k.fields)
        .map(|(name, field)| (name.clone(), field.field_type))
        .collect();
    let (name, field_type) = dice.pick(&fields);
    let (operator, values) = comparison(dice, vocabulary, scopes, field_type);
    FieldCondition {
        path: Path {
            links,
            field: Some(name),
        },
        operator,
        values,
    }
}

/// A reference to an outer scope's path that fits.
fn outer(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    scopes: &[Scope],
    fits: impl Fn(Option<FieldType>, &str) -> bool,
) -> Option<Reference> {
    let mut all = Vec::new();
    for out in 1..scopes.len() {
        let (word, kind) = &scopes[scopes.len() - 1 - out];
        let mut offer = |links: Vec<String>, field: Option<String>| {
            let path = Path { links, field };
            all.push(Reference {
                scope: word.clone(),
                out,
                path,
            });
        };
        if fits(None, vocabulary.root(kind)) {
            offer(Vec::new(), None);
        }
        for (name, field) in vocabulary.lineage(kind).flat_map(|k| &k.fields) {
            if fits(Some(field.field_type), "") {
                offer(Vec::new(), Some(name.clone()));
            }
        }
        for (name, link) in vocabulary.lineage(kind).flat_map(|k| &k.links) {
            if !link.many && fits(None, link.to.as_str()) {
                offer(vec![name.clone()], None);
            }
        }
    }
    (!all.is_empty()).then(|| dice.pick(&all))
}

fn operators(field_type: FieldType) -> &'static [Op] {
    match field_type {
        FieldType::Text => &[
            Op::Is,
            Op::IsNot,
            Op::IsOneOf,
            Op::IsNotOneOf,
            Op::Contains,
            Op::DoesNotContain,
            Op::StartsWith,
            Op::DoesNotStartWith,
            Op::EndsWith,
            Op::DoesNotEndWith,
            Op::Matches,
            Op::DoesNotMatch,
            Op::IsExactly,
            Op::IsNotExactly,
        ],
        FieldType::Enum => &[Op::Is, Op::IsNot, Op::IsOneOf, Op::IsNotOneOf],
        FieldType::Flag => &[Op::Is, Op::IsNot],
        FieldType::Number | FieldType::Version | FieldType::Ordinal => &[
            Op::Is,
            Op::IsNot,
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
        ],
        FieldType::Date | FieldType::Event => &[
            Op::IsBefore,
            Op::IsNotBefore,
            Op::IsAfter,
            Op::IsNotAfter,
            Op::IsOnOrBefore,
            Op::IsNotOnOrBefore,
            Op::IsOnOrAfter,
            Op::IsNotOnOrAfter,
            Op::IsBetween,
            Op::IsWithinTheLast,
            Op::IsNotWithinTheLast,
            Op::IsWithinTheNext,
            Op::IsNotWithinTheNext,
            Op::IsMoreThanAgo,
            Op::IsNotMoreThanAgo,
            Op::IsMoreThanFromNow,
            Op::Is,
            Op::IsNot,
        ],
        FieldType::Address => &[Op::IsInside, Op::IsNotInside],
        FieldType::List => &[
            Op::Includes,
            Op::DoesNotInclude,
            Op::IncludesAnyOf,
            Op::IncludesAllOf,
            Op::IncludesNoneOf,
        ],
    }
}

fn comparison(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    scopes: &[Scope],
    field_type: FieldType,
) -> (Op, Vec<Operand>) {
    let dated = matches!(field_type, FieldType::Date | FieldType::Event);
    if dice.one_in(6) {
        let asked = [Op::IsKnown, Op::IsNotKnown, Op::IsEmpty, Op::IsNotEmpty];
        return (dice.pick(&asked), Vec::new());
    }
    let operator = dice.pick(operators(field_type));
    let count = match operator {
        Op::IsBetween | Op::IsNotBetween => 2,
        Op::IsOneOf
        | Op::IsNotOneOf
        | Op::IncludesAnyOf
        | Op::IncludesAllOf
        | Op::IncludesNoneOf => 1 + dice.roll(2),
        _ => 1,
    };
    let window = matches!(
        operator,
        Op::IsWithinTheLast
            | Op::IsNotWithinTheLast
            | Op::IsWithinTheNext
            | Op::IsNotWithinTheNext
            | Op::IsMoreThanAgo
            | Op::IsNotMoreThanAgo
            | Op::IsMoreThanFromNow
    );
    let values = (0..count)
        .map(|_| {
            if window {
                let unit = dice.pick(&[Unit::Day, Unit::Hour, Unit::Week, Unit::WorkingDay]);
                return Operand::Length(Length {
                    count: 1 + dice.roll(7) as u32,
                    unit,
                });
            }
            let reference = match dice.one_in(2) {
                true => outer(dice, vocabulary, scopes, |t, _| match dated {
                    true => matches!(t, Some(FieldType::Date | FieldType::Event)),
                    false => t == Some(field_type) && t != Some(FieldType::List),
                }),
                false => None,
            };
            match reference {
                Some(reference) if dated && dice.one_in(2) => offset(dice, Anchor::The(reference)),
                Some(reference) => Operand::The(reference),
                None if dated && dice.one_in(3) => offset(dice, Anchor::Today),
                None => operand(dice, field_type),
            }
        })
        .collect();
    (operator, values)
}

fn offset(dice: &mut Dice<'_>, from: Anchor) -> Operand {
    let length = LengthValue {
        length: Length {
            count: 1 + dice.roll(7) as u32,
            unit: dice.pick(&[Unit::Day, Unit::WorkingDay]),
        },
        setting: None,
    };
    Operand::Offset {
        from,
        length,
        back: dice.one_in(2),
    }
}

fn operand(dice: &mut Dice<'_>, field_type: FieldType) -> Operand {
    match value(dice, field_type) {
        Value::Text(text) => Operand::Text(text),
        Value::Number(number) => match dice.one_in(2) {
            false => Operand::Number(number),
            true => {
                let (number, unit) = dice.pick(&[
                    (90.0, "seconds"),
                    (2.0, "hours"),
                    (3.0, "minutes"),
                    (180.0, "minutes"),
                ]);
                Operand::Measured {
                    number,
                    unit: unit.parse().unwrap(),
                }
            }
        },
        Value::Flag(flag) => Operand::Flag(flag),
        Value::Date(_) | Value::Instant(_) if dice.one_in(3) => Operand::Today,
        Value::Date(_) | Value::Instant(_) => Operand::Date(day(dice)),
        Value::List(_) => Operand::Text(dice.pick(&WORDS).to_owned()),
    }
}
