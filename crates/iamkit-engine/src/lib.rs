//! Decides requests against AWS IAM policies and says which statements decided.
//!
//! Policies are compiled once from their normal form, then asked any number of times. The engine knows rules S1–S45 of
//! the semantics chapter for identity policies; it runs without the catalog, so facts such as "this action has no
//! resource types" come in with the request (S25). No I/O, no clock, no panic on any input: the time of a request is
//! in its context.
//!
//! ```
//! use iamkit_engine::{CompiledPolicies, Context, Decision, Request};
//! use iamkit_policy::PolicyDocument;
//!
//! let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {
//!     "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}}"#.parse()?;
//! let policies = CompiledPolicies::compile([("home", &document)])?;
//!
//! let alice = "arn:aws:iam::111122223333:user/alice".parse()?;
//! let request = Request::new(alice, "s3:GetObject".parse()?, "arn:aws:s3:::home/alice/notes.txt");
//! assert!(policies.is_allowed(&request));
//!
//! let evaluation = policies.evaluate(&request);
//! assert_eq!(evaluation.decision(), Decision::Allow);
//! assert_eq!(evaluation.decided_by()[0].policy(), "home");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod action;
mod condition;
mod context;
mod evaluation;
mod index;
mod policies;
mod principal;
mod request;

pub use action::{Action, ActionError};
pub use context::{Context, ContextError, ContextValue};
pub use evaluation::{Decision, Evaluation, StatementRef};
pub use policies::{CompileError, CompileErrors, CompiledPolicies};
pub use principal::{AwsIdentity, AwsPrincipal, Principal, PrincipalError};
pub use request::Request;
