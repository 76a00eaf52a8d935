//! The body of a request, by the shape of an operation's input.

use serde_json::{Map, Value};

use crate::error::WireError;
use crate::model::{Model, Place, Protocol, ShapeId, ShapeKind, ShapeMember, TimestampFormat};
use crate::timestamp;

/// The input of an operation from a body alone; an empty body is an input without members
///
/// # Errors
/// `SerializationException` for what is no JSON, and for values of another type than their members'.
pub fn read_body(model: &Model, input: Option<ShapeId>, body: &[u8]) -> Result<Value, WireError> {
    read_input(model, input, body, &[])
}

/// The input of an operation from a body and the members that stand elsewhere, in path and query string
///
/// # Errors
/// As [`read_body`].
pub fn read_input(
    model: &Model,
    input: Option<ShapeId>,
    body: &[u8],
    elsewhere: &[(String, String)],
) -> Result<Value, WireError> {
    let reader = Reader { model };
    let body = match body {
        [] => Value::Object(Map::new()),
        body => serde_json::from_slice(body)
            .map_err(|error| reader.refused(format!("the body is no JSON: {error}")))?,
    };
    let Value::Object(mut body) = body else {
        return Err(reader.refused("the body is no object".to_owned()));
    };
    let Some(input) = input else { return Ok(Value::Object(Map::new())) };
    if let ShapeKind::Structure(members) = model.shape(input).kind() {
        for member in members.iter().filter(|member| member.place() != Place::Body) {
            body.remove(member.wire_name());
            let found = elsewhere.iter().filter(|(name, _)| name == member.wire_name());
            let texts = found.map(|(_, text)| text.as_str()).collect::<Vec<_>>();
            if let Some(value) = reader.of_texts(member.shape(), &texts)? {
                body.insert(member.wire_name().to_owned(), value);
            }
        }
    }
    reader.value(input, Value::Object(body), "body")
}

struct Reader<'m> {
    model: &'m Model,
}

impl Reader<'_> {
    fn refused(&self, message: String) -> WireError {
        // What can't be read is a validation error of REST services, which have no other error for it.
        let code = match self.model.protocol() {
            Protocol::RestJson => "ValidationException",
            _ => "SerializationException",
        };
        WireError::new(code, 400, message)
    }

    /// What stands in a path or query string: of a list every element by itself, else the first.
    fn of_texts(&self, id: ShapeId, texts: &[&str]) -> Result<Option<Value>, WireError> {
        match (self.model.shape(id).kind(), texts) {
            (_, []) => Ok(None),
            (ShapeKind::List { element, .. }, texts) => {
                let elements = texts.iter().map(|text| self.of_text(*element, text));
                Ok(Some(Value::Array(elements.collect::<Result<_, _>>()?)))
            }
            (_, [first, ..]) => self.of_text(id, first).map(Some),
        }
    }

    /// A value that stands in a path or query string.
    fn of_text(&self, id: ShapeId, text: &str) -> Result<Value, WireError> {
        let refused =
            || self.refused(format!("`{}` has a value of another type", self.model.shape(id).name()));
        Ok(match self.model.shape(id).kind() {
            ShapeKind::Integer(_) => text.parse::<i64>().map_err(|_| refused())?.into(),
            ShapeKind::Boolean => text.parse::<bool>().map_err(|_| refused())?.into(),
            _ => text.into(),
        })
    }

    fn value(&self, id: ShapeId, value: Value, at: &str) -> Result<Value, WireError> {
        let shape = self.model.shape(id);
        Ok(match (shape.kind(), value) {
            (_, Value::Null) => Value::Null,
            (ShapeKind::Structure(members), Value::Object(given)) => self.members(members, given)?,
            (ShapeKind::List { element, .. }, Value::Array(elements)) => {
                let elements = elements.into_iter().map(|value| self.value(*element, value, at));
                Value::Array(elements.collect::<Result<_, _>>()?)
            }
            (ShapeKind::Map { value: of_value, .. }, Value::Object(entries)) => {
                let entries = entries.into_iter();
                let entries = entries.map(|(key, value)| Ok((key, self.value(*of_value, value, at)?)));
                Value::Object(entries.collect::<Result<_, WireError>>()?)
            }
            (ShapeKind::Text { .. } | ShapeKind::Blob(_), value @ Value::String(_))
            | (ShapeKind::Boolean, value @ Value::Bool(_))
            | (ShapeKind::Decimal, value @ Value::Number(_)) => value,
            (ShapeKind::Integer(_), Value::Number(number)) if !number.is_f64() => Value::Number(number),
            (ShapeKind::Timestamp(format), value) => self.time(*format, &value, at)?,
            (_, _) => {
                return Err(self.refused(format!("`{at}` has a value of another type than {}", shape.name())));
            }
        })
    }

    fn members(&self, members: &[ShapeMember], mut given: Map<String, Value>) -> Result<Value, WireError> {
        let mut read = Map::new();
        for member in members {
            if let Some(value) = given.remove(member.wire_name()) {
                read.insert(member.name().to_owned(), self.value(member.shape(), value, member.name())?);
            }
        }
        Ok(Value::Object(read))
    }

    fn time(&self, format: TimestampFormat, value: &Value, at: &str) -> Result<Value, WireError> {
        let time = match (format, value) {
            (TimestampFormat::Iso8601, Value::String(text)) => {
                timestamp::is_iso_8601(text).then(|| text.clone())
            }
            (TimestampFormat::OfProtocol | TimestampFormat::UnixSeconds, Value::Number(seconds)) => {
                seconds.as_f64().and_then(timestamp::from_seconds)
            }
            _ => None,
        };
        time.map(Value::String).ok_or_else(|| self.refused(format!("`{at}` is no time")))
    }
}
