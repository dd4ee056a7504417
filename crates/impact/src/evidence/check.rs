//! Reads a bundle back and says whether it holds, sentence by sentence.
//!
//! It looks at the same things in the same order as `verify.py`, which auditors run; what one
//! refuses the other refuses.

use std::collections::BTreeMap;

use serde_json::Value;
use tlog::{
    EntryProof, Hash, SignedCheckpoint, VerifierKey, leaf_hash, verify_consistency,
    verify_inclusion,
};

use super::{
    Beside, ProvenItem,
    bundle::{CHECKPOINT, Files, PROOF, TABLE},
    manifest,
};

/// What of a bundle holds, sentence by sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What holds, in the order it was looked at.
    pub says: Vec<String>,
    /// How many entries the log had.
    pub size: u64,
}

/// What of a bundle is wrong first: the file it is about, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

fn refused(place: &str) -> impl Fn(String) -> Refused + '_ {
    move |why| Refused(format!("{place}: {why}"))
}

/// Checks everything in a bundle. `against` is a checkpoint that somebody kept: the log has to
/// have grown from it.
///
/// # Errors
/// What is wrong first.
pub fn check(files: &Files, key: &VerifierKey, against: Option<&str>) -> Result<Held, Refused> {
    let count = manifest::check(files, key).map_err(Refused)?;
    let mut says = vec![format!(
        "{count} files are as the key signed them, and no other is there"
    )];
    let signed = checkpoint(text(files, CHECKPOINT)?, key).map_err(refused(CHECKPOINT))?;
    let (size, root) = (signed.checkpoint.size, signed.checkpoint.root);
    says.push(format!(
        "the checkpoint is signed: {size} entries, root {}",
        root.hex()
    ));
    let mut stands = BTreeMap::new();
    let stems: Vec<&str> = files
        .keys()
        .filter_map(|name| name.strip_suffix(PROOF))
        .collect();
    let mut items = 0;
    for stem in &stems {
        items += record(files, stem, &signed, &mut stands).map_err(refused(stem))?;
    }
    says.push(format!(
        "{} records are entries of that log, with {items} events and states under them",
        stems.len()
    ));
    let (rows, before) = table(files, &stands).map_err(refused(TABLE))?;
    says.push(format!(
        "findings.csv says of {rows} findings what was sealed; {before} are from before the log"
    ));
    if let Some(kept) = against {
        let kept = checkpoint(kept, key).map_err(refused("your checkpoint"))?;
        let old = kept.checkpoint.size;
        grown(files, &kept, &signed).map_err(refused(&format!("consistency/{old}")))?;
        says.push(format!(
            "the log only grew since your checkpoint of {old} entries"
        ));
    }
    Ok(Held { says, size })
}

fn text<'f>(files: &'f Files, name: &str) -> Result<&'f str, Refused> {
    let bytes = files.get(name);
    let bytes = bytes.ok_or_else(|| Refused(format!("`{name}` is missing")))?;
    std::str::from_utf8(bytes).map_err(|_| Refused(format!("{name}: it is no text")))
}

fn checkpoint(text: &str, key: &VerifierKey) -> Result<SignedCheckpoint, String> {
    let signed: SignedCheckpoint = text.parse().map_err(|e| format!("{e}"))?;
    let verified = signed.verify(std::slice::from_ref(key));
    verified.map_err(|error| error.to_string())?;
    Ok(signed)
}

/// Checks one entry and what stands beside it. How findings stood after it goes into `stands`.
fn record(
    files: &Files,
    stem: &str,
    signed: &SignedCheckpoint,
    stands: &mut BTreeMap<String, Value>,
) -> Result<usize, String> {
    let part = |end: &str| text(files, &format!("{stem}{end}")).map_err(|error| error.0);
    let entry = part(".json")?;
    let proof: EntryProof = part(PROOF)?.parse().map_err(|e| format!("{e}"))?;
    if proof.signed != *signed {
        return Err("its proof is of another checkpoint".to_owned());
    }
    let at = &signed.checkpoint;
    let leaf = leaf_hash(entry.as_bytes());
    let included = verify_inclusion(&leaf, proof.index, at.size, &proof.path, &at.root);
    included.map_err(|error| error.to_string())?;
    let beside = format!("{stem}.beside.json");
    let Some(beside) = files.get(&beside) else {
        return Ok(0);
    };
    let leaf: Value = serde_json::from_str(entry).map_err(|error| error.to_string())?;
    let beside: Beside = serde_json::from_slice(beside).map_err(|error| error.to_string())?;
    for opened in &beside.opened {
        let sealed = leaf[&opened.part].as_str();
        if sealed.is_none() || sealed != opened.commitment().as_deref() {
            return Err(format!("`{}` was changed", opened.part));
        }
    }
    under(&beside.events, &leaf["events"])?;
    under(&beside.findings, &leaf["findings"])?;
    for item in &beside.findings {
        let stood: Value = serde_json::from_str(&item.text).map_err(|e| e.to_string())?;
        let finding = stood["finding"].as_str().unwrap_or_default().to_owned();
        stands.insert(finding, stood);
    }
    Ok(beside.events.len() + beside.findings.len())
}

/// Checks that items are under a root that an entry covers them with.
fn under(items: &[ProvenItem], covers: &Value) -> Result<(), String> {
    let root = covers["root"]
        .as_str()
        .and_then(|root| Hash::from_hex(root).ok());
    for item in items {
        let (count, root) = covers["count"]
            .as_u64()
            .zip(root)
            .ok_or("its entry covers none of what stands beside it")?;
        let path = item.hashes().ok_or("a line of a way is no hash")?;
        let leaf = leaf_hash(item.text.as_bytes());
        let included = verify_inclusion(&leaf, item.index, count, &path, &root);
        included.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Columns of the table that the log seals.
const SEALED: [&str; 7] = [
    "state",
    "severity",
    "missed_since",
    "opened_at",
    "due",
    "closed_at",
    "regressions",
];

/// Checks that the table says of each finding what was sealed last. Says how many rows there are,
/// and of how many nothing was sealed.
fn table(files: &Files, stands: &BTreeMap<String, Value>) -> Result<(usize, usize), String> {
    let bytes = files.get(TABLE).ok_or("it is missing")?;
    let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let (mut rows, mut before) = (0, 0);
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let row: BTreeMap<&str, &str> = header.iter().zip(row.iter()).collect();
        let finding = row.get("finding").copied().unwrap_or_default();
        rows += 1;
        let Some(sealed) = stands.get(finding) else {
            before += 1;
            continue;
        };
        let sealed = |name: &str| match &sealed[name] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let said = |name: &&&str| row.get(**name).copied().unwrap_or_default() == sealed(name);
        let differs = SEALED.iter().find(|name| !said(name));
        if let Some(name) = differs {
            return Err(format!("`{name}` of `{finding}` is not what was sealed"));
        }
    }
    Ok((rows, before))
}

fn grown(files: &Files, kept: &SignedCheckpoint, now: &SignedCheckpoint) -> Result<(), String> {
    let (old, new) = (&kept.checkpoint, &now.checkpoint);
    let lines = files.get(&format!("consistency/{}", old.size));
    let lines = String::from_utf8_lossy(lines.map_or(&[], Vec::as_slice));
    let path: Result<Vec<Hash>, _> = lines.lines().map(str::parse).collect();
    let path = path.map_err(|_| "a line of it is no hash")?;
    let grown = verify_consistency(old.size, new.size, &path, &old.root, &new.root);
    grown.map_err(|error| error.to_string())
}
