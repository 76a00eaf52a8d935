//! Who a caller is, and whose a key is.

use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;

#[derive(Debug, Deserialize)]
pub(crate) struct GetCallerIdentityRequest {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetCallerIdentityResponse {
    user_id: String,
    account: String,
    arn: String,
}

/// Allowed whatever the policies say (S71).
#[expect(clippy::unnecessary_wraps, reason = "an operation like the others")]
pub(crate) fn get_caller_identity(
    call: &Invocation<'_>,
    _input: GetCallerIdentityRequest,
) -> Result<GetCallerIdentityResponse, WireError> {
    Ok(GetCallerIdentityResponse {
        user_id: call.caller.unique_id(),
        account: call.account_id().to_string(),
        arn: call.caller.arn(),
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetAccessKeyInfoRequest {
    access_key_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetAccessKeyInfoResponse {
    account: String,
}

pub(crate) fn get_access_key_info(
    call: &Invocation<'_>,
    input: GetAccessKeyInfoRequest,
) -> Result<GetAccessKeyInfoResponse, WireError> {
    let id = input.access_key_id;
    let of_root = (id == call.state.root_key.id()).then(|| call.state.account.to_string());
    let of_user = || {
        let id = id.parse().ok()?;
        let mut accounts = call.snapshot().accounts();
        accounts
            .find(|account| account.user_with_access_key(&id).is_some())
            .map(|account| account.id().to_string())
    };
    let account = of_root.or_else(of_user);
    let missing =
        || WireError::new("ValidationError", 400, format!("Access key {id} is not of any account here"));
    Ok(GetAccessKeyInfoResponse { account: account.ok_or_else(missing)? })
}
