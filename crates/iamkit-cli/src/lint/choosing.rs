//! Of which rules findings are told.

use std::collections::HashSet;

use iamkit_catalog::Catalog;
use iamkit_console::command::Failure;
use iamkit_console::output::{self, Lines};
use iamkit_policy::id::AccountId;
use iamkit_prover::{Limits, Universe};
use iamkit_validate::lint::{LintOptions, LintRule};

#[cfg(feature = "catalog-diff")]
use crate::catalog::open::open;
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
    /// An account that is one's own: of others that may come in, `foreign-account` tells.
    #[arg(long = "account", value_name = "ID")]
    pub(super) accounts: Vec<AccountId>,
    /// What an Allow with `NotAction` would grant after an update: of the catalog that `catalog build` wrote, or another.
    #[cfg(feature = "catalog-diff")]
    #[arg(long, value_name = "CATALOG")]
    pub(super) catalog_after: Option<String>,
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

/// What of the arguments a policy is looked at with, besides the question.
#[derive(Debug, Default)]
pub(super) struct Known {
    own_accounts: Vec<String>,
    catalog_after: Option<Catalog>,
}

impl Known {
    /// Reads what the arguments name.
    ///
    /// # Errors
    /// The catalog can't be read.
    pub(super) fn new(choosing: &Choosing) -> Result<Self, Failure> {
        #[cfg(feature = "catalog-diff")]
        let catalog_after = choosing.catalog_after.as_deref().map(open).transpose()?;
        #[cfg(not(feature = "catalog-diff"))]
        let catalog_after = None;
        Ok(Self { own_accounts: choosing.accounts.iter().map(ToString::to_string).collect(), catalog_after })
    }

    /// With what a policy is looked at.
    pub(super) fn options<'a>(&'a self, universe: &Universe<'a>, limits: &Limits) -> LintOptions<'a> {
        let mut options = LintOptions::new(*universe, *limits);
        options.own_accounts.clone_from(&self.own_accounts);
        options.catalog_after = self.catalog_after.as_ref();
        options
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
