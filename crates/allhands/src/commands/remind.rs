//! `allhands remind --dry-run`: what each person would be told.

use std::fmt::Write as _;

use app::remind::{Reminders, Telling, reminders};
use jiff::{civil::Date, tz::TimeZone};
use model::told;

use crate::{
    cli::{Cli, RemindArgs},
    outcome::{CommandError, Outcome},
    output::{BOLD, DIM, Out, paint},
    wire,
    words::counted,
};

/// How many findings that reach nobody are listed.
const LISTED: usize = 5;

pub(crate) fn remind(cli: &Cli, args: &RemindArgs, out: &Out) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    let known = site.known(wire::now(cli))?;
    let found = reminders(&known, &site.workspace, args.since);
    let mut reminders = found.map_err(CommandError::rules)?;
    if let Some(person) = &args.to {
        let view = known.view(&site.workspace);
        let to = view.find_person(person).map_err(CommandError::wrong)?;
        reminders.messages.retain(|message| message.to == to.id);
    }
    let zone = &site.workspace.settings.time_zone;
    let today = known.at.to_zoned(zone.clone()).date();
    out.answer("allhands.reminders", known.at, reminders, &[], |all| {
        text(all, today, zone)
    });
    Ok(Outcome::Clean)
}

/// Why somebody is told of a finding now, and when next.
fn telling(telling: &Telling, today: Date, zone: &TimeZone) -> String {
    let mut text = match telling.stage {
        Some(stage) => stage.says(),
        None => "it opened".to_owned(),
    };
    if !telling.managers.is_empty() {
        text.push_str(&format!(" ({})", telling.managers.join(", ")));
    }
    if let Some(next) = telling.next {
        let day = next.at.to_zoned(zone.clone()).date();
        text.push_str(&format!("; next on {}", told::day(day, today)));
    }
    text
}

fn text(reminders: &Reminders, today: Date, zone: &TimeZone) -> String {
    let mut text = String::new();
    for message in &reminders.messages {
        let _ = writeln!(text, "{}", paint(DIM, "─".repeat(72)));
        let _ = writeln!(text, "To: {}", message.to_name);
        let _ = writeln!(text, "Subject: {}\n", paint(BOLD, &message.subject));
        let _ = writeln!(text, "{}", message.body.trim_end());
        let findings = message.things.iter().flat_map(|thing| &thing.findings);
        for finding in findings {
            if let Some(one) = reminders.schedule.get(finding) {
                let line = format!("told because {finding}: {}", telling(one, today, zone));
                let _ = writeln!(text, "{}", paint(DIM, line));
            }
        }
    }
    if !reminders.messages.is_empty() {
        let _ = writeln!(text, "{}", paint(DIM, "─".repeat(72)));
    }
    let messages = counted(reminders.messages.len(), "message");
    let _ = write!(text, "{messages}; nothing was sent.");
    if reminders.told_before > 0 {
        let before = counted(reminders.told_before, "finding");
        let _ = write!(text, " Nothing new about {before}.");
    }
    if reminders.not_personal > 0 {
        let others = counted(reminders.not_personal, "finding");
        let _ = write!(
            text,
            " {others} for a team or a machine, not for one person."
        );
    }
    if !reminders.unrouted.is_empty() {
        let lost = counted(reminders.unrouted.len(), "finding");
        let _ = write!(text, " {lost} without anybody to tell:");
    }
    text.push('\n');
    for unrouted in reminders.unrouted.iter().take(LISTED) {
        let why = unrouted.why.words();
        let _ = writeln!(text, "  {} ({}): {why}", unrouted.finding, unrouted.name);
    }
    if reminders.unrouted.len() > LISTED {
        let more = reminders.unrouted.len() - LISTED;
        let _ = writeln!(text, "  and {more} more (`--format json` lists them all)");
    }
    text
}
