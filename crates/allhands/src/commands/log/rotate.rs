//! `allhands log rotate-key`.

use app::{decisions::author, sealed::keeper};
use jiff::Timestamp;
use serde::Serialize;
use sources::SecretFrom;

use super::{own_key, place, read_key};
use crate::{
    cli::{Cli, Why},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

/// What the file of a key is called before the log knows the key.
const NEXT: &str = "next";

#[derive(Debug, Serialize)]
struct Rotated {
    /// The key that signed until now.
    before: String,
    /// The key that signs from now on.
    key: String,
    /// How many entries the log has.
    entries: u64,
}

pub(super) fn rotate(
    cli: &Cli,
    why: &Why,
    at: Timestamp,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    if let Some(SecretFrom::Env(name)) = &site.workspace.settings.log_key {
        let says = format!("the key of the log comes from the environment, as `{name}`");
        let next = "let `log_key` name a file while it is handed over";
        return Err(CommandError::asked("log-key", says, next));
    }
    let known = site.known(at)?;
    let by = author(&known.view(&site.workspace), &why.person).map_err(CommandError::wrong)?;
    let _lock = site.lock("log rotate-key", at)?;
    let file = site.root.join(place(&site));
    let next = file.with_extension(NEXT);
    let rotated = wire::block_on(async {
        let ledger = site.ledger().await?;
        let old = own_key(&site, &ledger).await?;
        // One that was made and never known to the log is as good as another.
        if !next.is_file() {
            let text = keeper::key_text(old.name(), &io::random()?)?;
            io::write_private(&next, format!("{text}\n").as_bytes())?;
        }
        let new = read_key(&io::read_text(&next)?)?;
        let by = (by.by.as_str(), why.because.as_str());
        let signed = keeper::rotate(&ledger, (&old, &new), at, by).await?;
        Ok::<_, CommandError>(Rotated {
            before: verifier(&old),
            key: verifier(&new),
            entries: signed.checkpoint.size,
        })
    })??;
    io::rename(&next, &file)?;
    out.answer("allhands.log_rotate_key", at, rotated, &[], |rotated| {
        format!(
            "The log has a new key:\n  {}\nThe old one signed its introduction and signs nothing \
             any more. Give the new one to whoever checks\nthe log; who knows the old one can \
             follow here: `allhands log verify --vkey OLD`.\n",
            rotated.key
        )
    });
    Ok(Outcome::Clean)
}

fn verifier(key: &app::sealed::log::tlog::SigningKey) -> String {
    key.verifier()
        .map(|key| key.to_string())
        .unwrap_or_default()
}
