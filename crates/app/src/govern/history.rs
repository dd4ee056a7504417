//! What the entries come to, and the only place that says whether a step may be taken.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{Inventory, Place, Problem, RuleId};
use serde::Serialize;

use super::{
    entry::{By, Entry, Seat, SheetKey, Signer, Step},
    state::{After, Move, Stage, State, arrow_from},
};
use crate::ports::RuleCounts;

/// A signature from a chair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// Which chair.
    pub seat: Seat,
    /// Who.
    pub who: Signer,
    /// When.
    pub at: Timestamp,
    /// Why, if they said.
    pub reason: String,
}

/// Something a consulted person has against a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Objection {
    /// Who.
    pub who: Signer,
    /// When.
    pub at: Timestamp,
    /// What.
    pub reason: String,
    /// The answer, once there is one.
    pub answer: Option<String>,
}

/// Why new findings of a rule wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// Since when.
    pub since: Timestamp,
    /// The counts before.
    pub was: RuleCounts,
    /// What the pass saw.
    pub reason: String,
}

/// One version of a rule, as its entries leave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionRecord {
    /// The version.
    pub version: String,
    /// Digest of its stored text.
    pub text: String,
    /// Who wrote it.
    pub author: By,
    /// Where it is in its life.
    pub state: State,
    /// How far it is rolled out, once it is or was in force.
    pub stage: Option<Stage>,
    /// Since when it is at that stage.
    pub stage_since: Option<Timestamp>,
    /// When people began to be told: the first stage past monitoring.
    pub told_since: Option<Timestamp>,
    /// What approvers sign.
    pub sheet: Option<SheetKey>,
    /// Which chairs have to sign.
    pub needs: BTreeSet<Seat>,
    /// Who signed.
    pub approvals: Vec<Signature>,
    /// Who is consulted and has nothing against it.
    pub consents: Vec<Signer>,
    /// What others have against it.
    pub objections: Vec<Objection>,
    /// When the last signature was given, or when it was found.
    pub approved_at: Option<Timestamp>,
    /// When it was last looked at and kept.
    pub reviewed_at: Option<Timestamp>,
    /// Why its new findings wait, while they do.
    pub hold: Option<Hold>,
    /// When it was last released from that.
    pub released_at: Option<Timestamp>,
    /// Who signed that it ends, until all have.
    pub retirements: Vec<Signature>,
    /// When the latest step was taken.
    pub changed_at: Timestamp,
}

impl VersionRecord {
    /// The chairs that have not signed yet.
    pub fn open_seats(&self) -> impl Iterator<Item = &Seat> {
        let signed = |seat: &Seat| self.approvals.iter().any(|a| a.seat == *seat);
        self.needs.iter().filter(move |seat| !signed(seat))
    }

    /// Objections nobody answered yet.
    pub fn open_objections(&self) -> impl Iterator<Item = &Objection> {
        self.objections.iter().filter(|o| o.answer.is_none())
    }

    /// Whether its new findings open and people are told.
    pub fn tells(&self) -> bool {
        self.state == State::Live && self.stage > Some(Stage::Monitor) && self.hold.is_none()
    }
}

/// Everything that happened to every rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// Versions by rule, in the order they were first written down.
    rules: BTreeMap<RuleId, Vec<VersionRecord>>,
    /// How many entries it was made of.
    entries: usize,
    /// When it began, while nothing but files found in force has been noted since.
    beginning: Option<Timestamp>,
}

impl History {
    /// What these entries come to, oldest first.
    ///
    /// # Errors
    /// The first one that could not have been taken: somebody changed what was stored.
    pub fn replay<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Self, Problem> {
        let mut history = Self::default();
        for entry in entries {
            history.take(entry)?;
        }
        Ok(history)
    }

    /// The same after all of these steps, or nothing of them.
    ///
    /// # Errors
    /// The first step that may not be taken.
    pub fn after(&self, entries: &[Entry]) -> Result<Self, Problem> {
        let mut next = self.clone();
        for entry in entries {
            next.take(entry)?;
        }
        Ok(next)
    }

    /// Whether governance has begun here.
    pub fn has_begun(&self) -> bool {
        self.entries > 0
    }

    /// How many entries it was made of.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// The rules that were ever written down.
    pub fn rules(&self) -> impl Iterator<Item = (&RuleId, &[VersionRecord])> {
        self.rules.iter().map(|(rule, all)| (rule, all.as_slice()))
    }

    /// The versions of a rule, the oldest first.
    pub fn versions(&self, rule: &RuleId) -> &[VersionRecord] {
        self.rules.get(rule).map_or(&[], Vec::as_slice)
    }

    /// One version of a rule.
    pub fn version(&self, rule: &RuleId, version: &str) -> Option<&VersionRecord> {
        self.versions(rule).iter().find(|v| v.version == version)
    }

    /// The version of a rule that is in force.
    pub fn in_force(&self, rule: &RuleId) -> Option<&VersionRecord> {
        let mut all = self.versions(rule).iter();
        all.find(|version| version.state.is_in_force())
    }

    /// The version of a rule that waits for signatures or for its day.
    pub fn pending(&self, rule: &RuleId) -> Option<&VersionRecord> {
        let waits =
            |version: &&VersionRecord| matches!(version.state, State::Proposed | State::Approved);
        self.versions(rule).iter().rev().find(waits)
    }

    /// The same with every person under the number they have now.
    pub fn resolved(mut self, inventory: &Inventory) -> Self {
        let now = |signer: &mut Signer| {
            if let Some(entity) = inventory.get(&signer.person) {
                signer.person = entity.id.clone();
            }
        };
        for record in self.rules.values_mut().flatten() {
            if let By::Person(author) = &mut record.author {
                now(author);
            }
            let signed = record.approvals.iter_mut().chain(&mut record.retirements);
            signed.for_each(|signature| now(&mut signature.who));
            record.consents.iter_mut().for_each(now);
            record.objections.iter_mut().for_each(|o| now(&mut o.who));
        }
        self
    }

    /// Takes one step. A step that may not be taken changes nothing.
    ///
    /// # Errors
    /// Why it may not be taken.
    pub fn take(&mut self, entry: &Entry) -> Result<(), Problem> {
        let step = entry.step.sort();
        if step == Move::Begin {
            return self.begin(entry);
        }
        let beginning = self
            .beginning
            .filter(|at| step == Move::Find && *at == entry.at);
        if self.entries == 0 || (step == Move::Find && beginning.is_none()) {
            let says = format!("`{}` was not in force when governance began", entry.rule);
            return Err(refused(entry, "govern-begun", says)
                .advise("`allhands rule propose FILE --as NAME@...` hands it to its approvers"));
        }
        let before = self.version(&entry.rule, &entry.version);
        let state = before.map(|record| record.state);
        let Some(arrow) = arrow_from(state, step) else {
            return Err(not_from(entry, state, step));
        };
        let mut record = before.cloned().unwrap_or_else(|| blank(entry));
        if matches!(step, Move::Publish | Move::Find)
            && let Some(other) = self.in_force(&entry.rule)
        {
            let says = format!("version {} of `{}` is in force", other.version, entry.rule);
            return Err(refused(entry, "govern-two-in-force", says)
                .advise("it has to be superseded by the new one in the same step"));
        }
        apply(&mut record, entry)?;
        record.state = match arrow.after {
            After::To(state) => state,
            After::OnceSigned(state) if is_signed(&record, step) => state,
            After::OnceSigned(_) | After::Stays => record.state,
        };
        if record.state == State::Approved && step == Move::Approve {
            record.approved_at = Some(entry.at);
        }
        record.changed_at = entry.at;
        let versions = self.rules.entry(entry.rule.clone()).or_default();
        match versions.iter_mut().find(|v| v.version == entry.version) {
            Some(known) => *known = record,
            None => versions.push(record),
        }
        self.entries += 1;
        self.beginning = beginning;
        Ok(())
    }

    fn begin(&mut self, entry: &Entry) -> Result<(), Problem> {
        if self.has_begun() {
            return Err(refused(
                entry,
                "govern-begun",
                "governance has begun already",
            ));
        }
        self.entries = 1;
        self.beginning = Some(entry.at);
        Ok(())
    }
}

fn blank(entry: &Entry) -> VersionRecord {
    VersionRecord {
        version: entry.version.clone(),
        text: String::new(),
        author: entry.by.clone(),
        state: State::Draft,
        stage: None,
        stage_since: None,
        told_since: None,
        sheet: None,
        needs: BTreeSet::new(),
        approvals: Vec::new(),
        consents: Vec::new(),
        objections: Vec::new(),
        approved_at: None,
        reviewed_at: None,
        hold: None,
        released_at: None,
        retirements: Vec::new(),
        changed_at: entry.at,
    }
}

/// Whether every chair has signed what the step is about.
fn is_signed(record: &VersionRecord, step: Move) -> bool {
    match step {
        Move::Retire => record
            .needs
            .iter()
            .all(|seat| record.retirements.iter().any(|s| s.seat == *seat)),
        _ => record.open_seats().next().is_none(),
    }
}

/// What a step changes in a version, or why it may not be taken.
fn apply(record: &mut VersionRecord, entry: &Entry) -> Result<(), Problem> {
    match &entry.step {
        Step::Found { stage, text } => {
            text.clone_into(&mut record.text);
            record.approved_at = Some(entry.at);
            enter(record, *stage, entry.at);
        }
        Step::Drafted { text } => {
            let author = signer(entry)?.clone();
            *record = blank(entry);
            record.author = By::Person(author);
            text.clone_into(&mut record.text);
        }
        Step::Began | Step::Tested | Step::Superseded { .. } => {}
        Step::Proposed { sheet, needs } => propose(record, entry, sheet, needs)?,
        Step::Approved { seat } => {
            let signature = sign(record, entry, seat, &record.needs, &record.approvals)?;
            record.approvals.push(signature);
        }
        Step::Consented => record.consents.push(signer(entry)?.clone()),
        Step::Objected => object(record, entry)?,
        Step::Answered { to } => answer(record, entry, to)?,
        Step::Published { stage } => {
            objections_answered(record, entry)?;
            enter(record, *stage, entry.at);
        }
        Step::Drifted { .. } => {
            record.approvals.clear();
            record.approved_at = None;
        }
        Step::Promoted { to } => promote(record, entry, *to)?,
        Step::Paused | Step::Resumed => {
            other_than_author(record, entry)?;
        }
        Step::Held { was } => hold(record, entry, *was)?,
        Step::Released => release(record, entry)?,
        Step::Reviewed => {
            other_than_author(record, entry)?;
            record.reviewed_at = Some(entry.at);
        }
        Step::Retired { seat, needs } => {
            let signature = sign(record, entry, seat, needs, &record.retirements)?;
            record.needs.clone_from(needs);
            record.retirements.push(signature);
        }
    }
    Ok(())
}

fn enter(record: &mut VersionRecord, stage: Stage, at: Timestamp) {
    record.stage = Some(stage);
    record.stage_since = Some(at);
    if stage > Stage::Monitor {
        record.told_since.get_or_insert(at);
    }
}

fn propose(
    record: &mut VersionRecord,
    entry: &Entry,
    sheet: &SheetKey,
    needs: &BTreeSet<Seat>,
) -> Result<(), Problem> {
    if needs.is_empty() {
        let says = format!("nobody would have to sign `{}`", entry.rule);
        return Err(refused(entry, "govern-nobody-signs", says)
            .advise("name an Accountable for its activity in `responsibilities/`"));
    }
    signer(entry)?;
    record.sheet = Some(sheet.clone());
    record.needs.clone_from(needs);
    record.approvals.clear();
    Ok(())
}

/// A signature, if this person may give it from this chair.
fn sign(
    record: &VersionRecord,
    entry: &Entry,
    seat: &Seat,
    needs: &BTreeSet<Seat>,
    given: &[Signature],
) -> Result<Signature, Problem> {
    let who = other_than_author(record, entry)?;
    let refuse = |code, says: String| Err(refused(entry, code, says));
    if !needs.contains(seat) {
        let says = format!("`{}` needs no signature of that kind", entry.rule);
        return refuse("govern-seat", says);
    }
    if given.iter().any(|s| s.seat == *seat) {
        let says = format!("`{}` is signed from there already", entry.rule);
        return refuse("govern-signed", says);
    }
    if given.iter().any(|s| s.who.is(who)) {
        let says = format!(
            "{} has signed `{}` already, and the other signature must be somebody else's",
            who.name, entry.rule
        );
        return refuse("govern-signed", says);
    }
    Ok(Signature {
        seat: seat.clone(),
        who: who.clone(),
        at: entry.at,
        reason: entry.reason.clone(),
    })
}

fn object(record: &mut VersionRecord, entry: &Entry) -> Result<(), Problem> {
    let who = signer(entry)?.clone();
    if entry.reason.trim().is_empty() {
        let says = "an objection needs its reason";
        return Err(refused(entry, "govern-reason", says).advise("add `--reason \"...\"`"));
    }
    if record.open_objections().any(|o| o.who.is(&who)) {
        let says = format!("{} has an objection that is not answered yet", who.name);
        return Err(refused(entry, "govern-objected", says));
    }
    record.consents.retain(|c| !c.is(&who));
    record.objections.push(Objection {
        who,
        at: entry.at,
        reason: entry.reason.clone(),
        answer: None,
    });
    Ok(())
}

fn answer(record: &mut VersionRecord, entry: &Entry, to: &str) -> Result<(), Problem> {
    let by = signer(entry)?;
    if entry.reason.trim().is_empty() {
        let says = "an answer needs its words";
        return Err(refused(entry, "govern-reason", says).advise("add `--reason \"...\"`"));
    }
    if by.mail == to {
        let says = "an objection is answered by somebody else";
        return Err(refused(entry, "govern-own-objection", says));
    }
    let open = |o: &&mut Objection| o.answer.is_none() && o.who.mail == to;
    match record.objections.iter_mut().find(open) {
        Some(objection) => {
            objection.answer = Some(entry.reason.clone());
            Ok(())
        }
        None => {
            let says = format!("`{to}` has no open objection against `{}`", entry.rule);
            Err(refused(entry, "govern-no-objection", says))
        }
    }
}

fn promote(record: &mut VersionRecord, entry: &Entry, to: Stage) -> Result<(), Problem> {
    other_than_author(record, entry)?;
    objections_answered(record, entry)?;
    if record.stage.and_then(Stage::next) != Some(to) {
        let at = record.stage.map_or("nowhere", Stage::word);
        let says = format!(
            "`{}` is at {at}, from where {} is not next",
            entry.rule,
            to.word()
        );
        return Err(refused(entry, "govern-stage", says));
    }
    if record.hold.is_some() {
        let says = format!("new findings of `{}` are held", entry.rule);
        let next = format!("look at them, then `allhands rule release {}`", entry.rule);
        return Err(refused(entry, "govern-held", says).advise(next));
    }
    enter(record, to, entry.at);
    Ok(())
}

fn hold(record: &mut VersionRecord, entry: &Entry, was: RuleCounts) -> Result<(), Problem> {
    if record.hold.is_some() {
        let says = format!("new findings of `{}` are held already", entry.rule);
        return Err(refused(entry, "govern-held", says));
    }
    record.hold = Some(Hold {
        since: entry.at,
        was,
        reason: entry.reason.clone(),
    });
    Ok(())
}

fn release(record: &mut VersionRecord, entry: &Entry) -> Result<(), Problem> {
    if record.hold.take().is_none() {
        let says = format!("no findings of `{}` are held", entry.rule);
        return Err(refused(entry, "govern-not-held", says));
    }
    record.released_at = Some(entry.at);
    Ok(())
}

/// The person of a step that only a person may take.
fn signer(entry: &Entry) -> Result<&Signer, Problem> {
    entry.by.signer().ok_or_else(|| {
        let says = format!("`{}`: only a person does that", entry.rule);
        refused(entry, "govern-person", says).advise("say who with `--as NAME@...`")
    })
}

/// The person of a step that the author may not take.
fn other_than_author<'a>(record: &VersionRecord, entry: &'a Entry) -> Result<&'a Signer, Problem> {
    let who = signer(entry)?;
    if record.author.signer().is_some_and(|author| author.is(who)) {
        let says = format!(
            "{} wrote `{}` and cannot also sign for it",
            who.name, entry.rule
        );
        return Err(refused(entry, "govern-author", says)
            .advise("ask another of those who may: `allhands rule status` names them"));
    }
    Ok(who)
}

fn objections_answered(record: &VersionRecord, entry: &Entry) -> Result<(), Problem> {
    match record.open_objections().next() {
        None => Ok(()),
        Some(open) => {
            let says = format!(
                "{} objects to `{}`: {}",
                open.who.name, entry.rule, open.reason
            );
            let next = format!(
                "answer it: `allhands rule answer {} --to {} --as ... --reason \"...\"`",
                entry.rule, open.who.mail
            );
            Err(refused(entry, "govern-objection", says).advise(next))
        }
    }
}

fn refused(entry: &Entry, code: &str, says: impl Into<String>) -> Problem {
    Problem::new(code, says, Place::file(format!("rule {}", entry.rule)))
}

fn not_from(entry: &Entry, state: Option<State>, step: Move) -> Problem {
    let rule = &entry.rule;
    let says = match state {
        None => format!(
            "version {} of `{rule}` was never written down",
            entry.version
        ),
        Some(state) => format!("`{rule}` is {}, so that cannot be done to it", state.word()),
    };
    let problem = refused(entry, "govern-state", says);
    match (state, step) {
        (None, _) => problem.advise("`allhands rule propose FILE --as NAME@...` begins"),
        (Some(State::Proposed), Move::Publish) => problem.advise(format!(
            "it needs its signatures first: `allhands rule status {rule}`"
        )),
        (Some(State::Live), Move::Draft) => problem.advise("it is in force as it reads"),
        _ => problem.advise(format!(
            "`allhands rule status {rule}` says what comes next"
        )),
    }
}
