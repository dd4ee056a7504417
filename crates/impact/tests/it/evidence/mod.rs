//! What an auditor is given.

mod documents;
mod numbers;
mod oscal;
mod world;
