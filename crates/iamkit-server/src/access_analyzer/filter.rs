//! Filters of findings, for lists and archive rules, and the order of lists.
//!
//! The keys are those of the page `access-analyzer-reference-filter-keys` of IAM's user guide. A property with several
//! values meets `eq` and `contains` with any of them, and `neq` with none.

use iamkit_store::{Criterion, FindingFilter, FindingId, FindingStatus, FindingSubject, FoundAccess};
use iamkit_wire::WireError;

use super::context::invalid;

/// The keys of every finding.
const KEYS: [&str; 9] = [
    "action",
    "error",
    "findingType",
    "id",
    "isPublic",
    "resource",
    "resourceOwnerAccount",
    "resourceType",
    "status",
];

/// What filters ask of a finding
#[derive(Debug, Clone, Copy)]
pub(super) struct Properties<'f> {
    id: &'f FindingId,
    subject: &'f FindingSubject,
    status: FindingStatus,
}

impl<'f> Properties<'f> {
    pub(super) fn new(id: &'f FindingId, subject: &'f FindingSubject, status: FindingStatus) -> Self {
        Self { id, subject, status }
    }

    /// The values of a property; none where the finding doesn't have it.
    pub(super) fn values(&self, key: &str) -> Vec<&'f str> {
        let access = match &self.subject.access {
            FoundAccess::External(access) => Some(access),
            _ => None,
        };
        let one = |value: Option<&'f str>| value.into_iter().collect::<Vec<_>>();
        match key {
            "id" => vec![self.id.as_str()],
            "status" => vec![self.status.as_str()],
            "resource" => vec![self.subject.resource.as_str()],
            "resourceType" => vec![&*self.subject.resource_type],
            "resourceOwnerAccount" => vec![self.subject.owner.as_str()],
            "findingType" => vec![type_of(&self.subject.access)],
            "isPublic" => one(access.map(|it| if it.is_public { "true" } else { "false" })),
            "error" => one(access.and_then(|it| it.error.as_deref())),
            "action" => access.iter().flat_map(|it| it.actions.iter().map(|action| &**action)).collect(),
            key => match key.split_once('.') {
                Some(("principal", kind)) => {
                    one(access.filter(|it| &*it.principal_kind == kind).map(|it| &*it.principal))
                }
                Some(("condition", wanted)) => {
                    let known = access.and_then(|it| {
                        it.condition.iter().find(|(known, _)| known.eq_ignore_ascii_case(wanted))
                    });
                    one(known.map(|(_, values)| &**values))
                }
                _ => Vec::new(),
            },
        }
    }
}

/// Makes sure that a filter asks for what findings have.
pub(super) fn checked(filter: FindingFilter) -> Result<FindingFilter, WireError> {
    for (key, criterion) in &filter {
        if !is_key(key) {
            return Err(invalid(format!("The filter key {key} is not supported.")));
        }
        if *criterion == Criterion::default() {
            return Err(invalid(format!("The criterion of {key} has no operator.")));
        }
    }
    Ok(filter)
}

/// The same for an archive rule, which is for findings of whichever status.
pub(super) fn checked_of_rule(filter: FindingFilter) -> Result<FindingFilter, WireError> {
    if filter.is_empty() {
        return Err(invalid("The filter of an archive rule must have a criterion."));
    }
    if filter.contains_key("status") {
        return Err(invalid("The filter key status is not supported in archive rules."));
    }
    checked(filter)
}

fn is_key(key: &str) -> bool {
    let parts = key.split_once('.').filter(|(_, rest)| !rest.is_empty());
    KEYS.contains(&key) || parts.is_some_and(|(first, _)| ["principal", "condition"].contains(&first))
}

/// Whether a finding meets every criterion.
pub(super) fn is_met(filter: &FindingFilter, properties: &Properties<'_>) -> bool {
    filter.iter().all(|(key, criterion)| meets(criterion, &properties.values(key)))
}

fn meets(criterion: &Criterion, values: &[&str]) -> bool {
    let is_any = |wanted: &[Box<str>]| wanted.iter().any(|it| values.contains(&&**it));
    let has_any = |parts: &[Box<str>]| parts.iter().any(|part| values.iter().any(|it| it.contains(&**part)));
    criterion.eq.as_deref().is_none_or(is_any)
        && criterion.neq.as_deref().is_none_or(|unwanted| !is_any(unwanted))
        && criterion.contains.as_deref().is_none_or(has_any)
        && criterion.exists.is_none_or(|exists| exists != values.is_empty())
}

/// Makes sure that a list can be in an order.
pub(super) fn ensure_order(attribute: &str) -> Result<(), WireError> {
    let is_known = is_key(attribute) || TIMES.contains(&attribute);
    is_known.then_some(()).ok_or_else(|| invalid(format!("The sort attribute {attribute} is not supported.")))
}

/// The times of a finding, by which lists can be in order.
pub(super) const TIMES: [&str; 3] = ["analyzedAt", "createdAt", "updatedAt"];

/// The type of a finding, as AWS names it.
pub(super) fn type_of(access: &FoundAccess) -> &'static str {
    match access {
        FoundAccess::UnusedRole => "UnusedIAMRole",
        FoundAccess::UnusedAccessKey(_) => "UnusedIAMUserAccessKey",
        FoundAccess::UnusedPassword => "UnusedIAMUserPassword",
        FoundAccess::UnusedPermission => "UnusedPermission",
        _ => "ExternalAccess",
    }
}
