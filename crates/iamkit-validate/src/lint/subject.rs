//! What rules beyond AWS's are given: the policy, what is known of AWS, and the answers of the prover.
//!
//! Each answer is worked out when the first rule asks for it, all from one budget.

use std::cell::{OnceCell, RefCell};

use iamkit_catalog::{ActionSet, Catalog};
use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{PolicyDocument, Statement};
use iamkit_prover::{
    AbsentKeys, Access, Dissection, Grants, IdleParts, IdleStatements, Limits, Universe, Unknown, Witness,
};

use super::keys::{Untaken, untaken};

/// So many rules ask questions of their own, beside those that the policy is taken apart for.
const ASKING_RULES: usize = 4;

/// A policy to look at
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) document: &'a PolicyDocument,
    pub(crate) kind: PolicyKind,
    pub(crate) universe: Universe<'a>,
    pub(crate) access: &'a Access,
    dissection: RefCell<Dissection<'a>>,
    unknown: RefCell<Vec<Unknown>>,
    idle_statements: OnceCell<IdleStatements>,
    idle_parts: OnceCell<IdleParts>,
    absent_keys: OnceCell<AbsentKeys>,
    grants: OnceCell<Grants>,
    untaken: OnceCell<Vec<Untaken>>,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(
        document: &'a PolicyDocument,
        kind: PolicyKind,
        access: &'a Access,
        universe: Universe<'a>,
        limits: &Limits,
    ) -> Self {
        Self {
            document,
            kind,
            universe,
            access,
            dissection: RefCell::new(Dissection::new(access, &universe, limits)),
            unknown: RefCell::default(),
            idle_statements: OnceCell::new(),
            idle_parts: OnceCell::new(),
            absent_keys: OnceCell::new(),
            grants: OnceCell::new(),
            untaken: OnceCell::new(),
        }
    }

    /// The catalog, where requests are for its actions.
    pub(crate) fn catalog(&self) -> Option<&'a Catalog> {
        self.universe.catalog()
    }

    pub(crate) fn statement(&self, index: usize) -> Option<&'a Statement> {
        self.document.statements().get(index)
    }

    /// The statements that do nothing.
    pub(crate) fn idle_statements(&self) -> &IdleStatements {
        self.idle_statements.get_or_init(|| {
            let found = self.dissection.borrow_mut().idle_statements();
            self.note(&found.unknown);
            found
        })
    }

    /// The parts of statements that do nothing.
    pub(crate) fn idle_parts(&self) -> &IdleParts {
        self.idle_parts.get_or_init(|| {
            let found = self.dissection.borrow_mut().idle_parts();
            self.note(&found.unknown);
            found
        })
    }

    /// The conditions that requests without their keys get by.
    pub(crate) fn absent_keys(&self) -> &AbsentKeys {
        self.absent_keys.get_or_init(|| {
            let Ok(beside) = Access::beside_full_access(self.document, self.kind) else {
                return AbsentKeys::default();
            };
            let found = self.dissection.borrow_mut().absent_keys(&beside);
            self.note(&found.unknown);
            found
        })
    }

    /// All that is granted, by actions that are granted alike.
    pub(crate) fn grants(&self) -> &Grants {
        self.grants
            .get_or_init(|| self.catalog().map_or_else(Grants::default, |it| self.granted(&it.all_actions())))
    }

    /// What of some actions is granted.
    pub(crate) fn granted(&self, actions: &ActionSet) -> Grants {
        let found = self.dissection.borrow_mut().granted(actions);
        self.note(&found.unknown);
        found
    }

    /// Condition keys and variables that no request has.
    pub(crate) fn untaken(&self) -> &[Untaken] {
        self.untaken
            .get_or_init(|| self.catalog().map_or_else(Vec::new, |catalog| untaken(self.document, catalog)))
    }

    /// The limits of each of so many questions that one rule asks.
    pub(crate) fn limits_of_each(&self, questions: usize) -> Limits {
        self.dissection.borrow().limits_left().for_each_of(questions.max(1).saturating_mul(ASKING_RULES))
    }

    /// Keeps what could not be decided.
    pub(crate) fn note(&self, unknown: &[Unknown]) {
        let mut all = self.unknown.borrow_mut();
        for it in unknown {
            if !all.contains(it) {
                all.push(it.clone());
            }
        }
    }

    /// All that could not be decided.
    pub(crate) fn into_unknown(self) -> Vec<Unknown> {
        self.unknown.into_inner()
    }

    /// The statements that decide a request.
    pub(crate) fn deciding(&self, witness: &Witness) -> Vec<&'a Statement> {
        let evaluation = witness.evaluate(self.access).ok();
        let places = evaluation.iter().flat_map(|it| it.decided_by()).map(|place| place.index());
        let mut places = places.collect::<Vec<_>>();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|index| self.statement(index)).collect()
    }
}
