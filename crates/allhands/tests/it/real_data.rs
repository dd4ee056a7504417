//! Real exports and real responsibility data that nobody here wrote.
