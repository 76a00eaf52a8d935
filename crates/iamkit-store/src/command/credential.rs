//! Changes of what users prove themselves with, and of what was seen of its use.

use serde::{Deserialize, Serialize};

use crate::call::Timestamp;
use crate::entity::AccessKeyStatus;
use crate::identity::Identity;
use crate::label::{CredentialId, MfaSerial, PasswordHash, Region, ServicePrefix};
use crate::name::{AccessKeyId, UserName};
use crate::tag::Tags;

/// A change of a user's credentials
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the parameters of the operation, under their own names")]
pub enum CredentialCommand {
    /// A password for the console
    CreateLoginProfile { user: UserName, password: PasswordHash, is_reset_required: bool },
    /// Another password, or another say on whether it has to be changed; what isn't said stays
    UpdateLoginProfile { user: UserName, password: Option<PasswordHash>, is_reset_required: Option<bool> },
    /// No password any more
    DeleteLoginProfile { user: UserName },
    /// A new virtual MFA device, nobody's yet; the serial number is its ARN
    CreateVirtualMfaDevice { serial: MfaSerial, tags: Tags },
    /// The end of a virtual MFA device that is nobody's
    DeleteVirtualMfaDevice { serial: MfaSerial },
    /// A device becomes a user's: a virtual one that there is, or one with another serial number
    EnableMfaDevice { user: UserName, serial: MfaSerial },
    /// A device is the user's no more; one that isn't virtual is gone
    DeactivateMfaDevice { user: UserName, serial: MfaSerial },
    /// A new SSH public key
    UploadSshPublicKey { user: UserName, body: Box<str>, fingerprint: Box<str> },
    /// Whether an SSH public key can be used
    UpdateSshPublicKey { user: UserName, id: CredentialId, status: AccessKeyStatus },
    /// The end of an SSH public key
    DeleteSshPublicKey { user: UserName, id: CredentialId },
    /// A new signing certificate
    UploadSigningCertificate { user: UserName, body: Box<str> },
    /// Whether a signing certificate can be used
    UpdateSigningCertificate { user: UserName, id: CredentialId, status: AccessKeyStatus },
    /// The end of a signing certificate
    DeleteSigningCertificate { user: UserName, id: CredentialId },
    /// A new credential for one service
    CreateServiceSpecificCredential { user: UserName, service: Box<str>, expiration: Option<Timestamp> },
    /// Whether a credential for one service can be used
    UpdateServiceSpecificCredential { user: UserName, id: CredentialId, status: AccessKeyStatus },
    /// Another secret of a credential for one service
    ResetServiceSpecificCredential { user: UserName, id: CredentialId },
    /// The end of a credential for one service
    DeleteServiceSpecificCredential { user: UserName, id: CredentialId },
    /// A user or role called a service; one that is gone since then is nothing
    RecordUse {
        identity: Identity,
        access_key: Option<AccessKeyId>,
        service: ServicePrefix,
        region: Region,
        date: Timestamp,
    },
}

impl CredentialCommand {
    /// The user or role that it changes; none where it is about a device alone
    pub fn identity(&self) -> Option<Identity> {
        let user = match self {
            Self::CreateVirtualMfaDevice { .. } | Self::DeleteVirtualMfaDevice { .. } => return None,
            Self::RecordUse { identity, .. } => return Some(identity.clone()),
            Self::CreateLoginProfile { user, .. }
            | Self::UpdateLoginProfile { user, .. }
            | Self::DeleteLoginProfile { user }
            | Self::EnableMfaDevice { user, .. }
            | Self::DeactivateMfaDevice { user, .. }
            | Self::UploadSshPublicKey { user, .. }
            | Self::UpdateSshPublicKey { user, .. }
            | Self::DeleteSshPublicKey { user, .. }
            | Self::UploadSigningCertificate { user, .. }
            | Self::UpdateSigningCertificate { user, .. }
            | Self::DeleteSigningCertificate { user, .. }
            | Self::CreateServiceSpecificCredential { user, .. }
            | Self::UpdateServiceSpecificCredential { user, .. }
            | Self::ResetServiceSpecificCredential { user, .. }
            | Self::DeleteServiceSpecificCredential { user, .. } => user,
        };
        Some(Identity::User(user.clone()))
    }
}
