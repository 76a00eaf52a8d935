//! Operations that nobody signs: whoever calls has no credentials yet, and brings somebody else's word instead.

use iamkit_wire::WireError;
use iamkit_wire::model::ServiceName;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::condition_keys::Circumstances;
use crate::state::State;
use crate::sts::{saml, web_identity};

/// Does an operation that nobody signs.
pub(crate) type Unsigned = fn(&State, &Circumstances, Value) -> Result<Value, WireError>;

/// An operation that nobody signs, where it is one.
pub(crate) fn unsigned(service: ServiceName, name: &str) -> Option<Unsigned> {
    if service != ServiceName::Sts {
        return None;
    }
    match name {
        "AssumeRoleWithSAML" => {
            Some(|state, at, input| typed(input, |input| saml::assume_role_with_saml(state, at, input)))
        }
        "AssumeRoleWithWebIdentity" => Some(|state, at, input| {
            typed(input, |input| web_identity::assume_role_with_web_identity(state, at, input))
        }),
        _ => None,
    }
}

fn typed<I: DeserializeOwned, O: Serialize>(
    input: Value,
    function: impl FnOnce(I) -> Result<O, WireError>,
) -> Result<Value, WireError> {
    let input = serde_json::from_value(input)
        .map_err(|error| WireError::new("ValidationError", 400, error.to_string()))?;
    serde_json::to_value(function(input)?).map_err(|error| {
        WireError::new("ServiceFailure", 500, format!("the answer can't be written: {error}"))
    })
}
