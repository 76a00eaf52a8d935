//! The resources that statements about assuming roles name.

use iamkit_policy::glob::Glob;
use iamkit_policy::normal::{Pattern, Rule, Scope};
use rustc_hash::FxHashMap;

use super::action::ASSUME_ROLE_IN_LOWER_CASE;
use crate::view::{AccessView, PolicySet};

/// Patterns with wildcards, each once, and ARNs, each with the classes that name it.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    globs: Vec<Glob>,
    by_text: FxHashMap<String, u32>,
    literals: FxHashMap<Box<str>, Vec<u32>>,
    /// Whether a control policy names roles by variables: then each role is a question of its own for everyone.
    pub(super) is_varying: bool,
}

impl Patterns {
    pub(super) fn add(&mut self, glob: &Glob) -> u32 {
        *self.by_text.entry(glob.to_string()).or_insert_with(|| {
            self.globs.push(glob.clone());
            u32::try_from(self.globs.len() - 1).unwrap_or(u32::MAX)
        })
    }

    pub(super) fn add_literal(&mut self, text: &str, class: u32) {
        let classes = self.literals.entry(text.into()).or_default();
        if classes.last() != Some(&class) {
            classes.push(class);
        }
    }

    /// The patterns of control policies, which are about everyone in an account.
    pub(super) fn add_control_policies(&mut self, view: &AccessView) {
        for scope in (0..).map_while(|account| view.scope(account)) {
            let levels = scope.service_control.iter().chain(&scope.resource_control);
            levels.for_each(|level| self.add_set(&level.set));
        }
    }

    fn add_set(&mut self, set: &PolicySet) {
        let rules = set.documents().iter().flat_map(|facts| facts.rules());
        let rules = rules.filter(|rule| is_about_assuming(rule));
        for pattern in rules.filter_map(|rule| rule.resources.as_ref()).flat_map(Scope::entries) {
            match pattern {
                Pattern::Template(_) => self.is_varying = true,
                Pattern::Glob(glob) if glob.is_any() => {}
                Pattern::Glob(glob) => {
                    self.add(glob);
                }
            }
        }
    }

    /// The patterns that match a role's ARN.
    pub(super) fn matching(&self, arn: &str) -> Vec<u32> {
        let globs = (0_u32..).zip(&self.globs);
        globs.filter(|(_, glob)| glob.matches(arn)).map(|(number, _)| number).collect()
    }

    /// The classes that name a role by its ARN, in order.
    pub(super) fn naming(&self, arn: &str) -> &[u32] {
        self.literals.get(arn).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn is_about_assuming(rule: &Rule) -> bool {
    rule.actions.contains(|pattern| pattern.matches(ASSUME_ROLE_IN_LOWER_CASE))
}
