//! Stage 1: one source becomes records, declaratively.
