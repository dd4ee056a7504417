//! `allhands backup` and `allhands restore`: the whole ledger in a file, and back.

use app::ports::PortError;
use jiff::tz::TimeZone;
use serde::Serialize;
use store::{InTheWay, Saved, Store};

use crate::{
    cli::{BackupArgs, Cli, RestoreArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
    words::counted,
};

#[derive(Serialize)]
struct Kept {
    file: String,
    ledger: String,
    #[serde(flatten)]
    saved: Saved,
}

pub(crate) fn backup(cli: &Cli, args: &BackupArgs, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open_without_ledger(cli)?;
    let location = site.location()?;
    let observed = match &site.workspace.settings.lake {
        Some(lake) => format!("the lake {lake}"),
        None => "the folder data/observations".to_owned(),
    };
    let saved = wire::block_on(async {
        let ledger = site.ledger().await?;
        Ok::<_, CommandError>(
            ledger
                .back_up(&args.file, in_the_way(args.force), at)
                .await?,
        )
    })??;
    let kept = Kept {
        file: args.file.display().to_string(),
        ledger: location.to_string(),
        saved,
    };
    let zone = site.workspace.settings.time_zone.clone();
    out.answer("allhands.backup", at, kept, &[], |kept| {
        format!(
            "Backed up to {}: {}, {}.\n\
             What was observed is not in it: copy {observed} as well, after this.\n",
            kept.file,
            counted(rows(&kept.saved), "row"),
            from_when(&kept.saved, &zone)
        )
    });
    Ok(Outcome::Clean)
}

pub(crate) fn restore(cli: &Cli, args: &RestoreArgs, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open_without_ledger(cli)?;
    let _lock = site.lock_for_restoring(at)?;
    let location = site.location()?;
    let saved = wire::block_on(async {
        let saved = Store::restore(&location, &args.file, in_the_way(args.force)).await;
        saved.map_err(refused)
    })??;
    let kept = Kept {
        file: args.file.display().to_string(),
        ledger: location.to_string(),
        saved,
    };
    let zone = site.workspace.settings.time_zone.clone();
    out.answer("allhands.restore", at, kept, &[], |kept| {
        format!(
            "Restored {} from {}: {}, {}.\n\
             What was recorded after that is not in it. `allhands run` goes on from there.\n",
            kept.ledger,
            kept.file,
            counted(rows(&kept.saved), "row"),
            from_when(&kept.saved, &zone)
        )
    });
    Ok(Outcome::Clean)
}

/// What was asked for cannot be done, and trying again does not help.
fn refused(error: PortError) -> CommandError {
    match error.problem().code.as_str() {
        "backup-exists" | "backup-damaged" | "backup-newer" | "restore-over" => {
            CommandError::wrong(error.problem().clone())
        }
        _ => error.into(),
    }
}

fn in_the_way(force: bool) -> InTheWay {
    if force {
        InTheWay::Replaced
    } else {
        InTheWay::Kept
    }
}

fn rows(saved: &Saved) -> usize {
    usize::try_from(saved.rows).unwrap_or(usize::MAX)
}

fn from_when(saved: &Saved, zone: &TimeZone) -> String {
    let told = |at: jiff::Timestamp| {
        at.to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    };
    let taken = told(saved.head.taken_at);
    match saved.head.latest_pass {
        Some(pass) => format!("as of {taken}; its latest pass is of {}", told(pass)),
        None => format!("as of {taken}; nothing was judged yet"),
    }
}
