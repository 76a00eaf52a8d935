//! As what a document is validated: AWS's policy types, and the resource types of the API.

use std::fmt;
use std::str::FromStr;

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::shown::Shown;

macro_rules! resource_types {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// To which type of resource a resource policy is attached, as far as AWS's validation asks
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum PolicyResourceType {
            $($(#[$doc])* $name,)*
        }

        impl PolicyResourceType {
            /// All of them, in the order of AWS's API model.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name in AWS's API (`validatePolicyResourceType`).
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

resource_types! {
    /// A bucket of S3.
    S3Bucket = "AWS::S3::Bucket";
    /// An access point of S3.
    S3AccessPoint = "AWS::S3::AccessPoint";
    /// A multi-Region access point of S3.
    S3MultiRegionAccessPoint = "AWS::S3::MultiRegionAccessPoint";
    /// An access point of S3 Object Lambda.
    S3ObjectLambdaAccessPoint = "AWS::S3ObjectLambda::AccessPoint";
    /// A role: the document is its trust policy.
    AssumeRolePolicyDocument = "AWS::IAM::AssumeRolePolicyDocument";
    /// A table of `DynamoDB`.
    DynamoDbTable = "AWS::DynamoDB::Table";
}

/// As what a document is validated (`policyType` and `validatePolicyResourceType` of AWS's API)
///
/// Boundaries and session policies are validated as identity policies, endpoint and key policies as resource policies
/// without a type, for AWS has no types for them.
///
/// ```
/// use iamkit_validate::{PolicyResourceType, PolicyType};
///
/// let trust = PolicyType::Resource(Some(PolicyResourceType::AssumeRolePolicyDocument));
/// assert_eq!(trust.as_str(), "RESOURCE_POLICY");
/// assert_eq!("IDENTITY_POLICY".parse(), Ok(PolicyType::Identity));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyType {
    /// Attached to a user, group or role.
    Identity,
    /// Attached to a resource, whose type may be known.
    Resource(Option<PolicyResourceType>),
    /// A service control policy.
    ServiceControl,
    /// A resource control policy.
    ResourceControl,
}

impl PolicyType {
    /// The name in AWS's API (`policyType`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "IDENTITY_POLICY",
            Self::Resource(_) => "RESOURCE_POLICY",
            Self::ServiceControl => "SERVICE_CONTROL_POLICY",
            Self::ResourceControl => "RESOURCE_CONTROL_POLICY",
        }
    }

    /// The type of the resource, where one is said.
    pub fn resource_type(self) -> Option<PolicyResourceType> {
        if let Self::Resource(resource_type) = self { resource_type } else { None }
    }

    /// Whether it is the trust policy of a role.
    pub fn is_trust(self) -> bool {
        self.resource_type() == Some(PolicyResourceType::AssumeRolePolicyDocument)
    }

    /// The set that this type alone is in.
    pub(crate) fn kinds(self) -> Kinds {
        match self {
            Self::Identity => Kinds::IDENTITY,
            Self::Resource(None) => Kinds::UNTYPED,
            Self::Resource(Some(PolicyResourceType::AssumeRolePolicyDocument)) => Kinds::TRUST,
            Self::Resource(Some(_)) => Kinds::TYPED,
            Self::ServiceControl => Kinds::SERVICE_CONTROL,
            Self::ResourceControl => Kinds::RESOURCE_CONTROL,
        }
    }
}

impl From<PolicyKind> for PolicyType {
    /// The nearest type that AWS's validation has.
    fn from(kind: PolicyKind) -> Self {
        match kind {
            PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session => Self::Identity,
            PolicyKind::Trust => Self::Resource(Some(PolicyResourceType::AssumeRolePolicyDocument)),
            PolicyKind::ServiceControl => Self::ServiceControl,
            PolicyKind::ResourceControl => Self::ResourceControl,
            PolicyKind::Resource | PolicyKind::Key | PolicyKind::VpcEndpoint => Self::Resource(None),
        }
    }
}

/// A text that names no policy type, or no resource type, of AWS's validation
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is none of {}", Shown::value(.text), .known.join(", "))]
pub struct PolicyTypeError {
    text: String,
    known: Vec<&'static str>,
}

impl FromStr for PolicyType {
    type Err = PolicyTypeError;

    fn from_str(text: &str) -> Result<Self, PolicyTypeError> {
        const ALL: [PolicyType; 4] = [
            PolicyType::Identity,
            PolicyType::Resource(None),
            PolicyType::ServiceControl,
            PolicyType::ResourceControl,
        ];
        let found = ALL.into_iter().find(|it| it.as_str() == text);
        let error = || PolicyTypeError { text: text.into(), known: ALL.map(Self::as_str).to_vec() };
        found.ok_or_else(error)
    }
}

impl FromStr for PolicyResourceType {
    type Err = PolicyTypeError;

    fn from_str(text: &str) -> Result<Self, PolicyTypeError> {
        let found = Self::ALL.iter().copied().find(|it| it.as_str() == text);
        let known = || Self::ALL.iter().map(|it| it.as_str()).collect();
        found.ok_or_else(|| PolicyTypeError { text: text.into(), known: known() })
    }
}

impl fmt::Display for PolicyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for PolicyResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Kinds of documents that a rule is about
///
/// ```
/// use iamkit_validate::rule::Kinds;
///
/// assert!(Kinds::RESOURCE.contains(Kinds::TRUST) && !Kinds::RESOURCE_NOT_TRUST.contains(Kinds::TRUST));
/// assert_eq!(Kinds::IDENTITY.and(Kinds::TRUST).names(), ["identity", "trust"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kinds(u8);

impl Kinds {
    /// Identity policies.
    pub const IDENTITY: Self = Self(1);
    /// Resource policies of resources whose type isn't said.
    pub const UNTYPED: Self = Self(2);
    /// Resource policies of resources of a type that isn't a role.
    pub const TYPED: Self = Self(4);
    /// Trust policies.
    pub const TRUST: Self = Self(8);
    /// Service control policies.
    pub const SERVICE_CONTROL: Self = Self(16);
    /// Resource control policies.
    pub const RESOURCE_CONTROL: Self = Self(32);
    /// Every resource policy but trust policies.
    pub const RESOURCE_NOT_TRUST: Self = Self::UNTYPED.and(Self::TYPED);
    /// Every resource policy.
    pub const RESOURCE: Self = Self::RESOURCE_NOT_TRUST.and(Self::TRUST);
    /// Every resource policy of a resource whose type is said.
    pub const WITH_RESOURCE_TYPE: Self = Self::TYPED.and(Self::TRUST);
    /// Every document.
    pub const ALL: Self = Self(63);

    /// These and those.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether all of `others` are among them.
    pub const fn contains(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// The kinds in words, in the order above.
    pub fn names(self) -> Vec<&'static str> {
        const NAMES: [(Kinds, &str); 6] = [
            (Kinds::IDENTITY, "identity"),
            (Kinds::UNTYPED, "resource"),
            (Kinds::TYPED, "resource with its type"),
            (Kinds::TRUST, "trust"),
            (Kinds::SERVICE_CONTROL, "service control"),
            (Kinds::RESOURCE_CONTROL, "resource control"),
        ];
        NAMES.into_iter().filter(|(kind, _)| self.contains(*kind)).map(|(_, name)| name).collect()
    }
}
