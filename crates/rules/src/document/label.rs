//! The labels of a rule document.

/// One label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Label {
    Rule,
    Id,
    In,
    ExceptIn,
    Tightens,
    Audience,
    Severity,
    Because,
    References,
    Settings,
    Expectation,
    FixWithin,
    CountFrom,
    Wait,
    WhenUnknown,
    Enforce,
    Activity,
    FixedBy,
    Message,
    Steps,
    Effort,
    Exceptions,
    Test,
}

impl Label {
    /// All labels, in the order in which a rule without one of its own is printed.
    pub(crate) const ALL: [Self; 23] = [
        Self::Rule,
        Self::Id,
        Self::In,
        Self::ExceptIn,
        Self::Tightens,
        Self::Audience,
        Self::Severity,
        Self::Because,
        Self::References,
        Self::Settings,
        Self::Expectation,
        Self::FixWithin,
        Self::CountFrom,
        Self::Wait,
        Self::WhenUnknown,
        Self::Enforce,
        Self::Activity,
        Self::FixedBy,
        Self::Message,
        Self::Steps,
        Self::Effort,
        Self::Exceptions,
        Self::Test,
    ];

    /// The label as it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rule => "Rule",
            Self::Id => "Id",
            Self::In => "In",
            Self::ExceptIn => "Except in",
            Self::Tightens => "Tightens",
            Self::Audience => "Audience",
            Self::Severity => "Severity",
            Self::Because => "Because",
            Self::References => "References",
            Self::Settings => "Settings",
            Self::Expectation => "Expectation",
            Self::FixWithin => "Fix within",
            Self::CountFrom => "Count from",
            Self::Wait => "Wait",
            Self::WhenUnknown => "When unknown",
            Self::Enforce => "Enforce",
            Self::Activity => "Activity",
            Self::FixedBy => "Fixed by",
            Self::Message => "Message",
            Self::Steps => "Steps",
            Self::Effort => "Effort",
            Self::Exceptions => "Exceptions",
            Self::Test => "Test",
        }
    }

    /// Whether a document may have several of them: texts by language or condition, and tests.
    pub(crate) fn repeats(self) -> bool {
        matches!(
            self,
            Self::Rule | Self::Because | Self::Message | Self::Steps | Self::Test
        )
    }

    /// Whether a language or a `where` may stand between it and its colon.
    pub(crate) fn has_qualifier(self) -> bool {
        matches!(
            self,
            Self::Rule | Self::Because | Self::Message | Self::Steps
        )
    }

    /// The entry of the n-th of them (from 1) in `Rule::order`: `Message`, `Message 2`.
    pub(crate) fn key(self, nth: usize) -> String {
        if nth <= 1 {
            self.name().to_owned()
        } else {
            format!("{} {nth}", self.name())
        }
    }
}
