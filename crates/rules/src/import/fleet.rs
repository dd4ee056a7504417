//! Fleet's policies: `kind: policy` documents as `fleetctl apply` takes them, or a list of them,
//! alone or below `policies:`, as Fleet's GitOps keeps it.

use std::collections::BTreeSet;

use model::{Place, Problem, Problems, Vocabulary, vocabulary::FieldType};
use serde::Deserialize as _;
use serde_yaml_ng::Value;

use crate::{
    document::{parse, simple::slug},
    names,
    sentence::print::quoted,
    tree::{Note, Rule},
};

/// Fleet's platforms, and what the vocabulary calls them.
const PLATFORMS: &[(&str, &str)] = &[
    ("darwin", "macOS"),
    ("macos", "macOS"),
    ("windows", "Windows"),
    ("linux", "Linux"),
    ("chrome", "ChromeOS"),
    ("ios", "iOS"),
    ("ipados", "iPadOS"),
    ("android", "Android"),
];

/// What stands before every rule that was taken over.
const NOTE: &str = "Skeleton of a Fleet policy: check the sentence, then add a message, a deadline \
                    and tests.";

/// Reads Fleet policies as rule skeletons: the description becomes `Because`, the resolution the
/// steps, `critical` the severity, the platform a condition, and the query a comment. Where the
/// policy names a flag of the vocabulary (`disk encryption`) the sentence asks for it, otherwise it
/// is harmless advice. A skeleton has neither tests nor a message, so it cannot be published.
///
/// What cannot be taken over is a problem with the number of the policy.
pub fn from_fleet(text: &str, file: &str, vocabulary: &Vocabulary) -> (Vec<Rule>, Problems) {
    let mut rules = Vec::new();
    let mut problems = Vec::new();
    let mut taken = BTreeSet::new();
    let place = || Place::file(file);
    match policies(text) {
        Ok(policies) if policies.is_empty() => {
            let says = "there is no Fleet policy in it";
            let problem = Problem::new("import-empty", says, place());
            problems.push(problem.advise("a policy has `name:` and `query:`"));
        }
        Ok(policies) => {
            for (at, policy) in policies.iter().enumerate() {
                let nth = at + 1;
                match skeleton(policy, nth, file, &mut taken, vocabulary) {
                    Ok(rule) => rules.push(rule),
                    Err(found) => problems.extend(found.0),
                }
            }
        }
        Err(error) => {
            let line = error.location().map_or(1, |location| location.line());
            let says = format!("this cannot be read as YAML: {error}");
            let place = place().at_line(u64::try_from(line).unwrap_or(1));
            problems.push(Problem::new("import-unreadable", says, place));
        }
    }
    (rules, Problems(problems))
}

/// The policies of a text in any of the known shapes, in their order.
fn policies(text: &str) -> Result<Vec<Value>, serde_yaml_ng::Error> {
    let mut found = Vec::new();
    for document in serde_yaml_ng::Deserializer::from_str(text) {
        let value = Value::deserialize(document)?;
        match &value {
            Value::Sequence(list) => found.extend(list.iter().cloned()),
            Value::Mapping(map) => match (map.get("spec"), map.get("policies")) {
                (Some(spec), _) if map.get("kind").and_then(Value::as_str) == Some("policy") => {
                    found.push(spec.clone());
                }
                (None, Some(Value::Sequence(list))) => found.extend(list.iter().cloned()),
                (None, None) if map.contains_key("query") => found.push(value.clone()),
                _ => {}
            },
            _ => {}
        }
    }
    // A document may be a list of `kind: policy` documents.
    let spec = |value: Value| match value.get("spec") {
        Some(spec) => spec.clone(),
        None => value,
    };
    Ok(found.into_iter().map(spec).collect())
}

fn skeleton(
    policy: &Value,
    nth: usize,
    file: &str,
    taken: &mut BTreeSet<String>,
    vocabulary: &Vocabulary,
) -> Result<Rule, Problems> {
    let refuse = |says: String, advice: &str| {
        let problem = Problem::new("import-skipped", says, Place::file(file));
        Err(Problems(vec![problem.advise(advice)]))
    };
    if let Some(path) = said(policy, "path") {
        let says = format!("policy {nth} stands in another file, `{path}`");
        return refuse(says, "import that file as well");
    }
    let Some(name) = said(policy, "name").map(|name| one_line(&name)) else {
        return refuse(format!("policy {nth} has no name"), "give it a `name:`");
    };
    let Some(kind) = kind(vocabulary) else {
        let says = "the vocabulary has no kind with an `operating system`".to_owned();
        return refuse(says, "use the shipped vocabulary");
    };
    let id = (1..)
        .map(|time: u32| match time {
            1 => slug(&name),
            time => format!("{}-{time}", slug(&name)),
        })
        .find(|id| !id.is_empty() && taken.insert(id.clone()))
        .unwrap_or_else(|| format!("policy-{nth}"));
    let text = document(policy, &name, &id, kind, vocabulary);
    let parsed = parse(&text, file, &id, vocabulary);
    match parsed.rule {
        Some(mut rule) => {
            rule.notes = notes(policy);
            Ok(rule)
        }
        None => Err(Problems(
            parsed
                .problems
                .0
                .into_iter()
                .map(|problem| Problem {
                    says: format!("policy {nth}, `{name}`: {}", problem.says),
                    place: Place::file(file),
                    ..problem
                })
                .collect(),
        )),
    }
}

/// The document of a skeleton.
fn document(policy: &Value, name: &str, id: &str, kind: &str, vocabulary: &Vocabulary) -> String {
    let critical = policy.get("critical").and_then(Value::as_bool) == Some(true);
    let severity = if critical { "critical" } else { "medium" };
    let mut text = format!("Rule: {name}\nId: {id}\nSeverity: {severity}\n");
    if let Some(why) = said(policy, "description") {
        text.push_str(&format!("Because: {}\n", one_line(&why)));
    }
    let platforms = platforms(policy);
    let limited = match platforms.as_slice() {
        [] => String::new(),
        [one] => format!(" where operating system is {}", quoted(one)),
        many => {
            let many: Vec<String> = many.iter().map(|one| quoted(one)).collect();
            format!(" where operating system is one of {}", many.join(", "))
        }
    };
    let demand = match flag(policy, kind, vocabulary) {
        Some((field, word)) => format!("must have {field} {word}"),
        None => "should have name known".to_owned(),
    };
    text.push_str(&format!("Expectation:\n  Every {kind}{limited} {demand}\n"));
    let steps = said(policy, "resolution").unwrap_or_default();
    let steps: Vec<String> = steps
        .lines()
        .map(|line| {
            line.trim()
                .trim_start_matches(|c: char| c.is_ascii_digit() || "-*.) ".contains(c))
        })
        .filter(|line| !line.is_empty())
        .map(plain)
        .collect();
    if !steps.is_empty() {
        text.push_str("Steps:\n");
        for (at, step) in steps.iter().enumerate() {
            text.push_str(&format!("  {}. {step}\n", at + 1));
        }
    }
    text
}

/// The comments before a skeleton: what it is, and the query it had.
fn notes(policy: &Value) -> Vec<Note> {
    let query = said(policy, "query").unwrap_or_default();
    let lines = query.lines().map(str::trim).filter(|line| !line.is_empty());
    let note = |text: String| Note::new("Rule", &text);
    std::iter::once(note(NOTE.to_owned()))
        .chain(lines.map(|line| note(format!("Query: {line}"))))
        .collect()
}

fn said(policy: &Value, key: &str) -> Option<String> {
    let value = policy.get(key)?.as_str()?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

fn one_line(text: &str) -> String {
    plain(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Without braces, which would be placeholders.
fn plain(text: &str) -> String {
    text.replace('{', "(").replace('}', ")")
}

/// The operating systems of a policy, each once; none where Fleet names all or an unknown one.
fn platforms(policy: &Value) -> Vec<&'static str> {
    let all = said(policy, "platform").or_else(|| said(policy, "platforms"));
    let mut found = Vec::new();
    for word in all.unwrap_or_default().split(',') {
        let word = word.trim().to_lowercase();
        let known = PLATFORMS.iter().find(|(name, _)| *name == word);
        if let Some((_, system)) = known
            && !found.contains(system)
        {
            found.push(*system);
        }
    }
    found
}

/// The kind whose entities run an operating system.
fn kind(vocabulary: &Vocabulary) -> Option<&str> {
    let runs = |kind: &&str| vocabulary.field(kind, "operating system").is_some();
    ["device", "laptop"]
        .into_iter()
        .chain(vocabulary.kinds.keys().map(model::KindName::as_str))
        .find(runs)
}

/// A flag that the name of a policy speaks of, and the word that it should have.
fn flag<'v>(policy: &Value, kind: &str, vocabulary: &'v Vocabulary) -> Option<(&'v str, &'v str)> {
    let name = said(policy, "name")?.to_lowercase();
    // "Is the firewall disabled?" asks for the opposite, which only its author can say.
    if ["disable", "not ", "no ", "without"]
        .iter()
        .any(|no| name.contains(no))
    {
        return None;
    }
    names::fields(vocabulary, kind)
        .filter(|(_, field)| field.field_type == FieldType::Flag)
        .find(|(label, field)| {
            let called = std::iter::once(*label).chain(field.synonyms.iter().map(String::as_str));
            called
                .into_iter()
                .any(|word| name.contains(&word.to_lowercase()))
        })
        .and_then(|(label, field)| Some((label, field.words.as_ref()?[0].as_str())))
        // Only of what is switched on is "on" surely what a policy asks for.
        .filter(|(_, word)| *word == "on")
}
