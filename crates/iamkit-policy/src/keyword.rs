//! The words that the grammar of policies knows: versions, effects, kinds of principals.

use std::fmt;

use crate::from_its_names;
#[cfg(feature = "serde")]
use crate::text_on_the_wire;

/// The policy language version of a document (S1)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LanguageVersion {
    /// `2008-10-17`: no policy variables; the version of a document that names none.
    V2008_10_17,
    /// `2012-10-17`: the current version.
    V2012_10_17,
}

impl LanguageVersion {
    /// Every version, the current one first.
    pub const ALL: [Self; 2] = [Self::V2012_10_17, Self::V2008_10_17];

    /// The version as a document writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2008_10_17 => "2008-10-17",
            Self::V2012_10_17 => "2012-10-17",
        }
    }
}

impl fmt::Display for LanguageVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(LanguageVersion, "version");
#[cfg(feature = "serde")]
text_on_the_wire!(LanguageVersion);

/// What a statement does where it matches
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// `"Effect": "Allow"`
    Allow,
    /// `"Effect": "Deny"`
    Deny,
}

impl Effect {
    /// Every effect.
    pub const ALL: [Self; 2] = [Self::Allow, Self::Deny];

    /// The effect as a document writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(Effect, "effect");
#[cfg(feature = "serde")]
text_on_the_wire!(Effect);

/// The key under which a principal stands
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// `"AWS"`: accounts, users, roles, sessions, or `*`.
    Aws,
    /// `"Federated"`: web identity and SAML providers.
    Federated,
    /// `"Service"`: AWS services.
    Service,
    /// `"CanonicalUser"`: the S3 spelling of an account.
    CanonicalUser,
}

impl PrincipalKind {
    /// Every kind, in the order of the canonical form.
    pub const ALL: [Self; 4] = [Self::Aws, Self::Federated, Self::Service, Self::CanonicalUser];

    /// The key as a document writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Federated => "Federated",
            Self::Service => "Service",
            Self::CanonicalUser => "CanonicalUser",
        }
    }
}

impl fmt::Display for PrincipalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(PrincipalKind, "kind of principal");
#[cfg(feature = "serde")]
text_on_the_wire!(PrincipalKind);
