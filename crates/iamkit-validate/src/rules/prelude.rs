//! What every rule's file uses, under one name.

pub(super) use iamkit_policy::fact::Mark;
pub(super) use iamkit_policy::shown::Shown;

pub(super) use crate::arn::ArnProblem;
pub(super) use crate::document::{
    Action, ConditionValue, KeyTest, KnownKey, Named, Operator, OperatorBlock, Principal, PrincipalElement,
    PrincipalEntry, PrincipalForm, PrincipalKey, Resource, Statement, ValueKind,
};
pub(super) use crate::finding::Severity;
pub(super) use crate::input::Input;
pub(super) use crate::policy_type::{Kinds, PolicyResourceType, PolicyType};
pub(super) use crate::rule::{Check, Example, Found, ValidationRule};

/// An identity policy as example.
pub(super) const fn identity(text: &'static str) -> Example {
    Example { policy_type: PolicyType::Identity, text }
}

/// A resource policy without a type as example.
pub(super) const fn resource(text: &'static str) -> Example {
    Example { policy_type: PolicyType::Resource(None), text }
}

/// A policy of a resource of a type as example.
pub(super) const fn of(resource_type: PolicyResourceType, text: &'static str) -> Example {
    Example { policy_type: PolicyType::Resource(Some(resource_type)), text }
}

/// A trust policy as example.
pub(super) const fn trust(text: &'static str) -> Example {
    of(PolicyResourceType::AssumeRolePolicyDocument, text)
}

/// A service control policy as example.
pub(super) const fn service_control(text: &'static str) -> Example {
    Example { policy_type: PolicyType::ServiceControl, text }
}

/// A resource control policy as example.
pub(super) const fn resource_control(text: &'static str) -> Example {
    Example { policy_type: PolicyType::ResourceControl, text }
}
