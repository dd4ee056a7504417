//! What the commands about the log say.

use std::fmt::Write as _;

use app::sealed::{
    erase::Done,
    log::{Kind, Leaf, check::Trouble},
    verify::Report,
};

use super::{Exported, Line};
use crate::{
    output::{DIM, paint},
    words::counted,
};

/// How many troubles are shown; JSON has them all.
const SHOWN: usize = 10;

pub(super) fn lines(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "Nothing is sealed yet: the first pass or decision begins the log.".to_owned();
    }
    let mut text = String::new();
    for Line { entry, leaf } in lines {
        let day = leaf.at.strftime("%Y-%m-%d %H:%M");
        let _ = write!(
            text,
            "{entry:>6}  {day}  {:<12} {}",
            sort(leaf),
            leaf.action
        );
        let about = match leaf.kind {
            Kind::Pass => changes(leaf),
            _ => leaf.subject.clone(),
        };
        let _ = writeln!(text, "  {}", paint(DIM, about));
    }
    text
}

fn sort(leaf: &Leaf) -> String {
    match leaf.kind {
        Kind::Pass | Kind::Act | Kind::Decision => format!("{} {}", leaf.kind.word(), leaf.number),
        Kind::Rule => "rule".to_owned(),
        kind => kind.word().to_owned(),
    }
}

fn changes(leaf: &Leaf) -> String {
    let findings = leaf.findings.map_or(0, |of| of.count);
    match findings {
        0 => "nothing changed".to_owned(),
        some => format!("{} changed", counted(some, "finding")),
    }
}

pub(super) fn report(report: &Report) -> String {
    let mut text = String::new();
    let entries = report.entries;
    match report.first_bad {
        None => {
            let _ = writeln!(
                text,
                "Everything stands as it was sealed: {}, {} and {}.",
                if entries == 1 {
                    "1 entry".to_owned()
                } else {
                    format!("{entries} entries")
                },
                counted(report.events, "event"),
                counted(report.findings, "finding")
            );
        }
        Some(first) => {
            let _ = writeln!(
                text,
                "History was changed. The first bad entry is {first}.\n"
            );
            for trouble in report.troubles.iter().take(SHOWN) {
                let _ = writeln!(text, "  {}: {}", place(trouble), trouble.says);
            }
            if report.troubles.len() > SHOWN {
                let more = report.troubles.len() - SHOWN;
                let _ = writeln!(text, "  and {more} more; `--format json` has them all");
            }
            text.push('\n');
        }
    }
    if report.erased > 0 {
        let _ = writeln!(text, "Of {} the words were erased.", report.erased);
    }
    for remark in &report.remarks {
        let _ = writeln!(text, "Entry {}: {}.", remark.entry, remark.says);
    }
    let open = entries.saturating_sub(report.covered);
    if open > 0 && report.first_bad.is_none() {
        let _ = writeln!(
            text,
            "{open} of them are not signed yet: `allhands log checkpoint`."
        );
    }
    if let Some(before) = report.before.filter(|before| *before != Default::default()) {
        let _ = writeln!(
            text,
            "The log began after {}; it says nothing about what was there before.",
            counted(before.passes, "pass")
        );
    }
    for key in &report.keys {
        let _ = writeln!(text, "{}", paint(DIM, format!("Key: {key}")));
    }
    if report.by_itself {
        text.push_str(
            "The log vouched for itself here. Somebody who keeps checkpoints elsewhere can tell \
             more:\nallhands log verify --against FILE\n",
        );
    }
    text
}

fn place(trouble: &Trouble) -> String {
    match trouble.until {
        until if until == trouble.entry => format!("entry {until}"),
        until => format!("entries {} to {until}", trouble.entry),
    }
}

pub(super) fn erased(done: &Done) -> String {
    if *done == Done::default() {
        return "Nothing that was sealed names them.".to_owned();
    }
    format!(
        "Erased from {} and {}; the words beside {} entries of the log are gone.\n\
         Every proof stays valid: allhands log verify",
        counted(done.rows, "decision"),
        counted(done.events, "event"),
        done.entries
    )
}

pub(super) fn exported(exported: &Exported) -> String {
    format!(
        "Wrote {} entries as {} files to {}.\nWhoever has them checks them with:\n  \
         allhands log verify {} --vkey '{}'",
        exported.entries, exported.files, exported.folder, exported.folder, exported.key
    )
}
