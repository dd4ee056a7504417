//! The fifty conformance rules, in every notation.

use model::Vocabulary;
use rules::tree::{Rule, SettingValue};

const RULES: &str = include_str!("../../crates/rules/conformance/rules.txt");
const WORDS: &str = include_str!("../../crates/rules/conformance/vocabulary.yaml");

/// The rules with the vocabulary they are written in.
pub struct Conformance {
    /// Their words.
    pub vocabulary: Vocabulary,
    /// Their documents as written.
    pub documents: Vec<&'static str>,
    /// Their trees.
    pub rules: Vec<Rule>,
}

impl Conformance {
    /// Reads them.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read() -> Result<Self, model::Problems> {
        let vocabulary = rules::assemble(rules::read_vocabulary(WORDS, "vocabulary.yaml")?)?;
        let documents: Vec<&str> = rules::split_documents(RULES)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        let mut trees = Vec::new();
        for document in &documents {
            let parsed = rules::parse(document, "rules.txt", "rule", &vocabulary);
            match parsed.rule {
                Some(rule) => trees.push(rule),
                None => return Err(parsed.problems),
            }
        }
        Ok(Self {
            vocabulary,
            documents,
            rules: trees,
        })
    }

    /// The sentence of each rule alone, with the value of each setting in the place of its name.
    pub fn sentences(&self) -> Vec<String> {
        let print = |rule: &Rule| {
            let text = rules::print_expectation(&rule.expectation, &self.vocabulary);
            rule.settings.iter().fold(text, |text, setting| {
                let value = match &setting.value {
                    SettingValue::Length(length) => length.to_string(),
                    SettingValue::Number(number) => number.clone(),
                    SettingValue::Text(value) => format!("\"{value}\""),
                };
                text.replace(&format!("[{}]", setting.name), &value)
            })
        };
        self.rules.iter().map(print).collect()
    }
}
