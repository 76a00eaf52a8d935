//! Which statements speak of which actions.

use iamkit_catalog::{ActionId, ActionSet};
use iamkit_engine::Layer;
use iamkit_policy::Effect;
use iamkit_policy::normal::Rule;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::kinds::Kinds;
use super::spoken::Spoken;
use crate::view::{AccessView, AccountPrincipal, DocumentFacts, PolicySet};

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
pub(crate) type Voices = SmallVec<[u32; 4]>;

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
    pub(crate) fn new(view: &'v AccessView, principal: &'v AccountPrincipal) -> Self {
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
        group.voices.iter().filter_map(|number| self.list.get(*number as usize))
    }

    /// The groups of which some identity policy allows something, in the order of their first actions.
    ///
    /// # Complexity
    /// Linear in the actions that the statements name.
    pub(crate) fn groups(&self, spoken: &Spoken) -> Vec<Group> {
        self.gathered(spoken, |_| true)
    }

    /// The same of some actions only.
    pub(crate) fn groups_among(&self, spoken: &Spoken, actions: &ActionSet) -> Vec<Group> {
        self.gathered(spoken, |action| actions.contains(action))
    }

    fn gathered(&self, spoken: &Spoken, is_wanted: impl Fn(ActionId) -> bool) -> Vec<Group> {
        let mut cells = Cells::default();
        let is_grant =
            |speaker: &&Speaker<'_>| speaker.layer == Layer::Identity && speaker.rule.effect == Effect::Allow;
        for speaker in self.list.iter().filter(is_grant) {
            let granted = speaker.facts.actions(speaker.at).iter().copied();
            cells.add(granted.filter(|action| is_wanted(*action)));
        }
        for (number, speaker) in (0_u32..).zip(&self.list) {
            cells.split_by(number, speaker.facts.actions(speaker.at));
        }
        cells.groups(spoken)
    }

    /// Which statements speak of each of some actions.
    pub(crate) fn voices(&self, actions: impl Iterator<Item = ActionId>) -> FxHashMap<ActionId, Voices> {
        let mut voices: FxHashMap<ActionId, Voices> = FxHashMap::default();
        for action in actions {
            voices.entry(action).or_default();
        }
        for (number, speaker) in (0_u32..).zip(&self.list) {
            for action in speaker.facts.actions(speaker.at) {
                if let Some(voices) = voices.get_mut(action) {
                    voices.push(number);
                }
            }
        }
        voices
    }
}

/// Actions in cells: those of one cell are spoken of by the same statements, as far as these were looked at.
#[derive(Debug, Default)]
struct Cells {
    asked: ActionSet,
    /// The cell of each action, by the action's number; none of one that isn't asked about.
    of_action: Vec<Option<u32>>,
    /// For each cell but the first the cell that it was split from, and the statement that speaks of it alone.
    origins: Vec<(u32, u32)>,
}

impl Cells {
    /// Puts actions into the first cell, before any is split.
    fn add(&mut self, actions: impl Iterator<Item = ActionId>) {
        for action in actions {
            self.asked.insert(action);
            let at = action.get() as usize;
            if self.of_action.len() <= at {
                self.of_action.resize(at + 1, None);
            }
            if let Some(cell) = self.of_action.get_mut(at) {
                *cell = Some(0);
            }
        }
    }

    /// Splits each cell into what a statement speaks of and what it doesn't.
    fn split_by(&mut self, statement: u32, actions: &[ActionId]) {
        let mut parts: FxHashMap<u32, u32> = FxHashMap::default();
        let mut last = None;
        for action in actions {
            let Some(Some(cell)) = self.of_action.get_mut(action.get() as usize) else { continue };
            // Neighbours mostly come from the same cell.
            let part = match last {
                Some((of, part)) if of == *cell => part,
                _ => *parts.entry(*cell).or_insert_with(|| {
                    self.origins.push((*cell, statement));
                    u32::try_from(self.origins.len()).unwrap_or(u32::MAX)
                }),
            };
            last = Some((*cell, part));
            *cell = part;
        }
    }

    /// The statements that speak of a cell, in their order.
    fn voices(&self, mut cell: u32) -> Voices {
        let mut voices = Voices::new();
        while let Some((from, statement)) = cell.checked_sub(1).and_then(|at| self.origins.get(at as usize)) {
            voices.push(*statement);
            cell = *from;
        }
        voices.reverse();
        voices
    }

    fn groups(&self, spoken: &Spoken) -> Vec<Group> {
        let kinds = Kinds::embedded();
        let mut known: FxHashMap<(u32, u32, u32), usize> = FxHashMap::default();
        let mut groups: Vec<Group> = Vec::new();
        let mut last = None;
        for action in self.asked.iter() {
            let Some(Some(cell)) = self.of_action.get(action.get() as usize).copied() else { continue };
            let key = (cell, kinds.number(action), spoken.number(action));
            let place = match last {
                Some((of, place)) if of == key => place,
                _ => *known.entry(key).or_insert_with(|| {
                    let (_, kind, number) = key;
                    groups.push(Group { voices: self.voices(cell), kind, number, actions: Vec::new() });
                    groups.len() - 1
                }),
            };
            last = Some((key, place));
            if let Some(group) = groups.get_mut(place) {
                group.actions.push(action);
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_tell_by_whom_actions_are_spoken_of() {
        let all = iamkit_catalog::Catalog::embedded().all_actions().iter().take(10).collect::<Vec<_>>();
        let some = |places: &[usize]| places.iter().map(|at| all[*at]).collect::<Vec<_>>();
        let mut cells = Cells::default();
        cells.add(some(&[1, 2, 3, 5]).into_iter());
        cells.split_by(0, &some(&[1, 2, 3, 4, 5, 9]));
        cells.split_by(1, &some(&[2, 5]));
        cells.split_by(2, &some(&[4]));
        cells.split_by(3, &some(&[3, 5]));
        let voices = |action: &ActionId| {
            let cell = cells.of_action.get(action.get() as usize).copied().flatten();
            cell.map(|cell| cells.voices(cell).to_vec())
        };
        let found = all.iter().take(7).map(voices).collect::<Vec<_>>();
        let by = |statements: &[u32]| Some(statements.to_vec());
        assert_eq!(found, [None, by(&[0]), by(&[0, 1]), by(&[0, 3]), None, by(&[0, 1, 3]), None]);
    }
}
