//! Which service a request is for: by the scope of its signature, else by what it looks like.

use iamkit_wire::model::{Model, ServiceName};
use iamkit_wire::signature::Signed;

/// The service that a request is for; IAM where nothing tells.
pub(crate) fn model_of(signed: Option<&Signed>, version: Option<&str>) -> &'static Model {
    let by_scope = signed.and_then(|signed| ServiceName::signed_for(&signed.scope.service));
    let by_version = || {
        let version = version?;
        ServiceName::ALL.into_iter().find(|service| service.model().version() == version)
    };
    by_scope.or_else(by_version).unwrap_or(ServiceName::Iam).model()
}
