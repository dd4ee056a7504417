//! How well the examples of a rule hold its sentence, and which examples would hold it better.
//!
//! Both rest on made-up examples ([`rules::invent`]) and slightly different sentences
//! ([`rules::leaves::changes`]); every verdict spoken of here is the evaluator's.

mod answer;
mod pool;
mod question;
mod score;

pub use answer::{Agreement, Answer, Answered, answers_as_test, unanswered};
pub use question::{Question, boundary_questions};
pub use score::{Score, Share, Survivor, mutation_score};
