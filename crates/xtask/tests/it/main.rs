//! The tasks, tried: each check fails on a made-up tree, and this repository passes them all.

mod checks;
mod pages;
mod repository;
mod scaffolds;
