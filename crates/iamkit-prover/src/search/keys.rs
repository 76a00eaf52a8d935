//! What requests have under keys, by who asks and where all requests are alike.

use std::rc::Rc;

use iamkit_engine::Principal;
use iamkit_policy::fact::Fact;
use iamkit_policy::global_key::{Presence, global_key};

use crate::compile::shape::{LitCube, cube, lit};
use crate::domain::key::{KeyWorld, carried};
use crate::domain::principal::public::{self, Strangers};
use crate::domain::principal::{Asker, Askers, asker, usual};
use crate::domain::question::{Atom, KeyAtom, KeyValue};
use crate::search::analysis::{Analysis, RESOURCE_ACCOUNT};
use crate::search::world_question::WorldQuestion;

impl<'q> Analysis<'q> {
    /// What requests have under a key, by who asks and where all requests are alike.
    pub(super) fn limited(&mut self, key: &str, mut world: KeyWorld, asked: &WorldQuestion<'q>) -> KeyWorld {
        if let Some((_, values)) = asked.strangers.iter().find(|(of, _)| **of == *key) {
            world.fixed = Some(values.clone());
        }
        self.limit_to_askers(key, &mut world);
        self.limit_to_scene(key, &mut world);
        world
    }

    /// Keys that all who can ask have, or none of them (S44).
    fn limit_to_askers(&mut self, key: &str, world: &mut KeyWorld) {
        let Some(global) = global_key(key).filter(|_| !self.is_public) else { return };
        let is_followed = self.session.keys_follow && asker::follows(key);
        let is_real = self.universe.catalog().is_some();
        if !self.universe.assumes(carried::presence_fact(global)) || !(is_real || is_followed) {
            return;
        }
        match self.common_presence(key) {
            Some(Presence::Always) => world.can_be_absent = false,
            Some(Presence::Never) => (world.can_be_single, world.can_be_multi) = (false, false),
            _ => return,
        }
        self.session.facts.insert(carried::presence_fact(global));
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
    pub(super) fn strangers(&mut self, keys: &[Rc<str>], atoms: &[Rc<Atom>]) -> Strangers {
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
            world.can_be_absent &= !carried::is_of_endpoint(key);
            if key == "aws:sourceip" {
                world.fixed = Some(vec![KeyValue::Absent]);
            }
        }
    }

    /// What is so of the keys whatever policies say (S44).
    pub(super) fn add_key_facts(&mut self, keys: &[Rc<str>], impossible: &mut Vec<LitCube>) {
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
        let never = carried::NEVER_TOGETHER
            .into_iter()
            .filter(|(one, two, fact)| has(one) && has(two) && assumes(*fact));
        let always = carried::ALWAYS_TOGETHER
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
        let fact = carried::presence_fact(global);
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

    fn absent(&mut self, key: &str, is_absent: bool) -> Option<u32> {
        let atom = self.session.unwritten_atom(&Atom::Key(KeyAtom::absent(key)));
        lit(atom, is_absent)
    }

    /// Askers whose key has none of the values.
    pub(crate) fn impossible_askers(&mut self, key: &str, of_key: &KeyWorld) -> Vec<LitCube> {
        let mut atom = |atom: KeyAtom, is_positive: bool| {
            lit(self.session.unwritten_atom(&Atom::Key(atom)), is_positive)
        };
        let mut impossible = Vec::new();
        if !of_key.can_be_absent {
            impossible.extend(cube([atom(KeyAtom::absent(key), true)]));
        }
        if !of_key.can_be_single {
            impossible.extend(cube([atom(KeyAtom::absent(key), false)]));
        }
        for text in &of_key.besides {
            impossible.extend(cube([atom(KeyAtom::equals(key, text), true)]));
        }
        let Some(fixed) = &of_key.fixed else { return impossible };
        let others = fixed.iter().filter_map(|value| match value {
            KeyValue::Absent => Some(atom(KeyAtom::absent(key), false)),
            KeyValue::Single(text) => Some(atom(KeyAtom::equals(key, text), false)),
            KeyValue::Multi(_) => None,
        });
        let others = others.collect::<Option<LitCube>>();
        impossible.extend(others.map(|mut cube| {
            cube.sort_unstable();
            cube
        }));
        impossible
    }
}

/// One of each kind of who can ask.
const KINDS_OF_ASKERS: [&str; 6] = [
    usual::USER,
    usual::SESSION,
    "arn:aws:sts::111122223333:federated-user/example",
    "arn:aws:iam::111122223333:root",
    "example.amazonaws.com",
    "*",
];
