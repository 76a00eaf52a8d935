//! Do two policies give the same access, and if not, which actions make the difference?
//!
//! The prover compares them twice, over all strings and over the actions of a catalog; here its answers are told action
//! by action, as someone asks who checks a custom policy against an AWS managed one. What the two allow besides, on
//! other principals or through other policies, is not looked at.
//!
//! ```
//! use iamkit_prover::equivalence::Equivalence;
//! use iamkit_prover::{Limits, Relation};
//! use iamkit_catalog::Catalog;
//! use iamkit_policy::PolicyDocument;
//!
//! let policy = |actions: &str| -> Result<PolicyDocument, _> {
//!     format!(r#"{{"Statement": {{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}}}"#).parse()
//! };
//! let custom = policy(r#"["ses:Get*", "ses:GetNothingAtAll"]"#)?;
//! let managed = policy(r#"["SES:get*", "kms:ListAliases", "kms:NoSuchAction"]"#)?;
//!
//! let found = Equivalence::new(&custom, &managed, Catalog::embedded(), &Limits::default())?;
//! assert_eq!(found.strings.comparison.relation, Relation::Narrower);
//! assert_eq!(found.real.comparison.relation, Relation::Narrower);
//! assert_eq!(found.managed_only, ["kms:ListAliases"]);
//! assert_eq!(found.managed.not_actions, ["kms:NoSuchAction"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod not_action;

use std::collections::BTreeSet;

use crate::{
    Access, Comparison, CompileErrors, Difference, Differences, Limits, PolicyKind, RE_ASKED, Relation, Side,
    SummaryGrant, Terms, Universe, Unknown, compare, counted, differences, needed_facts, summarize,
};
use iamkit_catalog::{ActionSet, Catalog};
use iamkit_policy::PolicyDocument;
use iamkit_policy::glob::LimitError;

/// How a custom policy stands to a managed one, and which actions make the difference
///
/// The custom policy is side `a`, the managed one side `b`. All lists are sorted and hold names as the catalog spells
/// them, those of no action as the policy spells them.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Equivalence {
    /// What exactly one of them allows, over all strings.
    pub strings: Differences,
    /// What exactly one of them allows, over the actions of the catalog.
    pub real: Differences,
    /// What the custom policy allows.
    pub custom: AllowedActions,
    /// What the managed policy allows.
    pub managed: AllowedActions,
    /// Actions that the custom policy allows, on whatever terms, and the managed one doesn't.
    pub custom_only: Vec<String>,
    /// Actions that the managed policy allows, on whatever terms, and the custom one doesn't.
    pub managed_only: Vec<String>,
    /// Actions that both allow, on different terms.
    pub differing: Vec<String>,
}

/// The actions that a policy allows
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct AllowedActions {
    /// How many actions it allows on every resource and under no condition.
    pub whole: usize,
    /// What it allows on some resources only, or under conditions, for the actions that make a difference.
    pub limited: Vec<LimitedGrant>,
    /// Its entries of `Action` that name no action and that the other policy doesn't name too.
    pub not_actions: Vec<String>,
    /// What could not be decided of it.
    pub unknown: Vec<Unknown>,
}

/// An action that a policy allows on some resources only, or under conditions
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct LimitedGrant {
    /// The action.
    pub action: String,
    /// On which terms.
    pub terms: Terms,
}

/// Why two policies can't be compared
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EquivalenceError {
    /// A statement may not stand in a policy of the kind.
    #[error(transparent)]
    Policy(#[from] CompileErrors),
    /// The names that are no actions have too many patterns.
    #[error(transparent)]
    Limit(#[from] LimitError),
}

impl Equivalence {
    /// Compares two identity policies over all strings and over the actions of a catalog.
    ///
    /// # Errors
    /// As [`of_kind`](Self::of_kind).
    ///
    /// # Complexity
    /// As [`differences`] in both universes.
    pub fn new(
        custom: &PolicyDocument,
        managed: &PolicyDocument,
        catalog: &Catalog,
        limits: &Limits,
    ) -> Result<Self, EquivalenceError> {
        Self::of_kind(custom, managed, PolicyKind::Identity, catalog, limits)
    }

    /// Compares two policies of some kind over all strings and over the actions of a catalog.
    ///
    /// # Errors
    /// [`EquivalenceError::Policy`] for a policy that can't be one of the kind, [`EquivalenceError::Limit`] for patterns
    /// of names that take too much work.
    ///
    /// # Complexity
    /// As [`differences`] in both universes.
    pub fn of_kind(
        custom: &PolicyDocument,
        managed: &PolicyDocument,
        kind: PolicyKind,
        catalog: &Catalog,
        limits: &Limits,
    ) -> Result<Self, EquivalenceError> {
        Self::in_universes(custom, managed, kind, [Universe::strings(), Universe::of(catalog)], limits)
    }

    /// Compares two policies of some kind over all strings, as the first universe has them, and over the actions of the
    /// second's catalog; both comparisons name the facts that their answers need.
    ///
    /// # Errors
    /// As [`of_kind`](Self::of_kind).
    ///
    /// # Complexity
    /// As [`of_kind`](Self::of_kind), and once more for each fact that was used.
    pub fn in_universes(
        custom: &PolicyDocument,
        managed: &PolicyDocument,
        kind: PolicyKind,
        [strings, real]: [Universe<'_>; 2],
        limits: &Limits,
    ) -> Result<Self, EquivalenceError> {
        let catalog = real.catalog().unwrap_or(Catalog::embedded());
        let (a, b) = (Access::policy(custom, kind)?, Access::policy(managed, kind)?);
        let [strings, found] = [strings, real].map(|universe| {
            let (mut found, spent) = counted(|| differences(&a, &b, &universe, limits));
            let left = limits.without(spent).for_each_of(RE_ASKED);
            let Comparison { facts, relation, .. } = found.comparison;
            found.comparison.facts = needed_facts(&universe, facts, &relation, |universe| {
                compare(&a, &b, universe, &left).relation
            });
            found
        });
        let [a_allows, b_allows] = [&a, &b].map(|access| Allowed::new(access, &real, catalog, limits));
        let real = found;
        let is_named = |difference: &Difference| catalog_set(&difference.actions, catalog);
        let mut differing = ActionSet::new();
        for difference in &real.list {
            differing.union_with(&is_named(difference));
        }
        let (mut a_only, mut b_only) = (differing.clone(), differing.clone());
        a_only.subtract(&b_allows.any);
        b_only.subtract(&a_allows.any);
        let mut both = differing.clone();
        both.intersect_with(&a_allows.any);
        both.intersect_with(&b_allows.any);
        Ok(Self {
            strings,
            real,
            custom: a_allows.told(&differing, not_action::entries(custom, managed, catalog)?, catalog),
            managed: b_allows.told(&differing, not_action::entries(managed, custom, catalog)?, catalog),
            custom_only: names(&a_only, catalog),
            managed_only: names(&b_only, catalog),
            differing: names(&both, catalog),
        })
    }

    /// Whether both give the same access to every action of the catalog.
    pub fn is_equal(&self) -> bool {
        self.real.comparison.relation == Relation::Equal
    }

    /// One of the two.
    pub fn side(&self, side: Side) -> &AllowedActions {
        match side {
            Side::A => &self.custom,
            Side::B => &self.managed,
        }
    }
}

/// What a policy allows, before it is known which of it matters.
struct Allowed {
    any: ActionSet,
    whole: ActionSet,
    limited: Vec<(ActionSet, SummaryGrant)>,
    unknown: Vec<Unknown>,
}

impl Allowed {
    fn new(access: &Access, universe: &Universe<'_>, catalog: &Catalog, limits: &Limits) -> Self {
        let summary = summarize(access, universe, limits);
        let (mut any, mut whole, mut limited) = (ActionSet::new(), ActionSet::new(), Vec::new());
        for grant in summary.grants {
            let actions = catalog_set(&grant.actions, catalog);
            any.union_with(&actions);
            if grant.terms.is_everything() {
                whole.union_with(&actions);
            } else {
                limited.push((actions, grant));
            }
        }
        Self { any, whole, limited, unknown: summary.unknown }
    }

    fn told(self, differing: &ActionSet, not_actions: Vec<String>, catalog: &Catalog) -> AllowedActions {
        let mut limited = Vec::new();
        for (mut actions, grant) in self.limited {
            actions.intersect_with(differing);
            let names = names(&actions, catalog).into_iter();
            limited.extend(names.map(|action| LimitedGrant { action, terms: grant.terms.clone() }));
        }
        limited.sort_unstable();
        AllowedActions { whole: self.whole.len(), limited, not_actions, unknown: self.unknown }
    }
}

fn catalog_set(patterns: &[String], catalog: &Catalog) -> ActionSet {
    let mut set = ActionSet::new();
    for pattern in patterns {
        set.union_with(&catalog.action_set(pattern));
    }
    set
}

fn names(set: &ActionSet, catalog: &Catalog) -> Vec<String> {
    let names = set.iter().filter_map(|id| catalog.action_by_id(id)).map(|action| action.to_string());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}
