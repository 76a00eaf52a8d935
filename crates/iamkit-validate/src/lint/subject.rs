//! What rules beyond AWS's are given: the policy, what is known of AWS, and the answers of the prover.
//!
//! Each answer is worked out when the first rule asks for it, all from one budget.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use iamkit_catalog::{ActionSet, Catalog};
use iamkit_engine::{Evaluation, StatementRef};
use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{ElementList, PolicyDocument, Statement};
use iamkit_prover::{
    AbsentKeys, Access, Dissection, Exceeded, Grants, IdleParts, IdleStatements, IsBusy, Limits, Reason,
    Universe, Unknown, Witness,
};

use super::busy::Busy;
use super::grown::grown_by;
use super::keys::{Untaken, untaken};
use super::named_actions::NamedActions;
use super::options::LintOptions;

/// What a key of a request takes that is decided to see which statements do, in units of work.
const KEY_COST: usize = 64;

/// What an item of a policy takes that is compiled anew, in units of work.
const ITEM_COST: usize = 96;

/// A question of its own, beside those that the policy is taken apart for, takes at most such a part of the work left.
const SHARE: usize = 4;

/// Whether something obviously does something, found when it is first asked.
fn is_busy<'a>(document: &'a PolicyDocument, catalog: &'a Catalog) -> IsBusy<'a> {
    let busy = OnceCell::new();
    Rc::new(move |statement, part| {
        busy.get_or_init(|| Busy::find(document, catalog)).is_known(statement, part)
    })
}

/// How many items, keys and values a statement has.
fn items(statement: &Statement) -> usize {
    let of_list = |list: &ElementList| list.values().len();
    let values = statement.conditions().iter().map(|condition| 1 + condition.values().len());
    of_list(statement.actions()) + statement.resources().map_or(0, of_list) + values.sum::<usize>()
}

/// A policy to look at
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) document: &'a PolicyDocument,
    pub(crate) kind: PolicyKind,
    pub(crate) universe: Universe<'a>,
    pub(crate) access: &'a Access,
    /// The accounts that are one's own, where somebody said.
    pub(crate) own_accounts: &'a [String],
    /// How many items, keys and values the policy has.
    items: usize,
    names: Option<NamedActions<'a>>,
    /// Those of a newer catalog, where somebody has one.
    names_after: Option<NamedActions<'a>>,
    dissection: RefCell<Dissection<'a>>,
    unknown: RefCell<Vec<Unknown>>,
    /// The work of questions of their own.
    spent: Cell<usize>,
    idle_statements: OnceCell<IdleStatements>,
    idle_parts: OnceCell<IdleParts>,
    absent_keys: OnceCell<AbsentKeys>,
    unlimited: OnceCell<Grants>,
    untaken: OnceCell<Vec<Untaken>>,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(
        document: &'a PolicyDocument,
        kind: PolicyKind,
        access: &'a Access,
        options: &'a LintOptions<'a>,
    ) -> Self {
        let LintOptions { universe, limits, own_accounts, catalog_after } = options;
        let dissection = Dissection::new(access, universe, limits);
        let dissection = match universe.catalog().filter(|_| kind == PolicyKind::Identity) {
            Some(catalog) => dissection.with_busy(is_busy(document, catalog)),
            None => dissection,
        };
        Self {
            document,
            kind,
            universe: *universe,
            access,
            own_accounts,
            items: document.statements().iter().map(items).sum(),
            names: universe.catalog().map(NamedActions::new),
            names_after: catalog_after.map(NamedActions::new),
            dissection: RefCell::new(dissection),
            unknown: RefCell::default(),
            spent: Cell::new(0),
            idle_statements: OnceCell::new(),
            idle_parts: OnceCell::new(),
            absent_keys: OnceCell::new(),
            unlimited: OnceCell::new(),
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
            let Ok(beside) = Access::beside_full_access([self.document], self.kind) else {
                return AbsentKeys::default();
            };
            let found = self.dissection.borrow_mut().absent_keys(&beside);
            self.note(&found.unknown);
            found
        })
    }

    /// All that is granted without limits, by actions that are granted alike.
    pub(crate) fn unlimited(&self) -> &Grants {
        self.unlimited.get_or_init(|| {
            let Some(catalog) = self.catalog() else { return Grants::default() };
            let found = self.dissection.borrow_mut().granted_without_limits(&catalog.all_actions());
            self.note(&found.unknown);
            found
        })
    }

    /// What of some actions is granted.
    pub(crate) fn granted(&self, actions: &ActionSet) -> Grants {
        let found = self.dissection.borrow_mut().granted(actions);
        self.note(&found.unknown);
        found
    }

    /// What of some actions the policy grants within a limit, which stands for a question of its own; none where that is
    /// too much to ask.
    pub(crate) fn granted_within(&self, limit: &PolicyDocument, actions: &ActionSet) -> Option<Grants> {
        let cost = ITEM_COST.saturating_mul(self.items);
        let left = self.work_left().checked_sub(cost)?;
        self.spend(cost);
        let limits = Limits { max_work: left / SHARE, ..self.limits() };
        let access = Access::builder().identity([self.document]).boundary([limit]).build().ok()?;
        let mut dissection = Dissection::new(&access, &self.universe, &limits);
        let found = dissection.granted(actions);
        self.spend(limits.max_work.saturating_sub(dissection.limits_left().max_work));
        self.note(&found.unknown);
        Some(found)
    }

    /// Condition keys and variables that no request has.
    pub(crate) fn untaken(&self) -> &[Untaken] {
        self.untaken.get_or_init(|| {
            let found = self.names.as_ref().map(|names| untaken(self.document, names));
            found.and_then(|it| self.noted(it)).unwrap_or_default()
        })
    }

    /// The actions that an item names; none where that can't be told.
    pub(crate) fn named(&self, item: &str) -> Option<ActionSet> {
        self.noted(self.names.as_ref()?.of_item(item))
    }

    /// The actions that a list is about, as items or as all others; none where that can't be told.
    pub(crate) fn about(&self, list: &ElementList) -> Option<ActionSet> {
        self.noted(self.names.as_ref()?.of_list(list))
    }

    /// What an Allow with `NotAction` grants once the catalog has grown, where somebody has a newer one.
    pub(crate) fn grown(&self, statement: &Statement) -> Option<Vec<String>> {
        self.noted(grown_by(statement, self.catalog()?, self.names_after.as_ref()?))
    }

    /// An answer, or a note that there is none.
    fn noted<T>(&self, found: Result<T, Exceeded>) -> Option<T> {
        let unknown = |exceeded| Unknown {
            side: None,
            reason: Reason::Limit(exceeded),
            actions: Vec::new(),
            statements: Vec::new(),
        };
        found.map_err(|exceeded| self.note(&[unknown(exceeded)])).ok()
    }

    /// The limits of a question of its own, all of which count as spent.
    pub(crate) fn share(&self) -> Limits {
        let limits = self.limits();
        self.spend(limits.max_work);
        limits
    }

    fn limits(&self) -> Limits {
        let left = self.dissection.borrow().limits_left();
        Limits { max_work: self.work_left() / SHARE, ..left }
    }

    fn work_left(&self) -> usize {
        self.dissection.borrow().limits_left().max_work.saturating_sub(self.spent.get())
    }

    fn spend(&self, work: usize) {
        self.spent.set(self.spent.get().saturating_add(work));
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

    /// Whether a request is allowed; not, where that is too much to ask.
    pub(crate) fn allows(&self, witness: &Witness) -> bool {
        self.may_decide(witness) && witness.is_allowed_by(self.access) == Ok(true)
    }

    /// Whether there is work left to decide a request, which then counts as spent.
    fn may_decide(&self, witness: &Witness) -> bool {
        let cost = KEY_COST.saturating_mul(1 + witness.context.len());
        let may = cost <= self.work_left();
        if may {
            self.spend(cost);
        }
        may
    }

    /// The statements that decide a request; none where that is too much to ask.
    pub(crate) fn deciding(&self, witness: &Witness) -> Vec<&'a Statement> {
        let evaluation = if self.may_decide(witness) { witness.evaluate(self.access).ok() } else { None };
        let places = evaluation.iter().flat_map(Evaluation::decided_by).map(StatementRef::index);
        let mut places = places.collect::<Vec<_>>();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|index| self.statement(index)).collect()
    }
}
