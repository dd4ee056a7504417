//! What the server reaches through its owner: the clock, the stores, what is known.

use std::{future::Future, pin::Pin, sync::Arc};

use app::collect::Observed;
use app::ports::{
    AccessStore, AccessToken, Account, Act, ActStore, ActWrite, Decision, DecisionStore,
    LedgerStore, LogRow, LogStore, PassRecord, PortError, Session, StaleException,
};
use jiff::Timestamp;
use model::{Event, FindingId, Problem};

use crate::snapshot::Snapshot;

/// An answer that somebody waits for.
pub type Later<'a, T, E = PortError> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// Everything the server needs and cannot know itself.
pub trait Desk: Send + Sync + 'static {
    /// The time to work at: now, which in a demo is a day of its story.
    fn now(&self) -> Timestamp;

    /// The time on the wall, by which people stay signed in.
    fn wall(&self) -> Timestamp;

    /// Thirty-two bytes that nobody can guess.
    ///
    /// # Errors
    /// When the system has none.
    fn random(&self) -> Result<[u8; 32], Problem>;

    /// What is known, as of the latest pass. Quick: it is at hand.
    fn snapshot(&self) -> Arc<Snapshot>;

    /// Reads again what is known, after something was written.
    fn renew(&self) -> Later<'_, (), Vec<Problem>>;

    /// Runs a pass. Somebody else at work here is a problem, not a wait.
    fn pass(&self) -> Later<'_, PassEnd, Vec<Problem>>;

    /// Everything observed as the judge reads it, for trying rules; as of the snapshot.
    fn observed(&self) -> Later<'_, Arc<Observed>, Vec<Problem>>;

    /// Where everything rests that is decided.
    fn books(&self) -> &dyn Books;
}

/// What a pass came to.
#[derive(Clone, Debug)]
pub struct PassEnd {
    /// The instant it speaks of.
    pub at: Timestamp,
    /// Findings that opened, or opened again.
    pub opened: u64,
    /// Findings that closed.
    pub closed: u64,
    /// What went wrong on the way.
    pub problems: Vec<Problem>,
}

macro_rules! books {
    ($($(#[$doc:meta])* $port:ident: $name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
        /// The stores, as one thing that can be handed around.
        pub trait Books: Send + Sync {
            $(
                $(#[$doc])*
                fn $name<'a>(&'a self, $($arg: $type),*) -> Later<'a, $answer>;
            )*
        }

        impl<T: AccessStore + ActStore + DecisionStore + LedgerStore + LogStore> Books for T {
            $(fn $name<'a>(&'a self, $($arg: $type),*) -> Later<'a, $answer> {
                Box::pin($port::$name(self, $($arg),*))
            })*
        }
    };
}

books! {
    /// See [`AccessStore`].
    AccessStore: accounts() -> Vec<Account>;
    /// See [`AccessStore`].
    AccessStore: account(name: &'a str) -> Option<Account>;
    /// See [`AccessStore`].
    AccessStore: keep_account(account: &'a Account) -> ();
    /// See [`AccessStore`].
    AccessStore: session(digest: &'a str) -> Option<Session>;
    /// See [`AccessStore`].
    AccessStore: begin_session(session: &'a Session) -> ();
    /// See [`AccessStore`].
    AccessStore: use_session(session: &'a Session) -> ();
    /// See [`AccessStore`].
    AccessStore: end_session(digest: &'a str) -> ();
    /// See [`AccessStore`].
    AccessStore: end_sessions_of(account: &'a str) -> ();
    /// See [`AccessStore`].
    AccessStore: end_sessions_before(seen: Timestamp) -> ();
    /// See [`AccessStore`].
    AccessStore: token(digest: &'a str) -> Option<AccessToken>;
    /// See [`AccessStore`].
    AccessStore: tokens_of(account: &'a str) -> Vec<AccessToken>;
    /// See [`AccessStore`].
    AccessStore: keep_token(token: &'a AccessToken) -> ();
    /// See [`AccessStore`].
    AccessStore: end_token(account: &'a str, digest: &'a str) -> ();
    /// See [`LedgerStore`].
    LedgerStore: events(finding: &'a FindingId) -> Vec<Event>;
    /// See [`LedgerStore`].
    LedgerStore: latest_pass() -> Option<PassRecord>;
    /// See [`LedgerStore`].
    LedgerStore: passes() -> Vec<PassRecord>;
    /// See [`LogStore`].
    LogStore: log(from: u64) -> Vec<LogRow>;
    /// See [`ActStore`].
    ActStore: acts() -> Vec<Act>;
    /// See [`ActStore`].
    ActStore: stale() -> Vec<StaleException>;
    /// See [`ActStore`].
    ActStore: act(write: &'a ActWrite) -> ();
    /// See [`DecisionStore`].
    DecisionStore: decide(decision: &'a Decision) -> ();
}
