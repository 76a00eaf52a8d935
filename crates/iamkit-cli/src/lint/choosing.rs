//! Of which rules findings are told.

use std::collections::HashSet;

use iamkit_console::command::Failure;
use iamkit_console::output::{self, Lines};
use iamkit_validate::lint::LintRule;

use crate::rule_code;

/// What the arguments choose.
#[derive(Debug, clap::Args)]
pub(super) struct Choosing {
    /// Only what these rules find, by their codes.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,
    /// Nothing that these rules find.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,
}

impl Choosing {
    /// The rules that are chosen: all, where none is selected.
    ///
    /// # Errors
    /// A code is none.
    pub(super) fn rules(&self) -> Result<Vec<&'static LintRule>, Failure> {
        let codes = |names: &[String]| {
            names.iter().map(|name| rule_code::of_beyond(name)).collect::<Result<HashSet<_>, Failure>>()
        };
        let (selected, ignored) = (codes(&self.select)?, codes(&self.ignore)?);
        let is_selected = |code| self.select.is_empty() || selected.contains(code);
        let is_chosen = |rule: &&LintRule| is_selected(rule.code) && !ignored.contains(rule.code);
        Ok(LintRule::all().filter(is_chosen).collect())
    }
}

/// Prints the rules.
pub(super) fn list(rules: &[&'static LintRule]) {
    let mut lines = Lines::default();
    for LintRule { code, severity, about, .. } in rules.iter().copied() {
        let severity = severity.as_str().to_ascii_lowercase().replace('_', " ");
        lines.push(format!("{code}: {severity}: {about}"));
    }
    output::lines(&lines);
}
