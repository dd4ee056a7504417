//! Whether a log holds: entry by entry, and against every checkpoint there is of it.
//!
//! Each [`Trouble`] names the first entry that is bad, as near as what is left can tell.

use jiff::Timestamp;
use serde::Serialize;
use tlog::{Hash, SignedCheckpoint, Tree, VerifierKey, leaf_hash};

use super::{
    commitment::{Digest, Part},
    leaf::{Kind, Leaf, Private},
};

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Trouble {
    /// The first entry that is bad, or may be.
    pub entry: u64,
    /// The last one it can be where that is not known exactly; else the same.
    pub until: u64,
    /// A stable word for it.
    pub code: &'static str,
    /// What is wrong, in a sentence.
    pub says: String,
}

impl Trouble {
    /// At one entry.
    pub fn at(entry: u64, code: &'static str, says: impl Into<String>) -> Self {
        Self::between((entry, entry), code, says)
    }

    /// At one of several entries.
    pub fn between(
        (entry, until): (u64, u64),
        code: &'static str,
        says: impl Into<String>,
    ) -> Self {
        let says = says.into();
        Self {
            entry,
            until: until.max(entry),
            code,
            says,
        }
    }
}

/// Something a reader should know that is no trouble: it was recorded when it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The entry.
    pub entry: u64,
    /// What, in a sentence.
    pub says: String,
}

/// An entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where it is kept.
    pub seq: u64,
    /// Its text.
    pub text: String,
    /// The hash that is kept with it, where one is.
    pub hash: Option<Hash>,
}

/// The entries of a log, read and held against each other.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    /// The tree above them, as they read now.
    pub tree: Tree,
    /// What they say; none for one that cannot be read.
    pub leaves: Vec<Option<Leaf>>,
    /// What does not hold.
    pub troubles: Vec<Trouble>,
    /// What a reader should know.
    pub remarks: Vec<Remark>,
}

/// Reads entries in the order they are kept in, and holds each against the one before.
pub fn entries(kept: &[Kept]) -> Entries {
    let mut all = Entries::default();
    let mut before: Option<(Hash, Timestamp)> = None;
    let mut gap = false;
    for (place, one) in (0..).zip(kept) {
        let hash = leaf_hash(one.text.as_bytes());
        all.tree.push(hash);
        if one.seq != place && !gap {
            gap = true;
            let says = format!("entry {place} is missing; entry {} follows", one.seq);
            all.troubles.push(Trouble::at(place, "entry-missing", says));
        }
        let leaf = match Leaf::read(&one.text) {
            Ok(leaf) => leaf,
            Err(why) => {
                let says = format!("entry {place} cannot be read: {why}");
                all.troubles.push(Trouble::at(place, "entry-changed", says));
                all.leaves.push(None);
                before = None;
                continue;
            }
        };
        if one.hash.is_some_and(|kept| kept != hash) {
            let says = format!("{} was changed after it was sealed", leaf.named());
            all.troubles.push(Trouble::at(place, "entry-changed", says));
        } else if leaf.seq != one.seq {
            let says = format!("where entry {} belongs stands {}", one.seq, leaf.named());
            all.troubles.push(Trouble::at(place, "entry-moved", says));
        }
        follows(&mut all, place, &leaf, before);
        before = Some((hash, leaf.at));
        all.leaves.push(Some(leaf));
    }
    all
}

/// Whether an entry was written after the one that stands before it.
fn follows(all: &mut Entries, place: u64, leaf: &Leaf, before: Option<(Hash, Timestamp)>) {
    let Some((hash, at)) = before else {
        // The entry before cannot be read, and that was said; or there is none.
        if place == 0 && leaf.previous.is_some() {
            let says = "what stood before the first entry is missing";
            all.troubles.push(Trouble::at(0, "entry-missing", says));
        }
        return;
    };
    let said = all.troubles.iter().any(|one| one.until + 1 >= place);
    if leaf.previous != Some(Digest(hash)) && !said {
        let says = format!(
            "entry {} is not the one that entry {place} was written after",
            place - 1
        );
        all.troubles
            .push(Trouble::at(place - 1, "entry-changed", says));
    }
    match leaf.clock_back_from {
        Some(from) => all.remarks.push(Remark {
            entry: place,
            says: format!("the clock had gone back from {from} to {}", leaf.at),
        }),
        None if leaf.at < at && !said => {
            let says = format!(
                "{} says {}, and the entry before it {at}: a clock that goes back is recorded",
                leaf.named(),
                leaf.at
            );
            all.troubles.push(Trouble::at(place, "clock-back", says));
        }
        None => {}
    }
}

/// Whether what stands beside an entry is what it committed to.
pub fn private(leaf: &Leaf, beside: &Private) -> Result<(), Trouble> {
    let opened = beside.opened();
    for part in [Part::Actor, Part::Reason, Part::After] {
        let here = opened.iter().find(|opened| opened.part == part);
        let found = here.map(super::Opened::commitment);
        if found != leaf.commitment(part) {
            let what = match part {
                Part::Actor => "who did it",
                Part::Reason => "why",
                Part::After => "what was done",
            };
            let says = format!("{what} is not what {} was sealed with", leaf.named());
            return Err(Trouble::at(leaf.seq, "words-changed", says));
        }
    }
    Ok(())
}

/// Where checkpoints were kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Beside the log: whoever can change the one can change the other.
    Here,
    /// Out of reach of whoever can change the log.
    Outside,
}

/// What is held against checkpoints.
#[derive(Debug)]
pub struct Held<'a> {
    /// The entries, as they read now.
    pub entries: &'a Entries,
    /// Keys that are known to be the log's. Without any, the first key that an entry names is
    /// believed: then the log vouches for itself.
    pub keys: &'a [VerifierKey],
    /// Where the checkpoints were kept.
    pub from: From,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Covered {
    /// What does not hold.
    pub troubles: Vec<Trouble>,
    /// The entries from the first on that a checkpoint covers and that are as it says.
    pub until: u64,
    /// The keys of the log: those given, and each that an entry names that a checkpoint of a known
    /// key covers.
    pub keys: Vec<VerifierKey>,
}

impl Held<'_> {
    /// Holds the entries against checkpoints of them, in order of size.
    pub fn against(&self, signed: &[SignedCheckpoint]) -> Covered {
        let mut signed: Vec<&SignedCheckpoint> = signed.iter().collect();
        signed.sort_by_key(|one| one.checkpoint.size);
        let mut covered = Covered {
            keys: self.keys.to_vec(),
            ..Covered::default()
        };
        if covered.keys.is_empty() {
            covered.keys.extend(self.named(u64::MAX).next());
        }
        for pair in signed.windows(2) {
            covered.troubles.extend(self.fork(pair, &signed));
        }
        for one in signed {
            let at = &one.checkpoint;
            let last = at.size.saturating_sub(1);
            let may = covered
                .keys
                .iter()
                .filter(|key| !self.is_retired(key, at.size));
            let may: Vec<VerifierKey> = may.cloned().collect();
            if let Err(why) = one.verify(&may) {
                let says = format!("{} of {} entries: {why}", self.whose(), at.size);
                covered.troubles.push(Trouble::at(last, "checkpoint", says));
                continue;
            }
            if let Some(trouble) = self.differs(one, covered.until) {
                covered.troubles.push(trouble);
                break;
            }
            covered.until = at.size;
            for key in self.named(at.size) {
                if !covered.keys.contains(&key) {
                    covered.keys.push(key);
                }
            }
        }
        covered
    }

    fn whose(&self) -> &'static str {
        match self.from {
            From::Here => "the checkpoint",
            From::Outside => "the checkpoint kept elsewhere",
        }
    }

    /// The keys that the first entries name, so many of them.
    fn named(&self, size: u64) -> impl Iterator<Item = VerifierKey> {
        let first = self.introductions().filter(move |leaf| leaf.seq < size);
        first.filter_map(|leaf| leaf.subject.parse().ok())
    }

    /// The entries that name a key, in order.
    fn introductions(&self) -> impl Iterator<Item = &Leaf> {
        let leaves = self.entries.leaves.iter().flatten();
        leaves.filter(|leaf| leaf.kind == Kind::Key)
    }

    /// Whether a key had handed over to another one before so many entries: the last thing it may
    /// sign is the entry that names the next key.
    fn is_retired(&self, key: &VerifierKey, size: u64) -> bool {
        let named = key.to_string();
        let mut later = self
            .introductions()
            .skip_while(|leaf| leaf.subject != named);
        later.nth(1).is_some_and(|next| next.seq + 1 < size)
    }

    /// Two checkpoints of one size and two roots.
    fn fork(&self, pair: &[&SignedCheckpoint], all: &[&SignedCheckpoint]) -> Option<Trouble> {
        let [one, two] = pair else { return None };
        let (one, two) = (&one.checkpoint, &two.checkpoint);
        if one.size != two.size || one.root == two.root {
            return None;
        }
        let tree = &self.entries.tree;
        let before = all.iter().map(|signed| &signed.checkpoint);
        let agreed =
            before.filter(|of| of.size < one.size && tree.root_at(of.size) == Some(of.root));
        let first = agreed.map(|of| of.size).max().unwrap_or(0);
        let says = format!(
            "there are two checkpoints of {} entries that differ",
            one.size
        );
        let last = one.size.saturating_sub(1);
        Some(Trouble::between((first, last), "fork", says))
    }

    /// How the entries differ from a checkpoint, those before `good` being as they were.
    fn differs(&self, one: &SignedCheckpoint, good: u64) -> Option<Trouble> {
        let (tree, at) = (&self.entries.tree, &one.checkpoint);
        let (whose, last) = (self.whose(), at.size.saturating_sub(1));
        match tree.root_at(at.size) {
            Some(root) if root == at.root => None,
            Some(_) => {
                let says = format!(
                    "the first {} entries are not those of {whose}: one was changed",
                    at.size
                );
                Some(Trouble::between((good, last), "history-changed", says))
            }
            None => {
                let says = format!(
                    "{whose} is of {} entries, and there are {}: the last ones are missing",
                    at.size,
                    tree.size()
                );
                Some(Trouble::between((tree.size(), last), "history-cut", says))
            }
        }
    }
}
