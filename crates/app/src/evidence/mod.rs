//! Gathers what an auditor is given about a scope, and makes the bundle of it.
//!
//! Numbers of the plan of action are kept before anything is written, so that no two bundles use
//! one number for two things. The log is read once; its entries go in where they are about the
//! scope.

mod names;
mod record;
mod scope;

use std::collections::BTreeMap;

use impact::evidence::{
    Audited, AuditedPass, AuditedSource, BundleError, Evidence, Files, OscalVersion, Scope, bundle,
    items::items, numbers::advance,
};
use jiff::Timestamp;
use ledger::log::tlog::SigningKey;
use model::{Entity, Finding, FindingState, Problem};
use serde::Serialize;

pub use names::Names;
use names::People;
use scope::InScope;

use crate::{
    ask::Known,
    ports::{LedgerStore, LogStore, PoamRow, PoamStore, PortError},
    sealed::keeper,
    workspace::Workspace,
};

/// What an auditor asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// What it is about; the whole organisation where it is empty.
    pub scopes: Vec<Scope>,
    /// What was closed before is left out.
    pub since: Option<Timestamp>,
    /// Whether people are named.
    pub names: Names,
    /// The version of OSCAL.
    pub oscal: OscalVersion,
    /// When it is made: the log is signed then, as it stands.
    pub at: Timestamp,
}

/// What was made.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    /// The files of the bundle.
    #[serde(skip)]
    pub files: Files,
    /// What it is about, in words.
    pub about: String,
    /// The instant it speaks of.
    pub as_of: Timestamp,
    /// How many findings are in it.
    pub findings: usize,
    /// How many entries of the log.
    pub records: usize,
    /// How many items of the plan of action got a number or closed by this.
    pub numbered: usize,
    /// The key that checks it.
    pub vkey: String,
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The person's turn: there is no such scope, or the rules cannot be judged.
    #[error("the bundle cannot be made")]
    Wrong(Vec<Problem>),
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Port(#[from] PortError),
    /// It cannot be written or signed.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}

impl From<Problem> for EvidenceError {
    fn from(problem: Problem) -> Self {
        Self::Wrong(vec![problem])
    }
}

/// Makes the bundle. `digests` are those of the raw records, by source and scope
/// (`jamf.computers`).
///
/// # Errors
/// When there is no such scope, nothing was judged yet, the ledger cannot be used, or its log is
/// not the one that was signed before.
pub async fn bundle<L: LedgerStore + LogStore + PoamStore>(
    known: &Known,
    workspace: &Workspace,
    digests: &BTreeMap<String, String>,
    ledger: &L,
    key: &SigningKey,
    request: &Request,
) -> Result<Made, EvidenceError> {
    let scopes = match request.scopes.as_slice() {
        [] => &[Scope::All],
        scopes => scopes,
    };
    let people = People::of(&known.inventory);
    let told: Vec<Finding> = known
        .findings
        .iter()
        .filter_map(|f| told(f, &people))
        .collect();
    let scope = InScope::of(known, workspace, scopes)?;
    let (numbers, numbered) = number(known, workspace, &people, &told, ledger).await?;
    let here = |finding: &&Finding| {
        let closed = finding.closed_at.filter(|_| !finding.state.is_open());
        scope.holds(finding) && closed.is_none_or(|at| request.since.is_none_or(|s| at >= s))
    };
    let mut findings = Vec::new();
    for finding in told.iter().filter(here) {
        let mut audited = audited(known, workspace, &people, request.names, finding);
        for mut event in ledger.events(&finding.id).await? {
            if request.names == Names::Withheld {
                event.actor = people.actor(&event.actor);
                event.reason = people.hidden(&event.reason);
            }
            audited.events.push(event);
        }
        findings.push(audited);
    }
    let rules = scope
        .rules(known, workspace)
        .map_err(EvidenceError::Wrong)?;
    let origin = key.name().to_owned();
    let evidence = Evidence {
        organisation: &workspace.settings.organisation,
        origin: &origin,
        at: known.at,
        since: request.since,
        zone: &workspace.settings.time_zone,
        scopes,
        findings,
        rules,
        passes: passes(ledger, request.since).await?,
        sources: sources(known, digests),
        numbers: &numbers,
    };
    let checkpoint = keeper::checkpoint(ledger, key, request.at).await?;
    let sealed = record::sealed(ledger, &evidence, &people, request.names, checkpoint).await?;
    let vkey = key
        .verifier()
        .map(|vkey| vkey.to_string())
        .unwrap_or_default();
    Ok(Made {
        files: bundle::files(&evidence, &sealed, request.oscal, key)?,
        about: evidence.about(),
        as_of: evidence.at,
        findings: evidence.findings.len(),
        records: sealed.records.len(),
        numbered,
        vkey,
    })
}

/// A finding that somebody was told of, without names of people on its rows: those would otherwise
/// stand in numbers that are kept for ever.
fn told(finding: &Finding, people: &People) -> Option<Finding> {
    if finding.state == FindingState::Detected || finding.opened_at.is_none() {
        return None;
    }
    let mut told = finding.clone();
    for clock in &mut told.clocks {
        clock.label = people.hidden(&clock.label);
    }
    Some(told)
}

/// Numbers everything in the organisation that has no number yet. Answers with all numbers, and
/// how many are new or closed.
async fn number(
    known: &Known,
    workspace: &Workspace,
    people: &People,
    told: &[Finding],
    ledger: &impl PoamStore,
) -> Result<(Vec<PoamRow>, usize), PortError> {
    let all: Vec<Audited<'_>> = told
        .iter()
        .map(|finding| audited(known, workspace, people, Names::Withheld, finding))
        .collect();
    let stands = items(&all)
        .into_iter()
        .map(|(weakness, item)| (weakness, item.stands()));
    let rows = advance(&ledger.poam().await?, &stands.collect(), known.at);
    if !rows.is_empty() {
        ledger.number(&rows).await?;
    }
    Ok((ledger.poam().await?, rows.len()))
}

fn audited<'f>(
    known: &Known,
    workspace: &Workspace,
    people: &People,
    names: Names,
    finding: &'f Finding,
) -> Audited<'f> {
    let view = known.view(workspace);
    let row = crate::ask::finding_row(&view, workspace, finding);
    let shown = names == Names::Shown;
    let name = |name: String| {
        if shown {
            name
        } else {
            finding.entity.to_string()
        }
    };
    let text = |text: &str| match shown {
        true => text.to_owned(),
        false => people.hidden(text),
    };
    let answers = row.goes_to.map(|name| match shown {
        true => name,
        false => people.actor(&name),
    });
    let host = host(known, finding);
    Audited {
        finding,
        events: Vec::new(),
        thing: name(row.name.clone()),
        host_name: match host {
            Some(host) if shown => host.name.clone(),
            Some(host) => host.id.to_string(),
            None => name(row.name.clone()),
        },
        weakness: host.map(|_| people.hidden(&row.name)),
        host: host.map_or_else(|| finding.entity.clone(), |host| host.id.clone()),
        department: row.department,
        answers,
        because: text(&finding.because),
    }
}

/// Kinds whose things are weaknesses of others: what scanners report.
const WEAKNESSES: [&str; 2] = ["vulnerability", "code weakness"];
/// Links from a weakness to what has it, the first that leads somewhere.
const HOSTS: [&str; 5] = [
    "device",
    "container image",
    "repository",
    "component",
    "change",
];

/// What has the weakness that a finding is about, where it is about one.
fn host<'k>(known: &'k Known, finding: &Finding) -> Option<&'k Entity> {
    if !WEAKNESSES.contains(&finding.entity.kind.as_str()) {
        return None;
    }
    let weakness = known.inventory.get(&finding.entity)?;
    let targets = HOSTS.iter().filter_map(|link| weakness.links.get(*link));
    let mut ids = targets
        .flat_map(|link| &link.targets)
        .filter_map(|target| target.to.as_ref());
    ids.find_map(|id| known.inventory.get(id))
}

async fn passes(
    ledger: &impl LedgerStore,
    since: Option<Timestamp>,
) -> Result<Vec<AuditedPass>, PortError> {
    let all = ledger.passes().await?;
    let recent = all
        .into_iter()
        .filter(|pass| since.is_none_or(|since| pass.at >= since));
    let told = recent.map(|pass| AuditedPass {
        at: pass.at,
        run: pass.run,
        sources: pass.sources,
    });
    Ok(told.collect())
}

fn sources(known: &Known, digests: &BTreeMap<String, String>) -> Vec<AuditedSource> {
    let scopes = known.inventory.coverage.scopes.iter();
    let told = scopes.map(|state| AuditedSource {
        source: state.source.clone(),
        scope: state.scope.clone(),
        outcome: state.outcome,
        snapshot_at: state.snapshot_at,
        digest: digests
            .get(&format!("{}.{}", state.source, state.scope))
            .cloned(),
    });
    told.collect()
}
