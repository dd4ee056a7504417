//! A run over answers a tool gave when it was asked: it is known which scope each is for.

use jiff::Timestamp;
use model::{Place, Problem, RecordKey, Vocabulary};

use super::{Collected, Run, ScopeState};
use crate::{
    connector::{Connector, Paging},
    fetch::{Ending, Fetched, FetchedScope},
    snapshot::Dated,
    source::SourceConfig,
};

/// Reads what a source said when it was asked, the same way as files.
///
/// All pages of a scope are one snapshot, as of `now` where they do not say themselves. A scope
/// that was not read to its end is partial or failed, which ends nothing; the others are whole.
pub fn collect_fetched(
    connector: &Connector,
    config: &SourceConfig,
    fetched: Fetched,
    vocabulary: &Vocabulary,
    now: Timestamp,
) -> Collected {
    let mut run = Run::new(connector, config, vocabulary, now);
    run.problems = fetched.problems;
    for scope in fetched.scopes {
        run.asked(scope);
    }
    run.finish()
}

impl Run<'_> {
    fn asked(&mut self, fetched: FetchedScope) {
        let named = |state: &ScopeState<'_>| state.scope.name == fetched.scope;
        let Some(asked) = self.scopes.iter().position(named) else {
            return;
        };
        let with = |state: &ScopeState<'_>| {
            let request = state.scope.request.as_ref();
            request.and_then(|request| request.with.as_deref()) == Some(&fetched.scope)
        };
        let all = 0..self.scopes.len();
        let hit: Vec<usize> = all
            .filter(|at| *at == asked || with(&self.scopes[*at]))
            .collect();
        for at in &hit {
            let state = &mut self.scopes[*at];
            if let Ending::Partial(why) | Ending::Failed(why) = &fetched.ending {
                state.doubt(why.clone());
            }
            state.asked = Some(fetched.ending.clone());
        }
        for input in fetched.inputs {
            // The time is that of the answer; a date in its name would be chance.
            let dated = Dated {
                at: None,
                pattern: input.name.clone(),
            };
            self.read(dated, input, hit.clone(), Some(asked));
        }
    }

    /// What came is no answer of the scope that was asked for: that scope alone is in doubt.
    pub(super) fn no_answer(&mut self, asked: usize, name: &str, keys: &[String]) {
        let shown: Vec<_> = keys.iter().take(12).map(|key| format!("`{key}`")).collect();
        let connector = &self.connector.name;
        let with = match shown.is_empty() {
            true => "nothing".to_owned(),
            false => shown.join(", "),
        };
        let says = format!("`{name}` is not what `{connector}` expects: it has {with}");
        let first = !self.scopes[asked]
            .doubts
            .iter()
            .any(|doubt| doubt.contains("expects"));
        self.scopes[asked].doubt(says.clone());
        // Many pages of the wrong shape have one cause.
        if first {
            let place = Place::file(format!("sources/{}.yaml", self.config.source));
            let advice = "see whether the tool has changed, or the settings lead elsewhere";
            self.problems
                .push(Problem::new("http-not-its-answer", says, place).advise(advice));
        }
    }

    /// A list that changes while its pages are read may have lost what moved the other way, unless
    /// it says how many there are and all of them were read.
    pub(super) fn tell_moved(&mut self) {
        for state in &mut self.scopes {
            let Some(key) = state.moved.first() else {
                continue;
            };
            // Once a scope is told, the reader need not hear more of it.
            if state.asked != Some(Ending::Complete) {
                continue;
            }
            let read = (state.distinct.len() as u64).saturating_sub(state.moved_changed);
            if state.total.is_some_and(|total| read >= total) {
                continue;
            }
            let scope = &state.scope.name;
            let others = match state.moved.len() - 1 {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            let says = format!(
                "`{key}`{others} of `{scope}` came on two pages: the list changed while it was \
                 read, so something may be missing"
            );
            state.doubt(says.clone());
            let place = Place::file(format!("sources/{}.yaml", self.config.source));
            let advice = "the next run reads it again; run when less is changed in the tool";
            self.problems
                .push(Problem::new("http-list-changed", says, place).advise(advice));
        }
    }
}

impl ScopeState<'_> {
    /// Notes that a thing came on a second page of one list; false where that means something else.
    pub(super) fn moves(&mut self, key: &RecordKey, changed: bool) -> bool {
        let request = self.scope.request.as_ref();
        let one_list = request.is_some_and(|request| {
            let pages = request.paging.as_ref().is_none_or(Paging::goes_on);
            request.each.is_none() && request.with.is_none() && pages
        });
        if self.asked.is_none() || !one_list {
            return false;
        }
        if self.moved.insert(key.native_id.to_string()) {
            self.moved_changed += u64::from(changed);
        }
        true
    }
}
