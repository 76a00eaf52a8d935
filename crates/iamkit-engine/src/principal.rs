//! Who asks: the principal of a request, and the condition keys that follow from it (S44, S45).

use std::fmt;
use std::str::FromStr;

use iamkit_policy::Arn;

use crate::context::Context;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Nobody in particular: an unsigned request.
    Anonymous,
    /// An identity of an AWS account.
    Aws(AwsPrincipal),
    /// An AWS service acting for itself.
    Service(Box<str>),
}

/// An identity of an AWS account, by its ARN
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsPrincipal {
    arn: Arn,
    identity: AwsIdentity,
}

/// The kinds of identity an account has
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// A text that names no principal
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no principal: expected `*`, a service such as `lambda.amazonaws.com`, or the ARN of a root user, user, \
     role, role session or federated user"
)]
pub struct PrincipalError(String);

impl AwsPrincipal {
    /// The principal's ARN.
    pub fn arn(&self) -> &Arn {
        &self.arn
    }

    /// What kind of identity it is.
    pub fn identity(&self) -> AwsIdentity {
        self.identity
    }

    fn from_arn(arn: Arn) -> Option<Self> {
        let (kind, name) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
        let identity = match (arn.service(), kind) {
            ("iam", "root") if name.is_empty() => AwsIdentity::Root,
            ("iam", "user") => AwsIdentity::User,
            ("iam", "role") => AwsIdentity::Role,
            ("sts", "assumed-role") => AwsIdentity::RoleSession,
            ("sts", "federated-user") => AwsIdentity::FederatedUser,
            _ => return None,
        };
        let is_named = !name.is_empty() && !name.ends_with('/');
        let is_session = name.split('/').filter(|part| !part.is_empty()).count() == 2;
        let is_valid = match identity {
            AwsIdentity::Root => true,
            AwsIdentity::RoleSession => is_named && is_session,
            _ => is_named,
        };
        is_valid.then_some(Self { arn, identity })
    }

    /// The value of `aws:PrincipalArn`: for a session the ARN of its role (S45).
    ///
    /// A session ARN doesn't tell the role's path; a role with a path has to be given in the context.
    fn principal_arn(&self) -> String {
        let arn = &self.arn;
        let role = arn.resource().split('/').nth(1).unwrap_or_default();
        match self.identity {
            AwsIdentity::RoleSession => format!("arn:{}:iam::{}:role/{role}", arn.partition(), arn.account()),
            _ => arn.to_string(),
        }
    }

    fn principal_type(&self) -> &'static str {
        match self.identity {
            AwsIdentity::Root => "Account",
            AwsIdentity::User => "User",
            AwsIdentity::Role | AwsIdentity::RoleSession => "AssumedRole",
            AwsIdentity::FederatedUser => "FederatedUser",
        }
    }
}

impl Principal {
    /// Adds the condition keys that follow from the principal, unless the context gives them (S44, S45).
    pub(crate) fn fill(&self, context: &mut Context) {
        match self {
            Self::Anonymous => context.insert_default("aws:principaltype", "Anonymous"),
            Self::Service(name) => context.insert_default("aws:principalservicename", name),
            Self::Aws(principal) => {
                context.insert_default("aws:principalarn", &principal.principal_arn());
                context.insert_default("aws:principalaccount", principal.arn.account());
                context.insert_default("aws:principaltype", principal.principal_type());
                if principal.identity == AwsIdentity::User {
                    let name = principal.arn.resource().rsplit('/').next().unwrap_or_default();
                    context.insert_default("aws:username", name);
                }
            }
        }
        let is_service = matches!(self, Self::Service(_));
        context.insert_default("aws:principalisawsservice", if is_service { "true" } else { "false" });
    }
}

impl FromStr for Principal {
    type Err = PrincipalError;

    fn from_str(text: &str) -> Result<Self, PrincipalError> {
        if text == "*" {
            return Ok(Self::Anonymous);
        }
        let error = || PrincipalError(text.into());
        if text.starts_with("arn:") {
            let arn = text.parse().map_err(|_| error())?;
            return AwsPrincipal::from_arn(arn).map(Self::Aws).ok_or_else(error);
        }
        let is_service = text.contains(".amazonaws.com") || text.contains(".amazon.com");
        let is_plain =
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
        if is_service && is_plain { Ok(Self::Service(text.into())) } else { Err(error()) }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("*"),
            Self::Service(name) => f.write_str(name),
            Self::Aws(principal) => principal.arn.fmt(f),
        }
    }
}
