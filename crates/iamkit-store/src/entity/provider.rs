//! Identity providers: whom an account takes the word of.

use crate::call::Timestamp;
use crate::label::ProviderArn;
use crate::tag::Tags;

/// An `OpenID` Connect provider
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcProvider {
    pub(crate) arn: ProviderArn,
    pub(crate) client_ids: Vec<Box<str>>,
    pub(crate) thumbprints: Vec<Box<str>>,
    pub(crate) create_date: Timestamp,
    pub(crate) tags: Tags,
}

impl OidcProvider {
    /// The ARN
    pub fn arn(&self) -> &ProviderArn {
        &self.arn
    }

    /// The URL without `https://`
    pub fn issuer(&self) -> &str {
        self.arn.own_name()
    }

    /// The audiences that tokens may be for
    pub fn client_ids(&self) -> impl ExactSizeIterator<Item = &str> {
        self.client_ids.iter().map(|id| &**id)
    }

    /// The thumbprints of its certificates
    pub fn thumbprints(&self) -> impl ExactSizeIterator<Item = &str> {
        self.thumbprints.iter().map(|thumbprint| &**thumbprint)
    }

    /// When it was created
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }

    /// The tags
    pub fn tags(&self) -> &Tags {
        &self.tags
    }
}

/// A SAML provider
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamlProvider {
    pub(crate) arn: ProviderArn,
    pub(crate) metadata: Box<str>,
    pub(crate) create_date: Timestamp,
    pub(crate) valid_until: Timestamp,
    pub(crate) tags: Tags,
}

impl SamlProvider {
    /// The ARN
    pub fn arn(&self) -> &ProviderArn {
        &self.arn
    }

    /// The metadata document
    pub fn metadata(&self) -> &str {
        &self.metadata
    }

    /// When it was created
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }

    /// When the metadata end
    pub fn valid_until(&self) -> Timestamp {
        self.valid_until
    }

    /// The tags
    pub fn tags(&self) -> &Tags {
        &self.tags
    }
}
