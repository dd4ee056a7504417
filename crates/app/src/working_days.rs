//! Whose working days the deadline of a finding counts, and which days it leaves out.

use jiff::civil::Date;
use model::{
    Finding, FindingState,
    calendar::DayOff,
    span::{Length, Unit},
};
use rules::tree::Rule;
use serde::Serialize;

use crate::{ask::Known, workspace::Workspace};

/// What a deadline in working days was counted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorkingDays {
    /// The place; none where there is no calendar, so that they are Monday to Friday.
    pub place: Option<String>,
    /// The holidays between the start and the end, weekends aside.
    pub holidays: Vec<Holiday>,
}

/// A day off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// Its name.
    pub name: String,
}

/// What the deadline of a finding was counted by; nothing where it counts no working days.
pub fn working_days(
    known: &Known,
    workspace: &Workspace,
    finding: &Finding,
) -> Option<WorkingDays> {
    if finding.state == FindingState::Closed {
        return None;
    }
    let rules = family(workspace, finding);
    let counts = |length: Length| length.unit == Unit::WorkingDay;
    let mut rows = rules.iter().flat_map(|rule| &rule.fix_within);
    if !rows.any(|row| counts(row.value.length)) {
        return None;
    }
    let judgement = known.judgement_of(workspace, &rules).ok()?;
    let assessment = judgement.assess(&finding.rule, &finding.entity)?;
    assessment.fix_within.filter(|length| counts(*length))?;
    let calendars = &workspace.calendars;
    let place = assessment.place.as_deref().or(calendars.usual());
    let calendar = calendars.of(place);
    let date = |at: jiff::Timestamp| at.to_zoned(workspace.settings.time_zone.clone()).date();
    let mut clocks = finding.clocks.iter();
    let first = clocks.find(|clock| clock.cleared_at.is_none() && clock.due == finding.due)?;
    let (start, end) = (date(first.anchor), date(finding.due?));
    let days = calendar.holidays().range(start.min(end)..=end);
    let holidays = days.filter(|(day, _)| {
        let off = calendar.day_off(**day);
        matches!(off, Some(DayOff::Holiday(_))) && **day > start
    });
    Some(WorkingDays {
        place: place
            .filter(|place| calendars.knows(place))
            .map(str::to_owned),
        holidays: holidays
            .map(|(day, name)| Holiday {
                day: *day,
                name: name.clone(),
            })
            .collect(),
    })
}

/// The rule of a finding and those that tighten it, as far as they are in force.
fn family(workspace: &Workspace, finding: &Finding) -> Vec<Rule> {
    let mut family: Vec<Rule> = workspace.rules_in_force();
    family.retain(|rule| rule.id == finding.rule || rule.tightens.as_ref() == Some(&finding.rule));
    family.sort_by_key(|rule| rule.id != finding.rule);
    family
}

impl WorkingDays {
    /// In a line: `of Berlin, without Christmas Day (2026-12-25)`.
    pub fn says(&self) -> String {
        let whose = match &self.place {
            Some(place) => format!("of {place}"),
            None => "Monday to Friday".to_owned(),
        };
        let days: Vec<String> = self
            .holidays
            .iter()
            .map(|holiday| match holiday.name.as_str() {
                "" => holiday.day.to_string(),
                name => format!("{name} ({})", holiday.day),
            })
            .collect();
        match days.is_empty() {
            true => whose,
            false => format!("{whose}, without {}", days.join(", ")),
        }
    }
}
