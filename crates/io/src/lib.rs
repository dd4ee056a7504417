//! Port: files, folders, the network and the clock's neighbours. Small, so that a slim binary can
//! use it.
//!
//! Everything that touches a disk outside the stores goes through here, so that every error says
//! which path, what the system answered and what to do next.

mod account;
mod digest;
mod http;
mod inputs;
mod lock;
mod private;
mod sign;
mod texts;
pub mod zip;

pub use account::account;
pub use digest::sha256;
pub use http::Client;
pub use inputs::inputs;
pub use lock::{Lock, LockError, lock};
pub use private::{random, rename, write_private};
pub use texts::{
    FileError, is_empty_or_missing, read_bytes, read_text, read_texts, remove_folder, write_export,
    write_text,
};
