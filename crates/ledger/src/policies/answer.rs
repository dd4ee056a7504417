//! What a table comes to for what is known: the worst row that is possible.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{deadline::Forensics, deadline::Given, span::Length};

use super::{Facts, Outcome, Row, Table};

/// What a table comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it asks for: the shortest times of all rows that are possible.
    pub outcome: Outcome,
    /// Its inputs in order, as they are known.
    pub inputs: Vec<Given>,
    /// Unknown inputs that make it ask for more than it might have to.
    pub shortened_by: Vec<String>,
}

impl Table {
    /// The worst that is possible for what is known; none where no row is for any of it.
    ///
    /// `ends` says when a length that starts now is over: working days depend on a calendar.
    pub fn answer(&self, facts: &Facts, ends: impl Fn(Length) -> Timestamp) -> Option<Answer> {
        let worst = self.worst(&facts.words, &ends)?;
        let inputs: Vec<Given> = self
            .inputs
            .iter()
            .map(|input| Given {
                input: input.name.clone(),
                word: facts.word(&input.name).map(str::to_owned),
            })
            .collect();
        let shortened_by = self.shortened_by(facts, &inputs, worst, &ends);
        Some(Answer {
            outcome: worst,
            inputs,
            shortened_by,
        })
    }

    /// The shortest times of all rows that these words can lead to. A combination without a row
    /// asks for nothing.
    fn worst(
        &self,
        possible: &BTreeMap<String, BTreeSet<String>>,
        ends: &impl Fn(Length) -> Timestamp,
    ) -> Option<Outcome> {
        let all = self.each(possible);
        let rows = all.iter().filter_map(|words| self.row(words));
        rows.map(|row: &Row| row.outcome)
            .reduce(|a, b| harder(a, b, ends))
    }

    /// The unknown inputs that matter: those of which some word would leave more time. Where none
    /// does alone, all of them together.
    fn shortened_by(
        &self,
        facts: &Facts,
        inputs: &[Given],
        worst: Outcome,
        ends: &impl Fn(Length) -> Timestamp,
    ) -> Vec<String> {
        let unknown: Vec<&str> = inputs
            .iter()
            .filter(|given| given.word.is_none())
            .map(|given| given.input.as_str())
            .collect();
        let eases = |name: &str| {
            let words = self.inputs.iter().find(|input| input.name == name);
            let words = words.into_iter().flat_map(|input| &input.words);
            let may = |word: &&String| {
                let given = facts.words.get(name);
                given.is_none_or(|given| given.contains(*word))
            };
            words.filter(may).any(|word| {
                let mut known = facts.words.clone();
                known.insert(name.to_owned(), BTreeSet::from([word.clone()]));
                self.worst(&known, ends) != Some(worst)
            })
        };
        let alone: Vec<String> = unknown
            .iter()
            .filter(|name| eases(name))
            .map(|name| (*name).to_owned())
            .collect();
        if !alone.is_empty() {
            return alone;
        }
        let all = self.each(&facts.words);
        let together = all
            .iter()
            .any(|words| self.row(words).map(|row| row.outcome) != Some(worst));
        match together {
            true => unknown.into_iter().map(str::to_owned).collect(),
            false => Vec::new(),
        }
    }
}

/// What asks for the more of two, each for each.
fn harder(a: Outcome, b: Outcome, ends: &impl Fn(Length) -> Timestamp) -> Outcome {
    let shorter = |a: Option<Length>, b: Option<Length>| {
        let both = [a, b].into_iter().flatten();
        both.min_by_key(|length| ends(*length))
    };
    let forensics: Forensics = a.forensics.max(b.forensics);
    Outcome {
        fix_within: shorter(a.fix_within, b.fix_within),
        mitigate_within: shorter(a.mitigate_within, b.mitigate_within),
        forensics,
    }
}
