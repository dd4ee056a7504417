//! The binary as people use it: real processes on real folders.

mod bad_input;
mod crash;
mod demo;
mod first_run;
mod real_data;
mod rules;
mod world;
