//! `allhands remind --dry-run`: what each person would be told.

use std::fmt::Write as _;

use app::remind::{Reminders, reminders};

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
    let mut reminders = reminders(&known, &site.workspace).map_err(CommandError::rules)?;
    if let Some(person) = &args.to {
        let view = known.view(&site.workspace);
        let to = view.find_person(person).map_err(CommandError::wrong)?;
        reminders.messages.retain(|message| message.to == to.id);
    }
    out.answer("allhands.reminders", known.at, reminders, &[], text);
    Ok(Outcome::Clean)
}

fn text(reminders: &Reminders) -> String {
    let mut text = String::new();
    for message in &reminders.messages {
        let _ = writeln!(text, "{}", paint(DIM, "─".repeat(72)));
        let _ = writeln!(text, "To: {}", message.to_name);
        let _ = writeln!(text, "Subject: {}\n", paint(BOLD, &message.subject));
        let _ = writeln!(text, "{}", message.body.trim_end());
    }
    if !reminders.messages.is_empty() {
        let _ = writeln!(text, "{}", paint(DIM, "─".repeat(72)));
    }
    let messages = counted(reminders.messages.len(), "message");
    let _ = write!(text, "{messages}; nothing was sent.");
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
