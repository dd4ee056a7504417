//! Port: files and folders.
