//! `[[require]]` of `iamkit.toml`: what a project requires of every Allow of some actions.

use std::collections::BTreeSet;
use std::path::Path;

use iamkit_catalog::Catalog;
use iamkit_console::command::Failure;
use iamkit_policy::normal::PolicyKind;
use iamkit_policy::shown::{Shown, quoted};
use iamkit_prover::{Limits, Universe};
use iamkit_validate::Finding;
use iamkit_validate::require::{Requirement, RequirementError};

use super::config::{ConfigFile, Source};
use super::fail_on::FailOn;
use super::row::Row;
use crate::policy_argument::PolicyArgument;

/// What a project requires
#[derive(Debug, Default)]
pub(super) struct Requirements(Vec<Requirement>);

/// What came of asking a document
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) findings: Vec<Finding>,
    /// Requirements that could be decided neither way.
    pub(super) undecided: Vec<String>,
    /// Requirements that couldn't be asked, as of what can't be read.
    pub(super) unasked: Vec<String>,
}

impl Requirements {
    /// Reads what the file that was named, or the nearest one, requires.
    ///
    /// # Errors
    /// The file can't be read, or a requirement isn't one: with its place.
    pub(super) fn find(named: Option<&Path>) -> Result<Self, Failure> {
        let Some((source, file)) = ConfigFile::find(named)? else { return Ok(Self::default()) };
        let mut seen = BTreeSet::new();
        for row in &file.require {
            if !seen.insert(row.name.get_ref()) {
                return Err(source.failure(row.name.span().start, "another requirement has this name"));
            }
        }
        Ok(Self(file.require.iter().map(|row| row.requirement(&source)).collect::<Result<_, _>>()?))
    }

    /// Asks a document.
    pub(super) fn check(&self, text: &str, kind: PolicyKind) -> Checked {
        let mut checked = Checked::default();
        for requirement in &self.0 {
            let told = |error: RequirementError| format!("`{}`: {error}", Shown::value(&requirement.name));
            match requirement.check(text, kind, &Universe::real(), &Limits::default()) {
                Ok(findings) => checked.findings.extend(findings),
                Err(error @ RequirementError::Undecided(_)) => checked.undecided.push(told(error)),
                Err(error) => checked.unasked.push(told(error)),
            }
        }
        checked
    }
}

impl Row {
    fn requirement(&self, source: &Source) -> Result<Requirement, Failure> {
        let (name, actions) = (self.name.get_ref(), self.actions(source)?);
        if name.is_empty() {
            return Err(source.failure(self.name.span().start, "a requirement needs a name"));
        }
        let mut requirement = match (&self.condition, &self.policy) {
            (Some(condition), None) => {
                let json = serde_json::to_string(condition.get_ref())?;
                Requirement::of_condition(name, actions, &json).map_err(|error| {
                    source.failure(condition.span().start, &format!("this is no condition: {error}"))
                })?
            }
            (None, Some(policy)) => {
                let path = source.path.parent().unwrap_or(Path::new("")).join(policy.get_ref());
                let failure = |error: &dyn std::fmt::Display| {
                    source.failure(policy.span().start, &format!("the policy can't be taken: {error}"))
                };
                let policy =
                    PolicyArgument::read(&path.to_string_lossy()).map_err(|error| failure(&error))?;
                Requirement::of_policy(name, actions, &policy.document).map_err(|error| failure(&error))?
            }
            _ => {
                let message = "a requirement has a `condition` or a `policy`, and not both";
                return Err(source.failure(self.name.span().start, message));
            }
        };
        requirement.reason = Some(self.reason.clone());
        requirement.severity = self.severity.unwrap_or(FailOn::Error).into();
        Ok(requirement)
    }

    /// The actions, each of which there is.
    fn actions(&self, source: &Source) -> Result<Vec<&str>, Failure> {
        let actions = self.actions.get_ref();
        if actions.is_empty() {
            return Err(source.failure(self.actions.span().start, "a requirement is about some action"));
        }
        let catalog = Catalog::embedded();
        for action in actions {
            let text = action.get_ref();
            if catalog.actions_matching(text).next().is_none() {
                let near = catalog.nearest_actions(text, 1);
                let near = near.first().map(|near| format!("; nearest: {}", quoted([near.to_string()])));
                let message = format!("there is no action {}{}", quoted([text]), near.unwrap_or_default());
                return Err(source.failure(action.span().start, &message));
            }
        }
        Ok(actions.iter().map(|action| action.get_ref().as_str()).collect())
    }
}
