//! Answers about whole accounts: who can do something, what someone can do, who can become more, and what changed.
//!
//! Each has its shape for programs, with the version of its schema, and its lines for people.

pub mod change;
pub mod condition;
pub mod escalation;
pub mod explanation;
pub mod policies;
pub mod what_can;
pub mod who_can;
