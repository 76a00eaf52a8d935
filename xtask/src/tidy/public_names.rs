//! Rule `public-names`: no name is a public type of two published crates, or twice of one, for different things.
//!
//! A type that another crate hands on is defined once, and so is found once.

use std::collections::BTreeMap;

use super::finding::{Finding, Rule};
use super::layers::{self, Kind};
use super::source::{Documented, Source};
use super::workspace::{Member, Workspace};

/// A public type, with the file that defines it.
type Defined<'w> = (&'w Source, &'w Documented);

/// What the rule finds: each type after the first of its name.
pub(crate) fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut by_name = BTreeMap::<&str, Vec<Defined<'_>>>::new();
    for (source, item) in workspace.members.iter().filter(|member| is_library(member)).flat_map(types) {
        by_name.entry(&item.name).or_default().push((source, item));
    }
    by_name.into_values().flat_map(|mut defined| repeated(&mut defined)).collect()
}

fn is_library(member: &Member) -> bool {
    let is_shell = layers::of(&member.name).is_some_and(|(_, layer)| layer.kind == Kind::Shell);
    member.is_published && !is_shell
}

fn types(member: &Member) -> impl Iterator<Item = Defined<'_>> {
    let sources = member.sources.values().filter(|source| !source.is_test);
    sources
        .flat_map(|source| source.documented.iter().map(move |item| (source, item)))
        .filter(|(_, it)| it.is_type)
}

fn repeated(defined: &mut [Defined<'_>]) -> Vec<Finding> {
    defined.sort_by_key(|(source, item)| (&source.path, item.line));
    let Some((first, others)) = defined.split_first() else { return Vec::new() };
    let finding = |(source, item): &Defined<'_>| Finding {
        rule: Rule::PublicNames,
        path: source.path.clone(),
        line: item.line,
        message: format!("`{}` is the name of another public type, in `{}`", item.name, first.0.path),
        about: vec![item.name.clone()],
    };
    others.iter().map(finding).collect()
}
