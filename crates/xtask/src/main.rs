//! Tasks: demo, test, tidy, new, docs.
fn main() {}
