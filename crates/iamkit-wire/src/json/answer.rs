//! Answers in JSON, by the shape of an operation's output.

use serde_json::{Map, Value, json};

use crate::error::WireError;
use crate::model::{ApiOperation, Model, Protocol, ShapeId, ShapeKind, TimestampFormat};
use crate::timestamp;
use crate::unfit::Unfit;

/// The body of an operation's answer
///
/// # Errors
/// Where the output isn't what the model says: a fault of whoever made it.
pub fn write_answer(model: &Model, operation: &ApiOperation, output: &Value) -> Result<Vec<u8>, Unfit> {
    let Some(shape) = operation.output() else {
        // An operation without output answers with nothing, or an empty object where the protocol is REST.
        return Ok(if model.protocol() == Protocol::RestJson { b"{}".to_vec() } else { Vec::new() });
    };
    Ok(value(model, shape, output, operation.name())?.to_string().into_bytes())
}

/// The body of an error's answer; its code stands there or in a header, `x-amzn-errortype`
pub fn write_error(model: &Model, error: &WireError) -> Vec<u8> {
    let body = match model.protocol() {
        Protocol::RestJson => json!({"message": error.message()}),
        _ => json!({"__type": error.code(), "Message": error.message()}),
    };
    body.to_string().into_bytes()
}

fn value(model: &Model, id: ShapeId, given: &Value, at: &str) -> Result<Value, Unfit> {
    let shape = model.shape(id);
    let unfit = || Unfit::new(at, format!("`{}` can't be {given}", shape.name()));
    Ok(match (shape.kind(), given) {
        (ShapeKind::Structure(members), Value::Object(given)) => {
            if let Some(name) = given.keys().find(|name| !members.iter().any(|it| it.name() == *name)) {
                return Err(Unfit::new(at, format!("`{}` has no member `{name}`", shape.name())));
            }
            let mut written = Map::new();
            for member in members {
                match given.get(member.name()).filter(|value| !value.is_null()) {
                    Some(it) => {
                        let it = value(model, member.shape(), it, member.name())?;
                        written.insert(member.wire_name().to_owned(), it);
                    }
                    None if member.is_required() => {
                        return Err(Unfit::new(at, format!("`{}` lacks `{}`", shape.name(), member.name())));
                    }
                    None => {}
                }
            }
            Value::Object(written)
        }
        (ShapeKind::List { element, .. }, Value::Array(elements)) => {
            let elements = elements.iter().map(|it| value(model, *element, it, at));
            Value::Array(elements.collect::<Result<_, _>>()?)
        }
        (ShapeKind::Map { value: of_value, .. }, Value::Object(entries)) => {
            let entries = entries.iter().map(|(key, it)| Ok((key.clone(), value(model, *of_value, it, at)?)));
            Value::Object(entries.collect::<Result<_, Unfit>>()?)
        }
        (
            ShapeKind::Timestamp(TimestampFormat::Iso8601) | ShapeKind::Text { .. } | ShapeKind::Blob(_),
            Value::String(_),
        )
        | (ShapeKind::Integer(_) | ShapeKind::Decimal, Value::Number(_))
        | (ShapeKind::Boolean, Value::Bool(_)) => given.clone(),
        (ShapeKind::Timestamp(_), Value::String(time)) => json!(timestamp::seconds(time).ok_or_else(unfit)?),
        _ => return Err(unfit()),
    })
}
