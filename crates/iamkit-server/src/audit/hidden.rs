//! What a call was given and gave, without its secrets, and with names as events write them.

use iamkit_wire::model::{Model, ShapeId, ShapeKind};
use serde_json::{Map, Value};

/// What stands for a secret.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Members that let whoever reads them act as somebody, whether or not the model calls their shapes sensitive.
const SECRETS: [&str; 14] = [
    "secretaccesskey",
    "sessiontoken",
    "password",
    "newpassword",
    "oldpassword",
    "servicepassword",
    "servicecredentialsecret",
    "privatekey",
    "base32stringseed",
    "qrcodepng",
    "authenticationcode1",
    "authenticationcode2",
    "samlassertion",
    "webidentitytoken",
];

/// A value of a shape as events show it; null of one with nothing in it.
pub(super) fn shown(model: &Model, shape: Option<ShapeId>, value: &Value) -> Value {
    match shape.map(|shape| of_shape(model, shape, value)) {
        Some(Value::Object(members)) if members.is_empty() => Value::Null,
        Some(shown) => shown,
        None => Value::Null,
    }
}

fn of_shape(model: &Model, id: ShapeId, value: &Value) -> Value {
    let shape = model.shape(id);
    if shape.is_sensitive() {
        return Value::from(HIDDEN);
    }
    match (shape.kind(), value) {
        (ShapeKind::Structure(members), Value::Object(values)) => {
            let shown = members.iter().filter_map(|member| {
                let value = values.get(member.name()).filter(|value| !value.is_null())?;
                let shown = if is_secret(member.name()) {
                    Value::from(HIDDEN)
                } else {
                    of_shape(model, member.shape(), value)
                };
                Some((in_events(member.name()), shown))
            });
            Value::Object(shown.collect::<Map<_, _>>())
        }
        (ShapeKind::List { element, .. }, Value::Array(values)) => {
            values.iter().map(|value| of_shape(model, *element, value)).collect()
        }
        (_, value) => value.clone(),
    }
}

fn is_secret(member: &str) -> bool {
    SECRETS.contains(&&*member.to_ascii_lowercase())
}

/// A member's name as events have it: `userName`, `mFADevices`.
fn in_events(member: &str) -> String {
    let mut letters = member.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}
