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
//! The feature `serde`, which is off unless asked for, brings `Serialize` of answers; shapes that stay whatever becomes of
//! these types are those of `iamkit-report`.
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

mod answer;
mod bits;
mod compile;
mod domain;
mod language;
mod limits;
mod reason;
mod search;
mod universe;

pub use iamkit_engine::{CompileErrors, Layer, PolicyKind};

pub use answer::equivalence;
pub use answer::{
    AbsentKey, AbsentKeys, AccessSpecError, Check, CheckFinding, Comparison, ConditionTerm, Difference,
    Differences, Dissection, GrantedActions, Grants, IdlePart, IdleParts, IdleStatement, IdleStatements,
    Idleness, Inclusion, IsBusy, Order, PartIdleness, Permissiveness, RE_ASKED, Relation, ScopeTerm,
    StatementPart, SubsetMatrix, Summary, SummaryGrant, Terms, Witness, WitnessValue,
    check_access_not_granted, check_no_new_access, check_no_public_access, compare, denials, differences,
    idle_statements, is_empty, is_subset, needed_facts, permissiveness, summarize, summarize_actions,
    terms_of_action,
};
pub use compile::{Access, AccessBuilder, AroundBuilder, BuildError};
pub use limits::{Exceeded, Limits, Work, counted};
pub use reason::{Reason, Side, StatementPlace, Unknown};
pub use universe::Universe;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
