//! A generated organisation from a seed, a fake clock, recorded answers.
//!
//! Nothing here reads a clock or a file, and only the servers of tests know the machine: the same
//! seed gives the same bytes on every machine, so that the demo and every test speak of the same
//! people, laptops and services.
//!
//! - [`demo`]: a whole organisation as the files its tools would export, on five days;
//! - [`unwrap`]: the vendor's own answers out of recorded traffic, for tests of connectors;
//! - [`clock`]: a clock that stands still until it is moved;
//! - [`fleet`]: a dirty fleet of devices of any size, with the truth beside it, and a scorer;
//! - `server` (a feature): a server on this machine that answers as it is told, also badly;
//! - `postgres` (a feature): a PostgreSQL server that lives as long as the test;
//! - `storage` (a feature): storage that speaks S3, with a door that can be shut;
//! - [`dice`]: numbers that look random and never are.

pub mod clock;
pub mod demo;
pub mod dice;
pub mod fleet;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "storage")]
pub mod storage;
pub mod unwrap;

pub use demo::{ExportFile, Organisation, Snapshot, Trouble, organisation};
