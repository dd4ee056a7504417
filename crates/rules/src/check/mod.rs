//! What can be said of a rule once it is read: whether it may be published, and what it reads.

pub(crate) mod publish;
pub(crate) mod reads;
pub(crate) mod version;
