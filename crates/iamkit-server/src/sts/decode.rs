//! `DecodeAuthorizationMessage`: what a denial was about, for those who may know.

use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::authorization_message::AuthorizationMessage;
use crate::invocation::Invocation;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DecodeRequest {
    encoded_message: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DecodeResponse {
    decoded_message: String,
}

/// Only messages about the caller's own account: the server's key opens those of all accounts.
pub(crate) fn decode_authorization_message(
    call: &Invocation<'_>,
    input: DecodeRequest,
) -> Result<DecodeResponse, WireError> {
    let message = call.state.secrets.unseal::<AuthorizationMessage>(&input.encoded_message);
    let message = message.filter(|message| message.account == call.account_id().as_str());
    let invalid = || {
        WireError::new("InvalidAuthorizationMessageException", 400, "The message is no authorization message")
    };
    let message = message.ok_or_else(invalid)?;
    let decoded_message = serde_json::to_string(&message.shown())
        .map_err(|error| WireError::new("ServiceFailure", 500, error.to_string()))?;
    Ok(DecodeResponse { decoded_message })
}
