//! What entries say of each other: nothing twice, and nothing that isn't there.
//!
//! A control policy can deny whatever is below the target that it is attached to. So an entry that can't be taken takes
//! with it what is below it, and a policy that can't be taken takes its targets.

use std::collections::{BTreeMap, BTreeSet};

use iamkit_store::{AccountId, OrganizationalUnitId, Parent, Target};

use super::detail::{ORGANIZATION, OrganizationDetails, OrganizationReading, policy_label};
use super::entry::{Listed, Need};
use super::read::{Answers, Reader};
use crate::problem::{Found, Locator, ProblemKind, placed};
use crate::source::{Place, Source};

/// What there is, and whether each can be taken.
type Known = BTreeMap<String, bool>;

/// Nothing of what can't be taken as a whole.
pub(super) fn refused(reader: Reader<'_, '_>, found: Found) -> OrganizationReading {
    OrganizationReading {
        locations: BTreeMap::new(),
        details: None,
        problems: placed(vec![found], reader.sources),
        untaken: vec![ORGANIZATION.to_owned()],
        notes: reader.notes.finish(),
        is_whole: false,
    }
}

pub(super) fn resolve(reader: Reader<'_, '_>, sources: &[Source<'_>]) -> OrganizationReading {
    let Reader { mut answers, mut found, notes, mut is_whole, .. } = reader;
    if answers.roots.is_empty() && is_whole {
        found.push(Found { place: Place::whole(0), entity: None, kind: ProblemKind::NoRoot });
        is_whole = false;
    }
    // An attachment that doesn't say of what could be one of anything.
    is_whole &= answers.attachments.iter().all(|attachment| !attachment.needs.is_empty());
    answers.refuse_duplicates(sources, &mut found);
    answers.refuse_rings(&mut found);
    answers.refuse_undescribed(&mut found);
    answers.bind_targets();
    answers.refuse_dependents(&mut found);
    let untaken = if is_whole { answers.untaken() } else { BTreeSet::from([ORGANIZATION.to_owned()]) };
    let mut locator = Locator::new(sources);
    let mut places = answers.places();
    places.sort_by(|(_, a), (_, b)| a.order().cmp(&b.order()));
    let located = places.into_iter().filter_map(|(label, place)| Some((label, locator.locate(&place)?)));
    OrganizationReading {
        locations: located.collect(),
        details: if is_whole { answers.details() } else { None },
        problems: placed(found, sources),
        untaken: untaken.into_iter().collect(),
        notes: notes.finish(),
        is_whole,
    }
}

/// Does the same to every list of entries, whatever they are.
macro_rules! each_list {
    ($answers:expr, $list:ident => $do:expr) => {{
        let $list = &mut $answers.roots;
        $do;
        let $list = &mut $answers.units;
        $do;
        let $list = &mut $answers.members;
        $do;
        let $list = &mut $answers.policies;
        $do;
        let $list = &mut $answers.attachments;
        $do;
    }};
}

impl Answers {
    fn refuse_duplicates(&mut self, sources: &[Source<'_>], found: &mut Vec<Found>) {
        each_list!(self, list => unique(list, sources, found));
    }

    /// Units that are below themselves have no way to the root.
    fn refuse_rings(&mut self, found: &mut Vec<Found>) {
        let parents = self.units.iter().filter_map(|unit| unit.detail.as_ref());
        let parents = parents.map(|(id, _, parent)| (id.clone(), parent.clone())).collect::<BTreeMap<_, _>>();
        let mut below = BTreeMap::<&Parent, Vec<&OrganizationalUnitId>>::new();
        for (id, parent) in &parents {
            below.entry(parent).or_default().push(id);
        }
        // A unit leads to the root, to a parent that isn't listed, or into a ring.
        let is_listed = |parent: &Parent| match parent {
            Parent::Root => false,
            Parent::OrganizationalUnit(id) => parents.contains_key(id),
        };
        let mut next = below.keys().copied().filter(|parent| !is_listed(parent)).cloned().collect::<Vec<_>>();
        let mut without_ring = BTreeSet::new();
        while let Some(parent) = next.pop() {
            for id in below.get(&parent).into_iter().flatten() {
                without_ring.insert((*id).clone());
                next.push(Parent::OrganizationalUnit((*id).clone()));
            }
        }
        for unit in &mut self.units {
            if unit.detail.as_ref().is_some_and(|(id, ..)| !without_ring.contains(id)) {
                found.push(problem(unit, unit.place.clone(), ProblemKind::Ring));
                unit.detail = None;
            }
        }
    }

    /// Each policy that is listed or attached has to be described once.
    fn refuse_undescribed(&mut self, found: &mut Vec<Found>) {
        let described = self.policies.iter().map(|policy| policy.label.clone());
        let mut known = described.chain(self.others.iter().cloned()).collect::<BTreeSet<_>>();
        let attached = self.attachments.iter().filter_map(|attachment| attachment.needs.first());
        let attached = attached.map(|need| (need.place.clone(), need.label.clone()));
        for (place, label) in self.summaries.iter().cloned().chain(attached).collect::<Vec<_>>() {
            if known.insert(label.clone()) {
                found.push(Found {
                    place: place.clone(),
                    entity: Some(label.clone()),
                    kind: ProblemKind::NotDescribed,
                });
                self.policies.push(Listed { place, label, needs: Vec::new(), detail: None });
            }
        }
        // Policies that give and take no access aren't kept, nor where they are attached.
        let others = &self.others;
        self.attachments.retain(|attachment| {
            attachment.needs.first().is_none_or(|policy| !others.contains(&policy.label))
        });
    }

    /// What a policy is attached to needs it: it could be what denies.
    fn bind_targets(&mut self) {
        let mut bound: BTreeMap<String, Vec<Need>> = BTreeMap::new();
        for attachment in &self.attachments {
            let [policy, target] = &*attachment.needs else { continue };
            let place = policy.place.clone();
            // Where the attachment itself can't be read, neither can what it does to its target.
            let label = if attachment.detail.is_some() { &policy.label } else { &attachment.label };
            let need = Need { place, label: label.clone(), missing: None };
            bound.entry(target.label.clone()).or_default().push(need);
        }
        let mut needs_of = |label: &String| bound.remove(label).unwrap_or_default();
        self.roots.iter_mut().for_each(|root| root.needs.extend(needs_of(&root.label)));
        self.units.iter_mut().for_each(|unit| unit.needs.extend(needs_of(&unit.label)));
        self.members.iter_mut().for_each(|member| member.needs.extend(needs_of(&member.label)));
    }

    /// Refuses what needs something that isn't there or can't be taken, until nothing more does.
    fn refuse_dependents(&mut self, found: &mut Vec<Found>) {
        loop {
            let (known, before) = (self.known(), found.len());
            // Where a policy or its target isn't taken, neither is that the one is attached to the other: no more to tell.
            let is_known = |need: &Need| known.get(&need.label) != Some(&false);
            self.attachments
                .retain(|attachment| attachment.detail.is_none() || attachment.needs.iter().all(is_known));
            each_list!(self, list => check(list, &known, found));
            if found.len() == before {
                return;
            }
        }
    }

    fn known(&mut self) -> Known {
        let mut known = Known::new();
        each_list!(self, list => known.extend(list.iter().map(|it| (it.label.clone(), it.detail.is_some()))));
        known
    }

    fn untaken(&mut self) -> BTreeSet<String> {
        self.known().into_iter().filter(|(_, is_taken)| !is_taken).map(|(label, _)| label).collect()
    }

    fn places(&mut self) -> Vec<(String, Place)> {
        let mut places = Vec::new();
        each_list!(self, list => {
            places.extend(list.iter().map(|entry| (entry.label.clone(), entry.place.clone())));
        });
        places
    }

    /// The organisation of all that can be taken; none without its root.
    fn details(self) -> Option<OrganizationDetails> {
        fn taken<D>(listed: Vec<Listed<D>>) -> impl Iterator<Item = D> {
            listed.into_iter().filter_map(|entry| entry.detail)
        }
        let root = taken(self.roots).next()?;
        let mut targets = BTreeMap::<_, Vec<Target>>::new();
        let policies = taken(self.policies).collect::<BTreeMap<_, _>>();
        for id in policies.keys().filter(|id| self.asked.contains(&policy_label(id.as_str()))) {
            targets.insert(id.clone(), Vec::new());
        }
        for (policy, target) in taken(self.attachments) {
            targets.entry(policy).or_default().push(target);
        }
        Some(OrganizationDetails {
            id: root.organization,
            root: root.id,
            management_account: root.management_account,
            kinds: root.kinds.into_iter().collect(),
            units: taken(self.units).map(|(id, name, parent)| (id, (name, parent))).collect(),
            members: taken(self.members).collect::<BTreeMap<AccountId, Parent>>(),
            policies,
            targets,
        })
    }
}

fn problem<D>(entry: &Listed<D>, place: Place, kind: ProblemKind) -> Found {
    Found { place, entity: Some(entry.label.clone()), kind }
}

/// The same entry may be listed again; another one under its name leaves open which of the two is meant.
fn unique<D: PartialEq>(list: &mut Vec<Listed<D>>, sources: &[Source<'_>], found: &mut Vec<Found>) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Listed<D>> = Vec::with_capacity(list.len());
    for entry in list.drain(..) {
        let at = *first.entry(entry.label.clone()).or_insert(kept.len());
        let Some(known) = kept.get_mut(at) else {
            kept.push(entry);
            continue;
        };
        if known.detail != entry.detail || known.detail.is_none() {
            let file = sources.get(known.place.source).map_or("", |source| source.name);
            let first = format!("{file} {}", known.place.pointer);
            found.push(problem(&entry, entry.place.clone(), ProblemKind::Duplicate(first)));
            known.detail = None;
        }
    }
    *list = kept;
}

fn check<D>(list: &mut [Listed<D>], known: &Known, found: &mut Vec<Found>) {
    for entry in list.iter_mut().filter(|entry| entry.detail.is_some()) {
        let problems = entry.needs.iter().filter_map(|need| {
            let kind = match (known.get(&need.label), need.missing) {
                (Some(true), _) => return None,
                (None, Some(missing)) => missing(need.label.clone()),
                (Some(false), _) | (None, None) => ProblemKind::RefersToUntaken(need.label.clone()),
            };
            Some(problem(entry, need.place.clone(), kind))
        });
        let problems = problems.collect::<Vec<_>>();
        entry.detail = entry.detail.take().filter(|_| problems.is_empty());
        found.extend(problems);
    }
}
