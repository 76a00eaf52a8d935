//! Which condition keys statements ask for, and which of them follow from who asks (S44).

use iamkit_engine::{Context, ContextValue};
use iamkit_policy::normal::{Pattern, Rule, Scope, Variable};

use super::AccessView;
use super::entry::PrincipalEntry;

/// The keys of a statement in lower case: of its conditions, and of the variables in its resources and values.
pub(crate) fn keys_of(rule: &Rule) -> impl Iterator<Item = &str> {
    let conditions = rule.conditions.iter().map(|test| test.key.folded());
    let resources = rule.resources.iter().flat_map(Scope::entries).flat_map(Pattern::variables);
    let values = rule.conditions.iter().flat_map(|test| test.variables());
    conditions.chain(resources.chain(values).map(Variable::key).map(|key| key.folded()))
}

/// Whether a key, in lower case, says who the requester is.
pub(crate) fn is_of_principal(key: &str) -> bool {
    key.starts_with("aws:principal") || matches!(key, "aws:username" | "aws:userid")
}

/// The keys that are known of a principal and that the engine doesn't derive itself; the given ones come first.
pub(crate) fn known_keys<'a>(
    view: &AccessView,
    principal: &'a PrincipalEntry,
    given: Option<&Context<'a>>,
) -> Context<'a> {
    let mut context = given.cloned().unwrap_or_default();
    let mut add = |key: String, value: ContextValue<'a>| {
        // A key that was given stays as it was given.
        let _ = context.insert(key, value);
    };
    for (key, value) in principal.tags().iter() {
        add(format!("aws:PrincipalTag/{key}"), value.as_str().into());
    }
    if principal.is_user() {
        add("aws:userid".into(), principal.id().as_str().into());
    }
    if let Some(scope) = view.scope(principal.account_place())
        && let Some(organization) = &scope.organization
    {
        add("aws:PrincipalOrgID".into(), organization.id.to_string().into());
        add("aws:PrincipalOrgPaths".into(), std::iter::once(organization.path.clone()).collect());
    }
    context
}
