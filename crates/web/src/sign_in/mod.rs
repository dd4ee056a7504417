//! Signing in: who asks, by a cookie or a token, and whether the request is theirs.
//!
//! [`guard()`] stands before everything below `/api`; no route can forget it.

mod caller;
pub(crate) mod cookie;
mod first;
mod guard;
mod links;
mod pages;
pub(crate) mod secret;
mod sessions;

pub use caller::Caller;
pub use cookie::Reached;
pub use first::FirstCode;
pub use links::Links;

pub(crate) use caller::Shown;
pub(crate) use guard::guard;
pub(crate) use pages::routes;
pub(crate) use sessions::end;
