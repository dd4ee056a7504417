//! Records in, entities out: the facts the stage promises, one sentence each.

mod support;

mod book;
mod correlation;
mod facts;
mod links;
mod numbers;
mod ownership;
mod properties;
mod words;
