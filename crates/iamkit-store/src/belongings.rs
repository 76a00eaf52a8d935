//! What an account has besides identities and policies: MFA devices, identity providers, server certificates, analyzers,
//! its alias and its password policy.

use std::sync::Arc;

use crate::account::Account;
use crate::entity::{Analyzer, MfaDevice, OidcProvider, PasswordPolicy, SamlProvider, ServerCertificate};
use crate::error::{StoreError, missing};
use crate::identity::{AnalyzerId, Entity};
use crate::label::{AccountAlias, MfaSerial, ProviderArn, ServerCertificateName};
use crate::name::Folded;

impl Account {
    /// The alias
    pub fn alias(&self) -> Option<&AccountAlias> {
        self.alias.as_ref()
    }

    /// What passwords have to be, where the account says it
    pub fn password_policy(&self) -> Option<&PasswordPolicy> {
        self.password_policy.as_deref()
    }

    /// All MFA devices, by serial number
    pub fn mfa_devices(&self) -> impl ExactSizeIterator<Item = &Arc<MfaDevice>> {
        self.mfa_devices.values()
    }

    /// All `OpenID` Connect providers, by ARN
    pub fn oidc_providers(&self) -> impl ExactSizeIterator<Item = &Arc<OidcProvider>> {
        self.oidc_providers.values()
    }

    /// All SAML providers, by ARN
    pub fn saml_providers(&self) -> impl ExactSizeIterator<Item = &Arc<SamlProvider>> {
        self.saml_providers.values()
    }

    /// All server certificates, by name
    pub fn server_certificates(&self) -> impl ExactSizeIterator<Item = &Arc<ServerCertificate>> {
        self.server_certificates.values()
    }

    /// An MFA device
    ///
    /// # Errors
    /// `NoSuchEntity` where there is none.
    pub fn mfa_device(&self, serial: &MfaSerial) -> Result<&Arc<MfaDevice>, StoreError> {
        self.mfa_devices.get(serial).ok_or_else(|| missing(Entity::MfaDevice(serial.clone())))
    }

    /// An `OpenID` Connect provider
    ///
    /// # Errors
    /// `NoSuchEntity` where there is none.
    pub fn oidc_provider(&self, arn: &ProviderArn) -> Result<&Arc<OidcProvider>, StoreError> {
        self.oidc_providers.get(arn).ok_or_else(|| missing(Entity::Provider(arn.clone())))
    }

    /// A SAML provider
    ///
    /// # Errors
    /// `NoSuchEntity` where there is none.
    pub fn saml_provider(&self, arn: &ProviderArn) -> Result<&Arc<SamlProvider>, StoreError> {
        self.saml_providers.get(arn).ok_or_else(|| missing(Entity::Provider(arn.clone())))
    }

    /// A server certificate
    ///
    /// # Errors
    /// `NoSuchEntity` where there is none of that name.
    pub fn server_certificate(
        &self,
        name: &ServerCertificateName,
    ) -> Result<&Arc<ServerCertificate>, StoreError> {
        let found = self.server_certificates.get(&Folded::of(name.as_str()));
        found.ok_or_else(|| missing(Entity::ServerCertificate(name.clone())))
    }

    /// All analyzers, by Region and name
    pub fn analyzers(&self) -> impl ExactSizeIterator<Item = &Arc<Analyzer>> {
        self.analyzers.values()
    }

    /// An analyzer
    ///
    /// # Errors
    /// `NoSuchEntity` where there is none of that name in the Region.
    pub fn analyzer(&self, id: &AnalyzerId) -> Result<&Arc<Analyzer>, StoreError> {
        self.analyzers.get(id).ok_or_else(|| missing(Entity::Analyzer(id.clone())))
    }
}
