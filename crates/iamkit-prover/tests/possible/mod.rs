//! Requests that can be: the keys that follow from the principal are its own (S45).

use iamkit_conformance::case::{CaseRequest, CaseValue};
use iamkit_conformance::engine;
use iamkit_engine::AwsPrincipal;

/// Keys that the engine knows from the principal.
const OF_PRINCIPALS: [&str; 6] = [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:PrincipalType",
    "aws:username",
];

/// The request without what its context says of such keys, and with its account under the key of KMS that tells it.
pub(crate) fn possible(mut request: CaseRequest) -> CaseRequest {
    request.context.0.retain(|(key, _)| !OF_PRINCIPALS.iter().any(|of| of.eq_ignore_ascii_case(key)));
    let principal = engine::principal(&request.principal).unwrap();
    let account = principal.as_aws().map(AwsPrincipal::account);
    request.context.0.retain_mut(|(key, value)| {
        if !key.eq_ignore_ascii_case("kms:CallerAccount") {
            return true;
        }
        *value = CaseValue::One(account.unwrap_or_default().to_owned());
        account.is_some()
    });
    request
}
