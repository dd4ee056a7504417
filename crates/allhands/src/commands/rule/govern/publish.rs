//! `allhands rule publish`: what would come into force, and putting it there.

use app::govern::{Change, Desk, Publishing, Signer, Stage, decide, gates};
use model::{Problem, RuleId};
use serde::Serialize;

use super::{
    Office, refused,
    text::{self, Lines, Proposal},
};
use crate::{
    cli::PublishArgs,
    outcome::{CommandError, Outcome},
    output::Out,
};

/// What publishing would do.
#[derive(Debug, Serialize)]
struct Plan {
    new: Vec<Proposal>,
    changed: Vec<Proposal>,
    /// Rules in force whose file is gone; they stay in force until they are retired.
    files_gone: Vec<RuleId>,
}

/// What came into force.
#[derive(Debug, Serialize)]
struct Published {
    published: Vec<Line>,
    /// Rules whose numbers moved since they were signed: they wait for signatures again.
    drifted: Vec<RuleId>,
}

/// One rule that came into force.
#[derive(Debug, Serialize)]
struct Line {
    rule: RuleId,
    version: String,
    stage: Stage,
}

pub(super) fn publish(
    office: &Office<'_>,
    args: &PublishArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let desk = office.desk()?;
    match &args.mail {
        Some(mail) if !args.plan => {
            let who = office.signer(&desk, mail)?;
            apply(office, &desk, args, &who, out)
        }
        _ => plan(office, &desk, args, out),
    }
}

fn plan(
    office: &Office<'_>,
    desk: &Desk<'_>,
    args: &PublishArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let drafts = desk.drafts(&args.rules).map_err(refused)?;
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    let mut problems: Vec<Problem> = Vec::new();
    let together: Vec<_> = drafts
        .iter()
        .map(|draft| draft.loaded.rule.clone())
        .collect();
    for draft in drafts {
        match desk.prepare(&draft.loaded.rule, &together) {
            Ok(one) => {
                let candidate = gates::Candidate {
                    workspace: &desk.drafted,
                    rule: &one.rule,
                    lints: &one.lints,
                    together: &together,
                };
                problems.extend(gates::closed(&candidate));
                let languages = &office.site.workspace.settings.languages;
                let fallbacks = gates::fallbacks(&one.rule, languages);
                let proposal = Proposal::of(desk, &one, fallbacks);
                match draft.change {
                    Change::New => new.push(proposal),
                    Change::Changed => changed.push(proposal),
                }
            }
            Err(more) => problems.extend(more),
        }
    }
    let plan = Plan {
        new,
        changed,
        files_gone: desk.workspace.files_gone.iter().cloned().collect(),
    };
    let outcome = if problems.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Findings
    };
    out.answer("allhands.rule_plan", office.at, plan, &problems, planned);
    Ok(outcome)
}

fn planned(plan: &Plan) -> String {
    let mut lines = Lines::default();
    if plan.new.is_empty() && plan.changed.is_empty() && plan.files_gone.is_empty() {
        lines.line("Nothing waits: what is in force is what the files say.".to_owned());
    }
    for (title, proposals) in [("New", &plan.new), ("Changed", &plan.changed)] {
        for proposal in proposals {
            lines.section(title);
            text::proposal(&mut lines, proposal);
        }
    }
    if !plan.files_gone.is_empty() {
        lines.section("In force, though the file is gone");
        for rule in &plan.files_gone {
            lines.line(format!("  {rule}"));
        }
        lines.next(&["allhands rule retire RULE --as NAME@... --reason \"...\"".to_owned()]);
    }
    lines.done()
}

fn apply(
    office: &Office<'_>,
    desk: &Desk<'_>,
    args: &PublishArgs,
    who: &Signer,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let drafts = desk.drafts(&args.rules).map_err(refused)?;
    let approved_by = args
        .approved_by
        .iter()
        .map(|mail| office.signer(desk, mail));
    let how = Publishing {
        approved_by: approved_by.collect::<Result<_, _>>()?,
        stage: args.stage.map(Stage::from),
        reason: args.reason.clone(),
    };
    let decision = decide::publish(desk, &drafts, who, &how).map_err(refused)?;
    office.keep(&decision)?;
    let line = |entry: &app::govern::Entry| match &entry.step {
        app::govern::Step::Published { stage } => Some(Line {
            rule: entry.rule.clone(),
            version: entry.version.clone(),
            stage: *stage,
        }),
        _ => None,
    };
    let published = Published {
        published: decision.write.entries.iter().filter_map(line).collect(),
        drifted: decision.drifted.clone(),
    };
    let refused = !published.drifted.is_empty();
    out.answer("allhands.rule_publish", office.at, published, &[], told);
    Ok(if refused {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

fn told(all: &Published) -> String {
    let mut lines = Lines::default();
    if all.published.is_empty() && all.drifted.is_empty() {
        lines.line("Nothing waits: what is in force is what the files say.".to_owned());
    }
    for line in &all.published {
        let what = match line.stage {
            Stage::Monitor => "is monitored for 7 days: misses are counted, and nobody is told yet",
            Stage::Warn => "is in force: people are told of what they miss",
            Stage::Block => "is in force, and refuses work where it says so",
        };
        lines.line(format!("{} {what}.", line.rule));
    }
    for rule in &all.drifted {
        lines.line(format!(
            "{rule} is not published: its numbers moved by more than a fifth since it was signed. \
             It waits for signatures again."
        ));
        lines.next(&[format!(
            "allhands rule propose {rule} --as NAME@...    with today's numbers"
        )]);
    }
    if !all.published.is_empty() {
        lines.next(&["allhands run".to_owned(), "allhands rule status".to_owned()]);
    }
    lines.done()
}
