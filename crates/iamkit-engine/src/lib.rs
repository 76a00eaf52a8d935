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
//! A request borrows what it is made of, and so do layers; [`OwnedRequest`] and [`OwnedLayers`] are for those who keep
//! them. The feature `serde`, which is off unless asked for, brings `Serialize` of answers, and both ways for principals,
//! contexts and requests; without it nothing of serde is compiled.
//!
//! Where a change belongs: `context` and `request` are what is asked, by a principal of the ground; `index` finds the statements of an
//! action, read by its `action`; `pattern` and `condition`, with `arn_matcher` and `address`, compare a
//! statement with a request; `facts` holds what no policy can change, `public` what S3 calls public. `compiled` holds
//! policies, which `alone` asks by themselves and `batch` for many actions at once. `scene` is a request with the
//! layers that count for it: its `combine` brings their verdicts together, `known` decides, `bounds` tells what may
//! come of unknown keys. `unknown` answers for those, with values found by `candidates`, and its `residual` tells what hangs on
//! them. `report` gathers reasons, which `evaluation` holds and prints. `layers` is what callers ask: it says which
//! layers count; `several` brings the resources of an action together.

mod address;
mod alone;
mod arn_matcher;
mod batch;
mod compile_error;
mod compiled;
mod condition;
mod context;
mod evaluation;
pub mod facts;
mod index;
mod layer;
mod layers;
mod owned_layers;
mod owned_request;
mod pattern;
mod public;
mod report;
mod request;
mod request_error;
mod scene;
mod several;
mod truth;
mod unknown;
#[cfg(feature = "serde")]
mod wire;

pub use iamkit_policy::normal::PolicyKind;
pub use iamkit_policy::principal::{
    AwsIdentity, AwsPrincipal, Grant, Principal, PrincipalError, grant, grant_of, is_exempt,
};

pub use batch::{ActionDecisions, Allowed};
pub use compile_error::{CompileError, CompileErrors};
pub use compiled::CompiledPolicies;
pub use context::{Context, ContextError, ContextValue, Value};
pub use evaluation::{
    Decision, Dependency, Element, Evaluation, LayerVerdict, Possibility, Remark, StatementRef,
};
pub use index::action::{ActionError, ActionName};
pub use index::actions::ActionList;
pub use layer::Layer;
pub use layers::Layers;
pub use owned_layers::OwnedLayers;
pub use owned_request::OwnedRequest;
pub use request::{About, Request};
pub use request_error::RequestError;
pub use several::Evaluations;
pub use unknown::residual::{Residual, ResourceGrant};
pub use unknown::{Allowance, MAX_COMBINATIONS, MAX_COMPARISONS};

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
