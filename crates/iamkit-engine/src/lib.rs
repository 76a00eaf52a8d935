//! Decides requests against AWS IAM policies and says which statements decided.
//!
//! Policies are compiled once from their normal form, then asked any number of times: by themselves
//! ([`CompiledPolicies::is_allowed`]) or layer upon layer ([`Layers`]). The engine runs without the catalog, so facts
//! such as "this action has no resource types" come in with the request (S25). No I/O, no clock, no panic on any
//! input: the time of a request is in its context.
//!
//! ```
//! use iamkit_engine::{CompiledPolicies, Decision, PolicyKind, Principal, Request};
//! use iamkit_policy::PolicyDocument;
//!
//! let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {
//!     "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}}"#.parse()?;
//! let policies = CompiledPolicies::compile(PolicyKind::Identity, [("home", &document)])?;
//!
//! let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
//! let request = Request::new(&alice, "s3:GetObject", "arn:aws:s3:::home/alice/notes.txt")?;
//! assert!(policies.is_allowed(&request));
//!
//! let evaluation = policies.evaluate(&request)?;
//! assert_eq!(evaluation.decision(), Decision::Allow);
//! assert_eq!(evaluation.decided_by()[0].policy(), "home");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where a change belongs: `action`, `principal`, `context` and `request` are what is asked; `fold`, `table` and `index`
//! find the statements of an action; `requester`, `pattern` and `condition`, with `arn` and `address`, compare a statement
//! with a request; `layers` says which layers count, `scene` holds a request with them, `combine` brings their verdicts together, `facts` holds what no policy can change,
//! `public` what S3 calls public;
//! `actions` and `batch` answer for many actions at once; `report` gathers reasons, `incomparable` and `near` one kind each, `granted` the facts that are taken for granted, which
//! `text` prints, and `several` brings the resources of an action together; `unknown` answers for keys that aren't known,
//! with values found by `candidates` from what is `gathering`ed (`reading` says how operators take them, `neighbours`, `arn_classes`, `fitting` and
//! `value_sets` find those of one sort), and `residual` tells what hangs on them.

mod action;
mod actions;
mod address;
mod arn;
mod arn_classes;
mod batch;
mod candidates;
mod combine;
mod compiled;
mod condition;
mod context;
mod evaluation;
pub mod facts;
mod fitting;
mod fold;
mod gathering;
mod granted;
mod incomparable;
mod index;
mod layers;
mod near;
mod neighbours;
mod pattern;
mod principal;
mod public;
mod reading;
mod report;
mod request;
mod requester;
mod residual;
mod scene;
mod service;
mod several;
mod situations;
mod table;
mod text;
mod truth;
mod unknown;
mod value_sets;

pub use iamkit_policy::normal::PolicyKind;

pub use action::{Action, ActionError};
pub use actions::ActionList;
pub use batch::{ActionDecisions, Allowed};
pub use compiled::{CompileError, CompileErrors, CompiledPolicies};
pub use context::{Context, ContextError, ContextValue, Value};
pub use evaluation::{
    Decision, Dependency, Element, Evaluation, LayerVerdict, Possibility, Remark, StatementRef,
};
pub use layers::{Layer, Layers, RequestError};
pub use principal::{AwsIdentity, AwsPrincipal, Principal, PrincipalError};
pub use request::{About, Request};
pub use requester::{Grant, grant, grant_of, is_exempt};
pub use residual::{Residual, ResourceGrant};
pub use several::Evaluations;
pub use unknown::{Allowance, MAX_COMBINATIONS, MAX_COMPARISONS};

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
