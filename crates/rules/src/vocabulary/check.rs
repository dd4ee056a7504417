//! What a vocabulary must keep, kind by kind.

use std::collections::BTreeSet;

use model::{
    Place, Problem, Vocabulary,
    vocabulary::{Field, FieldType, Kind, Link},
};

use crate::{
    mistake::{Code, Source, nearest},
    names,
    operators::Comparable,
    sentence::{self, lex::label_words, path::After},
    tree::Condition,
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

/// A problem of a kind: a name that leads nowhere has the code of what it should name.
pub(super) fn problem(kind: &Kind, code: Code, says: impl AsRef<str>) -> Problem {
    let says = format!("kind `{}` {}", kind.kind, says.as_ref());
    Problem::new(code.as_str(), says, Place::default())
}

/// What is wrong with a kind, its definitions aside.
pub(super) fn kind(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Problem> {
    let mut says = Vec::new();
    derivation(vocabulary, kind, &mut says);
    labels(vocabulary, kind, &mut says);
    for (name, field) in &kind.fields {
        says.extend(wrong_field(name, field));
    }
    for (name, word) in &kind.words {
        if word.stated == word.only.is_some() {
            says.push(format!(
                "needs `stated: true` or a `where` for its word `{name}`, not both"
            ));
        }
    }
    let mut problems: Vec<Problem> = says
        .iter()
        .map(|says| problem(kind, Code::Vocabulary, says))
        .collect();
    problems.extend(unknown_kinds(vocabulary, kind));
    for (name, link) in &kind.links {
        problems.extend(wrong_link(vocabulary, kind, name, link));
    }
    if problems.is_empty() {
        problems.extend(paths(vocabulary, kind));
    }
    problems
}

/// `is a` and `part of` name kinds.
fn unknown_kinds(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Problem> {
    [("is a", &kind.is_a), ("part of", &kind.part_of)]
        .into_iter()
        .filter_map(|(key, other)| other.as_ref().map(|other| (key, other.as_str())))
        .filter(|(_, other)| vocabulary.kind(other).is_none())
        .map(|(key, other)| {
            problem(
                kind,
                Code::Kind,
                format!("says `{key}: {other}`, which is no kind"),
            )
        })
        .collect()
}

fn derivation(vocabulary: &Vocabulary, kind: &Kind, says: &mut Vec<String>) {
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
}

fn labels(vocabulary: &Vocabulary, kind: &Kind, says: &mut Vec<String>) {
    let own = [kind.kind.as_str(), kind.plural.as_str()];
    let rows = kind
        .links
        .values()
        .flat_map(|link| [&link.singular, &link.plural])
        .flatten();
    let names = own
        .into_iter()
        .chain(kind.fields.keys().map(String::as_str))
        .chain(kind.links.keys().map(String::as_str))
        .chain(kind.words.keys().map(String::as_str))
        .chain(rows.map(String::as_str));
    for name in names {
        if !can_be_said(name) {
            says.push(format!(
                "has the name `{name}`, which cannot be read in a sentence"
            ));
        }
    }
    for other in vocabulary
        .kinds
        .values()
        .filter(|other| other.kind != kind.kind)
    {
        if own.contains(&other.plural.as_str()) {
            says.push(format!(
                "shares the name `{}` with kind `{}`",
                other.plural, other.kind
            ));
        }
    }
    for (name, _) in names::fields(vocabulary, kind.kind.as_str()) {
        if vocabulary.link(kind.kind.as_str(), name).is_some() {
            says.push(format!("has both a field and a link called `{name}`"));
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

fn wrong_link(vocabulary: &Vocabulary, kind: &Kind, name: &str, link: &Link) -> Vec<Problem> {
    let Some(target) = vocabulary.kind(link.to.as_str()) else {
        let found = problem(
            kind,
            Code::Kind,
            format!("links `{name}` to `{}`, which is no kind", link.to),
        );
        let kinds = vocabulary.kinds.keys().map(|kind| kind.as_str());
        return vec![match nearest(link.to.as_str(), kinds) {
            Some((near, _)) => found.advise(near),
            None => found,
        }];
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
        .map(|says| problem(kind, Code::Link, says))
        .collect()
}

/// `unit`, `owner default` and `named by` lead somewhere.
fn paths(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Problem> {
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
            Ok(_) => problems.push(problem(
                kind,
                Code::Link,
                format!("has the path `{path}`, which is a field"),
            )),
            Err(found) => problems.extend(found.0.into_iter().map(|found| {
                let says = format!("has the path `{path}`: {}", found.says);
                Problem {
                    advice: found.advice,
                    code: found.code,
                    ..problem(kind, Code::Link, says)
                }
            })),
        }
    }
    if let Some(name) = &kind.named_by
        && vocabulary.field(kind.kind.as_str(), name).is_none()
    {
        problems.push(problem(
            kind,
            Code::Field,
            format!("is named by `{name}`, which is none of its fields"),
        ));
    }
    problems
}

/// What is wrong with the definitions of a kind: they cannot be read, or turn in a circle.
pub(super) fn definitions(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Err(found) = words::own_membership(vocabulary, kind) {
        problems.extend(found.0);
    }
    for word in kind.words.keys() {
        match words::definition(vocabulary, kind.kind.as_str(), word) {
            Err(found) => problems.extend(found.0),
            Ok(_) if turns_in_a_circle(vocabulary, kind.kind.as_str(), word) => {
                problems.push(problem(
                    kind,
                    Code::Vocabulary,
                    format!("defines its word `{word}` by itself"),
                ));
            }
            Ok(_) => {}
        }
    }
    problems
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
