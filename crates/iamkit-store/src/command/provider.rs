//! Changes of identity providers, server certificates and what holds for an account as a whole.

use serde::{Deserialize, Serialize};

use crate::call::Timestamp;
use crate::entity::PasswordPolicy;
use crate::label::{AccountAlias, ProviderArn, SamlProviderName, ServerCertificateName};
use crate::name::IamPath;
use crate::tag::Tags;

/// A change of an account's identity providers
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the parameters of the operation, under their own names")]
pub enum ProviderCommand {
    /// A new `OpenID` Connect provider; its issuer is the URL without `https://`
    CreateOidcProvider { issuer: Box<str>, client_ids: Vec<Box<str>>, thumbprints: Vec<Box<str>>, tags: Tags },
    /// One more audience
    AddClientId { arn: ProviderArn, client_id: Box<str> },
    /// One audience less; one that isn't there is nothing
    RemoveClientId { arn: ProviderArn, client_id: Box<str> },
    /// Other thumbprints
    UpdateThumbprints { arn: ProviderArn, thumbprints: Vec<Box<str>> },
    /// The end of an `OpenID` Connect provider; one that isn't there is nothing
    DeleteOidcProvider { arn: ProviderArn },
    /// A new SAML provider
    CreateSamlProvider { name: SamlProviderName, metadata: Box<str>, valid_until: Timestamp, tags: Tags },
    /// Other metadata
    UpdateSamlProvider { arn: ProviderArn, metadata: Box<str>, valid_until: Timestamp },
    /// The end of a SAML provider
    DeleteSamlProvider { arn: ProviderArn },
}

/// A change of an account's server certificates
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the parameters of the operation, under their own names")]
pub enum CertificateCommand {
    /// A new server certificate
    Upload {
        name: ServerCertificateName,
        path: IamPath,
        body: Box<str>,
        chain: Option<Box<str>>,
        expiration: Timestamp,
        tags: Tags,
    },
    /// Another name or path: the ARN changes, the id stays
    Update { name: ServerCertificateName, new_path: Option<IamPath>, new_name: Option<ServerCertificateName> },
    /// The end of a server certificate
    Delete { name: ServerCertificateName },
}

/// A change of what holds for an account as a whole
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the parameters of the operation, under their own names")]
pub enum SettingCommand {
    /// The alias of the account, in place of another
    CreateAccountAlias { alias: AccountAlias },
    /// No alias any more
    DeleteAccountAlias { alias: AccountAlias },
    /// What passwords have to be, in place of what they had to be
    UpdatePasswordPolicy { policy: PasswordPolicy },
    /// Passwords are held to what holds for every account
    DeletePasswordPolicy {},
}
