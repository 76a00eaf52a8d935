//! In which names the versions of a managed policy differ, each from the one before it.

use std::collections::BTreeSet;

use iamkit_catalog::Catalog;

use super::version::VersionComparison;

/// What each version has more (`+`) and less (`-`) than the one before it; the first, than the custom policy.
pub(super) fn changes(versions: &[VersionComparison]) -> Vec<Vec<Change>> {
    let mut before = Names::default();
    let changes = versions.iter().map(|version| {
        let now = Names::of(version);
        let change = now.change_since(&before, version);
        before = now;
        change
    });
    changes.collect()
}

/// A name that a version has more or less than the one before it
#[derive(Debug)]
pub(super) struct Change {
    sign: char,
    name: String,
    note: &'static str,
}

impl Change {
    /// The change in words, its name written as it is said.
    pub(super) fn written(&self, written: impl Fn(&str) -> String) -> String {
        format!("{} {}{}", self.sign, written(&self.name), self.note)
    }
}

/// The names in which a managed policy differs from the custom one
#[derive(Debug, Default)]
struct Names {
    more: BTreeSet<String>,
    less: BTreeSet<String>,
}

impl Names {
    fn of(version: &VersionComparison) -> Self {
        let catalog = &version.catalog;
        let set = |real: &[String], other: &[String]| real.iter().chain(other).cloned().collect();
        Self {
            more: set(&catalog.managed_only, &catalog.not_actions.managed),
            less: set(&catalog.custom_only, &catalog.not_actions.custom),
        }
    }

    fn change_since(&self, before: &Self, version: &VersionComparison) -> Vec<Change> {
        let gained = self.more.difference(&before.more).chain(before.less.difference(&self.less));
        let lost = self.less.difference(&before.less).chain(before.more.difference(&self.more));
        let real = |name: &String| Catalog::embedded().action(name).is_some();
        let change = |sign: char, name: &String| {
            let note = match name {
                name if version.catalog.conditional.contains(name) => " (limited)",
                name if !real(name) => " (no action)",
                _ => "",
            };
            Change { sign, name: name.clone(), note }
        };
        let gained = gained.map(|name| change('+', name));
        gained.chain(lost.map(|name| change('-', name))).collect()
    }
}
