//! Who asks: a principal with the keys that follow from it (S44, S45), and what its own policies allow (S47).
//!
//! Whom the entries of a policy name is the engine's to say, so that both believe the same.

use iamkit_engine::{AwsIdentity, AwsPrincipal, Grant, Principal, grant_of, is_exempt};
use iamkit_policy::global_key::{Presence, Requester, global_key};

use crate::domain::question::{Atom, KeyValue};

/// Condition keys whose values follow from the principal alone, in lower case.
pub(crate) const KEYS: [&str; 8] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principaltype",
    "aws:userid",
    "aws:username",
    CALLER_ACCOUNT,
];

/// The key of KMS whose value is the principal's account where a request carries it, in lower case.
pub(crate) const CALLER_ACCOUNT: &str = "kms:calleraccount";

/// Whether a key, given in lower case, follows from the principal.
pub(crate) fn follows(key: &str) -> bool {
    KEYS.binary_search(&key).is_ok()
}

/// A principal that stands for others like it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asker {
    pub(crate) who: Principal,
    /// The value of `aws:userid`, where no unique id tells it.
    pub(crate) userid: Option<String>,
    /// Whether requests carry [`CALLER_ACCOUNT`]: those to KMS may, others don't.
    pub(crate) has_caller_account: bool,
    /// Whether the principal's own policies allow what is asked, so that a grant to its account is enough (S47).
    pub(crate) is_allowed_otherwise: bool,
    /// Whether they do so for a resource of the principal's own account, and that is told from others.
    pub(crate) is_at_home: bool,
}

impl Asker {
    pub(crate) fn new(who: Principal) -> Self {
        Self { who, userid: None, has_caller_account: false, is_allowed_otherwise: true, is_at_home: false }
    }

    /// The ARN's principal; `None` where it is no principal's.
    pub(crate) fn of_arn(arn: &str) -> Option<Self> {
        AwsPrincipal::new(arn).ok().map(|who| Self::new(who.into()))
    }

    pub(crate) fn identity(&self) -> Option<AwsIdentity> {
        self.who.as_aws().map(AwsPrincipal::identity)
    }

    /// Whether only a policy that grants it to the principal itself helps, and none that leaves it to its account.
    fn needs_grant(&self) -> bool {
        self.identity().is_some() && !self.is_allowed_otherwise
    }

    /// What requests of the principal have under a key that follows from it.
    pub(crate) fn value(&self, key: &str) -> KeyValue {
        let text = match (key, &self.who) {
            ("aws:principalisawsservice", who) => {
                let is_service = matches!(who, Principal::Service(_));
                Some(if is_service { "true" } else { "false" }.to_owned())
            }
            ("aws:principalservicename", Principal::Service(name)) => Some(name.to_string()),
            ("aws:principaltype", Principal::Anonymous) => Some("Anonymous".to_owned()),
            ("aws:userid", Principal::Aws(who)) => self.userid_of(who),
            (CALLER_ACCOUNT, Principal::Aws(who)) => {
                self.has_caller_account.then(|| who.account().to_owned())
            }
            (key, Principal::Aws(who)) => value_of(who, key).map(str::to_owned),
            _ => None,
        };
        text.map_or(KeyValue::Absent, KeyValue::Single)
    }

    /// Whether the value of `aws:userid` follows from nothing that is known.
    pub(crate) fn has_open_userid(&self) -> bool {
        self.who.as_aws().is_some_and(|who| {
            let has_id =
                matches!(who.identity(), AwsIdentity::User | AwsIdentity::Role | AwsIdentity::RoleSession);
            has_id && who.unique_id().is_none()
        })
    }

    /// The value of `aws:userid` (IAM User Guide, "Information available in all requests").
    fn userid_of(&self, who: &AwsPrincipal) -> Option<String> {
        let account = who.account();
        match (who.identity(), who.unique_id()) {
            (AwsIdentity::Root, _) => Some(account.to_owned()),
            (AwsIdentity::FederatedUser, _) => Some(format!("{account}:{}", who.name())),
            (AwsIdentity::User, Some(id)) => Some(id.to_owned()),
            (AwsIdentity::Role | AwsIdentity::RoleSession, Some(id)) => {
                Some(format!("{id}:{}", session_name(who)))
            }
            (_, None) => self.userid.clone().or_else(|| Some(usual_userid(who))),
        }
    }

    /// Whether a question that is about principals is answered yes.
    pub(crate) fn answers(&self, atom: &Atom) -> bool {
        match atom {
            Atom::Principal(entries) => grant_of(entries, &self.who) != Grant::Nothing,
            Atom::Grants(entries) => {
                let least = if self.needs_grant() { Grant::Limited } else { Grant::Delegated };
                least <= grant_of(entries, &self.who)
            }
            Atom::Exempt(entries) => is_exempt(entries, &self.who),
            Atom::Comes(key, presence) => self.presence(key) == *presence,
            Atom::AsksIn(account, needs_grant) => {
                self.is_of(account) && self.needs_grant() == *needs_grant && !self.is_at_home
            }
            Atom::AtHome(account) => {
                self.is_at_home && account.as_ref().is_none_or(|account| self.is_of(account))
            }
            Atom::Key(atom) => {
                let value = self.value(&atom.key);
                atom.holds(&value, |_| match &value {
                    KeyValue::Single(text) => {
                        let passes = atom.comparison.compare(text);
                        atom.counts(passes)
                    }
                    _ => false,
                })
            }
            _ => false,
        }
    }

    fn is_of(&self, account: &str) -> bool {
        self.who.as_aws().is_some_and(|who| who.account() == account)
    }

    /// Whether requests of the principal have a global key, given in lower case (S44).
    pub(crate) fn presence(&self, key: &str) -> Presence {
        global_key(key).map_or(Presence::Sometimes, |key| key.presence(self.requester()))
    }

    fn requester(&self) -> Requester {
        match &self.who {
            Principal::Anonymous => Requester::Anonymous,
            Principal::Service(_) => Requester::Service,
            Principal::Federated(_) => Requester::Provider,
            Principal::Aws(who) => match who.identity() {
                AwsIdentity::Root => Requester::Root,
                AwsIdentity::User => Requester::User,
                AwsIdentity::Role | AwsIdentity::RoleSession => Requester::Role,
                AwsIdentity::FederatedUser => Requester::FederatedUser,
            },
        }
    }
}

fn value_of<'w>(who: &'w AwsPrincipal, key: &str) -> Option<&'w str> {
    match key {
        "aws:principalaccount" => Some(who.account()),
        "aws:principalarn" => Some(who.principal_arn().as_str()),
        "aws:principaltype" => Some(match who.identity() {
            AwsIdentity::Root => "Account",
            AwsIdentity::User => "User",
            AwsIdentity::Role | AwsIdentity::RoleSession => "AssumedRole",
            AwsIdentity::FederatedUser => "FederatedUser",
        }),
        "aws:username" => (who.identity() == AwsIdentity::User).then(|| who.name()),
        _ => None,
    }
}

/// The id of a user or role that nobody named.
fn usual_userid(who: &AwsPrincipal) -> String {
    match who.identity() {
        AwsIdentity::User => "AIDAEXAMPLE0EXAMPLE00".to_owned(),
        _ => format!("AROAEXAMPLE0EXAMPLE00:{}", session_name(who)),
    }
}

/// The name of a role's session; that of a role which asks itself is open.
pub(crate) fn session_name(who: &AwsPrincipal) -> &str {
    match who.identity() {
        AwsIdentity::RoleSession => who.arn().resource().rsplit('/').next().unwrap_or_default(),
        _ => "session",
    }
}

/// A session of a role.
pub(super) fn session_of(role: &AwsPrincipal, name: &str) -> Option<Principal> {
    let (partition, account) = (role.arn().partition(), role.account());
    let session = format!("arn:{partition}:sts::{account}:assumed-role/{}/{name}", role.name());
    AwsPrincipal::new(&session).ok()?.with_role(role.arn().as_str()).ok().map(Principal::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_their_order() {
        assert!(KEYS.is_sorted() && KEYS.iter().all(|key| follows(key)) && !follows("aws:sourceip"));
    }

    #[test]
    fn keys_follow_from_the_principal() {
        let value = |arn: &str, key: &str| Asker::of_arn(arn).unwrap().value(key);
        let one = |text: &str| KeyValue::Single(text.to_owned());
        let session = "arn:aws:sts::111122223333:assumed-role/Deploy/ci";
        assert_eq!(value(session, "aws:principalarn"), one("arn:aws:iam::111122223333:role/Deploy"));
        assert_eq!(value(session, "aws:userid"), one("AROAEXAMPLE0EXAMPLE00:ci"));
        assert_eq!(value(session, "aws:username"), KeyValue::Absent);
        assert_eq!(value("arn:aws:iam::111122223333:root", "aws:userid"), one("111122223333"));
        assert_eq!(value("arn:aws:iam::111122223333:user/a/bob", "aws:username"), one("bob"));
        assert_eq!(
            value("arn:aws:sts::111122223333:federated-user/bob", "aws:userid"),
            one("111122223333:bob")
        );
    }
}
