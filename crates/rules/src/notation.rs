//! The three ways of writing a rule down, and which of them a text is in.

use model::{Place, Problem, Problems, Vocabulary};

use crate::{
    document::{
        Baselines, Parsed, parse_with,
        print::{print, print_expectation},
    },
    form::{SENTENCE, from_form_with, sentence_from_form, sentence_to_form, to_form},
    mistake::Code,
    sentence::parse_sentence,
    tree::{Expectation, Rule},
    yaml::{from_yaml_with, sentence_from_yaml, sentence_to_yaml, to_yaml},
};

/// A way of writing a rule down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// The document with its sentence: `mine.rule`.
    Sentence,
    /// YAML: `mine.yaml`.
    Yaml,
    /// The JSON of a form: `mine.json`.
    Form,
}

impl Notation {
    /// The notation of a file by its ending; none where the ending does not say.
    pub fn of_file(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1 {
            "rule" => Some(Self::Sentence),
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Form),
            _ => None,
        }
    }

    /// The notation of a text: a form opens with a brace, and only YAML has the key `expect`, or
    /// `tightens` in small letters where it has no sentence of its own.
    pub fn of_text(text: &str) -> Self {
        let has = |key: &str| text.lines().any(|line| line.starts_with(key));
        if text.trim_start().starts_with('{') {
            Self::Form
        } else if has("expect:") || (has("tightens:") && has("rule:") && !has("Expectation")) {
            Self::Yaml
        } else {
            Self::Sentence
        }
    }

    /// Reads one document in this notation, as [`parse`] does.
    pub fn parse(
        self,
        text: &str,
        file: &str,
        fallback_id: &str,
        vocabulary: &Vocabulary,
    ) -> Parsed {
        self.parse_with(text, file, fallback_id, vocabulary, &Baselines::new())
    }

    /// Reads one document among rules that it may take its sentence from, as
    /// [`parse_with`](crate::parse_with) does.
    pub fn parse_with(
        self,
        text: &str,
        file: &str,
        fallback_id: &str,
        vocabulary: &Vocabulary,
        baselines: &Baselines,
    ) -> Parsed {
        match self {
            Self::Sentence => parse_with(text, file, fallback_id, vocabulary, baselines),
            Self::Yaml => from_yaml_with(text, file, fallback_id, vocabulary, baselines),
            Self::Form => match serde_json::from_str(text) {
                Ok(form) => from_form_with(&form, file, fallback_id, vocabulary, baselines),
                Err(error) => not_json(&error, file),
            },
        }
    }

    /// Whether a text is a sentence alone, with no rule around it: in YAML only what stands under
    /// `expect`, in a form only the keys of the sentence.
    pub fn is_bare(self, text: &str) -> bool {
        match self {
            Self::Sentence => {
                let mut lines = text
                    .lines()
                    .filter(|line| !line.trim().is_empty())
                    .peekable();
                lines.peek().is_some()
                    && lines.all(|line| {
                        let before = line.split_once(':').map(|(before, _)| before);
                        before.is_none_or(|label| label.starts_with(' ') || label.contains('"'))
                    })
            }
            Self::Yaml => {
                let plain =
                    |line: &&str| !line.trim().is_empty() && !line.starts_with([' ', '-', '#']);
                let mut keys = text.lines().filter(plain).peekable();
                keys.peek().is_some() && keys.all(|line| line.starts_with("expect:"))
            }
            Self::Form => serde_json::from_str(text).is_ok_and(|form: serde_json::Value| {
                let known = |key: &String| SENTENCE.contains(&key.as_str());
                form.as_object()
                    .is_some_and(|entries| !entries.is_empty() && entries.keys().all(known))
            }),
        }
    }

    /// Reads a sentence alone, as [`parse_sentence`] does.
    ///
    /// # Errors
    /// All its mistakes.
    pub fn parse_sentence(
        self,
        text: &str,
        file: &str,
        vocabulary: &Vocabulary,
    ) -> Result<Expectation, Problems> {
        let parsed = match self {
            Self::Sentence => return parse_sentence(text, file, vocabulary),
            Self::Yaml => sentence_from_yaml(text, file, vocabulary),
            Self::Form => match serde_json::from_str(text) {
                Ok(form) => sentence_from_form(&form, file, vocabulary),
                Err(error) => not_json(&error, file),
            },
        };
        parsed
            .rule
            .map(|rule| rule.expectation)
            .ok_or(parsed.problems)
    }

    /// A sentence alone in this notation; reading it gives the same sentence.
    pub fn print_sentence(self, expectation: &Expectation, vocabulary: &Vocabulary) -> String {
        match self {
            Self::Sentence => format!("{}\n", print_expectation(expectation, vocabulary)),
            Self::Yaml => sentence_to_yaml(expectation, vocabulary),
            Self::Form => format!("{:#}\n", sentence_to_form(expectation, vocabulary)),
        }
    }

    /// A rule in this notation; reading it gives the same rule.
    pub fn print(self, rule: &Rule, vocabulary: &Vocabulary) -> String {
        match self {
            Self::Sentence => print(rule, vocabulary),
            Self::Yaml => to_yaml(rule, vocabulary),
            Self::Form => format!("{:#}\n", to_form(rule, vocabulary)),
        }
    }
}

fn not_json(error: &serde_json::Error, file: &str) -> Parsed {
    let mut place = Place::file(file).at_line(error.line().max(1) as u64);
    place.column = Some(error.column().max(1) as u64);
    let says = format!("this cannot be read as JSON: {error}");
    Parsed {
        rule: None,
        problems: Problems(vec![Problem::new(Code::Shape.as_str(), says, place)]),
        waits_for: None,
    }
}
