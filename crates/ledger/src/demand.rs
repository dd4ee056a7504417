//! Everything that asks for a due date of one clock: its rule, and each deadline table.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    EntityId,
    deadline::{Forensics, SetBy, Terms, Until},
    finding::Clock,
    span::Length,
};

use crate::{
    deadline::{Days, Span, due, earlier, moved},
    policies::{Answer, Deadlines, Eased, Facts, Fix, Table},
};

/// What one clock is asked, and by whom.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    /// The rule's own length, after which it has to be fixed.
    pub(crate) within: Option<Length>,
    /// Whether that length counts for the worst because something is unknown.
    pub(crate) worst_assumed: bool,
    /// The tables and what is known for them.
    pub(crate) deadlines: &'a Deadlines,
    /// By what days are counted.
    pub(crate) days: Days<'a>,
    /// The instant of the pass.
    pub(crate) at: Timestamp,
    /// Whether anybody was told of the finding.
    pub(crate) told: bool,
}

/// What a clock comes to: its due date, on what terms, and what made it so in a sentence.
pub(crate) struct Settled {
    pub(crate) due: Option<Timestamp>,
    pub(crate) terms: Option<Terms>,
    pub(crate) why: String,
}

/// One thing that asks for a date.
struct Demand {
    /// The date to fix it by.
    fix: Span,
    /// The date to hold the harm off by; never later than to fix it, but where that pauses.
    mitigate: Span,
    /// While the time to fix pauses: by when to decide.
    decide_by: Option<Timestamp>,
    /// The row; none for the rule itself.
    by: Option<SetBy>,
}

/// Settles the due date of a clock. The earliest of all that ask wins.
///
/// `started` is given where the clock starts in this pass.
pub(crate) fn settle(
    clock: &Clock,
    subject: &EntityId,
    started: Option<Timestamp>,
    ask: &Ask<'_>,
) -> Settled {
    let row = clock.row();
    let entity = row.as_ref().unwrap_or(subject);
    let before = clock.terms.as_ref();
    let ran = before.map_or(clock.anchor, |terms| terms.started);
    let started = started.unwrap_or(ran);
    let mut demands: Vec<Demand> = rule(clock, ask).into_iter().collect();
    let mut answers = BTreeMap::new();
    let mut forensics = Forensics::NotRequired;
    for (table, facts) in ask.deadlines.of(entity) {
        let facts = remembered(table, facts, before, ask.told);
        let known = facts.words.keys().filter_map(|input| {
            let word = facts.word(input)?;
            Some((input.clone(), word.to_owned()))
        });
        answers.insert(table.id.clone(), known.collect());
        let ends = |length: Length| due(started, length, ask.days);
        if let Some(answer) = table.answer(&facts, ends) {
            forensics = forensics.max(answer.outcome.forensics);
            demands.push(demand(table, &facts, answer, started, ask));
        }
    }
    let whole = |span: fn(&Demand) -> Span| demands.iter().map(span).reduce(Span::earlier);
    let settle = |old: Option<Timestamp>, span: fn(&Demand) -> Span| match whole(span) {
        Some(whole) => moved(old.filter(|_| ask.told), whole),
        None => None,
    };
    let mut due = settle(clock.due, |demand| demand.fix);
    // What a table had set stays while its file cannot be read.
    let unread = before.into_iter().flat_map(|terms| &terms.answers);
    let unread: Vec<_> = unread
        .filter(|(table, _)| ask.deadlines.unread.contains(*table))
        .map(|(table, known)| (table.clone(), known.clone()))
        .collect();
    if !unread.is_empty() {
        due = earlier(due, clock.due);
        answers.extend(unread);
        forensics = forensics.max(before.map_or(forensics, |terms| terms.forensics));
    }
    let by = demands.iter().find(|demand| demand.fix.is(due));
    let kept = before.and_then(|terms| terms.by.clone());
    let set_by = match by {
        Some(demand) => demand.by.clone(),
        // The date was set by what was asked at an earlier instant.
        None => kept.filter(|by| due.is_some() && answers.contains_key(&by.table)),
    };
    let why = why(due, set_by.as_ref(), ask.within);
    let terms = (!answers.is_empty()).then(|| Terms {
        started,
        mitigate_due: settle(before.and_then(|terms| terms.mitigate_due), |demand| {
            demand.mitigate
        }),
        decide_by: by.and_then(|demand| demand.decide_by),
        by: set_by,
        answers,
        forensics,
    });
    Settled { due, terms, why }
}

fn why(due: Option<Timestamp>, by: Option<&SetBy>, within: Option<Length>) -> String {
    match (due, by, within) {
        (_, Some(by), _) => by.says(),
        (None, ..) => "it has no deadline any more".to_owned(),
        (_, None, Some(within)) => format!("it is to be fixed within {within}"),
        (_, None, None) => "a deadline table speaks of it".to_owned(),
    }
}

/// What the rule itself asks.
fn rule(clock: &Clock, ask: &Ask<'_>) -> Option<Demand> {
    let within = ask.within?;
    let days = ask.days;
    let mut fix = Span {
        clean: Some(due(clock.anchor, within, days)),
        from_now: Some(due(ask.now(clock.anchor), within, days)),
    };
    // Ignorance that comes up later frightens nobody: the last known answer stays.
    if ask.told && ask.worst_assumed {
        fix.from_now = None;
    }
    Some(Demand {
        fix,
        mitigate: fix,
        decide_by: None,
        by: None,
    })
}

impl Ask<'_> {
    /// From when a new length counts: what nobody was told yet counts from its start.
    fn now(&self, start: Timestamp) -> Timestamp {
        if self.told { self.at.max(start) } else { start }
    }
}

/// The facts with what was known before, where that counts on an open finding: an input that
/// became unknown keeps its last known word, and one that nobody may ease keeps its worst.
fn remembered(table: &Table, facts: &Facts, before: Option<&Terms>, told: bool) -> Facts {
    let mut facts = facts.clone();
    let known = before.and_then(|terms| terms.answers.get(&table.id));
    let Some(known) = known.filter(|_| told) else {
        return facts;
    };
    for input in &table.inputs {
        let Some(last) = known.get(&input.name) else {
            continue;
        };
        if facts.word(&input.name).is_none() {
            let only = BTreeSet::from([last.clone()]);
            facts.words.insert(input.name.clone(), only);
        } else if input.eased == Eased::Never {
            worst_kept(table, &mut facts, &input.name, last);
        }
    }
    facts
}

/// Lets an input be what it was, where that asks for more than what it is said to be now.
fn worst_kept(table: &Table, facts: &mut Facts, input: &str, last: &str) {
    let zero = |length: Length| {
        let zone = jiff::tz::TimeZone::UTC;
        length.after_instant(Timestamp::UNIX_EPOCH, &zone)
    };
    let asks = |facts: &Facts| table.answer(facts, zero).map(|answer| answer.outcome);
    let mut as_it_was = facts.clone();
    let only = BTreeSet::from([last.to_owned()]);
    as_it_was.words.insert(input.to_owned(), only);
    let mut either = as_it_was.clone();
    if let Some(words) = either.words.get_mut(input) {
        words.extend(facts.words.get(input).into_iter().flatten().cloned());
    }
    if asks(&either) == asks(&as_it_was) {
        *facts = as_it_was;
    }
}

/// What a table asks.
fn demand(
    table: &Table,
    facts: &Facts,
    answer: Answer,
    started: Timestamp,
    ask: &Ask<'_>,
) -> Demand {
    let days = ask.days;
    let start = facts.counts_from.map_or(started, |from| from.max(started));
    let outcome = answer.outcome;
    let mut fix = span(outcome.fix_within, start, ask);
    let first = outcome.mitigate_within.or(outcome.fix_within);
    let mut mitigate = span(first, start, ask);
    let limit = table.decide_within.map(|within| due(start, within, days));
    let now = ask.now(start);
    let mut decide_by = None;
    match facts.fix {
        Fix::NotSaid => {}
        Fix::None => {
            decide_by = limit.filter(|_| outcome.fix_within.is_some());
            if let Some(limit) = decide_by {
                fix.clean = Some(limit);
                fix.from_now = Some(limit).filter(|at| *at >= now).or(fix.from_now);
            }
        }
        Fix::Since(since) => {
            fix = span(outcome.fix_within, start.max(since), ask);
            let limit = limit.filter(|_| outcome.fix_within.is_some());
            fix.clean = earlier(fix.clean, limit);
            fix.from_now = earlier(fix.from_now, limit.filter(|at| *at >= now));
        }
    }
    let until = outside(facts, start, ask, &mut fix);
    mitigate = mitigate.earlier(fix_of(until.as_ref(), mitigate));
    let row = SetBy {
        table: table.id.clone(),
        inputs: answer.inputs,
        asks: outcome.to_string(),
        until: until.map(|(until, _)| until),
        shortened_by: answer.shortened_by,
    };
    Demand {
        fix,
        mitigate,
        decide_by: decide_by.filter(|at| fix.clean == Some(*at)),
        by: Some(row),
    }
}

/// A length from its start, as it would always have been and as it counts from now.
fn span(within: Option<Length>, start: Timestamp, ask: &Ask<'_>) -> Span {
    Span {
        clean: within.map(|within| due(start, within, ask.days)),
        from_now: within.map(|within| due(ask.now(start), within, ask.days)),
    }
}

/// Applies dates set from outside. One that was over before the clock started says nothing about
/// the time there is, and one that is over when it is first heard of moves no date into the past.
fn outside(
    facts: &Facts,
    start: Timestamp,
    ask: &Ask<'_>,
    fix: &mut Span,
) -> Option<(Until, Timestamp)> {
    let open = facts.until.iter().filter(|(_, end)| *end > start);
    let (until, end) = open.min_by_key(|(_, end)| *end)?.clone();
    if fix.clean.is_some_and(|clean| clean <= end) {
        return None;
    }
    fix.clean = Some(end);
    if end > ask.now(start) {
        fix.from_now = earlier(fix.from_now, Some(end));
    }
    Some((until, end))
}

/// The same date for holding the harm off.
fn fix_of(until: Option<&(Until, Timestamp)>, otherwise: Span) -> Span {
    let Some((_, end)) = until else {
        return otherwise;
    };
    Span {
        clean: Some(*end),
        from_now: otherwise.from_now,
    }
}
