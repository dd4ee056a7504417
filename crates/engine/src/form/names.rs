//! Names of columns: what every reader of tables can write without quotes.

use std::collections::BTreeSet;

/// `last seen` as `last_seen`: small letters, digits and `_`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            snake.extend(letter.to_lowercase());
        } else if !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
    }
    let snake = snake.trim_end_matches('_');
    match snake.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{snake}"),
        Some(_) => snake.to_owned(),
    }
}

/// The names of one table, each once.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The name for this column. Where an entity's own column has it already (`name`), it is what
    /// was `stated` of it; after that it is counted.
    pub(super) fn free(&mut self, name: &str) -> String {
        let plain = snake(name);
        let stated = format!("stated_{plain}");
        let counted = (2..).map(|count| format!("{plain}_{count}"));
        let mut all = [plain.clone(), stated].into_iter().chain(counted);
        let free = all.find(|name| !self.0.contains(name)).unwrap_or(plain);
        self.0.insert(free.clone());
        free
    }

    /// The same for a column that goes beside another one.
    pub(super) fn beside(&mut self, column: &str, part: &str) -> String {
        let name = format!("{column}{}{}", super::ASIDE, snake(part));
        self.0.insert(name.clone());
        name
    }
}
