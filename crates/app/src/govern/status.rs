//! How every rule stands, and what comes next.

use jiff::Timestamp;
use model::RuleId;
use serde::Serialize;

use super::{
    decide,
    desk::Desk,
    entry::{By, Entry},
    history::VersionRecord,
    promotion::{self, Condition},
    published::{self, Change},
    review,
    state::{Stage, State},
};

/// How one version of a rule stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusRow {
    /// The rule.
    pub rule: RuleId,
    /// Its title, where its text is known.
    pub title: String,
    /// The version; for a file that was never proposed, as it reads.
    pub version: String,
    /// Its state; a file that was never proposed is a draft.
    pub state: State,
    /// How far it is rolled out, while it is in force.
    pub stage: Option<Stage>,
    /// Who wrote it.
    pub author: String,
    /// Since when it is like that.
    pub since: Option<Timestamp>,
    /// Who signed, and who has to sign yet.
    pub signatures: Vec<SeatLine>,
    /// Objections nobody answered, as `NAME: words`.
    pub objections: Vec<String>,
    /// Why its new findings wait.
    pub held: Option<String>,
    /// What has to be so before it goes to its next stage.
    pub conditions: Vec<Condition>,
    /// When somebody should look at it again.
    pub review_due: Option<Timestamp>,
    /// What to do next, as it is typed.
    pub next: Option<String>,
}

/// One chair and who filled it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeatLine {
    /// The chair, in words.
    pub seat: String,
    /// Who signed; none for an open chair.
    pub signed_by: Option<String>,
    /// Who may, where it is open.
    pub may_sign: Vec<String>,
}

/// How rules stand: everything that waits or is in force, and what is over when one rule is asked
/// for.
pub fn status(desk: &Desk<'_>, only: Option<&RuleId>) -> Vec<StatusRow> {
    let wanted = |rule: &RuleId| only.is_none_or(|only| only == rule);
    let mut rows = Vec::new();
    for (rule, versions) in desk.history.rules().filter(|(rule, _)| wanted(rule)) {
        let shown = versions
            .iter()
            .filter(|v| only.is_some() || !v.state.is_over());
        rows.extend(shown.map(|record| row(desk, rule, record)));
    }
    for draft in desk
        .workspace
        .drafts
        .iter()
        .filter(|d| wanted(&d.loaded.rule.id))
    {
        let rule = &draft.loaded.rule;
        let version = published::version(rule, &desk.drafted.vocabulary);
        let known = desk.history.version(&rule.id, &version);
        if known.is_none_or(|record| record.state.is_over()) {
            rows.retain(|row| row.rule != rule.id || row.version != version);
            rows.push(unproposed(rule, version, draft.change));
        }
    }
    rows.sort_by(|a, b| (&a.rule, a.since).cmp(&(&b.rule, b.since)));
    rows
}

fn unproposed(rule: &rules::tree::Rule, version: String, change: Change) -> StatusRow {
    StatusRow {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        version,
        state: State::Draft,
        stage: None,
        author: change.says().to_owned(),
        since: None,
        signatures: Vec::new(),
        objections: Vec::new(),
        held: None,
        conditions: Vec::new(),
        review_due: None,
        next: Some(format!("allhands rule propose {} --as NAME@...", rule.id)),
    }
}

fn row(desk: &Desk<'_>, rule: &RuleId, record: &VersionRecord) -> StatusRow {
    let tree = desk.stored(rule, record).ok();
    let people = record.sheet.as_ref().map_or(0, |sheet| sheet.people);
    let bench = tree
        .as_ref()
        .and_then(|tree| desk.roster().bench(tree, people).ok())
        .unwrap_or_default();
    let live = record.state == State::Live;
    let conditions = tree
        .as_ref()
        .filter(|_| live)
        .and_then(|tree| promotion::conditions(desk, rule, record, tree, &bench).ok())
        .unwrap_or_default();
    let seat_line = |seat: &super::Seat| {
        let signed = record.approvals.iter().find(|a| a.seat == *seat);
        let may = bench.seats.get(seat).into_iter().flatten();
        let may = may.filter(|person| {
            let author = record.author.signer();
            signed.is_none() && author.is_none_or(|author| author.person != **person)
        });
        SeatLine {
            seat: tree
                .as_ref()
                .map_or_else(String::new, |tree| seat.says(tree)),
            signed_by: signed.map(|a| a.who.name.clone()),
            may_sign: may.map(|person| desk.roster().name(person)).collect(),
        }
    };
    let objections = record.open_objections();
    StatusRow {
        rule: rule.clone(),
        title: tree
            .as_ref()
            .map_or_else(String::new, |tree| tree.title.clone()),
        version: record.version.clone(),
        state: record.state,
        stage: record.stage.filter(|_| record.state.is_in_force()),
        author: match &record.author {
            By::Person(signer) => signer.name.clone(),
            By::File | By::Pass => "by file".to_owned(),
        },
        since: record
            .stage_since
            .filter(|_| live)
            .or(Some(record.changed_at)),
        signatures: record.needs.iter().map(seat_line).collect(),
        objections: objections
            .map(|o| format!("{}: {}", o.who.name, o.reason))
            .collect(),
        held: record.hold.as_ref().map(|hold| hold.reason.clone()),
        review_due: review::due(record, &desk.workspace.settings.time_zone),
        next: next(desk, rule, record, &conditions),
        conditions,
    }
}

/// What to do next about a version, as it is typed.
fn next(
    desk: &Desk<'_>,
    rule: &RuleId,
    record: &VersionRecord,
    conditions: &[Condition],
) -> Option<String> {
    let typed =
        |what: &str, more: &str| Some(format!("allhands rule {what} {rule} --as NAME@...{more}"));
    if record.open_objections().next().is_some() {
        return typed("answer", " --reason \"...\"");
    }
    let overdue =
        review::due(record, &desk.workspace.settings.time_zone).is_some_and(|due| due <= desk.at);
    match record.state {
        State::Draft | State::Tested => typed("propose", ""),
        State::Proposed => typed("approve", ""),
        State::Approved => typed("publish", ""),
        State::Paused => typed("resume", ""),
        State::Live if record.hold.is_some() => typed("release", ""),
        State::Live if desk.workspace.files_gone.contains(rule) => {
            typed("retire", " --reason \"...\"")
        }
        State::Live if overdue => typed("review", ""),
        State::Live if record.stage == Some(Stage::Block) => None,
        State::Live if conditions.iter().all(|condition| condition.met) => typed("promote", ""),
        State::Live | State::Retired | State::Superseded => None,
    }
}

/// What happened to a rule, the oldest first.
pub fn story<'d>(desk: &'d Desk<'_>, rule: &RuleId) -> Vec<&'d Entry> {
    let entries = desk.workspace.decided.entries.iter();
    entries.filter(|entry| entry.rule == *rule).collect()
}

/// When a rule that is monitored since an instant may be promoted.
pub fn monitored_until(since: Timestamp) -> Timestamp {
    decide::days_after(since, promotion::MONITOR_DAYS)
}
