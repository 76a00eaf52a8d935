//! AWS IAM accounts in memory: users, groups, memberships, policies and attachments, with AWS's names, limits and errors.
//!
//! Every change is a [`Command`] and goes through [`Account::apply`]; the named methods are thin wrappers. A refused
//! command changes nothing. The store evaluates nothing: it answers which policies apply to a user and through which
//! path. No I/O, no clock, no randomness, and no panic on any input.
//!
//! ```
//! use std::sync::Arc;
//!
//! use iamkit_store::Account;
//!
//! let mut account = Account::new("111122223333".parse()?);
//! account.create_user("alice".parse()?)?;
//! assert!(account.policies_of(&"alice".parse()?)?.is_empty());
//!
//! let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
//! account.create_group("Admins".parse()?)?;
//! account.put_group_policy("Admins".parse()?, "All".parse()?, Arc::new(document.parse()?))?;
//! account.add_user_to_group("Admins".parse()?, "alice".parse()?)?;
//! let policies = account.policies_of(&"alice".parse()?)?;
//! assert_eq!(policies[0].path().to_string(), "inline in group `Admins`");
//!
//! let refused = account.create_user("Alice".parse()?).unwrap_err();
//! assert_eq!(refused.code(), "EntityAlreadyExists");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account;
mod applies;
mod apply;
mod command;
mod entity;
mod error;
mod id;
mod name;
mod operation;
mod quota;

pub use account::{Account, AwsManagedPolicies, AwsManagedVersion, RootUser};
pub use applies::{AppliedPolicy, GrantPath, Hold};
pub use command::{Applied, Command};
pub use entity::{Group, HeldPolicies, Policy, User};
pub use error::{Entity, Identity, StoreError};
pub use id::UniqueId;
pub use name::{AccountId, GroupName, IamPath, NameError, PolicyArn, PolicyName, UserName, VersionId};
pub use quota::Quotas;
