//! Which condition keys statements ask for.

use iamkit_policy::normal::{KeyName, Pattern, Rule, Scope, Test, Variable};

/// The keys of a statement in lower case: of its conditions, and of the variables in its resources and values.
pub(crate) fn keys_of(rule: &Rule) -> impl Iterator<Item = &str> {
    let conditions = rule.conditions.iter().map(|test| test.key.folded());
    let resources = rule.resources.iter().flat_map(Scope::entries).flat_map(Pattern::variables);
    let values = rule.conditions.iter().flat_map(Test::variables);
    conditions.chain(resources.chain(values).map(Variable::key).map(KeyName::folded))
}

/// Whether a key, in lower case, says who the requester is.
pub(crate) fn is_of_principal(key: &str) -> bool {
    key.starts_with("aws:principal") || matches!(key, "aws:username" | "aws:userid")
}
