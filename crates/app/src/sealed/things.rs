//! What each thing that is written to the ledger is sealed as. The store calls these in the
//! transaction that writes the thing, so that nothing is written without its entry.

use std::{collections::BTreeSet, fmt, str::FromStr};

use jiff::Timestamp;
use ledger::{
    acts::{Acted, ExceptionAct, FindingAct},
    log::{Digest, Kind, Leaf, Sealing, tlog::Hash},
    matrix::MatrixAct,
};
use model::{Event, Finding};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    govern::{By, Entry},
    ports::{Act, Decision, PassRecord, StaleException},
};

/// Rows that were there before the log began: it says nothing about them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Before {
    /// Passes.
    pub passes: u64,
    /// Events.
    pub events: u64,
    /// Acts.
    pub acts: u64,
    /// Decisions about records and owners.
    pub decisions: u64,
    /// Steps of rules.
    pub steps: u64,
}

/// The first entry.
pub fn began(at: Timestamp, before: &Before) -> Sealing<'static> {
    machine(at, Kind::Began, 0, "began", value(before))
}

/// What a pass came to.
pub fn pass<'a>(
    number: u64,
    record: &PassRecord,
    stale: &[StaleException],
    changed: (&'a [&'a Event], &'a [&'a Finding]),
) -> Sealing<'a> {
    let (events, findings) = changed;
    let after = PassBody::of(record, stale);
    let pass = machine(record.at, Kind::Pass, number, "judged", value(&after));
    Sealing {
        subject: record.key.clone(),
        events,
        findings,
        ..pass
    }
}

/// What is sealed of a pass: everything it was made of, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct PassBody {
    at: Timestamp,
    key: String,
    run: u64,
    sources: Value,
    rules: Value,
    vocabulary: String,
    /// Exceptions that ended with it.
    ended: Vec<(u64, Timestamp, String)>,
}

impl PassBody {
    /// Of a pass as it is recorded.
    pub fn of(record: &PassRecord, stale: &[StaleException]) -> Self {
        let ended = |one: &StaleException| (one.exception, one.at, one.because.clone());
        Self {
            at: record.at,
            key: record.key.clone(),
            run: record.run,
            sources: value(&record.sources),
            rules: value(&record.rules),
            vocabulary: record.vocabulary.clone(),
            ended: stale.iter().map(ended).collect(),
        }
    }

    /// The exceptions that ended with it: which, when and why.
    pub fn ended(&self) -> &[(u64, Timestamp, String)] {
        &self.ended
    }

    /// The same, without what ended with it, which stands in a table of its own.
    #[must_use]
    pub fn without_ends(self) -> Self {
        let ended = Vec::new();
        Self { ended, ..self }
    }
}

/// What a person did, with what follows from it.
pub fn act<'a>(act: &Act, events: &'a [&'a Event], findings: &'a [&'a Finding]) -> Sealing<'a> {
    let (action, subject) = acted(act);
    let evidence = match &act.what {
        Acted::Finding(FindingAct::Attach { sha256, .. }) => sha256.as_deref(),
        _ => None,
    };
    let evidence = evidence.and_then(|hex| Hash::from_hex(hex).ok());
    Sealing {
        at: act.at,
        kind: Kind::Act,
        number: act.number,
        action,
        subject,
        actor: Some(act.by.clone()),
        reason: Some(act.because.clone()),
        after: value(act),
        evidence: evidence.map(Digest).into_iter().collect(),
        events,
        findings,
    }
}

/// What an act did, in a word, and what it is about, without personal data: a party that is
/// assigned may be a person, the activity is none.
fn acted(act: &Act) -> (String, String) {
    let exception = |number: &u64| format!("exception-{number}");
    let subject = match &act.what {
        Acted::Finding(
            FindingAct::Claim { finding }
            | FindingAct::Attach { finding, .. }
            | FindingAct::Dispute { finding, .. }
            | FindingAct::Settle { finding, .. },
        ) => finding.to_string(),
        Acted::Exception(ExceptionAct::Request(_)) => exception(&act.number),
        Acted::Exception(
            ExceptionAct::Approve { exception: of, .. }
            | ExceptionAct::Refuse { exception: of }
            | ExceptionAct::Revoke { exception: of },
        ) => exception(of),
        Acted::Matrix(
            MatrixAct::Assigned { seat, .. }
            | MatrixAct::Ended { seat, .. }
            | MatrixAct::Acknowledged { seat, .. }
            | MatrixAct::Delegated { seat, .. },
        ) => seat.activity.to_string(),
        Acted::Matrix(MatrixAct::Settled { gap, .. }) => gap.to_string(),
        Acted::Matrix(
            MatrixAct::Consulted { activity, .. } | MatrixAct::Unmeasured { activity },
        ) => activity.to_string(),
        Acted::Matrix(MatrixAct::Duty(_)) => "duty".to_owned(),
    };
    let what = value(&act.what);
    let word = ["act", "duty", "did", "of"].into_iter();
    let word = word.filter_map(|tag| what.get(tag)?.as_str()).next();
    (word.unwrap_or_default().to_owned(), subject)
}

/// What a person decided about records and owners.
pub fn decision(decision: &Decision) -> Sealing<'static> {
    let what = value(&decision.what);
    let action = what.get("decided").and_then(Value::as_str);
    Sealing {
        action: action.unwrap_or_default().to_owned(),
        // Records may be named by an address, so the decision is named instead.
        subject: format!("decision-{}", decision.number),
        actor: Some(decision.by.clone()),
        reason: Some(decision.because.clone()),
        ..machine(
            decision.at,
            Kind::Decision,
            decision.number,
            "",
            value(decision),
        )
    }
}

/// A step of a rule.
pub fn step(number: u64, entry: &Entry) -> Sealing<'static> {
    let step = value(&entry.step);
    let action = step.get("step").and_then(Value::as_str).unwrap_or_default();
    let (actor, reason) = match &entry.by {
        By::Person(signer) => (Some(signer.mail.clone()), Some(entry.reason.clone())),
        By::File | By::Pass => (None, None),
    };
    Sealing {
        subject: format!("{}@{}", entry.rule, entry.version),
        actor,
        reason,
        ..machine(entry.at, Kind::Rule, number, action, value(entry))
    }
}

/// A key that signs checkpoints from here on.
pub fn key(at: Timestamp, verifier: &str, by: Option<(&str, &str)>) -> Sealing<'static> {
    Sealing {
        subject: verifier.to_owned(),
        actor: by.map(|(person, _)| person.to_owned()),
        reason: by.map(|(_, because)| because.to_owned()),
        ..machine(at, Kind::Key, 0, "signs", json!({ "key": verifier }))
    }
}

/// Somebody was erased: from which entries and events, and not who.
pub fn erased(at: Timestamp, by: (&str, &str), what: &Erased) -> Sealing<'static> {
    Sealing {
        // In the entry itself, so that it can be told when the words beside it are gone too.
        subject: what.to_string(),
        actor: Some(by.0.to_owned()),
        reason: Some(by.1.to_owned()),
        ..machine(at, Kind::Erasure, 0, "erased", value(&what.to_string()))
    }
}

/// What was erased, and nobody can be known by it: `entries 5,7-9 events 100-104`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// The entries whose words and salts are gone.
    pub entries: BTreeSet<u64>,
    /// The events whose words are gone, by number.
    pub events: BTreeSet<u64>,
}

impl Erased {
    /// All that entries of a log say was erased.
    pub fn of<'a>(leaves: impl IntoIterator<Item = &'a Leaf>) -> Self {
        let mut all = Self::default();
        let erasures = leaves.into_iter().filter(|leaf| leaf.kind == Kind::Erasure);
        for one in erasures.filter_map(|leaf| leaf.subject.parse::<Self>().ok()) {
            all.entries.extend(one.entries);
            all.events.extend(one.events);
        }
        all
    }
}

impl fmt::Display for Erased {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (entries, events) = (runs(&self.entries), runs(&self.events));
        write!(f, "entries {entries} events {events}")
    }
}

impl FromStr for Erased {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let rest = text.strip_prefix("entries ").ok_or(())?;
        let (entries, events) = rest.split_once(" events ").ok_or(())?;
        Ok(Self {
            entries: numbers(entries).ok_or(())?,
            events: numbers(events).ok_or(())?,
        })
    }
}

/// `5,7-9`; `-` when there is none.
fn runs(numbers: &BTreeSet<u64>) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let run = |(first, last): &(u64, u64)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    if runs.is_empty() {
        return "-".to_owned();
    }
    runs.iter().map(run).collect::<Vec<_>>().join(",")
}

fn numbers(text: &str) -> Option<BTreeSet<u64>> {
    let mut all = BTreeSet::new();
    if text == "-" {
        return Some(all);
    }
    for run in text.split(',') {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
        // No erasure is that long; a number that somebody made up must not fill the memory.
        if last.checked_sub(first)? > 1_000_000 {
            return None;
        }
        all.extend(first..=last);
    }
    Some(all)
}

fn machine(at: Timestamp, kind: Kind, number: u64, action: &str, after: Value) -> Sealing<'static> {
    Sealing {
        at,
        kind,
        number,
        action: action.to_owned(),
        subject: String::new(),
        actor: None,
        reason: None,
        after,
        evidence: Vec::new(),
        events: &[],
        findings: &[],
    }
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_erased_is_read_as_it_was_written() {
        for (entries, events, text) in [
            (
                vec![5, 7, 8, 9],
                vec![100, 101],
                "entries 5,7-9 events 100-101",
            ),
            (vec![], vec![3], "entries - events 3"),
        ] {
            let erased = Erased {
                entries: entries.into_iter().collect(),
                events: events.into_iter().collect(),
            };
            assert_eq!(erased.to_string(), text);
            assert_eq!(text.parse(), Ok(erased));
        }
        for text in [
            "",
            "entries 5",
            "entries 9-5 events -",
            "entries 0-99999999 events -",
        ] {
            assert_eq!(text.parse::<Erased>(), Err(()), "{text}");
        }
    }
}
