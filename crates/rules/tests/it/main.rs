//! The rule language from the outside: what people write, what they are told, what comes back.

mod conformance;
mod documents;
mod mistakes;
mod properties;
mod support;
mod vocabularies;
