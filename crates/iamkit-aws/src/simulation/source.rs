//! The policies of a simulation: each with the name that answers call it by.

use std::sync::{Arc, OnceLock};

use iamkit_engine::{CompiledPolicies, PolicyKind, StatementRef};
use iamkit_policy::PolicyDocument;
use iamkit_policy::shown::Shown;

use super::error::SimulationError;
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
            Err(error) => {
                Err(SimulationError::invalid(format!("`{}` is no policy: {error}", Shown::value(&id))))
            }
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
        let compiled = compiled.map_err(|error| SimulationError::invalid(error.to_string()))?;
        Ok(Self { sources, compiled })
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
