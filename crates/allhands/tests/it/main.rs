//! The binary as people use it: real processes on real folders.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests fail and tell loudly"
)]

mod activities;
mod asking;
mod at_once;
mod bad_input;
mod catalogue;
mod crash;
mod deadlines;
mod demo;
mod duties;
mod evidence;
mod first_run;
mod gaps;
mod governance;
mod handling;
mod lake;
mod lints;
mod matching;
mod over_http;
mod owners;
mod preview;
mod questions;
mod real_data;
mod reference;
mod responsibility;
mod rules;
mod screens;
mod sealed_log;
mod semantics;
mod serve;
mod servers;
mod settling;
mod sql;
mod tables;
mod world;
