//! Port: the HTTP API, sign-in, and the pages that are served.
//!
//! It knows the use cases of `app` and reaches the stores, the clock and the workspace through one
//! trait, [`Desk`]. Start with [`Server`]; [`api`] has one file a resource, and [`may`] alone says
//! who may do what.

pub mod api;
mod desk;
mod jobs;
mod limits;
pub mod may;
mod pages;
mod problem;
mod server;
mod sign_in;
mod snapshot;
mod ui;

pub use desk::{Books, Desk, Later, PassEnd};
pub use problem::{ProblemBody, ProblemLine, Refusal};
pub use server::{Options, Server};
pub use sign_in::{Caller, FirstCode, Links, Reached};
pub use snapshot::Snapshot;
