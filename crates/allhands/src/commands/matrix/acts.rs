//! Acts on the matrix from the command line.

use app::{
    decisions::author,
    matrix::{
        acting::{Named, numbered},
        show,
    },
    ports::{Act, ActStore, ActWrite},
};
use ledger::{
    acts::Acted,
    matrix::{Answer, MatrixAct, Resolved, Scope, Seat, Validity},
};
use serde::Serialize;

use super::Desk;
use crate::{
    cli::{MatrixCommand, NamedArgs, ScopeArgs, SeatArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

/// When an act is seen where.
const WHEN: &str = "`allhands matrix show` has it at once; findings follow with the next \
    `allhands run`.";

#[derive(Debug, Serialize)]
struct Done {
    acts: Vec<Act>,
}

pub(super) fn act(
    desk: &Desk<'_>,
    command: &MatrixCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let (person, because) = match command {
        MatrixCommand::Assign { why, .. } | MatrixCommand::End { why, .. } => {
            (&why.person, &why.because)
        }
        MatrixCommand::Acknowledge { said, .. } | MatrixCommand::Delegate { said, .. } => {
            (&said.person, &said.because)
        }
        _ => return Ok(Outcome::Clean),
    };
    let author = author(&desk.view(), person).map_err(CommandError::wrong)?;
    let room = desk.room();
    let what = match command {
        MatrixCommand::Assign {
            seat,
            in_place_of,
            from,
            until,
            ..
        } => {
            let validity = Validity {
                from: *from,
                until: *until,
            };
            let seat = desk.seat(seat)?;
            let before = in_place_of.as_deref().map(|party| of(&seat, party));
            let acts = room.hand_over(&author, before.as_ref(), seat, validity);
            acts.map_err(CommandError::refused)?
        }
        MatrixCommand::End { seat, on, .. } => {
            let last_day = on.unwrap_or_else(|| room.yesterday());
            let act = room.end(&author, &desk.seat(seat)?, last_day);
            vec![act.map_err(CommandError::refused)?]
        }
        MatrixCommand::Acknowledge {
            named,
            mine,
            not_mine,
            ..
        } => {
            let answer = match (mine, not_mine) {
                (true, _) => Answer::Mine,
                (_, true) => Answer::NotMine,
                _ => Answer::Unsure,
            };
            let acts = room.acknowledge(&author, &desk.named(named)?, answer);
            acts.map_err(CommandError::refused)?
        }
        MatrixCommand::Delegate {
            named, to, until, ..
        } => {
            let acts = room.delegate(&author, &desk.named(named)?, (to, *until));
            acts.map_err(CommandError::refused)?
        }
        _ => Vec::new(),
    };
    let log = &desk.site.workspace.acts;
    let acts = numbered(log, (&author, because), desk.at, what);
    keep(desk, &acts)?;
    out.answer("allhands.matrix_act", desk.at, Done { acts }, &[], |done| {
        let lines = done.acts.iter().filter_map(|act| says(&desk.matrix, act));
        let lines: Vec<String> = lines.collect();
        format!("{}\n{WHEN}", lines.join("\n"))
    });
    Ok(Outcome::Clean)
}

/// The same part of an activity, of another party.
fn of(seat: &Seat, party: &str) -> Seat {
    Seat {
        party: party.trim().to_owned(),
        ..seat.clone()
    }
}

fn keep(desk: &Desk<'_>, acts: &[Act]) -> Result<(), CommandError> {
    wire::block_on(async {
        let ledger = desk.site.ledger().await?;
        for act in acts {
            let write = ActWrite {
                act: act.clone(),
                findings: Vec::new(),
                events: Vec::new(),
            };
            ledger.act(&write).await?;
        }
        Ok(())
    })?
}

impl Desk<'_> {
    /// What is named on the command line: an activity of the matrix, or one that is shipped and
    /// nobody spoke of yet.
    fn seat(&self, args: &SeatArgs) -> Result<Seat, CommandError> {
        let named = show::find(&self.matrix, &args.activity);
        let activity = named.or_else(|problem| {
            let written = &self.site.workspace.written;
            let id = written.find(&args.activity).id;
            let known = written.known.contains_key(&id);
            known.then_some(id).ok_or(problem)
        });
        let activity = activity.map_err(|problem| {
            CommandError::wrong(
                problem
                    .advise("a new one begins as a row of a table, or as a file in `activities/`"),
            )
        });
        Ok(Seat {
            activity: activity?,
            letter: args.letter,
            party: args.party.trim().to_owned(),
            scope: scope(&args.scope),
        })
    }

    fn named(&self, args: &NamedArgs) -> Result<Named, CommandError> {
        let activity = show::find(&self.matrix, &args.activity).map_err(CommandError::wrong)?;
        Ok(Named {
            activity,
            letter: args.letter,
            scope: scope(&args.scope),
        })
    }
}

fn scope(args: &ScopeArgs) -> Scope {
    Scope {
        unit: args.unit.clone(),
        selector: args.applies_to.clone(),
    }
}

/// An act in words; none for one that only says that a gap was settled.
pub(in crate::commands) fn says(matrix: &Resolved, act: &Act) -> Option<String> {
    let Acted::Matrix(what) = &act.what else {
        return None;
    };
    let sentence = |seat: &Seat| {
        let activity = matrix.activities.get(&seat.activity);
        let title = activity.map_or(seat.activity.as_str(), |one| one.title.as_str());
        show::says(seat, title)
    };
    let text = match what {
        MatrixAct::Assigned { seat, validity } => {
            let mut text = sentence(seat);
            if let Some(from) = validity.from {
                text.push_str(&format!(" from {from}"));
            }
            if let Some(until) = validity.until {
                text.push_str(&format!(" until {until}"));
            }
            text
        }
        MatrixAct::Ended { seat, last_day } => {
            format!("{last_day} is the last day on which {}", sentence(seat))
        }
        MatrixAct::Acknowledged { seat, answer } => {
            let says = match answer {
                Answer::Mine => "says \"mine\"",
                Answer::NotMine => "says \"not mine\"",
                Answer::Unsure => "cannot tell",
            };
            format!("{} {says}: {}", act.by, sentence(seat))
        }
        MatrixAct::Delegated { seat, to, until } => {
            format!("{to} stands in until {until}: {}", sentence(seat))
        }
        MatrixAct::Unmeasured { activity } => {
            let known = matrix.activities.get(activity);
            let title = known.map_or(activity.as_str(), |one| one.title.as_str());
            format!("no tool keeps a record of {title}")
        }
        MatrixAct::Consulted { about, .. } => format!("{} was asked: {about}", act.by),
        MatrixAct::Settled { .. } | MatrixAct::Duty(_) => return None,
    };
    Some(format!("Act {}: {text}.", act.number))
}
