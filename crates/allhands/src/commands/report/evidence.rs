//! `allhands report evidence`: everything an auditor is given, in one zip.

use app::evidence::{EvidenceError, Made, Names, Request, bundle};
use model::{Place, Problem};
use serde::Serialize;

use crate::{
    cli::{Cli, EvidenceArgs},
    commands::log,
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

/// What was made, and where it is.
#[derive(Debug, Serialize)]
struct Written {
    #[serde(flatten)]
    made: Made,
    /// The zip.
    out: String,
    /// Its size in bytes.
    bytes: usize,
    /// The SHA-256 of its bytes, hexadecimal.
    sha256: String,
}

pub(crate) fn evidence(
    cli: &Cli,
    site: &Site,
    args: &EvidenceArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    if args.out.exists() {
        let says = format!("`{}` is there already", args.out.display());
        let advice = "evidence that was given away is not written over: name another file";
        return Err(CommandError::asked("evidence-there", says, advice));
    }
    let now = wire::now(cli);
    let _lock = site.lock("report evidence", now)?;
    let known = site.known(now)?;
    if known.pass.is_none() {
        let says = "nothing was judged yet, so there is nothing to show";
        return Err(CommandError::asked(
            "nothing-judged",
            says,
            "do `allhands run` first",
        ));
    }
    let digests = app::collect::raw_digests(&site.observations()?)?;
    let request = Request {
        scopes: args.scope.clone(),
        since: args.since,
        names: if args.names {
            Names::Shown
        } else {
            Names::Withheld
        },
        oscal: args.oscal,
        at: now,
    };
    let made = wire::block_on(async {
        let ledger = site.ledger().await?;
        let key = log::own_key(site, &ledger).await?;
        let made = bundle(&known, &site.workspace, &digests, &ledger, &key, &request).await;
        made.map_err(CommandError::from)
    })??;
    let zip = io::zip::pack(&made.files).map_err(|error| {
        let place = Place::file(args.out.display().to_string());
        CommandError::wrong(Problem::new("evidence-zip", error.to_string(), place))
    })?;
    io::write_text(&args.out, &zip)?;
    let written = Written {
        out: args.out.display().to_string(),
        bytes: zip.len(),
        sha256: ledger::log::tlog::digest(&zip).hex(),
        made,
    };
    out.answer("allhands.report_evidence", known.at, written, &[], text);
    Ok(Outcome::Clean)
}

fn text(written: &Written) -> String {
    let Written {
        made,
        out,
        bytes,
        sha256,
    } = written;
    let numbered = match made.numbered {
        0 => String::new(),
        1 => "1 item of the plan of action got its number or closed by this.\n".to_owned(),
        n => format!("{n} items of the plan of action got their numbers or closed by this.\n"),
    };
    format!(
        "Evidence about {}, as of {}: {} and {} of the sealed log.\n{numbered}\
         \n  {out}  {}\n  SHA-256 {sha256}\n\n\
         Give the auditor the zip; and this key on another way, with `verify.py` from inside:\n\n  \
         python3 verify.py {out} --vkey '{}'\n",
        made.about,
        made.as_of,
        many(made.findings, "finding", "findings"),
        many(made.records, "entry", "entries"),
        size(*bytes),
        made.vkey
    )
}

fn many(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// A size in the unit that fits, rounded up.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}

impl From<EvidenceError> for CommandError {
    fn from(error: EvidenceError) -> Self {
        match error {
            EvidenceError::Wrong(problems) => Self {
                outcome: Outcome::Wrong,
                problems,
            },
            EvidenceError::Port(error) => error.into(),
            EvidenceError::Bundle(error) => {
                let place = Place::file("evidence");
                Self::wrong(Problem::new("evidence", error.to_string(), place))
            }
        }
    }
}
