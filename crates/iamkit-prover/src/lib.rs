//! Compares AWS IAM policies exactly: a verdict, and a witness for every difference.
//!
//! Policies are compiled once ([`Access`]), then asked any number of times. Questions come in pairs: [`compare`] and
//! [`is_subset`] say how two stand to each other, [`differences`] names everything that exactly one of them allows,
//! with a request for each that the engine has decided before it is shown.
//!
//! No solver, no sampling: every dimension of a request (action, principal, resource, each condition key) is split into
//! the finitely many classes that the policies tell apart, and the policies are compared as sets of boxes over those
//! classes. Where that would take more than the [`Limits`] allow, or isn't decided, the answer is `Unknown` with the
//! reason. No I/O, no clock, no panic on any input, and the same input has the same answer everywhere.
//!
//! ```
//! use iamkit_policy::PolicyDocument;
//! use iamkit_prover::{Access, Limits, Relation, Universe, compare, differences};
//!
//! let all: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}"#.parse()?;
//! let one: PolicyDocument =
//!     r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}}"#.parse()?;
//! let (all, one) = (Access::identity(&all)?, Access::identity(&one)?);
//!
//! let comparison = compare(&one, &all, &Universe::real(), &Limits::default());
//! assert_eq!(comparison.relation, Relation::Narrower);
//! let found = differences(&one, &all, &Universe::real(), &Limits::default());
//! assert_eq!(found.list[0].to_string(), "+ s3:GetObject on * except arn:aws:s3:::logs/*");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod asked;
mod bits;
mod check;
mod compare;
mod compile;
mod difference;
mod domain;
mod fold;
mod language;
mod limits;
mod lint;
mod matrix;
mod needed;
mod permissive;
mod reason;
mod search;
mod summary;
mod terms;
mod universe;
mod witness;

pub use iamkit_engine::{CompileErrors, Layer, PolicyKind};

pub use asked::{AccessSpecError, summarize_actions};
pub use check::{Check, Finding, check_access_not_granted, check_no_new_access, check_no_public_access};
pub use compare::{Comparison, Inclusion, Relation, compare, is_subset};
pub use compile::{Access, AccessBuilder, AroundBuilder, BuildError};
pub use difference::{Difference, Differences, differences};
pub use limits::{Exceeded, Limits, Work};
pub use lint::{IdleStatement, IdleStatements, Idleness, idle_statements};
pub use matrix::{Order, SubsetMatrix};
pub use needed::{RE_ASKED, needed_facts};
pub use permissive::{Permissiveness, permissiveness};
pub use reason::{Reason, Side, StatementPlace, Unknown};
pub use summary::{Grant, Summary, denials, is_empty, summarize, terms_of_action};
pub use terms::{ConditionTerm, ScopeTerm, Terms};
pub use universe::Universe;
pub use witness::{Witness, WitnessValue};
