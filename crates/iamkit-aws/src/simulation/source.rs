//! The policies of a simulation: each with the name that answers call it by.

use std::sync::{Arc, OnceLock};

use iamkit_engine::{CompileError, CompileErrors, CompiledPolicies, PolicyKind, StatementRef};
use iamkit_policy::shown::Shown;
use iamkit_policy::{ParseErrors, PolicyDocument};

use super::error::{RefusedPolicy, SimulationError};
use super::limit;
use super::position;
use super::response::{MatchedStatement, StatementPosition};

/// A policy with its name
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) id: String,
    /// What the document was read from: places count in it.
    text: String,
    pub(super) document: Arc<PolicyDocument>,
    /// Where each statement stands, worked out when first asked.
    places: OnceLock<Vec<(StatementPosition, StatementPosition)>>,
}

impl Source {
    /// Reads a policy that came with the request.
    pub(super) fn read(id: impl Into<String>, text: &str) -> Result<Self, SimulationError> {
        let id = id.into();
        limit::check_document(&id, text)?;
        match text.parse() {
            Ok(document) => Ok(Self::new(id, text.to_owned(), Arc::new(document))),
            Err(errors) => Err(unreadable(id, text, &errors)),
        }
    }

    /// A policy that was read before, by itself: it may come from a larger text, but places count from its own start.
    pub(super) fn of(id: String, document: &Arc<PolicyDocument>) -> Self {
        let text = document.text().to_owned();
        let document = text.parse().map_or_else(|_| Arc::clone(document), Arc::new);
        Self::new(id, text, document)
    }

    fn new(id: String, text: String, document: Arc<PolicyDocument>) -> Self {
        Self { id, text, document, places: OnceLock::new() }
    }

    /// Where a statement begins and ends, given by its place.
    fn place(&self, statement: usize) -> Option<(StatementPosition, StatementPosition)> {
        let places = self.places.get_or_init(|| {
            let statements = self.document.statements().iter();
            statements.map(|statement| position::of(&self.text, &self.document, statement)).collect()
        });
        places.get(statement).copied()
    }

    /// Reads a list of policies, named by their places from 1.
    pub(super) fn read_all(member: &str, texts: &[String]) -> Result<Vec<Self>, SimulationError> {
        let named = texts.iter().enumerate();
        named.map(|(index, text)| Self::read(format!("{member}.{}", index + 1), text)).collect()
    }
}

/// A text that is no policy.
fn unreadable(id: String, text: &str, errors: &ParseErrors) -> SimulationError {
    let told = SimulationError::invalid(format!("`{}` is no policy: {errors}", Shown::value(&id)));
    let problems = errors.iter().map(|error| (error.position(), error.message().to_string())).collect();
    told.of_policy(RefusedPolicy { id, text: text.to_owned(), problems })
}

/// Policies with statements that may not stand in any of their kind; the first of them is the one that is refused.
fn misplaced(sources: &[Source], errors: &CompileErrors) -> SimulationError {
    let told = SimulationError::invalid(errors.to_string());
    let id = errors.iter().next().map(CompileError::policy).unwrap_or_default();
    let Some(source) = sources.iter().find(|source| source.id == id) else { return told };
    let problems = errors.iter().filter(|error| error.policy() == id).map(|error| {
        let problem = error.problem();
        (problem.position(), problem.message().to_owned())
    });
    let problems = problems.collect();
    told.of_policy(RefusedPolicy { id: source.id.clone(), text: source.text.clone(), problems })
}

/// The policies that stand side by side, compiled under their places.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) sources: Vec<Source>,
    pub(super) compiled: CompiledPolicies,
}

impl Group {
    pub(super) fn new(kind: PolicyKind, sources: Vec<Source>) -> Result<Self, SimulationError> {
        let named = sources.iter().map(|source| (source.id.as_str(), &*source.document));
        let compiled = CompiledPolicies::compile(kind, named);
        match compiled {
            Ok(compiled) => Ok(Self { sources, compiled }),
            Err(errors) => Err(misplaced(&sources, &errors)),
        }
    }

    /// How many characters the policies have.
    pub(super) fn n_characters(&self) -> usize {
        self.sources.iter().map(|source| source.text.len()).sum()
    }

    /// The statement as the simulator shows it, where it is one of this group's.
    pub(super) fn matched(
        &self,
        statement: &StatementRef,
        policy_type: &'static str,
    ) -> Option<MatchedStatement> {
        let source = self.sources.iter().find(|source| source.id == statement.policy())?;
        let (start_position, end_position) = source.place(statement.index())?;
        Some(MatchedStatement {
            source_policy_id: source.id.clone(),
            source_policy_type: policy_type,
            start_position,
            end_position,
        })
    }
}
