//! Reading pages: every entity by itself, so that one which can't be read says so and leaves the others.

use std::collections::{BTreeMap, BTreeSet};

use iamkit_store::AccountId;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::check;
use super::document::DocumentPool;
use super::entity::{AuthorizationDetails, GroupDetail, ManagedPolicyDetail, RoleDetail, UserDetail};
use super::problem::{Found, Note, Problem, ProblemKind, placed};
use super::source::{Place, Source, offset_of};
use super::wire;

/// What was read of some pages
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    accounts: Vec<AuthorizationDetails>,
    problems: Vec<Problem>,
    untaken: Vec<String>,
    notes: Vec<Note>,
}

impl Reading {
    /// The accounts by their ids, each with the entities that have no problem.
    pub fn accounts(&self) -> &[AuthorizationDetails] {
        &self.accounts
    }

    /// The accounts themselves.
    pub fn into_accounts(self) -> Vec<AuthorizationDetails> {
        self.accounts
    }

    /// Everything that is wrong, source by source and place by place.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The entities that were not taken, sorted.
    pub fn untaken(&self) -> &[String] {
        &self.untaken
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
    let mut reader = Reader::new(sources);
    for (index, source) in sources.iter().enumerate() {
        reader.source(index, source);
    }
    reader.check_completeness();
    let (accounts, untaken) = check::resolve(reader.accounts, sources, &mut reader.found);
    let notes =
        reader.notes.into_iter().map(|((file, pointer), count)| Note { file, pointer, count }).collect();
    Reading {
        accounts,
        problems: placed(reader.found, sources),
        untaken: untaken.into_iter().collect(),
        notes,
    }
}

/// An entity as listed, with what it refers to.
pub(crate) struct Listed<T> {
    pub(crate) place: Place,
    pub(crate) label: String,
    pub(crate) references: Vec<(Place, Reference)>,
    /// `None` for an entity that can't be taken, whose name is known all the same.
    pub(crate) detail: Option<T>,
    /// The name in lower case, or the ARN of a policy: by which it is referred to.
    pub(crate) key: String,
}

#[derive(Debug, Clone)]
pub(crate) enum Reference {
    Group(String),
    Policy(String),
    Boundary(String),
}

/// The entities of one account.
pub(crate) struct ListedAccount {
    pub(crate) partition: Box<str>,
    pub(crate) users: Vec<Listed<UserDetail>>,
    pub(crate) groups: Vec<Listed<GroupDetail>>,
    pub(crate) roles: Vec<Listed<RoleDetail>>,
    pub(crate) policies: Vec<Listed<ManagedPolicyDetail>>,
}

/// What of AWS's own policies is listed belongs to whichever account the page is of.
#[derive(Default)]
pub(crate) struct ListedAccounts {
    pub(crate) by_id: BTreeMap<AccountId, ListedAccount>,
    pub(crate) of_aws: Vec<Listed<ManagedPolicyDetail>>,
    /// Entities whose very account isn't known.
    pub(crate) nowhere: BTreeSet<String>,
}

impl ListedAccounts {
    pub(crate) fn of(&mut self, partition: Box<str>, account: AccountId) -> &mut ListedAccount {
        self.by_id.entry(account).or_insert_with(|| ListedAccount {
            partition,
            users: Vec::new(),
            groups: Vec::new(),
            roles: Vec::new(),
            policies: Vec::new(),
        })
    }
}

pub(crate) struct Reader<'s, 't> {
    pub(crate) sources: &'s [Source<'t>],
    pub(crate) documents: DocumentPool<'t>,
    pub(crate) found: Vec<Found>,
    pub(crate) accounts: ListedAccounts,
    notes: BTreeMap<(String, String), usize>,
    /// For each page whether more follow.
    truncated: Vec<(usize, bool)>,
}

impl<'s, 't> Reader<'s, 't> {
    fn new(sources: &'s [Source<'t>]) -> Self {
        Self {
            sources,
            documents: DocumentPool::default(),
            found: Vec::new(),
            accounts: ListedAccounts::default(),
            notes: BTreeMap::new(),
            truncated: Vec::new(),
        }
    }

    fn source(&mut self, index: usize, source: &Source<'t>) {
        let place = Place { source: index, pointer: String::new(), offset: 0 };
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

    /// Reads a value by serde; a problem with it is told with the place of the member it is in.
    pub(crate) fn decode<T: Deserialize<'t>>(
        &mut self,
        place: &Place,
        text: &'t str,
        entity: Option<&str>,
    ) -> Option<T> {
        let mut ignored = Vec::new();
        let mut json = serde_json::Deserializer::from_str(text);
        let mut note = |path: serde_ignored::Path<'_>| ignored.push(steps(&path));
        let value = T::deserialize(serde_ignored::Deserializer::new(&mut json, &mut note));
        match value.and_then(|value| json.end().map(|()| value)) {
            Ok(value) => {
                for path in ignored {
                    self.note(place, &path);
                }
                Some(value)
            }
            Err(error) => {
                self.found.push(shape_problem::<T>(place, text, entity, &error));
                None
            }
        }
    }

    fn note(&mut self, place: &Place, path: &str) {
        let file = self.sources.get(place.source).map_or("", |source| source.name);
        let general = place.pointer.split('/').map(|step| {
            if step.bytes().all(|byte| byte.is_ascii_digit()) && !step.is_empty() { "*" } else { step }
        });
        let pointer = format!("{}/{path}", general.collect::<Vec<_>>().join("/"));
        *self.notes.entry((file.to_owned(), pointer)).or_default() += 1;
    }

    /// Where pages say that more follow, one has to be the last.
    fn check_completeness(&mut self) {
        let is_complete = self.truncated.iter().any(|(_, is_truncated)| !is_truncated);
        let Some((source, _)) = self.truncated.last().filter(|_| !is_complete) else { return };
        let place = Place { source: *source, pointer: "/IsTruncated".into(), offset: 0 };
        self.found.push(Found { place, entity: None, kind: ProblemKind::Incomplete });
    }
}

/// The steps of a path below its entity, `*` for places in lists.
fn steps(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path;
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, .. } => join(&steps(parent), "*"),
        Path::Map { parent, key } => join(&steps(parent), key),
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            steps(parent)
        }
    }
}

fn join(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}/{step}") }
}

/// The problem of a value that serde can't read, which is read again to learn the place.
fn shape_problem<'t, T: Deserialize<'t>>(
    place: &Place,
    text: &'t str,
    entity: Option<&str>,
    error: &serde_json::Error,
) -> Found {
    let mut json = serde_json::Deserializer::from_str(text);
    let pointer = match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(traced) => traced.path().iter().filter_map(pointer_step).collect::<String>(),
        Ok(_) => String::new(),
    };
    let offset = place.offset + offset_of(text, error.line(), error.column().max(1));
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
    let prefix = if error.is_data() { "" } else { "invalid JSON: " };
    let kind = ProblemKind::Shape(format!("{prefix}{message}"));
    let place = Place { pointer: format!("{}{pointer}", place.pointer), offset, ..place.clone() };
    Found { place, entity: entity.map(Into::into), kind }
}

fn pointer_step(segment: &serde_path_to_error::Segment) -> Option<String> {
    use serde_path_to_error::Segment;
    match segment {
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}
