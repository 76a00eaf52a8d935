//! The policies around a user or role of an account, as the naive evaluator takes them.

use std::sync::Arc;

use iamkit::PolicyKind;
use iamkit::account::change::{AccessChange, Changed};
use iamkit::account::escalation::{Escalation, Gain};
use iamkit::account::view::{AccessView, PolicySet, PrincipalEntry};
use iamkit_testkit::case::{Layers, NamedPolicy};

use super::{Spoken, confirm, confirm_all, named};
use crate::command::Failure;

/// Asks the naive evaluator about every request that changes show.
///
/// # Errors
/// As [`confirm`].
pub(crate) fn confirm_changes(
    changes: &[AccessChange],
    old: &AccessView,
    new: &AccessView,
) -> Result<(), Failure> {
    changes.iter().try_for_each(|change| {
        // All of them have the same policies.
        let arn = change.principals.first().map(String::as_str).unwrap_or_default();
        let of = |view: &AccessView, when: &str| spoken(view, arn, change.what, when);
        confirm_all(&change.differences.list, &of(new, "new"), &of(old, "old"))
    })
}

/// Asks the naive evaluator about every request that ways to more access show.
///
/// # Errors
/// As [`confirm`].
pub(crate) fn confirm_gains(found: &[Escalation], view: &AccessView) -> Result<(), Failure> {
    found.iter().try_for_each(|escalation| match &escalation.gain {
        Gain::Requests(witness) => {
            let of = |entry: &Arc<PrincipalEntry>, when: &str| {
                around(view, entry, &format!("{} {when} {}", entry.arn(), escalation.end))
            };
            confirm(witness, &of(&escalation.after, "after it"), &of(&escalation.before, "before it"))
        }
        Gain::Nothing | Gain::Actions(_) | Gain::Unproven => Ok(()),
    })
}

/// What is compared of a principal in one of two views; nothing where it isn't there.
fn spoken(view: &AccessView, arn: &str, what: Changed, when: &str) -> Spoken {
    let name = format!("{when} {arn}");
    let Some(principal) = view.principal(arn) else { return Spoken::nothing(&name) };
    match what {
        Changed::Added | Changed::Removed | Changed::Access => around(view, principal, &name),
        Changed::Trust => {
            let trust = principal.trust_set().and_then(|set| set.documents().first());
            trust.map_or_else(
                || Spoken::nothing(&name),
                |facts| Spoken::policy(&name, PolicyKind::Trust, facts.document()),
            )
        }
    }
}

/// What grants, the boundary, and the levels of service control policies.
fn around(view: &AccessView, principal: &PrincipalEntry, name: &str) -> Spoken {
    let policies = |set: &PolicySet| {
        set.documents().iter().map(|facts| named(name, facts.document())).collect::<Vec<NamedPolicy>>()
    };
    let boundary = principal.boundary_set().map(|set| policies(set).into_iter().next());
    if let Some(None) = boundary {
        // S77: a boundary that isn't there allows nothing.
        return Spoken::nothing(name);
    }
    let identity = principal.identity_sets().iter().flat_map(|set| policies(set)).collect();
    let levels = view.service_control_sets(principal).map(policies).collect();
    let layers = Layers {
        identity: Some(identity),
        boundary: boundary.flatten(),
        scp: Some(levels),
        ..Layers::default()
    };
    Spoken::layers(name, PolicyKind::Resource, layers)
}
