//! A guideline as somebody writes it: a text with a few lines above it.
//!
//! ```text
//! ---
//! title: Safe coding
//! version: "2"
//! audience: people where department's name is "Engineering"
//! ---
//! # Safe coding
//! ...
//! ```

use model::{Place, Problem, Vocabulary};
use serde::Deserialize;

/// The audience of a guideline that concerns everybody.
pub const EVERYONE: &str = "everyone";

/// What an audience is read as where it is everybody.
const EVERYBODY: &str = "people";

/// A guideline that can be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The stem of its file.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Which version it is.
    pub version: String,
    /// Whom it concerns.
    pub audience: String,
    /// The text below the lines.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    version: Version,
    #[serde(default = "everyone")]
    audience: String,
}

/// A version with or without quotes: `2` is one as well as `"2"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Version {
    Text(String),
    Whole(u64),
}

fn everyone() -> String {
    EVERYONE.to_owned()
}

impl Draft {
    /// Reads a guideline from the text of its file.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(path: &str, text: &str, vocabulary: &Vocabulary) -> Result<Self, Problem> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let id = name.strip_suffix(".md").unwrap_or(name);
        let wrong = |says: String| {
            let problem = Problem::new("guideline-unreadable", says, Place::file(path));
            problem.advise(
                "begin the file with `---`, `title: ...`, `version: \"1\"`, `audience: everyone`, \
                 `---`, and write the text below",
            )
        };
        let text = text.replace("\r\n", "\n");
        let parts = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"));
        let Some((head, body)) = parts else {
            return Err(wrong(
                "the lines that say what it is are missing".to_owned(),
            ));
        };
        let head: Head = serde_yaml_ng::from_str(head).map_err(|error| wrong(error.to_string()))?;
        let version = match head.version {
            Version::Text(text) => text.trim().to_owned(),
            Version::Whole(number) => number.to_string(),
        };
        for (what, said) in [
            ("title", &head.title),
            ("version", &version),
            ("text", &body.to_owned()),
        ] {
            if said.trim().is_empty() {
                return Err(wrong(format!("its {what} is empty")));
            }
        }
        let audience = head.audience.trim().to_owned();
        if let Err(says) = reads_as_people(&audience, vocabulary) {
            let problem = Problem::new("guideline-audience", says, Place::file(path));
            return Err(problem.advise(
                "write `audience: everyone`, or people in the words of rules: \
                 `people where department's name is \"Engineering\"`",
            ));
        }
        Ok(Self {
            id: id.to_owned(),
            title: head.title.trim().to_owned(),
            version,
            audience,
            text: body.trim().to_owned() + "\n",
        })
    }
}

/// The selector an audience stands for.
pub(super) fn selector(audience: &str) -> &str {
    match audience.trim().eq_ignore_ascii_case(EVERYONE) {
        true => EVERYBODY,
        false => audience.trim(),
    }
}

/// Whether an audience can be read and means people.
fn reads_as_people(audience: &str, vocabulary: &Vocabulary) -> Result<(), String> {
    match rules::parse_subject(selector(audience), "audience", vocabulary) {
        Ok(subject) if vocabulary.root(subject.kind.as_str()) == "person" => Ok(()),
        Ok(subject) => Err(format!(
            "its audience is of kind `{}`, no people",
            subject.kind
        )),
        Err(problems) => Err(format!("its audience cannot be read: {problems}")),
    }
}
