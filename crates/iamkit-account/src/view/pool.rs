//! Documents and lists of documents, each once; views of one directory after the other share them.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use iamkit_engine::PolicyKind;
use iamkit_policy::{PolicyDocument, Position};
use rustc_hash::FxHashMap;

use super::policy_set::{DocumentFacts, PolicySet};

/// So many sets that nobody needs any more are kept in any case.
const SPARE_SETS: usize = 1_024;

/// Equal documents at equal places of their sources are one.
#[derive(Debug, Clone)]
struct DocumentKey {
    kind: PolicyKind,
    place: Option<Position>,
    document: Arc<PolicyDocument>,
}

impl DocumentKey {
    fn new(kind: PolicyKind, document: &Arc<PolicyDocument>) -> Self {
        let place = document.statements().first().map(iamkit_policy::Statement::position);
        Self { kind, place, document: Arc::clone(document) }
    }
}

impl PartialEq for DocumentKey {
    fn eq(&self, other: &Self) -> bool {
        let same =
            Arc::ptr_eq(&self.document, &other.document) || self.document.text() == other.document.text();
        same && (self.kind, self.place) == (other.kind, other.place)
    }
}

impl Eq for DocumentKey {}

impl Hash for DocumentKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.kind.as_str(), self.document.text()).hash(state);
    }
}

/// A list of documents, by where they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct SetKey(PolicyKind, Vec<usize>);

/// All documents and lists of them, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pool {
    documents: FxHashMap<DocumentKey, Arc<DocumentFacts>>,
    sets: FxHashMap<SetKey, Arc<PolicySet>>,
    /// How many sets there were when it held nothing else than a view needs.
    needed: usize,
}

impl Pool {
    /// Notes that everything in it is needed.
    pub(super) fn note_needed(&mut self) {
        self.needed = self.sets.len();
    }

    /// Whether much of it may be what no view needs any more.
    pub(super) fn is_stale(&self) -> bool {
        2 * self.needed + SPARE_SETS < self.sets.len()
    }

    /// The set of some documents: the one there is, the one an earlier pool has, or a new one.
    pub(crate) fn set<'d>(
        &mut self,
        earlier: &Self,
        kind: PolicyKind,
        documents: impl Iterator<Item = &'d Arc<PolicyDocument>>,
    ) -> Arc<PolicySet> {
        let documents = documents.map(|document| self.document(earlier, kind, document));
        let documents = documents.collect::<Box<[_]>>();
        let key = SetKey(kind, documents.iter().map(|facts| Arc::as_ptr(facts).addr()).collect());
        if let Some(set) = self.sets.get(&key) {
            return Arc::clone(set);
        }
        // INVARIANT: the earlier pool keeps its documents, so that no other one has come to stand where they are kept.
        let set =
            earlier.sets.get(&key).map_or_else(|| Arc::new(PolicySet::new(kind, documents)), Arc::clone);
        self.sets.insert(key, Arc::clone(&set));
        set
    }

    fn document(
        &mut self,
        earlier: &Self,
        kind: PolicyKind,
        document: &Arc<PolicyDocument>,
    ) -> Arc<DocumentFacts> {
        let key = DocumentKey::new(kind, document);
        if let Some(facts) = self.documents.get(&key) {
            return Arc::clone(facts);
        }
        let new = || Arc::new(DocumentFacts::new(kind, Arc::clone(document)));
        let facts = earlier.documents.get(&key).map_or_else(new, Arc::clone);
        self.documents.insert(key, Arc::clone(&facts));
        facts
    }
}

/// A pool that views have in common
#[derive(Debug, Clone, Default)]
pub(crate) struct SharedPool(Arc<Mutex<Pool>>);

impl SharedPool {
    pub(super) fn new(pool: Pool) -> Self {
        Self(Arc::new(Mutex::new(pool)))
    }

    /// The pool, for whoever takes a set from it: never while policies are compiled.
    pub(super) fn lock(&self) -> MutexGuard<'_, Pool> {
        // What panicked left the maps whole: each is changed by one insertion.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A document as the one of its kind; one that isn't there isn't kept.
    pub(super) fn set_of(&self, kind: PolicyKind, documents: &[Arc<PolicyDocument>]) -> Arc<PolicySet> {
        Pool::default().set(&self.lock(), kind, documents.iter())
    }
}
