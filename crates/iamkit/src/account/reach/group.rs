//! Which statements speak of which actions.

use iamkit_catalog::ActionId;
use iamkit_engine::Layer;
use iamkit_policy::Effect;
use iamkit_policy::normal::Rule;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::kinds::Kinds;
use super::spoken::Spoken;
use crate::account::view::{AccessView, DocumentFacts, PolicySet, PrincipalEntry};

/// A statement around a principal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speaker<'v> {
    pub(crate) layer: Layer,
    pub(crate) level: usize,
    /// The document's place in its set.
    pub(crate) document: usize,
    pub(crate) facts: &'v DocumentFacts,
    /// The statement's place among the document's rules.
    pub(crate) at: usize,
    pub(crate) rule: &'v Rule,
}

/// The statements around a principal.
pub(crate) struct Speakers<'v> {
    list: Vec<Speaker<'v>>,
    /// The layers and levels that have to allow; of the sets of identity policies, one is enough.
    pub(crate) layers: SmallVec<[(Layer, usize); 4]>,
}

/// The numbers of the statements that speak of an action, in their order.
pub(crate) type Voices = SmallVec<[u16; 8]>;

/// Actions of which the same statements speak, and whose resources have the same forms.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) voices: Voices,
    pub(crate) kind: u32,
    /// Which resources' own policies speak of the actions, see `Spoken::number`.
    pub(crate) number: u32,
    pub(crate) actions: Vec<ActionId>,
}

impl<'v> Speakers<'v> {
    pub(crate) fn new(view: &'v AccessView, principal: &'v PrincipalEntry) -> Self {
        let mut speakers = Self { list: Vec::new(), layers: SmallVec::new() };
        speakers.layers.push((Layer::Identity, 0));
        for (level, set) in principal.identity_sets().iter().enumerate() {
            speakers.add(Layer::Identity, level, set);
        }
        if let Some(boundary) = principal.boundary_set() {
            speakers.add(Layer::Boundary, 0, boundary);
        }
        for (layer, level, set) in view.control_sets(principal) {
            speakers.add(layer, level, set);
        }
        speakers
    }

    fn add(&mut self, layer: Layer, level: usize, set: &'v PolicySet) {
        if !matches!(layer, Layer::Identity | Layer::ResourceControl) {
            self.layers.push((layer, level));
        }
        for (document, facts) in set.documents().iter().enumerate() {
            let rules = facts.rules().iter().enumerate();
            self.list.extend(rules.map(|(at, rule)| Speaker { layer, level, document, facts, at, rule }));
        }
    }

    /// The statements that speak of a group's actions.
    pub(crate) fn of(&self, group: &Group) -> impl Iterator<Item = &Speaker<'v>> {
        group.voices.iter().filter_map(|number| self.list.get(usize::from(*number)))
    }

    /// The groups of which some identity policy allows something, in the order of their first actions.
    pub(crate) fn groups(&self, spoken: &Spoken) -> Vec<Group> {
        let is_grant =
            |speaker: &&Speaker<'_>| speaker.layer == Layer::Identity && speaker.rule.effect == Effect::Allow;
        let grants = self.list.iter().filter(is_grant);
        let granted = grants.flat_map(|speaker| speaker.facts.actions(speaker.at)).copied();
        gathered(self.voices(granted), spoken)
    }

    /// Which statements speak of each of some actions.
    pub(crate) fn voices(&self, actions: impl Iterator<Item = ActionId>) -> FxHashMap<ActionId, Voices> {
        let mut voices: FxHashMap<ActionId, Voices> = FxHashMap::default();
        for action in actions {
            voices.entry(action).or_default();
        }
        for (number, speaker) in (0_u16..).zip(&self.list) {
            for action in speaker.facts.actions(speaker.at) {
                if let Some(voices) = voices.get_mut(action) {
                    voices.push(number);
                }
            }
        }
        voices
    }
}

fn gathered(voices: FxHashMap<ActionId, Voices>, spoken: &Spoken) -> Vec<Group> {
    let kinds = Kinds::embedded();
    let mut in_order = voices.into_iter().collect::<Vec<_>>();
    in_order.sort_unstable_by_key(|(action, _)| *action);
    let mut known: FxHashMap<(Voices, u32, u32), usize> = FxHashMap::default();
    let mut groups: Vec<Group> = Vec::new();
    for (action, voices) in in_order {
        let kind = kinds.number(action);
        let number = spoken.number(action);
        let place = *known.entry((voices, kind, number)).or_insert_with_key(|(voices, ..)| {
            groups.push(Group { voices: voices.clone(), kind, number, actions: Vec::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.actions.push(action);
        }
    }
    groups
}
