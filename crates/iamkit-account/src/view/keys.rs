//! Which condition keys follow from who asks (S44).

use iamkit_engine::{Context, ContextValue};

use super::AccessView;
use super::entry::AccountPrincipal;

/// What is known of a principal besides what follows from its ARN.
pub(crate) fn known_keys<'p>(view: &AccessView, principal: &'p AccountPrincipal) -> &'p Context<'static> {
    principal.known.get_or_init(|| {
        let mut context = Context::default();
        let mut add = |key: String, value: ContextValue<'static>| {
            // INVARIANT: tag keys are unique whatever their case, and the others have names of their own.
            let _ = context.insert(key, value);
        };
        for (key, value) in principal.tags().iter() {
            add(format!("aws:PrincipalTag/{key}"), value.to_string().into());
        }
        if principal.is_user() {
            add("aws:userid".into(), principal.id().to_string().into());
        }
        if let Some(scope) = view.scope(principal.account_place())
            && let Some(organization) = &scope.organization
        {
            add("aws:PrincipalOrgID".into(), organization.id.to_string().into());
            add("aws:PrincipalOrgPaths".into(), std::iter::once(organization.path.clone()).collect());
        }
        context
    })
}

/// What a principal has under a key that says who it is, as far as principals of one account differ in it.
pub(crate) fn value_of(view: &AccessView, principal: &AccountPrincipal, key: &str) -> Option<String> {
    if matches!(key, "aws:username" | "aws:principalarn" | "aws:userid") {
        return Some(principal.arn().to_owned());
    }
    if key == "aws:principaltype" {
        return Some(principal.is_user().to_string());
    }
    known_keys(view, principal).get(key).map(|value| format!("{value:?}"))
}
