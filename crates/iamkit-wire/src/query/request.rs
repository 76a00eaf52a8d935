//! The parameters of a request, by the shape of an operation's input.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::node::{MAX_DEPTH, Node};
use crate::error::WireError;
use crate::model::{Model, ShapeId, ShapeKind, ShapeMember};

/// How many pairs a request may have
pub const MAX_PAIRS: usize = 10_000;

/// The input of an operation from the pairs of a request; what the model doesn't name is left out, as AWS leaves it out
///
/// # Errors
/// `MalformedInput` where a value isn't of its member's type, or a list is no list; for more than [`MAX_PAIRS`] pairs.
pub fn read_input<'p>(
    model: &Model,
    input: Option<ShapeId>,
    pairs: impl IntoIterator<Item = (Cow<'p, str>, Cow<'p, str>)>,
) -> Result<Value, WireError> {
    let mut tree = Node::default();
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        if at == MAX_PAIRS {
            return Err(malformed(format!("The request has more than {MAX_PAIRS} parameters")));
        }
        if !tree.insert(&name, value.into_owned()) {
            return Err(malformed(format!("The name of a parameter has more than {MAX_DEPTH} parts")));
        }
    }
    let Some(input) = input else { return Ok(Value::Object(Map::new())) };
    let read = Reader { model }.value(input, &tree, "")?;
    Ok(read.unwrap_or_else(|| Value::Object(Map::new())))
}

fn malformed(message: impl Into<Box<str>>) -> WireError {
    WireError::new("MalformedInput", 400, message)
}

struct Reader<'m> {
    model: &'m Model,
}

impl Reader<'_> {
    /// A value, unless nothing was given for it.
    fn value(&self, id: ShapeId, node: &Node, name: &str) -> Result<Option<Value>, WireError> {
        let text = node.value.as_deref();
        Ok(match self.model.shape(id).kind() {
            ShapeKind::Structure(members) => Some(Value::Object(self.members(members, node)?)),
            ShapeKind::List { element, .. } => self.list(*element, node, name)?,
            ShapeKind::Map { value, .. } => self.map(*value, node, name)?,
            ShapeKind::Text { .. } | ShapeKind::Timestamp(_) | ShapeKind::Blob(_) => text.map(Value::from),
            ShapeKind::Integer(_) => number(text, |text| text.parse::<i64>().ok().map(Value::from), name)?,
            ShapeKind::Decimal => number(text, |text| text.parse::<f64>().ok().map(Value::from), name)?,
            ShapeKind::Boolean => match text {
                Some("true") => Some(Value::Bool(true)),
                Some("false") => Some(Value::Bool(false)),
                Some(_) => return Err(malformed(format!("The value of `{name}` must be true or false"))),
                None => None,
            },
        })
    }

    fn members(&self, members: &[ShapeMember], node: &Node) -> Result<Map<String, Value>, WireError> {
        let mut read = Map::new();
        for member in members {
            let Some(child) = node.child(member.wire_name()) else { continue };
            if let Some(value) = self.value(member.shape(), child, member.name())? {
                read.insert(member.name().to_owned(), value);
            }
        }
        Ok(read)
    }

    fn list(&self, element: ShapeId, node: &Node, name: &str) -> Result<Option<Value>, WireError> {
        let Some(list) = node.child("member") else {
            // An empty list is written as an empty value; a value of its own is no list.
            return match node.value.as_deref() {
                Some("") => Ok(Some(Value::Array(Vec::new()))),
                Some(_) => Err(malformed(format!("The parameter `{name}` must be a list"))),
                None => Ok(None),
            };
        };
        let elements = list.numbered();
        let elements = elements.into_iter().filter_map(|node| self.value(element, node, name).transpose());
        Ok(Some(Value::Array(elements.collect::<Result<_, _>>()?)))
    }

    fn map(&self, of_value: ShapeId, node: &Node, name: &str) -> Result<Option<Value>, WireError> {
        let Some(entries) = node.child("entry") else { return Ok(None) };
        let mut read = Map::new();
        for entry in entries.numbered() {
            let key = entry.child("key").and_then(|key| key.value.clone());
            let key = key.ok_or_else(|| malformed(format!("An entry of `{name}` has no key")))?;
            let Some(value) = entry.child("value") else { continue };
            if let Some(value) = self.value(of_value, value, name)? {
                read.insert(key, value);
            }
        }
        Ok(Some(Value::Object(read)))
    }
}

fn number(
    text: Option<&str>,
    read: impl Fn(&str) -> Option<Value>,
    name: &str,
) -> Result<Option<Value>, WireError> {
    let Some(text) = text else { return Ok(None) };
    read(text).map(Some).ok_or_else(|| malformed(format!("The value of `{name}` must be a number")))
}
