//! What a vocabulary must keep, kind by kind.

use std::collections::BTreeSet;

use model::{
    Problem, Problems, Vocabulary,
    vocabulary::{Field, FieldType, Kind, Link},
};

use super::found::{Found, Section};
use crate::{
    mistake::{Code, Source, listed, nearest},
    names,
    operators::Comparable,
    sentence::{self, lex::label_words, path::After},
    tree::Condition,
    versions::Scheme,
    words,
};

/// Words that no name holds, because a sentence goes on at them.
const STRUCTURE: &[&str] = &["where", "unless", "must", "should", "may"];

/// Words that no name starts with, because they open something else.
const OPENING: &[&str] = &[
    "a", "an", "no", "only", "not", "the", "is", "has", "have", "be", "that", "exactly", "and",
    "or",
];

/// Words that no flag uses, because they say something else where its words stand.
const VALUES: &[&str] = &[
    "known", "unknown", "empty", "none", "never", "one", "not", "today",
];

/// What is wrong with a kind, its definitions aside.
pub(super) fn kind(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Found> {
    let about = |says: &str| Found::new(kind, Code::Vocabulary, says);
    let mut found: Vec<Found> = derivation(vocabulary, kind)
        .iter()
        .map(|says| about(says))
        .collect();
    labels(vocabulary, kind, &mut found);
    for (name, field) in &kind.fields {
        let says = [
            wrong_field(name, field),
            wrong_measure(name, field),
            wrong_order(vocabulary, kind, name, field),
        ];
        let says = says.into_iter().flatten();
        found.extend(says.map(|says| about(&says).of(Section::Fields, name)));
    }
    for (name, word) in &kind.words {
        if word.stated == word.only.is_some() {
            let says = format!("needs `stated: true` or a `where` for its word `{name}`, not both");
            found.push(about(&says).of(Section::Words, name));
        }
    }
    found.extend(unknown_kinds(vocabulary, kind));
    for (name, link) in &kind.links {
        found.extend(wrong_link(vocabulary, kind, name, link));
    }
    if found.is_empty() {
        found.extend(paths(vocabulary, kind));
    }
    found
}

/// `is a` and `part of` name kinds.
fn unknown_kinds(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Found> {
    [("is a", &kind.is_a), ("part of", &kind.part_of)]
        .into_iter()
        .filter_map(|(key, other)| other.as_ref().map(|other| (key, other.as_str())))
        .filter(|(_, other)| vocabulary.kind(other).is_none())
        .map(|(key, other)| {
            Found::new(
                kind,
                Code::Kind,
                format!("says `{key}: {other}`, which is no kind"),
            )
        })
        .collect()
}

fn derivation(vocabulary: &Vocabulary, kind: &Kind) -> Vec<String> {
    let mut says = Vec::new();
    if kind.only.is_some() && kind.is_a.is_none() {
        says.push("has a `where` but is derived from no kind; add `is a`".to_owned());
    }
    if kind.is_a.is_some() && kind.only.is_none() {
        says.push("is derived from another; a `where` must say what makes it one".to_owned());
    }
    let mut seen = BTreeSet::new();
    let mut current = Some(kind);
    while let Some(next) = current {
        if !seen.insert(next.kind.as_str()) {
            says.push("is derived from itself".to_owned());
            break;
        }
        current = next
            .is_a
            .as_ref()
            .and_then(|parent| vocabulary.kind(parent.as_str()));
    }
    says
}

fn labels(vocabulary: &Vocabulary, kind: &Kind, found: &mut Vec<Found>) {
    let about = |says: String| Found::new(kind, Code::Vocabulary, says);
    let own = [kind.kind.as_str(), kind.plural.as_str()];
    let rows = kind.links.iter().flat_map(|(name, link)| {
        let rows = [&link.singular, &link.plural].into_iter().flatten();
        rows.map(move |row| (row.as_str(), Some((Section::Links, name))))
    });
    let parts = |section, name| (String::as_str(name), Some((section, name)));
    let names = own
        .into_iter()
        .map(|name| (name, None))
        .chain(kind.fields.keys().map(|name| parts(Section::Fields, name)))
        .chain(kind.links.keys().map(|name| parts(Section::Links, name)))
        .chain(kind.words.keys().map(|name| parts(Section::Words, name)))
        .chain(rows);
    for (name, part) in names.filter(|(name, _)| !can_be_said(name)) {
        let says = format!("has the name `{name}`, which cannot be read in a sentence");
        let part = part.map(|(section, of)| (section, of.clone()));
        found.push(Found {
            part,
            ..about(says)
        });
    }
    for other in vocabulary
        .kinds
        .values()
        .filter(|other| other.kind != kind.kind)
    {
        if own.contains(&other.plural.as_str()) {
            found.push(about(format!(
                "shares the name `{}` with kind `{}`",
                other.plural, other.kind
            )));
        }
    }
    for (name, _) in names::fields(vocabulary, kind.kind.as_str()) {
        if vocabulary.link(kind.kind.as_str(), name).is_some() {
            let says = format!("has both a field and a link called `{name}`");
            let section = if kind.fields.contains_key(name) {
                Section::Fields
            } else {
                Section::Links
            };
            found.push(about(says).of(section, name));
        }
    }
}

/// Whether a name reads as plain words that nothing else in a sentence starts or ends with.
fn can_be_said(name: &str) -> bool {
    let Some(words) = label_words(name) else {
        return false;
    };
    let is_one = |set: &[&str], word: &String| set.iter().any(|one| word.eq_ignore_ascii_case(one));
    let opens = is_one(OPENING, &words[0]);
    !opens && !words.iter().any(|word| is_one(STRUCTURE, word))
}

fn wrong_field(name: &str, field: &Field) -> Option<String> {
    let flag = field.field_type == FieldType::Flag;
    let valued = matches!(field.field_type, FieldType::Enum | FieldType::Ordinal);
    if flag != field.words.is_some() {
        return Some(format!(
            "has a field `{name}` of which the two `words` of a flag are amiss"
        ));
    }
    if valued == field.values.is_empty() {
        return Some(format!(
            "has a field `{name}` of which the `values` of an enum are amiss"
        ));
    }
    let [yes, no] = field.words.as_ref()?;
    let reserved = |word: &String| {
        VALUES.iter().any(|value| word.eq_ignore_ascii_case(value)) || label_words(word).is_none()
    };
    let amiss = yes == no || reserved(yes) || reserved(no);
    amiss.then(|| format!("has a flag `{name}` whose words `{yes}` and `{no}` cannot be read"))
}

/// `unit` and `at least` belong to numbers.
fn wrong_measure(name: &str, field: &Field) -> Option<String> {
    let key = match (field.unit, field.at_least) {
        _ if field.field_type == FieldType::Number => return None,
        (Some(_), _) => "unit",
        (_, Some(_)) => "at least",
        _ => return None,
    };
    Some(format!(
        "has a field `{name}` with `{key}`, which only a number has"
    ))
}

/// `order` names a scheme and `order by` a field of the same kind; only versions have either.
fn wrong_order(vocabulary: &Vocabulary, kind: &Kind, name: &str, field: &Field) -> Option<String> {
    let Field {
        order, order_by, ..
    } = field;
    if order.is_none() && order_by.is_none() {
        return None;
    }
    let amiss = |what: String| Some(format!("has a field `{name}` {what}"));
    if field.field_type != FieldType::Version {
        return amiss("with an order, which only a version has".to_owned());
    }
    if let Some(order) = order
        .as_deref()
        .filter(|name| Scheme::named(name).is_none())
    {
        let known = listed(Scheme::names());
        return amiss(format!("ordered as `{order}`; the orders are {known}"));
    }
    let by = order_by.as_deref()?;
    let other = vocabulary.field(kind.kind.as_str(), by);
    let named = |field: &Field| matches!(field.field_type, FieldType::Text | FieldType::Enum);
    if !other.is_some_and(named) {
        return amiss(format!(
            "ordered by `{by}`, which is no text or enum of the same kind"
        ));
    }
    match order {
        Some(_) => amiss("with both `order` and `order by`; keep one".to_owned()),
        None => None,
    }
}

fn wrong_link(vocabulary: &Vocabulary, kind: &Kind, name: &str, link: &Link) -> Vec<Found> {
    let Some(target) = vocabulary.kind(link.to.as_str()) else {
        let says = format!("links `{name}` to `{}`, which is no kind", link.to);
        let mut found = Found::new(kind, Code::Kind, says).of(Section::Links, name);
        let kinds = vocabulary.kinds.keys().map(|kind| kind.as_str());
        let near = nearest(link.to.as_str(), kinds).map(|(near, _)| near.to_owned());
        found.problem.advice.extend(near);
        return vec![found];
    };
    let mut says = Vec::new();
    if !link.many && (link.singular.is_some() || link.plural.is_some()) {
        says.push(format!(
            "has a link `{name}` to one, which takes no `singular` or `plural`"
        ));
    }
    if let Some(other) = &link.other_side_of {
        let back = vocabulary.link(target.kind.as_str(), other);
        let leads_back = back.is_some_and(|back| {
            names::same_family(vocabulary, back.to.as_str(), kind.kind.as_str())
        });
        if !leads_back {
            says.push(format!(
                "has a link `{name}` that is the other side of `{other}`, which kind `{}` does \
                 not link back with",
                target.kind
            ));
        }
        if !link.many {
            says.push(format!(
                "has a link `{name}` to one; only `many: true` has another side"
            ));
        }
    }
    says.iter()
        .map(|says| Found::new(kind, Code::Link, says).of(Section::Links, name))
        .collect()
}

/// `unit`, `owner default` and `named by` lead somewhere.
fn paths(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Found> {
    let mut problems = Vec::new();
    for path in kind.unit.iter().chain(&kind.owner_default) {
        let source = Source::new("", path, 0);
        let region = 0..path.len();
        let read = sentence::read(
            source,
            region,
            vocabulary,
            &[],
            Some(&kind.kind),
            |parser| {
                parser
                    .field_path(After::Alone)
                    .map(|(_, typed)| typed.comparable)
            },
        );
        match read {
            Ok(Comparable::Link) => {}
            Ok(_) => problems.push(Found::new(
                kind,
                Code::Link,
                format!("has the path `{path}`, which is a field"),
            )),
            Err(found) => problems.extend(found.0.into_iter().map(|found| {
                let says = format!("has the path `{path}`: {}", found.says);
                let mut retold = Found::new(kind, Code::Link, says);
                retold.problem.advice = found.advice;
                retold.problem.code = found.code;
                retold
            })),
        }
    }
    if let Some(name) = &kind.named_by
        && vocabulary.field(kind.kind.as_str(), name).is_none()
    {
        problems.push(Found::new(
            kind,
            Code::Field,
            format!("is named by `{name}`, which is none of its fields"),
        ));
    }
    problems
}

/// What is wrong with the definitions of a kind: they cannot be read, or turn in a circle.
pub(super) fn definitions(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Found> {
    let mut found = Vec::new();
    let told = |problem: Problem, part| Found { part, problem };
    if let Err(Problems(problems)) = words::own_membership(vocabulary, kind) {
        found.extend(problems.into_iter().map(|problem| told(problem, None)));
    }
    for word in kind.words.keys() {
        let part = || Some((Section::Words, word.clone()));
        match words::definition(vocabulary, kind.kind.as_str(), word) {
            Err(Problems(problems)) => {
                found.extend(problems.into_iter().map(|problem| told(problem, part())));
            }
            Ok(_) if turns_in_a_circle(vocabulary, kind.kind.as_str(), word) => {
                let says = format!("defines its word `{word}` by itself");
                found.push(Found::new(kind, Code::Vocabulary, says).of(Section::Words, word));
            }
            Ok(_) => {}
        }
    }
    found
}

fn turns_in_a_circle(vocabulary: &Vocabulary, kind: &str, word: &str) -> bool {
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut next = vec![(kind.to_owned(), word.to_owned())];
    while let Some((at, said)) = next.pop() {
        if let Ok(Some(condition)) = words::definition(vocabulary, &at, &said) {
            let mut used = Vec::new();
            words_of(vocabulary, &condition, &at, &mut used);
            if used.iter().any(|(at, said)| at == kind && said == word) {
                return true;
            }
            next.extend(used.into_iter().filter(|pair| seen.insert(pair.clone())));
        }
    }
    false
}

/// The adjectives that a condition uses, each with the kind that defines it.
fn words_of(
    vocabulary: &Vocabulary,
    condition: &Condition,
    kind: &str,
    used: &mut Vec<(String, String)>,
) {
    let mut inner = |relation: &str, condition: &Option<Box<Condition>>| {
        if let (Some(link), Some(condition)) = (vocabulary.link(kind, relation), condition) {
            words_of(vocabulary, condition, link.to.as_str(), used);
        }
    };
    match condition {
        Condition::Relation(relation) => inner(&relation.relation, &relation.condition),
        Condition::Total(total) => inner(&total.relation, &total.condition),
        Condition::All(items) | Condition::Any(items) => {
            for item in items {
                words_of(vocabulary, item, kind, used);
            }
        }
        Condition::Not(item) => words_of(vocabulary, item, kind, used),
        Condition::Field(_) => {}
        Condition::Word { word, .. } => {
            let defining = vocabulary
                .lineage(kind)
                .find(|kind| kind.words.contains_key(word));
            used.extend(defining.map(|kind| (kind.kind.as_str().to_owned(), word.clone())));
        }
    }
}
