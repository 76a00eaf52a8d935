//! What a user proves itself with besides access keys. No password and no secret is kept in the clear.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::access_key::AccessKeyStatus;
use crate::call::Timestamp;
use crate::label::{CredentialId, MfaSerial, PasswordHash};

/// A password for the console, as its hash alone
#[derive(Clone, PartialEq, Eq)]
pub struct LoginProfile {
    pub(crate) password: PasswordHash,
    /// The latest first.
    pub(crate) earlier: Vec<PasswordHash>,
    pub(crate) create_date: Timestamp,
    pub(crate) changed: Timestamp,
    pub(crate) is_reset_required: bool,
}

impl LoginProfile {
    /// The hash of the password
    pub fn password(&self) -> &PasswordHash {
        &self.password
    }

    /// The hashes of the passwords before it, the latest first
    pub fn earlier(&self) -> impl ExactSizeIterator<Item = &PasswordHash> {
        self.earlier.iter()
    }

    /// When it was created
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }

    /// When the password was last changed
    pub fn changed(&self) -> Timestamp {
        self.changed
    }

    /// Whether the user has to take another password
    pub fn is_reset_required(&self) -> bool {
        self.is_reset_required
    }
}

impl fmt::Debug for LoginProfile {
    /// Without the hashes
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginProfile").field("create_date", &self.create_date).finish_non_exhaustive()
    }
}

/// Members that several kinds of credentials have.
macro_rules! credential_getters {
    ($type:ident) => {
        impl $type {
            /// The id
            pub fn id(&self) -> &CredentialId {
                &self.id
            }

            /// Whether it can be used
            pub fn status(&self) -> AccessKeyStatus {
                self.status
            }

            /// When it was created
            pub fn create_date(&self) -> Timestamp {
                self.create_date
            }
        }
    };
}

/// An SSH public key
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshPublicKey {
    pub(crate) id: CredentialId,
    pub(crate) status: AccessKeyStatus,
    pub(crate) create_date: Timestamp,
    pub(crate) body: Box<str>,
    pub(crate) fingerprint: Box<str>,
}

credential_getters!(SshPublicKey);

impl SshPublicKey {
    /// The key as it was uploaded
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The digest of it, by which it is known
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

/// An X.509 certificate that requests of old were signed with
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningCertificate {
    pub(crate) id: CredentialId,
    pub(crate) status: AccessKeyStatus,
    pub(crate) create_date: Timestamp,
    pub(crate) body: Box<str>,
}

credential_getters!(SigningCertificate);

impl SigningCertificate {
    /// The certificate
    pub fn body(&self) -> &str {
        &self.body
    }
}

/// A user name and password, or a key, for one service alone; its secret isn't kept
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceSpecificCredential {
    pub(crate) id: CredentialId,
    pub(crate) status: AccessKeyStatus,
    pub(crate) create_date: Timestamp,
    pub(crate) service: Box<str>,
    pub(crate) expiration: Option<Timestamp>,
    pub(crate) n_resets: u32,
}

credential_getters!(ServiceSpecificCredential);

impl ServiceSpecificCredential {
    /// The service, such as `codecommit.amazonaws.com`
    pub fn service(&self) -> &str {
        &self.service
    }

    /// When it ends
    pub fn expiration(&self) -> Option<Timestamp> {
        self.expiration
    }

    /// How often its secret was made anew
    pub fn n_resets(&self) -> u32 {
        self.n_resets
    }
}

/// What a user proves itself with besides access keys
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserCredentials {
    pub(crate) login_profile: Option<LoginProfile>,
    pub(crate) mfa_devices: BTreeSet<MfaSerial>,
    pub(crate) ssh_public_keys: BTreeMap<CredentialId, SshPublicKey>,
    pub(crate) signing_certificates: BTreeMap<CredentialId, SigningCertificate>,
    pub(crate) service_specific: BTreeMap<CredentialId, ServiceSpecificCredential>,
}

impl UserCredentials {
    /// The password for the console
    pub fn login_profile(&self) -> Option<&LoginProfile> {
        self.login_profile.as_ref()
    }

    /// The MFA devices, by serial number
    pub fn mfa_devices(&self) -> impl ExactSizeIterator<Item = &MfaSerial> {
        self.mfa_devices.iter()
    }

    /// The SSH public keys, by id
    pub fn ssh_public_keys(&self) -> impl ExactSizeIterator<Item = &SshPublicKey> {
        self.ssh_public_keys.values()
    }

    /// The signing certificates, by id
    pub fn signing_certificates(&self) -> impl ExactSizeIterator<Item = &SigningCertificate> {
        self.signing_certificates.values()
    }

    /// The credentials for single services, by id
    pub fn service_specific(&self) -> impl ExactSizeIterator<Item = &ServiceSpecificCredential> {
        self.service_specific.values()
    }

    /// What has to be deleted before the user can be
    pub(crate) fn first_left(&self) -> Option<&'static str> {
        let kinds = [
            (self.login_profile.is_some(), "its login profile must be deleted first"),
            (!self.mfa_devices.is_empty(), "its MFA devices must be deactivated first"),
            (!self.signing_certificates.is_empty(), "its signing certificates must be deleted first"),
            (!self.ssh_public_keys.is_empty(), "its SSH public keys must be deleted first"),
            (!self.service_specific.is_empty(), "its service-specific credentials must be deleted first"),
        ];
        kinds.into_iter().find_map(|(is_left, reason)| is_left.then_some(reason))
    }
}
