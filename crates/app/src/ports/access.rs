//! Where it rests who may sign in, and who is signed in.
//!
//! Nothing here holds a secret: a password is kept as what `argon2` made of it, a session and a
//! token as the digest of what its holder shows.

use std::{collections::BTreeSet, future::Future};

use jiff::Timestamp;
use model::EntityId;
use serde::{Deserialize, Serialize};

use super::PortError;

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What they sign in with, in lower case: a mail address, as a rule.
    pub name: String,
    /// The person they are; none for an account of the house.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<EntityId>,
    /// What they may do beside what follows from who they are.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub grants: BTreeSet<Grant>,
    /// Their password as a PHC string of argon2id; none where they sign in by another way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was closed: it signs in nobody any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

/// What somebody may do that does not follow from who they are in the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Accounts, sources, settings.
    Administrator,
    /// Reads everything, writes nothing.
    Auditor,
}

/// Somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Digest of what the browser shows.
    pub digest: String,
    /// The account, by name.
    pub account: String,
    /// When it began.
    pub made_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
}

/// What a program shows in the place of its person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Digest of what the program shows.
    pub digest: String,
    /// The account, by name.
    pub account: String,
    /// What its person calls it.
    pub name: String,
    /// What it may do.
    pub scope: TokenScope,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// What a token may do, of what its person may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// Read.
    Read,
    /// Read and write.
    Write,
}

/// Accounts, sessions and tokens.
pub trait AccessStore: Send + Sync {
    /// Every account, in order of name.
    fn accounts(&self) -> impl Future<Output = Result<Vec<Account>, PortError>> + Send;

    /// The account of a name.
    fn account(
        &self,
        name: &str,
    ) -> impl Future<Output = Result<Option<Account>, PortError>> + Send;

    /// Keeps an account, in place of what was kept under its name.
    fn keep_account(&self, account: &Account)
    -> impl Future<Output = Result<(), PortError>> + Send;

    /// The session of a digest.
    fn session(
        &self,
        digest: &str,
    ) -> impl Future<Output = Result<Option<Session>, PortError>> + Send;

    /// Begins a session.
    fn begin_session(
        &self,
        session: &Session,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Keeps that a session was used; one that has ended meanwhile stays so.
    fn use_session(&self, session: &Session) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Ends a session.
    fn end_session(&self, digest: &str) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Ends every session of an account.
    fn end_sessions_of(&self, account: &str) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Ends every session that was not used since an instant.
    fn end_sessions_before(
        &self,
        seen: Timestamp,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The token of a digest.
    fn token(
        &self,
        digest: &str,
    ) -> impl Future<Output = Result<Option<AccessToken>, PortError>> + Send;

    /// The tokens of an account, in order of digest.
    fn tokens_of(
        &self,
        account: &str,
    ) -> impl Future<Output = Result<Vec<AccessToken>, PortError>> + Send;

    /// Keeps a token.
    fn keep_token(&self, token: &AccessToken)
    -> impl Future<Output = Result<(), PortError>> + Send;

    /// Ends a token of an account.
    fn end_token(
        &self,
        account: &str,
        digest: &str,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
