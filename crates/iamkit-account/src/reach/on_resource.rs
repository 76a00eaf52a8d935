//! What can be done to resources that have policies of their own: these and the principal's are weighed together.

use std::collections::{BTreeMap, BTreeSet};

use iamkit_catalog::{ActionId, Catalog};
use iamkit_engine::{Allowance, Layer, RequestError};
use iamkit_policy::Effect;
use iamkit_policy::glob::{Glob, classes};
use iamkit_policy::normal::{Rule, Scope};

use super::group::{Group, Speakers, Voices};
use super::meeting::LIMITS;
use super::spoken::forms_on;
use super::verdict::{Extent, widest};
use crate::open_keys::{Deciding, deciding};
use crate::view::{AccessView, AccountPrincipal, AskError, OwnedResource, keys_of};

/// What can be done to one resource.
pub(crate) struct OnResource<'v> {
    pub(crate) resource: &'v OwnedResource,
    pub(crate) actions: Vec<ActionId>,
    pub(crate) extent: Extent,
    /// The statements that have a say where it can be done.
    pub(crate) deciding: BTreeSet<Deciding>,
}

/// The statements of the resource's policy, those around the principal, and the form of the resources.
type GroupKey<'a> = (Vec<usize>, &'a [u32], u32);

/// What can be done to each resource whose policy has a say; also that nothing can.
pub(crate) fn of<'v>(
    view: &'v AccessView,
    principal: &'v AccountPrincipal,
    speakers: &Speakers<'v>,
) -> Result<Vec<OnResource<'v>>, AskError> {
    of_actions(view, principal, speakers, |_| true)
}

/// The same of some actions only.
pub(crate) fn of_actions<'v>(
    view: &'v AccessView,
    principal: &'v AccountPrincipal,
    speakers: &Speakers<'v>,
    is_wanted: impl Fn(ActionId) -> bool,
) -> Result<Vec<OnResource<'v>>, AskError> {
    let mut found = Vec::new();
    if view.resources().iter().len() == 0 {
        return Ok(found);
    }
    let voices = speakers.voices(view.spoken().all().filter(|action| is_wanted(*action)));
    for (place, resource) in view.resources().iter().enumerate() {
        let rules = resource.set.documents().iter().flat_map(|facts| facts.rules()).collect::<Vec<_>>();
        let mut groups = BTreeMap::<GroupKey<'_>, Vec<ActionId>>::new();
        for action in view.spoken().actions(place).iter().filter(|action| is_wanted(**action)) {
            let of_resource = spoken_rules(resource, *action);
            let own = voices.get(action).map_or(&[][..], Voices::as_slice);
            let kind = super::kinds::Kinds::embedded().number(*action);
            groups.entry((of_resource, own, kind)).or_default().push(*action);
        }
        for ((of_resource, own, kind), actions) in groups {
            let group = Group { voices: own.iter().copied().collect(), kind, number: 0, actions };
            let rules = of_resource.iter().filter_map(|at| rules.get(*at).copied()).collect::<Vec<_>>();
            let on = Asked { view, principal, resource, rules: &rules };
            found.extend(on.weighed(speakers, group)?);
        }
    }
    Ok(found)
}

/// The places of the statements of a resource's policy that name an action.
fn spoken_rules(resource: &OwnedResource, action: ActionId) -> Vec<usize> {
    let documents = resource.set.documents();
    let places = documents.iter().flat_map(|facts| {
        (0..facts.rules().len()).map(move |at| facts.actions(at).binary_search(&action).is_ok())
    });
    places.enumerate().filter(|(_, names)| *names).map(|(at, _)| at).collect()
}

struct Asked<'v, 'a> {
    view: &'v AccessView,
    principal: &'v AccountPrincipal,
    resource: &'v OwnedResource,
    rules: &'a [&'v Rule],
}

impl<'v> Asked<'v, '_> {
    /// The extent of some actions; nothing where no statement allows them.
    fn weighed(&self, speakers: &Speakers<'v>, group: Group) -> Result<Option<OnResource<'v>>, AskError> {
        let own = speakers.of(&group).filter(|speaker| speaker.layer == Layer::Identity);
        let rules = own.map(|speaker| speaker.rule).chain(self.rules.iter().copied());
        if !rules.into_iter().any(|rule| rule.effect == Effect::Allow) {
            return Ok(None);
        }
        let action = group.actions.first().and_then(|id| Catalog::embedded().action_by_id(*id));
        let Some(action) = action.map(|action| action.to_string()) else { return Ok(None) };
        let mut found = BTreeSet::new();
        let extent = match self.targets(speakers, &group) {
            None => Extent::Unproven,
            Some(targets) => self.extent(&action, &targets, &self.keys(speakers, &group), &mut found)?,
        };
        let around = speakers.of(&group).map(|speaker| speaker.rule);
        let extent = extent.as_far_as_known(around);
        Ok(Some(OnResource { resource: self.resource, actions: group.actions, extent, deciding: found }))
    }

    fn extent(
        &self,
        action: &str,
        targets: &[String],
        keys: &[&str],
        found: &mut BTreeSet<Deciding>,
    ) -> Result<Extent, AskError> {
        let (mut allowed, mut refused) = (false, false);
        for target in targets {
            let allowance = match deciding(self.view, self.principal, (action, target), keys, found) {
                Err(AskError::Request(RequestError::TooManyValues { .. })) => return Ok(Extent::Unproven),
                other => other?,
            };
            allowed |= allowance != Allowance::Never;
            refused |= allowance != Allowance::Always;
        }
        Ok(match (allowed, refused) {
            (false, _) => Extent::Never,
            (true, true) => Extent::Sometimes,
            (true, false) => Extent::Always,
        })
    }

    /// The keys for which statements ask, those of the control policies around the resource included.
    fn keys(&self, speakers: &Speakers<'v>, group: &Group) -> Vec<&'v str> {
        let control = self.view.scope(self.resource.owner).into_iter();
        let control = control.flat_map(|scope| &scope.resource_control);
        let control = control.flat_map(|level| level.set.documents()).flat_map(|facts| facts.rules());
        let own = speakers.of(group).map(|speaker| speaker.rule);
        let keys = own.chain(self.rules.iter().copied()).chain(control).flat_map(keys_of);
        keys.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The resource itself, or one of each class of what is in it, whichever the actions can be done to.
    fn targets(&self, speakers: &Speakers<'v>, group: &Group) -> Option<Vec<String>> {
        let own = speakers.of(group).map(|speaker| speaker.rule).chain(self.rules.iter().copied());
        let patterns = own.flat_map(|rule| rule.resources.iter().flat_map(Scope::entries));
        let patterns = patterns.map(|pattern| widest(pattern, self.principal)).collect::<Vec<_>>();
        let mut targets = Vec::new();
        for (part, forms) in forms_on(self.view, self.resource, group.kind) {
            if let Some(text) = part.as_literal() {
                targets.push(text.to_owned());
                continue;
            }
            let n_forms = forms.len();
            let inner = patterns.iter().filter(|pattern| super::verdict::may_meet(pattern, &part)).cloned();
            let globs = std::iter::once(part.clone()).chain(forms).chain(inner).collect::<Vec<Glob>>();
            let classes = classes(&globs, &LIMITS).ok()?;
            let inside = classes.iter().filter(|class| {
                class.members.contains(0) && class.members.iter().any(|at| (1..=n_forms).contains(&at))
            });
            targets.extend(inside.map(|class| class.witness.clone()));
        }
        Some(targets)
    }
}
