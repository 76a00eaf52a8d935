//! The `OpenAPI` document, made from the types.

use serde_json::{Map, Value, json};

use super::described::{Described, endpoints};
use crate::changes;

/// The document.
pub(super) fn document() -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for endpoint in endpoints() {
        paths.insert(endpoint.path.to_owned(), json!({ "post": operation(&endpoint) }));
        for (name, schema) in [endpoint.question, endpoint.answer] {
            add(&mut schemas, name, schema);
        }
    }
    paths.insert(changes::PATH.to_owned(), json!({ "get": told_changes() }));
    schemas.insert("Failure".to_owned(), failure());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "iamkit",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the library answers. Whoever asks signs as for AWS (Signature Version 4), or has the server's token.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "signature": { "type": "apiKey", "name": "Authorization", "in": "header",
                    "description": "Signature Version 4" },
            },
        },
        "security": [{ "token": [] }, { "signature": [] }],
    })
}

fn operation(endpoint: &Described) -> Value {
    let of = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let question = json!({ "schema": of(endpoint.question.0), "example": endpoint.example });
    json!({
        "summary": endpoint.summary,
        "description": format!("A signed caller needs {}.", endpoint.permission),
        "requestBody": { "required": true, "content": { "application/json": question } },
        "responses": {
            "200": { "description": "The answer", "content": { "application/json": { "schema": of(endpoint.answer.0) } } },
            "default": { "description": "Why there is none", "content": { "application/json": { "schema": of("Failure") } } },
        },
    })
}

fn told_changes() -> Value {
    json!({
        "summary": "Tell each change of the store as it comes, as server-sent events",
        "description": "A signed caller needs iam:GetAccountAuthorizationDetails, where there is no other account.",
        "parameters": [{ "name": "after", "in": "query", "schema": { "type": "integer", "minimum": 0 },
            "description": "The generation after which to begin; the present one where nothing is said" }],
        "responses": { "200": { "description": "Events, each with the number of its generation as id",
            "content": { "text/event-stream": { "schema": { "type": "string" } } } } },
    })
}

fn failure() -> Value {
    json!({
        "type": "object",
        "properties": { "message": { "type": "string" } },
        "description": "Its code stands in the header x-amzn-errortype",
    })
}

/// Adds a schema and those that stand within it, each under a name of its own.
fn add(schemas: &mut Map<String, Value>, name: &str, mut schema: Value) {
    let within = schema.as_object_mut().and_then(|schema| schema.remove("$defs"));
    if let Some(Value::Object(within)) = within {
        for (inner, mut schema) in within {
            place(&mut schema, name);
            schemas.insert(format!("{name}.{inner}"), schema);
        }
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("$schema");
    }
    place(&mut schema, name);
    schemas.insert(name.to_owned(), schema);
}

/// Lets references find what stood within the schema of a name.
fn place(schema: &mut Value, name: &str) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(inner) = reference.strip_prefix("#/$defs/")
            {
                *reference = format!("#/components/schemas/{name}.{inner}");
            }
            members.values_mut().for_each(|value| place(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| place(value, name)),
        _ => {}
    }
}
