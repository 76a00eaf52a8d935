//! The requests that are drawn: pools made from both documents and the catalog, and the strategy over them.
//!
//! Every pool has its plainest member first, because that is where shrinking goes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use iamkit_catalog::Catalog;
use iamkit_catalog::{ActionId, ArnTemplate};
use iamkit_engine::Context;
use iamkit_engine::ContextValue;
use iamkit_engine::Request;
use iamkit_policy::PolicyDocument;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::conformance::is_about_star;

const PRINCIPALS: [&str; 3] = [
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:sts::111122223333:assumed-role/mail/session",
    "arn:aws:iam::444455556666:user/path/bob",
];

/// The parts of a request.
#[derive(Debug, Clone)]
pub(super) struct Draw {
    pub(super) principal: &'static str,
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) context: BTreeMap<String, ContextValue<'static>>,
}

impl Draw {
    /// The keys with their values; of a key drawn in two spellings the first stays.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&String, &ContextValue<'static>)> {
        let is_first = |key: &String| {
            self.context
                .keys()
                .find(|other| other.eq_ignore_ascii_case(key))
                .is_some_and(|first| first == key)
        };
        self.context.iter().filter(move |(key, _)| is_first(key))
    }

    /// Whether requests for the action are known to be about `*` (S25).
    pub(super) fn is_about_star(&self) -> bool {
        is_about_star(&self.action) == Some(true)
    }

    /// What `answer` says of the request; `None` where a near miss is no action name at all.
    pub(super) fn ask<T>(&self, answer: impl FnOnce(&Request<'_>) -> T) -> Option<T> {
        let mut context = Context::default();
        for (key, value) in self.entries() {
            // No key is there twice.
            let _ = context.insert(key, value.clone());
        }
        let principal = self.principal.parse().ok()?;
        let request = Request::new(&principal, &self.action, &self.resource).ok()?;
        Some(answer(&request.wildcard_only(self.is_about_star()).with_context(&context)))
    }
}

/// Requests about what the two documents speak of.
pub(super) fn requests(documents: [&PolicyDocument; 2]) -> impl Strategy<Value = Draw> + use<> {
    let context = context_entries(documents);
    let n_entries = context.len();
    let context = subsequence(context, 0..=n_entries);
    (select(&PRINCIPALS[..]), actions(documents), resources(documents), context).prop_map(
        |(principal, action, resource, context)| {
            let context = context.into_iter().rev().collect();
            Draw { principal, action, resource, context }
        },
    )
}

fn action_patterns(documents: [&PolicyDocument; 2]) -> Vec<String> {
    let statements = documents.into_iter().flat_map(PolicyDocument::statements);
    unique(statements.flat_map(|statement| statement.actions().values()).map(iamkit_policy::Text::as_str))
}

fn actions(documents: [&PolicyDocument; 2]) -> BoxedStrategy<String> {
    let patterns = action_patterns(documents);
    let related = unique(related_actions(&patterns).into_iter().map(|action| action.to_string()));
    let any = any::<Index>().prop_map(|place| any_action(place).unwrap_or_else(|| "s3:GetObject".into()));
    prop_oneof![
        4 => filled(patterns.clone()),
        2 => near_misses(patterns),
        2 => select_or(related, "s3:GetObject"),
        1 => any,
    ]
    .boxed()
}

/// The actions of every service that the patterns name.
fn related_actions(patterns: &[String]) -> Vec<iamkit_catalog::Action<'static>> {
    let services = patterns.iter().filter_map(|pattern| Some(format!("{}:*", pattern.split_once(':')?.0)));
    let services = services.collect::<BTreeSet<_>>();
    services.iter().flat_map(|pattern| Catalog::embedded().actions_matching(pattern).take(1000)).collect()
}

/// An ARN of every resource type that actions of those services take.
fn catalog_resources(documents: [&PolicyDocument; 2]) -> Vec<String> {
    let actions = related_actions(&action_patterns(documents));
    let types = actions.iter().flat_map(iamkit_catalog::Action::resource_types);
    let templates =
        types.flat_map(|of_action| of_action.resource_type().arn_templates().map(ArnTemplate::as_str));
    unique(templates.map(instance))
}

/// An ARN of the template's form.
fn instance(template: &str) -> String {
    let mut arn = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("${") {
        let (placeholder, after) = behind.split_once('}').unwrap_or((behind, ""));
        arn.push_str(before);
        arn.push_str(match placeholder {
            "Partition" => "aws",
            "Region" => "us-east-1",
            "Account" => "111122223333",
            _ => "x",
        });
        rest = after;
    }
    arn + rest
}

fn any_action(place: Index) -> Option<String> {
    static ALL: LazyLock<Vec<ActionId>> =
        LazyLock::new(|| Catalog::embedded().actions().map(|action| action.id()).collect());
    let id = ALL.get(place.index(ALL.len().max(1)))?;
    Catalog::embedded().action_by_id(*id).map(|action| action.to_string())
}

fn resources(documents: [&PolicyDocument; 2]) -> BoxedStrategy<String> {
    let statements = documents.into_iter().flat_map(PolicyDocument::statements);
    let patterns = statements
        .filter_map(iamkit_policy::Statement::resources)
        .flat_map(iamkit_policy::ElementList::values);
    let patterns = unique(patterns.map(iamkit_policy::Text::as_str));
    let plain = vec![
        "*".to_owned(),
        "arn:aws:iam::111122223333:role/example".to_owned(),
        "arn:aws:ses:us-east-1:111122223333:identity/example.com".to_owned(),
    ];
    prop_oneof![
        3 => select(plain),
        4 => filled(patterns.clone()),
        1 => near_misses(patterns),
        2 => select_or(catalog_resources(documents), "*"),
    ]
    .boxed()
}

/// Keys of both documents with values that their conditions name, near misses, and no value of the policy.
fn context_entries(documents: [&PolicyDocument; 2]) -> Vec<(String, ContextValue<'static>)> {
    let statements = documents.into_iter().flat_map(PolicyDocument::statements);
    let mut entries = Vec::new();
    for condition in statements.flat_map(iamkit_policy::Statement::conditions) {
        let values = condition.values().iter().map(|value| value.as_str().replace(['*', '?'], "x"));
        let values = values.collect::<Vec<_>>();
        let is_multi = condition.operator().quantifier().is_some();
        for value in values.into_iter().chain(["other".to_owned()]) {
            let value = if is_multi { ContextValue::from_iter([value]) } else { ContextValue::from(value) };
            entries.push((condition.key().to_owned(), value));
        }
    }
    // Enough for every key of a usual policy; drawing a subsequence of thousands would give all keys always.
    entries.dedup();
    entries.truncate(64);
    entries
}

/// Strings that a pattern matches: its wildcards filled in.
fn filled(patterns: Vec<String>) -> BoxedStrategy<String> {
    let filler = prop_oneof![Just(String::new()), "[A-Za-z0-9]{1,6}"];
    (select_or(patterns, "*"), filler)
        .prop_map(|(pattern, filler)| match pattern.as_str() {
            "*" => "*".to_owned(),
            _ => pattern.replace('*', &filler).replace('?', "x"),
        })
        .boxed()
}

/// Strings near those that a pattern matches: a character lost, added or in the other letter case.
fn near_misses(patterns: Vec<String>) -> BoxedStrategy<String> {
    (filled(patterns), any::<Index>(), 0..3_u8)
        .prop_map(|(text, place, change)| {
            let mut characters = text.chars().collect::<Vec<_>>();
            let place = place.index(characters.len().max(1));
            match (change, characters.get_mut(place)) {
                (0, Some(_)) => drop(characters.remove(place)),
                (1, Some(character)) => *character = swapped(*character),
                _ => characters.insert(place, 'x'),
            }
            characters.into_iter().collect()
        })
        .boxed()
}

fn swapped(character: char) -> char {
    if character.is_ascii_lowercase() {
        character.to_ascii_uppercase()
    } else {
        character.to_ascii_lowercase()
    }
}

fn select_or(pool: Vec<String>, fallback: &str) -> BoxedStrategy<String> {
    select(if pool.is_empty() { vec![fallback.to_owned()] } else { pool }).boxed()
}

fn unique(texts: impl Iterator<Item = impl Into<String>>) -> Vec<String> {
    texts.map(Into::into).collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_become_arns_of_their_form() {
        let template = "arn:${Partition}:ses:${Region}:${Account}:identity/${IdentityName}";
        assert_eq!(instance(template), "arn:aws:ses:us-east-1:111122223333:identity/x");
        assert_eq!(instance("arn:aws:s3:::${Bucket"), "arn:aws:s3:::x");
    }

    #[test]
    fn resources_are_drawn_from_the_catalog_too() {
        let document: PolicyDocument =
            r#"{"Statement": {"Effect": "Allow", "Action": "ses:*", "Resource": "*"}}"#.parse().unwrap();
        let resources = catalog_resources([&document, &document]);
        assert!(
            resources.contains(&"arn:aws:ses:us-east-1:111122223333:identity/x".to_owned()),
            "{resources:?}"
        );
    }
}
