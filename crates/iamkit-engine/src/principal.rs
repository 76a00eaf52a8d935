//! Who asks: the principal of a request, read once and asked many times (S44–S51).
//!
//! A principal is not a pattern: what a policy's `Principal` element names is read by `iamkit-policy`, and whether it
//! names this principal is told by `requester`.

mod possible_roles;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use iamkit_policy::Arn;
use iamkit_policy::shown::Shown;

pub(crate) use possible_roles::PossibleRoles;
use possible_roles::start_of_role;

use crate::arn::split_at;

/// The key whose value is the ARN of the principal, in lower case (S45).
pub(crate) const PRINCIPAL_ARN: &str = "aws:principalarn";

/// Who makes a request
///
/// ```
/// use iamkit_engine::{AwsIdentity, Principal};
///
/// let session: Principal = "arn:aws:sts::111122223333:assumed-role/Deploy/ci".parse()?;
/// let Principal::Aws(principal) = &session else { panic!("is an AWS principal") };
/// assert_eq!(principal.identity(), AwsIdentity::RoleSession);
/// assert!(matches!("lambda.amazonaws.com".parse()?, Principal::Service(_)));
/// assert!(matches!("*".parse()?, Principal::Anonymous));
/// # Ok::<(), iamkit_engine::PrincipalError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Principal {
    /// Nobody in particular: an unsigned request.
    Anonymous,
    /// An identity of an AWS account.
    Aws(AwsPrincipal),
    /// An AWS service acting for itself (S54).
    Service(Box<str>),
    /// A web identity or SAML provider's user, before a role is assumed (S54).
    Federated(Box<str>),
}

/// An identity of an AWS account, by its ARN and what else is known of it
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AwsPrincipal {
    arn: Arn,
    identity: AwsIdentity,
    /// Where in the resource the name stands: a user's or role's own, for a session its role's.
    name: Range<usize>,
    /// The role of a session, whose ARN is the value of `aws:PrincipalArn` (S45).
    role: Option<Arn>,
    /// Whether somebody said which role it is: a session's own ARN leaves the path open.
    is_role_said: bool,
    /// What an ARN doesn't tell; most principals are known by their ARN alone.
    known: Option<Box<Known>>,
}

/// What may be known of a principal besides its ARN.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
struct Known {
    /// The user who made a federated session.
    user: Option<Arn>,
    unique_id: Option<Box<str>>,
    canonical_user: Option<Box<str>>,
}

/// The kinds of identity an account has
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AwsIdentity {
    /// The root user, `arn:aws:iam::…:root`.
    Root,
    /// An IAM user, `arn:aws:iam::…:user/path/name`.
    User,
    /// A role, `arn:aws:iam::…:role/path/name`.
    Role,
    /// A session of a role, `arn:aws:sts::…:assumed-role/name/session`.
    RoleSession,
    /// A federated user session, `arn:aws:sts::…:federated-user/name`.
    FederatedUser,
}

/// A text that names no principal, or a fact that contradicts one
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrincipalError {
    /// The text is of no known form.
    #[error(
        "`{}` is no principal: expected `*`, a service such as `lambda.amazonaws.com`, or the ARN of a root user, \
         user, role, role session or federated user",
        Shown::value(.0)
    )]
    Unknown(String),
    /// A role that the session can't be one of.
    #[error("`{}` is not the role of `{}`", Shown::value(.role), Shown::value(.principal))]
    OtherRole {
        /// The role given.
        role: String,
        /// The principal.
        principal: String,
    },
    /// A user who can't have made the federated session.
    #[error("`{}` is not the user of `{}`", Shown::value(.user), Shown::value(.principal))]
    OtherUser {
        /// The user given.
        user: String,
        /// The principal.
        principal: String,
    },
}

impl PrincipalError {
    #[cold]
    fn of(text: &str) -> Self {
        Self::Unknown(text.into())
    }
}

impl AwsPrincipal {
    /// The principal's ARN.
    pub fn arn(&self) -> &Arn {
        &self.arn
    }

    /// What kind of identity it is.
    pub fn identity(&self) -> AwsIdentity {
        self.identity
    }

    /// The account it belongs to.
    pub fn account(&self) -> &str {
        self.arn.account()
    }

    /// The name behind the path; for a role session the name of its role.
    pub fn name(&self) -> &str {
        self.arn.resource().get(self.name.clone()).unwrap_or_default()
    }

    /// The value of `aws:PrincipalArn`: for a session the ARN of its role (S45).
    ///
    /// A session ARN doesn't tell the role's path: without [`AwsPrincipal::with_role`] this is the ARN with the shortest
    /// path that the role may have, and decisions that hang on the path are open.
    pub fn principal_arn(&self) -> &Arn {
        self.role.as_ref().unwrap_or(&self.arn)
    }

    /// The ARNs that the role may have of which a session's ARN doesn't tell the path; `None` where the role is known,
    /// and for who is no session (S45).
    pub(crate) fn possible_roles(&self) -> Option<PossibleRoles> {
        let is_open = self.identity == AwsIdentity::RoleSession && !self.is_role_known();
        is_open.then(|| PossibleRoles::of(&self.arn, self.name()))
    }

    /// Whether the principal's role was said, or it has none.
    pub fn is_role_known(&self) -> bool {
        self.identity != AwsIdentity::RoleSession || self.is_role_said
    }

    /// The user who made a federated session, if known.
    pub fn user(&self) -> Option<&Arn> {
        self.known.as_ref()?.user.as_ref()
    }

    /// The unique id, if known.
    pub fn unique_id(&self) -> Option<&str> {
        self.known.as_ref()?.unique_id.as_deref()
    }

    /// The canonical user id of the principal's account, if known.
    pub fn canonical_user(&self) -> Option<&str> {
        self.known.as_ref()?.canonical_user.as_deref()
    }

    /// Says which role, with its path, a session is one of.
    ///
    /// ```
    /// use iamkit_engine::AwsPrincipal;
    ///
    /// let session = AwsPrincipal::new("arn:aws:sts::111122223333:assumed-role/Deploy/ci")?;
    /// let session = session.with_role("arn:aws:iam::111122223333:role/ops/Deploy")?;
    /// assert_eq!(session.principal_arn().resource(), "role/ops/Deploy");
    /// # Ok::<(), iamkit_engine::PrincipalError>(())
    /// ```
    ///
    /// # Errors
    /// The principal is no role session, or the ARN is no role's, or partition, account or name differ.
    pub fn with_role(mut self, role: &str) -> Result<Self, PrincipalError> {
        let error = || PrincipalError::OtherRole { role: role.into(), principal: self.arn.to_string() };
        let other = Self::new(role).map_err(|_| error())?;
        let is_its_role = self.identity == AwsIdentity::RoleSession
            && other.identity == AwsIdentity::Role
            && (other.arn.partition(), other.account(), other.name())
                == (self.arn.partition(), self.account(), self.name());
        if !is_its_role {
            return Err(error());
        }
        (self.role, self.is_role_said) = (Some(other.arn), true);
        Ok(self)
    }

    /// Says which user made a federated session.
    ///
    /// # Errors
    /// The principal is no federated user session, or the ARN is no user's of its account.
    pub fn with_user(mut self, user: &str) -> Result<Self, PrincipalError> {
        let error = || PrincipalError::OtherUser { user: user.into(), principal: self.arn.to_string() };
        let other = Self::new(user).map_err(|_| error())?;
        let is_its_user = self.identity == AwsIdentity::FederatedUser
            && other.identity == AwsIdentity::User
            && other.account() == self.account();
        if !is_its_user {
            return Err(error());
        }
        self.known_mut().user = Some(other.arn);
        Ok(self)
    }

    /// Says the unique id, `AIDA…` or, for roles and their sessions, `AROA…` (S51).
    #[must_use]
    pub fn with_unique_id(mut self, unique_id: &str) -> Self {
        self.known_mut().unique_id = Some(unique_id.into());
        self
    }

    /// Says the canonical user id of the principal's account.
    #[must_use]
    pub fn with_canonical_user(mut self, canonical_user: &str) -> Self {
        self.known_mut().canonical_user = Some(canonical_user.into());
        self
    }

    fn known_mut(&mut self) -> &mut Known {
        self.known.get_or_insert_default()
    }

    /// Reads an ARN.
    ///
    /// # Errors
    /// The text is no ARN of a root user, user, role, role session or federated user.
    #[inline]
    pub fn new(arn: &str) -> Result<Self, PrincipalError> {
        arn.parse().ok().and_then(Self::from_arn).ok_or_else(|| PrincipalError::of(arn))
    }

    #[inline]
    fn from_arn(arn: Arn) -> Option<Self> {
        let resource = arn.resource();
        let (kind, path) = split_at(resource, b'/').unwrap_or((resource, ""));
        let identity = match (arn.service(), kind) {
            ("iam", "root") if path.is_empty() => AwsIdentity::Root,
            ("iam", "user") => AwsIdentity::User,
            ("iam", "role") => AwsIdentity::Role,
            ("sts", "assumed-role") => AwsIdentity::RoleSession,
            ("sts", "federated-user") => AwsIdentity::FederatedUser,
            _ => return None,
        };
        let name = name_in(identity, path)?;
        // The kind, the slash and whatever path there is stand before the name.
        let (role, start) = match identity {
            AwsIdentity::RoleSession => (Some(role_of_session(&arn, name)?), kind.len() + 1),
            _ => (None, resource.len() - name.len()),
        };
        let name = start..start + name.len();
        Some(Self { arn, identity, name, role, is_role_said: false, known: None })
    }

    /// The value of `aws:PrincipalType` (S44).
    pub(crate) fn principal_type(&self) -> &'static str {
        match self.identity {
            AwsIdentity::Root => "Account",
            AwsIdentity::User => "User",
            AwsIdentity::Role | AwsIdentity::RoleSession => "AssumedRole",
            AwsIdentity::FederatedUser => "FederatedUser",
        }
    }

    /// Whether the principal is a role that belongs to a service, or a session of one (S66).
    pub(crate) fn is_service_linked(&self) -> bool {
        self.principal_arn().resource().starts_with("role/aws-service-role/")
    }
}

/// The name in what follows the kind of the resource; `None` where a part is missing.
fn name_in(identity: AwsIdentity, path: &str) -> Option<&str> {
    let name = match identity {
        AwsIdentity::Root => return Some(""),
        AwsIdentity::RoleSession => {
            let (role, session) = split_at(path, b'/')?;
            (!session.is_empty() && !session.contains('/')).then_some(role)?
        }
        _ => {
            let slash = path.bytes().rposition(|byte| byte == b'/');
            slash.map_or(Some(path), |slash| path.get(slash + 1..))?
        }
    };
    (!name.is_empty()).then_some(name)
}

/// The ARN of a session's role with the shortest path that it may have.
#[inline(never)]
fn role_of_session(session: &Arn, role: &str) -> Option<Arn> {
    (start_of_role(session, role) + role).parse().ok()
}

impl Principal {
    /// A provider's user: the name of a web identity provider, or the ARN of an OIDC or SAML provider (S54).
    pub fn federated(provider: &str) -> Self {
        Self::Federated(provider.into())
    }

    /// The AWS identity, if it is one.
    pub fn as_aws(&self) -> Option<&AwsPrincipal> {
        match self {
            Self::Aws(principal) => Some(principal),
            _ => None,
        }
    }

    /// The principal's kind in the words of a message.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Anonymous => "an anonymous requester",
            Self::Service(_) => "an AWS service",
            Self::Federated(_) => "a federated identity",
            Self::Aws(principal) => match principal.identity {
                AwsIdentity::Root => "a root user",
                AwsIdentity::User => "a user",
                AwsIdentity::Role => "a role",
                AwsIdentity::RoleSession => "a role session",
                AwsIdentity::FederatedUser => "a federated user session",
            },
        }
    }
}

impl From<AwsPrincipal> for Principal {
    fn from(principal: AwsPrincipal) -> Self {
        Self::Aws(principal)
    }
}

impl FromStr for Principal {
    type Err = PrincipalError;

    fn from_str(text: &str) -> Result<Self, PrincipalError> {
        if text == "*" {
            return Ok(Self::Anonymous);
        }
        if text.starts_with("arn:") {
            return AwsPrincipal::new(text).map(Self::from);
        }
        let is_service = text.contains(".amazonaws.com") || text.contains(".amazon.com");
        let is_plain =
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
        if is_service && is_plain { Ok(Self::Service(text.into())) } else { Err(PrincipalError::of(text)) }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("*"),
            Self::Service(name) | Self::Federated(name) => f.write_str(name),
            Self::Aws(principal) => principal.arn.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Deploy/ci";

    #[test]
    fn a_session_stands_for_its_role_in_principal_arn() {
        let session = AwsPrincipal::new(SESSION).unwrap();
        assert_eq!(session.principal_arn().as_str(), "arn:aws:iam::111122223333:role/Deploy");
        assert_eq!((session.name(), session.account()), ("Deploy", "111122223333"));
    }

    #[test]
    fn a_session_of_identity_center_has_its_role_under_the_reserved_path() {
        let arn = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Read_0a1b2c3d4e5f6071/eve";
        let session = AwsPrincipal::new(arn).unwrap();
        let role = "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Read_0a1b2c3d4e5f6071";
        assert_eq!(session.principal_arn().resource(), role);
    }

    #[test]
    fn the_path_of_a_role_is_open_until_it_is_said() {
        let session = AwsPrincipal::new(SESSION).unwrap();
        let roles = session.possible_roles().unwrap();
        assert_eq!(roles.path_in("arn:aws:iam::111122223333:role/Deploy"), Some(""));
        assert_eq!(roles.path_in("arn:aws:iam::111122223333:role/ops/ci/Deploy"), Some("ops/ci/"));
        assert_eq!(roles.path_in("arn:aws:iam::111122223333:role/NoDeploy"), None);
        assert_eq!(roles.path_in("arn:aws:iam::111122223333:user/Deploy"), None);
        let [bare, beneath] = roles.globs();
        assert!(bare.matches(&roles.shortest()) && beneath.matches(&roles.with_path("ops")));
        let session = session.with_role("arn:aws:iam::111122223333:role/Deploy").unwrap();
        assert_eq!(session.possible_roles(), None);
    }

    #[test]
    fn another_role_or_user_is_refused() {
        let session = || AwsPrincipal::new(SESSION).unwrap();
        for role in
            ["arn:aws:iam::111122223333:role/Other", "arn:aws:iam::999999999999:role/Deploy", "Deploy"]
        {
            let error = session().with_role(role).unwrap_err();
            assert_eq!(error.to_string(), format!("`{role}` is not the role of `{SESSION}`"));
        }
        let error = session().with_user("arn:aws:iam::111122223333:user/alice").unwrap_err();
        let expected = format!("`arn:aws:iam::111122223333:user/alice` is not the user of `{SESSION}`");
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn what_is_no_principal_is_refused() {
        for text in [
            "",
            "alice",
            "arn:aws:iam::111122223333:user/",
            "arn:aws:iam::111122223333:group/admins",
            "arn:aws:sts::111122223333:assumed-role/Deploy",
            "arn:aws:sts::111122223333:assumed-role//ci",
            "arn:aws:sts::111122223333:assumed-role/a/b/c",
        ] {
            assert_eq!(text.parse::<Principal>(), Err(PrincipalError::Unknown(text.into())));
        }
    }

    #[test]
    fn service_linked_roles_are_known_by_their_path() {
        let session =
            AwsPrincipal::new("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s").unwrap();
        assert!(!session.is_service_linked());
        let role = "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";
        assert!(session.with_role(role).unwrap().is_service_linked());
    }
}
