//! `allhands remind --dry-run`: what each person would be told.

use std::fmt::Write as _;

use app::remind::{Reminders, reminders};

use crate::{
    cli::{Cli, RemindArgs},
    outcome::{CommandError, Outcome},
    output::{BOLD, DIM, Out, paint},
    wire,
};

pub(crate) fn remind(cli: &Cli, args: &RemindArgs, out: &Out) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    let known = site.known(wire::now(cli))?;
    let mut reminders = reminders(&known, &site.workspace);
    if let Some(person) = &args.to {
        let to = known
            .view(&site.workspace)
            .find(person)
            .map_err(CommandError::wrong)?;
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
    let _ = writeln!(text, "{}", paint(DIM, "─".repeat(72)));
    let _ = writeln!(
        text,
        "{} messages; nothing was sent. {} findings reach nobody, {} are not for persons.",
        reminders.messages.len(),
        reminders.unrouted.len(),
        reminders.not_personal
    );
    for unrouted in reminders.unrouted.iter().take(5) {
        let why = unrouted.why.words();
        let _ = writeln!(text, "  {} ({}): {why}", unrouted.finding, unrouted.name);
    }
    text
}
