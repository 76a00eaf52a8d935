//! What is wrong with a listing, entity by entity, and what was set aside in it.

use std::fmt;

use iamkit_policy::Position;
use iamkit_store::NameError;

use super::source::{Lines, Place, Source};

/// What is wrong
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The text is no JSON, or a value isn't of the listing's shape.
    #[error("{0}")]
    Shape(String),
    /// A name, path, ARN or version id is outside AWS's pattern.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A text is outside AWS's pattern.
    #[error("`{text}` is no {kind}: expected {expected}")]
    Pattern {
        /// The text.
        text: String,
        /// What it should be.
        kind: &'static str,
        /// The pattern in words.
        expected: &'static str,
    },
    /// An ARN isn't the one that account, path and name make.
    #[error("the ARN `{listed}` contradicts path and name, which make `{made}`")]
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
    #[error("it is listed twice, first at {0}")]
    Duplicate(String),
    /// The group isn't listed.
    #[error("it is in the group `{0}`, which is not listed")]
    NoSuchGroup(String),
    /// The attached policy isn't listed and isn't one of AWS's.
    #[error("the policy `{0}` is attached, which is not listed")]
    NoSuchPolicy(String),
    /// The boundary isn't listed and isn't one of AWS's.
    #[error("its permissions boundary is the policy `{0}`, which is not listed")]
    NoSuchBoundary(String),
    /// The default version isn't among the versions.
    #[error("its default version `{0}` is not listed")]
    NoSuchVersion(String),
    /// Something it refers to has a problem of its own.
    #[error("it refers to the {0}, which can't be taken")]
    RefersToUntaken(String),
    /// More pages follow than were given.
    #[error("the listing is incomplete: the page says that more follow, and no page is the last one")]
    Incomplete,
}

/// A problem with its place and the entity it is about
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    file: String,
    pointer: String,
    position: Position,
    entity: Option<String>,
    kind: ProblemKind,
}

impl Problem {
    /// The name of the source.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The place as a JSON pointer (RFC 6901); empty for the whole file.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Line and column of the place.
    pub fn position(&self) -> Position {
        self.position
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
        write!(f, "{}:{}: ", self.file, self.position)?;
        if let Some(entity) = &self.entity {
            write!(f, "{entity}: ")?;
        }
        write!(f, "{}", self.kind)?;
        if self.pointer.is_empty() { Ok(()) } else { write!(f, ", at {}", self.pointer) }
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
        write!(f, "{}: the member {} is unknown and was not taken ({times})", self.file, self.pointer)
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

/// The problems with lines and columns, in the order of sources and places.
pub(crate) fn placed(mut found: Vec<Found>, sources: &[Source<'_>]) -> Vec<Problem> {
    found.sort_by(|a, b| {
        (a.place.source, a.place.offset, &a.place.pointer).cmp(&(
            b.place.source,
            b.place.offset,
            &b.place.pointer,
        ))
    });
    let mut lines: Option<(usize, Lines<'_>)> = None;
    let mut problems = Vec::with_capacity(found.len());
    for Found { place, entity, kind } in found {
        let Some(source) = sources.get(place.source) else { continue };
        let known = lines.take().filter(|(index, _)| *index == place.source);
        let (_, of_source) = lines.insert(known.unwrap_or_else(|| (place.source, Lines::new(source.text))));
        let position = of_source.position(place.offset);
        problems.push(Problem { file: source.name.into(), pointer: place.pointer, position, entity, kind });
    }
    problems
}
