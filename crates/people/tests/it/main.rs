//! Findings become messages: what a person reads, and what holds of every message.

mod fixtures;
mod laws;
mod letters;
