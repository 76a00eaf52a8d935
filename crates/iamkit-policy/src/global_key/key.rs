//! What a row of the table says of a key.

use std::fmt;

use crate::from_its_names;
#[cfg(feature = "serde")]
use crate::text_on_the_wire;

/// The type of a global key's values, as the condition operators have it
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum GlobalKeyType {
    /// Text.
    String,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A point in time; `aws:EpochTime` is a number as well.
    Date,
    /// A number.
    Numeric,
    /// An address.
    IpAddress,
}

impl GlobalKeyType {
    /// Every type.
    pub const ALL: [Self; 6] =
        [Self::String, Self::Arn, Self::Bool, Self::Date, Self::Numeric, Self::IpAddress];

    /// The type as AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Arn => "ARN",
            Self::Bool => "Bool",
            Self::Date => "Date",
            Self::Numeric => "Numeric",
            Self::IpAddress => "IPAddress",
        }
    }
}

impl fmt::Display for GlobalKeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(GlobalKeyType, "type of condition key");
#[cfg(feature = "serde")]
text_on_the_wire!(GlobalKeyType);

/// What the texts of a key's values look like, where its type says less
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Form {
    /// Any value of the type.
    Any,
    /// The twelve digits of an account.
    Account,
    /// The id of an organization, `o-…`.
    OrganizationId,
    /// Where in an organization an account is, `o-…/r-…/ou-…/`.
    OrganizationPath,
    /// The id of a VPC, `vpc-…`.
    VpcId,
    /// The id of a VPC endpoint, `vpce-…`.
    VpcEndpointId,
    /// The name of a region.
    Region,
    /// The ARN of a user, role, federated user or root user (S45).
    PrincipalArn,
    /// The name of a service, such as `lambda.amazonaws.com`.
    ServiceName,
    /// A kind of principal, such as `AssumedRole`.
    PrincipalType,
}

/// From what the value of a key follows
///
/// Keys of one origin come together, as far as the requester's kind has them at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Origin {
    /// From the requester alone: no request has one principal and the keys of another (S45).
    Principal,
    /// From the organization of the requester's account.
    PrincipalOrganization,
    /// From the tags of the requester and its session.
    PrincipalTags,
    /// From temporary credentials.
    Credentials,
    /// From how the session was made.
    Session,
    /// From where on AWS the code runs that holds the session's credentials.
    Workload,
    /// From the identity provider that let the session's user in (S44).
    Federation,
    /// From the network that the request comes through, unless that is a VPC endpoint.
    Network,
    /// From the VPC endpoint that the request comes through.
    Endpoint,
    /// From the organization of the VPC endpoint's account.
    EndpointOrganization,
    /// From the resource.
    Resource,
    /// From the organization of the resource's account.
    ResourceOrganization,
    /// From the services that hand the requester's call on.
    CalledVia,
    /// From the resource for which a service calls.
    Source,
    /// From the organization of that resource's account.
    SourceOrganization,
    /// From the request itself.
    Request,
    /// From a request for credentials, and in no other.
    TokenRequest,
}

/// Who asks, as far as it matters to which keys a request has
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Requester {
    /// Nobody: an unsigned request.
    Anonymous,
    /// A service that acts for itself.
    Service,
    /// The user of an identity provider who asks for a role.
    Provider,
    /// A root user.
    Root,
    /// An IAM user.
    User,
    /// A session of a role.
    Role,
    /// A session of a federated user.
    FederatedUser,
}

impl Requester {
    /// Every kind of requester.
    pub const ALL: [Self; 7] = [
        Self::Anonymous,
        Self::Service,
        Self::Provider,
        Self::Root,
        Self::User,
        Self::Role,
        Self::FederatedUser,
    ];
}

/// Some kinds of requesters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Requesters(pub(super) u8);

impl Requesters {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ALL: Self = Self(0x7f);

    pub(super) const fn of<const N: usize>(list: [Requester; N]) -> Self {
        let (mut bits, mut rest) = (0, list.as_slice());
        while let [first, others @ ..] = rest {
            bits |= 1 << *first as u8;
            rest = others;
        }
        Self(bits)
    }

    const fn contain(self, requester: Requester) -> bool {
        self.0 & (1 << requester as u8) != 0
    }
}

/// Whether requests of a requester have a key
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Presence {
    /// Every request has it.
    Always,
    /// Some have it, or it isn't known.
    Sometimes,
    /// None has it.
    Never,
}

/// A condition key that requests of every service can carry
///
/// ```
/// use iamkit_policy::global_key::{GlobalKeyType, Origin, Presence, Requester, global_key};
///
/// let key = global_key("aws:tokenissuetime").unwrap();
/// assert_eq!((key.name(), key.key_type(), key.origin()), ("aws:TokenIssueTime", GlobalKeyType::Date, Origin::Credentials));
/// assert_eq!(key.presence(Requester::Role), Presence::Always);
/// assert_eq!(key.presence(Requester::Anonymous), Presence::Never);
/// assert!(global_key("aws:principalorgpaths").unwrap().is_list());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GlobalKey {
    pub(super) name: &'static str,
    pub(super) folded: &'static str,
    pub(super) key_type: GlobalKeyType,
    pub(super) form: Form,
    pub(super) is_list: bool,
    pub(super) origin: Origin,
    pub(super) always: Requesters,
    pub(super) never: Requesters,
}

impl GlobalKey {
    /// The name as AWS writes it; a template has `${…}` where requests have a text.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The name in lower case.
    pub fn folded(&self) -> &'static str {
        self.folded
    }

    /// The type of its values.
    pub fn key_type(&self) -> GlobalKeyType {
        self.key_type
    }

    /// What its values look like.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Whether a request can have several values of it.
    pub fn is_list(&self) -> bool {
        self.is_list
    }

    /// From what its values follow.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether the name stands for many, such as one for each tag.
    pub fn is_template(&self) -> bool {
        self.name.contains("${")
    }

    /// Whether the key comes with requests of such a requester.
    pub fn presence(&self, requester: Requester) -> Presence {
        match (self.always.contain(requester), self.never.contain(requester)) {
            (true, _) => Presence::Always,
            (false, true) => Presence::Never,
            (false, false) => Presence::Sometimes,
        }
    }

    /// Whether the key, given in lower case, is one that the name stands for.
    pub(super) fn matches(&self, folded: &str) -> bool {
        match self.folded.split_once("${") {
            None => self.folded == folded,
            Some(("", rest)) => {
                let claim = rest.split_once('}').map_or(rest, |(_, claim)| claim);
                folded.strip_suffix(claim).is_some_and(is_provider)
            }
            Some((start, _)) => folded.strip_prefix(start).is_some_and(|tag| !tag.is_empty()),
        }
    }
}

/// The name as AWS writes it
impl fmt::Display for GlobalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Whether a key begins with the host of an identity provider, perhaps with a path: no service's prefix has a dot.
fn is_provider(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or_default();
    host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(char::is_whitespace)
}
