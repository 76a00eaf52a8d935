//! Who asks `/authorize` and `/api`: a program with the server's token, or a caller who signs.

use std::time::Instant;

use iamkit_policy::id::account_in;
use iamkit_wire::WireError;
use iamkit_wire::signature::{self, RequestParts};
use serde_json::Value;

use crate::about::Resource;
use crate::authorize::authorize;
use crate::caller::Caller;
use crate::condition_keys::{Circumstances, context};
use crate::enforcement::Enforcement;
use crate::identify::identify;
use crate::state::State;

/// What lets a caller learn what a user or role may do.
pub(crate) const SIMULATE: &str = "iam:SimulatePrincipalPolicy";
/// What lets a caller learn of everybody in its account.
pub(crate) const READ_ACCOUNT: &str = "iam:GetAccountAuthorizationDetails";

/// Who asks
#[derive(Debug)]
pub(crate) enum Asker {
    /// A program with the token, which may ask everything.
    Trusted,
    /// A caller, who may ask what its policies allow.
    Caller(Box<Caller>),
}

impl Asker {
    /// Who asks, if that can be told.
    ///
    /// # Errors
    /// `UnrecognizedClientException` for a token that isn't the server's; those of a signature.
    pub(crate) fn of(state: &State, request: &RequestParts<'_>) -> Result<Self, WireError> {
        if let Some(token) = bearer_token(request.header("authorization")) {
            return trusted(state, token);
        }
        let signed = signature::read(request);
        let caller = signed.and_then(|signed| Ok((identify(state, request, &signed)?, signed.access_key_id)));
        let (caller, key) = caller.map_err(|error| error.to_wire())?;
        ensure_not_too_often(state, &key)?;
        Ok(Self::Caller(Box::new(caller)))
    }

    /// Makes sure that whoever asks may learn of a resource by an action on it.
    pub(crate) fn ensure_may(
        &self,
        state: &State,
        circumstances: &Circumstances,
        action: &str,
        resource: &str,
    ) -> Result<(), WireError> {
        let Self::Caller(caller) = self else { return Ok(()) };
        ensure_may(state, caller, circumstances, action, resource)
    }
}

/// Makes sure that a caller may learn of a resource by an action on it, and that it is of its own account.
pub(crate) fn ensure_may(
    state: &State,
    caller: &Caller,
    circumstances: &Circumstances,
    action: &str,
    resource: &str,
) -> Result<(), WireError> {
    if state.enforcement == Enforcement::Off {
        return Ok(());
    }
    if account_in(resource).is_some_and(|account| account != caller.account.as_str()) {
        let message = format!(
            "User: {} is not authorized to perform: {action} on resource: {resource} because it is of another account",
            caller.arn()
        );
        return Err(WireError::new("AccessDenied", 403, message));
    }
    let about = Resource { arn: resource.to_owned(), tags: None, permissions_boundary: None };
    let keys = context(circumstances, caller, &about, &Value::Null);
    authorize(state, caller, action, resource, &keys)
}

/// Makes sure that a key doesn't call more often than the server is told.
pub(crate) fn ensure_not_too_often(state: &State, key: &str) -> Result<(), WireError> {
    match &state.rate {
        Some(rate) if !rate.may_call(key, Instant::now()) => {
            Err(WireError::new("Throttling", 400, "Rate exceeded"))
        }
        _ => Ok(()),
    }
}

/// The token in a header.
pub(crate) fn bearer_token(authorization: Option<&str>) -> Option<&str> {
    let (scheme, token) = authorization?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The asker with a token, if it is the server's.
pub(crate) fn trusted(state: &State, token: &str) -> Result<Asker, WireError> {
    if state.bearer.as_ref().is_some_and(|known| known.is(token)) {
        return Ok(Asker::Trusted);
    }
    let message = "The security token included in the request is invalid";
    Err(WireError::new("UnrecognizedClientException", 403, message))
}
