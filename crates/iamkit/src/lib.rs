//! AWS IAM policies, exactly and offline: the everyday names of the iamkit crates, and comparing two policies.
//!
//! Expert use goes to the crates themselves: [`policy`], [`catalog`], [`managed`], [`engine`], [`prover`], [`store`].
//! What is here besides needs several of them at once, or stands at the edge: [`equivalence`] compares two policies action
//! by action, [`comparison`] is any comparison as JSON, [`access_check`] makes the checks of IAM Access Analyzer;
//! [`summary`] says what a policy allows, [`lint`] what in it does nothing;
//! [`account`] decides for a user, [`explanation`] is an answer as JSON, [`simulation`] answers the requests of AWS's policy
//! simulator, [`request_check`] says what no request to AWS would have.
//!
//! ```
//! use iamkit::{CompiledPolicies, PolicyDocument, PolicyKind, Principal, Request};
//!
//! let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {
//!     "Effect": "Allow", "Action": "workmail:List*", "Resource": "*"}}"#.parse()?;
//! let policies = CompiledPolicies::compile(PolicyKind::Identity, [("mail", &document)])?;
//!
//! let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
//! assert!(policies.is_allowed(&Request::new(&alice, "workmail:ListUsers", "*")?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use iamkit_account as account;
pub use iamkit_aws as aws;
pub use iamkit_catalog as catalog;
pub use iamkit_engine as engine;
pub use iamkit_listing as listing;
pub use iamkit_managed as managed;
pub use iamkit_policy as policy;
pub use iamkit_prover as prover;
pub use iamkit_report as report;
pub use iamkit_store as store;
pub use iamkit_validate as validate;

pub use iamkit_catalog::Catalog;
pub use iamkit_engine::{
    About, Action, CompiledPolicies, Context, ContextValue, Decision, Evaluation, Evaluations, Layer, Layers,
    PolicyKind, Principal, Request, Value,
};
pub use iamkit_policy::{Effect, PolicyDocument, load};

/// The README's snippets, compiled and run with the other examples.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
