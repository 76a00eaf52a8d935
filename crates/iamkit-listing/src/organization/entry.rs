//! One entry of an answer: its place, what it is called, what it needs, and what is wrong with it.

use std::str::FromStr;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_store::NameError;
use serde_json::value::RawValue;

use crate::details::DocumentPool;

use crate::problem::{Found, ProblemKind};
use crate::source::{Place, Source, Text};

/// An entry as listed.
pub(super) struct Listed<D> {
    pub(super) place: Place,
    /// What it is called, by which others refer to it.
    pub(super) label: String,
    pub(super) needs: Vec<Need>,
    /// `None` where it can't be taken.
    pub(super) detail: Option<D>,
}

/// Something without which an entry can't be taken.
pub(super) struct Need {
    pub(super) place: Place,
    pub(super) label: String,
    /// What it is when that isn't listed at all; `None` where it is told elsewhere.
    pub(super) missing: Option<fn(String) -> ProblemKind>,
}

/// An entry that is being read.
pub(super) struct Entry<'t> {
    source: Source<'t>,
    pub(super) place: Place,
    pub(super) label: String,
    pub(super) needs: Vec<Need>,
    pub(super) found: Vec<Found>,
}

impl<'t> Entry<'t> {
    pub(super) fn new(source: Source<'t>, place: Place, label: String) -> Self {
        Self { source, place, label, needs: Vec::new(), found: Vec::new() }
    }

    /// The place of a text below the entry.
    pub(super) fn place_of(&self, members: &[&str], text: &Text<'_>) -> Place {
        let below = members.iter().fold(self.place.clone(), |place, member| place.below(member));
        below.at(&self.source, text)
    }

    pub(super) fn problem(&mut self, place: Place, kind: ProblemKind) {
        let entity = Some(self.label.clone());
        self.found.push(Found { place, entity, kind });
    }

    /// Reads a text that has a pattern.
    pub(super) fn parse<T: FromStr<Err = NameError>>(
        &mut self,
        members: &[&str],
        text: &Text<'_>,
    ) -> Option<T> {
        self.parse_part(members, text, text)
    }

    /// Reads a part of a text.
    pub(super) fn parse_part<T: FromStr<Err = NameError>>(
        &mut self,
        members: &[&str],
        text: &Text<'_>,
        part: &str,
    ) -> Option<T> {
        let parsed = part.parse();
        parsed
            .map_err(|error: NameError| self.problem(self.place_of(members, text), ProblemKind::Name(error)))
            .ok()
    }

    /// Reads a document, and makes sure that it may stand where it does.
    pub(super) fn document(
        &mut self,
        member: &str,
        raw: &'t RawValue,
        kind: PolicyKind,
    ) -> Option<Arc<PolicyDocument>> {
        let read = DocumentPool::default().read(&self.source, &self.place.below(member), raw, kind);
        let found = match read {
            Ok(document) => return Some(document),
            Err(found) => found,
        };
        self.found.extend(found.into_iter().map(|problem| problem.about(&self.label)));
        None
    }

    pub(super) fn finish<D>(self, detail: Option<D>) -> (Listed<D>, Vec<Found>) {
        let detail = detail.filter(|_| self.found.is_empty());
        (Listed { place: self.place, label: self.label, needs: self.needs, detail }, self.found)
    }
}
