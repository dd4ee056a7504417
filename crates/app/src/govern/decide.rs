//! The decisions: propose, sign, object, publish, promote, pause, retire.
//!
//! Each prepares entries at a [`Desk`]; the history has the last word on whether they are taken.

use jiff::{Timestamp, ToSpan};
use model::{Place, Problem, RuleId};
use rules::tree::Rule;

use super::{
    bench::Bench,
    desk::{Desk, Prepared},
    drift::drifted,
    entry::{Entry, Seat, Signer, Step},
    gates::{self, Candidate},
    history::VersionRecord,
    promotion,
    published::{self, Draft},
    state::{Stage, State},
};
use crate::ports::GovernWrite;

/// Something that is to be stored, and the rules it is about.
#[derive(Debug)]
pub struct Decision {
    /// What to store.
    pub write: GovernWrite,
    /// What was proposed, with its impact.
    pub prepared: Vec<Prepared>,
    /// Rules whose numbers moved away from what was signed: they are proposed anew instead.
    pub drifted: Vec<RuleId>,
}

impl Decision {
    fn of(desk: &Desk<'_>, entries: Vec<Entry>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            write: desk.write(entries).map_err(|problem| vec![problem])?,
            prepared: Vec::new(),
            drifted: Vec::new(),
        })
    }
}

/// Hands drafts to their approvers: runs the gates, and keeps what they will sign.
///
/// # Errors
/// What the gates find, and chairs that nobody could fill.
pub fn propose(
    desk: &Desk<'_>,
    drafts: &[&Draft],
    author: &Signer,
) -> Result<Decision, Vec<Problem>> {
    // A word that changes is published together with every rule that uses it.
    let together: Vec<Rule> = desk.workspace.drafts.iter().map(alone).collect();
    let prepared = prepare(desk, drafts, &together)?;
    let mut decision = Decision::of(desk, Vec::new())?;
    for (draft, one) in drafts.iter().zip(&prepared) {
        let entries = proposed(desk, draft, one, author, &mut decision.write);
        decision.write.entries.extend(entries);
    }
    settle(desk, decision, prepared)
}

fn settle(
    desk: &Desk<'_>,
    mut decision: Decision,
    prepared: Vec<Prepared>,
) -> Result<Decision, Vec<Problem>> {
    let entries = std::mem::take(&mut decision.write.entries);
    let checked = desk.write(entries).map_err(|problem| vec![problem])?;
    decision.write.entries = checked.entries;
    decision.prepared = prepared;
    Ok(decision)
}

fn alone(draft: &Draft) -> Rule {
    published::standalone(&draft.loaded.rule)
}

/// Drafts with their impact, once every gate is open for all of them.
pub(super) fn prepare(
    desk: &Desk<'_>,
    drafts: &[&Draft],
    together: &[Rule],
) -> Result<Vec<Prepared>, Vec<Problem>> {
    let (mut prepared, mut problems) = (Vec::new(), Vec::new());
    let beside: Vec<Rule> = drafts.iter().map(|draft| alone(draft)).collect();
    for draft in drafts {
        let found = desk.prepare(&draft.loaded.rule, &beside).and_then(|one| {
            let closed = gates::closed(&Candidate {
                workspace: &desk.drafted,
                rule: &one.rule,
                lints: &one.lints,
                together,
            });
            if closed.is_empty() {
                Ok(one)
            } else {
                Err(closed)
            }
        });
        match found {
            Ok(one) => prepared.push(one),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() {
        Ok(prepared)
    } else {
        Err(problems)
    }
}

/// The steps from a draft to its proposal. A version that waits already gives way.
fn proposed(
    desk: &Desk<'_>,
    draft: &Draft,
    one: &Prepared,
    author: &Signer,
    write: &mut GovernWrite,
) -> Vec<Entry> {
    let text = published::kept(&draft.loaded.rule, &desk.drafted.vocabulary);
    let (sheet, body) = desk.key(&one.sheet);
    let step = |version: &str, step| desk.entry(&one.rule.id, version, author, step);
    let waiting = desk.history.pending(&one.rule.id);
    let mut entries: Vec<Entry> = waiting
        .filter(|waiting| waiting.version != one.version)
        .map(|waiting| {
            let by = one.version.clone();
            step(&waiting.version, Step::Superseded { by })
        })
        .into_iter()
        .collect();
    let needs = one.bench.needs();
    entries.extend([
        step(
            &one.version,
            Step::Drafted {
                text: text.digest.clone(),
            },
        ),
        step(&one.version, Step::Tested),
        step(
            &one.version,
            Step::Proposed {
                sheet: sheet.clone(),
                needs,
            },
        ),
    ]);
    write.texts.push(text);
    write.sheets.push((sheet.digest, body));
    entries
}

/// Signs what waits, from the first open chair this person may sit on; of somebody who is only
/// consulted it is noted that they have nothing against it.
///
/// # Errors
/// When nothing waits, or this person may not sign it.
pub fn approve(
    desk: &Desk<'_>,
    rule: &RuleId,
    who: &Signer,
    reason: &str,
) -> Result<Decision, Vec<Problem>> {
    let waiting = waiting(desk, rule).map_err(|problem| vec![problem])?;
    let tree = desk.stored(rule, waiting)?;
    let people = waiting.sheet.as_ref().map_or(0, |sheet| sheet.people);
    let bench = desk.roster().bench(&tree, people)?;
    let mut open = waiting
        .open_seats()
        .filter(|seat| bench.seats_of(who).any(|s| s == *seat));
    let step = match open.next() {
        Some(seat) => Step::Approved { seat: seat.clone() },
        None if bench.consulted.contains(&who.person) => Step::Consented,
        // The history knows better why: the author, or somebody who signed already.
        None => match bench.seats_of(who).next() {
            Some(seat) => Step::Approved { seat: seat.clone() },
            None => return Err(vec![may_not(desk, &tree, &bench, who)]),
        },
    };
    let entry = desk.entry(rule, &waiting.version, who, step);
    Decision::of(desk, vec![with(entry, reason)])
}

/// The version that waits for signatures.
fn waiting<'d>(desk: &'d Desk<'_>, rule: &RuleId) -> Result<&'d VersionRecord, Problem> {
    let nothing = || {
        let says = format!("nothing of `{rule}` waits for a signature");
        let problem = Problem::new("govern-nothing-waits", says, Place::file("command line"));
        problem.advise(format!(
            "`allhands rule propose {rule} --as NAME@...` hands it over"
        ))
    };
    desk.history.pending(rule).ok_or_else(nothing)
}

fn may_not(desk: &Desk<'_>, rule: &Rule, bench: &Bench, who: &Signer) -> Problem {
    let roster = desk.roster();
    let says = format!("{} does not sign for `{}`", who.name, rule.id);
    let mut problem = Problem::new("govern-seat", says, Place::file("command line"));
    for (seat, people) in &bench.seats {
        let names: Vec<String> = people.iter().take(5).map(|p| roster.name(p)).collect();
        problem = problem.advise(format!("{}: {}", seat.says(rule), names.join(", ")));
    }
    problem
}

/// Notes what a consulted person, or anybody who may sign, has against a rule.
///
/// # Errors
/// When they are not asked about this rule.
pub fn object(
    desk: &Desk<'_>,
    rule: &RuleId,
    who: &Signer,
    reason: &str,
) -> Result<Decision, Vec<Problem>> {
    let record = current(desk, rule)?;
    let tree = desk.stored(rule, record)?;
    let bench = bench(desk, &tree, record)?;
    if !bench.consulted.contains(&who.person) && bench.seats_of(who).next().is_none() {
        let says = format!("{} is not consulted about `{rule}`", who.name);
        let problem = Problem::new("govern-not-consulted", says, Place::file("command line"));
        let asked = bench.consulted.iter().map(|p| desk.roster().name(p));
        let asked: Vec<String> = asked.collect();
        return Err(vec![match asked.is_empty() {
            true => problem.advise("name them under Consulted in `responsibilities/`"),
            false => problem.advise(format!("consulted are: {}", asked.join(", "))),
        }]);
    }
    let entry = desk.entry(rule, &record.version, who, Step::Objected);
    Decision::of(desk, vec![with(entry, reason)])
}

/// Answers an objection; without saying whose, the only open one.
///
/// # Errors
/// When there is none, or several.
pub fn answer(
    desk: &Desk<'_>,
    rule: &RuleId,
    who: &Signer,
    to: Option<&str>,
    reason: &str,
) -> Result<Decision, Vec<Problem>> {
    let record = current(desk, rule)?;
    let open: Vec<&str> = record
        .open_objections()
        .map(|o| o.who.mail.as_str())
        .collect();
    let to = match (to, open.as_slice()) {
        (Some(to), _) => to.trim().to_lowercase(),
        (None, [one]) => (*one).to_owned(),
        (None, []) => {
            let says = format!("nobody objects to `{rule}`");
            let place = Place::file("command line");
            return Err(vec![Problem::new("govern-no-objection", says, place)]);
        }
        (None, several) => {
            let says = format!("{} people object to `{rule}`", several.len());
            let problem = Problem::new("govern-which", says, Place::file("command line"));
            return Err(vec![
                problem.advise(format!("say whom: `--to {}`", several[0])),
            ]);
        }
    };
    let entry = desk.entry(rule, &record.version, who, Step::Answered { to });
    Decision::of(desk, vec![with(entry, reason)])
}

/// What a decision about a rule in general is about: what waits, else what is in force.
fn current<'d>(desk: &'d Desk<'_>, rule: &RuleId) -> Result<&'d VersionRecord, Vec<Problem>> {
    let record = desk
        .history
        .pending(rule)
        .or_else(|| desk.history.in_force(rule));
    record.ok_or_else(|| vec![not_in_force(desk, rule)])
}

fn in_force<'d>(desk: &'d Desk<'_>, rule: &RuleId) -> Result<&'d VersionRecord, Vec<Problem>> {
    desk.history
        .in_force(rule)
        .ok_or_else(|| vec![not_in_force(desk, rule)])
}

fn not_in_force(desk: &Desk<'_>, rule: &RuleId) -> Problem {
    let says = format!("`{rule}` is not in force");
    let problem = Problem::new("govern-not-in-force", says, Place::file("command line"));
    let known = desk.history.rules().map(|(rule, _)| rule.as_str());
    match crate::workspace::nearest(rule.as_str(), known) {
        Some(near) if near != rule.as_str() => problem.advise(format!("did you mean `{near}`?")),
        _ => problem.advise("`allhands rule status` lists what is"),
    }
}

/// Who may decide about a version.
fn bench(desk: &Desk<'_>, tree: &Rule, record: &VersionRecord) -> Result<Bench, Vec<Problem>> {
    let people = record.sheet.as_ref().map_or(0, |sheet| sheet.people);
    desk.roster().bench(tree, people)
}

/// A decision about a rule in force, by one of those who may sign for it.
///
/// # Errors
/// When it is not in force, or this person does not sign for it.
pub fn about(
    desk: &Desk<'_>,
    rule: &RuleId,
    who: &Signer,
    what: &About,
    reason: &str,
) -> Result<Decision, Vec<Problem>> {
    let record = in_force(desk, rule)?;
    let tree = desk.stored(rule, record)?;
    let bench = bench(desk, &tree, record)?;
    let mut seats = bench.seats_of(who);
    let Some(first) = seats.next() else {
        return Err(vec![may_not(desk, &tree, &bench, who)]);
    };
    let refuse = |code, says: String, advice: &str| {
        let problem = Problem::new(code, says, Place::file("command line"));
        Err(vec![problem.advise(advice)])
    };
    let step = match what {
        About::Pause if tree.tightens.is_some() => {
            let says =
                format!("`{rule}` tightens another rule, so pausing it would close findings");
            return refuse(
                "govern-pause-tightening",
                says,
                "pause that rule, or retire this one",
            );
        }
        About::Pause => Step::Paused,
        About::Resume => Step::Resumed,
        About::Release => Step::Released,
        About::Review => Step::Reviewed,
        About::Promote => {
            let unmet: Vec<Problem> = promotion::conditions(desk, rule, record, &tree, &bench)?
                .into_iter()
                .filter(|condition| !condition.met)
                .map(|condition| {
                    let says = format!("`{rule}` is not ready: {}", condition.says);
                    Problem::new(
                        "govern-not-ready",
                        says,
                        Place::file(format!("rule {rule}")),
                    )
                })
                .collect();
            if !unmet.is_empty() {
                return Err(unmet);
            }
            let to = record.stage.and_then(Stage::next).unwrap_or(Stage::Block);
            Step::Promoted { to }
        }
        About::Retire => {
            let signed = |seat: &&Seat| record.retirements.iter().all(|s| s.seat != **seat);
            let open = bench.seats_of(who).find(signed).unwrap_or(first);
            Step::Retired {
                seat: open.clone(),
                needs: bench.needs(),
            }
        }
    };
    if matches!(what, About::Pause | About::Retire) && reason.trim().is_empty() {
        let says = format!("`{rule}`: this needs its reason");
        return refuse("govern-reason", says, "add `--reason \"...\"`");
    }
    let entry = desk.entry(rule, &record.version, who, step);
    Decision::of(desk, vec![with(entry, reason)])
}

/// What can be decided about a rule in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Roll it out one stage further.
    Promote,
    /// Stop it for now.
    Pause,
    /// Let it go on.
    Resume,
    /// Open the findings that were held.
    Release,
    /// Keep it for another year.
    Review,
    /// End it.
    Retire,
}

/// How something is published.
#[derive(Clone, Debug, Default)]
pub struct Publishing {
    /// Who signed elsewhere: in a merged pull request, say. Empty to publish what was approved.
    pub approved_by: Vec<Signer>,
    /// How far it is rolled out at once, where that is not left to the usual.
    pub stage: Option<Stage>,
    /// Why it is rolled out further than usual.
    pub reason: String,
}

/// Puts drafts in force: those that are approved, and, with approvers given, the others through
/// the same gates and signatures.
///
/// # Errors
/// What the gates find, who has to sign yet, and words that others use too.
pub fn publish(
    desk: &Desk<'_>,
    drafts: &[&Draft],
    who: &Signer,
    how: &Publishing,
) -> Result<Decision, Vec<Problem>> {
    let together: Vec<Rule> = drafts.iter().map(|draft| alone(draft)).collect();
    let prepared = prepare(desk, drafts, &together)?;
    let mut decision = Decision::of(desk, Vec::new())?;
    for (draft, one) in drafts.iter().zip(&prepared) {
        let waiting = desk.history.version(&one.rule.id, &one.version);
        let approved = waiting.filter(|it| it.state == State::Approved);
        let entries = match approved {
            Some(record) if moved(record, one) => {
                decision.drifted.push(one.rule.id.clone());
                let now = one.sheet.counts;
                let entry = desk.entry(&one.rule.id, &one.version, who, Step::Drifted { now });
                decision.write.entries.push(entry);
                continue;
            }
            Some(_) => Vec::new(),
            None => {
                let mut entries = match waiting {
                    Some(it) if it.state == State::Proposed => Vec::new(),
                    _ => proposed(desk, draft, one, who, &mut decision.write),
                };
                entries.extend(signatures(desk, one, &how.approved_by)?);
                entries
            }
        };
        decision.write.entries.extend(entries);
        decision
            .write
            .entries
            .extend(into_force(desk, one, who, how)?);
    }
    settle(desk, decision, prepared)
}

fn moved(record: &VersionRecord, one: &Prepared) -> bool {
    record
        .sheet
        .as_ref()
        .is_some_and(|sheet| drifted(sheet.counts, one.sheet.counts))
}

/// The signatures of people who approved elsewhere, each from the first chair that fits.
fn signatures(
    desk: &Desk<'_>,
    one: &Prepared,
    approvers: &[Signer],
) -> Result<Vec<Entry>, Vec<Problem>> {
    let mut open = one.bench.needs();
    if let Some(waiting) = desk.history.version(&one.rule.id, &one.version)
        && waiting.state == State::Proposed
    {
        open = waiting.open_seats().cloned().collect();
    }
    let mut entries = Vec::new();
    for who in approvers {
        let Some(seat) = one
            .bench
            .seats_of(who)
            .find(|seat| open.contains(seat))
            .cloned()
        else {
            continue;
        };
        open.remove(&seat);
        entries.push(desk.entry(&one.rule.id, &one.version, who, Step::Approved { seat }));
    }
    if open.is_empty() {
        return Ok(entries);
    }
    let roster = desk.roster();
    let missing = open.iter().map(|seat| {
        let says = format!(
            "`{}` is not signed by somebody {}",
            one.rule.id,
            seat.says(&one.rule)
        );
        let names: Vec<String> = one
            .bench
            .seats
            .get(seat)
            .into_iter()
            .flatten()
            .take(5)
            .map(|person| roster.name(person))
            .collect();
        Problem::new(
            "govern-unsigned",
            says,
            Place::file(format!("rule {}", one.rule.id)),
        )
        .advise(format!("that is {}", names.join(" or ")))
    });
    Err(missing.collect())
}

/// The steps that put a version in force in place of the one that is.
fn into_force(
    desk: &Desk<'_>,
    one: &Prepared,
    who: &Signer,
    how: &Publishing,
) -> Result<Vec<Entry>, Vec<Problem>> {
    let id = &one.rule.id;
    let now = desk.history.in_force(id);
    // A new version goes on where the one before stood: monitoring it again would leave what it
    // guards unguarded.
    let usual = now
        .and_then(|record| record.stage)
        .unwrap_or(Stage::Monitor);
    let stage = how.stage.unwrap_or(usual);
    let mut by = who;
    if stage > usual {
        let approver = std::iter::once(who)
            .chain(&how.approved_by)
            .find(|signer| one.bench.seats_of(signer).next().is_some());
        let reasoned = !how.reason.trim().is_empty();
        by = approver.filter(|_| reasoned).ok_or_else(|| {
            let says = format!("`{id}` would skip {}; an approver says why", usual.word());
            let place = Place::file("command line");
            let problem = Problem::new("govern-skip", says, place);
            vec![problem.advise("add `--as APPROVER --reason \"...\"`, or leave `--stage` out")]
        })?;
    }
    let mut entries = Vec::new();
    if let Some(now) = now {
        let superseded = Step::Superseded {
            by: one.version.clone(),
        };
        entries.push(desk.entry(id, &now.version, who, superseded));
    }
    let published = desk.entry(id, &one.version, by, Step::Published { stage });
    entries.push(with(published, &how.reason));
    Ok(entries)
}

fn with(mut entry: Entry, reason: &str) -> Entry {
    reason.trim().clone_into(&mut entry.reason);
    entry
}

/// The instant so many days after another.
pub(super) fn days_after(at: Timestamp, days: i64) -> Timestamp {
    let hours = days.saturating_mul(24);
    at.checked_add(hours.hours()).unwrap_or(Timestamp::MAX)
}
