//! Two sides in one universe, action by action: what one allows beyond the other.

use std::collections::BTreeSet;
use std::rc::Rc;

use iamkit_catalog::{Action, ActionId, Catalog};
use iamkit_policy::glob::Glob;
use rustc_hash::FxHashMap;

use crate::access::Access;
use crate::action::{self, ActionClass, RuleId};
use crate::atom::{Atom, KeyAtom, KeyValue};
use crate::bits::Bits;
use crate::combine::shape_of;
use crate::domain::{KeyWorld, Point};
use crate::fact;
use crate::limits::{Exceeded, Limits};
use crate::public::{self, Strangers};
use crate::reason::{Reason, Side, StatementPlace, Unknown};
use crate::scene::Scene;
use crate::session::{Dimension, LitCube, Session, Shape, World, lit, unlit};
use crate::world::{self, Resources, Universe};

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
    pub(crate) names_principals: bool,
    /// Who asks, and whose the resource is, where one of the sides is around a principal.
    pub(crate) scene: Option<&'q Scene>,
    /// Whether all requests come through a VPC endpoint.
    is_through_endpoint: bool,
    /// Whether only strangers ask, from nowhere in particular: what public access is.
    is_public: bool,
    pub(crate) known: FxHashMap<(usize, usize, usize), Excess>,
}

impl<'q> Analysis<'q> {
    pub(crate) fn new(
        sides: [&'q Access; 2],
        universe: Universe<'q>,
        limits: &Limits,
    ) -> Result<Self, Reason> {
        Self::of(sides, universe, limits, Askers::All)
    }

    pub(crate) fn of(
        sides: [&'q Access; 2],
        universe: Universe<'q>,
        limits: &Limits,
        askers: Askers,
    ) -> Result<Self, Reason> {
        let scene = common_scene(&sides)?;
        let mut session = Session::new(limits);
        session.asker = scene.map(|scene| scene.principal.clone());
        let numbers = sides.map(|side| session.enter(side));
        let (classes, globs) = match universe {
            Universe::Real(catalog) => (action::of_catalog(&sides, catalog), Vec::new()),
            Universe::Strings => {
                let found = action::of_strings(&sides, &fact::names().collect::<Vec<_>>(), &session.budget)?;
                (found.classes, found.globs)
            }
        };
        let is_public = askers == Askers::Strangers;
        let names_principals =
            is_public || scene.is_some() || sides.iter().any(|side| side.names_principals());
        let mut analysis = Self {
            sides,
            universe,
            session,
            groups: Vec::new(),
            globs,
            numbers,
            names_principals,
            scene,
            is_through_endpoint: sides.iter().any(|side| side.has_endpoint()),
            is_public,
            known: FxHashMap::default(),
        };
        for class in classes {
            analysis.add_class(class)?;
        }
        Ok(analysis)
    }

    /// No sides, for questions about shapes.
    pub(crate) fn empty(
        universe: Universe<'q>,
        limits: &Limits,
        names_principals: bool,
        scene: Option<&'q Scene>,
    ) -> Self {
        let mut session = Session::new(limits);
        session.asker = scene.map(|scene| scene.principal.clone());
        Self {
            sides: [&NOTHING; 2],
            universe,
            session,
            groups: Vec::new(),
            globs: Vec::new(),
            numbers: [Vec::new(), Vec::new()],
            names_principals: names_principals || scene.is_some(),
            scene,
            is_through_endpoint: false,
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
        let strangers = self.strangers(&keys, &atoms);
        self.add_principal_facts(&keys, &atoms, &strangers, &mut impossible);
        if self.is_public {
            let accounts = public::accounts(&strangers).into_iter().map(String::into_boxed_str);
            let stranger = self.session.unwritten_atom(&Atom::Stranger(accounts.collect()));
            impossible.extend(cube([lit(stranger, false)]));
        }
        let of_key = |key: Rc<str>| {
            let mut world = key_world(&key);
            if let Some((_, texts)) = strangers.iter().find(|(of, _)| *of == key) {
                let single = texts.iter().cloned().map(KeyValue::Single);
                world.fixed = Some(std::iter::once(KeyValue::Absent).chain(single).collect());
            }
            world.can_be_absent &= self.names_principals || !world::is_always_there(&key);
            self.limit_to_scene(&key, &mut world);
            (key, world)
        };
        let keys = keys.into_iter().map(of_key).collect();
        let asks_resource = !impossible.is_empty()
            || atoms.iter().any(|atom| matches!(**atom, Atom::Resource(_) | Atom::ResourceArn(_)));
        World { resources: resources.filter(|_| asks_resource), keys, impossible }
    }

    /// What strangers can have under the keys that tell where a request comes from, if only strangers ask.
    ///
    /// A key whose values are too many to be told apart has any.
    fn strangers(&self, keys: &[Rc<str>], atoms: &[Rc<Atom>]) -> Strangers {
        let keys = keys.iter().filter(|_| self.is_public);
        let of_key = |key: &Rc<str>| {
            let texts = public::texts(key, atoms, &self.session.budget)?.ok()?;
            Some((Rc::clone(key), texts))
        };
        keys.filter_map(of_key).collect()
    }

    /// What a key can have, given in lower case, where the principal and the resource's account are known, or where all
    /// requests come through an endpoint (S44).
    fn limit_to_scene(&self, key: &str, world: &mut KeyWorld) {
        let is_real = matches!(self.universe, Universe::Real(_));
        match self.scene.and_then(|scene| scene.value_of(key)) {
            Some(value) if is_real => world.fixed = Some(vec![value]),
            // Whatever the context says instead, there is something.
            Some(KeyValue::Single(_)) => world.can_be_absent = false,
            Some(_) | None => {}
        }
        if is_real && self.is_through_endpoint {
            world.can_be_absent &= !world::is_of_endpoint(key);
            if key == "aws:sourceip" {
                world.fixed = Some(vec![KeyValue::Absent]);
            }
        }
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

    /// In the real universe `aws:PrincipalAccount` and `aws:PrincipalArn` are those of the principal (S45).
    fn add_principal_facts(
        &mut self,
        keys: &[Rc<str>],
        atoms: &[Rc<Atom>],
        strangers: &Strangers,
        impossible: &mut Vec<LitCube>,
    ) {
        if !self.names_principals || self.scene.is_some() || matches!(self.universe, Universe::Strings) {
            return;
        }
        for key in ["aws:principalaccount", "aws:principalarn"] {
            if !keys.iter().any(|other| **other == *key) {
                continue;
            }
            let strange =
                strangers.iter().filter(|(of, _)| **of == *key).flat_map(|(_, texts)| texts.clone());
            let values = atoms.iter().flat_map(|atom| atom.values_of(key)).chain(strange);
            let values = values.collect::<BTreeSet<_>>();
            for value in values {
                let gives = Atom::PrincipalGives(key.into(), value.as_str().into());
                let gives = self.session.unwritten_atom(&gives);
                let has = self.session.unwritten_atom(&Atom::Key(KeyAtom::equals(key, &value)));
                impossible.extend(cube([lit(gives, true), lit(has, false)]));
                impossible.extend(cube([lit(gives, false), lit(has, true)]));
            }
        }
    }

    fn absent(&mut self, key: &str, is_absent: bool) -> Option<u32> {
        let atom = self.session.unwritten_atom(&Atom::Key(KeyAtom::absent(key)));
        lit(atom, is_absent)
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
            let policies = access.parts.get(*part).filter(|part| !part.is_limit)?;
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

/// The scene of two accesses: that of one, which the other takes on if it has none.
fn common_scene<'q>(sides: &[&'q Access; 2]) -> Result<Option<&'q Scene>, Reason> {
    let [a, b] = sides.map(|side| side.scene.as_ref());
    match (a, b) {
        (Some(a), Some(b)) if a != b => Err(Reason::OtherPrincipal { a: a.to_string(), b: b.to_string() }),
        (a, b) => Ok(a.or(b)),
    }
}

pub(crate) fn cube<const N: usize>(lits: [Option<u32>; N]) -> Option<LitCube> {
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

pub(crate) fn variable_keys(session: &Session<'_>, one: &Shape, two: &Shape) -> Vec<String> {
    let atoms = one.literals().chain(two.literals()).filter_map(|lit| session.atoms.get(unlit(lit).0));
    let mut keys = atoms.flat_map(|atom| atom.open_variables()).map(str::to_owned).collect::<Vec<_>>();
    keys.sort_unstable();
    keys.dedup();
    keys
}
