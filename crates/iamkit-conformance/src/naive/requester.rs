//! Who asks, read from the case, and the condition keys that follow from it.
//!
//! Rules: S44, S45, S48, S49, S66.

use super::arn;
use super::error::NaiveError;
use crate::case::{AwsCaller, CasePrincipal};

/// What kind of principal asks
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Anonymous,
    Service,
    Federated,
    Root,
    User,
    Role,
    RoleSession,
    FederatedUser,
}

/// Who asks
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Requester {
    pub(super) who: Who,
    /// The ARN, the name of the service or of the identity provider, or `*`.
    pub(super) text: String,
    pub(super) partition: String,
    pub(super) account: String,
    /// The last part of the path; of a role session the name of its role.
    pub(super) name: String,
    /// Of a role or its session: the role's ARN (S45).
    pub(super) role: Option<String>,
    /// Of a session whose role nobody gave: what stands before the path of its role that isn't known.
    pub(super) before_open_path: Option<String>,
    /// Of a federated user: the ARN of who made the session, if known (S49).
    pub(super) user: Option<String>,
    pub(super) unique_id: Option<String>,
    pub(super) canonical_user: Option<String>,
}

impl Requester {
    pub(super) fn new(principal: &CasePrincipal) -> Result<Self, NaiveError> {
        match principal {
            CasePrincipal::Text(text) if text.starts_with("arn:") => Self::aws(text),
            CasePrincipal::Text(text) => Self::other(text),
            CasePrincipal::Federated(caller) => Ok(Self::without_account(Who::Federated, &caller.federated)),
            CasePrincipal::Aws(caller) => Self::with_facts(caller),
        }
    }

    fn without_account(who: Who, text: &str) -> Self {
        Self {
            who,
            text: text.into(),
            partition: String::new(),
            account: String::new(),
            name: String::new(),
            role: None,
            before_open_path: None,
            user: None,
            unique_id: None,
            canonical_user: None,
        }
    }

    fn other(text: &str) -> Result<Self, NaiveError> {
        let is_service = text.contains(".amazonaws.com") || text.contains(".amazon.com");
        let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
        match text {
            "*" => Ok(Self::without_account(Who::Anonymous, text)),
            _ if is_service && is_plain => Ok(Self::without_account(Who::Service, text)),
            _ => Err(no_principal(text)),
        }
    }

    fn aws(text: &str) -> Result<Self, NaiveError> {
        let parts = text.splitn(6, ':').collect::<Vec<_>>();
        let &["arn", partition, service, _, account, resource] = parts.as_slice() else {
            return Err(no_principal(text));
        };
        let names = resource.split('/').collect::<Vec<_>>();
        let who = match (service, names.as_slice()) {
            ("iam", ["root"]) => Who::Root,
            ("iam", ["user", _, ..]) => Who::User,
            ("iam", ["role", _, ..]) => Who::Role,
            ("sts", ["assumed-role", _, _]) => Who::RoleSession,
            ("sts", ["federated-user", _, ..]) => Who::FederatedUser,
            _ => return Err(no_principal(text)),
        };
        let last = names.last().copied().unwrap_or_default();
        let name = if who == Who::RoleSession { names.get(1).copied().unwrap_or_default() } else { last };
        if last.is_empty() || name.is_empty() {
            return Err(no_principal(text));
        }
        // S45: a session's ARN doesn't tell the path, but for the roles of IAM Identity Center its beginning is known.
        let known = if name.starts_with("AWSReservedSSO_") { "aws-reserved/sso.amazonaws.com/" } else { "" };
        let before = format!("arn:{partition}:iam::{account}:role/{known}");
        let (role, before_open_path) = match who {
            Who::Role => (Some(text.to_owned()), None),
            Who::RoleSession => (Some(format!("{before}{name}")), Some(before)),
            _ => (None, None),
        };
        let (partition, account, name) = (partition.into(), account.into(), name.into());
        Ok(Self { partition, account, name, role, before_open_path, ..Self::without_account(who, text) })
    }

    fn with_facts(caller: &AwsCaller) -> Result<Self, NaiveError> {
        let mut requester = Self::aws(&caller.arn)?;
        let AwsCaller { arn, role, user, unique_id, canonical_user } = caller;
        if let Some(role) = role {
            let fits = requester.who == Who::RoleSession
                && Self::aws(role).is_ok_and(|role| role.who == Who::Role && requester.is_of(&role));
            if !fits {
                return Err(NaiveError::Principal(format!("`{role}` is not the role of `{arn}`")));
            }
            requester.role = Some(role.clone());
            requester.before_open_path = None;
        }
        if let Some(user) = user {
            let fits = requester.who == Who::FederatedUser
                && Self::aws(user)
                    .is_ok_and(|user| user.who == Who::User && user.account == requester.account);
            if !fits {
                return Err(NaiveError::Principal(format!("`{user}` is not the user of `{arn}`")));
            }
            requester.user = Some(user.clone());
        }
        requester.unique_id.clone_from(unique_id);
        requester.canonical_user.clone_from(canonical_user);
        Ok(requester)
    }

    /// S48: a session is one of the role with its partition, account and name.
    pub(super) fn is_of(&self, role: &Self) -> bool {
        self.partition == role.partition && self.account == role.account && self.name == role.name
    }

    /// S45: whether a text is an ARN that the role of the session may have, whose path isn't known; any text for others.
    pub(super) fn may_have_role(&self, text: &str) -> bool {
        let Some(before) = &self.before_open_path else { return true };
        let path = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(&self.name));
        path.is_some_and(|path| path.is_empty() || (path.ends_with('/') && path != "/"))
    }

    /// Whether it belongs to an account.
    pub(super) fn is_aws(&self) -> bool {
        !matches!(self.who, Who::Anonymous | Who::Service | Who::Federated)
    }

    /// S66: told by the path of the role.
    pub(super) fn is_service_linked(&self) -> bool {
        let role = self.role.as_deref().and_then(arn::components);
        role.is_some_and(|[.., name]| name.starts_with("role/aws-service-role/"))
    }

    /// The kind in the words of a message.
    pub(super) fn words(&self) -> &'static str {
        match self.who {
            Who::Anonymous => "an anonymous requester",
            Who::Service => "an AWS service",
            Who::Federated => "a federated identity",
            Who::Root => "a root user",
            Who::User => "a user",
            Who::Role => "a role",
            Who::RoleSession => "a role session",
            Who::FederatedUser => "a federated user session",
        }
    }

    /// The condition keys that follow from it (S44, S45).
    pub(super) fn facts(&self) -> Vec<(&'static str, &str)> {
        let principal_type = match self.who {
            Who::Service => {
                return vec![("aws:PrincipalServiceName", &self.text), ("aws:PrincipalIsAWSService", "true")];
            }
            Who::Federated => return vec![("aws:PrincipalIsAWSService", "false")],
            Who::Anonymous => {
                return vec![("aws:PrincipalType", "Anonymous"), ("aws:PrincipalIsAWSService", "false")];
            }
            Who::Root => "Account",
            Who::User => "User",
            Who::Role | Who::RoleSession => "AssumedRole",
            Who::FederatedUser => "FederatedUser",
        };
        let mut facts = vec![
            ("aws:PrincipalArn", self.role.as_deref().unwrap_or(&self.text)),
            ("aws:PrincipalAccount", &self.account),
            ("aws:PrincipalType", principal_type),
            ("aws:PrincipalIsAWSService", "false"),
        ];
        // S44: only IAM users have a user name.
        if self.who == Who::User {
            facts.push(("aws:username", &self.name));
        }
        facts
    }
}

fn no_principal(text: &str) -> NaiveError {
    NaiveError::Principal(format!(
        "`{text}` is no principal: expected `*`, a service such as `lambda.amazonaws.com`, or the ARN of a root user, \
         user, role, role session or federated user"
    ))
}
