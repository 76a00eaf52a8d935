//! The dimension of principals: who can ask, and whom the entries of a policy name (S46–S60).
//!
//! Entries name principals by their whole text, so finitely many principals stand for all: those that are named, their
//! sessions and users, and one of each kind that nobody names.

use iamkit_engine::{AwsIdentity, AwsPrincipal, Principal};
use iamkit_policy::normal::{Comparison, PrincipalPattern, Scope, Test};
use iamkit_policy::{Arn, Quantifier};

use crate::atom::Atom;

/// A principal that stands for others like it.
pub(crate) type Who = Principal;

/// The account, names and partition of principals that no policy is likely to name.
pub(crate) const ACCOUNT: &str = "999999999999";
const PARTITION: &str = "aws";

/// An ordinary user and an ordinary session: who asks where the policies don't care.
pub(crate) const USER: &str = "arn:aws:iam::111122223333:user/example";
pub(crate) const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Example/session";

/// What an Allow of a resource's policy is worth, by how it names the principal; more covers less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grant {
    Nothing,
    /// The account is named, whose own policies have to allow as well (S47).
    Delegated,
    /// A role or everyone: boundary and session policies still limit (S58).
    Limited,
    /// The very user or session: identity, boundary and session policies don't limit (S57, S59, S60).
    Exact,
}

/// What a statement with these principals grants one, or whether it names it, if it is a Deny.
pub(crate) fn grant(
    principals: Option<&Scope<PrincipalPattern>>,
    who: &Who,
    by_principal_arn: bool,
    has_boundary: bool,
) -> Grant {
    match principals {
        // S23.
        None => Grant::Nothing,
        Some(Scope::Only(entries)) => {
            let grants = entries.iter().map(|entry| grant_of(entry, who, by_principal_arn));
            grants.max().unwrap_or(Grant::Nothing)
        }
        // S52, S53.
        Some(Scope::Except(entries)) if !has_boundary && is_exempt(entries, who) => Grant::Nothing,
        Some(Scope::Except(_)) => Grant::Exact,
    }
}

fn grant_of(entry: &PrincipalPattern, who: &Who, by_principal_arn: bool) -> Grant {
    match (entry, who) {
        (PrincipalPattern::Everyone, Principal::Aws(_)) if !by_principal_arn => Grant::Limited,
        (PrincipalPattern::Everyone, _) => Grant::Exact,
        (entry, Principal::Aws(aws)) if is_account(entry, aws) => Grant::Delegated,
        (entry, Principal::Aws(aws)) if is_itself(entry, aws) => match aws.identity() {
            AwsIdentity::Role => Grant::Limited,
            _ => Grant::Exact,
        },
        (entry, Principal::Aws(aws)) if is_behind(entry, aws) => Grant::Limited,
        (_, Principal::Aws(_)) => Grant::Nothing,
        (entry, who) if names(entry, who) => Grant::Exact,
        _ => Grant::Nothing,
    }
}

/// Whether a test lets only certain values of `aws:PrincipalArn` pass (S60).
pub(crate) fn asks_for_arn(test: &Test) -> bool {
    let is_positive = matches!(
        &test.comparison,
        Comparison::String { is_negated: false, .. }
            | Comparison::StringIgnoreCase { is_negated: false, .. }
            | Comparison::Arn { is_negated: false, .. }
    );
    let is_strict = !test.if_exists && test.quantifier != Some(Quantifier::ForAllValues);
    test.key.folded() == "aws:principalarn" && is_positive && is_strict
}

/// Whether the atom, which is about principals, holds for one.
pub(crate) fn holds(atom: &Atom, who: &Who) -> bool {
    match atom {
        Atom::Principal(entries) => entries.iter().any(|entry| names(entry, who)),
        Atom::Exempt(entries) => is_exempt(entries, who),
        Atom::Derives(key) => derives(who, key),
        Atom::PrincipalGives(key, value) => who.as_aws().is_some_and(|who| given(who, key) == Some(value)),
        Atom::Stranger(accounts) => is_stranger(who, accounts),
        _ => false,
    }
}

/// Whether the key, given in lower case, follows from the principal (S44).
pub(crate) fn derives(who: &Who, key: &str) -> bool {
    match (key, who) {
        ("aws:principalisawsservice", _)
        | ("aws:principaltype", Principal::Anonymous | Principal::Aws(_))
        | ("aws:principalarn" | "aws:principalaccount", Principal::Aws(_))
        | ("aws:principalservicename", Principal::Service(_)) => true,
        ("aws:username", Principal::Aws(who)) => who.identity() == AwsIdentity::User,
        _ => false,
    }
}

/// The value that a principal gives a key (S44, S45).
fn given<'w>(who: &'w AwsPrincipal, key: &str) -> Option<&'w str> {
    match key {
        "aws:principalaccount" => Some(who.account()),
        "aws:principalarn" => Some(who.principal_arn().as_str()),
        _ => None,
    }
}

/// The value of a key that an entry is about, if it is one that principals give.
pub(crate) fn value_in(entry: &PrincipalPattern, key: &str) -> Option<String> {
    match (key, entry) {
        ("aws:principalaccount", PrincipalPattern::Account { account, .. }) => Some(account.to_string()),
        ("aws:principalaccount", PrincipalPattern::User(arn) | PrincipalPattern::Role(arn)) => {
            Some(arn.account().to_owned())
        }
        ("aws:principalarn", PrincipalPattern::User(arn) | PrincipalPattern::Role(arn)) => {
            Some(arn.to_string())
        }
        _ => None,
    }
}

/// Principals that give a key a value.
pub(crate) fn giving(value: &str) -> Vec<Who> {
    let is_account = value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit());
    if is_account {
        return kinds(PARTITION, value).collect();
    }
    let mut found = Vec::new();
    if let Some(who) = aws(value) {
        let role = (who.identity() == AwsIdentity::Role).then(|| {
            let session = format!(
                "arn:{}:sts::{}:assumed-role/{}/some",
                who.arn().partition(),
                who.account(),
                who.name()
            );
            aws(&session)?.with_role(value).ok()
        });
        found.push(who.into());
        found.extend(role.flatten().map(Principal::from));
    }
    found
}

fn is_stranger(who: &Who, accounts: &[Box<str>]) -> bool {
    match who {
        Principal::Anonymous => true,
        Principal::Aws(who) => {
            accounts.iter().any(|account| **account == *who.account())
                && who.unique_id().is_none()
                && who.canonical_user().is_none()
        }
        _ => false,
    }
}

fn names(entry: &PrincipalPattern, who: &Who) -> bool {
    match (entry, who) {
        (PrincipalPattern::Everyone, _) => true,
        (PrincipalPattern::Service(name), Principal::Service(who))
        | (PrincipalPattern::Federated(name), Principal::Federated(who)) => name == who,
        (entry, Principal::Aws(who)) => {
            is_account(entry, who) || is_itself(entry, who) || is_behind(entry, who)
        }
        _ => false,
    }
}

/// S47.
fn is_account(entry: &PrincipalPattern, who: &AwsPrincipal) -> bool {
    match entry {
        PrincipalPattern::Account { partition, account } => {
            partition.as_ref().is_none_or(|partition| **partition == *who.arn().partition())
                && **account == *who.account()
        }
        PrincipalPattern::CanonicalUser(id) => who.canonical_user() == Some(id),
        _ => false,
    }
}

fn is_itself(entry: &PrincipalPattern, who: &AwsPrincipal) -> bool {
    match (entry, who.identity()) {
        (PrincipalPattern::User(arn), AwsIdentity::User)
        | (PrincipalPattern::RoleSession(arn), AwsIdentity::RoleSession)
        | (PrincipalPattern::FederatedUser(arn), AwsIdentity::FederatedUser) => arn == who.arn(),
        (PrincipalPattern::Role(arn), AwsIdentity::Role) => is_role(arn, who),
        (PrincipalPattern::UniqueId(id), AwsIdentity::User) => has_id(id, "AIDA", who),
        (PrincipalPattern::UniqueId(id), AwsIdentity::Role) => has_id(id, "AROA", who),
        _ => false,
    }
}

/// Whether the entry is the role or user that the principal is a session of (S48, S49).
fn is_behind(entry: &PrincipalPattern, who: &AwsPrincipal) -> bool {
    match (entry, who.identity()) {
        (PrincipalPattern::Role(arn), AwsIdentity::RoleSession) => is_role(arn, who),
        (PrincipalPattern::UniqueId(id), AwsIdentity::RoleSession) => has_id(id, "AROA", who),
        (PrincipalPattern::User(arn), AwsIdentity::FederatedUser) => who.user() == Some(arn),
        (PrincipalPattern::UniqueId(id), AwsIdentity::FederatedUser) => has_id(id, "AIDA", who),
        _ => false,
    }
}

fn is_role(arn: &Arn, who: &AwsPrincipal) -> bool {
    let name = arn.resource().rsplit('/').next().unwrap_or_default();
    (arn.partition(), arn.account(), name) == (who.arn().partition(), who.account(), who.name())
}

fn has_id(id: &str, prefix: &str, who: &AwsPrincipal) -> bool {
    id.starts_with(prefix) && who.unique_id() == Some(id)
}

/// S52: the whole chain has to be listed.
fn is_exempt(entries: &[PrincipalPattern], who: &Who) -> bool {
    if entries.contains(&PrincipalPattern::Everyone) {
        return true;
    }
    let Some(aws) = who.as_aws() else { return entries.iter().any(|entry| names(entry, who)) };
    let lists =
        |names: fn(&PrincipalPattern, &AwsPrincipal) -> bool| entries.iter().any(|entry| names(entry, aws));
    lists(is_account)
        && match aws.identity() {
            AwsIdentity::Root => true,
            AwsIdentity::User | AwsIdentity::Role => lists(is_itself),
            AwsIdentity::RoleSession => lists(is_itself) && lists(is_behind),
            AwsIdentity::FederatedUser => lists(is_itself) && (aws.user().is_none() || lists(is_behind)),
        }
}

/// Principals that stand for all, as far as the entries tell them apart.
pub(crate) fn candidates<'a>(entries: impl Iterator<Item = &'a PrincipalPattern>) -> Vec<Who> {
    let mut found = vec![Principal::Anonymous];
    found.extend(kinds(PARTITION, ACCOUNT));
    found.push(Principal::Service("example.amazonaws.com".into()));
    found.push(Principal::federated("example.com"));
    entries.for_each(|entry| add(entry, &mut found));
    let mut distinct: Vec<Who> = Vec::new();
    for who in found {
        if !distinct.contains(&who) {
            distinct.push(who);
        }
    }
    distinct
}

/// One principal of each kind of an account.
fn kinds(partition: &str, account: &str) -> impl Iterator<Item = Who> {
    let arns = [
        format!("arn:{partition}:iam::{account}:user/somebody"),
        format!("arn:{partition}:sts::{account}:assumed-role/Some/session"),
        format!("arn:{partition}:iam::{account}:role/Some"),
        format!("arn:{partition}:sts::{account}:federated-user/somebody"),
        format!("arn:{partition}:iam::{account}:root"),
    ];
    arns.into_iter().filter_map(|arn| aws(&arn)).map(Principal::from)
}

fn aws(arn: &str) -> Option<AwsPrincipal> {
    AwsPrincipal::new(arn).ok()
}

fn add(entry: &PrincipalPattern, found: &mut Vec<Who>) {
    match entry {
        PrincipalPattern::Account { partition, account } => {
            found.extend(kinds(partition.as_deref().unwrap_or(PARTITION), account));
            found.extend(partition.is_none().then(|| kinds("aws-cn", account)).into_iter().flatten());
        }
        PrincipalPattern::Role(arn) => {
            add_arn(arn, found);
            let name = arn.resource().rsplit('/').next().unwrap_or_default();
            let session =
                format!("arn:{}:sts::{}:assumed-role/{name}/other-session", arn.partition(), arn.account());
            found.extend(aws(&session).map(Principal::from));
        }
        PrincipalPattern::User(arn)
        | PrincipalPattern::RoleSession(arn)
        | PrincipalPattern::FederatedUser(arn) => add_arn(arn, found),
        PrincipalPattern::UniqueId(id) => {
            let of_kind = ["user/somebody", "role/Some"].map(|name| format!("arn:aws:iam::{ACCOUNT}:{name}"));
            let sessions = ["assumed-role/Some/session", "federated-user/somebody"];
            let sessions = sessions.map(|name| format!("arn:aws:sts::{ACCOUNT}:{name}"));
            let all = of_kind.iter().chain(&sessions).filter_map(|arn| aws(arn));
            found.extend(all.map(|who| who.with_unique_id(id).into()));
        }
        PrincipalPattern::CanonicalUser(id) => {
            let all =
                [format!("arn:aws:iam::{ACCOUNT}:user/somebody"), format!("arn:aws:iam::{ACCOUNT}:root")];
            found.extend(all.iter().filter_map(|arn| aws(arn)).map(|who| who.with_canonical_user(id).into()));
        }
        PrincipalPattern::Service(name) => found.push(Principal::Service(name.clone())),
        PrincipalPattern::Federated(name) => found.push(Principal::Federated(name.clone())),
        _ => {}
    }
}

/// The principal of an ARN, its federated users, and the others of its account.
fn add_arn(arn: &Arn, found: &mut Vec<Who>) {
    found.extend(aws(arn.as_str()).map(Principal::from));
    let bob = format!("arn:{}:sts::{}:federated-user/somebody", arn.partition(), arn.account());
    let of_user = aws(&bob).and_then(|who| who.with_user(arn.as_str()).ok());
    found.extend(of_user.map(Principal::from));
    found.extend(kinds(arn.partition(), arn.account()));
}
