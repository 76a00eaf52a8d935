//! The same policy, written otherwise: in one canonical form, with its patterns spelt out, or in fewer characters.
//!
//! [`canonical`] and [`expand`] write, [`minimize`] searches; [`prove_equal`] says whether what was written means what
//! stood there, and nothing should be taken that it doesn't prove.
//!
//! ```
//! use iamkit_catalog::Catalog;
//! use iamkit_policy::PolicyDocument;
//! use iamkit_prover::{Limits, PolicyKind, Universe};
//! use iamkit_validate::rewrite::{canonical, minimize, prove_equal};
//!
//! let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": [
//!     {"Effect": "Allow", "Action": ["s3:getobject", "s3:Get*"], "Resource": "arn:aws:s3:::b/*"},
//!     {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": ["arn:aws:s3:::a/*"]}]}"#.parse()?;
//! let (kind, universe, limits) = (PolicyKind::Identity, Universe::real(), Limits::default());
//! let small = minimize(&document, kind, Catalog::embedded(), &limits)?.compact();
//! assert!(small.contains(r#""Action":"s3:Get*","Resource":["arn:aws:s3:::a/*","arn:aws:s3:::b/*"]"#));
//! prove_equal(&document, &small, kind, &universe, &limits)?;
//!
//! let form = canonical(&document, Catalog::embedded()).pretty();
//! assert!(form.contains("      \"Action\": [\n        \"s3:Get*\",\n        \"s3:GetObject\"\n      ],\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod canonical;
mod draft;
mod expand;
mod minimize;
mod print;
mod proof;
mod split;
mod within;

pub use canonical::canonical;
pub use draft::PolicyDraft;
pub use expand::expand;
pub use minimize::minimize;
pub(crate) use print::quoted;
pub use proof::{ProofError, prove_equal, prove_equal_together};
pub(crate) use proof::{comparisons, relation};
pub use split::{MAX_DOCUMENTS, SplitError, split};
pub use within::{WithinError, within};
