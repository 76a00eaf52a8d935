//! Does a rule's `Principal` name the requester, and what does an Allow for that name grant (S46–S60)?

use super::identity::{AwsIdentity, AwsPrincipal, Principal};
use crate::arn::Arn;
use crate::keyword::Effect;
use crate::normal::{PrincipalPattern, Scope};

/// What an Allow of a resource-based policy is worth, by how it names the requester; more covers less
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Grant {
    /// Nothing is granted.
    Nothing,
    /// The account is named: it may hand the permission on, which its identity policies do (S47).
    Delegated,
    /// A role: identity policies aren't needed, boundary and session policies still limit (S58).
    Limited,
    /// The very user or session, or everyone: only explicit denies and organisation policies are left (S57, S59, S60).
    Exact,
}

/// What a rule's principals grant the requester, were it an Allow; `Nothing` where they don't name it.
///
/// `has_boundary` says that the requester has a permissions boundary, for whom a `NotPrincipal` that denies exempts nobody
/// (S53).
pub fn grant(
    principals: Option<&Scope<PrincipalPattern>>,
    effect: Effect,
    requester: &Principal,
    has_boundary: bool,
) -> Grant {
    let is_left_out = match principals {
        // A statement without a principal names nobody (S23).
        None => true,
        Some(Scope::Only(entries)) => return grant_of(entries, requester),
        // S52: an Allow is for everyone but those who are listed, a Deny for everyone but those whose chain is.
        Some(Scope::Except(entries)) if effect == Effect::Allow => {
            grant_of(entries, requester) != Grant::Nothing
        }
        Some(Scope::Except(entries)) => !has_boundary && is_exempt(entries, requester),
    };
    if is_left_out { Grant::Nothing } else { Grant::Exact }
}

/// What the entries of a `Principal` grant a requester: the most that one of them does (S46–S60)
///
/// ```
/// use iamkit_policy::principal::{Grant, Principal, grant_of};
/// use iamkit_policy::{PrincipalKind, normal::PrincipalPattern};
///
/// let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
/// let granted = |entry: &str| grant_of(&[PrincipalPattern::new(PrincipalKind::Aws, entry)], &alice);
/// assert_eq!(granted("111122223333"), Grant::Delegated);
/// assert_eq!(granted("arn:aws:iam::111122223333:user/alice"), Grant::Exact);
/// # Ok::<(), iamkit_policy::principal::PrincipalError>(())
/// ```
pub fn grant_of(entries: &[PrincipalPattern], requester: &Principal) -> Grant {
    let grants = entries.iter().map(|entry| grant_of_entry(entry, requester));
    grants.max().unwrap_or(Grant::Nothing)
}

fn grant_of_entry(entry: &PrincipalPattern, requester: &Principal) -> Grant {
    let (is_named, grant) = match (entry, requester) {
        // S60: no less than everyone with a certain `aws:PrincipalArn`, for a condition only narrows.
        (PrincipalPattern::Everyone, _) => (true, Grant::Exact),
        (PrincipalPattern::Service(name), Principal::Service(requester)) => (name == requester, Grant::Exact),
        (PrincipalPattern::Federated(name), Principal::Federated(requester)) => {
            (name == requester, Grant::Exact)
        }
        (entry, Principal::Aws(requester)) => return grant_of_aws(entry, requester),
        _ => (false, Grant::Nothing),
    };
    if is_named { grant } else { Grant::Nothing }
}

fn grant_of_aws(entry: &PrincipalPattern, requester: &AwsPrincipal) -> Grant {
    if is_account_of(entry, requester) {
        return Grant::Delegated;
    }
    if is_itself(entry, requester) {
        return match requester.identity() {
            AwsIdentity::Role => Grant::Limited,
            _ => Grant::Exact,
        };
    }
    if is_behind(entry, requester) { Grant::Limited } else { Grant::Nothing }
}

/// Whether the entry is the requester's account: an account lives in one partition, so its digits tell it (S47).
fn is_account_of(entry: &PrincipalPattern, requester: &AwsPrincipal) -> bool {
    match entry {
        PrincipalPattern::Account { account, .. } => **account == *requester.account(),
        PrincipalPattern::CanonicalUser(id) => requester.canonical_user() == Some(id),
        _ => false,
    }
}

/// Whether the entry is the requester's own ARN or unique id.
fn is_itself(entry: &PrincipalPattern, requester: &AwsPrincipal) -> bool {
    match (entry, requester.identity()) {
        (PrincipalPattern::User(arn), AwsIdentity::User)
        | (PrincipalPattern::Role(arn), AwsIdentity::Role)
        | (PrincipalPattern::RoleSession(arn), AwsIdentity::RoleSession)
        | (PrincipalPattern::FederatedUser(arn), AwsIdentity::FederatedUser) => arn == requester.arn(),
        (PrincipalPattern::UniqueId(id), AwsIdentity::User) => has_id(requester, id, "AIDA"),
        (PrincipalPattern::UniqueId(id), AwsIdentity::Role) => has_id(requester, id, "AROA"),
        _ => false,
    }
}

/// Whether the entry is the role or user of whom the requester is a session.
fn is_behind(entry: &PrincipalPattern, requester: &AwsPrincipal) -> bool {
    match (entry, requester.identity()) {
        (PrincipalPattern::Role(arn), AwsIdentity::RoleSession) => is_role_of_session(arn, requester),
        (PrincipalPattern::UniqueId(id), AwsIdentity::RoleSession) => has_id(requester, id, "AROA"),
        (PrincipalPattern::User(arn), AwsIdentity::FederatedUser) => requester.user() == Some(arn),
        (PrincipalPattern::UniqueId(id), AwsIdentity::FederatedUser) => has_id(requester, id, "AIDA"),
        _ => false,
    }
}

/// The role of a session is compared by partition, account and name: a session's ARN has no path (S48).
fn is_role_of_session(arn: &Arn, requester: &AwsPrincipal) -> bool {
    let resource = arn.resource();
    let name_at = resource.bytes().rposition(|byte| byte == b'/').map_or(0, |slash| slash + 1);
    resource.get(name_at..) == Some(requester.name())
        && (arn.partition(), arn.account()) == (requester.arn().partition(), requester.account())
}

fn has_id(requester: &AwsPrincipal, id: &str, prefix: &str) -> bool {
    id.starts_with(prefix) && requester.unique_id() == Some(id)
}

/// Whether the `NotPrincipal` of a Deny lists the requester's whole chain: itself, whom it is a session of, and its
/// account (S52)
///
/// A requester with a permissions boundary is exempt by no list (S53).
pub fn is_exempt(entries: &[PrincipalPattern], requester: &Principal) -> bool {
    if entries.contains(&PrincipalPattern::Everyone) {
        return true;
    }
    let Some(requester) = requester.as_aws() else {
        return grant_of(entries, requester) != Grant::Nothing;
    };
    let lists = |names: fn(&PrincipalPattern, &AwsPrincipal) -> bool| {
        entries.iter().any(|entry| names(entry, requester))
    };
    let has_account = lists(is_account_of);
    match requester.identity() {
        AwsIdentity::Root => has_account,
        AwsIdentity::User | AwsIdentity::Role => has_account && lists(is_itself),
        AwsIdentity::RoleSession => has_account && lists(is_itself) && lists(is_behind),
        AwsIdentity::FederatedUser => {
            let is_user_known = requester.user().is_some();
            has_account && lists(is_itself) && (!is_user_known || lists(is_behind))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyword::PrincipalKind;

    const ALICE: &str = "arn:aws:iam::111122223333:user/dev/alice";
    const DEPLOY: &str = "arn:aws:iam::111122223333:role/ops/Deploy";
    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Deploy/ci";
    const ACCOUNT: &str = "arn:aws:iam::111122223333:root";

    fn of(requester: &str, entry: &str) -> Grant {
        let entries = vec![PrincipalPattern::new(PrincipalKind::Aws, entry)];
        grant(Some(&Scope::Only(entries)), Effect::Allow, &requester.parse().unwrap(), false)
    }

    fn is_met_except(effect: Effect, requester: &str, listed: &[&str]) -> bool {
        let entries = listed.iter().map(|entry| PrincipalPattern::new(PrincipalKind::Aws, entry)).collect();
        grant(Some(&Scope::Except(entries)), effect, &requester.parse().unwrap(), false) != Grant::Nothing
    }

    fn is_denied_except(requester: &str, listed: &[&str]) -> bool {
        is_met_except(Effect::Deny, requester, listed)
    }

    fn is_allowed_except(requester: &str, listed: &[&str]) -> bool {
        is_met_except(Effect::Allow, requester, listed)
    }

    #[test]
    fn the_account_delegates_and_the_user_is_granted() {
        assert_eq!(of(ALICE, ACCOUNT), Grant::Delegated);
        assert_eq!(of(ALICE, "111122223333"), Grant::Delegated);
        assert_eq!(of(ALICE, ALICE), Grant::Exact);
        assert_eq!(of(ALICE, "*"), Grant::Exact);
        assert_eq!(of(ALICE, "arn:aws:iam::111122223333:user/alice"), Grant::Nothing);
    }

    #[test]
    fn an_account_is_one_whatever_partition_an_entry_writes() {
        assert_eq!(of(ALICE, "arn:aws-cn:iam::111122223333:root"), Grant::Delegated);
        assert_eq!(of("arn:aws-cn:iam::111122223333:user/bob", ACCOUNT), Grant::Delegated);
        assert_eq!(of(ALICE, "arn:aws:iam::444455556666:root"), Grant::Nothing);
    }

    #[test]
    fn a_role_names_its_sessions_whatever_its_path() {
        assert_eq!(of(SESSION, "arn:aws:iam::111122223333:role/Deploy"), Grant::Limited);
        assert_eq!(of("arn:aws:iam::111122223333:role/Deploy", DEPLOY), Grant::Nothing);
        assert_eq!(of(SESSION, DEPLOY), Grant::Limited);
        assert_eq!(of(DEPLOY, DEPLOY), Grant::Limited);
        assert_eq!(of(SESSION, SESSION), Grant::Exact);
        assert_eq!(of(DEPLOY, SESSION), Grant::Nothing);
    }

    #[test]
    fn not_principal_exempts_the_whole_chain_only() {
        assert!(is_denied_except(ALICE, &[ALICE]));
        assert!(!is_denied_except(ALICE, &[ALICE, ACCOUNT]));
        assert!(is_denied_except(SESSION, &[DEPLOY, ACCOUNT]));
        assert!(!is_denied_except(SESSION, &[SESSION, DEPLOY, ACCOUNT]));
        assert!(!is_denied_except("*", &["*"]));
    }

    #[test]
    fn not_principal_allows_everyone_but_the_listed() {
        assert!(!is_allowed_except(ALICE, &[ALICE]));
        assert!(!is_allowed_except(ALICE, &[ACCOUNT]));
        assert!(!is_allowed_except(SESSION, &[DEPLOY]));
        assert!(is_allowed_except(SESSION, &[ALICE]));
        assert!(is_allowed_except("*", &[ALICE]));
        assert!(!is_allowed_except("*", &["*"]));
    }

    #[test]
    fn everyone_includes_services_and_the_anonymous() {
        assert_eq!(of("*", "*"), Grant::Exact);
        assert_eq!(of("lambda.amazonaws.com", "*"), Grant::Exact);
    }
}
