//! A department's numbers: what they say, and that they add up.

mod evidence;
mod fixtures;
mod laws;
mod pages;
mod reports;
