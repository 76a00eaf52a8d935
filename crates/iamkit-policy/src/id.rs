//! Names, paths and ids as AWS spells them, each checked when it is made, and what their texts tell.
//!
//! Not here: whether something of that name exists; that is the account's question.
//!
//! Rules: names of `[A-Za-z0-9_+=,.@-]`, at most 64 (users, roles) or 128 characters; paths `/` or `/…/`, at most 512.

mod arn;
mod error;
mod name;
mod part;
mod partition;
mod text;
mod unique;
mod version;

pub use arn::{PolicyArn, ResourceArn};
pub use error::NameError;
pub use name::{AccountId, GroupName, IamPath, InstanceProfileName, PolicyName, RoleName, UserName};
pub use part::{account_in, is_account_id, last_part};
pub use partition::Partition;
pub use unique::{AccessKeyId, UniqueId, is_unique_id};
pub use version::VersionId;
