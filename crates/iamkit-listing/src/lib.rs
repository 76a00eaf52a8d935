//! Accounts and organisations as AWS lists them: read whole with every problem, restored into a store, written back.
//!
//! [`details`] reads and writes what `aws iam get-account-authorization-details` prints, [`organization`] what is above
//! the accounts, [`policy_files`] and [`resource_policies`] folders of policies; [`intake`] makes changes of all that,
//! and [`restore`] puts an account into a directory.

mod decode;
pub mod details;
pub mod intake;
mod limits;
mod lister;
pub mod organization;
pub mod policy_files;
mod problem;
pub mod resource_policies;
pub mod restore;
mod source;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
