//! The one syntax tree of a rule. Sentence, YAML and form are three ways of writing it down.
//!
//! The tree is *resolved*: every kind, field, link and word was found in the vocabulary when it
//! was made, so that nobody downstream looks a name up twice or fails on one. Negation is pushed
//! in (`must not have a X` is `must have no X`), and synonyms of the author are gone.

use std::{collections::BTreeSet, fmt};

use jiff::civil::Date;
use model::{KindName, Measure, RuleId, Severity, span::Length};
use serde::{Deserialize, Serialize};

/// One rule document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its title.
    pub title: String,
    /// The title in other languages, as written with `Rule (de):`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<Text>,
    /// Stable for ever; from the document, else from the file's name.
    pub id: RuleId,
    /// Units it is limited to; empty means the whole organisation.
    pub within: Vec<String>,
    /// Units it does not bind.
    pub except_within: Vec<String>,
    /// The baseline rule it narrows.
    pub tightens: Option<RuleId>,
    /// What it takes from that rule, when it has no sentence of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherits: Option<Inherits>,
    /// Who hears of it; `None` follows from who fixes it.
    pub audience: Option<Audience>,
    /// Severity rows; the highest that matches wins. The first has no condition.
    pub severity: Vec<Row<Severity>>,
    /// The sentence.
    pub expectation: Expectation,
    /// Why, by language (`en` when none is named).
    pub because: Vec<Text>,
    /// Requirements of frameworks it helps to meet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<FrameworkReference>,
    /// Named values used as `[name]`.
    pub settings: Vec<Setting>,
    /// Deadline rows; the shortest that matches wins.
    pub fix_within: Vec<Row<LengthValue>>,
    /// Where the clock starts; `None` is the first failed observation.
    pub count_from: Option<CountFrom>,
    /// Must be missed this long before a finding opens.
    pub wait: Option<LengthValue>,
    /// What long unknowns become.
    pub when_unknown: WhenUnknown,
    /// Guardrail rows; the strictest that matches wins.
    pub enforce: Vec<EnforceRow>,
    /// The row of the responsibility matrix.
    pub activity: Option<String>,
    /// Who fixes it: the first that resolves.
    pub fixed_by: Vec<FixedBy>,
    /// What the person is told.
    pub messages: Vec<Text>,
    /// What the person should do; the first matching block of the language wins.
    pub steps: Vec<Steps>,
    /// How long the steps take a person, in minutes, hours or days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<Length>,
    /// Whether exceptions are allowed, and how.
    pub exceptions: Option<ExceptionTerms>,
    /// Its own tests.
    pub tests: Vec<RuleTest>,
    /// Comment lines, each with the label it stood before (empty: at the end).
    pub notes: Vec<Note>,
    /// The labels in the order the author wrote them, for printing without loss.
    pub order: Vec<String>,
}

/// What a tightening in the short form takes from the rule it tightens. The tree holds the values
/// all the same, so that nobody downstream looks them up; printing leaves them out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inherits {
    /// Labels it leaves out, by name: `Expectation`, `Message`.
    pub labels: BTreeSet<String>,
    /// Settings it leaves as they are, by name.
    pub settings: BTreeSet<String>,
}

/// Who hears of a missed rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Reaches the person's own page and reminders.
    Person,
    /// The team.
    Team,
    /// A machine acts.
    Automatic,
    /// Kept as evidence only.
    Evidence,
}

/// A value that holds where its condition does; without one it always holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row<T> {
    /// The value.
    pub value: T,
    /// Where it holds, read about the subject.
    pub condition: Option<Condition>,
}

/// A text in one language, perhaps for some subjects only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// BCP 47; `None` where the author named none.
    pub language: Option<String>,
    /// Where it holds.
    pub condition: Option<Condition>,
    /// The text, with `{placeholders}` as written.
    pub text: String,
}

/// A numbered list of things to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    /// BCP 47; `None` where the author named none.
    pub language: Option<String>,
    /// Where they hold.
    pub condition: Option<Condition>,
    /// One line each, without its number.
    pub lines: Vec<String>,
}

/// A requirement of a framework: `NIST CSF 2.0 PR.AA-05`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FrameworkReference {
    /// The framework with its edition: all words but the last.
    pub framework: String,
    /// The requirement as the framework numbers it: the last word.
    pub id: String,
}

impl fmt::Display for FrameworkReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.framework, self.id)
    }
}

/// A comment, kept in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The label it stood before, as in `Rule::order`; empty at the end of the document.
    pub before: String,
    /// Its text without `#`.
    pub text: String,
}

impl Note {
    /// A comment before a label. Characters that a comment in YAML cannot hold (YAML 1.2.2,
    /// 5.1), and those that would end its line there, are left out, so that every notation keeps
    /// the rest.
    pub fn new(before: impl Into<String>, text: &str) -> Self {
        let kept = |c: &char| {
            matches!(c, ' '..='~' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
                && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
        };
        Self {
            before: before.into(),
            text: text.replace('\t', " ").chars().filter(kept).collect(),
        }
    }
}

/// A named value of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: SettingValue,
}

/// What a setting may hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingValue {
    /// `7 days`.
    Length(Length),
    /// A number as written (`14.10` as a version must not lose its zero), perhaps with its unit
    /// behind it (`500 GB`).
    Number(String),
    /// A quoted text.
    Text(String),
}

/// A length, written out or taken from a setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LengthValue {
    /// The length itself (a setting already looked up).
    pub length: Length,
    /// The setting it came from.
    pub setting: Option<String>,
}

/// Where a clock starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountFrom {
    /// The relation's own name when the date is on a related row (`vulnerabilities`).
    pub relation: Option<String>,
    /// The date, from the subject or from the related row.
    pub path: Path,
}

/// What an unknown becomes. There is no "treat as passing".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenUnknown {
    /// Stays unknown and is reported as a data gap.
    #[default]
    Report,
    /// Counts as missed, while every source that would know is complete and fresh.
    Fail,
    /// The same, after this long.
    FailAfter(Length),
}

/// One guardrail row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnforceRow {
    /// How strict.
    pub mode: Mode,
    /// At which points; empty means at all.
    pub at: Vec<String>,
    /// Where it holds.
    pub condition: Option<Condition>,
}

/// How strict a guardrail is, from lenient to strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Allows and records.
    Monitor,
    /// Allows and says so.
    Warn,
    /// Refuses.
    Block,
}

/// Who fixes a missed rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FixedBy {
    /// The entity itself (`person` in a rule about people).
    Subject,
    /// Somebody the entity is linked to (`user`, `department's security contact`).
    Path(Path),
    /// Whoever is responsible for the rule's activity.
    Activity,
}

/// On what terms exceptions are allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionTerms {
    /// Never.
    NotAllowed,
    /// Up to this long, approved by this role.
    UpTo {
        /// How long at most.
        length: Length,
        /// Who approves.
        approver: Option<String>,
    },
}

/// The sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    /// What it is about.
    pub subject: Subject,
    /// Must or should.
    pub modal: Modal,
    /// Its parts: one `and must` each, every one judged by itself.
    pub parts: Vec<Condition>,
    /// Whom it does not bind.
    pub unless: Option<Condition>,
}

/// What a sentence is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Adjectives before the kind.
    pub words: Vec<String>,
    /// The kind, perhaps a derived one.
    pub kind: KindName,
    /// The `where` behind it.
    pub condition: Option<Condition>,
}

/// How binding a sentence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modal {
    /// Missing it is a finding.
    Must,
    /// Advice: shown, never a finding.
    Should,
}

/// A condition about one entity (or one related row).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// All of them.
    All(Vec<Condition>),
    /// Any of them.
    Any(Vec<Condition>),
    /// Not that.
    Not(Box<Condition>),
    /// `is approved`, `is not approved`.
    Word {
        /// The adjective.
        word: String,
        /// Whether it must not hold.
        negated: bool,
    },
    /// A field or link compared with something.
    Field(FieldCondition),
    /// So many related rows.
    Relation(RelationCondition),
    /// A total over related rows compared with something.
    Total(TotalCondition),
}

/// To-one links and, at the end, a field or a last link: `owner's department's name`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Path {
    /// Links to follow.
    pub links: Vec<String>,
    /// What is looked at there; `None` looks at the entity the links lead to.
    pub field: Option<String>,
}

/// A field, and what it is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldCondition {
    /// What is looked at.
    pub path: Path,
    /// How.
    pub operator: Operator,
    /// With what; as many as the operator takes.
    pub values: Vec<Operand>,
}

/// So many related rows that fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelationCondition {
    /// The to-many link's own name.
    pub relation: String,
    /// How many.
    pub quantity: Quantity,
    /// Which rows count; for `only`, what all rows must be.
    pub condition: Option<Box<Condition>>,
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// `a`: at least one.
    Some,
    /// `no`.
    No,
    /// All rows fit.
    Only,
    /// At least so many.
    AtLeast(u32),
    /// At most so many.
    AtMost(u32),
    /// Exactly so many.
    Exactly(u32),
    /// More than so many.
    MoreThan(u32),
    /// Fewer than so many.
    FewerThan(u32),
    /// At least this share of them.
    AtLeastPercent(u32),
    /// At most this share of them.
    AtMostPercent(u32),
    /// Exactly this share of them.
    ExactlyPercent(u32),
}

/// A total over related rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TotalCondition {
    /// Which.
    pub total: Total,
    /// Of which field of the row.
    pub field: String,
    /// The to-many link's own name.
    pub relation: String,
    /// Which rows count.
    pub condition: Option<Box<Condition>>,
    /// How it is compared.
    pub operator: Operator,
    /// With what.
    pub values: Vec<Operand>,
}

/// The six totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Total {
    /// Sum.
    Total,
    /// Mean.
    Average,
    /// Greatest number.
    Highest,
    /// Smallest number.
    Lowest,
    /// Latest date.
    Latest,
    /// Earliest date.
    Earliest,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// Text, an enum or ordinal word, a version, an address: as written.
    Text(String),
    /// A number, in the unit of its field.
    Number(f64),
    /// A number in a unit of its own, which measures the same as the field's.
    Measured {
        /// How many.
        number: f64,
        /// Of what.
        unit: Measure,
    },
    /// One of the two words of a flag: true is the first.
    Flag(bool),
    /// A day.
    Date(Date),
    /// A length of time, for the window operators.
    Length(Length),
    /// A day counted from another: `3 days ago`, `14 days before the project's launch date`.
    Offset {
        /// Counted from.
        from: Anchor,
        /// How far.
        length: LengthValue,
        /// Backwards (`before`, `ago`) or forwards.
        back: bool,
    },
    /// Today, in the organisation's zone.
    Today,
    /// A value of an outer scope: `the person's start date`, `the change's author`.
    The(Reference),
    /// A setting, with its value looked up.
    Setting {
        /// Its name.
        name: String,
        /// Its value.
        value: Box<Operand>,
    },
}

impl Operand {
    /// A number in a unit, also one of a setting; none of anything else, or where its own unit
    /// measures something else.
    pub fn number_in(&self, unit: Option<Measure>) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Measured { number, unit: own } => own.convert(*number, unit?),
            Self::Setting { value, .. } => value.number_in(unit),
            _ => None,
        }
    }
}

/// What an offset counts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Today.
    Today,
    /// A date of an outer scope.
    The(Reference),
}

/// `the person's start date`: a scope by the word that opened it, and a path from there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The word of the scope: the subject's kind, or the relation's singular (semantics 10).
    pub scope: String,
    /// How many scopes out from the one the condition stands in; 1 is the next outer one.
    pub out: usize,
    /// From there; an empty path is the entity itself.
    pub path: Path,
}

/// A test inside a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleTest {
    /// What it shows.
    pub name: String,
    /// Its day; 2026-06-01 when it says none.
    pub today: Option<Date>,
    /// The example entities.
    pub given: Vec<Given>,
    /// What each must come to.
    pub expect: Vec<Expect>,
}

/// One example entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// Its kind.
    pub kind: KindName,
    /// Its name in the test.
    pub name: String,
    /// What is stated of it; all else was not asked.
    pub states: Vec<Stated>,
}

/// One statement about an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stated {
    /// `company-owned`, `not approved`: holds whatever the word's definition says.
    Word {
        /// The adjective.
        word: String,
        /// Whether it holds.
        holds: bool,
    },
    /// A field with a value, `none`, `never` or `unknown`.
    Field {
        /// The field.
        field: String,
        /// What is stated.
        value: StatedValue,
    },
    /// A to-one link.
    Link {
        /// The link.
        link: String,
        /// Whom it leads to.
        to: StatedLink,
    },
    /// A to-many link.
    Relation {
        /// The link's own name.
        relation: String,
        /// Its rows.
        rows: StatedRows,
    },
}

/// The value of a stated field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedValue {
    /// Values; several for a list.
    Known(Vec<Operand>),
    /// None, or never.
    None {
        /// Written as `never`.
        never: bool,
    },
    /// Asked, and nothing known.
    Unknown,
}

/// Where a stated to-one link leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedLink {
    /// Somebody by name: equal names are the same entity.
    Named(String),
    /// Somebody with these properties.
    With(Vec<Stated>),
    /// Nobody.
    None,
    /// Asked, and nothing known.
    Unknown,
}

/// The rows of a stated relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedRows {
    /// Exactly these rows.
    These(Vec<Vec<Stated>>),
    /// At least these rows: an incomplete list.
    AtLeast(Vec<Vec<Stated>>),
    /// So many equal rows.
    Times(u32, Vec<Stated>),
    /// No rows.
    None,
    /// Asked, and nothing known.
    Unknown,
}

/// What an example must come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expect {
    /// The verdict, spoken as pass, fail, unknown or not applicable.
    pub verdict: model::Verdict,
    /// The examples.
    pub names: Vec<String>,
}

/// The 52 operators. The phrase is the same in the sentence, in YAML and in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "each is its phrase; `operators/` documents them"
)]
pub enum Operator {
    Is,
    IsNot,
    IsOneOf,
    IsNotOneOf,
    IsKnown,
    IsNotKnown,
    IsEmpty,
    IsNotEmpty,
    Contains,
    DoesNotContain,
    StartsWith,
    DoesNotStartWith,
    EndsWith,
    DoesNotEndWith,
    Matches,
    DoesNotMatch,
    IsExactly,
    IsNotExactly,
    IsAtLeast,
    IsNotAtLeast,
    IsAtMost,
    IsNotAtMost,
    IsMoreThan,
    IsNotMoreThan,
    IsLessThan,
    IsNotLessThan,
    IsBetween,
    IsNotBetween,
    IsBefore,
    IsNotBefore,
    IsAfter,
    IsNotAfter,
    IsOnOrBefore,
    IsNotOnOrBefore,
    IsOnOrAfter,
    IsNotOnOrAfter,
    IsWithinTheLast,
    IsNotWithinTheLast,
    IsWithinTheNext,
    IsNotWithinTheNext,
    IsMoreThanAgo,
    IsNotMoreThanAgo,
    IsMoreThanFromNow,
    IsNever,
    IsInside,
    IsNotInside,
    Includes,
    DoesNotInclude,
    IncludesAnyOf,
    IncludesAllOf,
    IncludesNoneOf,
}
