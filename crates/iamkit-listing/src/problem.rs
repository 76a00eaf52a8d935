//! What is wrong with listings and files, entity by entity, each with its place; and what was set aside in them.

use std::fmt;
use std::sync::Arc;

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::shown::Shown;
use iamkit_policy::{LoadError, PolicyDocument, Position};
use iamkit_store::{NameError, StoreError};

use crate::source::{Lines, Place, Source};

/// What is wrong
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The text is no JSON, or a value isn't of the listing's shape.
    #[error("{0}")]
    Shape(String),
    /// A name, path, ARN or version id is outside AWS's pattern.
    #[error("{}", Shown::sentence(&.0.to_string()))]
    Name(#[from] NameError),
    /// A text is outside AWS's pattern.
    #[error("`{}` is no {kind}: expected {expected}", Shown::value(.text))]
    Pattern {
        /// The text.
        text: String,
        /// What it should be.
        kind: &'static str,
        /// The pattern in words.
        expected: &'static str,
    },
    /// An ARN isn't the one that account, path and name make.
    #[error(
        "the ARN `{}` contradicts path and name, which make `{}`", Shown::value(.listed), Shown::value(.made)
    )]
    OtherArn {
        /// As listed.
        listed: String,
        /// As path and name make it.
        made: String,
    },
    /// A document can't be read, or may not stand where it does.
    #[error("{0}")]
    Document(String),
    /// The entity stands twice, perhaps in another case.
    #[error("it is listed twice, first at {}", Shown::value(.0))]
    Duplicate(String),
    /// The group isn't listed.
    #[error("it is in the group `{}`, which is not listed", Shown::value(.0))]
    NoSuchGroup(String),
    /// The attached policy isn't listed and isn't one of AWS's.
    #[error("the policy `{}` is attached, which is not listed", Shown::value(.0))]
    NoSuchPolicy(String),
    /// The boundary isn't listed and isn't one of AWS's.
    #[error("its permissions boundary is the policy `{}`, which is not listed", Shown::value(.0))]
    NoSuchBoundary(String),
    /// The default version isn't among the versions.
    #[error("its default version `{}` is not listed", Shown::value(.0))]
    NoSuchVersion(String),
    /// Something it refers to has a problem of its own.
    #[error("it refers to the {0}, which can't be taken")]
    RefersToUntaken(String),
    /// More pages follow than were given.
    #[error("the listing is incomplete: the page says that more follow, and no page is the last one")]
    Incomplete,
    /// The entity's partition isn't the one of the account.
    #[error("its partition is `{}`, and that of the account is `{}`", Shown::value(.listed), Shown::value(.account))]
    OtherPartition {
        /// The partition of the entity.
        listed: String,
        /// The partition of the entities before it.
        account: String,
    },
    /// The files are longer than a reading takes.
    #[error(
        "the files have {measured} bytes together, more than {limit}: read the accounts in several goes, or raise \
         `ReadingLimits::bytes`"
    )]
    TooManyBytes {
        /// Their bytes.
        measured: usize,
        /// How many a reading takes.
        limit: usize,
    },
    /// The files list more than a reading takes.
    #[error(
        "the files list {measured} entities, more than {limit}: read the accounts in several goes, or raise \
         `ReadingLimits::entities`"
    )]
    TooManyEntities {
        /// What is listed.
        measured: usize,
        /// How much a reading takes.
        limit: usize,
    },
    /// The file is no UTF-8.
    #[error("the file is no UTF-8: invalid byte at offset {offset}")]
    NotUtf8 {
        /// The offset of the first byte that is none.
        offset: usize,
    },
    /// The file holds no policy document, or more than a file may.
    #[error(transparent)]
    File(LoadError),
    /// A file before it has a policy of that name, perhaps in another case.
    #[error("a policy of that name stands already in `{}`", Shown::value(.0))]
    NameTaken(String),
    /// Nothing tells which resource the policy is of.
    #[error(
        "which resource it is of isn't said: expected its ARN in the answer, or in the file's name with `%2F` for `/`"
    )]
    NoResource,
    /// The policy isn't that of a resource.
    #[error("it is {article} {0} policy, not that of a resource", article = article(.0))]
    NotOfResource(&'static str),
    /// A file before it has the policy of that resource.
    #[error("the policy of that resource stands already in `{}`", Shown::value(.0))]
    PolicyTaken(String),
    /// Nothing tells whose the resource is.
    #[error("its ARN doesn't say whose the resource is, and the account that takes the policies isn't said")]
    NoOwner,
    /// The file is no answer of AWS Organizations.
    #[error("the file is no answer of `aws organizations` that is known here")]
    NoAnswer,
    /// What the answer was asked for isn't known.
    #[error("what was asked for is unknown: expected its id behind `{0}` in the file's name")]
    UnknownQuestion(&'static str),
    /// The answers have no root.
    #[error("no root is listed")]
    NoRoot,
    /// The control policy is listed or attached, and no answer says what it says.
    #[error("it is listed and not described")]
    NotDescribed,
    /// What the unit or account is below of isn't listed.
    #[error("it is below the {0}, which is not listed")]
    NoSuchParent(String),
    /// The unit is below itself.
    #[error("no chain of parents leads from it to the root")]
    Ring,
    /// What the policy is attached to isn't listed.
    #[error("it is attached to the {0}, which is not listed")]
    NoSuchTarget(String),
    /// Policies aren't attached to such things.
    #[error("`{}` is no kind of target", Shown::value(.0))]
    NoTargetKind(String),
    /// The organisation could deny what the account allows, and isn't known.
    #[error("the organisation above it can't be taken")]
    UnknownOrganization,
    /// Accounts that are there would lose the control policies that can't be taken.
    #[error(
        "the organisation that is there gives way to a whole one alone, and something in this one can't be taken"
    )]
    OrganizationInPart,
    /// The store refuses it.
    #[error("{}", Shown::sentence(&.0.to_string()))]
    Refused(StoreError),
}

/// The place of something: a file, a line and column in it, and the JSON pointer
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProblemLocation {
    file: Arc<str>,
    position: Position,
    pointer: String,
}

impl ProblemLocation {
    /// The place of something that stands nowhere.
    pub(crate) fn nowhere() -> Self {
        Self { file: "".into(), position: Position { line: 1, column: 1 }, pointer: String::new() }
    }

    /// The name of the source.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Line and column.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The JSON pointer (RFC 6901); empty for the whole file.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}

/// A problem with its place and the entity it is about
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    location: ProblemLocation,
    entity: Option<String>,
    kind: ProblemKind,
}

impl Problem {
    /// What is wrong with an entity that stands at a place.
    pub fn new(location: ProblemLocation, entity: Option<String>, kind: ProblemKind) -> Self {
        Self { location, entity, kind }
    }

    /// Where it is.
    pub fn location(&self) -> &ProblemLocation {
        &self.location
    }

    /// The name of the source.
    pub fn file(&self) -> &str {
        self.location.file()
    }

    /// The place as a JSON pointer (RFC 6901); empty for the whole file.
    pub fn pointer(&self) -> &str {
        self.location.pointer()
    }

    /// Line and column of the place.
    pub fn position(&self) -> Position {
        self.location.position()
    }

    /// The entity by kind and name, such as ``user `alice` ``.
    pub fn entity(&self) -> Option<&str> {
        self.entity.as_deref()
    }

    /// What is wrong.
    pub fn kind(&self) -> &ProblemKind {
        &self.kind
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", Shown::value(self.file()), self.position())?;
        if let Some(entity) = &self.entity {
            write!(f, "{entity}: ")?;
        }
        write!(f, "{}", self.kind)?;
        if self.pointer().is_empty() { Ok(()) } else { write!(f, ", at {}", Shown::value(self.pointer())) }
    }
}

impl std::error::Error for Problem {}

/// A member of the listing that isn't known here, and that was therefore not taken
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The name of the source it stands in first.
    pub file: String,
    /// Where, with `*` for the places in lists.
    pub pointer: String,
    /// How often.
    pub count: usize,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = if self.count == 1 { "once" } else { "several times" };
        let (file, pointer) = (Shown::value(&self.file), Shown::value(&self.pointer));
        write!(f, "{file}: the member {pointer} is unknown and was not taken ({times})")
    }
}

/// A problem whose line and column aren't worked out yet.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) place: Place,
    pub(crate) entity: Option<String>,
    pub(crate) kind: ProblemKind,
}

impl Found {
    pub(crate) fn about(self, entity: &str) -> Self {
        Self { entity: Some(entity.to_owned()), ..self }
    }
}

fn article(name: &str) -> &'static str {
    if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// What doesn't let a document stand where it does, each with the pointer below the document.
pub(crate) fn misplaced(kind: PolicyKind, document: &PolicyDocument) -> Vec<(String, ProblemKind)> {
    let name = kind.as_str();
    let article = article(name);
    let problems = kind.problems(document);
    let problems = problems.iter().map(|problem| {
        let pointer = problem.statement().map(|at| format!("/Statement/{at}")).unwrap_or_default();
        let message = format!("as {article} {name} policy: {}", problem.message());
        (pointer, ProblemKind::Document(message))
    });
    problems.collect()
}

/// The problems with lines and columns, in the order of sources and places.
pub(crate) fn placed(mut found: Vec<Found>, sources: &[Source<'_>]) -> Vec<Problem> {
    found.sort_by(|a, b| a.place.order().cmp(&b.place.order()));
    let mut locator = Locator::new(sources);
    let problems = found
        .into_iter()
        .filter_map(|found| Some(Problem::new(locator.locate(&found.place)?, found.entity, found.kind)));
    problems.collect()
}

/// Works out lines and columns; fast where places come in their order.
pub(crate) struct Locator<'s, 't> {
    sources: &'s [Source<'t>],
    current: Option<(usize, Arc<str>, Lines<'t>)>,
}

impl<'s, 't> Locator<'s, 't> {
    pub(crate) fn new(sources: &'s [Source<'t>]) -> Self {
        Self { sources, current: None }
    }

    /// The location of a place; none where there is no such source.
    pub(crate) fn locate(&mut self, place: &Place) -> Option<ProblemLocation> {
        let source = self.sources.get(place.source)?;
        let known = self.current.take().filter(|(index, ..)| *index == place.source);
        let new = || (place.source, source.name.into(), Lines::new(source.text));
        let (_, file, lines) = self.current.insert(known.unwrap_or_else(new));
        let position = lines.position(place.offset);
        Some(ProblemLocation { file: Arc::clone(file), position, pointer: place.pointer.clone() })
    }
}

impl<'t> Source<'t> {
    /// A file as it was read
    ///
    /// # Errors
    /// A [`Problem`] with the place of the first byte that is no UTF-8.
    pub fn from_bytes(name: &'t str, bytes: &'t [u8]) -> Result<Self, Box<Problem>> {
        let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(name, bytes, error.valid_up_to()))?;
        Ok(Self { name, text })
    }
}

/// The place of the first byte that is no UTF-8.
pub(crate) fn not_utf8(file: &str, bytes: &[u8], offset: usize) -> Box<Problem> {
    let before = bytes.get(..offset).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let position = Lines::new(before).position(before.len());
    let location = ProblemLocation { file: file.into(), position, pointer: String::new() };
    Box::new(Problem::new(location, None, ProblemKind::NotUtf8 { offset }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_in_whatever_order_they_are_asked_for() {
        let text = "a\u{e4}b\nc\u{e4}d\n";
        let source = [Source { name: "f", text }];
        let at = |offset| Place { source: 0, pointer: String::new(), offset };
        let mut locator = Locator::new(&source);
        let mut told = |offset| locator.locate(&at(offset)).map(|place| place.position().to_string());
        let forwards = [0, 1, 3, 5, 6, 8, 9, 99].map(&mut told);
        let expected = ["1:1", "1:2", "1:3", "2:1", "2:2", "2:3", "2:4", "3:1"].map(str::to_owned).map(Some);
        assert_eq!(forwards, expected);
        assert_eq!([9, 8, 6, 5, 3, 1, 0].map(told).iter().rev().cloned().collect::<Vec<_>>(), expected[..7]);
    }

    #[test]
    fn a_byte_that_is_no_utf_8_is_told_with_its_place() {
        let bytes = b"{\n  \"a\": \"\xff\"}";
        let problem = Source::from_bytes("f.json", bytes).unwrap_err();
        assert_eq!(problem.to_string(), "f.json:2:9: the file is no UTF-8: invalid byte at offset 10");
        assert_eq!(Source::from_bytes("f.json", b"{}").unwrap().text, "{}");
    }
}
