//! AWS IAM policies, exactly and offline: the everyday names of the iamkit crates, and each crate as a module.
//!
//! A document is read by [`PolicyDocument`]; the other questions have a module, and a feature, each:
//!
//! | feature | what it brings |
//! |---|---|
//! | `decide` | [`engine`] decides a request, with the statements that decided |
//! | `compare` | [`prover`] compares two policies, with a request for each difference |
//! | `validate` | [`validate`] says what in a policy or a request does nothing, or is none |
//! | `report` | [`report`] has the answers as JSON, each with the version of its schema |
//! | `account` | [`account`] asks whole accounts, [`store`] keeps them, [`listing`] reads and writes them as AWS lists them |
//! | `aws` | [`aws`] answers the policy simulator and the checks of Access Analyzer; about stored accounts with `account` |
//! | `data` | [`catalog`] and [`managed`]: what AWS has, and the AWS managed policies |
//!
//! All are on by default. [`policy`] is there in any case. One more, `serde`, is off unless asked for: it brings `Serialize`
//! of answers, and `Deserialize` too of documents, principals, contexts and requests.
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

#[cfg(feature = "account")]
pub use iamkit_account as account;
#[cfg(feature = "aws")]
pub use iamkit_aws as aws;
#[cfg(feature = "data")]
pub use iamkit_catalog as catalog;
#[cfg(feature = "decide")]
pub use iamkit_engine as engine;
#[cfg(feature = "account")]
pub use iamkit_listing as listing;
#[cfg(feature = "data")]
pub use iamkit_managed as managed;
pub use iamkit_policy as policy;
#[cfg(feature = "compare")]
pub use iamkit_prover as prover;
#[cfg(feature = "report")]
pub use iamkit_report as report;
#[cfg(feature = "account")]
pub use iamkit_store as store;
#[cfg(feature = "validate")]
pub use iamkit_validate as validate;

#[cfg(feature = "data")]
pub use iamkit_catalog::Catalog;
#[cfg(feature = "decide")]
pub use iamkit_engine::{
    About, ActionName, CompiledPolicies, Context, ContextValue, Decision, Evaluation, Evaluations, Layer,
    Layers, OwnedLayers, OwnedRequest, Principal, Request, Value,
};
pub use iamkit_policy::normal::PolicyKind;
pub use iamkit_policy::{Effect, PolicyDocument, load};

/// The README's example, compiled and run with the others.
#[cfg(all(doctest, feature = "compare"))]
#[doc = include_str!("../README.md")]
struct Readme;
