//! What to type to settle a gap, and who may.

use std::collections::BTreeSet;

use ledger::matrix::{
    Scope, Seat,
    detectors::{Handle, Row, Way},
};
use model::{EntityId, id::ActivityId};

use super::Facts;
use crate::matrix::may::Changers;

/// Writes the commands that settle rows.
pub(super) struct Commands<'a> {
    facts: &'a Facts<'a>,
    changers: Changers<'a>,
}

impl<'a> Commands<'a> {
    pub(super) fn new(facts: &'a Facts<'a>) -> Self {
        Self {
            facts,
            changers: Changers::new(facts.view, facts.matrix, facts.workspace),
        }
    }

    /// What to type, best first; empty where a row is settled outside. What names one of several
    /// rows says which.
    pub(super) fn of(&self, gap: &str, row: &Row, rows: usize) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let you = self.you(row);
        let ways = row.ways.iter();
        for one in ways.flat_map(|way| self.way(gap, row, *way, (rows, &you))) {
            if !all.contains(&one) {
                all.push(one);
            }
        }
        all
    }

    /// Who may name somebody or end what is written, by name; empty where no such step is offered,
    /// and where anybody may.
    pub(super) fn may(&self, row: &Row) -> Vec<String> {
        let asked = |way: &Way| !matches!(way, Way::Mine | Way::Theirs | Way::Neither);
        if !row.ways.iter().any(asked) {
            return Vec::new();
        }
        self.changers.names(&self.changing(row))
    }

    fn changing(&self, row: &Row) -> BTreeSet<EntityId> {
        let all = scopes(row).into_iter();
        let all = all.map(|(activity, scope)| self.changers.of(activity, scope));
        let all = all.reduce(|a, b| a.intersection(&b).cloned().collect());
        all.unwrap_or_default()
    }

    /// Whoever may change it, where only one person may.
    fn you(&self, row: &Row) -> String {
        let may = self.changing(row);
        match may.len() {
            1 => self.who(may.first()),
            _ => "YOU".to_owned(),
        }
    }

    fn way(&self, gap: &str, row: &Row, way: Way, (rows, you): (usize, &str)) -> Vec<String> {
        let settle = |how: &str| vec![format!("allhands matrix settle {gap} {how}")];
        let which = match rows {
            1 => String::new(),
            _ => format!("--row \"{}\" ", row.key),
        };
        let first = self.who(row.parties.first());
        match (way, &row.handle) {
            (Way::Adopt, Handle::Measure { rules, .. }) => rules
                .iter()
                .map(|rule| format!("allhands rule adopt {rule}"))
                .collect(),
            (Way::Assign, Handle::Pick(seats)) => {
                let hand_on = |seat| self.about("assign", seat, ("PERSON", " --in-place-of "), you);
                seats.iter().map(hand_on).collect()
            }
            (Way::End, Handle::Pick(seats)) => {
                let end = |seat: &Seat| self.about("end", seat, (&seat.party, ""), you);
                seats.iter().map(end).collect()
            }
            // What somebody says holds for all rows that name them.
            (Way::Mine, _) => settle(&format!("--mine --as {first}")),
            (Way::Theirs, _) => settle(&format!("--theirs --as {first}")),
            (Way::Neither, _) => settle(&format!("--neither --as {first} --because WHY")),
            (Way::Assign | Way::Delegate, _) => {
                settle(&format!("{which}--assign PERSON --as {you} --because WHY"))
            }
            (Way::End, _) => settle(&format!("--end --as {you} --because WHY")),
            (Way::Unmeasured, _) => settle(&format!("--unmeasured --as {you} --because WHY")),
            (Way::Adopt | Way::Elsewhere, _) => Vec::new(),
        }
    }

    /// A command about one assignment, in the place of which somebody is named where that is asked.
    fn about(
        &self,
        verb: &str,
        seat: &Seat,
        (party, in_place_of): (&str, &str),
        you: &str,
    ) -> String {
        let activity = self.facts.matrix.activities.get(&seat.activity);
        let title = activity.map_or(seat.activity.as_str(), |one| one.title.as_str());
        let mut command = format!(
            "allhands matrix {verb} \"{title}\" {} {}",
            seat.letter.word(),
            quoted(party)
        );
        if !in_place_of.is_empty() {
            command.push_str(in_place_of);
            command.push_str(&quoted(&seat.party));
        }
        if let Some(unit) = &seat.scope.unit {
            command.push_str(&format!(" --unit {}", quoted(unit)));
        }
        if let Some(things) = &seat.scope.selector {
            command.push_str(&format!(" --applies-to '{things}'"));
        }
        command.push_str(&format!(" --as {you} --because WHY"));
        command
    }

    fn who(&self, person: Option<&EntityId>) -> String {
        let entity = person.and_then(|one| self.facts.inventory().get(one));
        let mail = entity.and_then(|one| one.reading("email").text().map(str::to_owned));
        mail.unwrap_or_else(|| "YOU".to_owned())
    }
}

/// What a row is about in the matrix: activities, each with the scope in which it would change.
pub(super) fn scopes(row: &Row) -> BTreeSet<(&ActivityId, &Scope)> {
    static WHOLE: Scope = Scope {
        unit: None,
        selector: None,
    };
    match &row.handle {
        Handle::Seats(seats) => seats
            .iter()
            .map(|(seat, _)| (&seat.activity, &seat.scope))
            .collect(),
        Handle::Pick(seats) => seats
            .iter()
            .map(|seat| (&seat.activity, &seat.scope))
            .collect(),
        Handle::Vacant(seat) => BTreeSet::from([(&seat.activity, &seat.scope)]),
        Handle::Measure { activity, .. } => BTreeSet::from([(activity, &WHOLE)]),
        Handle::Outside | Handle::Answer { .. } | Handle::Owner => BTreeSet::new(),
    }
}

/// A text as a shell takes it in one piece.
fn quoted(text: &str) -> String {
    match text
        .chars()
        .all(|c| c.is_alphanumeric() || "@.-_+".contains(c))
    {
        true => text.to_owned(),
        false => format!("\"{text}\""),
    }
}
