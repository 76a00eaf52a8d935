//! Whom `Principal` and `NotPrincipal` name, and what an Allow for that name is worth.
//!
//! Rules: S46–S53, S57–S60.

use iamkit_policy::{Effect, PrincipalElement, PrincipalEntry, PrincipalKind, Statement};

use super::requester::{Requester, Who};

/// What a matching Allow of a resource-based policy is worth; more covers less
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grant {
    /// The account is named, and hands the permission on by its identity policies (S47).
    Delegated,
    /// Identity policies aren't needed; boundary and session policies still limit (S58).
    Limited,
    /// No implicit deny of identity, boundary or session policies limits (S57, S59, S60).
    Exact,
}

/// What the statement, were it an Allow, grants the requester; `None` where it isn't for it at all.
pub(super) fn grant(statement: &Statement, requester: &Requester, has_boundary: bool) -> Option<Grant> {
    // S23: without principals a statement is for nobody.
    let principals = statement.principals()?;
    let named = principals.entries().iter().filter_map(|entry| grant_of(entry, requester)).max();
    if !principals.is_negated() {
        return named;
    }
    let is_met = match statement.effect() {
        // S52: an Allow is for all but those that are listed.
        Effect::Allow => named.is_none(),
        // S53: whoever has a boundary is hit whatever is listed.
        Effect::Deny => has_boundary || !lists_whole_chain(principals, requester),
    };
    is_met.then_some(Grant::Exact)
}

/// S46: everyone, however written.
pub(super) fn is_everyone(entry: &PrincipalEntry) -> bool {
    entry.kind() == PrincipalKind::Aws && entry.value() == "*"
}

fn grant_of(entry: &PrincipalEntry, requester: &Requester) -> Option<Grant> {
    let (kind, text) = (entry.kind(), entry.value());
    // S60: everyone is no less than everyone whose ARN is a certain one.
    if is_everyone(entry) {
        return Some(Grant::Exact);
    }
    if names_account(kind, text, requester) {
        return Some(Grant::Delegated);
    }
    if names_itself(kind, text, requester) {
        // S58: a role is named for its sessions, which its policies limit.
        return Some(if requester.who == Who::Role { Grant::Limited } else { Grant::Exact });
    }
    names_origin(kind, text, requester).then_some(Grant::Limited)
}

/// S47: the requester's account, by its id, its root ARN or its canonical id.
fn names_account(kind: PrincipalKind, text: &str, requester: &Requester) -> bool {
    if !requester.is_aws() {
        return false;
    }
    match kind {
        PrincipalKind::Aws => {
            // An account lives in one partition, so the partition tells nothing.
            let arn = text.split(':').collect::<Vec<_>>();
            let is_root =
                matches!(arn.as_slice(), ["arn", partition, "iam", "", _, "root"] if !partition.is_empty());
            let is_id = text.len() == 12 && text.chars().all(|c| c.is_ascii_digit());
            (is_id && text == requester.account) || (is_root && arn.get(4) == Some(&&*requester.account))
        }
        PrincipalKind::CanonicalUser => requester.canonical_user.as_deref() == Some(text),
        _ => false,
    }
}

/// S48, S49, S51, S54: the requester itself.
fn names_itself(kind: PrincipalKind, text: &str, requester: &Requester) -> bool {
    let is_id = |prefix: &str| text.starts_with(prefix) && requester.unique_id.as_deref() == Some(text);
    match (kind, requester.who) {
        (PrincipalKind::Service, Who::Service)
        | (PrincipalKind::Federated, Who::Federated)
        | (PrincipalKind::Aws, Who::RoleSession | Who::FederatedUser) => text == requester.text,
        (PrincipalKind::Aws, Who::User) => text == requester.text || is_id("AIDA"),
        // S48: a role's own ARN has its path.
        (PrincipalKind::Aws, Who::Role) => text == requester.text || is_id("AROA"),
        _ => false,
    }
}

/// S48, S49: the role or the user that a session comes from.
fn names_origin(kind: PrincipalKind, text: &str, requester: &Requester) -> bool {
    let is_id = |prefix: &str| text.starts_with(prefix) && requester.unique_id.as_deref() == Some(text);
    match (kind, requester.who) {
        (PrincipalKind::Aws, Who::RoleSession) => is_role_of_session(text, requester) || is_id("AROA"),
        (PrincipalKind::Aws, Who::FederatedUser) => requester.user.as_deref() == Some(text) || is_id("AIDA"),
        _ => false,
    }
}

/// S46, S48: a role's ARN without wildcards, whatever its path, which a session's ARN doesn't have.
fn is_role_of_session(text: &str, requester: &Requester) -> bool {
    let start = format!("arn:{}:iam::{}:role/", requester.partition, requester.account);
    let name = text.strip_prefix(&start).and_then(|path| path.split('/').next_back());
    name == Some(&requester.name) && !text.contains(['*', '?'])
}

/// S52: itself, where it comes from, and its account.
fn lists_whole_chain(principals: &PrincipalElement, requester: &Requester) -> bool {
    let entries = principals.entries();
    let lists = |names: fn(PrincipalKind, &str, &Requester) -> bool| {
        entries.iter().any(|entry| is_everyone(entry) || names(entry.kind(), entry.value(), requester))
    };
    let knows_origin = match requester.who {
        Who::RoleSession => true,
        Who::FederatedUser => requester.user.is_some(),
        _ => false,
    };
    let needs_account = requester.is_aws();
    let needs_itself = requester.who != Who::Root;
    (!needs_itself || lists(names_itself))
        && (!knows_origin || lists(names_origin))
        && (!needs_account || lists(names_account))
}
