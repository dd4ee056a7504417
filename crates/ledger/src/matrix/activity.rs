//! An activity: recurring work that somebody answers for.

use std::collections::BTreeMap;

use model::{KindName, RuleId, id::ActivityId};
use serde::{Deserialize, Serialize};

use super::{Cadence, Letter};

/// Recurring work that somebody answers for: a file of `activities/`, shipped or a workspace's.
///
/// ```yaml
/// # activities/patch-laptops.yaml: the file's stem is the id, stable for ever.
/// # What people call it. Rules name it by this: `Activity: "Patch laptops and phones"`.
/// title: Patch laptops and phones
/// # One or two plain sentences: what is true when the work is done well.
/// statement: Every laptop and phone runs a supported system with its security updates.
/// # Where the same is said in other languages.
/// translations:
///   de:
///     title: Notebooks und Telefone aktuell halten
///     statement: Jedes Notebook und Telefon hat ein aktuelles System.
/// # How often: continuous, daily ... yearly, every 14 days, each new vendor.
/// cadence: continuous
/// # 1 most important, 3 least. Tier 1 has to be measured.
/// tier: 1
/// # Optional: over what, in the words of the rule language.
/// about: devices where status is "active"
/// # Letters that somebody has to hold, with the roles that usually hold them.
/// needs:
///   A: [Head of IT]
///   R: [IT]
///   C: [Head of Security]
///   I: []
/// # Rules whose verdicts show whether it is done. Rules that name it count without being listed.
/// measured by: [devices-run-a-supported-system]
/// # Only where nothing measures it: why.
/// unmeasured because: no tool keeps a record of it
/// # Only where Allhands itself keeps the record: `governance` for the approvals of rules.
/// shown by: governance
/// # Ids of frameworks, by the framework's name.
/// frameworks:
///   NIST CSF 2.0: [PR.PS-02]
///   NIST SP 800-53: [SI-2]
/// # Optional: a duty of all people (handle data by its class), not of the few who are named.
/// for everyone: true
/// # Optional: the kind of record that proves it was done.
/// recorded as: acknowledgement
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// The stem of its file; for an activity that only a table names, made of its title.
    #[serde(skip_deserializing, default = "nameless")]
    pub id: ActivityId,
    /// What people call it, and rules name it by.
    pub title: String,
    /// What is true when the work is done well; empty where only a table names it.
    #[serde(default)]
    pub statement: String,
    /// The same in other languages, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, Translation>,
    /// How often; none where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cadence: Option<Cadence>,
    /// How much depends on it.
    #[serde(default)]
    pub tier: ActivityTier,
    /// Over what, in the words of the rule language: `laptops`, `services where tier is
    /// "critical"`. None for work that is about no kind of thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The letters that somebody has to hold, each with the roles that usually hold it.
    #[serde(default = "last_word_and_work")]
    pub needs: BTreeMap<Letter, Vec<String>>,
    /// Rules whose verdicts show whether it is done.
    #[serde(default, rename = "measured by", skip_serializing_if = "Vec::is_empty")]
    pub measured_by: Vec<RuleId>,
    /// Why nothing measures it, where nothing does.
    #[serde(
        default,
        rename = "unmeasured because",
        skip_serializing_if = "Option::is_none"
    )]
    pub unmeasured_because: Option<String>,
    /// What Allhands keeps a record of by itself, so that no rule has to measure it.
    #[serde(default, rename = "shown by", skip_serializing_if = "Option::is_none")]
    pub shown_by: Option<OwnRecord>,
    /// Ids of frameworks by the framework's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub frameworks: BTreeMap<String, Vec<String>>,
    /// A duty of all people, not of the few who are named.
    #[serde(default, rename = "for everyone")]
    pub for_everyone: bool,
    /// The kind of record that proves it was done.
    #[serde(
        default,
        rename = "recorded as",
        skip_serializing_if = "Option::is_none"
    )]
    pub recorded_as: Option<KindName>,
}

/// An activity's words in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// What people call it.
    pub title: String,
    /// What is true when the work is done well.
    #[serde(default)]
    pub statement: String,
}

/// A record that Allhands keeps by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnRecord {
    /// Who proposed, approved, published and reviewed each rule; where rules are published.
    Governance,
}

/// How much depends on an activity: 1 most, 3 least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct ActivityTier(u8);

impl ActivityTier {
    /// Most depends on it.
    pub const FIRST: Self = Self(1);

    /// As a number from 1 to 3.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl Default for ActivityTier {
    fn default() -> Self {
        Self(2)
    }
}

impl TryFrom<u8> for ActivityTier {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            1..=3 => Ok(Self(number)),
            _ => Err(format!("`{number}` is no tier; write 1, 2 or 3")),
        }
    }
}

impl From<ActivityTier> for u8 {
    fn from(tier: ActivityTier) -> Self {
        tier.0
    }
}

impl Activity {
    /// An activity that only a table names: nothing is known of it but its title.
    pub fn named(title: &str) -> Self {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            id: id_of(&title),
            title,
            statement: String::new(),
            translations: BTreeMap::new(),
            cadence: None,
            tier: ActivityTier::default(),
            about: None,
            needs: last_word_and_work(),
            measured_by: Vec::new(),
            unmeasured_because: None,
            shown_by: None,
            frameworks: BTreeMap::new(),
            for_everyone: false,
            recorded_as: None,
        }
    }
}

/// The id of a title: its letters and digits, in lower case, joined by hyphens.
fn id_of(title: &str) -> ActivityId {
    let words = title.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    ActivityId::from(words.join("-"))
}

fn nameless() -> ActivityId {
    ActivityId::new("")
}

fn last_word_and_work() -> BTreeMap<Letter, Vec<String>> {
    BTreeMap::from([(Letter::A, Vec::new()), (Letter::R, Vec::new())])
}
