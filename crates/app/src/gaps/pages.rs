//! The pages of detectors, and the controls an organisation has to carry: data.

use std::collections::{BTreeMap, BTreeSet};

use ledger::matrix::detectors::{Detector, Manual};
use model::{KindName, Place, Problem, RuleId, Severity};
use rules::tree::{Condition, Expectation, Modal, Row, Rule, Steps, Subject, Text, WhenUnknown};
use serde::Deserialize;

use crate::workspace::Texts;

/// Where pages of detectors are, in the catalogue.
const DETECTORS: &str = "detectors/";
/// Where lists of required controls are, in a workspace.
const FRAMEWORKS: &str = "frameworks/";

/// A detector with its page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The page.
    pub manual: Manual,
    /// Its texts in the shape of a rule, for everything that speaks of findings. It is never
    /// judged.
    pub rule: Rule,
}

/// Required controls by framework.
pub type Required = BTreeMap<String, BTreeSet<String>>;

/// `frameworks/nist.yaml`: the controls of one framework that an organisation has to carry.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Framework {
    framework: String,
    required: BTreeSet<String>,
}

/// Reads the pages of the catalogue and the controls that a workspace requires.
pub(crate) fn read(
    texts: &Texts,
    catalogue: &Texts,
    activity: &str,
    problems: &mut Vec<Problem>,
) -> (BTreeMap<RuleId, Page>, Required) {
    let mut pages = BTreeMap::new();
    for (file, text) in catalogue
        .iter()
        .filter(|(file, _)| file.starts_with(DETECTORS))
    {
        let id = file.trim_start_matches(DETECTORS).trim_end_matches(".yaml");
        match serde_yaml_ng::from_str::<Manual>(text) {
            Ok(manual) if Detector::find(id).is_some() => {
                let rule = speaking(id, &manual, activity);
                pages.insert(RuleId::new(id), Page { manual, rule });
            }
            Ok(_) => problems.push(wrong(file, format!("there is no detector `{id}`"))),
            Err(error) => problems.push(wrong(file, format!("it cannot be read: {error}"))),
        }
    }
    let mut required = Required::new();
    let yaml = |file: &str| file.ends_with(".yaml") || file.ends_with(".yml");
    let files = texts
        .iter()
        .filter(|(file, _)| file.starts_with(FRAMEWORKS) && yaml(file));
    for (file, text) in files {
        match serde_yaml_ng::from_str::<Framework>(text) {
            Ok(one) => required
                .entry(one.framework)
                .or_default()
                .extend(one.required),
            Err(error) => {
                let problem = wrong(file, format!("it cannot be read: {error}"));
                let advice = "write `framework: NIST CSF 2.0` and `required: [PR.PS-02]`";
                problems.push(problem.advise(advice));
            }
        }
    }
    (pages, required)
}

fn wrong(file: &str, says: String) -> Problem {
    Problem::new("detector-page", says, Place::file(file))
}

/// The texts of a page as a rule has them. Whoever is responsible for the rules gets what has
/// nobody else.
fn speaking(id: &str, manual: &Manual, activity: &str) -> Rule {
    let text = |(language, text): (&String, &String)| Text {
        language: Some(language.clone()),
        condition: None,
        text: text.clone(),
    };
    let plain = |text: &str| Text {
        language: None,
        condition: None,
        text: text.to_owned(),
    };
    Rule {
        title: manual.title.clone(),
        titles: Vec::new(),
        id: RuleId::new(id),
        within: Vec::new(),
        except_within: Vec::new(),
        tightens: None,
        inherits: None,
        audience: None,
        severity: vec![Row::<Severity> {
            value: manual.severity,
            condition: None,
        }],
        expectation: Expectation {
            subject: Subject {
                words: Vec::new(),
                kind: KindName::new("activity"),
                condition: None,
            },
            modal: Modal::Must,
            parts: vec![Condition::All(Vec::new())],
            unless: None,
        },
        because: vec![plain(manual.why.trim())],
        references: Vec::new(),
        settings: Vec::new(),
        fix_within: Vec::new(),
        count_from: None,
        wait: None,
        when_unknown: WhenUnknown::default(),
        enforce: Vec::new(),
        activity: Some(activity.to_owned()),
        fixed_by: Vec::new(),
        messages: manual.messages.iter().map(text).collect(),
        steps: vec![Steps {
            language: None,
            condition: None,
            lines: manual
                .steps
                .iter()
                .map(|line| line.trim().to_owned())
                .collect(),
        }],
        effort: None,
        exceptions: None,
        tests: Vec::new(),
        notes: Vec::new(),
        order: Vec::new(),
    }
}
