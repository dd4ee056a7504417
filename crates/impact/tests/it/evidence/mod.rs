//! What an auditor is given.

mod bundles;
mod documents;
mod numbers;
mod oscal;
mod sealing;
mod world;
