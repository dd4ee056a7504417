//! One finding with everything a message needs to say of it.

use std::collections::BTreeMap;

use model::{EntityId, Finding};

use crate::route::How;

/// A finding on its way to one person.
#[derive(Clone, Debug)]
pub struct Addressed<'a> {
    /// The finding. Only open ones are told.
    pub finding: &'a Finding,
    /// What it is about; findings of one thing are told together.
    pub thing: EntityId,
    /// What people call the thing.
    pub thing_name: String,
    /// The rule's title.
    pub rule_title: String,
    /// The rule's own reason, one sentence; empty where it has none.
    pub because: String,
    /// The rule's message, with `{placeholders}` as written.
    pub message: String,
    /// What to do, one line each; may hold placeholders too.
    pub steps: Vec<String>,
    /// How long it takes, where the rule says so.
    pub minutes: Option<u32>,
    /// The person it goes to.
    pub to: EntityId,
    /// Their name.
    pub to_name: String,
    /// What to call them; empty where no source tells.
    pub to_first_name: String,
    /// How they were found, so that the message can say why they get it.
    pub how: How,
    /// What placeholders stand for, by the text between the braces: `laptop.name`.
    pub values: BTreeMap<String, String>,
}
