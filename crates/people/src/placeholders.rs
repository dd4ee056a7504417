//! Placeholders of a rule's texts: `{laptop.name}` becomes what it stands for.

use std::collections::BTreeMap;

/// Replaces every placeholder in one pass, so that a value is never read as a template itself.
///
/// A placeholder without a value becomes the plain noun (`{laptop.name}` is `laptop`, `{due date}`
/// is `due date`): a message must stay readable when a source is silent.
pub fn render(template: &str, values: &BTreeMap<String, String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        let name = name.trim();
        match values
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
        {
            Some(value) => text.push_str(value),
            None => text.push_str(noun(name)),
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// What a placeholder is about: a thing for its name, else the field.
fn noun(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((thing, "name" | "first name")) => thing.rsplit('.').next().unwrap_or(thing),
        Some((_, field)) => field,
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: &str) {
        let values = [
            ("laptop.name", "Birch"),
            ("user.first name", "  "),
            ("odd", "{due date}"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(render(template, &BTreeMap::from(values)), expected);
    }

    #[test]
    fn a_known_placeholder_is_its_value() {
        check(
            "Your laptop {laptop.name} waits.",
            "Your laptop Birch waits.",
        );
        check("{ laptop.name }", "Birch");
    }

    #[test]
    fn an_unknown_one_is_the_plain_noun() {
        check("{account.name} by {due date}", "account by due date");
        check("since {person.start date}", "since start date");
    }

    #[test]
    fn an_empty_value_is_no_value() {
        check("Dear {user.first name}", "Dear user");
    }

    #[test]
    fn a_value_is_not_read_as_a_template() {
        check("{odd}", "{due date}");
    }

    #[test]
    fn a_brace_left_open_reads_on() {
        check("by {due date", "by due date");
        check("a } b", "a } b");
    }
}
