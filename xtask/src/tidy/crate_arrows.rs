//! Rule `crate-arrows`: a crate imports crates of its own [layer](super::layers) and of lower ones.
//!
//! Dependencies of tests are no arrows.

use std::collections::BTreeSet;

use super::components::{Graph, circles};
use super::finding::{Finding, Rule};
use super::layers::{self, Kind, LAYERS};
use super::workspace::{Member, Workspace};

/// What the rule finds.
pub(crate) fn check(workspace: &Workspace) -> Vec<Finding> {
    let members = workspace.members.iter();
    let each = members.flat_map(|member| standing(member).into_iter().chain(arrows(workspace, member)));
    each.chain(round(workspace)).collect()
}

/// Whether the crate stands in a layer, and as the layer asks.
fn standing(member: &Member) -> Option<Finding> {
    let message = match layers::of(&member.name) {
        None => format!("`{}` stands in no layer; the table is `xtask/src/tidy/layers.rs`", member.name),
        Some((_, layer)) if layer.kind == Kind::Tests && member.is_published => {
            format!("`{}` is for tests, and `publish = false` is missing", member.name)
        }
        Some(_) => return None,
    };
    Some(finding(member, 1, message, member.name.clone()))
}

/// The arrows of a crate that point up, and those to a shell.
fn arrows(workspace: &Workspace, member: &Member) -> Vec<Finding> {
    let arrows = dependencies(workspace, member).filter_map(|to| {
        let message = forbidden(&member.name, to)?;
        Some(finding(member, member.line_of(to), message, format!("{} -> {to}", member.name)))
    });
    arrows.collect()
}

/// The members that a crate imports, tests aside.
fn dependencies<'w>(workspace: &'w Workspace, member: &'w Member) -> impl Iterator<Item = &'w str> {
    let names = member.dependencies.iter().map(String::as_str);
    names.filter(|name| workspace.members.iter().any(|other| other.name == *name))
}

/// Why a crate may not import another, if it may not.
fn forbidden(from: &str, to: &str) -> Option<String> {
    let (to_height, to_layer) = layers::of(to)?;
    if to_layer.kind == Kind::Shell {
        return Some(format!("`{from}` imports `{to}`, a shell; nothing imports a shell"));
    }
    let (height, layer) = layers::of(from)?;
    (height < to_height).then(|| {
        let order = LAYERS.iter().map(|layer| layer.name).collect::<Vec<_>>().join(" < ");
        format!("`{from}` ({}) imports `{to}` ({}) above it: {order}", layer.name, to_layer.name)
    })
}

/// Crates that import each other.
fn round(workspace: &Workspace) -> Vec<Finding> {
    let arrows = |member| dependencies(workspace, member).collect::<BTreeSet<_>>();
    let graph = workspace.members.iter().map(|member| (member.name.as_str(), arrows(member)));
    let found = circles(&graph.collect::<Graph<'_>>()).into_iter().filter_map(|names| {
        let member = workspace.members.iter().find(|member| names.contains(member.name.as_str()))?;
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        Some(finding(member, 1, format!("these crates import each other: {names}"), names))
    });
    found.collect()
}

fn finding(member: &Member, line: usize, message: String, about: String) -> Finding {
    Finding { rule: Rule::CrateArrows, path: member.manifest.clone(), line, message, about: vec![about] }
}
