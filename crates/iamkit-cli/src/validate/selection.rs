//! Of which rules findings are told, how severe they are, and which of them fail.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::config::Config;
use super::fail_on::FailOn;
use iamkit_console::command::Failure;
use iamkit_policy::shown::Shown;
use iamkit_validate::rule::ValidationRule;
use iamkit_validate::{Finding, Severity};

/// What the arguments choose.
#[derive(Debug, clap::Args)]
pub(super) struct Choosing {
    /// Only what these rules find, by their codes.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,
    /// Nothing that these rules find.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,
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
    ignored: HashSet<&'static str>,
    severities: HashMap<&'static str, Severity>,
    fail_on: Severity,
}

impl Selection {
    /// # Errors
    /// The file can't be read or says what it can't, or a code is none.
    pub(super) fn new(args: &Choosing) -> Result<Self, Failure> {
        let config = Config::find(args.config.as_deref())?;
        let selected = if args.select.is_empty() { &config.select } else { &args.select };
        let ignored = args.ignore.iter().chain(config.ignore.iter().map(|it| &it.code));
        let severities = config.severity.iter().map(|(name, it)| Ok((code(name)?, Severity::from(*it))));
        let fail_on = args.fail_on.or(config.fail_on).unwrap_or(FailOn::Suggestion);
        Ok(Self {
            selected: selected.iter().map(|name| code(name)).collect::<Result<_, Failure>>()?,
            ignored: ignored.map(|name| code(name)).collect::<Result<_, Failure>>()?,
            severities: severities.collect::<Result<_, Failure>>()?,
            fail_on: fail_on.into(),
        })
    }

    /// Whether findings of a rule are told.
    pub(super) fn is_chosen(&self, code: &str) -> bool {
        !self.ignored.contains(code) && (self.selected.is_empty() || self.selected.contains(code))
    }

    /// How severe what a rule finds is.
    pub(super) fn severity(&self, code: &str, of_rule: Severity) -> Severity {
        self.severities.get(code).copied().unwrap_or(of_rule)
    }

    /// The findings that are told.
    pub(super) fn chosen(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.retain(|finding| self.is_chosen(finding.code));
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

/// The code of a rule, from its name in any letter case and with hyphens as well.
fn code(name: &str) -> Result<&'static str, Failure> {
    let asked = name.trim().to_ascii_uppercase().replace('-', "_");
    if let Some(rule) = ValidationRule::by_code(&asked) {
        return Ok(rule.code);
    }
    let nearest = ValidationRule::all().min_by_key(|rule| strsim::osa_distance(rule.code, &asked));
    let near = nearest.filter(|rule| strsim::osa_distance(rule.code, &asked) <= rule.code.len() / 3);
    let near = near.map(|rule| format!("; nearest: `{}`", rule.code)).unwrap_or_default();
    let list = "`iamkit validate --list` lists them";
    Err(format!("there is no rule `{}`{near}; {list}", Shown::value(name)).into())
}
