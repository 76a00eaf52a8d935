//! Which kind the policies of a question are: as `--kind` says, or as their wrappings and they themselves show.

use iamkit_engine::PolicyKind;

use crate::policy_argument::{Kind, PolicyArgument};
use iamkit_console::command::Failure;

/// The kind of one policy.
pub(crate) fn of_one(said: Option<Kind>, policy: &PolicyArgument) -> PolicyKind {
    said.map_or(policy.kind, Into::into)
}

/// The kind of two policies that are asked about together.
///
/// # Errors
/// They show different kinds, and nothing is said.
pub(crate) fn of_both(
    said: Option<Kind>,
    one: &PolicyArgument,
    two: &PolicyArgument,
) -> Result<PolicyKind, Failure> {
    if let Some(kind) = said {
        return Ok(kind.into());
    }
    common(one.kind, two.kind).ok_or_else(|| {
        let shown = |policy: &PolicyArgument| {
            format!("{policy} looks like a policy of the kind {}", policy.kind.as_str())
        };
        format!("{}, and {}: say what they are by `--kind`", shown(one), shown(two)).into()
    })
}

/// What both can be: a kind that only its wrapping tells is written like identity policies or those of resources.
fn common(one: PolicyKind, two: PolicyKind) -> Option<PolicyKind> {
    use PolicyKind::{Identity, Key, Resource, Trust};
    match (one, two) {
        (one, two) if one == two => Some(one),
        (one, two) if one.names_principals() != two.names_principals() => None,
        (Resource | Key | Trust, Resource | Key | Trust) => Some(Resource),
        (Identity | Resource, other) | (other, Identity | Resource) => Some(other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use PolicyKind::{
        Boundary, Identity, Key, Resource, ResourceControl, ServiceControl, Trust, VpcEndpoint,
    };

    use super::*;

    #[test]
    fn what_is_told_by_one_wrapping_holds_for_both() {
        for (one, two, both) in [
            (Identity, Identity, Some(Identity)),
            (Identity, ServiceControl, Some(ServiceControl)),
            (Resource, VpcEndpoint, Some(VpcEndpoint)),
            (Resource, ResourceControl, Some(ResourceControl)),
            (Trust, Resource, Some(Resource)),
            (Key, Trust, Some(Resource)),
            (Boundary, ServiceControl, None),
            (Identity, Trust, None),
            (Key, VpcEndpoint, None),
        ] {
            assert_eq!((common(one, two), common(two, one)), (both, both), "{one:?} {two:?}");
        }
    }
}
