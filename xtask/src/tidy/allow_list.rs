//! Entries of the allow list: what each allows, and what in it allows nothing.

use std::collections::BTreeSet;
use std::panic::Location;

use super::finding::{Finding, Rule};

/// Findings of one rule that are allowed for one reason
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowed {
    rule: Rule,
    /// What they are about, as the findings say it in JSON. A circle is about its files, and is allowed where one entry
    /// names them all; so is what is left of it, and what joins it is not.
    about: &'static [&'static str],
    reason: &'static str,
    place: &'static Location<'static>,
}

impl Allowed {
    /// An entry; its place is where it is written.
    #[track_caller]
    #[cfg_attr(not(test), expect(dead_code, reason = "nothing is allowed"))]
    pub(crate) const fn new(rule: Rule, about: &'static [&'static str], reason: &'static str) -> Self {
        Self { rule, about, reason, place: Location::caller() }
    }

    fn allows(&self, finding: &Finding) -> bool {
        self.rule == finding.rule && finding.about.iter().all(|name| self.about.contains(&name.as_str()))
    }

    /// What in the entry allows nothing, where the rules found this.
    fn unneeded(&self, found: &[Finding]) -> Vec<Finding> {
        let allowed = found.iter().filter(|finding| self.allows(finding));
        let needed = allowed.flat_map(|finding| &finding.about).map(String::as_str).collect::<BTreeSet<_>>();
        let unneeded = self.about.iter().filter(|name| !needed.contains(**name));
        unneeded
            .map(|name| self.finding(format!("no finding needs `{name}` in the allow list any more")))
            .collect()
    }

    fn finding(&self, message: String) -> Finding {
        let (path, line) =
            (self.place.file().replace('\\', "/"), usize::try_from(self.place.line()).unwrap_or(1));
        Finding { rule: self.rule, path, line, message, about: Vec::new() }
    }
}

/// The findings of the rules that no entry allows, and what in the entries of these rules allows nothing.
pub(crate) fn beyond(found: Vec<Finding>, rules: &[Rule], allowed: &[Allowed]) -> Vec<Finding> {
    let asked = allowed.iter().filter(|entry| rules.contains(&entry.rule));
    let unreasoned = asked.clone().filter(|entry| entry.reason.is_empty());
    let unreasoned =
        unreasoned.map(|entry| entry.finding("the entry of the allow list has no reason".into()));
    let entries = asked.flat_map(|entry| entry.unneeded(&found)).chain(unreasoned).collect::<Vec<_>>();
    let is_allowed = |finding: &Finding| allowed.iter().any(|entry| entry.allows(finding));
    found.into_iter().filter(|finding| !is_allowed(finding)).chain(entries).collect()
}
