//! `allhands finding`: what is missed, since when, due when.

pub(crate) mod handling;
pub(crate) mod story;

use std::{collections::BTreeSet, fmt::Write as _};

use app::{
    ask::{FindingFilter, FindingRow, Known, finding_rows, finding_story, kind_named},
    ports::{FindingPages as _, LedgerStore, PageAsked},
    workspace::nearest,
};
use model::{FindingState, KindName, Place, Problem, RuleId, Severity, told, vocabulary::Kind};

use crate::{
    cli::{Cli, FindingCommand, FindingListArgs},
    outcome::{CommandError, Outcome},
    output::{DIM, Out, RED, YELLOW, paint},
    wire::{self, Site},
    words::counted,
};

pub(crate) fn finding(
    cli: &Cli,
    command: &FindingCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    match command {
        FindingCommand::List(args) => list(cli, &site, args, out),
        FindingCommand::Show { finding } => show(cli, &site, finding, out),
        FindingCommand::Handle(command) => handling::handle(cli, command, out),
    }
}

fn list(
    cli: &Cli,
    site: &Site,
    args: &FindingListArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let kind = kind_asked(site, args)?;
    let (known, total) = listed(cli, site, args, kind)?;
    rule_is_known(site, &known, args)?;
    department_is_known(&known, args)?;
    let filter = FindingFilter {
        all: args.all,
        rule: args.rule.clone(),
        department: args.department.clone(),
        severity: args.severity,
        kind: kind.map(|kind| kind.kind.clone()),
    };
    let mut rows = finding_rows(&known, &site.workspace, &filter);
    let total = total.unwrap_or(rows.len());
    rows.truncate(args.most);
    let zone = &site.workspace.settings.time_zone;
    out.answer("allhands.findings", known.at, rows, &[], |rows| {
        let mut text = String::new();
        for row in rows {
            let _ = writeln!(text, "{}", line(row, known.at, zone));
        }
        text.push_str(&how_many(rows.len(), total, (args, kind), &known));
        text
    });
    Ok(Outcome::Clean)
}

/// What a list may show, and how many findings there are where not all of them were read: a list
/// of the most urgent ones needs no others, but whose department one is, only the inventory tells.
fn listed(
    cli: &Cli,
    site: &Site,
    args: &FindingListArgs,
    kind: Option<&Kind>,
) -> Result<(Known, Option<usize>), CommandError> {
    let now = wire::now(cli);
    if args.department.is_some() {
        return Ok((site.known(now)?, None));
    }
    let asked = PageAsked {
        states: match args.all {
            true => FindingState::ALL.to_vec(),
            false => Vec::new(),
        },
        rule: args.rule.as_deref().map(RuleId::new),
        severity: args.severity,
        kind: kind.map(|kind| kind.kind.clone()),
        most: u32::try_from(args.most).unwrap_or(u32::MAX),
        ..PageAsked::default()
    };
    wire::block_on(async {
        let ledger = site.ledger().await?;
        let page = ledger.page(&asked).await?;
        let total = usize::try_from(ledger.how_many(&asked).await?).unwrap_or(usize::MAX);
        let observations = site.observations()?;
        let known = Known::around(page, &site.workspace, &observations, &ledger, now).await?;
        Ok((known, Some(total)))
    })?
}

/// The last line of a list: how much of everything it is.
fn how_many(
    shown: usize,
    total: usize,
    (args, kind): (&FindingListArgs, Option<&Kind>),
    known: &Known,
) -> String {
    if known.pass.is_none() {
        return "Nothing was judged yet: `allhands run` does.\n".to_owned();
    }
    let open = if args.all { None } else { Some("open") };
    let severity = args.severity.map(Severity::as_str);
    let words = open.into_iter().chain(severity).chain(["finding"]);
    let sort = words.collect::<Vec<_>>().join(" ");
    let of_what = of_what(args, kind);
    match total {
        0 => format!("No {sort}{of_what}.\n"),
        _ if shown < total => format!(
            "{shown} of {}{of_what}; `--most {total}` shows all\n",
            counted(total, &sort),
        ),
        _ => format!("{}{of_what}\n", counted(total, &sort)),
    }
}

fn of_what(args: &FindingListArgs, kind: Option<&Kind>) -> String {
    let rule = args.rule.iter().map(|rule| format!(" of {rule}"));
    let kind = kind.iter().map(|kind| format!(" about {}", kind.plural));
    let department = args.department.iter().map(|name| format!(" in {name}"));
    rule.chain(kind).chain(department).collect()
}

/// The kind that is asked for. Findings are kept by the kind that says what a thing is, so that
/// a list of what only some of them are would have to leave out the others: that is a rule's work.
fn kind_asked<'s>(
    site: &'s Site,
    args: &FindingListArgs,
) -> Result<Option<&'s Kind>, CommandError> {
    let Some(name) = &args.kind else {
        return Ok(None);
    };
    let vocabulary = &site.workspace.vocabulary;
    let kind = kind_named(vocabulary, name).map_err(CommandError::wrong)?;
    let root: KindName = vocabulary.root(kind.kind.as_str()).into();
    if root == kind.kind {
        return Ok(Some(kind));
    }
    let says = format!(
        "findings are not listed by `{}`, which is a {root}",
        kind.kind
    );
    let place = Place::file("command line");
    let problem = Problem::new("kind-derived", says, place)
        .advise(format!(
            "`--kind {root}` lists them with every other {root}"
        ))
        .advise(format!(
            "`--rule` lists those of a rule about {}",
            kind.plural
        ));
    Err(CommandError::wrong(problem))
}

/// A list of nothing because of a misspelt rule would look like good news.
fn rule_is_known(site: &Site, known: &Known, args: &FindingListArgs) -> Result<(), CommandError> {
    let Some(rule) = &args.rule else {
        return Ok(());
    };
    let rules = site.workspace.rules.iter().map(|loaded| &loaded.rule.id);
    let names: BTreeSet<&str> = rules
        .chain(site.workspace.detectors.keys())
        .chain(known.findings.iter().map(|finding| &finding.rule))
        .map(RuleId::as_str)
        .collect();
    if names.contains(rule.as_str()) {
        return Ok(());
    }
    let advice = match nearest(rule, names.into_iter()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`allhands rule list` shows them all".to_owned(),
    };
    let says = format!("there is no rule `{rule}`");
    Err(CommandError::asked("rule-unknown", says, advice))
}

fn department_is_known(known: &Known, args: &FindingListArgs) -> Result<(), CommandError> {
    let Some(name) = &args.department else {
        return Ok(());
    };
    let departments = known.inventory.of("department").iter();
    let names: Vec<&str> = departments.map(|one| one.name.as_str()).collect();
    if names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    Err(super::report::no_department(name, &names))
}

fn line(row: &FindingRow, at: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    let severity = severity_word(row.finding.severity);
    let when = when(row, at, zone);
    let to = row.goes_to.as_deref().unwrap_or("nobody yet");
    format!(
        "{severity} {}: {}\n         {when}; {to}  {}",
        row.name,
        row.title,
        paint(DIM, &row.finding.id)
    )
}

/// How a finding stands against its deadline.
fn when(row: &FindingRow, at: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    match (&row.finding.state, row.finding.due) {
        (FindingState::Closed | FindingState::Detected, _) => row.finding.state.words().to_owned(),
        (state, due) => match due {
            None => format!("no deadline{}", beside(*state)),
            Some(due) if row.overdue => {
                let was = format!("was due {}", told::deadline(due, at, zone));
                format!("{}{}", paint(RED, was), beside(*state))
            }
            Some(due) => format!("due {}{}", told::deadline(due, at, zone), beside(*state)),
        },
    }
}

/// What else there is to say of an open finding than when it is due.
fn beside(state: FindingState) -> String {
    match state {
        FindingState::Open => String::new(),
        other => format!(", {}", other.words()),
    }
}

fn severity_word(severity: Severity) -> String {
    let word = format!("{severity:<8}");
    match severity {
        Severity::Critical | Severity::High => paint(RED, word),
        Severity::Medium => paint(YELLOW, word),
        Severity::Low => word,
    }
}

fn show(cli: &Cli, site: &Site, id: &str, out: &Out) -> Result<Outcome, CommandError> {
    let known = site.known(wire::now(cli))?;
    let found = known.finding(id).map_err(CommandError::wrong)?;
    let events = wire::block_on(async {
        Ok::<_, CommandError>(site.ledger().await?.events(&found.id).await?)
    })??;
    let story = finding_story(&known, &site.workspace, found, events);
    let zone = &site.workspace.settings.time_zone;
    out.answer("allhands.finding", known.at, story, &[], |story| {
        story::text(story, known.at, zone)
    });
    Ok(Outcome::Clean)
}
