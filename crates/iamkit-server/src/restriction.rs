//! What credentials of some kinds can't do, whatever the policies say.
//!
//! See "Compare AWS STS credentials" in the user guide of IAM: who has a session of its own by `GetSessionToken` calls IAM
//! only after showing an MFA device, and of STS `AssumeRole` and `GetCallerIdentity`; a federated user calls nothing of IAM
//! and of STS `GetCallerIdentity`.

use iamkit_wire::WireError;
use iamkit_wire::model::ServiceName;

use crate::caller::{Caller, Who};

/// Makes sure that a caller's kind of credentials can do an operation.
pub(crate) fn ensure(caller: &Caller, service: ServiceName, operation: &str) -> Result<(), WireError> {
    let is_federated = matches!(caller.who, Who::Federated(..));
    let Some(session) = caller.token.as_deref().or_else(|| caller.session().filter(|_| is_federated)) else {
        return Ok(());
    };
    match service {
        ServiceName::Iam if is_federated || session.mfa.is_none() => {
            let message = "The security token included in the request is invalid";
            Err(WireError::new("InvalidClientTokenId", 403, message))
        }
        ServiceName::Sts
            if operation != "GetCallerIdentity" && (is_federated || operation != "AssumeRole") =>
        {
            let message = format!("Cannot call {operation} with session credentials");
            Err(WireError::new("AccessDenied", 403, message))
        }
        _ => Ok(()),
    }
}
