//! What `aws iam get-account-authorization-details` says of an account: read, checked and written again (S81).
//!
//! [`read`] takes the pages of any number of accounts, as the command line or the API prints them, and gives plain types:
//! names are checked, documents parsed, references resolved. Whatever is wrong is a [`Problem`] with its place; an entity
//! with a problem isn't taken, nor is one that refers to it, so that what is taken means what it means in the account.
//! [`write()`] prints the same shape again.
//!
//! What this deliberately is not: it keeps no account and decides nothing. Access keys and passwords aren't in the answer.
//!
//! ```
//! use iamkit_listing::details::{self, Source};
//!
//! let page = r#"{"UserDetailList": [{
//!     "Path": "/", "UserName": "alice", "UserId": "AIDAAAAAAAAAAAAAAAAAA",
//!     "Arn": "arn:aws:iam::111122223333:user/alice", "GroupList": ["Ops"]}]}"#;
//! let reading = details::read(&[Source { name: "page.json", text: page }]);
//! let problem = &reading.problems()[0];
//! assert_eq!(
//!     problem.to_string(),
//!     "page.json:3:66: user `alice`: \
//!      it is in the group `Ops`, which is not listed, at /UserDetailList/0/GroupList/0"
//! );
//! ```

mod check;
mod document;
mod entity;
mod ids;
mod leniency;
mod listed;
mod member;
mod page;
mod take;
mod wire;
mod write;

pub use crate::limits::ReadingLimits;
pub use crate::problem::{Note, Problem, ProblemKind, ProblemLocation};
pub use crate::source::Source;
pub(crate) use document::DocumentPool;
pub use entity::{
    AuthorizationDetails, GroupDetail, InlinePolicy, InstanceProfileDetail, ManagedPolicyDetail, RoleDetail,
    RoleUse, UserDetail, VersionDetail,
};
pub use ids::GivenId;
pub use leniency::Leniency;
pub use page::{Reading, read, read_leniently, read_within};
pub use write::{Documents, write};
