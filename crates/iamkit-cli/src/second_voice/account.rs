//! The policies around a user or role of an account, as the naive evaluator takes them.

use std::sync::Arc;

use iamkit_account::change::{AccessChange, Changed};
use iamkit_account::escalation::{Escalation, Gain};
use iamkit_account::view::{AccessView, AccountPrincipal, PolicySet};
use iamkit_conformance::case::{NamedPolicy, PolicyLayers};
use iamkit_engine::PolicyKind;

use super::{Spoken, confirm, confirm_all, named};
use iamkit_console::command::Failure;

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
        confirm_all(change.list(), &of(old, "old"), &of(new, "new"))
    })
}

/// Asks the naive evaluator about every request that ways to more access show.
///
/// # Errors
/// As [`confirm`].
pub(crate) fn confirm_gains(found: &[Escalation], view: &AccessView) -> Result<(), Failure> {
    found.iter().try_for_each(|escalation| {
        escalation.arrivals.iter().try_for_each(|arrival| match &arrival.gain {
            Gain::Requests(witness) => {
                let of = |entry: &Arc<AccountPrincipal>, when: &str| {
                    around(view, entry, &format!("{} {when} {}", entry.arn(), arrival.end))
                };
                let (before, after) = (&escalation.principal, &arrival.after);
                confirm(witness, &of(after, "after it"), &of(before, "before it"))
            }
            _ => Ok(()),
        })
    })
}

/// What is compared of a principal in one of two views; nothing where it isn't there.
fn spoken(view: &AccessView, arn: &str, what: Changed, when: &str) -> Spoken {
    let name = format!("{when} {arn}");
    if what == Changed::Resource {
        return of_resource(view, arn, &name);
    }
    let Some(principal) = view.principal(arn) else { return Spoken::nothing(&name) };
    match what {
        Changed::Added | Changed::Removed | Changed::Access | Changed::Resource => {
            around(view, principal, &name)
        }
        Changed::Trust => {
            let trust = principal.trust_set().and_then(|set| set.documents().first());
            trust.map_or_else(
                || Spoken::nothing(&name),
                |facts| Spoken::policy(&name, PolicyKind::Trust, facts.document()),
            )
        }
    }
}

/// The policy of a resource; nothing where it has none.
fn of_resource(view: &AccessView, arn: &str, name: &str) -> Spoken {
    let policy = view.resource_policies().find(|(resource, _)| *resource == arn);
    let facts = policy.and_then(|(_, set)| Some((set.kind(), set.documents().first()?)));
    facts.map_or_else(|| Spoken::nothing(name), |(kind, facts)| Spoken::policy(name, kind, facts.document()))
}

/// What grants, the boundary, and the levels of service control policies.
fn around(view: &AccessView, principal: &AccountPrincipal, name: &str) -> Spoken {
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
    let layers = PolicyLayers {
        identity: Some(identity),
        boundary: boundary.flatten(),
        scp: Some(levels),
        ..PolicyLayers::default()
    };
    Spoken::layers(name, PolicyKind::Resource, layers)
}

#[cfg(test)]
mod tests {
    use iamkit_account::change::changes;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::account::source;

    fn view(listing: &Json) -> AccessView {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("details.json");
        std::fs::write(&file, listing.to_string()).unwrap();
        source::view(&[file]).unwrap()
    }

    fn allow(actions: &str, resource: &str) -> Json {
        let statement = json!({"Effect": "Allow", "Action": actions, "Resource": resource});
        json!({"Version": "2012-10-17", "Statement": statement})
    }

    fn versions(name: &str, first: &Json, default: &Json) -> Json {
        let version = |id: &str, document: &Json| {
            json!({"VersionId": id, "Document": document, "IsDefaultVersion": id == "v2",
                "CreateDate": "2026-01-02T03:04:05Z"})
        };
        json!({
            "PolicyName": name, "PolicyId": format!("ANPA{:A<17}", name.to_uppercase()), "Path": "/",
            "Arn": format!("arn:aws:iam::111122223333:policy/{name}"), "DefaultVersionId": "v2",
            "IsAttachable": true, "CreateDate": "2026-01-02T03:04:05Z", "UpdateDate": "2026-01-02T03:04:05Z",
            "PolicyVersionList": [version("v1", first), version("v2", default)],
        })
    }

    /// An account of a user under a boundary, and of a role that a service assumes.
    fn listing(own: &Json, bounds: &Json, service: &str) -> Json {
        let boundary = "arn:aws:iam::111122223333:policy/Bounds";
        json!({
            "UserDetailList": [{
                "Path": "/", "UserName": "alice", "UserId": "AIDAAAAAAAAAAAAAAAAAA",
                "Arn": "arn:aws:iam::111122223333:user/alice",
                "UserPolicyList": [{"PolicyName": "Own", "PolicyDocument": own}],
                "PermissionsBoundary":
                    {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary},
            }],
            "RoleDetailList": [{
                "Path": "/", "RoleName": "Robot", "RoleId": "AROAAAAAAAAAAAAAAAAAA",
                "Arn": "arn:aws:iam::111122223333:role/Robot",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement":
                    {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}},
            }],
            "Policies": [versions("Bounds", bounds, bounds)],
        })
    }

    #[test]
    fn changes_are_changes_to_both_voices() {
        let of = |own: &str, service: &str| view(&listing(&allow(own, "*"), &allow("sqs:*", "*"), service));
        let old = of("*", "ec2.amazonaws.com");
        for (new, what) in [
            (of("sqs:ListQueues", "ec2.amazonaws.com"), Changed::Access),
            (of("*", "ecs.amazonaws.com"), Changed::Trust),
            (view(&json!({"UserDetailList": []})), Changed::Removed),
        ] {
            let found = changes(&old, &new).unwrap();
            assert!(found.iter().any(|change| change.what == what && !change.list().is_empty()));
            confirm_changes(&found, &old, &new).unwrap();
            let error = confirm_changes(&found, &new, &old).unwrap_err().to_string();
            assert!(error.starts_with("internal error: by the engine `"), "{error}");
            assert!(error.ends_with("decides otherwise; please report this"), "{error}");
        }
    }

    #[test]
    fn the_boundary_is_heard_too() {
        let of = |bounds: &str| view(&listing(&allow("*", "*"), &allow(bounds, "*"), "ec2.amazonaws.com"));
        let (old, new) = (of("sqs:*"), of("sqs:ListQueues"));
        let found = changes(&old, &new).unwrap();
        confirm_changes(&found, &old, &new).unwrap();
        let error = confirm_changes(&found, &old, &old).unwrap_err().to_string();
        assert!(
            error.starts_with(
                "internal error: by the engine `new arn:aws:iam::111122223333:user/alice` doesn't"
            ),
            "{error}"
        );
    }

    #[test]
    fn a_request_that_is_gained_is_gained_by_both_voices() {
        let queue =
            |name: &str| allow("sqs:SendMessage", &format!("arn:aws:sqs:us-east-1:111122223333:{name}"));
        let mine = versions("Mine", &queue("*"), &queue("q"));
        let attached = json!([{"PolicyName": "Mine", "PolicyArn": mine["Arn"]}]);
        let view = view(&json!({
            "UserDetailList": [{
                "Path": "/", "UserName": "alice", "UserId": "AIDAAAAAAAAAAAAAAAAAA",
                "Arn": "arn:aws:iam::111122223333:user/alice", "AttachedManagedPolicies": attached,
                "UserPolicyList":
                    [{"PolicyName": "Own", "PolicyDocument": allow("iam:SetDefaultPolicyVersion", "*")}],
            }],
            "Policies": [mine],
        }));
        let alice = view.principal("arn:aws:iam::111122223333:user/alice").unwrap();
        let mut found = view.escalations(alice).unwrap();
        let [way] = &mut *found else { panic!("{found:?}") };
        assert!(matches!(way.gain(), Gain::Requests(_)));
        confirm_gains(std::slice::from_ref(way), &view).unwrap();
        way.arrivals[0].after = Arc::clone(&way.principal);
        let error = confirm_gains(&found, &view).unwrap_err().to_string();
        let start = "internal error: by the engine `arn:aws:iam::111122223333:user/alice after it makes v1 the default of";
        assert!(error.starts_with(start), "{error}");
    }
}
