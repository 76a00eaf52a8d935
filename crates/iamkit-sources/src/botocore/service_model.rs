//! A service's model as the wire needs it: operations, shapes and pages, without texts.
//!
//! What is kept is what a codec reads: names, types, constraints, places in a request, errors. One operation or shape
//! stands on a line of its own, sorted, so that a newer package shows as a change of lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use iamkit_console::command::Failure;

/// The members of a shape that a codec reads.
const OF_SHAPE: [&str; 9] =
    ["type", "min", "max", "pattern", "enum", "sensitive", "union", "timestampFormat", "required"];

/// A service: the folder of its model in the package, and what its requests are signed for.
#[derive(Debug, Clone, Copy)]
pub struct ServiceModel {
    /// The folder with its version, such as `iam/2010-05-08`.
    pub folder: &'static str,
    /// The name in the scope of signatures and in actions.
    pub name: &'static str,
}

/// The text of a service's table.
///
/// # Errors
/// When the model lacks what every model has.
pub(super) fn table(
    service: ServiceModel,
    source: &str,
    model: &Value,
    pages: &Value,
) -> Result<String, Failure> {
    let text = |place: &str| model.pointer(place).and_then(Value::as_str);
    let needed =
        |place: &str| text(place).ok_or_else(|| format!("no `{place}` in the model of {}", service.name));
    let operations = object(model, "/operations")?;
    let shapes = object(model, "/shapes")?;
    let pages = object(pages, "/pagination")?;
    let mut used = BTreeSet::new();
    let mut lines = BTreeMap::new();
    for (name, operation) in operations {
        let operation = kept_operation(operation, pages.get(name));
        for key in ["input", "output"] {
            collect(shapes, operation.get(key), &mut used);
        }
        let errors = operation.get("errors").and_then(Value::as_array);
        errors.into_iter().flatten().for_each(|error| collect(shapes, Some(error), &mut used));
        lines.insert(name, operation);
    }
    let mut table = String::from("{\n");
    let header = [
        ("source", Some(source)),
        ("service", Some(service.name)),
        ("version", Some(needed("/metadata/apiVersion")?)),
        ("protocol", Some(needed("/metadata/protocol")?)),
        ("namespace", text("/metadata/xmlNamespace")),
        ("target", text("/metadata/targetPrefix")),
    ];
    for (key, value) in header.into_iter().filter_map(|(key, value)| Some((key, value?))) {
        writeln!(table, "{}: {},", json!(key), json!(value))?;
    }
    section(&mut table, "operations", lines.iter().map(|(name, line)| (name.as_str(), line)))?;
    table.push_str(",\n");
    let kept = used.iter().filter_map(|name| Some((name.as_str(), kept_shape(shapes.get(name)?))));
    let kept = kept.collect::<Vec<_>>();
    section(&mut table, "shapes", kept.iter().map(|(name, shape)| (*name, shape)))?;
    table.push_str("\n}\n");
    Ok(table)
}

fn section<'v>(
    table: &mut String,
    name: &str,
    lines: impl ExactSizeIterator<Item = (&'v str, &'v Value)>,
) -> Result<(), Failure> {
    let last = lines.len().saturating_sub(1);
    writeln!(table, "{}: {{", json!(name))?;
    for (at, (name, line)) in lines.enumerate() {
        writeln!(table, "{}: {line}{}", json!(name), if at == last { "" } else { "," })?;
    }
    table.push('}');
    Ok(())
}

fn object<'v>(value: &'v Value, place: &str) -> Result<&'v Map<String, Value>, Failure> {
    let found = value.pointer(place).and_then(Value::as_object);
    found.ok_or_else(|| format!("no `{place}` in a model").into())
}

/// An operation: its shapes by name, its request line, its errors, and how it is paged.
fn kept_operation(operation: &Value, pages: Option<&Value>) -> Value {
    let mut kept = Map::new();
    let mut keep = |key: &str, value: Option<&Value>| {
        if let Some(value) = value {
            kept.insert(key.to_owned(), value.clone());
        }
    };
    keep("input", operation.pointer("/input/shape"));
    keep("output", operation.pointer("/output/shape"));
    keep("result", operation.pointer("/output/resultWrapper"));
    keep("method", operation.pointer("/http/method"));
    keep("uri", operation.pointer("/http/requestUri"));
    keep("status", operation.pointer("/http/responseCode"));
    keep("unsigned", operation.get("authtype").filter(|kind| *kind == "none").map(|_| &Value::Bool(true)));
    let errors = operation.get("errors").and_then(Value::as_array);
    let errors = errors.map(|errors| errors.iter().filter_map(|error| error.get("shape").cloned()).collect());
    keep("errors", errors.as_ref());
    keep("pages", pages.map(kept_pages).as_ref());
    Value::Object(kept)
}

/// Which member a page's end is told in, and which lists are cut: always as a list, and always a list of one name.
fn kept_pages(pages: &Value) -> Value {
    let listed = |key: &str| match pages.get(key) {
        Some(Value::Array(names)) => names.clone(),
        Some(name) => vec![name.clone()],
        None => Vec::new(),
    };
    json!({
        "token": listed("input_token").first(),
        "next": listed("output_token").first(),
        "limit": pages.get("limit_key"),
        "lists": listed("result_key"),
    })
}

fn kept_shape(shape: &Value) -> Value {
    let mut kept = Map::new();
    for key in OF_SHAPE {
        if let Some(value) = shape.get(key) {
            kept.insert(key.to_owned(), value.clone());
        }
    }
    // An error of JSON protocols has its own name as code, which the model doesn't say again.
    if shape.get("exception").is_some() || shape.get("error").is_some() {
        kept.insert("error".to_owned(), kept_error(shape.get("error")));
    }
    for key in ["member", "key", "value"] {
        if let Some(member) = shape.get(key) {
            kept.insert(key.to_owned(), kept_member(member));
        }
    }
    if let Some(Value::Object(members)) = shape.get("members") {
        let members = members.iter().map(|(name, member)| {
            let mut member = kept_member(member);
            if let Value::Object(member) = &mut member {
                member.insert("name".to_owned(), Value::from(name.as_str()));
            }
            member
        });
        kept.insert("members".to_owned(), members.collect());
    }
    Value::Object(kept)
}

fn kept_error(error: Option<&Value>) -> Value {
    let mut kept = Map::new();
    for (key, from) in [("code", "code"), ("status", "httpStatusCode")] {
        if let Some(value) = error.and_then(|error| error.get(from)) {
            kept.insert(key.to_owned(), value.clone());
        }
    }
    Value::Object(kept)
}

fn kept_member(member: &Value) -> Value {
    let mut kept = Map::new();
    for key in ["shape", "location", "locationName"] {
        if let Some(value) = member.get(key) {
            kept.insert(key.to_owned(), value.clone());
        }
    }
    Value::Object(kept)
}

/// A shape by its name, with all that it is made of.
fn collect(shapes: &Map<String, Value>, name: Option<&Value>, used: &mut BTreeSet<String>) {
    let mut open = name.and_then(Value::as_str).into_iter().collect::<Vec<_>>();
    while let Some(name) = open.pop() {
        let Some(shape) = shapes.get(name).filter(|_| used.insert(name.to_owned())) else { continue };
        let single = ["member", "key", "value"].into_iter().filter_map(|key| shape.get(key));
        let members = shape.get("members").and_then(Value::as_object);
        let all = single.chain(members.into_iter().flat_map(Map::values));
        open.extend(all.filter_map(|member| member.get("shape")?.as_str()));
    }
}
