//! A server certificate: what is public of it.

use std::sync::Arc;

use super::entity_getters;
use crate::call::Timestamp;
use crate::label::ServerCertificateName;
use crate::name::{IamPath, UniqueId};
use crate::tag::Tags;

/// A server certificate; its private key isn't kept
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerCertificate {
    pub(crate) name: ServerCertificateName,
    pub(crate) path: IamPath,
    pub(crate) id: UniqueId,
    pub(crate) arn: Arc<str>,
    pub(crate) create_date: Timestamp,
    pub(crate) expiration: Timestamp,
    pub(crate) body: Box<str>,
    pub(crate) chain: Option<Box<str>>,
    pub(crate) tags: Tags,
}

entity_getters!(ServerCertificate, ServerCertificateName);

impl ServerCertificate {
    /// When it ends
    pub fn expiration(&self) -> Timestamp {
        self.expiration
    }

    /// The certificate
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Those that it is signed with
    pub fn chain(&self) -> Option<&str> {
        self.chain.as_deref()
    }

    /// The tags
    pub fn tags(&self) -> &Tags {
        &self.tags
    }
}
