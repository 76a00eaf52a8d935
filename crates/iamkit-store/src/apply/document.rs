//! What a policy document has to be beyond the grammar, for each kind of policy: S19, S20, S23, S24.
//!
//! For users, groups, roles and managed policies this is asked of what is restored: documents that a real account has.
//! IAM took them when they were written, under the rules of that day – the version of 2008 was one – so only what gives
//! a document no meaning in its place is refused. What is written anew has to pass [`super::written`].

use std::collections::BTreeSet;

use iamkit_policy::{Effect, PolicyDocument, PrincipalElement, Statement, Text};

use crate::error::StoreError;

/// Characters of any document, whatever the quotas.
const MAX_CHARACTERS: usize = 131_072;

pub(super) fn ensure_restored_identity_policy(document: &PolicyDocument) -> Result<(), StoreError> {
    ensure_statements(document, |statement| {
        if statement.principals().is_some() {
            return Some("names a principal, which an identity policy must not");
        }
        statement.resources().is_none().then_some("names no resource")
    })
}

/// A trust policy is about the role itself and says who may become it: at least somebody (S24).
pub(super) fn ensure_restored_trust_policy(document: &PolicyDocument) -> Result<(), StoreError> {
    ensure_statements(document, |statement| {
        if names_nobody(statement) {
            return Some("names no principal, which a trust policy must");
        }
        if statement.resources().is_some() {
            return Some("names a resource, which a trust policy must not");
        }
        let mut actions = statement.actions().values().iter().map(Text::as_str);
        let is_foreign =
            |action: &str| !action.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("sts:"));
        actions
            .any(is_foreign)
            .then_some("has an action that is not one of `sts`, which a trust policy must not")
    })
}

pub(super) fn ensure_resource_policy(document: &PolicyDocument) -> Result<(), StoreError> {
    let problem = "names no principal, which a resource policy must";
    ensure_statements(document, |statement| names_nobody(statement).then_some(problem))
}

/// Service control policies are written like identity policies (S23).
pub(crate) fn ensure_service_control_policy(document: &PolicyDocument) -> Result<(), StoreError> {
    ensure_statements(document, |statement| {
        let problem = "names a principal, which a service control policy must not";
        statement.principals().is_some().then_some(problem)
    })
}

/// Resource control policies of a customer deny everyone.
pub(crate) fn ensure_resource_control_policy(document: &PolicyDocument) -> Result<(), StoreError> {
    ensure_statements(document, |statement| {
        let entries =
            statement.principals().filter(|element| !element.is_negated()).map(PrincipalElement::entries);
        if !entries.is_some_and(|entries| entries.iter().all(|entry| entry.value() == "*")) {
            return Some("doesn't name the principal `*`, which a resource control policy must");
        }
        (statement.effect() == Effect::Allow).then_some("allows, which a resource control policy must not")
    })
}

pub(super) fn names_nobody(statement: &Statement) -> bool {
    statement.principals().is_none_or(|element| element.entries().is_empty())
}

/// Checks what all kinds have in common, and each statement by the rules of its kind.
fn ensure_statements(
    document: &PolicyDocument,
    problem_of: impl Fn(&Statement) -> Option<&'static str>,
) -> Result<(), StoreError> {
    ensure_characters(document)?;
    let mut sids = BTreeSet::new();
    for statement in document.statements() {
        let is_duplicate = statement.sid().is_some_and(|sid| !sids.insert(sid));
        let duplicate = is_duplicate.then_some("has the `Sid` of another statement");
        if let Some(problem) = problem_of(statement).or(duplicate) {
            return Err(StoreError::MalformedPolicyDocument { statement: statement.index(), problem });
        }
    }
    Ok(())
}

pub(super) fn ensure_characters(document: &PolicyDocument) -> Result<(), StoreError> {
    let measured = document.characters();
    if MAX_CHARACTERS < measured {
        return Err(StoreError::DocumentTooLong { measured, limit: MAX_CHARACTERS });
    }
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FF}');
    match document.text().chars().find(|&c| !is_allowed(c)) {
        Some(character) => Err(StoreError::InvalidCharacter(character)),
        None => Ok(()),
    }
}
