//! Who calls: the root user, a user, or a session of a role.

use std::sync::Arc;

use iamkit_store::{AccountId, Partition, Role, User};
use serde::{Deserialize, Serialize};

/// Who calls
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The account.
    pub(crate) account: AccountId,
    /// The partition of the account.
    pub(crate) partition: Partition,
    /// Who in it.
    pub(crate) who: Who,
    /// The Region that the call was signed for.
    pub(crate) region: String,
    /// The access key that it was signed with.
    pub(crate) access_key_id: String,
    /// What the token says that a user or the root user was given for a time.
    pub(crate) token: Option<Box<Session>>,
}

/// Who in an account
#[derive(Debug, Clone)]
pub(crate) enum Who {
    /// The root user.
    Root,
    /// A user.
    User(Arc<User>),
    /// A session of a role.
    Role(Arc<Role>, Box<Session>),
    /// A federated user of a user, or of the root user.
    Federated(Option<Arc<User>>, Box<Session>),
}

/// What a session is of
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SessionKind {
    /// A role.
    Role,
    /// A user, who is told by it to have shown an MFA device or not.
    User,
    /// The root user.
    Root,
    /// A federated user of a user.
    FederatedUser,
    /// A federated user of the root user.
    FederatedRoot,
}

/// What the token of a session says
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    /// What it is of.
    pub(crate) kind: SessionKind,
    /// The account that it acts in.
    pub(crate) account: String,
    /// The unique id of its role or user; the account's of a root user.
    pub(crate) principal: String,
    /// The name that whoever made it gave.
    pub(crate) name: String,
    /// When it was made, in seconds since 1970.
    pub(crate) issued: i64,
    /// When it ends, in seconds since 1970.
    pub(crate) expires: i64,
    /// The policies that it was limited with.
    pub(crate) policies: Vec<String>,
    /// The tags that it was given.
    pub(crate) tags: Vec<(String, String)>,
    /// The keys of those that go on to the next session.
    pub(crate) transitive: Vec<String>,
    /// Who is behind it, as was said once and for all.
    pub(crate) source_identity: Option<String>,
    /// When an MFA device was shown, in seconds since 1970.
    pub(crate) mfa: Option<i64>,
    /// Condition keys that go with every call of it.
    pub(crate) keys: Vec<(String, String)>,
}

impl Session {
    /// The tags that go on to the next session.
    pub(crate) fn handed_on(&self) -> impl Iterator<Item = &(String, String)> {
        let is_transitive = |key: &str| self.transitive.iter().any(|known| known.eq_ignore_ascii_case(key));
        self.tags.iter().filter(move |(key, _)| is_transitive(key))
    }
}

impl Caller {
    /// The ARN, as `GetCallerIdentity` tells it
    pub(crate) fn arn(&self) -> String {
        let (partition, account) = (self.partition, &self.account);
        match &self.who {
            Who::Root => format!("arn:{partition}:iam::{account}:root"),
            Who::User(user) => user.arn().to_owned(),
            Who::Role(role, session) => {
                format!("arn:{partition}:sts::{account}:assumed-role/{}/{}", role.name(), session.name)
            }
            Who::Federated(_, session) => {
                format!("arn:{partition}:sts::{account}:federated-user/{}", session.name)
            }
        }
    }

    /// The unique id, as `GetCallerIdentity` tells it
    pub(crate) fn unique_id(&self) -> String {
        match &self.who {
            Who::Root => self.account.to_string(),
            Who::User(user) => user.id().to_string(),
            Who::Role(role, session) => format!("{}:{}", role.id(), session.name),
            Who::Federated(_, session) => format!("{}:{}", self.account, session.name),
        }
    }

    /// The user or role whose policies count; none of the root user
    pub(crate) fn principal_arn(&self) -> Option<&str> {
        match &self.who {
            Who::Root | Who::Federated(None, _) => None,
            Who::User(user) | Who::Federated(Some(user), _) => Some(user.arn()),
            Who::Role(role, _) => Some(role.arn()),
        }
    }

    /// The session, of one that has one
    pub(crate) fn session(&self) -> Option<&Session> {
        match &self.who {
            Who::Role(_, session) | Who::Federated(_, session) => Some(session),
            Who::Root | Who::User(_) => self.token.as_deref(),
        }
    }

    /// The session of a role, of one that has one
    pub(crate) fn role_session(&self) -> Option<&Session> {
        match &self.who {
            Who::Role(_, session) => Some(session),
            Who::Root | Who::User(_) | Who::Federated(..) => None,
        }
    }

    /// The user that an operation is about that names none
    pub(crate) fn user(&self) -> Option<&Arc<User>> {
        match &self.who {
            Who::User(user) => Some(user),
            Who::Root | Who::Role(..) | Who::Federated(..) => None,
        }
    }
}
