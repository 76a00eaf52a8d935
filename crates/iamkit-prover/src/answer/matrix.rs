//! Which of many accesses are within which: all pairs at once.
//!
//! Each access is reduced to the shape it has for each action, shapes being shared by all. Most pairs are told apart by
//! bits: an action that one allows whatever else is asked and the other never does. For the rest each pair of shapes is
//! compared once for each kind of action. Rows are dealt out to the cores; every question has a budget of its own, so
//! that no answer depends on how.

use std::rc::Rc;

use iamkit_catalog::{ActionId, Catalog};
use iamkit_policy::fact::Facts;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::answer::compare::{self, of_question};
use crate::bits::Bits;
use crate::compile::action::{self, ActionClass, ActionKind};
use crate::compile::shape::Shape;
use crate::compile::{Access, shape_of};
use crate::limits::{Budget, Limits, Work};
use crate::search::{Analysis, Excess};
use crate::universe::Universe;

/// Whether one access is within another, for many of them
///
/// The universe is that of a catalog.
///
/// ```
/// use iamkit_catalog::Catalog;
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, SubsetMatrix};
///
/// let policy = |action: &str| -> Result<Access, Box<dyn std::error::Error>> {
///     let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#);
///     Ok(Access::identity(&text.parse::<PolicyDocument>()?)?)
/// };
/// let policies = [policy("sqs:*")?, policy("sqs:Get*")?, policy("SQS:GET*")?];
/// let policies = policies.iter().collect::<Vec<_>>();
/// let matrix = SubsetMatrix::new(&policies, Catalog::embedded(), &Limits::default());
/// assert_eq!(matrix.is_within(1, 0), Some(true));
/// assert_eq!(matrix.is_within(0, 1), Some(false));
///
/// let order = matrix.order();
/// assert_eq!(order.classes, [vec![0], vec![1, 2]]);
/// assert_eq!(order.covers, [(1, 0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubsetMatrix {
    size: usize,
    within: Vec<Bits>,
    unknown: Vec<Bits>,
    facts: Facts,
}

/// The order that inclusion makes of many accesses
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Order {
    /// Accesses that are equal, by their places; each class in ascending order, the classes by their first.
    pub classes: Vec<Vec<usize>>,
    /// Pairs of classes of which the first is within the second with none between: the edges of the order's diagram.
    pub covers: Vec<(usize, usize)>,
}

impl SubsetMatrix {
    /// Compares every access with every other.
    ///
    /// # Complexity
    /// Quadratic in the accesses, a few words of bits for most pairs; memory grows with accesses times actions. Policies
    /// of resources by themselves take a comparison for each pair.
    pub fn new(accesses: &[&Access], catalog: &Catalog, limits: &Limits) -> Self {
        Self::assuming(accesses, catalog, Universe::of(catalog).facts(), limits)
    }

    /// Compares every access with every other, taking only these facts for granted.
    ///
    /// # Complexity
    /// As [`new`](Self::new).
    pub fn assuming(accesses: &[&Access], catalog: &Catalog, facts: Facts, limits: &Limits) -> Self {
        let universe = Universe::of(catalog).assuming(facts);
        let rows = accesses.par_iter().map(|access| classes(access, catalog, limits)).collect::<Vec<_>>();
        let kinds = kinds(catalog, facts);
        let workers = rayon::current_num_threads().clamp(1, accesses.len().max(1));
        let found = (0..workers).into_par_iter().map(|worker| {
            let mut table = Table::new(accesses, &rows, universe, catalog, &kinds, limits);
            let rows = (worker..accesses.len()).step_by(workers);
            let found = rows.map(|row| (row, table.row(row))).collect::<Vec<_>>();
            (found, table.analysis.session.facts)
        });
        let (found, used): (Vec<_>, Vec<_>) = found.unzip();
        let of_questions = accesses.iter().map(|access| of_question(access, access, universe));
        let facts = used.into_iter().chain(of_questions).fold(Facts::NONE, Facts::union);
        let mut found = found.into_iter().flatten().collect::<Vec<_>>();
        found.sort_unstable_by_key(|(row, _)| *row);
        let (within, unknown) = found.into_iter().map(|(_, lists)| lists).unzip();
        Self { size: accesses.len(), within, unknown, facts }
    }

    /// How many accesses there are.
    pub fn len(&self) -> usize {
        self.size
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Whether the first is within the second, by their places; `None` where that could not be decided, or where there
    /// is no such place.
    pub fn is_within(&self, inner: usize, outer: usize) -> Option<bool> {
        let (within, unknown) = (self.within.get(inner)?, self.unknown.get(inner)?);
        (outer < self.size && !unknown.contains(outer)).then(|| within.contains(outer))
    }

    /// The facts that were used: on them rests what is within what.
    pub fn facts(&self) -> Facts {
        self.facts
    }

    /// The pairs that could not be decided.
    pub fn unknown(&self) -> impl Iterator<Item = (usize, usize)> {
        self.unknown.iter().enumerate().flat_map(|(row, bits)| bits.iter().map(move |column| (row, column)))
    }

    /// The classes of equal accesses and which of them lie next to each other; what is unknown counts as no.
    pub fn order(&self) -> Order {
        let holds = |inner: usize, outer: usize| self.is_within(inner, outer) == Some(true);
        let mut classes: Vec<Vec<usize>> = Vec::new();
        let mut firsts: Vec<usize> = Vec::new();
        for at in 0..self.size {
            let same = firsts.iter().position(|&first| holds(at, first) && holds(first, at));
            if let Some(class) = same.and_then(|place| classes.get_mut(place)) {
                class.push(at);
            } else {
                firsts.push(at);
                classes.push(vec![at]);
            }
        }
        let above = |class: usize| {
            let first = firsts.get(class).copied().unwrap_or_default();
            Bits::from_fn(firsts.len(), |other| {
                other != class && firsts.get(other).is_some_and(|&other| holds(first, other))
            })
        };
        let above = (0..firsts.len()).map(above).collect::<Vec<_>>();
        let mut covers = Vec::new();
        for (class, higher) in above.iter().enumerate() {
            // What lies above something that lies above the class is no neighbour of it.
            let farther = higher.iter().filter_map(|other| above.get(other));
            let near = farther.fold(higher.clone(), |near, farther| near.minus(farther));
            covers.extend(near.iter().map(|other| (class, other)));
        }
        Order { classes, covers }
    }
}

/// For each action a number that it shares with those that take the same resources and carry the same keys.
#[expect(clippy::mutable_key_type, reason = "services are compared by their numbers")]
fn kinds(catalog: &Catalog, facts: Facts) -> Vec<u32> {
    let mut numbers: FxHashMap<ActionKind<'_>, u32> = FxHashMap::default();
    let number = |action| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(action::kind(action, facts, true)).or_insert(next)
    };
    catalog.actions().map(number).collect()
}

/// What one worker knows: all shapes, and what was found out about pairs of them.
struct Table<'t> {
    accesses: &'t [&'t Access],
    limits: &'t Limits,
    analysis: Analysis<'t>,
    catalog: &'t Catalog,
    ids: Vec<ActionId>,
    kinds: &'t [u32],
    policies: Vec<Policy<'t>>,
    /// By action, the policies of which some statement allows it.
    allowing: Vec<Bits>,
    /// What was found out about shapes for a kind of action, and what it cost.
    verdicts: FxHashMap<(usize, usize, u32), (Option<bool>, usize)>,
}

/// A policy as its shapes.
struct Policy<'t> {
    classes: Vec<(usize, &'t [ActionId])>,
    /// By action.
    shapes: Vec<u32>,
    /// Actions that are allowed whatever else is asked.
    whole: Bits,
    /// Whether all its shapes are known: its layers may have too many combinations.
    is_known: bool,
}

impl<'t> Table<'t> {
    fn new(
        accesses: &'t [&'t Access],
        rows: &'t [Option<Vec<ActionClass>>],
        universe: Universe<'t>,
        catalog: &'t Catalog,
        kinds: &'t [u32],
        limits: &'t Limits,
    ) -> Self {
        let names_principals = accesses.iter().any(|access| access.names_principals());
        let scene = accesses.iter().find_map(|access| access.scene.as_ref());
        let mut analysis = Analysis::empty(universe, limits, names_principals, scene);
        analysis.session.is_renewed = true;
        let nothing = analysis.session.shape(Shape::default());
        let ids = catalog.all_actions().iter().collect::<Vec<_>>();
        let policies = accesses.iter().zip(rows).map(|(access, classes)| {
            analysis.session.budget.renew();
            policy(&mut analysis, access, classes.as_deref(), nothing, ids.len())
        });
        let policies = policies.collect::<Vec<_>>();
        let allowing = allowing(&policies, ids.len());
        let verdicts = FxHashMap::default();
        Self { accesses, limits, analysis, catalog, ids, kinds, policies, allowing, verdicts }
    }

    /// Which accesses the one of the row is within, and of which that isn't known.
    fn row(&mut self, row: usize) -> (Bits, Bits) {
        let size = self.policies.len();
        let (mut within, mut unknown) = (Bits::empty(size), Bits::empty(size));
        let candidates = self.candidates(row);
        for column in 0..size {
            match self.is_within(row, column, &candidates) {
                Some(true) => within.insert(column),
                Some(false) => {}
                None => unknown.insert(column),
            }
        }
        (within, unknown)
    }

    /// The policies of which some statement allows each action that the one of the row allows whatever else is asked.
    fn candidates(&self, row: usize) -> Bits {
        let whole = self.policies.get(row).into_iter().flat_map(|policy| policy.whole.iter());
        let mut left = Bits::full(self.policies.len());
        for allowing in whole.filter_map(|action| self.allowing.get(action)) {
            left.keep(allowing);
        }
        left
    }

    fn is_within(&mut self, row: usize, column: usize, candidates: &Bits) -> Option<bool> {
        // What a Deny takes from others than those whom a policy of a resource grants isn't in its shapes.
        if let (Some(inner), Some(outer)) = (self.accesses.get(row), self.accesses.get(column))
            && row != column
            && inner.is_granting()
            && outer.is_granting()
        {
            let (answer, facts) = compare::is_within(inner, outer, self.analysis.universe, self.limits);
            self.analysis.session.facts = self.analysis.session.facts.union(facts);
            return answer;
        }
        let policies = std::mem::take(&mut self.policies);
        let answer = match (policies.get(row), policies.get(column)) {
            _ if row == column => Some(true),
            (Some(inner), Some(outer)) if !inner.is_known || !outer.is_known => None,
            (Some(inner), Some(outer)) if candidates.contains(column) => self.compare(inner, outer),
            _ => Some(false),
        };
        self.policies = policies;
        answer
    }

    fn compare(&mut self, inner: &Policy<'t>, outer: &Policy<'t>) -> Option<bool> {
        let mut is_known = true;
        let mut spent = 0_usize;
        for (shape, ids) in &inner.classes {
            let mut last = None;
            for id in *ids {
                let at = id.get() as usize;
                if outer.whole.contains(at) {
                    continue;
                }
                let other = outer.shapes.get(at).copied().unwrap_or_default() as usize;
                let kind = self.kinds.get(at).copied().unwrap_or_default();
                if last == Some((other, kind)) || *shape == other {
                    continue;
                }
                last = Some((other, kind));
                let (verdict, cost) = self.verdict(*shape, other, kind, at);
                spent = spent.saturating_add(cost);
                if self.limits.max_work < spent {
                    return None;
                }
                match verdict {
                    Some(true) => {}
                    Some(false) => return Some(false),
                    None => is_known = false,
                }
            }
        }
        is_known.then_some(true)
    }

    /// Whether the shapes are within each other for an action of the kind, and what it costs to find that out.
    fn verdict(&mut self, one: usize, two: usize, kind: u32, at: usize) -> (Option<bool>, usize) {
        if let Some(verdict) = self.verdicts.get(&(one, two, kind)) {
            return *verdict;
        }
        self.analysis.session.budget.renew();
        let shapes = [one, two];
        let action = self.ids.get(at).and_then(|id| self.catalog.action_by_id(*id));
        let world = action.and_then(|action| self.analysis.catalog_world(self.catalog, action, shapes));
        let verdict = match world.map(|world| self.analysis.excess_of(one, two, world)) {
            None | Some(Excess::None) => Some(true),
            Some(Excess::Found(_)) => Some(false),
            Some(Excess::Unknown(_)) => None,
        };
        let cost = self.analysis.session.budget.spent();
        self.verdicts.insert((one, two, kind), (verdict, cost));
        (verdict, cost)
    }
}

/// The actions that an access names, in classes; `None` where it is too large to be asked about.
fn classes(access: &Access, catalog: &Catalog, limits: &Limits) -> Option<Vec<ActionClass>> {
    let budget = Budget::new(limits);
    let (statements, text) = access.size();
    budget.size(statements, text).ok()?;
    budget.spend(Work::Worlds, action::cost(&[access], Some(catalog))).ok()?;
    Some(action::of_catalog(&[access], catalog))
}

fn policy<'t>(
    analysis: &mut Analysis<'_>,
    access: &Access,
    rows: Option<&'t [ActionClass]>,
    nothing: usize,
    actions: usize,
) -> Policy<'t> {
    let numbers = analysis.session.enter(access);
    let mut shapes = vec![u32::try_from(nothing).unwrap_or_default(); actions];
    let mut whole = Bits::empty(actions);
    let mut classes = Vec::new();
    // An access around another principal can't be compared.
    let is_comparable = access.scene.is_none() || access.scene.as_ref() == analysis.scene;
    let mut is_known = is_comparable && rows.is_some();
    for class in rows.unwrap_or_default() {
        let Ok(shape) = shape_of(access, &numbers, &class.rules, &analysis.session.budget) else {
            is_known = false;
            continue;
        };
        let number = analysis.session.shape(shape);
        let shape: Rc<Shape> = analysis.session.get_shape(number);
        for id in &class.ids {
            let at = id.get() as usize;
            if let Some(entry) = shapes.get_mut(at) {
                *entry = u32::try_from(number).unwrap_or_default();
            }
            if shape.is_whole() {
                whole.insert(at);
            }
        }
        if !shape.allows.is_empty() {
            classes.push((number, &*class.ids));
        }
    }
    Policy { classes, shapes, whole, is_known }
}

/// By action, the policies of which some statement allows it.
fn allowing(policies: &[Policy<'_>], actions: usize) -> Vec<Bits> {
    let mut allowing = vec![Bits::empty(policies.len()); actions];
    for (at, policy) in policies.iter().enumerate() {
        for id in policy.classes.iter().flat_map(|(_, ids)| *ids) {
            if let Some(policies) = allowing.get_mut(id.get() as usize) {
                policies.insert(at);
            }
        }
    }
    allowing
}
