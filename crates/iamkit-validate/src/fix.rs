//! Findings that have one mending: what is written instead, as edits of the text that leave all else as it is.
//!
//! A mending of the first sort keeps what the policy says, which is proven before it is taken; one of the second changes
//! it, so that somebody has to want it ([`AllowedFixes::Changing`]), and the answer says how.
//!
//! ```
//! use iamkit_catalog::Catalog;
//! use iamkit_prover::PolicyKind;
//! use iamkit_validate::PolicyType;
//! use iamkit_validate::fix::{AllowedFixes, FixOptions, FixProof, fix};
//!
//! let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
//!     "Action": [ "sqs:Get*", "sqs:GetQueueUrl" ], "Resource": "*"}}"#;
//! let (policy_type, kind) = (PolicyType::Identity, PolicyKind::Identity);
//! let fixed = fix(text, policy_type, kind, Catalog::embedded(), &FixOptions::new(AllowedFixes::Equal))?;
//! assert_eq!(fixed.text, text.replace(r#"[ "sqs:Get*", "sqs:GetQueueUrl" ]"#, r#"[ "sqs:Get*" ]"#));
//! assert_eq!((fixed.fixes[0].code, fixed.proof), ("REDUNDANT_ACTION", FixProof::Equal));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod edit;
mod mend;
mod mending;
mod rounds;
mod spot;
mod wound;

pub use mending::{Mending, MendingEffect};
pub use rounds::{
    AllowedFixes, AppliedFix, FixOptions, FixProof, Fixed, LeftFix, MAX_PROOFS, MAX_ROUNDS, fix,
};
