//! AWS IAM policy documents as written, and the one normal form in which their meaning is read.
//!
//! The way of the data: text → [`PolicyDocument`] (lossless, positions kept) → [`normal::NormalPolicy`] (one meaning, one
//! shape). Engines and provers take the normal form; people and reports are pointed back at the document's own places.
//!
//! Nothing here does I/O, reads a clock or panics on any input. What can't be read is an error that names the place.
//!
//! The feature `serde`, which is off unless asked for, brings `Serialize` and `Deserialize` of documents, ARNs,
//! principals, places and the names of lists such as [`Effect`], and `Serialize` of what is wrong with a document.
//! Nothing else has features, and nothing of serde is compiled without it.
//!
//! ```
//! use iamkit_policy::{Effect, PolicyDocument};
//!
//! let document: PolicyDocument = r#"{
//!   "Version": "2012-10-17",
//!   "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
//! }"#.parse()?;
//! let statement = &document.statements()[0];
//! assert_eq!(statement.effect(), Effect::Allow);
//! assert_eq!(statement.actions().values()[0].as_str(), "s3:Get*");
//! assert_eq!(statement.position().to_string(), "3:16");
//! # Ok::<(), iamkit_policy::ParseErrors>(())
//! ```

mod arn;
mod builder;
mod document;
mod error;
mod keyword;
mod load;
mod name;
mod operator;
mod position;
mod print;
mod quota;
mod read;
mod text;
#[cfg(feature = "serde")]
mod wire;
mod word;

pub mod fact;
pub mod glob;
pub mod global_key;
pub mod id;
pub mod json;
pub mod normal;
pub mod principal;
pub mod shown;
pub mod value;

pub use arn::{Arn, ArnError};
pub use builder::{PolicyBuilder, StatementBuilder};
pub use document::{Condition, ElementList, PolicyDocument, PrincipalElement, PrincipalEntry, Statement};
pub use error::{ParseError, ParseErrors};
pub use json::{MAX_BYTES, MAX_DEPTH};
pub use keyword::{Effect, LanguageVersion, PrincipalKind};
pub use load::{Envelope, LoadError, Loaded, LoadedPolicy, RawPolicy, load, load_raw};
pub use name::UnknownNameError;
pub use operator::{ConditionOperator, OperatorError, OperatorKind, Quantifier};
pub use position::{MemberSpan, Position, Span, Utf16Position};
pub use quota::SizeQuota;
pub use read::{POLICY_ELEMENTS, STATEMENT_ELEMENTS};
pub use text::Text;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
