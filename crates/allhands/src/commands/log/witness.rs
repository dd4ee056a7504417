//! `allhands log witness`: another team's machine that remembers.

use std::path::{Path, PathBuf};

use app::sealed::{
    keeper,
    log::tlog::SigningKey,
    witness::{Memory, Witnessed},
};
use jiff::Timestamp;

use super::{exported, read_key, text, verifier};
use crate::{
    cli::WitnessArgs,
    outcome::{CommandError, Outcome},
    output::Out,
};

pub(super) fn witness(
    args: &WitnessArgs,
    at: Timestamp,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let log = verifier(&args.key)?;
    let mut memory = remembered(&args.memory)?;
    let key = key(args)?;
    let (checkpoint, kept) = exported(&args.folder)?;
    let now = u64::try_from(at.as_second()).unwrap_or_default();
    let witnessed =
        app::sealed::witness::witness(&kept, &checkpoint, &mut memory, &log, (&key, now));
    let witnessed = witnessed.map_err(|why| {
        CommandError::asked("checkpoint", why.to_string(), "export the log again")
    })?;
    match witnessed {
        Witnessed::Grew(signed) => {
            let json = serde_json::to_string_pretty(&memory).unwrap_or_default();
            io::write_text(&args.memory, json.as_bytes())?;
            let signed = signed.to_string();
            out.answer("allhands.log_witness", at, &signed, &[], |signed| {
                signed.trim_end().to_owned()
            });
            Ok(Outcome::Clean)
        }
        Witnessed::Refused(report) => {
            out.answer("allhands.log_verify", at, *report, &[], text::report);
            Ok(Outcome::Findings)
        }
    }
}

fn remembered(path: &Path) -> Result<Memory, CommandError> {
    if !path.is_file() {
        return Ok(Memory::default());
    }
    serde_json::from_str(&io::read_text(path)?).map_err(|why| {
        let says = format!("`{}` is no memory of a witness: {why}", path.display());
        CommandError::asked("witness-memory", says, "name another file")
    })
}

/// The key of the witness, made the first time.
fn key(args: &WitnessArgs) -> Result<SigningKey, CommandError> {
    let mut path = args.memory.clone().into_os_string();
    path.push(".key");
    let path = PathBuf::from(path);
    if !path.is_file() {
        let text = keeper::key_text(&args.name, &io::random()?)?;
        io::write_private(&path, format!("{text}\n").as_bytes())?;
    }
    read_key(&io::read_text(&path)?)
}
