//! Policy documents in a listing: objects, JSON in a string, or percent-encoded JSON in a string (S81).

use std::collections::HashMap;
use std::sync::Arc;

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{ParseErrors, PolicyDocument};
use percent_encoding::percent_decode_str;
use serde_json::value::RawValue;

use crate::problem::{Found, ProblemKind, misplaced};
use crate::source::{Place, Source, offset_at};

/// The documents that were read already: equal texts share one document.
#[derive(Default)]
pub(crate) struct DocumentPool<'t> {
    known: HashMap<&'t str, Arc<PolicyDocument>>,
}

impl<'t> DocumentPool<'t> {
    /// Reads a document and makes sure that it may stand where it does.
    pub(crate) fn read(
        &mut self,
        source: &Source<'t>,
        place: &Place,
        raw: &'t RawValue,
        kind: PolicyKind,
    ) -> Result<Arc<PolicyDocument>, Vec<Found>> {
        let place = place.of(source, raw);
        let document = if let Some(document) = self.known.get(raw.get()) {
            Arc::clone(document)
        } else {
            let document = Arc::new(parse(&place, raw)?);
            self.known.insert(raw.get(), Arc::clone(&document));
            document
        };
        let misplaced = misplaced(kind, &document);
        if misplaced.is_empty() {
            return Ok(document);
        }
        let found = misplaced.into_iter().map(|(below, kind)| {
            let pointer = format!("{}{below}", place.pointer);
            Found { place: Place { pointer, ..place.clone() }, entity: None, kind }
        });
        Err(found.collect())
    }
}

fn parse(place: &Place, raw: &RawValue) -> Result<PolicyDocument, Vec<Found>> {
    if !raw.get().starts_with('"') {
        return raw.get().parse().map_err(|errors| in_object(place, raw.get(), &errors));
    }
    let shape = |message: String| {
        vec![Found { place: place.clone(), entity: None, kind: ProblemKind::Document(message) }]
    };
    let text: String = serde_json::from_str(raw.get()).map_err(|error| shape(error.to_string()))?;
    let decoded = decode(&text).ok_or_else(|| shape("the percent-encoded document is no UTF-8".into()))?;
    decoded.parse().map_err(|errors| in_string(place, &errors))
}

/// Only what begins with an encoded brace is encoded: JSON text may hold a `%` of its own.
fn decode(text: &str) -> Option<String> {
    let is_encoded = text.trim_start().get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%7b"));
    if !is_encoded {
        return Some(text.to_owned());
    }
    percent_decode_str(text.trim()).decode_utf8().ok().map(Into::into)
}

fn in_object(place: &Place, text: &str, errors: &ParseErrors) -> Vec<Found> {
    let found = errors.iter().map(|error| {
        let offset = place.offset + offset_at(text, error.position());
        let place =
            Place { pointer: format!("{}{}", place.pointer, error.pointer()), offset, ..place.clone() };
        Found { place, entity: None, kind: ProblemKind::Document(error.message().into()) }
    });
    found.collect()
}

/// The place in the decoded text goes into the message: the file has the encoded one.
fn in_string(place: &Place, errors: &ParseErrors) -> Vec<Found> {
    let found = errors.iter().map(|error| {
        let message = format!("in the encoded document: {error}");
        Found { place: place.clone(), entity: None, kind: ProblemKind::Document(message) }
    });
    found.collect()
}
