//! Policy documents in a listing: objects, JSON in a string, or percent-encoded JSON in a string (S81).

use std::collections::HashMap;
use std::sync::Arc;

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{ParseErrors, PolicyDocument};
use percent_encoding::percent_decode_str;
use serde_json::value::RawValue;

use super::problem::{Found, ProblemKind};
use super::source::{Place, Source, offset_of};

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
        let misplaced = kind.problems(&document);
        if misplaced.is_empty() {
            return Ok(document);
        }
        let found = misplaced.iter().map(|problem| {
            let statement = problem.statement().map(|at| format!("/Statement/{at}")).unwrap_or_default();
            let message = format!("as {} policy: {}", article(kind), problem.message());
            let pointer = format!("{}{statement}", place.pointer);
            Found {
                place: Place { pointer, ..place.clone() },
                entity: None,
                kind: ProblemKind::Document(message),
            }
        });
        Err(found.collect())
    }
}

fn article(kind: PolicyKind) -> String {
    let name = kind.as_str();
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {name}")
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
        let at = error.position();
        let line = offset_of(text, at.line as usize, 1);
        let column =
            text.get(line..).unwrap_or_default().char_indices().nth(at.column.saturating_sub(1) as usize);
        let offset = place.offset + column.map_or(text.len(), |(bytes, _)| line + bytes);
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
