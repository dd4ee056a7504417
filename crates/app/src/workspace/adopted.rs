//! `rules/adopted.yaml`: the shipped rules that are in force here.

use std::collections::BTreeMap;

use model::{Place, Problem, RuleId};
use serde::Deserialize;

use super::Texts;

/// Where adoptions are written down.
pub const FILE: &str = "rules/adopted.yaml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adoptions {
    #[serde(default)]
    adopted: Vec<Adoption>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adoption {
    rule: RuleId,
    #[serde(default)]
    version: Option<String>,
}

/// A shipped rule that is in force here.
pub(super) struct Adopted {
    /// Where it was written.
    pub(super) place: Place,
    /// The only version that is meant, where one was written.
    pub(super) version: Option<String>,
}

/// Adopted rules and where each was written. No file means none.
pub(super) fn read(texts: &Texts, problems: &mut Vec<Problem>) -> BTreeMap<RuleId, Adopted> {
    let Some(text) = texts.get(FILE) else {
        return BTreeMap::new();
    };
    match serde_yaml_ng::from_str::<Option<Adoptions>>(text) {
        Ok(read) => {
            let adopted = read.map(|a| a.adopted).unwrap_or_default();
            let place = |index| Place::file(FILE).at_index(index);
            (0..)
                .zip(adopted)
                .map(|(index, a)| {
                    let (place, version) = (place(index), a.version);
                    (a.rule, Adopted { place, version })
                })
                .collect()
        }
        Err(error) => {
            let mut place = Place::file(FILE);
            if let Some(at) = error.location() {
                place.line = Some(at.line() as u64);
                place.column = Some(at.column() as u64);
            }
            problems.push(
                Problem::new("adopted-unreadable", error.to_string(), place)
                    .advise("write it like `adopted: [{rule: laptops-are-encrypted}]`"),
            );
            BTreeMap::new()
        }
    }
}

/// The rules that a list names.
///
/// # Errors
/// When it cannot be read.
pub fn listed(text: &str) -> Result<Vec<RuleId>, Problem> {
    let read = serde_yaml_ng::from_str::<Option<Adoptions>>(text).map_err(|error| {
        let problem = Problem::new("adopted-unreadable", error.to_string(), Place::file(FILE));
        problem.advise("write it like `adopted: [{rule: laptops-are-encrypted}]`")
    })?;
    let adopted = read.map(|all| all.adopted).unwrap_or_default();
    Ok(adopted.into_iter().map(|one| one.rule).collect())
}

/// The list with more rules at its end; everything else in it stays as people wrote it.
///
/// # Errors
/// When it cannot be read, or is written in a way that lines cannot be added to.
pub fn with(text: &str, rules: &[RuleId]) -> Result<String, Problem> {
    let before = listed(text)?;
    let item = |line: &&str| line.trim_start().starts_with("- ");
    let indent = text
        .lines()
        .filter(item)
        .find_map(|line| line.split('-').next());
    let indent = indent
        .filter(|indent| indent.trim().is_empty())
        .unwrap_or("  ");
    let mut all = text.trim_end().to_owned();
    if before.is_empty() {
        let kept = all.lines().filter(|line| {
            let bare: String = line
                .split('#')
                .next()
                .unwrap_or_default()
                .split(' ')
                .collect();
            !["adopted:", "adopted:[]"].contains(&bare.as_str())
        });
        all = kept.collect::<Vec<_>>().join("\n");
        all.push_str("\nadopted:");
    }
    for rule in rules {
        all.push_str(&format!("\n{indent}- rule: {rule}"));
    }
    all.push('\n');
    let all = all.trim_start().to_owned();
    let wanted: Vec<RuleId> = before.iter().chain(rules).cloned().collect();
    match listed(&all) {
        Ok(read) if read == wanted => Ok(all),
        _ => {
            let lines = rules.iter().map(|rule| format!("`- rule: {rule}`"));
            let lines: Vec<String> = lines.collect();
            let says = "the list is written in a way that no line can be added to it";
            let problem = Problem::new("adopted-unreadable", says, Place::file(FILE));
            Err(problem.advise(format!("add {} yourself", lines.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn more(text: &str) -> String {
        with(text, &[RuleId::new("b")]).unwrap_or_else(|problem| problem.says)
    }

    #[test]
    fn a_rule_is_added_and_all_else_stays() {
        let cases = [
            ("", "adopted:\n  - rule: b\n"),
            ("adopted: []\n", "adopted:\n  - rule: b\n"),
            (
                "# ours\nadopted:\n- {rule: a} # first\n",
                "# ours\nadopted:\n- {rule: a} # first\n- rule: b\n",
            ),
            (
                "# adopted:\n#   - rule: a\n",
                "# adopted:\n#   - rule: a\nadopted:\n  - rule: b\n",
            ),
            (
                "adopted: [{rule: a}]\n",
                "the list is written in a way that no line can be added to it",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(more(before), after, "{before}");
        }
    }
}
