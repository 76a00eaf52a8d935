//! Permissions boundaries of users and roles.

use iamkit_store::{Command, Identity, PolicyArn};
use iamkit_wire::WireError;
use serde::Deserialize;

use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BoundaryRequest<H> {
    #[serde(flatten)]
    holder: H,
    permissions_boundary: PolicyArn,
}

pub(crate) fn put<H: Into<Identity>>(
    call: &Invocation<'_>,
    input: BoundaryRequest<H>,
) -> Result<Nothing, WireError> {
    call.commit(Command::PutPermissionsBoundary {
        of: input.holder.into(),
        arn: input.permissions_boundary,
    })?;
    NOTHING
}

pub(crate) fn delete<H: Into<Identity>>(call: &Invocation<'_>, input: H) -> Result<Nothing, WireError> {
    call.commit(Command::DeletePermissionsBoundary { of: input.into() })?;
    NOTHING
}
