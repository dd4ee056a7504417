//! The binary as people use it: real processes on real folders.

#![allow(
    clippy::unwrap_used,
    reason = "in helpers of tests, too, a failed unwrap fails the test"
)]

mod bad_input;
mod crash;
mod demo;
mod first_run;
mod real_data;
mod rules;
mod world;
