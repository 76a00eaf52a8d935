//! One question about every principal of an account, for engines that know policies but no accounts.
//!
//! Whoever asks them has to keep who has which policies; here that is kept beforehand, each document once, and the
//! decisions about a principal's documents are put together as IAM does: no Deny, an Allow, and one of the boundary.

use std::collections::HashMap;
use std::sync::Arc;

use iamkit_account::view::{AccessView, AccountPrincipal, PolicySet};
use iamkit_policy::PolicyDocument;

use crate::engine::Unfit;

/// What is asked about everyone
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The action
    pub action: &'a str,
    /// The resource's ARN
    pub resource: &'a str,
    /// The condition keys, without those of principals
    pub context: &'a [(&'static str, &'static str)],
}

/// A user or role with the places of its documents
#[derive(Debug, Clone)]
pub struct Holder {
    /// The ARN
    pub arn: String,
    /// The tags
    pub tags: Vec<(String, String)>,
    /// The documents that grant
    pub identity: Vec<usize>,
    /// The document that bounds
    pub boundary: Option<usize>,
}

/// Who has which documents
#[derive(Debug, Clone, Default)]
pub struct Holders {
    /// The documents, each once
    pub documents: Vec<Arc<PolicyDocument>>,
    /// Everyone, in the order of the view
    pub principals: Vec<Holder>,
}

impl Holders {
    /// Those of a view.
    pub fn of(view: &AccessView) -> Self {
        let mut holders = Self::default();
        let mut known = HashMap::new();
        for principal in view.principals() {
            let holder = holders.holder(principal, &mut known);
            holders.principals.push(holder);
        }
        holders
    }

    fn holder(&mut self, principal: &AccountPrincipal, known: &mut HashMap<usize, usize>) -> Holder {
        let mut places = |set: &PolicySet| {
            let documents = set.documents().iter().map(|facts| facts.document());
            let place = |document: &Arc<PolicyDocument>| {
                *known.entry(Arc::as_ptr(document).addr()).or_insert_with(|| {
                    self.documents.push(Arc::clone(document));
                    self.documents.len() - 1
                })
            };
            documents.map(place).collect::<Vec<_>>()
        };
        let identity = principal.identity_sets().iter().flat_map(|set| places(set)).collect();
        let boundary = principal.boundary_set().and_then(|set| places(set).first().copied());
        let tags = principal.tags().iter().map(|(key, value)| (key.to_string(), value.to_string()));
        Holder { arn: principal.arn().to_owned(), tags: tags.collect(), identity, boundary }
    }
}

/// An engine that is asked about the principals of an account
pub trait AccountEngine: Sized {
    /// The column it is recorded in
    const NAME: &'static str;

    /// Takes the documents in.
    ///
    /// # Errors
    /// Why the engine can't be asked.
    fn build(holders: &Holders, asked: &[Asked<'_>]) -> Result<Self, Unfit>;

    /// Whether a principal may.
    fn is_allowed(&self, holder: &Holder, asked: &Asked<'_>) -> bool;
}
