//! What can be compared: anything that compiles policies and answers questions.
//!
//! The engines beside ours that need no dependency of their own are here. They are base lines, not IAM: each says what
//! it leaves out, and is asked only what it can express.

mod glob_loop;
mod hand_conditions;
mod hand_index;
mod regex_set;

use crate::plain::is_plain;
use crate::workload::{NamedPolicy, Question, Workload};

pub use glob_loop::GlobLoop;
pub use hand_conditions::HandConditions;
pub use hand_index::HandIndex;
pub use regex_set::Patterns;

/// Why an engine can't be asked a workload
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// Its language has no such thing, or nobody would use it for this.
    NotExpressible,
    /// It refuses or fails where it should not.
    Failed(String),
}

/// An engine: policies compiled once, asked many times
pub trait Engine: Sized {
    /// Its name in results.
    const NAME: &'static str;

    /// Compiles the policies.
    ///
    /// # Errors
    /// When the engine can't be asked this workload.
    fn build(workload: &Workload) -> Result<Self, Unfit>;

    /// Makes the request from its texts and decides it; an error of the engine is a refusal.
    fn is_allowed(&self, question: &Question) -> bool;
}

/// The lower-cased action patterns of all statements that allow on every resource, whatever the context.
///
/// Other statements are left out: the answer is right only where they don't matter.
fn plain_actions(policies: &[NamedPolicy]) -> Result<Vec<String>, Unfit> {
    let statements = policies.iter().flat_map(|policy| policy.document.statements());
    let plain = statements.filter(|statement| is_plain(statement)).flat_map(|it| it.actions().values());
    let patterns = plain.map(|value| value.as_str().to_ascii_lowercase()).collect::<Vec<_>>();
    if patterns.is_empty() { Err(Unfit::NotExpressible) } else { Ok(patterns) }
}
