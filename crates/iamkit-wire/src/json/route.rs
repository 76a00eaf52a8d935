//! Which operation a REST request is, by its method and path.

use percent_encoding::percent_decode_str;

use crate::model::{ApiOperation, Model};

/// An operation with the members that stand in the path
#[derive(Debug)]
pub struct Routed<'m> {
    /// The operation
    pub operation: &'m ApiOperation,
    /// The members, each with its value
    pub members: Vec<(String, String)>,
}

/// The operation of a method and path; a path without variables goes before one with
///
/// The values of a path's members are percent-decoded; one that isn't UTF-8 then is no path of an operation.
pub fn route<'m>(model: &'m Model, method: &str, path: &str) -> Option<Routed<'m>> {
    let routed = model.operations().iter().filter(|operation| operation.method() == method);
    let routed =
        routed.filter_map(|operation| Some(Routed { operation, members: members(operation.uri(), path)? }));
    routed.min_by_key(|routed| routed.members.len())
}

/// The members in a path that has the form of a template.
fn members(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut parts = path.strip_prefix('/')?.split('/');
    let mut members = Vec::new();
    for expected in template.strip_prefix('/')?.split('/') {
        let part = parts.next()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !part.is_empty() => {
                let value = percent_decode_str(part).decode_utf8().ok()?;
                members.push((name.to_owned(), value.into_owned()));
            }
            None if expected == part => {}
            _ => return None,
        }
    }
    parts.next().is_none().then_some(members)
}
