//! Of which rules findings are told, how severe they are, and which of them fail.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::config::Config;
use super::fail_on::FailOn;
use crate::rule_code;
use iamkit_console::command::Failure;
use iamkit_policy::id::AccountId;
use iamkit_validate::lint::{LintRule, UNDECIDED};
use iamkit_validate::{Finding, Severity};

/// What the arguments choose.
#[derive(Debug, clap::Args)]
pub(super) struct Choosing {
    /// What the rules beyond AWS's find too: what does nothing, what more is granted, who may come in.
    #[arg(long)]
    beyond: bool,
    /// Only what these rules find, by their codes.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,
    /// Nothing that these rules find.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// An account that is one's own: of others that may come in, a rule beyond AWS's tells.
    #[arg(long = "account", value_name = "ID")]
    accounts: Vec<AccountId>,
    /// The least severe finding that makes the exit code 1.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// The file that chooses, instead of `iamkit.toml`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Choosing {
    /// The file that was named.
    pub(super) fn config(&self) -> Option<&Path> {
        self.config.as_deref()
    }
}

/// What is chosen by the arguments and, where they say nothing, by the file
#[derive(Debug)]
pub(super) struct Selection {
    /// All, where none is named.
    selected: HashSet<&'static str>,
    is_beyond: bool,
    ignored: HashSet<&'static str>,
    severities: HashMap<&'static str, Severity>,
    fail_on: Severity,
    own_accounts: Vec<String>,
}

impl Selection {
    /// # Errors
    /// The file can't be read or says what it can't, or a code is none.
    pub(super) fn new(args: &Choosing) -> Result<Self, Failure> {
        let config = Config::find(args.config.as_deref())?;
        let selected = if args.select.is_empty() { &config.select } else { &args.select };
        let ignored = args.ignore.iter().chain(config.ignore.iter().map(|it| &it.code));
        let severities =
            config.severity.iter().map(|(name, it)| Ok((rule_code::of(name)?, Severity::from(*it))));
        let fail_on = args.fail_on.or(config.fail_on).unwrap_or(FailOn::Suggestion);
        Ok(Self {
            selected: selected.iter().map(|name| rule_code::of(name)).collect::<Result<_, Failure>>()?,
            is_beyond: args.beyond,
            ignored: ignored.map(|name| rule_code::of(name)).collect::<Result<_, Failure>>()?,
            severities: severities.collect::<Result<_, Failure>>()?,
            fail_on: fail_on.into(),
            own_accounts: args.accounts.iter().chain(&config.accounts).map(ToString::to_string).collect(),
        })
    }

    /// Whether findings of a rule are told.
    pub(super) fn is_chosen(&self, code: &str) -> bool {
        !self.ignored.contains(code) && (self.selected.is_empty() || self.selected.contains(code))
    }

    /// The rules beyond AWS's that are asked: those that are selected, or all where none of them is and they are asked for.
    pub(super) fn beyond(&self) -> Vec<&'static LintRule> {
        let is_one_selected = LintRule::all().any(|rule| self.selected.contains(rule.code));
        let is_asked = |code: &str| {
            let is_wanted = if is_one_selected { self.selected.contains(code) } else { self.is_beyond };
            is_wanted && !self.ignored.contains(code)
        };
        LintRule::all().filter(|rule| is_asked(rule.code)).collect()
    }

    /// The accounts that are one's own.
    pub(super) fn own_accounts(&self) -> &[String] {
        &self.own_accounts
    }

    /// How severe what a rule finds is.
    pub(super) fn severity(&self, code: &str, of_rule: Severity) -> Severity {
        self.severities.get(code).copied().unwrap_or(of_rule)
    }

    /// The findings that are told; those beyond AWS's are of rules that were asked.
    pub(super) fn chosen(&self, aws: Vec<Finding>, beyond: Vec<Finding>) -> Vec<Finding> {
        let mut findings = aws;
        findings.retain(|finding| self.is_chosen(finding.code));
        findings
            .extend(beyond.into_iter().filter(|it| it.code != UNDECIDED || !self.ignored.contains(it.code)));
        // Stable: at one place AWS's come first.
        findings.sort_by_key(|finding| finding.locations.first().map(|location| location.start.offset));
        for finding in &mut findings {
            finding.severity = self.severity(finding.code, finding.severity);
        }
        findings
    }

    /// Whether a finding of this severity fails.
    pub(super) fn fails(&self, severity: Severity) -> bool {
        self.fail_on <= severity
    }
}
