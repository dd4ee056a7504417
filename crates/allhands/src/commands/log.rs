//! `allhands log`: the sealed log, checked, signed, exported and proven.

mod bundle;
mod rotate;
mod text;
mod witness;

use std::path::Path;

use app::{
    decisions::author,
    ports::LogStore as _,
    sealed::{
        erase::{Names, erase},
        keeper,
        log::{
            Leaf,
            check::Kept,
            export,
            tlog::{SignedCheckpoint, SigningKey, VerifierKey},
        },
        verify::{self, Against, Report},
        witness::Memory,
    },
};
use jiff::Timestamp;
use model::Problem;
use serde::Serialize;
use sources::SecretFrom;
use store::Store;

use crate::{
    cli::{Cli, LogCommand, VerifyArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

/// Where the key is made when no other place is set, from the workspace.
const KEY: &str = "data/log.key";

pub(crate) fn log(cli: &Cli, command: &LogCommand, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    match command {
        LogCommand::List { limit } => list(cli, *limit, at, out),
        LogCommand::Checkpoint => {
            let signed = with_ledger(cli, async |site, ledger| sign(site, ledger, at).await)?;
            let text = signed.to_string();
            out.answer("allhands.log_checkpoint", at, &text, &[], |text| {
                text.trim_end().to_owned()
            });
            Ok(Outcome::Clean)
        }
        LogCommand::Verify(args) => verify_it(cli, args, at, out),
        LogCommand::Export { folder } => export_to(cli, folder, at, out),
        LogCommand::Proof { entry } => {
            let proof = with_ledger(cli, async |_, ledger| {
                Ok(keeper::proof(ledger, *entry).await?)
            })?;
            let Some(proof) = proof else {
                let says = format!("no checkpoint covers an entry {entry}");
                let next =
                    "see which there are: `allhands log list`; sign: `allhands log checkpoint`";
                return Err(CommandError::asked("no-entry", says, next));
            };
            let text = proof.to_string();
            out.answer("allhands.log_proof", at, &text, &[], |text| {
                text.trim_end().to_owned()
            });
            Ok(Outcome::Clean)
        }
        LogCommand::Erase { names, why } => {
            let site = wire::open(cli)?;
            let known = site.known(at)?;
            let view = known.view(&site.workspace);
            let by = author(&view, &why.person).map_err(CommandError::wrong)?;
            let here = names.iter().filter_map(|name| author(&view, name).ok());
            let more: Vec<String> = here.flat_map(|person| [person.by, person.name]).collect();
            let names = Names::new(names.iter().cloned().chain(more));
            let done = wire::block_on(async {
                let ledger = site.ledger().await?;
                let done = erase(&ledger, &names, at, (&by.by, &why.because)).await?;
                sign(&site, &ledger, at).await?;
                Ok::<_, CommandError>(done)
            })??;
            out.answer("allhands.log_erase", at, done, &[], text::erased);
            Ok(Outcome::Clean)
        }
        LogCommand::RotateKey { why } => rotate::rotate(cli, why, at, out),
        LogCommand::Witness(args) => witness::witness(args, at, out),
    }
}

fn with_ledger<T>(
    cli: &Cli,
    work: impl AsyncFnOnce(&Site, &Store) -> Result<T, CommandError>,
) -> Result<T, CommandError> {
    let site = wire::open(cli)?;
    wire::block_on(async {
        let ledger = site.ledger().await?;
        work(&site, &ledger).await
    })?
}

/// Signs the log after a pass; else says why not. Where the key is another server's, that one
/// signs.
pub(super) async fn after_pass(
    site: &Site,
    ledger: &Store,
    at: Timestamp,
) -> Result<SignedCheckpoint, Vec<Problem>> {
    let signed = sign(site, ledger, at).await;
    signed.map_err(|error| error.problems.into_iter().take(1).collect())
}

/// Signs the log as it is, with the key of the workspace, which is made when the log has none.
async fn sign(
    site: &Site,
    ledger: &Store,
    at: Timestamp,
) -> Result<SignedCheckpoint, CommandError> {
    let key = own_key(site, ledger).await?;
    Ok(keeper::checkpoint(ledger, &key, at).await?)
}

/// The key of the workspace, which is made when the log has none.
pub(super) async fn own_key(site: &Site, ledger: &Store) -> Result<SigningKey, CommandError> {
    if let Some(key) = signing_key(site)? {
        return Ok(key);
    }
    if keeper::has_key(&ledger.log(0).await?) {
        return Err(keeper::another_key(KEY).into());
    }
    let settings = &site.workspace.settings;
    let own = keeper::origin(&settings.organisation);
    let name = settings.log_name.as_ref().unwrap_or(&own);
    let text = keeper::key_text(name, &io::random()?)?;
    io::write_private(&site.root.join(place(site)), format!("{text}\n").as_bytes())?;
    read_key(&text)
}

/// The file of the key.
fn place(site: &Site) -> &str {
    match &site.workspace.settings.log_key {
        Some(SecretFrom::File(path)) => path,
        _ => KEY,
    }
}

/// The key of the workspace; none where its file is not there yet.
fn signing_key(site: &Site) -> Result<Option<SigningKey>, CommandError> {
    use app::ports::Network as _;
    let from = match &site.workspace.settings.log_key {
        Some(from @ SecretFrom::Env(_)) => from.clone(),
        _ if !site.root.join(place(site)).is_file() => return Ok(None),
        _ => SecretFrom::File(place(site).to_owned()),
    };
    let secret = site.secret(&from).map_err(|why| {
        CommandError::asked("log-key", why, "`log_key` says where the key of the log is")
    })?;
    read_key(secret.reveal()).map(Some)
}

fn read_key(text: &str) -> Result<SigningKey, CommandError> {
    text.trim().parse().map_err(|why| {
        let says = format!("the key of the log cannot be read: {why}");
        CommandError::asked("log-key", says, "bring back the file as it was made")
    })
}

/// An entry as it is listed.
#[derive(Debug, Serialize)]
struct Line {
    entry: u64,
    #[serde(flatten)]
    leaf: Leaf,
}

fn list(cli: &Cli, limit: usize, at: Timestamp, out: &Out) -> Result<Outcome, CommandError> {
    let log = with_ledger(cli, async |_, ledger| Ok(ledger.log(0).await?))?;
    let lines: Vec<Line> = log
        .iter()
        .rev()
        .take(limit)
        .filter_map(|row| {
            let leaf = Leaf::read(&row.kept.text).ok()?;
            let entry = row.kept.seq;
            Some(Line { entry, leaf })
        })
        .collect();
    out.answer("allhands.log_list", at, lines, &[], |lines| {
        text::lines(lines)
    });
    Ok(Outcome::Clean)
}

fn verify_it(
    cli: &Cli,
    args: &VerifyArgs,
    at: Timestamp,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let against = against(args)?;
    if let Some(zip) = args.folder.as_ref().filter(|path| path.is_file()) {
        return bundle::verify(zip, &against, at, out);
    }
    let report: Report = match &args.folder {
        Some(folder) => {
            let (checkpoint, kept) = exported(folder)?;
            verify::exported(&kept, &checkpoint, &against)
        }
        None => with_ledger(cli, async |_, ledger| {
            Ok(verify::ledger(ledger, &against).await?)
        })?,
    };
    let outcome = match report.first_bad {
        None => Outcome::Clean,
        Some(_) => Outcome::Findings,
    };
    out.answer("allhands.log_verify", at, report, &[], text::report);
    Ok(outcome)
}

fn against(args: &VerifyArgs) -> Result<Against, CommandError> {
    let mut against = Against::default();
    for text in &args.keys {
        against.keys.push(verifier(text)?);
    }
    for path in &args.against {
        let text = io::read_text(path)?;
        if let Ok(memory) = serde_json::from_str::<Memory>(&text) {
            against.checkpoints.extend(memory.checkpoints());
            continue;
        }
        let signed = text.parse().map_err(|why| {
            let says = format!("`{}`: {why}", path.display());
            let next = "name a file that `allhands log checkpoint` wrote, or a witness's memory";
            CommandError::asked("checkpoint", says, next)
        })?;
        against.checkpoints.push(signed);
    }
    Ok(against)
}

fn verifier(text: &str) -> Result<VerifierKey, CommandError> {
    text.parse().map_err(|why| {
        let says = format!("`{text}`: {why}");
        CommandError::asked("vkey", says, "copy it as `allhands log verify` prints it")
    })
}

/// The checkpoint and the entries of an exported log.
fn exported(folder: &Path) -> Result<(String, Vec<Kept>), CommandError> {
    let checkpoint = io::read_text(&folder.join(export::CHECKPOINT))?;
    let signed: SignedCheckpoint = checkpoint.parse().map_err(|why| {
        let says = format!("`{}`: {why}", folder.join(export::CHECKPOINT).display());
        CommandError::asked(
            "checkpoint",
            says,
            "name a folder that `allhands log export` wrote",
        )
    })?;
    let file = |name: &str| io::read_bytes(&folder.join(name)).ok();
    Ok((checkpoint, export::read(signed.checkpoint.size, file)))
}

/// What was exported.
#[derive(Debug, Serialize)]
struct Exported {
    folder: String,
    entries: u64,
    files: usize,
    key: String,
}

fn export_to(cli: &Cli, folder: &Path, at: Timestamp, out: &Out) -> Result<Outcome, CommandError> {
    let (signed, log) = with_ledger(cli, async |site, ledger| {
        let signed = sign(site, ledger, at).await?;
        Ok((signed, ledger.log(0).await?))
    })?;
    // What came after the checkpoint is not signed yet.
    let size = usize::try_from(signed.checkpoint.size).unwrap_or(log.len());
    let log = log.get(..size).unwrap_or(&log);
    let texts: Vec<&str> = log.iter().map(|row| row.kept.text.as_str()).collect();
    let files = export::files(&texts, &verify::tree(log), &signed.to_string());
    let files = files.map_err(|why| {
        CommandError::asked(
            "log-export",
            why.to_string(),
            "tell whoever made this program",
        )
    })?;
    for (name, bytes) in &files {
        io::write_text(&folder.join(name), bytes)?;
    }
    let mut leaves = log.iter().filter_map(|row| Leaf::read(&row.kept.text).ok());
    let key = leaves.rfind(|leaf| leaf.kind == app::sealed::log::Kind::Key);
    let exported = Exported {
        folder: folder.display().to_string(),
        entries: signed.checkpoint.size,
        files: files.len(),
        key: key.map(|leaf| leaf.subject).unwrap_or_default(),
    };
    out.answer("allhands.log_export", at, exported, &[], text::exported);
    Ok(Outcome::Clean)
}
