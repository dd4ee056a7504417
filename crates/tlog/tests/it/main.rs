//! The standards' own vectors, and laws that hold for every tree and text.

mod laws;
mod notes;
mod proofs;
mod tiles;
mod trees;
