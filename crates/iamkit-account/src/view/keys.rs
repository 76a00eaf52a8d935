//! Which condition keys statements ask for, and which of them follow from who asks (S44).

use iamkit_engine::{Context, ContextValue};
use iamkit_policy::normal::{Pattern, Rule, Scope, Variable};

use super::AccessView;
use super::entry::PrincipalEntry;

/// The keys of a statement in lower case: of its conditions, and of the variables in its resources and values.
pub(crate) fn keys_of(rule: &Rule) -> impl Iterator<Item = &str> {
    let conditions = rule.conditions.iter().map(|test| test.key.folded());
    let resources = rule.resources.iter().flat_map(Scope::entries).flat_map(Pattern::variables);
    let values = rule.conditions.iter().flat_map(iamkit_policy::normal::Test::variables);
    conditions
        .chain(resources.chain(values).map(Variable::key).map(iamkit_policy::normal::ConditionKey::folded))
}

/// Whether a key, in lower case, says who the requester is.
pub(crate) fn is_of_principal(key: &str) -> bool {
    key.starts_with("aws:principal") || matches!(key, "aws:username" | "aws:userid")
}

/// What is known of a principal besides what follows from its ARN.
pub(crate) fn known_keys<'p>(view: &AccessView, principal: &'p PrincipalEntry) -> &'p Context<'static> {
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
pub(crate) fn value_of(view: &AccessView, principal: &PrincipalEntry, key: &str) -> Option<String> {
    if matches!(key, "aws:username" | "aws:principalarn" | "aws:userid") {
        return Some(principal.arn().to_owned());
    }
    if key == "aws:principaltype" {
        return Some(principal.is_user().to_string());
    }
    known_keys(view, principal).get(key).map(|value| format!("{value:?}"))
}
