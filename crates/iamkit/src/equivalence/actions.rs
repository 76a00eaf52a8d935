//! The comparison over every action of a catalog.

use std::collections::BTreeSet;

use iamkit_catalog::{Action, ActionSet, Catalog};
use iamkit_policy::PolicyDocument;
use iamkit_policy::glob::{Glob, LimitError, Limits, coverage};
use iamkit_policy::normal::{ActionPattern, Policy, Rule};

use super::compare::{Comparer, Grant, Outcome};
use super::region::ActionKind;
use super::{Relation, Side};

/// How two policies stand to each other over the actions of a catalog
///
/// All lists are sorted and hold names as the catalog spells them, those of no action as the policy spells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogComparison {
    /// The relation of the custom policy to the managed one
    pub relation: Relation,
    /// How many actions the custom policy allows on every resource and under no condition
    pub custom_actions: usize,
    /// How many actions the managed policy allows on every resource and under no condition
    pub managed_actions: usize,
    /// Actions that the custom policy allows, under whatever condition, and the managed one doesn't
    pub custom_only: Vec<String>,
    /// Actions that the managed policy allows, under whatever condition, and the custom one doesn't
    pub managed_only: Vec<String>,
    /// Those of the two lists that are allowed on some resources only, or under conditions
    pub conditional: Vec<LimitedGrant>,
    /// Actions that both allow, but on different resources or under different conditions
    pub differing: Vec<String>,
    /// The limited grants of the actions in `differing`
    pub differing_grants: Vec<LimitedGrant>,
    /// Entries of `Action` that name no action and that only the custom policy has
    pub custom_not_actions: Vec<String>,
    /// Entries of `Action` that name no action and that only the managed policy has
    pub managed_not_actions: Vec<String>,
}

/// An action that one policy allows on some resources only, or under conditions
///
/// The statements are places in the policy's document, from 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LimitedGrant {
    /// The action
    pub action: String,
    /// Which policy allows it so
    pub side: Side,
    /// The statements that allow it
    pub allows: Vec<usize>,
    /// The statements that deny it where they match
    pub denies: Vec<usize>,
}

/// Compares two policies over every action of a catalog
///
/// An action without resource types is covered only by what matches the text `*` (S25).
///
/// # Errors
/// When the patterns of one comparison take more work than [`Limits::default`] allows.
///
/// # Complexity
/// O(a · s) for a actions that are named and s statements, and the comparison of resources once for each set of
/// statements that some action has.
///
/// # Examples
///
/// ```
/// use iamkit::{Catalog, PolicyDocument, equivalence::over_catalog};
///
/// let custom: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Action": "kms:ListAliases", "Resource": "*"}}"#.parse()?;
/// let managed: PolicyDocument = r#"{"Statement": {
///     "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/mail"}}"#.parse()?;
/// let comparison = over_catalog(&custom, &managed, Catalog::embedded())?;
/// assert_eq!(comparison.custom_only, ["kms:ListAliases"]);
/// assert_eq!((comparison.custom_actions, comparison.managed_actions), (1, 0));
/// assert_eq!(comparison.conditional[0].action, "iam:PassRole");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn over_catalog(
    custom: &PolicyDocument,
    managed: &PolicyDocument,
    catalog: &Catalog,
) -> Result<CatalogComparison, LimitError> {
    let mut found = CatalogComparison {
        custom_not_actions: not_actions(custom, managed, catalog)?,
        managed_not_actions: not_actions(managed, custom, catalog)?,
        ..CatalogComparison::empty()
    };
    let (custom, managed) = (Policy::from(custom), Policy::from(managed));
    let (custom_sets, managed_sets) = (action_sets(&custom, catalog), action_sets(&managed, catalog));
    let mut named = ActionSet::new();
    custom_sets.iter().chain(&managed_sets).for_each(|set| named.union_with(set));
    let mut comparer = Comparer::new(&custom, &managed);
    for action in named.iter().filter_map(|id| catalog.action_by_id(id)) {
        let kind = if action.is_wildcard_only() { ActionKind::WildcardOnly } else { ActionKind::OnResources };
        let rules = (rules_naming(&custom_sets, action), rules_naming(&managed_sets, action), kind);
        found.add(action, comparer.compare(rules)?);
    }
    Ok(found.finish(comparer.relation()))
}

impl CatalogComparison {
    fn empty() -> Self {
        Self {
            relation: Relation::Equal,
            custom_actions: 0,
            managed_actions: 0,
            custom_only: vec![],
            managed_only: vec![],
            conditional: vec![],
            differing: vec![],
            differing_grants: vec![],
            custom_not_actions: vec![],
            managed_not_actions: vec![],
        }
    }

    fn add(&mut self, action: Action<'_>, outcome: &Outcome) {
        self.custom_actions += usize::from(outcome.custom == Grant::Whole);
        self.managed_actions += usize::from(outcome.managed == Grant::Whole);
        let is_same = outcome.custom_is_within && outcome.managed_is_within;
        let (list, grants) = match (outcome.custom.is_none(), outcome.managed.is_none()) {
            (true, true) => return,
            (false, true) => (&mut self.custom_only, &mut self.conditional),
            (true, false) => (&mut self.managed_only, &mut self.conditional),
            (false, false) if is_same => return,
            (false, false) => (&mut self.differing, &mut self.differing_grants),
        };
        let name = action.to_string();
        grants.extend(limited(&name, Side::Custom, &outcome.custom));
        grants.extend(limited(&name, Side::Managed, &outcome.managed));
        list.push(name);
    }

    fn finish(mut self, relation: Relation) -> Self {
        self.relation = relation;
        self.custom_only.sort_unstable();
        self.managed_only.sort_unstable();
        self.differing.sort_unstable();
        self.conditional.sort_unstable();
        self.differing_grants.sort_unstable();
        self
    }
}

fn limited(action: &str, side: Side, grant: &Grant) -> Option<LimitedGrant> {
    let Grant::Limited { allows, denies } = grant else { return None };
    Some(LimitedGrant { action: action.into(), side, allows: allows.clone(), denies: denies.clone() })
}

fn action_sets(policy: &Policy, catalog: &Catalog) -> Vec<ActionSet> {
    policy.rules().iter().map(|rule| action_set(rule, catalog)).collect()
}

fn action_set(rule: &Rule, catalog: &Catalog) -> ActionSet {
    let mut named = ActionSet::new();
    for glob in rule.actions.entries().iter().filter_map(ActionPattern::glob) {
        named.union_with(&catalog.action_set(&glob.to_string()));
    }
    if !rule.actions.is_complement() {
        return named;
    }
    let mut others = catalog.all_actions();
    others.subtract(&named);
    others
}

fn rules_naming(sets: &[ActionSet], action: Action<'_>) -> Vec<usize> {
    let named = sets.iter().enumerate().filter(|(_, set)| set.contains(action.id()));
    named.map(|(index, _)| index).collect()
}

/// The entries of `Action` that name no action of the catalog, unless the other policy's entries name them too.
fn not_actions(
    document: &PolicyDocument,
    other: &PolicyDocument,
    catalog: &Catalog,
) -> Result<Vec<String>, LimitError> {
    let other_entries = entries(other).collect::<BTreeSet<_>>();
    let other_globs = entries(other).filter_map(glob).collect::<Vec<_>>();
    let mut found = BTreeSet::new();
    for entry in entries(document).filter(|entry| !other_entries.contains(entry)) {
        let glob = glob(entry);
        if glob.as_ref().is_some_and(|glob| !catalog.action_set(&glob.to_string()).is_empty()) {
            continue;
        }
        let is_shared = match glob {
            Some(glob) => coverage(&[glob], &other_globs, &Limits::default())?.is_covered(),
            None => false,
        };
        if !is_shared {
            found.insert(entry.to_owned());
        }
    }
    Ok(found.into_iter().collect())
}

fn entries(document: &PolicyDocument) -> impl Iterator<Item = &str> {
    let lists = document.statements().iter().map(iamkit_policy::Statement::actions);
    lists
        .filter(|list| !list.is_negated())
        .flat_map(iamkit_policy::ElementList::values)
        .map(iamkit_policy::Text::as_str)
}

fn glob(entry: &str) -> Option<Glob> {
    ActionPattern::parse(entry).glob().cloned()
}
