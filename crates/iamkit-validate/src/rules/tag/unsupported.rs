//! Which actions of a statement have no tag of the resource that its condition asks for.

use std::collections::{BTreeSet, HashSet};

use iamkit_catalog::{Action, Catalog, ConditionKey};
use iamkit_policy::Span;
use iamkit_policy::shown::Shown;

use crate::document::{ConditionElement, KeyTest, Named, Statement};
use crate::input::Input;
use crate::policy_type::Kinds;
use crate::rule::Found;

/// Resource control policies, whose actions are of few services, aren't said to be meant.
pub(super) const KINDS: Kinds = Kinds::IDENTITY.and(Kinds::SERVICE_CONTROL).and(Kinds::RESOURCE);

/// The key of a tag of the resource, up to the tag.
const RESOURCE_TAG: &str = "aws:ResourceTag/";

/// The key of a tag of the request: actions that take it make resources, and are never told of (recorded 2026-03-07).
const REQUEST_TAG: &str = "aws:RequestTag/";

/// Tells of each condition on a tag of the resource under which an action of `Action` can have none.
pub(super) fn untagged(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let keys = tags_asked_for(statement);
    if keys.is_empty() {
        return;
    }
    let is_untagged = |action: &&crate::document::Action<'_>| {
        names_no_tagged(&action.item.text, action.named(input.catalog, &input.work), input)
    };
    let actions = statement.actions().filter(is_untagged).collect::<Vec<_>>();
    if actions.is_empty() {
        return;
    }
    let services = actions.iter().map(|action| prefix(&action.item.text)).collect::<BTreeSet<_>>();
    let services = services.into_iter().collect::<Vec<_>>().join("`, `");
    for key in keys {
        // Every key has a finding of its own, with all the actions.
        if !input.work.spend(actions.len() * STEPS_OF_A_PLACE + services.len()) {
            return;
        }
        let mut spans = actions.iter().map(|action| action.item.span).collect::<Vec<_>>();
        spans.push(key.key.span);
        let text = Shown::value(&key.key.text);
        found.all_of(
            in_order(spans),
            format!("These actions of `{services}` have no tags of resources, so `{text}` is never there for them."),
        );
    }
}

/// A place that is told takes so much more than a step.
const STEPS_OF_A_PLACE: usize = 64;

/// Tells of each condition on a tag of the resource beside `NotAction`, which leaves actions that can have none.
pub(super) fn others(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let Some(element) = &statement.not_action else { return };
    for key in tags_asked_for(statement) {
        let text = Shown::value(&key.key.text);
        found.all_of(
            in_order(vec![element.span, key.key.span]),
            format!("Many of the actions that `NotAction` leaves have no tags of resources: `{text}` is never there."),
        );
    }
}

fn in_order(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| span.start);
    spans
}

/// The first test of each tag of the resource that wants it to be something.
fn tags_asked_for<'s, 't>(statement: &'s Statement<'t>) -> Vec<&'s KeyTest<'t>> {
    let mut seen = HashSet::new();
    let keys = statement.condition.iter().flat_map(ConditionElement::keys);
    keys.filter(|key| begins(&key.folded, RESOURCE_TAG) && is_positive(key) && seen.insert(&*key.folded)).collect()
}

fn is_positive(key: &KeyTest<'_>) -> bool {
    key.is_under(|operator| {
        !operator.is_null() && !operator.if_exists && !operator.kind.as_str().contains("Not")
    })
}

/// Whether it names actions, and all of them have no tag of the resource.
fn names_no_tagged(text: &str, named: Named, input: &Input<'_>) -> bool {
    let catalog: &Catalog = input.catalog;
    match named {
        Named::Action(id) => catalog.action_by_id(id).is_some_and(|action| !has_tags(&action)),
        Named::Pattern | Named::Open => {
            if !input.work.spend(named.steps(catalog)) {
                return false;
            }
            let mut actions = catalog.actions_matching(text).peekable();
            actions.peek().is_some() && !actions.any(|action| has_tags_by_type(&action))
        }
        // Inferred of `*`; what names nothing is found by other rules.
        Named::All | Named::NoService | Named::NoAction | Named::NoName => false,
    }
}

/// Whether the action, by itself or with a resource, or a resource type of it takes a tag.
fn has_tags(action: &Action<'_>) -> bool {
    has_tags_by_type(action) || action.resource_types().any(|used| used.condition_keys().any(is_tag))
}

/// Whether the action by itself or a resource type of it takes a tag. That of patterns only these count is recorded of
/// `sagemaker-mlflow:*`, whose actions take a tag with resources of a type that has none.
fn has_tags_by_type(action: &Action<'_>) -> bool {
    let mut types = action.resource_types();
    action.own_condition_keys().any(is_tag) || types.any(|used| used.resource_type().condition_keys().any(is_tag))
}

/// Whether it is a tag of the resource or of the request.
fn is_tag(key: ConditionKey<'_>) -> bool {
    begins(key.name(), RESOURCE_TAG) || begins(key.name(), REQUEST_TAG)
}

fn begins(name: &str, start: &str) -> bool {
    name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

fn prefix(text: &str) -> String {
    let prefix = text.split_once(':').map_or(text, |(prefix, _)| prefix);
    Shown::value(prefix).to_string()
}
