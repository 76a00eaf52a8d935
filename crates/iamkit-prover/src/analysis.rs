//! Two sides in one universe, action by action: what one allows beyond the other.

use std::rc::Rc;

use iamkit_catalog::{Action, ActionId, Catalog};
use iamkit_engine::Principal;
use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::glob::Glob;
use iamkit_policy::global_key::{Presence, global_key};
use iamkit_policy::normal::PolicyKind;
use rustc_hash::FxHashMap;

use crate::access::Access;
use crate::action::{self, ActionClass, RuleId};
use crate::asker::{self, Asker};
use crate::askers::{self, Askers};
use crate::atom::{Atom, KeyAtom, KeyValue};
use crate::bits::Bits;
use crate::combine::shape_of;
use crate::domain::{KeyWorld, Point};
use crate::fact;
use crate::limits::{Exceeded, Limits};
use crate::public::{self, Strangers};
use crate::reach::Resources;
use crate::reason::{Reason, Side, StatementPlace, Unknown};
use crate::scene::Scene;
use crate::session::{Dimension, LitCube, Session, Shape, World, lit, unlit};
use crate::universe::Universe;
use crate::value_type;
use crate::world;

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

impl Actions {
    /// How many there are, a class of strings being one.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Ids(ids) => ids.len(),
            Self::Class(..) => 1,
        }
    }
}

/// By whom is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    ByAnybody,
    /// Those whom no policy names, without anything that could make them trusted.
    ByStrangers,
}

/// The key that tells who owns the resource, in lower case.
pub(crate) const RESOURCE_ACCOUNT: &str = "aws:resourceaccount";

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
    /// Who asks, and whose the resource is, where one of the sides is around a principal.
    pub(crate) scene: Option<&'q Scene>,
    /// Whether all requests come through a VPC endpoint.
    is_through_endpoint: bool,
    /// Whether only strangers ask, from nowhere in particular: what public access is.
    pub(crate) is_public: bool,
    pub(crate) known: FxHashMap<(usize, usize, usize), Excess>,
    /// How requests of all who can ask have global keys.
    presences: FxHashMap<Box<str>, Option<Presence>>,
    /// The accounts of who asks, by the shapes that tell them apart.
    pub(crate) accounts: FxHashMap<[usize; 2], Result<Rc<[String]>, Exceeded>>,
}

impl<'q> Analysis<'q> {
    pub(crate) fn new(
        sides: [&'q Access; 2],
        universe: Universe<'q>,
        limits: &Limits,
    ) -> Result<Self, Reason> {
        Self::of(sides, universe, limits, Asked::ByAnybody)
    }

    pub(crate) fn of(
        sides: [&'q Access; 2],
        universe: Universe<'q>,
        limits: &Limits,
        askers: Asked,
    ) -> Result<Self, Reason> {
        let scene = common_scene(&sides)?;
        let mut session = Session::new(limits);
        let is_public = askers == Asked::ByStrangers;
        session.askers = askers_of(&sides, scene, is_public);
        session.keys_follow = universe.assumes(Fact::PrincipalKeys);
        let numbers = sides.map(|side| session.enter(side));
        let (classes, globs) = if let Some(catalog) = universe.catalog() {
            (action::of_catalog(&sides, catalog), Vec::new())
        } else {
            let found = action::of_strings(&sides, &fact::names().collect::<Vec<_>>(), &session.budget)?;
            (found.classes, found.globs)
        };
        let mut analysis = Self {
            sides,
            universe,
            session,
            groups: Vec::new(),
            globs,
            numbers,
            scene,
            is_through_endpoint: sides.iter().any(|side| side.has_endpoint()),
            is_public,
            known: FxHashMap::default(),
            presences: FxHashMap::default(),
            accounts: FxHashMap::default(),
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
        session.askers = match scene {
            Some(scene) => Askers::Only(Box::new(scene.principal.clone())),
            None if names_principals => Askers::Everyone,
            None => Askers::Identities,
        };
        session.keys_follow = universe.assumes(Fact::PrincipalKeys);
        Self {
            sides: [&NOTHING; 2],
            universe,
            session,
            groups: Vec::new(),
            globs: Vec::new(),
            numbers: [Vec::new(), Vec::new()],
            scene,
            is_through_endpoint: false,
            is_public: false,
            known: FxHashMap::default(),
            presences: FxHashMap::default(),
            accounts: FxHashMap::default(),
        }
    }

    fn add_class(&mut self, class: ActionClass) -> Result<(), Exceeded> {
        if fact::is_always_allowed(&class.name) {
            self.session.facts.insert(Fact::AlwaysAllowed);
            return Ok(());
        }
        if action::is_left_to_root(&self.sides, &class, self.universe.catalog()) {
            self.session.facts.insert(Fact::RootOfOwner);
        }
        let of_side =
            |side: usize| class.rules.iter().filter(|(of, ..)| *of == side).copied().collect::<Vec<_>>();
        let mut written = [Shape::default(), Shape::default()];
        for (at, shape) in written.iter_mut().enumerate() {
            let (Some(access), Some(numbers)) = (self.sides.get(at), self.numbers.get(at)) else { continue };
            *shape = shape_of(access, numbers, &of_side(at), &self.session.budget)?;
        }
        self.add_homes(&mut written);
        let shapes = written.map(|shape| self.session.shape(shape));
        let by_world = match self.universe.catalog() {
            None => {
                let world = self.string_world(&class.name, shapes);
                vec![(world, Actions::Class(class.number, class.name))]
            }
            Some(catalog) => self.catalog_worlds(catalog, &class.ids, shapes),
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

    /// The world of one of some actions, by its place, as far as these shapes ask; `None` for one that is always allowed.
    pub(crate) fn world_for(&mut self, actions: &Actions, at: usize, shapes: [usize; 2]) -> Option<usize> {
        match (self.universe.catalog(), actions) {
            (Some(catalog), Actions::Ids(ids)) => {
                let action = ids.get(at).and_then(|id| catalog.action_by_id(*id))?;
                let asks_nothing = self.asks_nothing(shapes);
                self.catalog_world(catalog, action, shapes, asks_nothing)
            }
            (_, Actions::Class(_, name)) => Some(self.string_world(name, shapes)),
            (None, Actions::Ids(_)) => None,
        }
    }

    fn string_world(&mut self, name: &str, shapes: [usize; 2]) -> usize {
        let keys_follow = self.session.keys_follow;
        let key_world = |key: &str| {
            let of_asker = global_key(key).filter(|_| keys_follow && asker::follows(key));
            let world = of_asker.map_or(KeyWorld::ANY, |key| KeyWorld {
                can_be_multi: false,
                value_type: value_type::of_global_key(key, Facts::all()),
                ..KeyWorld::ANY
            });
            (world, Facts::NONE)
        };
        let world = self.world(None, name, shapes, &key_world);
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
        if fact::is_always_allowed(&name) {
            self.session.facts.insert(Fact::AlwaysAllowed);
            return None;
        }
        let facts = self.universe.facts();
        let key_world = |key: &str| world::key_world(catalog, action, key, facts);
        let world = self.world(Some(Resources::of(action, self.universe.facts())), &name, shapes, &key_world);
        Some(self.session.world(world))
    }

    /// What is possible for an action, as far as these shapes ask.
    fn world(
        &mut self,
        resources: Option<Resources<'q>>,
        name: &str,
        shapes: [usize; 2],
        key_world: &impl Fn(&str) -> (KeyWorld, Facts),
    ) -> World<'q> {
        let mut impossible = Vec::new();
        for (fact, atom) in fact::immutable(name) {
            self.session.facts.insert(fact);
            let atom = self.session.unwritten_atom(&atom);
            impossible.extend(lit(atom, true).map(|lit| vec![lit]));
        }
        let atoms = self.atoms_of(shapes);
        let mut keys = atoms.iter().flat_map(|atom| asked_keys(atom)).collect::<Vec<_>>();
        keys.sort_unstable();
        keys.dedup();
        self.add_key_facts(&keys, &mut impossible);
        let exceeded = self.add_owner_facts(shapes, &keys, &atoms, &mut impossible).err();
        let strangers = self.strangers(&keys, &atoms);
        let keys = keys.into_iter().map(|key| {
            let (mut world, facts) = key_world(&key);
            self.session.facts = self.session.facts.union(facts);
            if let Some((_, values)) = strangers.iter().find(|(of, _)| *of == key) {
                world.fixed = Some(values.clone());
            }
            self.limit_to_askers(&key, &mut world);
            self.limit_to_scene(&key, &mut world);
            if self.session.keys_follow && *key == *asker::CALLER_ACCOUNT {
                impossible.extend(self.impossible_askers(&key, &world));
            }
            (key, world)
        });
        let keys = keys.collect();
        let asks_resource = !impossible.is_empty()
            || atoms.iter().any(|atom| matches!(**atom, Atom::Resource(_) | Atom::ResourceArn(_)));
        let resources = resources.filter(|_| asks_resource).map(|resources| {
            let mut asked = atoms;
            asked.extend(
                impossible.iter().flatten().filter_map(|lit| self.session.atoms.get(unlit(*lit).0).cloned()),
            );
            let resources = resources.told_apart_by(&asked);
            self.session.facts = self.session.facts.union(resources.facts);
            if resources.are_told_by(&asked) { resources } else { Resources::untold() }
        });
        World { resources, keys, impossible, exceeded }
    }

    /// Keys that all who can ask have, or none of them (S44).
    fn limit_to_askers(&mut self, key: &str, world: &mut KeyWorld) {
        let Some(global) = global_key(key).filter(|_| !self.is_public) else { return };
        let is_followed = self.session.keys_follow && asker::follows(key);
        let is_real = self.universe.catalog().is_some();
        if !self.universe.assumes(world::presence_fact(global)) || !(is_real || is_followed) {
            return;
        }
        match self.common_presence(key) {
            Some(Presence::Always) => world.can_be_absent = false,
            Some(Presence::Never) => (world.can_be_single, world.can_be_multi) = (false, false),
            _ => return,
        }
        self.session.facts.insert(world::presence_fact(global));
    }

    /// How requests of all who can ask have a global key, if that is the same for all.
    fn common_presence(&mut self, key: &str) -> Option<Presence> {
        if let Some(known) = self.presences.get(key) {
            return *known;
        }
        let presence = self.find_common_presence(key);
        self.presences.insert(key.into(), presence);
        presence
    }

    fn find_common_presence(&self, key: &str) -> Option<Presence> {
        let kinds = KINDS_OF_ASKERS.iter().filter_map(|text| text.parse().ok()).map(Asker::new);
        let mut found =
            kinds.filter(|asker| self.session.askers.include(asker)).map(|asker| asker.presence(key));
        let first = match &self.session.askers {
            Askers::Only(who) => return Some(Asker::new(Principal::clone(who)).presence(key)),
            _ => found.next()?,
        };
        found.all(|presence| presence == first).then_some(first)
    }

    /// What strangers can have under the keys that tell where a request comes from, if only strangers ask.
    ///
    /// A key whose values are too many to be told apart has any.
    fn strangers(&mut self, keys: &[Rc<str>], atoms: &[Rc<Atom>]) -> Strangers {
        let keys = keys.iter().filter(|_| self.is_public);
        let of_key = |key: &Rc<str>| {
            let values = public::values(key, atoms, &self.session.budget)?.ok()?;
            Some((Rc::clone(key), values))
        };
        let strangers = keys.filter_map(of_key).collect::<Strangers>();
        if !strangers.is_empty() {
            self.session.facts.insert(Fact::PublicKeys);
        }
        strangers
    }

    /// What a key can have, given in lower case, where the principal and the resource's account are known, or where all
    /// requests come through an endpoint (S44).
    fn limit_to_scene(&self, key: &str, world: &mut KeyWorld) {
        let is_real = self.universe.catalog().is_some();
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
        if has(RESOURCE_ACCOUNT) {
            let absent = self.absent(RESOURCE_ACCOUNT, true);
            let account = self.session.unwritten_atom(&Atom::ResourceHasAccount);
            impossible.extend(cube([absent, lit(account, true)]));
        }
        for key in keys {
            self.add_presence(key, impossible);
        }
        if self.universe.catalog().is_none() {
            return;
        }
        let assumes = |fact: Fact| self.universe.assumes(fact);
        let never = world::NEVER_TOGETHER
            .into_iter()
            .filter(|(one, two, fact)| has(one) && has(two) && assumes(*fact));
        let always = world::ALWAYS_TOGETHER
            .into_iter()
            .filter(|(one, two, fact)| has(one) && has(two) && assumes(*fact));
        let (never, always) = (never.collect::<Vec<_>>(), always.collect::<Vec<_>>());
        for (one, two, fact) in never {
            impossible.extend(cube([self.absent(one, false), self.absent(two, false)]));
            self.session.facts.insert(fact);
        }
        for (one, two, fact) in always {
            impossible.extend(cube([self.absent(one, true), self.absent(two, false)]));
            impossible.extend(cube([self.absent(one, false), self.absent(two, true)]));
            self.session.facts.insert(fact);
        }
    }

    /// A global key comes always, sometimes or never, by the kind of who asks (S44).
    fn add_presence(&mut self, key: &str, impossible: &mut Vec<LitCube>) {
        let Some(global) = global_key(key).filter(|_| !asker::follows(key) || !self.session.keys_follow)
        else {
            return;
        };
        let fact = world::presence_fact(global);
        let is_real = self.universe.catalog().is_some();
        if !is_real || !self.universe.assumes(fact) || self.common_presence(key).is_some() {
            return;
        }
        for presence in [Presence::Always, Presence::Never] {
            let comes = self.session.unwritten_atom(&Atom::Comes(key.into(), presence));
            let absent = self.absent(key, presence == Presence::Always);
            impossible.extend(cube([absent, lit(comes, true)]));
        }
        self.session.facts.insert(fact);
    }

    /// Whether the policies are of what opens by its own policy alone: of keys and roles (S56, S72).
    pub(crate) fn is_gate(&self) -> bool {
        let parts = self.sides.iter().flat_map(|side| &side.parts);
        let mut kinds = parts.map(|part| part.compiled.kind());
        kinds.any(|kind| matches!(kind, PolicyKind::Key | PolicyKind::Trust))
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

pub(crate) fn cube(lits: impl IntoIterator<Item = Option<u32>>) -> Option<LitCube> {
    let mut cube = lits.into_iter().collect::<Option<Vec<_>>>()?;
    cube.sort_unstable();
    Some(cube)
}

/// Who can ask: one principal, strangers, or those of whom the policies can be.
fn askers_of(sides: &[&Access; 2], scene: Option<&Scene>, is_public: bool) -> Askers {
    let kinds = || sides.iter().flat_map(|side| &side.parts).map(|part| part.compiled.kind());
    match scene {
        Some(scene) => Askers::Only(Box::new(scene.principal.clone())),
        None if is_public => Askers::Strangers,
        None if kinds().any(is_of_identities) => Askers::Identities,
        None if kinds().any(PolicyKind::names_principals) => Askers::Everyone,
        None if kinds().any(|kind| kind == PolicyKind::ServiceControl) => Askers::Accounts,
        None => Askers::Identities,
    }
}

/// Whether only users, roles and sessions have policies of the kind: no root user does (S70).
fn is_of_identities(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session)
}

/// One of each kind of who can ask.
const KINDS_OF_ASKERS: [&str; 6] = [
    askers::USER,
    askers::SESSION,
    "arn:aws:sts::111122223333:federated-user/example",
    "arn:aws:iam::111122223333:root",
    "example.amazonaws.com",
    "*",
];

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
