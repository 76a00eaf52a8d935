//! Passwords, SSH keys, signing certificates and credentials for single services.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Context, Outcome};
use crate::account::Account;
use crate::call::Timestamp;
use crate::command::{Applied, CredentialCommand};
use crate::entity::{
    AccessKeyStatus, LoginProfile, ServiceSpecificCredential, SigningCertificate, SshPublicKey,
    UserCredentials,
};
use crate::error::{StoreError, exists, missing};
use crate::id::IdKind;
use crate::identity::Entity;
use crate::label::{CredentialId, PasswordHash};
use crate::name::UserName;

/// How many earlier passwords are known: as many as a policy can forbid to take again.
const EARLIER_PASSWORDS: usize = 24;
/// How many credentials a user has for one service.
const CREDENTIALS_PER_SERVICE: usize = 2;

/// What has a status and a place among its like.
trait Kept {
    fn among(credentials: &mut UserCredentials) -> &mut BTreeMap<CredentialId, Self>
    where
        Self: Sized;
    fn status(&mut self) -> &mut AccessKeyStatus;
}

macro_rules! kept {
    ($type:ident, $field:ident) => {
        impl Kept for $type {
            fn among(credentials: &mut UserCredentials) -> &mut BTreeMap<CredentialId, Self> {
                &mut credentials.$field
            }

            fn status(&mut self) -> &mut AccessKeyStatus {
                &mut self.status
            }
        }
    };
}

kept!(SshPublicKey, ssh_public_keys);
kept!(SigningCertificate, signing_certificates);
kept!(ServiceSpecificCredential, service_specific);

impl Account {
    pub(super) fn on_credential(&mut self, cx: Context<'_>, command: CredentialCommand) -> Outcome {
        type Command = CredentialCommand;
        match command {
            Command::CreateLoginProfile { user, password, is_reset_required } => {
                self.on_create_login_profile(cx, &user, password, is_reset_required)
            }
            Command::UpdateLoginProfile { user, password, is_reset_required } => {
                self.on_update_login_profile(cx, &user, password, is_reset_required)
            }
            Command::DeleteLoginProfile { user } => self.on_delete_login_profile(user),
            Command::CreateVirtualMfaDevice { serial, tags } => self.on_create_device(cx, serial, tags),
            Command::DeleteVirtualMfaDevice { serial } => self.on_delete_device(&serial),
            Command::EnableMfaDevice { user, serial } => self.on_enable_device(cx, &user, serial),
            Command::DeactivateMfaDevice { user, serial } => self.on_deactivate_device(&user, &serial),
            Command::UploadSshPublicKey { user, body, fingerprint } => {
                self.on_upload_ssh_key(cx, &user, body, fingerprint)
            }
            Command::UpdateSshPublicKey { user, id, status } => {
                self.on_update_status::<SshPublicKey>(&user, &id, status)
            }
            Command::DeleteSshPublicKey { user, id } => self.on_delete_credential::<SshPublicKey>(&user, id),
            Command::UploadSigningCertificate { user, body } => self.on_upload_certificate(cx, &user, body),
            Command::UpdateSigningCertificate { user, id, status } => {
                self.on_update_status::<SigningCertificate>(&user, &id, status)
            }
            Command::DeleteSigningCertificate { user, id } => {
                self.on_delete_credential::<SigningCertificate>(&user, id)
            }
            Command::CreateServiceSpecificCredential { user, service, expiration } => {
                self.on_create_service_specific(cx, &user, service, expiration)
            }
            Command::UpdateServiceSpecificCredential { user, id, status } => {
                self.on_update_status::<ServiceSpecificCredential>(&user, &id, status)
            }
            Command::ResetServiceSpecificCredential { user, id } => self.on_reset(&user, id),
            Command::DeleteServiceSpecificCredential { user, id } => {
                self.on_delete_credential::<ServiceSpecificCredential>(&user, id)
            }
            Command::RecordUse { identity, access_key, service, region, date } => {
                Ok(self.on_record_use(&identity, access_key.as_ref(), service, region, date))
            }
        }
    }

    fn on_create_login_profile(
        &mut self,
        cx: Context<'_>,
        user: &UserName,
        password: PasswordHash,
        is_reset_required: bool,
    ) -> Outcome {
        let owner = self.user_mut(user)?;
        if owner.credentials.login_profile.is_some() {
            return Err(exists(Entity::LoginProfile(owner.name.clone())));
        }
        let (create_date, changed) = (cx.call.time(), cx.call.time());
        owner.credentials.login_profile =
            Some(LoginProfile { password, earlier: Vec::new(), create_date, changed, is_reset_required });
        Ok(Applied::Changed)
    }

    fn on_update_login_profile(
        &mut self,
        cx: Context<'_>,
        user: &UserName,
        password: Option<PasswordHash>,
        is_reset_required: Option<bool>,
    ) -> Outcome {
        let none = || missing(Entity::LoginProfile(user.clone()));
        if self.user(user)?.credentials.login_profile.is_none() {
            return Err(none());
        }
        if password.is_none() && is_reset_required.is_none() {
            return Ok(Applied::Unchanged);
        }
        let profile = self.user_mut(user)?.credentials.login_profile.as_mut().ok_or_else(none)?;
        if let Some(password) = password {
            let earlier = std::mem::replace(&mut profile.password, password);
            profile.earlier.insert(0, earlier);
            profile.earlier.truncate(EARLIER_PASSWORDS);
            profile.changed = cx.call.time();
        }
        profile.is_reset_required = is_reset_required.unwrap_or(profile.is_reset_required);
        Ok(Applied::Changed)
    }

    fn on_delete_login_profile(&mut self, user: UserName) -> Outcome {
        if self.user(&user)?.credentials.login_profile.is_none() {
            return Err(missing(Entity::LoginProfile(user)));
        }
        self.user_mut(&user)?.credentials.login_profile = None;
        Ok(Applied::Changed)
    }

    fn on_upload_ssh_key(
        &mut self,
        cx: Context<'_>,
        user: &UserName,
        body: Box<str>,
        fingerprint: Box<str>,
    ) -> Outcome {
        let keys = &self.user(user)?.credentials.ssh_public_keys;
        if let Some(taken) = keys.values().find(|key| key.fingerprint == fingerprint) {
            return Err(StoreError::DuplicateCredential(Entity::Credential(taken.id.clone(), user.clone())));
        }
        cx.within("SSH public keys per user", keys.len() + 1, self.quotas.ssh_public_keys_per_user)?;
        let id = self.next_credential_id(IdKind::SshPublicKey);
        let (status, create_date) = (AccessKeyStatus::Active, cx.call.time());
        let key = SshPublicKey { id: id.clone(), status, create_date, body, fingerprint };
        self.user_mut(user)?.credentials.ssh_public_keys.insert(id, key);
        Ok(Applied::Changed)
    }

    fn on_upload_certificate(&mut self, cx: Context<'_>, user: &UserName, body: Box<str>) -> Outcome {
        let mut owners = self.users.values();
        let same = |user: &Arc<crate::entity::User>| {
            let mut certificates = user.credentials.signing_certificates.values();
            let taken = certificates.find(|certificate| certificate.body == body)?;
            Some(Entity::Credential(taken.id.clone(), user.name.clone()))
        };
        if let Some(taken) = owners.find_map(same) {
            return Err(StoreError::DuplicateCredential(taken));
        }
        let n_certificates = self.user(user)?.credentials.signing_certificates.len() + 1;
        let quota = self.quotas.signing_certificates_per_user;
        cx.within("signing certificates per user", n_certificates, quota)?;
        let id = self.next_credential_id(IdKind::SigningCertificate);
        let (status, create_date) = (AccessKeyStatus::Active, cx.call.time());
        let certificate = SigningCertificate { id: id.clone(), status, create_date, body };
        self.user_mut(user)?.credentials.signing_certificates.insert(id, certificate);
        Ok(Applied::Changed)
    }

    fn on_create_service_specific(
        &mut self,
        cx: Context<'_>,
        user: &UserName,
        service: Box<str>,
        expiration: Option<Timestamp>,
    ) -> Outcome {
        let credentials = self.user(user)?.credentials.service_specific.values();
        let n_credentials = credentials.filter(|it| it.service == service).count() + 1;
        cx.within("service-specific credentials per service", n_credentials, CREDENTIALS_PER_SERVICE)?;
        let id = self.next_credential_id(IdKind::ServiceSpecificCredential);
        let (status, create_date) = (AccessKeyStatus::Active, cx.call.time());
        let credential = ServiceSpecificCredential {
            id: id.clone(),
            status,
            create_date,
            service,
            expiration,
            n_resets: 0,
        };
        self.user_mut(user)?.credentials.service_specific.insert(id, credential);
        Ok(Applied::Changed)
    }

    fn on_reset(&mut self, user: &UserName, id: CredentialId) -> Outcome {
        let credential = self.user_mut(user)?.credentials.service_specific.get_mut(&id);
        let none = || missing(Entity::Credential(id, user.clone()));
        let credential = credential.ok_or_else(none)?;
        credential.n_resets = credential.n_resets.saturating_add(1);
        Ok(Applied::Changed)
    }

    fn on_update_status<K: Kept>(
        &mut self,
        user: &UserName,
        id: &CredentialId,
        status: AccessKeyStatus,
    ) -> Outcome {
        let credentials = K::among(&mut self.user_mut(user)?.credentials);
        let none = || missing(Entity::Credential(id.clone(), user.clone()));
        let known = credentials.get_mut(id).ok_or_else(none)?.status();
        if *known == status {
            return Ok(Applied::Unchanged);
        }
        *known = status;
        Ok(Applied::Changed)
    }

    fn on_delete_credential<K: Kept>(&mut self, user: &UserName, id: CredentialId) -> Outcome {
        match K::among(&mut self.user_mut(user)?.credentials).remove(&id) {
            Some(_) => Ok(Applied::Changed),
            None => Err(missing(Entity::Credential(id, user.clone()))),
        }
    }

    // INVARIANT: numbered ids of one kind are never the same, and these are never given from outside.
    fn next_credential_id(&mut self, kind: IdKind) -> CredentialId {
        CredentialId::trusted(self.next_numbered(kind))
    }
}
