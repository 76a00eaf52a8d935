//! Reading values of JSON answers: a problem is told with its place, a member that isn't known is noted.

use std::collections::BTreeMap;

use iamkit_policy::shown::Shown;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::problem::{Found, Note, ProblemKind};
use crate::source::{Place, Source, offset_of};

use iamkit_policy::shown::called;

/// Reads a value; the paths of members that aren't known come with it.
///
/// # Errors
/// What is wrong, with the place of the member it is in.
pub(crate) fn decode<'t, T: Deserialize<'t>>(
    place: &Place,
    text: &'t str,
) -> Result<(T, Vec<String>), Box<Found>> {
    let mut ignored = Vec::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let mut note = |path: serde_ignored::Path<'_>| ignored.push(steps(&path));
    let value = T::deserialize(serde_ignored::Deserializer::new(&mut json, &mut note));
    match value.and_then(|value| json.end().map(|()| value)) {
        Ok(value) => Ok((value, ignored)),
        Err(error) => Err(Box::new(shape_problem::<T>(place, text, &error))),
    }
}

/// The entity's kind and name, as far as it has one that can be read.
pub(crate) fn named(kind: &str, member: &str, raw: &RawValue) -> Option<String> {
    let value = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(raw.get()).ok()?;
    Some(called(kind, value.get(member)?.as_str()?))
}

/// The members that aren't known, each with how often it stands there.
#[derive(Default)]
pub(crate) struct Notes(BTreeMap<(String, String), usize>);

impl Notes {
    /// Notes members below a place.
    pub(crate) fn add(&mut self, sources: &[Source<'_>], place: &Place, paths: Vec<String>) {
        for path in paths {
            let file = sources.get(place.source).map_or("", |source| source.name);
            let general = place.pointer.split('/').map(|step| {
                if step.bytes().all(|byte| byte.is_ascii_digit()) && !step.is_empty() { "*" } else { step }
            });
            let pointer = format!("{}/{path}", general.collect::<Vec<_>>().join("/"));
            *self.0.entry((file.to_owned(), pointer)).or_default() += 1;
        }
    }

    /// What was noted, sorted.
    pub(crate) fn finish(self) -> Vec<Note> {
        self.0.into_iter().map(|((file, pointer), count)| Note { file, pointer, count }).collect()
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
fn shape_problem<'t, T: Deserialize<'t>>(place: &Place, text: &'t str, error: &serde_json::Error) -> Found {
    let mut json = serde_json::Deserializer::from_str(text);
    let pointer = match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(traced) => traced.path().iter().filter_map(pointer_step).collect::<String>(),
        Ok(_) => String::new(),
    };
    let offset = place.offset + offset_of(text, error.line(), error.column().max(1));
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
    let prefix = if error.is_data() { "" } else { "invalid JSON: " };
    let kind = ProblemKind::Shape(format!("{prefix}{}", Shown::sentence(message)));
    let place = Place { pointer: format!("{}{pointer}", place.pointer), offset, ..place.clone() };
    Found { place, entity: None, kind }
}

fn pointer_step(segment: &serde_path_to_error::Segment) -> Option<String> {
    use serde_path_to_error::Segment;
    match segment {
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}
