//! A document and a list of documents, with what they mean: worked out when first needed.

use std::sync::{Arc, OnceLock};

use iamkit_catalog::{ActionId, ActionSet, Catalog};
use iamkit_engine::{CompileErrors, CompiledPolicies, PolicyKind};
use iamkit_policy::PolicyDocument;
use iamkit_policy::id::last_part;
use iamkit_policy::normal::{ActionPattern, NormalPolicy, PrincipalPattern, Rule, Scope};
use rustc_hash::FxHashSet;

use super::rule_keys::{is_of_principal, keys_of};

/// A document as one kind of policy, with its meaning
#[derive(Debug)]
pub struct DocumentFacts {
    kind: PolicyKind,
    document: Arc<PolicyDocument>,
    rules: OnceLock<Vec<Rule>>,
    actions: OnceLock<Vec<Box<[ActionId]>>>,
    compiled: OnceLock<Result<CompiledPolicies, CompileErrors>>,
}

impl DocumentFacts {
    pub(super) fn new(kind: PolicyKind, document: Arc<PolicyDocument>) -> Self {
        Self { kind, document, rules: OnceLock::new(), actions: OnceLock::new(), compiled: OnceLock::new() }
    }

    /// The document.
    pub fn document(&self) -> &Arc<PolicyDocument> {
        &self.document
    }

    /// Its statements in normal form.
    pub fn rules(&self) -> &[Rule] {
        self.rules.get_or_init(|| NormalPolicy::new(&self.document, self.kind).into_rules())
    }

    /// The document compiled by itself, for questions about an action that few of a principal's documents name.
    pub(crate) fn compiled(&self) -> Result<&CompiledPolicies, CompileErrors> {
        let compiled =
            self.compiled.get_or_init(|| CompiledPolicies::compile(self.kind, [("0", &*self.document)]));
        compiled.as_ref().map_err(Clone::clone)
    }

    /// The actions of the catalog that a statement names.
    pub(crate) fn actions(&self, at: usize) -> &[ActionId] {
        let actions = self.actions.get_or_init(|| self.rules().iter().map(actions).collect());
        actions.get(at).map_or(&[], |actions| actions)
    }
}

fn actions(rule: &Rule) -> Box<[ActionId]> {
    let catalog = Catalog::embedded();
    let patterns = rule.actions.entries().iter().filter_map(ActionPattern::glob);
    let mut named = ActionSet::new();
    patterns.for_each(|glob| named.union_with(&catalog.action_set(&glob.to_string())));
    if rule.actions.is_complement() {
        let mut others = catalog.all_actions();
        others.subtract(&named);
        named = others;
    }
    named.iter().collect()
}

/// Policies of one kind that stand side by side, compiled when first needed
#[derive(Debug)]
pub struct PolicySet {
    kind: PolicyKind,
    documents: Box<[Arc<DocumentFacts>]>,
    compiled: OnceLock<Result<CompiledPolicies, CompileErrors>>,
    principal_keys: OnceLock<Box<[Box<str>]>>,
    named: OnceLock<Named>,
}

/// Which principals the statements of a set name one by one.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Names of users and roles without their paths, and unique ids.
    pub(super) names: FxHashSet<Box<str>>,
    /// Whether some statement is about everyone but those it names.
    pub(super) is_complement: bool,
}

impl PolicySet {
    pub(super) fn new(kind: PolicyKind, documents: Box<[Arc<DocumentFacts>]>) -> Self {
        Self {
            kind,
            documents,
            compiled: OnceLock::new(),
            principal_keys: OnceLock::new(),
            named: OnceLock::new(),
        }
    }

    /// What the documents stand as.
    pub fn kind(&self) -> PolicyKind {
        self.kind
    }

    /// The documents.
    pub fn documents(&self) -> &[Arc<DocumentFacts>] {
        &self.documents
    }

    /// The documents compiled; each is named by its place among them.
    ///
    /// # Errors
    /// Statements that may not stand in a policy of the kind.
    pub fn compiled(&self) -> Result<&CompiledPolicies, CompileErrors> {
        let compiled = self.compiled.get_or_init(|| {
            let names = (0..self.documents.len()).map(|at| at.to_string()).collect::<Vec<_>>();
            let documents = names.iter().zip(&self.documents);
            let documents = documents.map(|(name, facts)| (name.as_str(), &*facts.document));
            CompiledPolicies::compile(self.kind, documents)
        });
        compiled.as_ref().map_err(Clone::clone)
    }

    /// Whether the documents were compiled already.
    pub fn is_compiled(&self) -> bool {
        self.compiled.get().is_some()
    }

    /// The names and unique ids of those that statements could tell from others; `None` where that is everyone.
    pub(crate) fn singled_out(&self) -> Option<impl Iterator<Item = &str>> {
        let named = self.named();
        (!named.is_complement).then(|| named.names.iter().map(|name| &**name))
    }

    pub(super) fn named(&self) -> &Named {
        self.named.get_or_init(|| {
            let scopes = self.documents.iter().flat_map(|facts| facts.rules());
            named(scopes.filter_map(|rule| rule.principals.as_ref()))
        })
    }

    /// The keys that statements ask for and that say who the requester is, in lower case: principals with the same
    /// policies can have different answers because of them.
    pub(crate) fn principal_keys(&self) -> &[Box<str>] {
        self.principal_keys.get_or_init(|| {
            let rules = self.documents.iter().flat_map(|facts| facts.rules());
            let keys = rules.flat_map(keys_of).filter(|key| is_of_principal(key));
            let keys = keys.map(Into::into).collect::<std::collections::BTreeSet<_>>();
            keys.into_iter().collect()
        })
    }
}

fn named<'s>(scopes: impl Iterator<Item = &'s Scope<PrincipalPattern>>) -> Named {
    let mut named = Named::default();
    for scope in scopes {
        named.is_complement |= scope.is_complement();
        for entry in scope.entries() {
            match entry {
                PrincipalPattern::User(arn) | PrincipalPattern::Role(arn) => {
                    named.names.insert(last_part(arn.as_str()).into());
                }
                PrincipalPattern::UniqueId(id) => {
                    named.names.insert(id.clone());
                }
                _ => {}
            }
        }
    }
    named
}
