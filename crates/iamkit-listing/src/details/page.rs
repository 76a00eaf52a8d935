//! Reading pages: every entity by itself, so that one which can't be read says so and leaves the others.

use std::collections::BTreeMap;

use iamkit_store::AccountId;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::check;
use super::document::DocumentPool;
use super::entity::AuthorizationDetails;
use super::ids::{Given, GivenId, Ids};
use super::leniency::Leniency;
use super::listed::{ListedAccount, ListedAccounts};
use super::wire;
use crate::decode::{Notes, decode};
use crate::limits::ReadingLimits;
use crate::problem::{Found, Locator, Note, Problem, ProblemKind, ProblemLocation, placed};
use crate::source::{Place, Source};

/// What was read of some pages
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    accounts: Vec<AuthorizationDetails>,
    locations: Locations,
    problems: Vec<Problem>,
    untaken: Vec<String>,
    given_ids: Vec<GivenId>,
    notes: Vec<Note>,
}

/// Where the entities of each account stand, by their kinds and names.
type Locations = BTreeMap<AccountId, BTreeMap<String, ProblemLocation>>;

impl Reading {
    /// The accounts by their ids, each with the entities that have no problem.
    pub fn accounts(&self) -> &[AuthorizationDetails] {
        &self.accounts
    }

    /// The accounts themselves.
    pub fn into_accounts(self) -> Vec<AuthorizationDetails> {
        self.accounts
    }

    /// Where an entity of an account stands, by its kind and name such as ``user `alice` ``.
    pub fn location(&self, account: &AccountId, entity: &str) -> Option<&ProblemLocation> {
        self.locations.get(account)?.get(entity)
    }

    /// Where the first entity of an account stands.
    pub fn first_location(&self, account: &AccountId) -> Option<&ProblemLocation> {
        self.locations.get(account)?.values().min()
    }

    /// Everything that is wrong, source by source and place by place.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The entities that were not taken, sorted.
    pub fn untaken(&self) -> &[String] {
        &self.untaken
    }

    /// The ids that entities were given because their own can't be read, source by source and place by place.
    pub fn given_ids(&self) -> &[GivenId] {
        &self.given_ids
    }

    /// Members that aren't known here, sorted.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}

/// Reads pages of any number of accounts
///
/// Nothing is refused here: what can't be taken is told by [`Reading::problems`]. Whoever wants all or nothing asks
/// whether there are any.
///
/// # Complexity
/// Linear in the text; equal documents are parsed once.
pub fn read(sources: &[Source<'_>]) -> Reading {
    read_leniently(sources, Leniency::default())
}

/// Reads pages of any number of accounts, and takes more of them than [`read`]
///
/// # Complexity
/// As [`read`].
pub fn read_leniently(sources: &[Source<'_>], leniency: Leniency) -> Reading {
    read_within(sources, leniency, &ReadingLimits::default())
}

/// The same within other limits than the default ones
///
/// # Complexity
/// As [`read`].
pub fn read_within(sources: &[Source<'_>], leniency: Leniency, limits: &ReadingLimits) -> Reading {
    let refused = |found| Reading { problems: placed(vec![found], sources), ..Reading::default() };
    if let Some(found) = limits.excess_of_bytes(sources) {
        return refused(found);
    }
    let mut reader = Reader::new(sources, leniency);
    for (index, source) in sources.iter().enumerate() {
        reader.source(index, source);
    }
    if let Some(found) = limits.excess_of_entities(reader.accounts.len()) {
        return refused(found);
    }
    reader.check_completeness();
    let locations = located(&reader.accounts, sources);
    let (accounts, untaken) = check::resolve(reader.accounts, sources, leniency, &mut reader.found);
    Reading {
        accounts,
        locations,
        given_ids: given_ids(reader.ids, sources),
        problems: placed(reader.found, sources),
        untaken: untaken.into_iter().collect(),
        notes: reader.notes.finish(),
    }
}

pub(crate) struct Reader<'s, 't> {
    pub(crate) sources: &'s [Source<'t>],
    pub(crate) documents: DocumentPool<'t>,
    pub(crate) found: Vec<Found>,
    pub(crate) accounts: ListedAccounts,
    pub(crate) ids: Ids,
    pub(crate) leniency: Leniency,
    notes: Notes,
    /// For each page whether more follow.
    truncated: Vec<(usize, bool)>,
}

impl<'s, 't> Reader<'s, 't> {
    fn new(sources: &'s [Source<'t>], leniency: Leniency) -> Self {
        Self {
            sources,
            leniency,
            ids: Ids::default(),
            documents: DocumentPool::default(),
            found: Vec::new(),
            accounts: ListedAccounts::default(),
            notes: Notes::default(),
            truncated: Vec::new(),
        }
    }

    fn source(&mut self, index: usize, source: &Source<'t>) {
        let place = Place::whole(index);
        let Some(page) = self.decode::<wire::Page<'t>>(&place, source.text, None) else { return };
        self.truncated.push((index, page.is_truncated.unwrap_or(false)));
        self.each("Policies", &place, page.policies, Self::managed_policy);
        self.each("GroupDetailList", &place, page.group_detail_list, Self::group);
        self.each("UserDetailList", &place, page.user_detail_list, Self::user);
        self.each("RoleDetailList", &place, page.role_detail_list, Self::role);
    }

    fn each(
        &mut self,
        list: &str,
        page: &Place,
        entries: Option<Vec<&'t RawValue>>,
        take: impl Fn(&mut Self, Place, &'t RawValue),
    ) {
        let Some(source) = self.sources.get(page.source) else { return };
        let list = page.below(list);
        for (at, raw) in entries.into_iter().flatten().enumerate() {
            let place = list.below(&at.to_string()).of(source, raw);
            take(self, place, raw);
        }
    }

    /// Reads a value; a problem with it is told with the place of the member it is in.
    pub(crate) fn decode<T: Deserialize<'t>>(
        &mut self,
        place: &Place,
        text: &'t str,
        entity: Option<&str>,
    ) -> Option<T> {
        match decode(place, text) {
            Ok((value, unknown)) => {
                self.notes.add(self.sources, place, unknown);
                Some(value)
            }
            Err(found) => {
                self.found.push(Found { entity: entity.map(Into::into), ..*found });
                None
            }
        }
    }

    /// Where pages say that more follow, one has to be the last.
    fn check_completeness(&mut self) {
        let is_complete = self.truncated.iter().any(|(_, is_truncated)| !is_truncated);
        let Some((source, _)) = self.truncated.last().filter(|_| !is_complete) else { return };
        let place = Place { source: *source, pointer: "/IsTruncated".into(), offset: 0 };
        self.found.push(Found { place, entity: None, kind: ProblemKind::Incomplete });
    }
}

/// The given ids with lines and columns.
fn given_ids(ids: Ids, sources: &[Source<'_>]) -> Vec<GivenId> {
    let mut given = ids.given;
    given.sort_by(|a, b| a.place.order().cmp(&b.place.order()));
    let mut locator = Locator::new(sources);
    let located = |Given { place, entity, listed, id }: Given| {
        Some(GivenId { location: locator.locate(&place)?, entity, listed, id })
    };
    given.into_iter().filter_map(located).collect()
}

/// The locations of all entities; their places are told in order, so that each text is read once.
fn located(accounts: &ListedAccounts, sources: &[Source<'_>]) -> Locations {
    let of_account = |(id, account): (&'_ AccountId, &'_ ListedAccount)| {
        account
            .entities()
            .map(|(label, place)| (place.clone(), id.clone(), label.to_owned()))
            .collect::<Vec<_>>()
    };
    let mut places = accounts.by_id.iter().flat_map(of_account).collect::<Vec<_>>();
    places.sort_by(|(a, ..), (b, ..)| a.order().cmp(&b.order()));
    let mut locator = Locator::new(sources);
    let mut locations = Locations::new();
    for (place, account, label) in places {
        let Some(location) = locator.locate(&place) else { continue };
        locations.entry(account).or_default().entry(label).or_insert(location);
    }
    locations
}
