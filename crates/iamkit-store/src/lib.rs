//! AWS IAM accounts: users, groups, roles, instance profiles, policies and where they are attached, with AWS's names,
//! limits and errors, and the organisation above them.
//!
//! Every change is a value, a [`Command`] in the envelope of a [`Call`], and goes through [`Account::apply`] or, for
//! several accounts and their organisation, [`Directory::apply`]; the named methods of a [`Client`], or of a
//! [`StoreClient`] for what is kept in a [`Store`], are thin wrappers.
//! A refused command changes nothing, and the state is the fold of its changes. The store evaluates nothing: it answers
//! which policies apply to a principal and through which path. The model has no I/O, no clock and no randomness, and
//! panics on no input.
//!
//! The feature `managed` brings `EmbeddedManagedPolicies`, the AWS managed policies for accounts to attach.
//!
//! ```
//! use std::sync::Arc;
//!
//! use iamkit_store::{Account, Call, Identity};
//!
//! let mut account = Account::new("111122223333".parse()?);
//! let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
//! let mut account = account.client(call);
//! account.create_user("alice".parse()?)?;
//! let alice = Identity::User("alice".parse()?);
//! assert!(account.policies_of(&alice)?.is_empty());
//!
//! let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
//! account.create_group("Admins".parse()?)?;
//! account.put_group_policy("Admins".parse()?, "All".parse()?, Arc::new(document.parse()?))?;
//! account.add_user_to_group("Admins".parse()?, "alice".parse()?)?;
//! let policies = account.policies_of(&alice)?;
//! assert_eq!(policies[0].path().to_string(), "inline in group `Admins`");
//!
//! let refused = account.create_user("Alice".parse()?).unwrap_err();
//! assert_eq!(refused.code(), "EntityAlreadyExists");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account;
mod applies;
mod apply;
mod aws_managed;
mod belongings;
mod bind;
mod binding;
mod call;
mod change;
mod client;
mod command;
mod directory;
#[cfg(feature = "managed")]
mod embedded;
mod entity;
mod error;
mod id;
mod identity;
mod journal;
mod label;
mod log;
mod log_end;
mod map;
mod memory;
mod name;
mod operations;
mod organization;
mod quota;
mod row;
mod shared_changes;
mod store;
mod store_client;
mod tag;
mod text;
mod wire;

pub use account::{Account, RootUser};
pub use applies::{Applicable, AppliedPolicy, Boundary, GrantPath, Hold, UnknownPolicy};
pub use aws_managed::{AwsManagedPolicies, AwsManagedVersion};
pub use binding::{BoundPolicy, PrincipalState, Principals};
pub use call::{Call, CallKind, Caller, Timestamp};
pub use change::{Change, ChangeFormatError, Operation};
pub use client::Client;
pub use command::{
    AnalyzerCommand, Applied, AwsManagedPolicyVersion, CertificateCommand, Command, CreateGroup,
    CreateInstanceProfile, CreatePolicy, CreateRole, CreateUser, CredentialCommand, ProviderCommand,
    RecordAwsManagedPolicy, RecordedFinding, SettingCommand,
};
pub use directory::{Directory, TransactionError};
#[cfg(feature = "managed")]
pub use embedded::EmbeddedManagedPolicies;
pub use entity::{
    AccessKey, AccessKeyStatus, Analyzer, AnalyzerKind, ArchiveRule, Criterion, Exclusion, ExternalAccess,
    FindingFilter, FindingStatus, FindingSubject, FoundAccess, Group, HeldPolicies, InstanceProfile,
    KeptFinding, KeyLastUsed, LoginProfile, MfaDevice, OidcProvider, PasswordPolicy, Policy, PolicyUsage,
    PolicyVersion, ResourcePolicy, Role, RoleLastUsed, SamlProvider, ServerCertificate,
    ServiceSpecificCredential, ServiceUse, ServiceUses, SigningCertificate, SshPublicKey, UnusedAccess, User,
    UserCredentials,
};
pub use error::StoreError;
pub use identity::{AnalyzerId, Entity, Identity, Taggable};
pub use journal::{Decide, Draft, Generation, Journal, JournalError, Transaction, with_patience};
pub use label::{
    AccountAlias, AnalyzerName, ArchiveRuleName, CredentialId, FindingId, MfaSerial, PasswordHash,
    ProviderArn, Region, SamlProviderName, ServerCertificateName, ServicePrefix,
};
pub use log::{LogReader, LogRow, log_rows};
pub use log_end::LogEnd;
pub use memory::MemoryJournal;
pub use name::{
    AccessKeyId, AccountId, GroupName, IamPath, InstanceProfileName, NameError, Partition, PolicyArn,
    PolicyName, ResourceArn, RoleName, UniqueId, UserName, VersionId,
};
pub use organization::{
    AccountRequest, AccountRequestId, ControlPolicy, ControlPolicyId, ControlPolicyKind, ControlPolicyName,
    Level, Member, MemberEmail, MemberName, MemberProfile, Organization, OrganizationCommand,
    OrganizationError, OrganizationId, OrganizationQuotas, OrganizationResource, OrganizationalUnit,
    OrganizationalUnitId, OrganizationalUnitName, Parent, RootId, ServicePrincipalName, Target,
};
pub use quota::Quotas;
pub use row::{Column, ColumnKind, ColumnValue, RowChange, TABLES, Table, all_rows};
pub use shared_changes::SharedChanges;
pub use store::{CommitError, Committed, HistoryError, Snapshot, Store};
pub use store_client::StoreClient;
pub use tag::{DuplicateTagError, TagKey, TagValue, Tags};
pub use text::{Description, SessionDuration};

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
