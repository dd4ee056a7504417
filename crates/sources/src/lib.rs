//! Stage 1: what one source says becomes records. Declarative: a connector is data.
//!
//! This crate opens no file and reads no clock: bytes and the time are arguments. It knows
//! nothing of other sources; who is who is decided in `inventory`. Start with [`connector`]
//! (what a connector says), then [`collect()`] (how a run goes); [`fetch`] is how a tool is asked.

pub mod collect;
pub mod connector;
pub mod decode;
pub mod fetch;
mod format;
mod map;
mod near;
pub mod preview;
mod program;
mod reading;
mod snapshot;
pub mod source;
mod time;

pub use collect::{Collected, Content, Input, collect, collect_fetched};
pub use connector::{Connector, read_connector};
pub use preview::{Preview, PreviewRecord, PreviewScope, preview, preview_of};
pub use source::{Limits, OverHttp, PlainHttp, SecretFrom, SourceConfig, read_source};
