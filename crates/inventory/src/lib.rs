//! Stage 2: records become entities: who is who, who answers for what.
//!
//! Two pure functions carry the stage. [`advance`] takes what the sources delivered into the
//! [`RecordBook`], which remembers every record ever seen and ends one only on proof.
//! [`resolve`] turns the book into an inventory: records that are one thing become one entity
//! with a number that never changes hands, facts with their provenance, links, and owners.
//!
//! Nothing here knows a clock, a file or a connector, and no result depends on the order in
//! which anything arrived. Start with [`book`], then `correlate`, then [`resolve`].

pub mod book;
pub mod correlate;
pub mod decisions;
mod directory;
mod disagree;
pub mod explain;
mod facts;
pub mod follow;
pub mod ids;
mod links;
mod ownership;
mod parts;
pub mod resolve;
pub mod suggest;
pub mod who;
mod words;

pub use book::{Advanced, Delivery, Kept, RecordBook, ScopeBook, advance, advance_with};
pub use decisions::{Decided, Decision, Decisions};
pub use explain::{Explanation, FactLine, explain, merged};
pub use follow::{follow, split_path, units};
pub use ids::{IdBook, IdEntry, Move};
pub use ownership::PEOPLE;
pub use resolve::{Resolution, resolve};
pub use suggest::{Suggestion, suggest};
pub use who::{Answer, who};
