//! What every rule's file uses, under one name.

pub(super) use iamkit_policy::Effect;
pub(super) use iamkit_policy::fact::{Fact, Facts};
pub(super) use iamkit_policy::normal::PolicyKind;
pub(super) use iamkit_policy::shown::{self, Shown};

pub(super) use crate::finding::{FindingEvidence, Severity};
pub(super) use crate::lint::place::LintPlace;
pub(super) use crate::lint::rule::{LintExample, LintFound, LintRule};
pub(super) use crate::lint::subject::Subject;

/// Every kind of policy.
pub(super) const ALL: &[PolicyKind] = &PolicyKind::ALL;

/// What is attached to resources and says for whom it is.
pub(super) const OF_RESOURCES: &[PolicyKind] = &[PolicyKind::Resource, PolicyKind::Key];

/// What says for whom it is, whatever it is attached to.
pub(super) const WITH_PRINCIPALS: &[PolicyKind] = &[PolicyKind::Resource, PolicyKind::Key, PolicyKind::Trust];

/// What grants to users, groups and roles.
pub(super) const GRANTING: &[PolicyKind] = &[PolicyKind::Identity];

/// An identity policy as example.
pub(super) const fn identity(text: &'static str) -> LintExample {
    LintExample { kind: PolicyKind::Identity, text, own_accounts: &[] }
}

/// A resource policy as example.
pub(super) const fn resource(text: &'static str) -> LintExample {
    LintExample { kind: PolicyKind::Resource, text, own_accounts: &[] }
}
