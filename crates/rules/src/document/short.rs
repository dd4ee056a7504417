//! The short form of a tightening: `Tightens`, `Settings` and no sentence. It says what the rule
//! it tightens says, with other values; what it leaves out it takes from there.

use std::collections::BTreeSet;

use super::{Baselines, Reader, blocks::Block, label::Label, parse, print::print};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    sentence::cursor::same_word,
    tree::{Inherits, Rule, Setting, SettingValue},
};

/// What a short tightening takes where it says nothing itself. Not its title, its units and its
/// tests: those speak of itself.
const TAKEN: &[Label] = &[
    Label::Expectation,
    Label::Audience,
    Label::Severity,
    Label::Because,
    Label::References,
    Label::FixWithin,
    Label::CountFrom,
    Label::Wait,
    Label::WhenUnknown,
    Label::Enforce,
    Label::Activity,
    Label::FixedBy,
    Label::Message,
    Label::Steps,
    Label::Effort,
    Label::Exceptions,
];

impl Reader<'_> {
    /// Takes the sentence of the rule it tightens, with its own settings in place of that rule's,
    /// and every label it leaves out. `Tightens` and `Settings` were read before.
    pub(super) fn inherit(
        &mut self,
        blocks: &[Block],
        set_aside: &BTreeSet<Label>,
        baselines: &Baselines,
    ) {
        let Some(id) = self.rule.tightens.clone() else {
            return;
        };
        let at = |label: Label| blocks.iter().find(|block| block.label == label);
        let Some(baseline) = baselines.get(&id) else {
            let says = format!(
                "it has no `Expectation`, so it takes the sentence of `{id}`, and no such rule can \
                 be read here"
            );
            let start = at(Label::Tightens).map_or(0, |block| self.value_start(block));
            let mistake = Mistake::new(Code::Tighten, start, says);
            let names = baselines.keys().map(model::RuleId::as_str);
            self.complain(match nearest(id.as_str(), names) {
                Some((near, _)) => mistake.hint(near),
                None => mistake.hint("write the whole sentence under `Expectation`"),
            });
            self.waits_for = Some(id);
            return;
        };
        let start = at(Label::Settings).map_or(0, |block| self.value_start(block));
        let Some((settings, kept)) = self.merged(baseline, start) else {
            return;
        };
        let Some(from) = self.with_settings(baseline, settings, start) else {
            return;
        };
        let mut inherits = Inherits {
            settings: kept,
            ..Inherits::default()
        };
        for label in TAKEN {
            if at(*label).is_none() && !set_aside.contains(label) {
                take(*label, &mut self.rule, &from);
                inherits.labels.insert(label.name().to_owned());
            }
        }
        self.rule.settings = from.settings;
        self.rule.inherits = Some(inherits);
        self.kind = Some(self.rule.expectation.subject.kind.clone());
        self.sentence_read = true;
    }

    /// The settings of the baseline with its own values, and the names of those it leaves alone.
    fn merged(&mut self, baseline: &Rule, at: usize) -> Option<(Vec<Setting>, BTreeSet<String>)> {
        let own = std::mem::take(&mut self.rule.settings);
        let before = self.problems.len();
        let names = || baseline.settings.iter().map(|one| one.name.as_str());
        for setting in &own {
            let known = baseline
                .settings
                .iter()
                .find(|one| same_word(&one.name, &setting.name));
            let Some(known) = known else {
                let name = &setting.name;
                let says = format!("`{}` has no setting called `{name}`", baseline.id);
                let mistake = Mistake::new(Code::Setting, at, says);
                self.complain(match nearest(name, names()) {
                    Some((near, _)) => mistake.hint(near),
                    None if baseline.settings.is_empty() => {
                        mistake.hint("it has no settings; write the whole sentence instead")
                    }
                    None => mistake.hint(format!("it has: {}", listed(names()))),
                });
                continue;
            };
            if std::mem::discriminant(&known.value) != std::mem::discriminant(&setting.value) {
                let (name, sort) = (&known.name, sort(&known.value));
                let says = format!("`{name}` is {sort} in `{}`", baseline.id);
                let hint = format!("{name} = {}", written(&known.value));
                self.complain(Mistake::new(Code::Setting, at, says).hint(hint));
            }
        }
        let merged = baseline.settings.iter().map(|known| {
            let own = own.iter().find(|one| same_word(&one.name, &known.name));
            Setting {
                name: known.name.clone(),
                value: own.unwrap_or(known).value.clone(),
            }
        });
        let is_own = |known: &&Setting| own.iter().any(|one| same_word(&one.name, &known.name));
        let kept = baseline.settings.iter().filter(|known| !is_own(known));
        let kept = kept.map(|known| known.name.clone()).collect();
        (self.problems.len() == before).then(|| (merged.collect(), kept))
    }

    /// The baseline with other values, read again: the one parser looks the settings up.
    fn with_settings(
        &mut self,
        baseline: &Rule,
        settings: Vec<Setting>,
        at: usize,
    ) -> Option<Rule> {
        let whole = Rule {
            settings,
            inherits: None,
            ..baseline.clone()
        };
        let text = print(&whole, self.vocabulary);
        let parsed = parse(&text, "", baseline.id.as_str(), self.vocabulary);
        if parsed.rule.is_none() {
            let id = &baseline.id;
            for problem in parsed.problems.0 {
                let says = format!("in the words of `{id}`: {}", problem.says);
                self.complain(Mistake::new(Code::Setting, at, says));
            }
        }
        parsed.rule
    }
}

/// Takes the value of one label.
fn take(label: Label, rule: &mut Rule, from: &Rule) {
    match label {
        Label::Expectation => rule.expectation = from.expectation.clone(),
        Label::Audience => rule.audience = from.audience,
        Label::Severity => rule.severity = from.severity.clone(),
        Label::Because => rule.because = from.because.clone(),
        Label::References => rule.references = from.references.clone(),
        Label::FixWithin => rule.fix_within = from.fix_within.clone(),
        Label::CountFrom => rule.count_from = from.count_from.clone(),
        Label::Wait => rule.wait = from.wait.clone(),
        Label::WhenUnknown => rule.when_unknown = from.when_unknown.clone(),
        Label::Enforce => rule.enforce = from.enforce.clone(),
        Label::Activity => rule.activity = from.activity.clone(),
        Label::FixedBy => rule.fixed_by = from.fixed_by.clone(),
        Label::Message => rule.messages = from.messages.clone(),
        Label::Steps => rule.steps = from.steps.clone(),
        Label::Effort => rule.effort = from.effort,
        Label::Exceptions => rule.exceptions = from.exceptions.clone(),
        Label::Rule
        | Label::Id
        | Label::In
        | Label::ExceptIn
        | Label::Tightens
        | Label::Settings
        | Label::Test => {}
    }
}

fn sort(value: &SettingValue) -> &'static str {
    match value {
        SettingValue::Length(_) => "a length of time",
        SettingValue::Number(_) => "a number",
        SettingValue::Text(_) => "a text in quotes",
    }
}

fn written(value: &SettingValue) -> String {
    match value {
        SettingValue::Length(length) => length.to_string(),
        SettingValue::Number(number) => number.clone(),
        SettingValue::Text(text) => format!("{text:?}"),
    }
}
