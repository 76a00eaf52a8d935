//! Two sides in one universe, action by action: what one allows beyond the other.

use std::rc::Rc;

use iamkit_catalog::{Action, ActionId, Catalog};
use iamkit_policy::glob::Glob;
use rustc_hash::FxHashMap;

use crate::access::{Access, AtomWords};
use crate::action::{self, ActionClass, RuleId};
use crate::atom::{Atom, KeyAtom, KeyValue};
use crate::bits::Bits;
use crate::domain::{KeyWorld, Point};
use crate::fact;
use crate::language;
use crate::limits::{Exceeded, Limits};
use crate::pattern::Standing;
use crate::problem::Problem;
use crate::public;
use crate::reason::{Reason, Side, StatementPlace, Unknown};
use crate::resource;
use crate::session::{Dimension, LitCube, Look, Session, Shape, World, lit, shape_of, unlit};
use crate::variable;
use crate::world::{self, Resources, Universe};

/// So many times a way of answering the questions about patterns is tried that no resource has.
const MAX_ROUNDS: usize = 64;

/// Atoms, and whether each holds.
type Answers = Vec<(usize, bool)>;

/// A value in each dimension that the policies ask about.
pub(crate) type Points = Vec<(Dimension, Point)>;

/// Whether one shape allows something beyond another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Excess {
    None,
    Found(Points),
    Unknown(Reason),
}

/// Actions that have the same shapes in the same world.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) shapes: [usize; 2],
    pub(crate) world: usize,
    pub(crate) rules: Vec<RuleId>,
    /// Ids in the catalog, or the numbers of classes of strings.
    pub(crate) actions: Actions,
}

/// The actions of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Actions {
    Ids(Vec<ActionId>),
    /// A class of strings, and a name of it in lower case.
    Class(usize, String),
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Askers {
    All,
    /// Those whom no policy names, without anything that could make them trusted.
    Strangers,
}

/// No policy at all.
static NOTHING: Access = Access::nothing();

/// Two accesses beside each other.
pub(crate) struct Analysis<'q> {
    pub(crate) sides: [&'q Access; 2],
    pub(crate) universe: Universe<'q>,
    pub(crate) session: Session<'q>,
    pub(crate) groups: Vec<Group>,
    /// The globs of actions, and which classes of strings each names; none in a catalog.
    pub(crate) globs: Vec<(Glob, Bits)>,
    numbers: [Vec<usize>; 2],
    names_principals: bool,
    /// Whether only strangers ask, from nowhere in particular: what public access is.
    is_public: bool,
    known: FxHashMap<(usize, usize, usize), Excess>,
}

impl<'q> Analysis<'q> {
    pub(crate) fn new(
        sides: [&'q Access; 2],
        universe: Universe<'q>,
        limits: &Limits,
    ) -> Result<Self, Exceeded> {
        Self::of(sides, universe, limits, Askers::All)
    }

    pub(crate) fn of(
        sides: [&'q Access; 2],
        universe: Universe<'q>,
        limits: &Limits,
        askers: Askers,
    ) -> Result<Self, Exceeded> {
        let mut session = Session::new(limits);
        let numbers = sides.map(|side| session.enter(side));
        let (classes, globs) = match universe {
            Universe::Real(catalog) => (action::of_catalog(&sides, catalog), Vec::new()),
            Universe::Strings => {
                let found = action::of_strings(&sides, &fact::names().collect::<Vec<_>>(), &session.budget)?;
                (found.classes, found.globs)
            }
        };
        let is_public = askers == Askers::Strangers;
        let names_principals = is_public || sides.iter().any(|side| side.names_principals());
        let known = FxHashMap::default();
        let groups = Vec::new();
        let mut analysis =
            Self { sides, universe, session, groups, globs, numbers, names_principals, is_public, known };
        for class in classes {
            analysis.add_class(class)?;
        }
        Ok(analysis)
    }

    /// No sides, for questions about shapes.
    pub(crate) fn empty(universe: Universe<'q>, limits: &Limits, names_principals: bool) -> Self {
        Self {
            sides: [&NOTHING; 2],
            universe,
            session: Session::new(limits),
            groups: Vec::new(),
            globs: Vec::new(),
            numbers: [Vec::new(), Vec::new()],
            names_principals,
            is_public: false,
            known: FxHashMap::default(),
        }
    }

    fn add_class(&mut self, class: ActionClass) -> Result<(), Exceeded> {
        if class.name == action::ALWAYS_ALLOWED {
            return Ok(());
        }
        let of_side =
            |side: usize| class.rules.iter().filter(|(of, ..)| *of == side).copied().collect::<Vec<_>>();
        let mut shapes = [0; 2];
        for (at, shape) in shapes.iter_mut().enumerate() {
            let (Some(access), Some(numbers)) = (self.sides.get(at), self.numbers.get(at)) else { continue };
            *shape = self.session.shape(shape_of(access, numbers, &of_side(at), &self.session.budget)?);
        }
        let by_world = match self.universe {
            Universe::Strings => {
                let world = self.string_world(&class.name, shapes);
                vec![(world, Actions::Class(class.number, class.name))]
            }
            Universe::Real(catalog) => self.catalog_worlds(catalog, &class.ids, shapes),
        };
        let groups = by_world.into_iter().map(|(world, actions)| Group {
            shapes,
            world,
            rules: class.rules.clone(),
            actions,
        });
        self.groups.extend(groups);
        Ok(())
    }

    /// Whether the shapes ask about nothing but the action.
    pub(crate) fn asks_nothing(&self, shapes: [usize; 2]) -> bool {
        shapes.iter().all(|shape| self.session.get_shape(*shape).literals().next().is_none())
    }

    /// The worlds of some actions, as far as these shapes ask.
    pub(crate) fn worlds_for(&mut self, actions: &Actions, shapes: [usize; 2]) -> Vec<usize> {
        match (self.universe, actions) {
            (Universe::Real(catalog), Actions::Ids(ids)) => {
                self.catalog_worlds(catalog, ids, shapes).into_iter().map(|(world, _)| world).collect()
            }
            (_, Actions::Class(_, name)) => vec![self.string_world(name, shapes)],
            (Universe::Strings, Actions::Ids(_)) => Vec::new(),
        }
    }

    fn string_world(&mut self, name: &str, shapes: [usize; 2]) -> usize {
        let world = self.world(None, name, shapes, &|_| KeyWorld::ANY);
        self.session.world(world)
    }

    fn catalog_worlds(
        &mut self,
        catalog: &'q Catalog,
        ids: &[ActionId],
        shapes: [usize; 2],
    ) -> Vec<(usize, Actions)> {
        let asks_nothing = self.asks_nothing(shapes);
        let mut found: Vec<(usize, Vec<ActionId>)> = Vec::new();
        let mut places: FxHashMap<usize, usize> = FxHashMap::default();
        for action in ids.iter().filter_map(|id| catalog.action_by_id(*id)) {
            let Some(world) = self.catalog_world(catalog, action, shapes, asks_nothing) else { continue };
            let place = *places.entry(world).or_insert_with(|| {
                found.push((world, Vec::new()));
                found.len() - 1
            });
            if let Some((_, ids)) = found.get_mut(place) {
                ids.push(action.id());
            }
        }
        found.into_iter().map(|(world, ids)| (world, Actions::Ids(ids))).collect()
    }

    /// The world of an action, `None` for the one that is always allowed.
    pub(crate) fn catalog_world(
        &mut self,
        catalog: &'q Catalog,
        action: Action<'q>,
        shapes: [usize; 2],
        asks_nothing: bool,
    ) -> Option<usize> {
        if asks_nothing && !self.is_public && !fact::is_special(action.service_prefix()) {
            return Some(self.session.world(World::default()));
        }
        let name = action.to_string().to_ascii_lowercase();
        if name == action::ALWAYS_ALLOWED {
            return None;
        }
        let key_world = |key: &str| world::key_world(catalog, action, key);
        let world = self.world(Some(Resources::of(action)), &name, shapes, &key_world);
        Some(self.session.world(world))
    }

    /// What is possible for an action, as far as these shapes ask.
    fn world(
        &mut self,
        resources: Option<Resources<'q>>,
        name: &str,
        shapes: [usize; 2],
        key_world: &impl Fn(&str) -> KeyWorld,
    ) -> World<'q> {
        let mut impossible = Vec::new();
        if let Some(atom) = fact::immutable(name) {
            let atom = self.session.unwritten_atom(&atom);
            impossible.extend(lit(atom, true).map(|lit| vec![lit]));
        }
        let atoms = self.atoms_of(shapes);
        let mut keys = atoms.iter().flat_map(|atom| asked_keys(atom)).collect::<Vec<_>>();
        keys.sort_unstable();
        keys.dedup();
        self.add_key_facts(&keys, &mut impossible);
        if self.is_public {
            let stranger = self.session.unwritten_atom(&Atom::Stranger);
            impossible.extend(cube([lit(stranger, false)]));
        }
        let of_key = |key: Rc<str>| {
            let mut world = key_world(&key);
            if self.is_public
                && let Some(values) = public::values(&key)
            {
                world.fixed = Some(values);
            }
            world.can_be_absent &= self.names_principals || !world::is_always_there(&key);
            (key, world)
        };
        let keys = keys.into_iter().map(of_key).collect();
        let asks_resource = !impossible.is_empty()
            || atoms.iter().any(|atom| matches!(**atom, Atom::Resource(_) | Atom::ResourceArn(_)));
        World { resources: resources.filter(|_| asks_resource), keys, impossible }
    }

    fn atoms_of(&self, shapes: [usize; 2]) -> Vec<Rc<Atom>> {
        let mut numbers = Vec::new();
        for shape in shapes {
            numbers.extend(self.session.get_shape(shape).literals().map(|lit| unlit(lit).0));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.iter().filter_map(|number| self.session.atoms.get(*number).map(Rc::clone)).collect()
    }

    /// What is so of the keys whatever policies say (S44).
    fn add_key_facts(&mut self, keys: &[Rc<str>], impossible: &mut Vec<LitCube>) {
        let has = |key: &str| keys.iter().any(|other| **other == *key);
        if has("aws:resourceaccount") {
            let absent = self.absent("aws:resourceaccount", true);
            let account = self.session.unwritten_atom(&Atom::ResourceHasAccount);
            impossible.extend(cube([absent, lit(account, true)]));
        }
        if self.names_principals {
            for key in world::DERIVED.into_iter().filter(|key| has(key)) {
                let absent = self.absent(key, true);
                let derives = self.session.unwritten_atom(&Atom::Derives(key.into()));
                impossible.extend(cube([absent, lit(derives, true)]));
            }
        }
        if matches!(self.universe, Universe::Strings) {
            return;
        }
        for (one, two) in world::NEVER_TOGETHER.into_iter().filter(|(one, two)| has(one) && has(two)) {
            impossible.extend(cube([self.absent(one, false), self.absent(two, false)]));
        }
        for (one, two) in world::ALWAYS_TOGETHER.into_iter().filter(|(one, two)| has(one) && has(two)) {
            impossible.extend(cube([self.absent(one, true), self.absent(two, false)]));
            impossible.extend(cube([self.absent(one, false), self.absent(two, true)]));
        }
    }

    fn absent(&mut self, key: &str, is_absent: bool) -> Option<u32> {
        let atom = self.session.unwritten_atom(&Atom::Key(KeyAtom::absent(key)));
        lit(atom, is_absent)
    }

    /// What one side allows beyond the other in a group.
    pub(crate) fn excess(&mut self, group: &Group, side: Side) -> Excess {
        let [a, b] = group.shapes;
        let (one, two) = if side == Side::A { (a, b) } else { (b, a) };
        self.excess_of(one, two, group.world)
    }

    /// What one shape allows beyond the other in a world.
    pub(crate) fn excess_of(&mut self, one: usize, two: usize, world: usize) -> Excess {
        let key = (one, two, world);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let (one, two) = (self.session.get_shape(one), self.session.get_shape(two));
        let excess = if is_obviously_within(&one, &two) {
            Excess::None
        } else {
            let world = self.session.get_world(world);
            self.find_excess(&one, &two, &world)
        };
        self.known.insert(key, excess.clone());
        excess
    }

    pub(crate) fn find_excess(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> Excess {
        self.session.renew();
        let (one, two) = self.without_absent(one, two, world);
        self.find_excess_with_variables(&one, &two, world)
    }

    /// The shapes without the variables that have no value in any request of the world.
    pub(crate) fn without_absent(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> (Shape, Shape) {
        let keys = variable_keys(&self.session, one, two).into_iter();
        let never = keys.filter(|key| !self.can_be(key, &KeyValue::Single(String::new()), world));
        let never = never.map(|key| (key, KeyValue::Absent)).collect::<Vec<_>>();
        if never.is_empty() {
            (one.clone(), two.clone())
        } else {
            (self.with(one, &never), self.with(two, &never))
        }
    }

    fn find_excess_with_variables(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> Excess {
        let keys = variable_keys(&self.session, one, two);
        // What takes too much pattern by pattern may be found out with all of them together.
        if let Ok(Some(excess)) = self.seen_at_once(one, two, world, keys.is_empty()) {
            return excess;
        }
        let refuted = if keys.is_empty() { None } else { Some(self.with_values(one, two, world, &keys)) };
        if let Some(Excess::Found(points)) = refuted {
            return Excess::Found(points);
        }
        let world = &self.bounded_if_needed(one, two, world);
        let (found, incomplete) = match self.first_excess(one, two, world, Look::Whole) {
            Ok(found) => found,
            Err(exceeded) => return Excess::Unknown(Reason::Limit(exceeded)),
        };
        match (found, refuted) {
            (None, _) => self.unless_incomplete(one, two, world, incomplete),
            (Some(points), None) => Excess::Found(points),
            // With variables an excess is only possible, until values of them show it.
            (Some(_), Some(unknown)) => unknown,
        }
    }

    /// What some resources show, or what follows from the patterns one by one; `None` if neither settles the matter.
    fn seen_at_once(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        can_be_sampled: bool,
    ) -> Result<Option<Excess>, Exceeded> {
        if !self.asks_resources(one, two, world) {
            return Ok(None);
        }
        if can_be_sampled && let (Some(points), _) = self.first_excess(one, two, world, Look::Sample)? {
            return Ok(Some(Excess::Found(points)));
        }
        self.by_patterns(one, two, world, can_be_sampled)
    }

    /// What follows from the patterns one by one: a way to answer all questions about them that leaves an excess is
    /// looked for, then a resource that has those answers. If there is none, that is learnt, and another way is looked
    /// for.
    fn by_patterns(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        has_no_variables: bool,
    ) -> Result<Option<Excess>, Exceeded> {
        let (one, two, mut world) = self.split(one, two, world)?;
        for _ in 0..MAX_ROUNDS {
            self.session.is_split = true;
            let problem = Problem::new(&mut self.session, &one, &two, &world, Look::Whole);
            self.session.is_split = false;
            let problem = problem?;
            let Some(region) = problem.first_excess(&self.session.budget)? else {
                return Ok(problem.incomplete().is_none().then_some(Excess::None));
            };
            if !has_no_variables {
                return Ok(None);
            }
            let region = problem.possible(&region, &self.session.budget)?;
            let answers = problem.answers(&region);
            if let Some(text) = self.resource_with(&answers, &world)? {
                let mut points = problem.first_points(&region);
                points.retain(|(dimension, _)| !matches!(dimension, Dimension::Opaque(_)));
                points.push((Dimension::Resource, Point::Resource(text)));
                return Ok(Some(Excess::Found(points)));
            }
            let lits = answers.iter().map(|(atom, holds)| lit(*atom, *holds));
            let Some(mut learnt) = lits.collect::<Option<LitCube>>() else { return Ok(None) };
            learnt.sort_unstable();
            world.impossible.push(learnt);
        }
        Ok(None)
    }

    /// A resource for which the questions have these answers.
    fn resource_with(
        &mut self,
        answers: &[(usize, bool)],
        world: &World<'q>,
    ) -> Result<Option<String>, Exceeded> {
        let (named, excluded): (Answers, Answers) = answers.iter().copied().partition(|(_, holds)| *holds);
        // What excludes a pattern that is named anyway excludes nothing more.
        let mut excluding = Vec::new();
        for (atom, _) in excluded {
            let is_needless =
                named.iter().any(|(name, _)| self.session.standing(*name, atom) == Standing::Disjoint);
            excluding.extend((!is_needless).then_some(atom));
        }
        let words = |atoms: &mut dyn Iterator<Item = usize>| {
            let atoms = atoms.filter_map(|atom| self.session.atoms.get(atom));
            atoms.map(|atom| resource::words(atom)).collect::<Vec<_>>()
        };
        let (named, excluding) =
            (words(&mut named.iter().map(|(atom, _)| *atom)), words(&mut excluding.into_iter()));
        let universe = world.resources.as_ref().map(Resources::words).unwrap_or_default();
        language::search(&universe, &named, &excluding, &self.session.budget)
    }

    /// The shapes with their lists of patterns taken apart, and the world with what is known of the patterns.
    pub(crate) fn split(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
    ) -> Result<(Shape, Shape, World<'q>), Exceeded> {
        let (one, two) = (self.session.split(one)?, self.session.split(two)?);
        let facts = self.session.pattern_facts([&one, &two]);
        self.session.is_split = true;
        let mut world = self.bounded_if_needed(&one, &two, world);
        self.session.is_split = false;
        world.impossible.extend(facts);
        Ok((one, two, world))
    }

    /// A first excess, and a key whose values may not all have been looked at.
    fn first_excess(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        look: Look,
    ) -> Result<(Option<Points>, Option<Rc<str>>), Exceeded> {
        let problem = Problem::new(&mut self.session, one, two, world, look)?;
        self.session.renew();
        let incomplete = problem.incomplete().and_then(|dimension| match dimension {
            Dimension::Key(key) => Some(Rc::clone(key)),
            _ => None,
        });
        let found = problem.first_excess(&self.session.budget)?;
        let points = found.map(|region| problem.point(&region, &self.session.budget)).transpose()?;
        Ok((points, incomplete))
    }

    /// Whether the shapes ask for resources, and there is more than one.
    pub(crate) fn asks_resources(&self, one: &Shape, two: &Shape, world: &World<'q>) -> bool {
        let asks_resource = |lit: u32| {
            matches!(self.session.atoms.get(unlit(lit).0).map(|atom| &**atom), Some(Atom::Resource(_)))
        };
        let has_more = world.resources.as_ref().is_none_or(|resources| !resources.is_star_only());
        has_more && one.literals().chain(two.literals()).any(asks_resource)
    }

    /// Nothing was found; is that because some values were not looked at?
    fn unless_incomplete(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        incomplete: Option<Rc<str>>,
    ) -> Excess {
        let Some(key) = incomplete else { return Excess::None };
        // The questions about such a key are taken as independent: what is within then, is within.
        self.session.blurred.push(Rc::clone(&key));
        let again = self.first_excess(one, two, world, Look::Whole);
        let answer = match again {
            Ok((None, None)) => Excess::None,
            Ok((None, next)) => self.unless_incomplete(one, two, world, next),
            Ok((Some(_), _)) => Excess::Unknown(Reason::MixedOperators { key: key.to_string() }),
            Err(exceeded) => Excess::Unknown(Reason::Limit(exceeded)),
        };
        self.session.blurred.pop();
        answer
    }

    /// The world with what is known of the questions that have variables.
    pub(crate) fn bounded_if_needed(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> World<'q> {
        let mut world = world.clone();
        let mut numbers = one.literals().chain(two.literals()).map(|lit| unlit(lit).0).collect::<Vec<_>>();
        numbers.sort_unstable();
        numbers.dedup();
        let with_variables = numbers.iter().filter_map(|number| {
            let atom = self.session.atoms.get(*number).filter(|atom| atom.has_variables())?;
            let is_needed = !self.session.is_split || !matches!(**atom, Atom::Resource(_));
            is_needed.then(|| (*number, Rc::clone(atom)))
        });
        let with_variables = with_variables.collect::<Vec<_>>();
        for (number, atom) in &with_variables {
            let (narrow, wide) = variable::bounds(atom);
            let (narrow, wide) = (self.session.unwritten_atom(&narrow), self.session.unwritten_atom(&wide));
            world.impossible.extend(cube([lit(*number, true), lit(wide, false)]));
            world.impossible.extend(cube([lit(*number, false), lit(narrow, true)]));
            for (other, of) in with_variables.iter().filter(|(other, _)| other != number) {
                if variable::implies(atom, of, &self.session.budget) {
                    world.impossible.extend(cube([lit(*number, true), lit(*other, false)]));
                }
            }
        }
        world
    }

    /// Tries values of the variables.
    fn with_values(&mut self, one: &Shape, two: &Shape, world: &World<'q>, keys: &[String]) -> Excess {
        let numbers = one.literals().chain(two.literals()).map(|lit| unlit(lit).0);
        let mut numbers = numbers.collect::<Vec<_>>();
        numbers.sort_unstable();
        numbers.dedup();
        let atoms = numbers.iter().filter_map(|number| self.session.atoms.get(*number).map(Rc::clone));
        let atoms = atoms.collect::<Vec<_>>();
        let borrowed = atoms.iter().map(|atom| &**atom).collect::<Vec<_>>();
        let candidates = keys.iter().map(|key| {
            let mut values = variable::candidates(key, &borrowed);
            values.retain(|value| self.can_be(key, value, world));
            (key.clone(), values)
        });
        let candidates = candidates.collect::<Vec<_>>();
        let (assignments, is_cut) = assignments(&candidates, self.session.budget.limits.max_assignments);
        for values in assignments {
            match self.excess_with(one, two, world, &values) {
                Ok(None) => {}
                Ok(Some(points)) => return Excess::Found(points),
                Err(exceeded) => return Excess::Unknown(Reason::Limit(exceeded)),
            }
        }
        let limit = self.session.budget.limits.max_assignments;
        Excess::Unknown(match keys.first() {
            Some(key) if !is_cut => Reason::PolicyVariable { key: key.clone() },
            _ => Reason::Limit(Exceeded::new("assignments", limit)),
        })
    }

    /// Whether a request can have the value under the key.
    fn can_be(&self, key: &str, value: &KeyValue, world: &World<'q>) -> bool {
        let of_key = world.keys.iter().find(|(name, _)| **name == *key).map(|(_, world)| world);
        match (value, of_key) {
            (KeyValue::Absent, Some(world)) => world.can_be_absent,
            (KeyValue::Absent, None) => self.names_principals || !world::is_always_there(key),
            (KeyValue::Single(_), Some(world)) => world.can_be_single,
            (KeyValue::Multi(_), Some(world)) => world.can_be_multi,
            (_, None) => true,
        }
    }

    fn excess_with(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        values: &[(String, KeyValue)],
    ) -> Result<Option<Points>, Exceeded> {
        let (one, two) = (self.with(one, values), self.with(two, values));
        let mut world = world.clone();
        world.impossible.retain(|cube| {
            cube.iter()
                .all(|lit| self.session.atoms.get(unlit(*lit).0).is_some_and(|atom| !atom.has_variables()))
        });
        for (key, value) in values {
            let fixed = KeyWorld::only(vec![value.clone()]);
            world.keys.retain(|(name, _)| **name != **key);
            world.keys.push((key.as_str().into(), fixed));
        }
        world.keys.sort_by(|one, two| one.0.cmp(&two.0));
        let seen = match self.seen_at_once(&one, &two, &world, true) {
            Ok(Some(Excess::None)) => return Ok(None),
            Ok(Some(Excess::Found(points))) => Some(points),
            Ok(_) | Err(_) => self.first_excess(&one, &two, &world, Look::Whole)?.0,
        };
        let Some(mut points) = seen else { return Ok(None) };
        for (key, value) in values {
            let dimension = Dimension::Key(key.as_str().into());
            if !points.iter().any(|(other, _)| *other == dimension) {
                points.push((dimension, Point::Key(value.clone())));
            }
        }
        Ok(Some(points))
    }

    /// The shape with values in place of variables.
    fn with(&mut self, shape: &Shape, values: &[(String, KeyValue)]) -> Shape {
        let mut lit_with = |number: u32| {
            let (atom, is_positive) = unlit(number);
            let resolved = match self.session.atoms.get(atom) {
                Some(atom) if atom.has_variables() => variable::resolved(atom, values),
                _ => return Some(number),
            };
            let words = self.session.words.get(atom).cloned();
            let words = || words.unwrap_or_else(|| AtomWords::Values(Vec::new()));
            lit(self.session.atom(&resolved, words), is_positive)
        };
        let mut cubes = |cubes: &[LitCube]| {
            let with = cubes
                .iter()
                .filter_map(|cube| cube.iter().map(|lit| lit_with(*lit)).collect::<Option<Vec<_>>>());
            let mut with = with.collect::<Vec<_>>();
            for cube in &mut with {
                cube.sort_unstable();
            }
            with
        };
        Shape { allows: cubes(&shape.allows), denies: cubes(&shape.denies) }
    }

    /// The numbers of the atoms of a side.
    pub(crate) fn numbers(&self, side: Side) -> &[usize] {
        let [a, b] = &self.numbers;
        if side == Side::A { a } else { b }
    }

    /// Whether a literal is a condition.
    pub(crate) fn is_condition(&self, lit: u32) -> bool {
        matches!(self.session.atoms.get(unlit(lit).0).map(|atom| &**atom), Some(Atom::Key(_)))
    }

    /// The statements that name the actions of a group.
    pub(crate) fn places(&self, rules: &[RuleId]) -> Vec<StatementPlace> {
        let place = |(side, part, at): &RuleId| {
            let access = self.sides.get(*side)?;
            let policies = access.parts.get(*part)?;
            let rule = policies.rules.get(*at)?;
            let statement = access.statement(*part, rule)?;
            Some(StatementPlace {
                side: if *side == 0 { Side::A } else { Side::B },
                layer: policies.layer.as_str(),
                document: rule.document,
                statement: rule.statement,
                position: statement.position(),
            })
        };
        rules.iter().filter_map(place).collect()
    }

    pub(crate) fn unknown(&self, group: &Group, side: Side, reason: Reason) -> Unknown {
        let actions = self.action_patterns(std::iter::once(&group.actions)).patterns;
        Unknown { side: Some(side), reason, actions, statements: self.places(&group.rules) }
    }
}

/// Where literals alone show that one shape is within another.
pub(crate) fn is_obviously_within(one: &Shape, two: &Shape) -> bool {
    let is_in =
        |cube: &LitCube, cubes: &[LitCube]| cubes.iter().any(|other| crate::session::holds_all(cube, other));
    one.allows.is_empty()
        || two.is_whole()
        || one == two
        || (one.allows.iter().all(|cube| is_in(cube, &two.allows))
            && two.denies.iter().all(|cube| is_in(cube, &one.denies)))
}

fn cube<const N: usize>(lits: [Option<u32>; N]) -> Option<LitCube> {
    let mut cube = lits.into_iter().collect::<Option<Vec<_>>>()?;
    cube.sort_unstable();
    Some(cube)
}

fn asked_keys(atom: &Atom) -> Vec<Rc<str>> {
    let own = match atom {
        Atom::Key(atom) => Some(Rc::from(&*atom.key)),
        _ => None,
    };
    atom.variables().into_iter().map(Rc::from).chain(own).collect()
}

fn variable_keys(session: &Session<'_>, one: &Shape, two: &Shape) -> Vec<String> {
    let atoms = one.literals().chain(two.literals()).filter_map(|lit| session.atoms.get(unlit(lit).0));
    let mut keys = atoms.flat_map(|atom| atom.variables()).map(str::to_owned).collect::<Vec<_>>();
    keys.sort_unstable();
    keys.dedup();
    keys
}

type Assignment = Vec<(String, KeyValue)>;

/// All combinations of values, and whether there are more than are given.
fn assignments(candidates: &[(String, Vec<KeyValue>)], limit: usize) -> (Vec<Assignment>, bool) {
    let mut found: Vec<Assignment> = vec![Vec::new()];
    let mut is_cut = false;
    for (key, values) in candidates {
        let mut longer = Vec::new();
        for assignment in &found {
            for value in values {
                let mut assignment = assignment.clone();
                assignment.push((key.clone(), value.clone()));
                longer.push(assignment);
            }
        }
        is_cut |= limit < longer.len();
        longer.truncate(limit);
        found = longer;
    }
    (found, is_cut)
}
