//! Port: what was observed as files, what was judged and decided in SQLite.
