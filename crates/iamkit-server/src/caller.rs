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
}

/// What the token of a session says
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    /// The account that it acts in.
    pub(crate) account: String,
    /// The unique id of its role.
    pub(crate) role: String,
    /// The name that whoever assumed the role gave.
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
        }
    }

    /// The unique id, as `GetCallerIdentity` tells it
    pub(crate) fn unique_id(&self) -> String {
        match &self.who {
            Who::Root => self.account.to_string(),
            Who::User(user) => user.id().to_string(),
            Who::Role(role, session) => format!("{}:{}", role.id(), session.name),
        }
    }

    /// The user or role whose policies count; none of the root user
    pub(crate) fn principal_arn(&self) -> Option<&str> {
        match &self.who {
            Who::Root => None,
            Who::User(user) => Some(user.arn()),
            Who::Role(role, _) => Some(role.arn()),
        }
    }

    /// The session, of one that has one
    pub(crate) fn session(&self) -> Option<&Session> {
        match &self.who {
            Who::Role(_, session) => Some(session),
            Who::Root | Who::User(_) => None,
        }
    }

    /// The user that an operation is about that names none
    pub(crate) fn user(&self) -> Option<&Arc<User>> {
        match &self.who {
            Who::User(user) => Some(user),
            Who::Root | Who::Role(..) => None,
        }
    }
}
