//! The policy checks: the questions of `iamkit-aws`, which ask the prover and the validator.

use iamkit_aws::access_check::{
    AccessCheckError, CheckAccessNotGranted, CheckNoNewAccess, CheckNoPublicAccess, CheckResponse, Checked,
    ReasonSummary, UnknownAs,
};
use iamkit_aws::validation::{ValidatePolicyError, ValidatePolicyRequest, ValidatePolicyResponse};
use iamkit_catalog::Catalog;
use iamkit_prover::{Limits, Universe};
use iamkit_wire::WireError;
use serde::Serialize;

use crate::invocation::Invocation;

/// An answer of a check, with the members that the API has
#[derive(Debug, Serialize)]
pub(crate) struct CheckOutput {
    result: &'static str,
    message: String,
    reasons: Vec<ReasonSummary>,
}

/// What can't be decided doesn't pass, and says so.
fn answered(checked: Result<Checked, AccessCheckError>) -> Result<CheckOutput, WireError> {
    let checked = checked.map_err(|error| WireError::new(code(&error), status(&error), error.to_string()))?;
    let CheckResponse { result, message, reasons, .. } = checked.response(UnknownAs::Fail);
    Ok(CheckOutput { result, message, reasons })
}

fn code(error: &AccessCheckError) -> &'static str {
    match error {
        AccessCheckError::Document { .. } | AccessCheckError::Kind { .. } => "InvalidParameterException",
        AccessCheckError::Question { .. } => "UnprocessableEntityException",
        _ => "ValidationException",
    }
}

fn status(error: &AccessCheckError) -> u16 {
    if matches!(error, AccessCheckError::Question { .. }) { 422 } else { 400 }
}

pub(crate) fn check_no_new_access(
    _: &Invocation<'_>,
    input: CheckNoNewAccess,
) -> Result<CheckOutput, WireError> {
    answered(input.check(&Universe::real(), &Limits::default()))
}

pub(crate) fn check_access_not_granted(
    _: &Invocation<'_>,
    input: CheckAccessNotGranted,
) -> Result<CheckOutput, WireError> {
    answered(input.check(&Universe::real(), &Limits::default()))
}

pub(crate) fn check_no_public_access(
    _: &Invocation<'_>,
    input: CheckNoPublicAccess,
) -> Result<CheckOutput, WireError> {
    answered(input.check(&Universe::real(), &Limits::default()))
}

pub(crate) fn validate_policy(
    _: &Invocation<'_>,
    input: ValidatePolicyRequest,
) -> Result<ValidatePolicyResponse, WireError> {
    input
        .validate(Catalog::embedded())
        .map_err(|error: ValidatePolicyError| WireError::new("ValidationException", 400, error.to_string()))
}
