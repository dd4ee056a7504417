//! The ledger, wherever it rests: every port, handed on to the database that was opened.

use std::path::Path;

use app::{
    govern::Entry,
    ports::{
        AccessStore, AccessToken, Account, Act, ActStore, ActWrite, Decision, DecisionStore,
        Erasure, EventRow, FindingPages, FindingSeal, GovernWrite, GovernanceStore, KeptText,
        LedgerStore, LogRow, LogStore, PageAsked, PassRecord, PassWrite, PoamRow, PoamStore,
        PortError, RuleText, Session, StaleException,
    },
    sealed::log::{Sealing, tlog::SignedCheckpoint},
};
use jiff::Timestamp;
use model::{Event, Finding, FindingId, RuleId, Vocabulary, verdict::Unknowns};

use crate::{
    backup::{InTheWay, Saved},
    location::Location,
    postgres, sqlite,
};

/// What was judged and decided, in SQLite or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Store(Opened);

#[derive(Clone, Debug)]
enum Opened {
    Sqlite(sqlite::Ledger),
    Postgres(postgres::Ledger),
}

impl Store {
    /// Opens it and brings its tables up to date. A file is made where there is none; a database
    /// has to be there.
    ///
    /// # Errors
    /// When it cannot be reached or written, is no ledger, or was written by a newer version of
    /// this program.
    pub async fn open(at: &Location) -> Result<Self, PortError> {
        Ok(Self(match at {
            Location::Sqlite(path) => Opened::Sqlite(sqlite::Ledger::open(path).await?),
            Location::Postgres(at) => Opened::Postgres(postgres::Ledger::open(at).await?),
        }))
    }

    /// Ends all connections to it, of every copy of this one too. What SQLite wrote ahead is in
    /// its file then, so that the file alone is the whole ledger.
    pub async fn close(&self) {
        match &self.0 {
            Opened::Sqlite(ledger) => ledger.close().await,
            Opened::Postgres(ledger) => ledger.close().await,
        }
    }

    /// The same, recording passes in this turn only: when somebody else begins one, or acts on
    /// findings, a pass is refused that has not seen it.
    #[must_use]
    pub fn in_turn(self, turn: i64) -> Self {
        Self(match self.0 {
            Opened::Sqlite(ledger) => Opened::Sqlite(ledger.in_turn(turn)),
            Opened::Postgres(ledger) => Opened::Postgres(ledger.in_turn(turn)),
        })
    }

    /// Writes everything in it, as of one instant, into a file that either database can be
    /// restored from.
    ///
    /// # Errors
    /// When the file is there already and is to be kept, or cannot be written.
    pub async fn back_up(
        &self,
        path: &Path,
        in_the_way: InTheWay,
        now: Timestamp,
    ) -> Result<Saved, PortError> {
        match &self.0 {
            Opened::Sqlite(ledger) => ledger.back_up(path, in_the_way, now).await,
            Opened::Postgres(ledger) => ledger.back_up(path, in_the_way, now).await,
        }
    }

    /// Makes the ledger at this place what a backup holds, all of it or nothing, and brings its
    /// tables up to date. Nobody else may be at work there.
    ///
    /// # Errors
    /// When the backup is not whole or of a newer version, or the ledger holds something that is
    /// to be kept.
    pub async fn restore(
        at: &Location,
        from: &Path,
        in_the_way: InTheWay,
    ) -> Result<Saved, PortError> {
        match at {
            Location::Sqlite(path) => sqlite::restore(path, from, in_the_way).await,
            Location::Postgres(at) => postgres::restore(at, from, in_the_way).await,
        }
    }

    /// Opens it in a file.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn in_file(path: &Path) -> Result<Self, PortError> {
        Self::open(&Location::Sqlite(path.to_owned())).await
    }
}

/// A port for either database: one line for each of its functions.
macro_rules! either {
    ($port:ident: $($name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl $port for Store {
            $(async fn $name(&self, $($arg: $type),*) -> Result<$answer, PortError> {
                match &self.0 {
                    Opened::Sqlite(ledger) => $port::$name(ledger, $($arg),*).await,
                    Opened::Postgres(ledger) => $port::$name(ledger, $($arg),*).await,
                }
            })*
        }
    };
}

either! { LedgerStore:
    findings() -> Vec<Finding>;
    findings_behind(after: Option<&FindingId>, most: u32) -> Vec<Finding>;
    finding(id: &FindingId) -> Option<Finding>;
    events(id: &FindingId) -> Vec<Event>;
    latest_pass() -> Option<PassRecord>;
    unknowns() -> Unknowns;
    passes() -> Vec<PassRecord>;
    rule_text(rule: &RuleId, version: &str) -> Option<RuleText>;
    vocabulary(digest: &str) -> Option<Vocabulary>;
    record(write: &PassWrite) -> bool;
}

either! { FindingPages:
    page(asked: &PageAsked) -> Vec<Finding>;
    how_many(asked: &PageAsked) -> u64;
}

either! { GovernanceStore:
    entries() -> Vec<Entry>;
    texts() -> Vec<KeptText>;
    sheet(digest: &str) -> Option<String>;
    append(write: &GovernWrite) -> ();
}

either! { DecisionStore:
    decisions() -> Vec<Decision>;
    decide(decision: &Decision) -> ();
}

either! { ActStore:
    acts() -> Vec<Act>;
    stale() -> Vec<StaleException>;
    act(write: &ActWrite) -> ();
}

either! { PoamStore:
    poam() -> Vec<PoamRow>;
    number(rows: &[PoamRow]) -> ();
}

either! { AccessStore:
    accounts() -> Vec<Account>;
    account(name: &str) -> Option<Account>;
    keep_account(account: &Account) -> ();
    session(digest: &str) -> Option<Session>;
    begin_session(session: &Session) -> ();
    use_session(session: &Session) -> ();
    end_session(digest: &str) -> ();
    end_sessions_of(account: &str) -> ();
    end_sessions_before(seen: Timestamp) -> ();
    token(digest: &str) -> Option<AccessToken>;
    tokens_of(account: &str) -> Vec<AccessToken>;
    keep_token(token: &AccessToken) -> ();
    end_token(account: &str, digest: &str) -> ();
}

either! { LogStore:
    log(from: u64) -> Vec<LogRow>;
    events_from(first: u64, count: u64) -> Vec<EventRow>;
    finding_seals() -> Vec<FindingSeal>;
    checkpoints() -> Vec<String>;
    keep_checkpoint(at: Timestamp, signed: &SignedCheckpoint) -> ();
    seal(what: &Sealing<'_>) -> ();
    erase(what: &Sealing<'_>, erasure: &Erasure) -> ();
}
