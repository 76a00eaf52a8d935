//! Rule `circles`: no files of a crate import each other in a circle.
//!
//! A file imports another where a `use` or a path in it names an item that the other defines, whoever hands it on. To
//! declare a module is no import, nor is to hand on what a child defines; tests don't count.

use std::collections::{BTreeMap, BTreeSet};

use super::components::{self, Graph};
use super::finding::{Finding, Rule};
use super::modules::Modules;
use super::names::{Item, Names};
use super::workspace::{Member, Workspace};

/// So many arrows of a circle are named.
const MAX_ARROWS: usize = 10;

/// So many names of an arrow are named.
const MAX_NAMES: usize = 6;

/// The names that a file takes from another, each with its first line.
type Taken = BTreeMap<String, usize>;

/// The arrows between the files of a crate.
type Arrows<'s> = BTreeMap<(&'s str, &'s str), Taken>;

/// What the rule finds.
pub(crate) fn check(workspace: &Workspace) -> Vec<Finding> {
    workspace.members.iter().flat_map(check_crate).collect()
}

fn check_crate(member: &Member) -> Vec<Finding> {
    let modules = member.roots.iter().map(|root| Modules::of(root, &member.sources)).collect::<Vec<_>>();
    let mut arrows = Arrows::new();
    for modules in &modules {
        add_arrows(&mut arrows, modules);
    }
    let mut graph = Graph::new();
    for (from, to) in arrows.keys() {
        graph.entry(from).or_default().insert(to);
    }
    components::circles(&graph).iter().filter_map(|files| finding(files, &arrows)).collect()
}

fn add_arrows<'s>(arrows: &mut Arrows<'s>, modules: &'s Modules<'s>) {
    let names = Names::of(modules);
    for (path, module) in modules.iter() {
        let mut add = |item: Item, line| {
            if let Some(to) = modules.get(&item.module).filter(|to| to.file != module.file) {
                arrows.entry((module.file, to.file)).or_default().entry(item.name).or_insert(line);
            }
        };
        for import in &module.scope.uses {
            let items = names.items(path, &import.path).into_iter();
            let own = items.filter(|item| !(import.is_handed_on && is_below(&item.module, path)));
            own.for_each(|item| add(item, import.line));
        }
        for (mention, line) in &module.scope.mentions {
            names.items(path, mention).into_iter().for_each(|item| add(item, *line));
        }
    }
}

/// Whether a module is another, or somewhere in it.
fn is_below(module: &str, other: &str) -> bool {
    module.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn finding(files: &BTreeSet<&str>, arrows: &Arrows<'_>) -> Option<Finding> {
    let inside = |(from, to): (&str, &str)| files.contains(from) && files.contains(to);
    let inside = arrows.iter().filter(|(arrow, _)| inside(**arrow)).collect::<Vec<_>>();
    let (first, taken) = inside.first()?;
    let mut texts =
        inside.iter().take(MAX_ARROWS).map(|(arrow, taken)| text(**arrow, taken)).collect::<Vec<_>>();
    if let Some(more) = inside.len().checked_sub(MAX_ARROWS).filter(|more| *more != 0) {
        texts.push(format!("and {more} more arrows"));
    }
    let names = files.iter().map(|file| short(file)).collect::<Vec<_>>().join(", ");
    Some(Finding {
        rule: Rule::Circles,
        path: first.0.to_owned(),
        line: taken.values().min().copied().unwrap_or(1),
        message: format!("{} files import each other: {names}: {}", files.len(), texts.join("; ")),
        about: files.iter().map(|&file| file.to_owned()).collect(),
    })
}

fn text((from, to): (&str, &str), taken: &Taken) -> String {
    let mut names = taken.keys().take(MAX_NAMES).cloned().collect::<Vec<_>>();
    if MAX_NAMES < taken.len() {
        names.push(format!("{} more", taken.len() - MAX_NAMES));
    }
    format!("{} -> {}: {}", short(from), short(to), names.join(", "))
}

/// The path of a file in its crate.
fn short(file: &str) -> &str {
    file.split_once("/src/").map_or(file, |(_, path)| path)
}
