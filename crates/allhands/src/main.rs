//! The binary: command line, configuration, wiring, clock.

fn main() {}
