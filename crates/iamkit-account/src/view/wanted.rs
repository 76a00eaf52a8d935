//! What is wanted: an action on a resource, with what is known besides.

use iamkit_catalog::{Action, Catalog, Evaluated};
use iamkit_engine::Context;
use iamkit_policy::fact::Mark;

/// What is wanted of a resource
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    action: &'a str,
    resource: &'a str,
    resource_account: Option<&'a str>,
    context: Option<&'a Context<'a>>,
    lacks: &'a [&'a str],
}

impl<'a> Wanted<'a> {
    /// An action on a resource; on `*` for an action that has none.
    pub fn new(action: &'a str, resource: &'a str) -> Self {
        Self { action, resource, resource_account: None, context: None, lacks: &[] }
    }

    /// With condition keys; those that follow from the principal are known without.
    #[must_use]
    pub fn with_context(self, context: &'a Context<'a>) -> Self {
        Self { context: Some(context), ..self }
    }

    /// With the account that owns the resource, where its ARN doesn't tell (S73).
    #[must_use]
    pub fn with_resource_account(self, account: &'a str) -> Self {
        Self { resource_account: Some(account), ..self }
    }

    /// Without some keys, in lower case, for certain: they aren't left open where statements ask for them.
    #[must_use]
    pub fn lacking(self, keys: &'a [&'a str]) -> Self {
        Self { lacks: keys, ..self }
    }

    pub(crate) fn lacks(&self, key: &str) -> bool {
        self.lacks.contains(&key)
    }

    /// The action.
    pub fn action(&self) -> &'a str {
        self.action
    }

    /// The resource.
    pub fn resource(&self) -> &'a str {
        self.resource
    }

    pub(crate) fn resource_account(&self) -> Option<&'a str> {
        self.resource_account
    }

    /// The condition keys that were given.
    pub fn context(&self) -> Option<&'a Context<'a>> {
        self.context
    }
}

/// What an action without resource types is about, as denials of it show; `None` of one with types (S25).
pub(crate) fn evaluated_of_typeless(action: &str) -> Option<Evaluated<'static>> {
    let action = Catalog::embedded().action(action).filter(Action::is_wildcard_only)?;
    Some(action.evaluated().up_to(Mark::Observed))
}

/// Whether the request is about `*`: one that brings a resource is decided on it, unless `*` is known (S25).
pub(crate) fn is_about_star(action: &str, resource: &str) -> bool {
    evaluated_of_typeless(action)
        .is_some_and(|evaluated| resource == "*" || matches!(evaluated, Evaluated::Star(_)))
}
