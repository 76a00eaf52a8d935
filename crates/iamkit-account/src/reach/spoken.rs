//! Which policies of resources speak of which actions.

use std::convert::Infallible;

use iamkit_catalog::{ActionId, Catalog};
use iamkit_engine::PolicyKind;
use iamkit_policy::glob::Glob;
use rustc_hash::FxHashMap;

use super::kinds::Kinds;
use super::meeting::meeting;
use crate::view::{AccessView, OwnedResource};

/// The policies of resources by the actions of which they speak.
#[derive(Debug)]
pub(crate) struct Spoken {
    /// For each resource the actions that its policy decides together with identity policies.
    actions: Vec<Vec<ActionId>>,
    /// For each action of which some policy speaks, the place among `sets` of all that do.
    of_action: FxHashMap<ActionId, u32>,
    /// Places of resources; the first set is empty.
    sets: Vec<Vec<usize>>,
}

impl AccessView {
    /// Which policies of resources speak of which actions, worked out when first asked.
    pub(crate) fn spoken(&self) -> &Spoken {
        let Ok(spoken) = self.kept(|view| Ok::<_, Infallible>(Spoken::of(view)));
        spoken
    }
}

impl Spoken {
    pub(crate) fn of(view: &AccessView) -> Self {
        let actions = view.resources().iter().map(|resource| actions(view, resource)).collect::<Vec<_>>();
        let mut speaking: FxHashMap<ActionId, Vec<usize>> = FxHashMap::default();
        for (place, actions) in actions.iter().enumerate() {
            for action in actions {
                speaking.entry(*action).or_default().push(place);
            }
        }
        let mut in_order = speaking.into_iter().collect::<Vec<_>>();
        in_order.sort_unstable_by_key(|(action, _)| *action);
        let mut sets = vec![Vec::new()];
        let mut known: FxHashMap<Vec<usize>, u32> = FxHashMap::default();
        let mut of_action = FxHashMap::default();
        for (action, places) in in_order {
            let number = *known.entry(places).or_insert_with_key(|places| {
                sets.push(places.clone());
                u32::try_from(sets.len() - 1).unwrap_or(u32::MAX)
            });
            of_action.insert(action, number);
        }
        Self { actions, of_action, sets }
    }

    /// A number for the resources whose policies speak of an action; 0 for none.
    pub(crate) fn number(&self, action: ActionId) -> u32 {
        self.of_action.get(&action).copied().unwrap_or(0)
    }

    /// Whether the policy of a resource speaks of the actions with a number.
    pub(crate) fn speaks(&self, number: u32, resource: usize) -> bool {
        self.sets.get(number as usize).is_some_and(|places| places.binary_search(&resource).is_ok())
    }

    /// The actions of which the policy of a resource speaks.
    pub(crate) fn actions(&self, resource: usize) -> &[ActionId] {
        self.actions.get(resource).map_or(&[], Vec::as_slice)
    }

    /// All actions of which some policy speaks.
    pub(crate) fn all(&self) -> impl Iterator<Item = ActionId> {
        self.of_action.keys().copied()
    }
}

/// The actions on a resource that its policy names; of a key all there are, as its policy has to allow them (S72).
fn actions(view: &AccessView, resource: &OwnedResource) -> Vec<ActionId> {
    let documents = resource.set.documents();
    let mut named = documents
        .iter()
        .flat_map(|facts| (0..facts.rules().len()).flat_map(move |at| facts.actions(at).iter().copied()))
        .collect::<Vec<_>>();
    if resource.set.kind() == PolicyKind::Key {
        named.extend(Catalog::embedded().action_set("kms:*").iter());
    }
    named.sort_unstable();
    named.dedup();
    let mut fits: FxHashMap<u32, bool> = FxHashMap::default();
    named.retain(|action| {
        let kind = Kinds::embedded().number(*action);
        *fits.entry(kind).or_insert_with(|| !forms_on(view, resource, kind).is_empty())
    });
    named
}

/// The parts of a resource that actions of a kind can be done to, as far as the catalog tells: itself, or what is in it,
/// each with the forms that it can have.
pub(super) fn forms_on(view: &AccessView, resource: &OwnedResource, kind: u32) -> Vec<(Glob, Vec<Glob>)> {
    let Some(kind) = Kinds::embedded().kind(kind).filter(|kind| !kind.is_wildcard_only) else {
        return Vec::new();
    };
    let mut parts = resource.arn.split(':').skip(1);
    let (partition, region) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
    let account = view.scope(resource.owner).map_or("", |scope| scope.id.as_str());
    let forms = kind.forms(partition, account, &std::iter::once(region.to_owned()).collect());
    let of_part = |part: Glob| {
        // What is in a bucket is none.
        let forms = forms.iter().filter(|(_, is_bucket)| !is_bucket || part.as_literal().is_some());
        let forms = forms.map(|(form, _)| form).filter(|form| meeting(form, &part).is_some());
        let forms = forms.cloned().collect::<Vec<_>>();
        (!forms.is_empty()).then_some((part, forms))
    };
    resource.globs().filter_map(of_part).collect()
}
