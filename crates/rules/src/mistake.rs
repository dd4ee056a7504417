//! What can be wrong with a rule: a code, a place, and texts that would work.

use std::ops::Range;

use model::{Place, Problem};

/// The codes of the rule language. People search for them, so they never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// A kind, or the word of an outer scope.
    Kind,
    /// A field.
    Field,
    /// An adjective.
    Word,
    /// A link or relation.
    Link,
    /// A value, or a comparison that its type does not have.
    Value,
    /// A date or a length of time.
    Date,
    /// `and` mixed with `or`, or `must` with `should`.
    Mix,
    /// An `and` or `or` that could belong to two things.
    Reach,
    /// Something left out or left open.
    Open,
    /// A setting.
    Setting,
    /// A placeholder in a text.
    Placeholder,
    /// Examples that are missing.
    NoTest,
    /// A label of a document: unknown, or written twice.
    Label,
    /// A piece of a YAML or form document that is not what belongs in its place.
    Shape,
    /// A vocabulary that contradicts itself.
    Vocabulary,
    /// A tightening that would do nothing, or has nothing to tighten.
    Tighten,
}

impl Code {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "E-KIND",
            Self::Field => "E-FIELD",
            Self::Word => "E-WORD",
            Self::Link => "E-LINK",
            Self::Value => "E-VALUE",
            Self::Date => "E-DATE",
            Self::Mix => "E-MIX",
            Self::Reach => "E-REACH",
            Self::Open => "E-OPEN",
            Self::Setting => "E-SETTING",
            Self::Placeholder => "E-PLACEHOLDER",
            Self::NoTest => "E-NO-TEST",
            Self::Label => "E-LABEL",
            Self::Shape => "E-SHAPE",
            Self::Vocabulary => "E-VOCABULARY",
            Self::Tighten => "E-TIGHTEN",
        }
    }
}

/// A text to put in place of a range of the source; several of them make one repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

impl Edit {
    pub(crate) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }
}

/// One mistake, before its repairs are written out as whole sentences.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    pub(crate) code: Code,
    /// Byte offset of the mark in the source.
    pub(crate) at: usize,
    pub(crate) says: String,
    /// Repairs, best first.
    pub(crate) repairs: Vec<Vec<Edit>>,
    /// What else helps, in words.
    pub(crate) hints: Vec<String>,
}

impl Mistake {
    pub(crate) fn new(code: Code, at: usize, says: impl Into<String>) -> Self {
        Self {
            code,
            at,
            says: says.into(),
            repairs: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// The same mistake with one more repair.
    pub(crate) fn repair(mut self, range: Range<usize>, text: impl Into<String>) -> Self {
        self.repairs.push(vec![Edit::new(range, text)]);
        self
    }

    /// The same mistake with one more thing to know.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// A text being read, and where it stands in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    /// Lines of the file before the text.
    pub(crate) lines_before: usize,
}

impl<'a> Source<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str, lines_before: usize) -> Self {
        Self {
            file,
            text,
            lines_before,
        }
    }

    /// The line and column of a byte offset, both from 1.
    pub(crate) fn place(&self, at: usize) -> Place {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.lines_before + before.matches('\n').count() + 1;
        let column = before[line_start..].chars().count() + 1;
        Place {
            column: Some(column as u64),
            ..Place::file(self.file).at_line(line as u64)
        }
    }

    /// A region of the text on one line, with edits applied.
    pub(crate) fn edited(&self, region: Range<usize>, edits: &[Edit]) -> String {
        let mut edits: Vec<&Edit> = edits.iter().collect();
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut out = String::new();
        let mut at = region.start;
        for edit in edits {
            out.push_str(self.text.get(at..edit.range.start).unwrap_or(""));
            out.push_str(&edit.text);
            at = at.max(edit.range.end);
        }
        out.push_str(self.text.get(at..region.end).unwrap_or(""));
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A problem without repairs.
    pub(crate) fn problem(&self, mistake: &Mistake) -> Problem {
        let mut problem = Problem::new(
            mistake.code.as_str(),
            mistake.says.as_str(),
            self.place(mistake.at),
        );
        problem.advice.extend(mistake.hints.iter().cloned());
        problem
    }
}

/// How alike two names must be for one to be offered for the other.
const ALIKE: f64 = 0.6;

/// The name most like the one that was read, when any is like it.
pub(crate) fn nearest<'n>(
    name: &str,
    candidates: impl IntoIterator<Item = &'n str>,
) -> Option<(&'n str, f64)> {
    let name = name.to_lowercase();
    let mut best: Option<(&str, f64)> = None;
    for candidate in candidates {
        let alike = strsim::normalized_damerau_levenshtein(&name, &candidate.to_lowercase());
        if alike >= ALIKE && best.is_none_or(|(_, most)| alike > most) {
            best = Some((candidate, alike));
        }
    }
    best
}

/// Names in a sentence: `a, b, c`.
pub(crate) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}
