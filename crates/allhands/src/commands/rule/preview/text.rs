//! An impact sheet in words.

use std::{collections::BTreeMap, fmt::Write as _};

use app::{
    preview::{
        ImpactSheet, Named, OwnerShare, Preview, Together, Transition, UnknownShare, WhyUnknown,
    },
    workspace::Workspace,
};
use jiff::Timestamp;
use model::{EntityId, Verdict, told};

use super::{Answer, words};
use crate::{
    output::{BOLD, DIM, RED, YELLOW, paint},
    words::{counted, width, wrapped},
};

/// Departments, rules and sources that are listed at most.
const LISTED: usize = 8;

/// What the words are made from.
pub(super) struct Told<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) each: &'a [Preview],
    pub(super) most: usize,
    pub(super) at: Timestamp,
}

/// The names of entities, and how many of each list are told.
pub(super) struct Names<'a> {
    entities: &'a BTreeMap<EntityId, Named>,
    /// How many entities have each name.
    shared: BTreeMap<&'a str, usize>,
    most: usize,
}

impl<'a> Names<'a> {
    fn new(entities: &'a BTreeMap<EntityId, Named>, most: usize) -> Self {
        let mut shared = BTreeMap::new();
        for named in entities.values() {
            *shared.entry(named.name.as_str()).or_default() += 1;
        }
        Self {
            entities,
            shared,
            most,
        }
    }

    /// What people call an entity, with its id where another one has the same name.
    fn name(&self, id: &EntityId) -> String {
        match self.entities.get(id) {
            Some(named) if self.shared.get(named.name.as_str()) == Some(&1) => named.name.clone(),
            Some(named) => format!("{} ({id})", named.name),
            None => id.to_string(),
        }
    }

    /// Some names on one line, and how many more there are.
    fn some<'i>(&self, ids: impl Iterator<Item = &'i EntityId>) -> String {
        let ids: Vec<&EntityId> = ids.collect();
        let most = self.most.min(LISTED);
        let mut told: Vec<String> = ids.iter().take(most).map(|id| self.name(id)).collect();
        if ids.len() > most {
            told.push(format!("and {} more", ids.len() - most));
        }
        told.join(", ")
    }
}

/// All sheets, what they come to together, and what changed words move.
pub(super) fn preview(told: &Told<'_>, answer: &Answer) -> String {
    let mut text = String::new();
    let names = Names::new(&answer.entities, told.most);
    if let Some(change) = &answer.words {
        text.push_str(&words::told(change, &names));
    }
    for preview in told.each {
        sheet(&mut text, told, preview, &names);
    }
    if let Some(together) = &answer.together {
        all(&mut text, together);
    }
    if !text.is_empty() {
        text.push_str("Nothing was recorded and nobody was told.\n");
        if told.each.len() == 1 {
            text.push_str("Is it right? Add `--sample` to look at ten of each.\n");
        }
    }
    text
}

fn sheet(text: &mut String, told: &Told<'_>, preview: &Preview, names: &Names<'_>) {
    let sheet = &preview.sheet;
    heading(text, told, preview);
    counts(text, sheet);
    let moved = moves(&sheet.transitions, names);
    if !moved.is_empty() {
        section(text, "What moves");
        text.push_str(&moved);
    }
    extends(text, sheet, names);
    missed(text, preview, names);
    unknown(text, preview, names);
    if sheet.counts.missed > 0 {
        work(text, sheet, names);
    }
    overlap(text, sheet);
    text.push('\n');
}

fn heading(text: &mut String, told: &Told<'_>, preview: &Preview) {
    let sheet = &preview.sheet;
    let what = match &sheet.compared_with {
        None => "a new rule".to_owned(),
        Some(version) if *version == sheet.version => "in force as it reads".to_owned(),
        Some(_) => "a change of the rule in force".to_owned(),
    };
    let _ = writeln!(
        text,
        "{} {}",
        paint(BOLD, &sheet.title),
        paint(DIM, format!("{}, {what}", sheet.rule))
    );
    if sheet.baseline != sheet.rule {
        let tightened = &preview.baseline.title;
        let _ = writeln!(
            text,
            "  tightens \"{tightened}\": both hold, the stricter wins"
        );
    }
    if sheet.advice {
        text.push_str("  advice: shown to people, never a finding\n");
    }
    let zone = &told.workspace.settings.time_zone;
    let day = told.at.to_zoned(zone.clone()).date();
    let _ = writeln!(
        text,
        "  judged on what was known on {}",
        told::day(day, day)
    );
}

fn section(text: &mut String, title: &str) {
    let _ = writeln!(text, "\n{}", paint(BOLD, title));
}

/// The verdicts, beside those of what is in force.
fn counts(text: &mut String, sheet: &ImpactSheet) {
    let counts = sheet.counts;
    let before = |verdict: Verdict| -> Option<usize> {
        let known = sheet.transitions.iter().any(|t| t.from.is_some());
        let of = |t: &&Transition| t.from == Some(verdict);
        let entities = |t: &Transition| t.entities.len();
        known.then(|| sheet.transitions.iter().filter(of).map(entities).sum())
    };
    text.push('\n');
    if before(Verdict::Met).is_some() {
        let _ = writeln!(text, "  {:<16} {:>8} {:>8}", "", "in force", "then");
    }
    for (verdict, then) in [
        (Verdict::Met, counts.met),
        (Verdict::Missed, counts.missed),
        (Verdict::Unknown, counts.unknown),
        (Verdict::NotApplicable, counts.not_applicable),
    ] {
        let word = verdict.words();
        let _ = match before(verdict) {
            Some(now) => writeln!(text, "  {word:<16} {now:>8} {then:>8}"),
            None => writeln!(text, "  {word:<16} {then:>8}"),
        };
    }
}

/// The transition matrix as a list: what moves, with names, lost coverage marked.
pub(super) fn moves(transitions: &[Transition], names: &Names<'_>) -> String {
    let mut text = String::new();
    for transition in transitions.iter().filter(|t| t.moves()) {
        let Some(from) = transition.from else {
            continue;
        };
        let count = transition.entities.len();
        let mark = match transition.is_coverage_lost() {
            true => paint(
                RED,
                "   <- coverage lost: nothing is expected of these any more",
            ),
            false => String::new(),
        };
        let _ = writeln!(
            text,
            "  {count:>6}  {} -> {}{mark}",
            from.words(),
            transition.to.words()
        );
        let some = names.some(transition.entities.iter());
        let _ = writeln!(text, "          {}", paint(DIM, wrapped(&some, 10)));
    }
    text
}

/// "Also applies to 34 more": what a version judges that what is in force does not.
fn extends(text: &mut String, sheet: &ImpactSheet, names: &Names<'_>) {
    let won = |t: &&Transition| t.from.is_some() && t.is_coverage_won();
    let entities: Vec<&EntityId> = sheet
        .transitions
        .iter()
        .filter(won)
        .flat_map(|t| &t.entities)
        .collect();
    if !entities.is_empty() {
        let some = names.some(entities.iter().copied());
        let _ = writeln!(text, "  also applies to {} more: {some}", entities.len());
    }
}

fn missed(text: &mut String, preview: &Preview, names: &Names<'_>) {
    let sheet = &preview.sheet;
    let missed = preview.entities(Verdict::Missed);
    if missed.is_empty() {
        text.push_str("\nNobody would miss it.\n");
        return;
    }
    let newly = sheet.transitions.iter().filter(|t| t.is_newly_missed());
    let newly: usize = newly.map(|t| t.entities.len()).sum();
    let title = match newly {
        0 => format!("Would miss it: {}, as they do now", missed.len()),
        _ if newly == missed.len() => format!("Would miss it: {newly}"),
        _ => format!("Would miss it: {}, {newly} of them newly", missed.len()),
    };
    section(text, &title);
    listed(text, preview, &missed, names);
}

/// Names with whose they are and why, as many as are asked for.
fn listed(text: &mut String, preview: &Preview, ids: &[&EntityId], names: &Names<'_>) {
    let shown = &ids[..ids.len().min(names.most)];
    let wide = width(shown.iter().map(|id| names.name(id)));
    for id in shown {
        let named = names.entities.get(*id);
        let goes_to = named.and_then(|named| named.goes_to.as_deref());
        let department = named.and_then(|named| named.department.as_deref());
        let whose = format!(
            "{}, {}",
            goes_to.unwrap_or("nobody"),
            department.unwrap_or("no department")
        );
        let _ = writeln!(text, "  {:<wide$}  {whose}", names.name(id));
        let because = preview.because(id).unwrap_or_default();
        let because = because.trim_start_matches("missed because: ");
        let _ = writeln!(text, "    {}", paint(DIM, wrapped(because, 4)));
    }
    if ids.len() > shown.len() {
        let more = ids.len() - shown.len();
        let _ = writeln!(text, "  and {more} more (`--most {}` shows all)", ids.len());
    }
}

fn unknown(text: &mut String, preview: &Preview, names: &Names<'_>) {
    let sheet = &preview.sheet;
    let unknown = preview.entities(Verdict::Unknown);
    if unknown.is_empty() {
        return;
    }
    section(
        text,
        &format!("Unknown: {}, and unknown is never a pass", unknown.len()),
    );
    let some = names.some(unknown.into_iter());
    let _ = writeln!(text, "  {}", wrapped(&some, 2));
    for gap in gaps(&sheet.unknown).into_iter().take(LISTED) {
        let name = format!("{}: {}", gap[0].kind, gap[0].name);
        let told = format!("{name}: {}", who_to_ask(&gap));
        let _ = writeln!(text, "  {:>6}  {}", gap[0].entities, wrapped(&told, 10));
    }
}

/// What is missing for the same reason, the sources side by side.
fn gaps(shares: &[UnknownShare]) -> Vec<Vec<&UnknownShare>> {
    let mut gaps: Vec<Vec<&UnknownShare>> = Vec::new();
    for share in shares {
        let same = |gap: &&mut Vec<&UnknownShare>| {
            let first = gap[0];
            (&first.kind, &first.name, first.why, first.entities)
                == (&share.kind, &share.name, share.why, share.entities)
        };
        match gaps.iter_mut().find(same) {
            Some(gap) => gap.push(share),
            None => gaps.push(vec![share]),
        }
    }
    gaps
}

/// Who should have told, why they did not, and what to do.
fn who_to_ask(gap: &[&UnknownShare]) -> String {
    let sources: Vec<&str> = gap
        .iter()
        .filter_map(|g| Some(g.source.as_ref()?.as_str()))
        .collect();
    let Some(share) = gap.first().filter(|_| !sources.is_empty()) else {
        return match gap.first().map(|gap| gap.would_tell.as_slice()) {
            None | Some([]) => "no source tells, and no connector would".to_owned(),
            Some(connectors @ [first, ..]) => format!(
                "no source tells; {} would (`allhands source add {first} --files GLOB`)",
                connectors.join(" or ")
            ),
        };
    };
    let (is, them) = match sources.len() {
        1 => ("does", "who runs it"),
        _ => ("do", "who runs them"),
    };
    let why = match share.why {
        WhyUnknown::NotConnected => "no longer connected".to_owned(),
        WhyUnknown::Failed => "could not be read".to_owned(),
        WhyUnknown::Partial => "read only in part".to_owned(),
        WhyUnknown::Held => "suddenly far fewer records".to_owned(),
        WhyUnknown::Stale => "nothing new for too long".to_owned(),
        WhyUnknown::Silent => format!("{is} not say it of these"),
    };
    let sign = if share.why == WhyUnknown::Silent {
        ""
    } else {
        ":"
    };
    format!("{}{sign} {why}; ask {them}", sources.join(" and "))
}

fn work(text: &mut String, sheet: &ImpactSheet, names: &Names<'_>) {
    section(text, "The work");
    let _ = match sheet.effort {
        Some(effort) => writeln!(
            text,
            "  {} for what is newly missed, {} for all ({} minutes each)",
            hours(effort.newly_missed_minutes),
            hours(effort.missed_minutes),
            effort.each_minutes
        ),
        None => writeln!(
            text,
            "  no effort stated (`Effort: 10 minutes` in the rule says how long one takes)"
        ),
    };
    let people = sheet.people;
    let _ = writeln!(
        text,
        "  {}, at most {} each; {} would hear of it on the first day",
        persons(people.affected),
        people.most_each,
        people.reminded_first_day
    );
    if people.unrouted > 0 {
        let _ = writeln!(
            text,
            "  {}",
            paint(YELLOW, format!("{} would reach nobody", people.unrouted))
        );
    }
    let departments: Vec<String> = sheet
        .departments
        .iter()
        .filter(|share| share.missed > 0)
        .take(LISTED)
        .map(|share| {
            let name = share.department.as_ref().map(|id| names.name(id));
            let name = name.unwrap_or_else(|| "no department".to_owned());
            format!("{name} {}", share.missed)
        })
        .collect();
    let _ = writeln!(
        text,
        "  by department   {}",
        wrapped(&departments.join(", "), 18)
    );
    let person = |share: &OwnerShare| {
        let name = names.name(share.person.as_ref()?);
        Some(format!("{name} {}", share.missed))
    };
    let most: Vec<String> = sheet
        .owners
        .iter()
        .filter_map(person)
        .take(LISTED)
        .collect();
    let _ = writeln!(text, "  most asked      {}", wrapped(&most.join(", "), 18));
}

fn persons(count: u64) -> String {
    match count {
        1 => "1 person".to_owned(),
        _ => format!("{count} people"),
    }
}

/// Minutes as hours with one decimal, so that 50 minutes are not 0 hours.
fn hours(minutes: u64) -> String {
    let tenths = (minutes + 3) / 6;
    format!("{}.{} hours", tenths / 10, tenths % 10)
}

fn overlap(text: &mut String, sheet: &ImpactSheet) {
    if sheet.overlap.is_empty() {
        return;
    }
    section(text, "The same entities already miss");
    for other in sheet.overlap.iter().take(LISTED) {
        let _ = writeln!(
            text,
            "  {:>6} of {}  {}",
            other.entities, sheet.counts.missed, other.title
        );
    }
}

fn all(text: &mut String, together: &Together) {
    let _ = writeln!(
        text,
        "{}",
        paint(BOLD, format!("All {} together", together.rules.len()))
    );
    let _ = writeln!(
        text,
        "  {} newly missed on {}, {} no longer missed",
        together.newly_missed,
        counted(together.entities, "thing"),
        together.no_longer_missed
    );
    if together.coverage_lost > 0 {
        let lost = format!("{} no longer judged: coverage lost", together.coverage_lost);
        let _ = writeln!(text, "  {}", paint(RED, lost));
    }
    let effort = match together.without_effort.len() {
        0 => String::new(),
        n => format!(", without {} that state no effort", counted(n, "rule")),
    };
    let _ = writeln!(
        text,
        "  {}, at most {} each; {} of work{effort}",
        persons(together.people),
        together.most_each,
        hours(together.newly_missed_minutes)
    );
}
