//! What an account holds.
//!
//! Read-only from outside: only a command changes it. Each entity is behind an `Arc`, so that two snapshots share what
//! no change between them touched, and `Arc::ptr_eq` tells what one did.

mod access_key;
mod analyzer;
mod credential;
mod group;
mod held;
mod instance_profile;
mod mfa_device;
mod policy;
mod provider;
mod resource_policy;
mod role;
mod server_certificate;
mod service_use;
mod setting;
mod user;

pub use access_key::{AccessKey, AccessKeyStatus, KeyLastUsed};
pub use analyzer::{
    Analyzer, AnalyzerKind, ArchiveRule, Criterion, Exclusion, ExternalAccess, FindingFilter, FindingStatus,
    FindingSubject, FoundAccess, KeptFinding, UnusedAccess,
};
pub use credential::{
    LoginProfile, ServiceSpecificCredential, SigningCertificate, SshPublicKey, UserCredentials,
};
pub use group::Group;
pub use held::HeldPolicies;
pub use instance_profile::InstanceProfile;
pub use mfa_device::MfaDevice;
pub use policy::{Policy, PolicyUsage, PolicyVersion};
pub use provider::{OidcProvider, SamlProvider};
pub use resource_policy::ResourcePolicy;
pub use role::{Role, RoleLastUsed};
pub use server_certificate::ServerCertificate;
pub use service_use::{ServiceUse, ServiceUses};
pub use setting::PasswordPolicy;
pub use user::User;

/// Getters that every named entity has.
macro_rules! entity_getters {
    ($type:ident, $name:ident) => {
        impl $type {
            /// The name, in the case it was given
            pub fn name(&self) -> &$name {
                &self.name
            }

            /// The path
            pub fn path(&self) -> &crate::name::IamPath {
                &self.path
            }

            /// The unique id, never given again (S51)
            pub fn id(&self) -> &crate::name::UniqueId {
                &self.id
            }

            /// The ARN
            pub fn arn(&self) -> &str {
                &self.arn
            }

            /// When it was created
            pub fn create_date(&self) -> crate::call::Timestamp {
                self.create_date
            }
        }
    };
}

pub(crate) use entity_getters;
