//! Why policies can't be compiled: statements that may not stand where they do.

use std::fmt;

use iamkit_policy::normal::{KindProblem, PolicyKind};
use iamkit_policy::shown::Shown;

/// A statement that may not stand in a policy of its kind
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} policy `{policy}`: {problem} at {place} ({position})",
    kind = .kind.as_str(), policy = Shown::value(.policy), problem = .problem.message(), place = Place(.problem), position = .problem.position())]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CompileError {
    pub(crate) kind: PolicyKind,
    pub(crate) policy: String,
    pub(crate) problem: KindProblem,
}

struct Place<'a>(&'a KindProblem);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.statement() {
            Some(statement) => write!(f, "/Statement/{statement}"),
            // The one problem of a whole document is its version.
            None => f.write_str("/Version"),
        }
    }
}

impl CompileError {
    /// The name of the policy.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// What is wrong, and where.
    pub fn problem(&self) -> &KindProblem {
        &self.problem
    }
}

/// Every statement that may not stand where it does; never empty
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CompileErrors(pub(crate) Vec<CompileError>);

impl CompileErrors {
    /// The problems, in the order of the policies and their statements.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &CompileError> {
        self.0.iter()
    }
}

impl fmt::Display for CompileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.0.first() {
            first.fmt(f)?;
        }
        match self.0.len().saturating_sub(1) {
            0 => Ok(()),
            1 => f.write_str(" and 1 more problem"),
            more => write!(f, " and {more} more problems"),
        }
    }
}

impl std::error::Error for CompileErrors {}
