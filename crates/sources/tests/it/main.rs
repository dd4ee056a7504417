//! Sources from outside: connectors of the catalogue, what a run concludes, real payloads.

mod behaviour;
mod catalogue;
mod laws;
mod real;
mod support;
