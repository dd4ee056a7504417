//! A rule as the JSON of a form: conditions in the shape that react-querybuilder draws and edits
//! (`RuleGroupType` with match modes), all else under the labels in lower case.
//!
//! ```json
//! {"rule": "…", "severity": ["high"], "every": "department",
//!  "must": {"field": "people", "operator": "=",
//!           "match": {"mode": "atLeast", "threshold": 0.95, "percent": 95},
//!           "value": {"combinator": "and", "rules": [{"field": "trained on", "operator":
//!                     "is within the last", "value": "1 year"}], "meta": {"single": true}},
//!           "meta": {"node": "relation", "where": true}},
//!  "meta": {"order": ["Rule", "Severity", "Expectation"], "notes": []}}
//! ```
//!
//! What the editor does not know stands in `meta`, which it keeps. `where` and `unless` are always
//! groups; several demands are one group joined by `and`.

mod group;
mod read;
mod write;

pub use read::from_form;
pub(crate) use read::{from_form_with, sentence_from_form};
pub(crate) use write::sentence_to_form;
pub use write::to_form;

/// The keys of the sentence, which stand beside the labels.
pub(crate) const SENTENCE: &[&str] = &["every", "that is", "where", "must", "should", "unless"];

/// Match modes of the editor, each with the words that count so; the words alone for those
/// without a threshold.
const MODES: &[(&str, &str)] = &[
    ("some", "has"),
    ("none", "has no"),
    ("all", "has only"),
    ("atLeast", "at least"),
    ("atMost", "at most"),
    ("exactly", "exactly"),
];
