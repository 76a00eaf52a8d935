//! What is measured: policies, questions on them, and the right answer to each.
//!
//! Everything here is data, shared by every engine that is compared; nothing here calls one. The workloads carry the
//! letters of the table in the README.

mod attached;
mod audit;
mod conditions;
mod events;
mod question;
mod random;
mod workmail;

use crate::Failure;

pub use attached::{arbitrary_managed, attached};
pub use audit::{read_only_access, security_audit};
pub use conditions::{POLICY as CONDITIONS_POLICY, conditions};
pub use events::{COUNT as EVENTS, Events};
pub use question::{ALICE, NamedPolicy, Question, Rhythm, Workload};
pub use random::{actions_of_the_catalog, random_actions};
pub use workmail::{WORKMAIL, workmail, workmail_full};

/// The workloads a to f, which every engine is asked.
///
/// # Errors
/// When the embedded data doesn't hold a policy that a workload needs.
pub fn all() -> Result<Vec<Workload>, Failure> {
    Ok(vec![
        workmail()?,
        read_only_access()?,
        security_audit()?,
        attached("d", 100)?,
        attached("d_1000", 1_000)?,
        arbitrary_managed()?,
        conditions()?,
        random_actions()?,
    ])
}

#[cfg(test)]
mod tests;
