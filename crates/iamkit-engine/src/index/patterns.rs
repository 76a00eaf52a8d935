//! Action patterns in the order they were put in, found again by the action that they match.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use iamkit_policy::glob::Glob;
use iamkit_policy::normal::ActionPattern;

use super::action::ActionName;
use super::service::{ServicePatterns, ServiceTable, visit_globs};
use super::table::NameTable;

/// Action patterns, numbered from 0 in the order they were put in, literal names apart.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    pub(super) literals: NameTable,
    services: ServiceTable,
    /// One for each service.
    pub(super) of_service: Vec<ServicePatterns>,
    /// Patterns whose service isn't literal.
    pub(super) elsewhere: Vec<(Glob, u32)>,
    names_every: bool,
    /// The numbers of all patterns but `*` and literal names, by their text.
    numbers: NameTable,
    /// The text of a pattern while it is looked up.
    text: String,
}

/// How a pattern is found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// It is `*`, which needs no finding.
    Every,
    Literal(u32),
    Pattern(u32),
}

impl Patterns {
    /// Puts a pattern in; one that is there already keeps its number. `None` for a pattern that matches nothing (S4).
    pub(super) fn add(&mut self, pattern: &ActionPattern) -> Option<Entry> {
        let glob = pattern.glob()?;
        if let Some(literal) = glob.as_literal() {
            return Some(Entry::Literal(self.literals.number(literal)));
        }
        if glob.is_any() {
            self.names_every = true;
            return Some(Entry::Every);
        }
        Some(Entry::Pattern(self.add_glob(glob)))
    }

    fn add_glob(&mut self, glob: &Glob) -> u32 {
        self.text.clear();
        // Writing to a string can't fail.
        let _ = write!(self.text, "{glob}");
        let known = self.numbers.len();
        let number = self.numbers.number(&self.text);
        if (number as usize) < known {
            return number;
        }
        match glob.literal_prefix().split_once(':') {
            Some((service, _)) => self.service(service).add(glob, service.len() + 1, number),
            None => self.elsewhere.push((glob.clone(), number)),
        }
        number
    }

    fn service(&mut self, service: &str) -> &mut ServicePatterns {
        let number = self.services.number(service) as usize;
        if self.of_service.len() <= number {
            self.of_service.resize_with(number + 1, ServicePatterns::default);
        }
        #[expect(clippy::indexing_slicing, reason = "the list was just made long enough")]
        &mut self.of_service[number]
    }

    /// The literal names.
    pub(super) fn literals(&self) -> &NameTable {
        &self.literals
    }

    /// The number of an action among the literal names, and the note beside it.
    #[inline]
    pub(super) fn literal(&self, action: &ActionName<'_>) -> Option<(u32, u8)> {
        self.literals.find(action.as_str().as_bytes(), action.hash())
    }

    /// The patterns of the action's service.
    #[inline]
    pub(super) fn of_service(&self, action: &ActionName<'_>) -> Option<&ServicePatterns> {
        self.of_service.get(self.services.find(action)? as usize)
    }

    /// Calls `visit` with each pattern that matches the action, until it says to stop.
    #[inline]
    pub(super) fn visit(
        &self,
        action: &ActionName<'_>,
        mut visit: impl FnMut(u32) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if let Some(patterns) = self.of_service(action) {
            patterns.visit(action, &mut visit)?;
        }
        visit_globs(&self.elsewhere, action, &mut visit)
    }

    /// Whether one of the patterns or literal names names the action.
    pub(super) fn names(&self, action: &ActionName<'_>) -> bool {
        self.names_every
            || self.literal(action).is_some()
            || self.visit(action, |_| ControlFlow::Break(())).is_break()
    }
}
