//! AWS's protocols for IAM, STS, Access Analyzer and Organizations, on the side of the service.
//!
//! Requests become values and values become answers by the services' own models, which are data ([`model`]): which members
//! an operation takes, what they are held to ([`constraint`]), and how it all is written ([`query`], [`json`]).
//! [`signature`] tells who signed a request. There is no I/O, no clock and no operation's name in the code.
//!
//! ```
//! use iamkit_wire::model::ServiceName;
//! use iamkit_wire::{constraint, query};
//!
//! let model = ServiceName::Iam.model();
//! let operation = model.operation("CreateUser").expect("IAM has it");
//! let pairs = [("UserName", "a b"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")];
//! let pairs = pairs.map(|(name, value)| (name.into(), value.into()));
//! let input = query::read_input(model, operation.input(), pairs)?;
//! assert_eq!(input["Tags"][0]["Value"], "blue");
//!
//! let refused = constraint::check(model, operation.input().expect("it takes some"), &input).unwrap_err();
//! assert_eq!(refused.code(), "ValidationError");
//! assert!(refused.message().contains("'userName'"));
//! # Ok::<(), iamkit_wire::WireError>(())
//! ```

pub mod constraint;
mod error;
pub mod json;
pub mod model;
pub mod query;
pub mod signature;
mod timestamp;
mod unfit;

pub use error::{Fault, WireError};
pub use unfit::Unfit;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
