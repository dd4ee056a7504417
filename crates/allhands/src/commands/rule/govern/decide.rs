//! The decisions that are one sentence each: approve, object, answer, promote, pause, retire.

use app::govern::{About, Decision, Desk, Signer, Step, decide, desk::rule_id};
use model::{Problem, RuleId};
use serde::Serialize;

use super::{Office, refused};
use crate::{
    cli::{Decide, GovernCommand},
    outcome::{CommandError, Outcome},
    output::Out,
};

/// What was decided.
#[derive(Debug, Serialize)]
struct Decided {
    rule: RuleId,
    by: String,
    what: Step,
    state: app::govern::State,
    says: String,
    next: Option<String>,
}

type Deciding<'a> = (&'a Decide, Result<Decision, Vec<Problem>>, Signer);

pub(super) fn decide(
    office: &Office<'_>,
    command: &GovernCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let desk = office.desk()?;
    let Some((asked, decision, who)) = decided(office, &desk, command)? else {
        return Ok(Outcome::Clean);
    };
    let decision = decision.map_err(refused)?;
    let after = desk.history.after(&decision.write.entries);
    let after = after.map_err(|problem| refused(vec![problem]))?;
    office.keep(&decision)?;
    let rule = rule_id(&asked.rule);
    let Some((entry, record)) = decision
        .write
        .entries
        .last()
        .and_then(|entry| Some((entry, after.version(&entry.rule, &entry.version)?)))
    else {
        return Ok(Outcome::Clean);
    };
    let open: Vec<String> = record
        .open_seats()
        .map(|seat| super::text::seat_words(&desk, &rule, record, seat))
        .collect();
    let (says, next) = super::text::said(&rule, &who.name, entry, record, &open);
    let answer = Decided {
        rule,
        by: who.name,
        what: entry.step.clone(),
        state: record.state,
        says,
        next,
    };
    out.answer(
        "allhands.rule_decide",
        office.at,
        answer,
        &[],
        |it| match &it.next {
            Some(next) => format!("{}\n\nNext: {next}", it.says),
            None => it.says.clone(),
        },
    );
    Ok(Outcome::Clean)
}

/// The decision of a command; none for the commands that have their own file.
fn decided<'a>(
    office: &Office<'_>,
    desk: &Desk<'_>,
    command: &'a GovernCommand,
) -> Result<Option<Deciding<'a>>, CommandError> {
    let about = |asked: &'a Decide, what: About| -> Result<Option<Deciding<'a>>, CommandError> {
        let who = office.signer(desk, &asked.who.mail)?;
        let decision = decide::about(desk, &rule_id(&asked.rule), &who, &what, &asked.reason);
        Ok(Some((asked, decision, who)))
    };
    match command {
        GovernCommand::Approve(asked) => {
            let who = office.signer(desk, &asked.who.mail)?;
            let decision = decide::approve(desk, &rule_id(&asked.rule), &who, &asked.reason);
            Ok(Some((asked, decision, who)))
        }
        GovernCommand::Object(asked) => {
            let who = office.signer(desk, &asked.who.mail)?;
            let decision = decide::object(desk, &rule_id(&asked.rule), &who, &asked.reason);
            Ok(Some((asked, decision, who)))
        }
        GovernCommand::Answer { decide: asked, to } => {
            let who = office.signer(desk, &asked.who.mail)?;
            let rule = rule_id(&asked.rule);
            let decision = decide::answer(desk, &rule, &who, to.as_deref(), &asked.reason);
            Ok(Some((asked, decision, who)))
        }
        GovernCommand::Promote(asked) => about(asked, About::Promote),
        GovernCommand::Pause(asked) => about(asked, About::Pause),
        GovernCommand::Resume(asked) => about(asked, About::Resume),
        GovernCommand::Release(asked) => about(asked, About::Release),
        GovernCommand::Review(asked) => about(asked, About::Review),
        GovernCommand::Retire(asked) => about(asked, About::Retire),
        GovernCommand::Status { .. }
        | GovernCommand::Propose { .. }
        | GovernCommand::Publish(_) => Ok(None),
    }
}
