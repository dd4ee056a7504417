//! Laws over random rules with all labels: every notation keeps all of a rule.

use model::{
    RuleId, Severity,
    span::{Length, Unit},
};
use proptest::prelude::*;
use rules::{
    Notation,
    tree::{
        Audience, Condition, EnforceRow, ExceptionTerms, FixedBy, FrameworkReference, LengthValue,
        Mode, Note, Row, Rule, Setting, SettingValue, Steps, Text, WhenUnknown,
    },
};

use crate::{
    grower::Grower,
    support::{VOCABULARY, cases, rule},
};

/// Grows the labels around a sentence.
struct Around {
    grower: Grower,
    scopes: Vec<(String, model::KindName)>,
}

impl Around {
    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.grower.yes().then(|| make(self))
    }

    fn condition(&mut self) -> Option<Condition> {
        self.maybe(|this| this.grower.condition(&this.scopes, 2))
    }

    /// A text on one line, as documents have them.
    fn words(&mut self) -> String {
        let text = self.grower.text().replace(['{', '}', '#'], "-");
        let letter = self.grower.letter();
        let words = format!("a{letter} {text} z");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn length(&mut self) -> LengthValue {
        let setting = self.grower.yes();
        match setting {
            true => LengthValue {
                length: Length::days(7),
                setting: Some("max silence".to_owned()),
            },
            false => LengthValue {
                length: self.grower.length(),
                setting: None,
            },
        }
    }

    fn several<T>(&mut self, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        let count = self.grower.below(3);
        (0..count).map(|_| make(self)).collect()
    }

    fn language(&mut self) -> Option<String> {
        self.maybe(|this| this.grower.one(&["en", "de", "pt-BR"]).to_owned())
    }

    fn text(&mut self) -> Text {
        Text {
            language: self.language(),
            condition: None,
            text: self.words(),
        }
    }

    fn rule(&mut self, mut rule: Rule) -> Rule {
        const LEVELS: [Severity; 4] = Severity::ALL;
        rule.title = self.words();
        rule.id = RuleId::new("grown");
        rule.within = self.several(|this| this.grower.text());
        rule.except_within = self.several(|this| this.grower.text());
        rule.tightens = self.maybe(|_| RuleId::new("wider"));
        rule.audience = self.maybe(|this| this.grower.one(&[Audience::Team, Audience::Evidence]));
        let row = |this: &mut Self, condition| Row {
            value: this.grower.one(&LEVELS),
            condition,
        };
        rule.severity = vec![row(self, None)];
        rule.severity.extend(self.several(|this| {
            let condition = this.grower.condition(&this.scopes, 2);
            row(this, Some(condition))
        }));
        rule.because = self.several(Self::text);
        rule.references = self.several(|this| FrameworkReference {
            framework: "ISO/IEC 27001: 2022".to_owned(),
            id: format!("A.{}(1)", this.grower.below(99)),
        });
        rule.settings = vec![Setting {
            name: "max silence".to_owned(),
            value: SettingValue::Length(Length::days(7)),
        }];
        rule.fix_within = self.several(|this| Row {
            value: this.length(),
            condition: this.condition(),
        });
        rule.wait = self.maybe(Self::length);
        rule.when_unknown = match self.grower.below(3) {
            0 => WhenUnknown::Report,
            1 => WhenUnknown::Fail,
            _ => WhenUnknown::FailAfter(self.grower.length()),
        };
        rule.enforce = self.several(|this| EnforceRow {
            mode: this.grower.one(&[Mode::Monitor, Mode::Warn, Mode::Block]),
            at: this.several(|this| this.grower.one(&["deploy", "sign-in"]).to_owned()),
            condition: this.condition(),
        });
        rule.activity = self.maybe(|this| this.grower.text());
        rule.fixed_by = self.several(|_| FixedBy::Subject);
        rule.messages = self.several(|this| Text {
            condition: this.condition(),
            ..this.text()
        });
        rule.steps = self.several(|this| Steps {
            language: this.language(),
            condition: this.condition(),
            lines: vec![this.words(), this.words()],
        });
        rule.effort = self.maybe(|this| Length {
            count: 1 + this.grower.below(90) as u32,
            unit: this.grower.one(&[Unit::Minute, Unit::Hour, Unit::Day]),
        });
        rule.exceptions = self.maybe(|this| match this.grower.below(2) {
            0 => ExceptionTerms::NotAllowed,
            _ => ExceptionTerms::UpTo {
                length: this.grower.length(),
                approver: this.maybe(|this| this.grower.text()),
            },
        });
        rule.order = order(&rule);
        rule.notes = self.notes(&rule.order);
        rule
    }

    fn notes(&mut self, order: &[String]) -> Vec<Note> {
        let noted = order.iter().filter(|_| self.grower.below(6) == 5);
        let before: Vec<String> = noted.cloned().collect();
        let note = |before: String| Note::new(before, &self.words());
        before.into_iter().map(note).collect()
    }
}

/// The labels of a rule in one order.
fn order(rule: &Rule) -> Vec<String> {
    let one = |there: bool| usize::from(there);
    let counts = [
        ("Exceptions", one(rule.exceptions.is_some())),
        ("Rule", 1),
        ("Id", 1),
        ("In", one(!rule.within.is_empty())),
        ("Except in", one(!rule.except_within.is_empty())),
        ("Tightens", one(rule.tightens.is_some())),
        ("Audience", one(rule.audience.is_some())),
        ("Severity", 1),
        ("Because", rule.because.len()),
        ("References", one(!rule.references.is_empty())),
        ("Settings", 1),
        ("Fix within", one(!rule.fix_within.is_empty())),
        ("Expectation", 1),
        ("Wait", one(rule.wait.is_some())),
        ("When unknown", 1),
        ("Enforce", one(!rule.enforce.is_empty())),
        ("Activity", one(rule.activity.is_some())),
        ("Fixed by", one(!rule.fixed_by.is_empty())),
        ("Message", rule.messages.len()),
        ("Steps", rule.steps.len()),
        ("Effort", one(rule.effort.is_some())),
    ];
    let key = |label: &str, nth: usize| match nth {
        1 => label.to_owned(),
        nth => format!("{label} {nth}"),
    };
    let keys = counts
        .iter()
        .flat_map(|(label, count)| (1..=*count).map(move |nth| key(label, nth)));
    keys.collect()
}

/// The rule that a tape grows into.
fn grown_rule(tape: Vec<u16>) -> Rule {
    let mut grower = Grower::from(tape);
    let mut base =
        rule("Rule: r\nSeverity: low\nExpectation: Every laptop must have firewall on\n");
    base.expectation = grower.expectation();
    let kind = base.expectation.subject.kind.clone();
    let scopes = vec![(kind.to_string(), kind)];
    Around { grower, scopes }.rule(base)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(256),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_notation_keeps_all_of_a_rule(tape in proptest::collection::vec(any::<u16>(), 0..400)) {
        let rule = grown_rule(tape);
        for notation in [Notation::Sentence, Notation::Yaml, Notation::Form] {
            let text = notation.print(&rule, &VOCABULARY);
            let parsed = notation.parse(&text, "grown", "grown", &VOCABULARY);
            prop_assert_eq!(parsed.problems.to_string(), "", "{}", text);
            prop_assert_eq!(parsed.rule.as_ref(), Some(&rule), "{}", text);
        }
    }
}
