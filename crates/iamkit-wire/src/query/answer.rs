//! Answers in XML, by the shape of an operation's output.

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use serde_json::Value;

use crate::error::WireError;
use crate::model::{ApiOperation, Model, ShapeId, ShapeKind};
use crate::unfit::Unfit;

type Xml = Writer<Vec<u8>>;

/// The answer of an operation
///
/// # Errors
/// Where the output isn't what the model says: a fault of whoever made it.
pub fn write_answer(
    model: &Model,
    operation: &ApiOperation,
    output: &Value,
    request_id: &str,
) -> Result<Vec<u8>, Unfit> {
    let mut xml = Writer::new(Vec::new());
    let name = format!("{}Response", operation.name());
    start_root(&mut xml, &name, model.namespace());
    if let Some(output_shape) = operation.output() {
        let result = operation.result().unwrap_or("Result");
        start(&mut xml, result);
        write_value(&mut xml, model, output_shape, output, operation.name())?;
        end(&mut xml, result);
    }
    start(&mut xml, "ResponseMetadata");
    leaf(&mut xml, "RequestId", request_id);
    end(&mut xml, "ResponseMetadata");
    end(&mut xml, &name);
    Ok(xml.into_inner())
}

/// An error's answer
pub fn write_error(model: &Model, error: &WireError, request_id: &str) -> Vec<u8> {
    let mut xml = Writer::new(Vec::new());
    start_root(&mut xml, "ErrorResponse", model.namespace());
    start(&mut xml, "Error");
    leaf(&mut xml, "Type", error.fault().as_str());
    leaf(&mut xml, "Code", error.code());
    leaf(&mut xml, "Message", error.message());
    end(&mut xml, "Error");
    leaf(&mut xml, "RequestId", request_id);
    end(&mut xml, "ErrorResponse");
    xml.into_inner()
}

/// A value, without the element around it.
fn write_value(xml: &mut Xml, model: &Model, id: ShapeId, value: &Value, at: &str) -> Result<(), Unfit> {
    let shape = model.shape(id);
    match (shape.kind(), value) {
        (ShapeKind::Structure(members), Value::Object(given)) => {
            if let Some(name) = given.keys().find(|name| !members.iter().any(|it| it.name() == *name)) {
                return Err(Unfit::new(at, format!("`{}` has no member `{name}`", shape.name())));
            }
            for member in members {
                match given.get(member.name()).filter(|value| !value.is_null()) {
                    Some(value) => {
                        start(xml, member.wire_name());
                        write_value(xml, model, member.shape(), value, member.name())?;
                        end(xml, member.wire_name());
                    }
                    None if member.is_required() => {
                        return Err(Unfit::new(at, format!("`{}` lacks `{}`", shape.name(), member.name())));
                    }
                    None => {}
                }
            }
        }
        (ShapeKind::List { element, .. }, Value::Array(elements)) => {
            for value in elements {
                start(xml, "member");
                write_value(xml, model, *element, value, at)?;
                end(xml, "member");
            }
        }
        (ShapeKind::Map { value: of_value, .. }, Value::Object(entries)) => {
            for (key, value) in entries {
                start(xml, "entry");
                leaf(xml, "key", key);
                start(xml, "value");
                write_value(xml, model, *of_value, value, at)?;
                end(xml, "value");
                end(xml, "entry");
            }
        }
        (ShapeKind::Text { .. } | ShapeKind::Timestamp(_) | ShapeKind::Blob(_), Value::String(value)) => {
            text(xml, value);
        }
        (ShapeKind::Integer(_) | ShapeKind::Decimal, Value::Number(value)) => text(xml, &value.to_string()),
        (ShapeKind::Boolean, Value::Bool(value)) => text(xml, if *value { "true" } else { "false" }),
        (_, value) => return Err(Unfit::new(at, format!("`{}` can't be {value}", shape.name()))),
    }
    Ok(())
}

fn start_root(xml: &mut Xml, name: &str, namespace: &str) {
    let mut element = BytesStart::new(name);
    element.push_attribute(("xmlns", namespace));
    event(xml, Event::Start(element));
}

fn start(xml: &mut Xml, name: &str) {
    event(xml, Event::Start(BytesStart::new(name)));
}

fn end(xml: &mut Xml, name: &str) {
    event(xml, Event::End(BytesEnd::new(name)));
}

fn leaf(xml: &mut Xml, name: &str, value: &str) {
    start(xml, name);
    text(xml, value);
    end(xml, name);
}

/// A text; characters that XML can't have are shown as one that it can, and a return stays one.
fn text(xml: &mut Xml, value: &str) {
    let is_forbidden = |it: char| matches!(it, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    let value = value.replace(is_forbidden, "\u{FFFD}");
    let escaped = quick_xml::escape::escape(value.as_str()).replace('\r', "&#xD;");
    event(xml, Event::Text(BytesText::from_escaped(escaped)));
}

/// Writes to memory, which can't fail.
fn event(xml: &mut Xml, event: Event<'_>) {
    let _ = xml.write_event(event);
}
