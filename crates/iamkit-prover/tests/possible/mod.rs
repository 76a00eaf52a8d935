//! Requests that can be: the keys that follow from the principal are its own (S45).

use iamkit_testkit::case::CaseRequest;

/// Keys that the engine knows from the principal.
const OF_PRINCIPALS: [&str; 7] = [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:PrincipalType",
    "aws:username",
    "kms:CallerAccount",
];

/// The request without what its context says of such keys.
pub(crate) fn possible(mut request: CaseRequest) -> CaseRequest {
    request.context.0.retain(|(key, _)| !OF_PRINCIPALS.iter().any(|of| of.eq_ignore_ascii_case(key)));
    request
}
