//! `allhands lake`: which runs are kept, and the end of those that need not be.

use app::collect;
use engine::{Keep, RunShown, Vacuumed};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use crate::{
    cli::{Cli, LakeCommand},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Observed},
    words::counted,
};

/// A run, for a list.
#[derive(Debug, Serialize)]
struct Listed {
    kept_at: Timestamp,
    #[serde(flatten)]
    run: RunShown,
}

pub(crate) fn lake(cli: &Cli, command: &LakeCommand, out: &Out) -> Result<Outcome, CommandError> {
    match command {
        LakeCommand::List => list(cli, out),
        LakeCommand::Vacuum { keep } => vacuum(cli, keep.as_deref(), out),
    }
}

fn list(cli: &Cli, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let zone = site.workspace.settings.time_zone.clone();
    let lake = site.lake()?;
    let dated = collect::runs(&lake)?;
    let shown = lake.list()?.into_iter();
    let runs: Vec<Listed> = shown
        .filter_map(|run| {
            let (_, kept_at) = dated.iter().find(|(number, _)| *number == run.run)?;
            Some(Listed {
                kept_at: *kept_at,
                run,
            })
        })
        .collect();
    out.answer("allhands.lake", at, runs, &[], |runs| listed(runs, &zone));
    Ok(Outcome::Clean)
}

fn listed(runs: &[Listed], zone: &TimeZone) -> String {
    let Some(last) = runs.last() else {
        return "Nothing was collected into the lake yet: allhands run\n".to_owned();
    };
    let mut text = format!(
        "{} kept, the latest {}\n\n",
        counted(runs.len(), "run"),
        last.run.run
    );
    text.push_str("run     kept at             tables      rows       size\n");
    for one in runs.iter().rev() {
        let kept_at = one.kept_at.to_zoned(zone.clone());
        text.push_str(&format!(
            "{:<7} {}  {:>8}  {:>8}  {:>9}\n",
            one.run.run,
            kept_at.strftime("%Y-%m-%d %H:%M"),
            one.run.tables,
            one.run.rows,
            size(u64::try_from(one.run.bytes).unwrap_or(u64::MAX)),
        ));
    }
    text
}

fn vacuum(cli: &Cli, keep: Option<&str>, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let setting = site.workspace.settings.lake_keep.as_deref();
    let keep: Option<Keep> = match keep.or(setting) {
        Some(written) => Some(written.parse().map_err(CommandError::wrong)?),
        None => None,
    };
    let _lock = site.lock("lake vacuum", at)?;
    let Observed::Lake(lake) = site.observations()? else {
        site.lake()?;
        return Err(CommandError::asked(
            "lake-empty",
            "nothing was collected into the lake yet",
            "collect first: `allhands run`",
        ));
    };
    let over = match keep {
        Some(keep) => keep.over(&collect::runs(lake.as_ref())?, at),
        None => Vec::new(),
    };
    let done = lake.vacuum(&over)?;
    out.answer("allhands.lake_vacuum", at, done, &[], |done| {
        vacuumed(done, keep)
    });
    Ok(Outcome::Clean)
}

fn vacuumed(done: &Vacuumed, keep: Option<Keep>) -> String {
    let runs = match (keep, done.runs.as_slice()) {
        (None, _) => "Every run is kept: set `lake_keep = \"90 days\"` in allhands.toml to change \
                      that.\n"
            .to_owned(),
        (Some(_), []) => "No run is old enough to go.\n".to_owned(),
        (Some(_), runs) => format!("Removed {}.\n", counted(runs.len(), "run")),
    };
    match done.files {
        0 => runs,
        files => format!(
            "{runs}Removed {} that no run needs: {}.\n",
            counted(files, "file"),
            size(done.bytes)
        ),
    }
}

/// Bytes as people write them.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let mut tenths = bytes / 100;
    let mut unit = UNITS[0];
    for next in &UNITS[1..] {
        if tenths < 10_000 {
            break;
        }
        tenths /= 1000;
        unit = next;
    }
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_four_digits_at_most() {
        for (bytes, text) in [
            (0, "0.0 kB"),
            (1_250, "1.2 kB"),
            (999_999, "999.9 kB"),
            (1_000_000, "1.0 MB"),
            (3_400_000_000, "3.4 GB"),
            (12_000_000_000_000, "12.0 TB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }
}
