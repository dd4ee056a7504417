//! `allhands rule status`.

use app::govern::{
    Desk, Entry, State,
    desk::rule_id,
    status::{StatusRow, status as rows, story},
};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{Office, refused, text};
use crate::{
    outcome::{CommandError, Outcome},
    output::Out,
};

/// How rules stand.
#[derive(Debug, Serialize)]
struct Status {
    rules: Vec<StatusRow>,
    /// What happened to the rule that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    story: Vec<Entry>,
}

pub(super) fn status(
    office: &Office<'_>,
    only: Option<&str>,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let desk: Desk<'_> = office.desk()?;
    let only = only.map(rule_id);
    let all = Status {
        rules: rows(&desk, only.as_ref()),
        story: only
            .iter()
            .flat_map(|rule| story(&desk, rule))
            .cloned()
            .collect(),
    };
    if let Some(rule) = &only
        && all.rules.is_empty()
    {
        return Err(refused(vec![
            desk.draft(rule.as_str()).err().unwrap_or_else(|| {
                model::Problem::new(
                    "rule-unknown",
                    format!("there is no rule `{rule}`"),
                    Default::default(),
                )
            }),
        ]));
    }
    let zone = &office.site.workspace.settings.time_zone;
    let problems = &office.site.workspace.problems;
    out.answer("allhands.rule_status", office.at, all, problems, |all| {
        written(all, zone, only.is_some())
    });
    Ok(Outcome::Clean)
}

fn written(all: &Status, zone: &TimeZone, one: bool) -> String {
    let mut lines = text::Lines::default();
    if one {
        all.rules
            .iter()
            .for_each(|row| text::whole(&mut lines, row, zone));
        text::story(&mut lines, &all.story, zone);
        return lines.done();
    }
    let quiet = |row: &&StatusRow| row.state == State::Live && row.next.is_none();
    let (done, open): (Vec<_>, Vec<_>) = all.rules.iter().partition(quiet);
    if !open.is_empty() {
        lines.section("Something to decide");
        for row in &open {
            text::whole(&mut lines, row, zone);
        }
    }
    lines.section("In force");
    text::table(&mut lines, &done, zone);
    lines.done()
}
