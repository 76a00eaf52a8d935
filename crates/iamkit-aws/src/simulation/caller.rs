//! Who asks in a simulation (S78): a user, a group or a role; with the extension any principal; or nobody in particular.

use iamkit_engine::{AwsIdentity, AwsPrincipal, Principal};
use iamkit_policy::Arn;
use iamkit_policy::shown::Shown;

use super::error::SimulationError;
use super::scenario::Extension;

/// The name that stands for a caller who has none.
const UNNAMED: &str = "caller";

/// Who asks.
#[derive(Debug, Clone)]
pub(super) enum Caller {
    /// A principal.
    Named(Principal),
    /// A group's members, or whoever has the policies: no key follows from them.
    Unnamed {
        /// The account, where it is told.
        account: Option<String>,
    },
}

impl Caller {
    /// Reads `CallerArn`; without the extension it has to be a user, a group or a role.
    pub(super) fn new(arn: Option<&str>, extension: Option<&Extension>) -> Result<Self, SimulationError> {
        let Some(text) = arn else { return Ok(Self::Unnamed { account: None }) };
        if let Some(account) = account_of_group(text) {
            return Ok(Self::Unnamed { account: Some(account) });
        }
        let invalid = |message: String| SimulationError::invalid(format!("`CallerArn`: {message}"));
        let principal = text.parse::<Principal>().map_err(|error| invalid(error.to_string()))?;
        match extension {
            Some(extension) => with_facts(principal, extension).map_err(invalid).map(Self::Named),
            None if is_user_or_role(&principal) => Ok(Self::Named(principal)),
            None => Err(invalid(format!(
                "`{}` is no user, group or role; any other principal takes an `Extension`",
                Shown::value(text)
            ))),
        }
    }

    /// Whether it is a user, whose requests alone AWS simulates with a resource policy.
    pub(super) fn is_user(&self) -> bool {
        self.aws().is_some_and(|principal| principal.identity() == AwsIdentity::User)
    }

    /// The account, where it has one and that is told.
    pub(super) fn account(&self) -> Option<&str> {
        match self {
            Self::Named(_) => self.aws().map(AwsPrincipal::account),
            Self::Unnamed { account } => account.as_deref(),
        }
    }

    /// The principal to ask for; somebody of `account` for a caller without a name.
    pub(super) fn principal(&self, account: &str) -> Result<Principal, SimulationError> {
        match self {
            Self::Named(principal) => Ok(principal.clone()),
            Self::Unnamed { .. } => format!("arn:aws:iam::{account}:user/{UNNAMED}")
                .parse()
                .map_err(|error: iamkit_engine::PrincipalError| SimulationError::invalid(error.to_string())),
        }
    }

    pub(super) fn is_unnamed(&self) -> bool {
        matches!(self, Self::Unnamed { .. })
    }

    fn aws(&self) -> Option<&AwsPrincipal> {
        match self {
            Self::Named(principal) => principal.as_aws(),
            Self::Unnamed { .. } => None,
        }
    }
}

fn is_user_or_role(principal: &Principal) -> bool {
    principal.as_aws().is_some_and(|aws| matches!(aws.identity(), AwsIdentity::User | AwsIdentity::Role))
}

/// The account of a group's ARN.
fn account_of_group(text: &str) -> Option<String> {
    let arn = text.parse::<Arn>().ok()?;
    let name = arn.resource().strip_prefix("group/")?;
    let is_group = arn.service() == "iam" && !name.is_empty() && !name.ends_with('/');
    is_group.then(|| arn.account().to_owned())
}

fn with_facts(principal: Principal, extension: &Extension) -> Result<Principal, String> {
    let Extension { caller_role_arn, caller_user_arn, caller_unique_id, .. } = extension;
    let Principal::Aws(mut aws) = principal else {
        return match (caller_role_arn, caller_user_arn, caller_unique_id) {
            (None, None, None) => Ok(principal),
            _ => Err(format!(
                "`{}` has no role, user or unique id behind it",
                Shown::value(&principal.to_string())
            )),
        };
    };
    if let Some(role) = caller_role_arn {
        aws = aws.with_role(role).map_err(|error| error.to_string())?;
    }
    if let Some(user) = caller_user_arn {
        aws = aws.with_user(user).map_err(|error| error.to_string())?;
    }
    if let Some(id) = caller_unique_id {
        aws = aws.with_unique_id(id);
    }
    Ok(aws.into())
}
