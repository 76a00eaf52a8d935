//! One request, decided, and decided with its reasons.

use std::sync::Arc;

use iamkit::engine::Evaluation;
use iamkit::validate::request_check::check_request;
use iamkit::{Catalog, OwnedRequest};
use iamkit_report::explanation::ResourceExplanation;
use pyo3::prelude::*;
use pythonize::pythonize;

use crate::error::Outcome;
use crate::given::context_of;
use crate::layers::Layers;
use crate::request::{Beside, principal_given, request};

/// The word of the decision.
#[pyfunction]
#[pyo3(signature = (policies, principal, action, resource, context, unknown, resource_owner, management_account))]
#[expect(clippy::too_many_arguments, reason = "the package's own function gives them names")]
pub(crate) fn decide(
    py: Python<'_>,
    policies: &Bound<'_, PyAny>,
    principal: &Bound<'_, PyAny>,
    action: &str,
    resource: &str,
    context: Option<&Bound<'_, PyAny>>,
    unknown: Vec<String>,
    resource_owner: Option<String>,
    management_account: Option<String>,
) -> PyResult<&'static str> {
    let layers = Layers::given(policies)?;
    let beside = Beside { resource_owner, management_account };
    let context = context_of(context, &unknown)?;
    let principal = Arc::new(principal_given(principal)?);
    let decided = py.detach(|| {
        let request = request(principal, action, resource, context, &beside)?;
        Outcome::Ok(layers.compiled.as_layers().decide(&request.as_request())?.as_str())
    });
    Ok(decided?)
}

/// The explanation as its report, and the same in words.
#[pyfunction]
#[pyo3(signature = (policies, principal, action, resource, context, unknown, resource_owner, management_account))]
#[expect(clippy::too_many_arguments, reason = "the package's own function gives them names")]
pub(crate) fn explain<'py>(
    py: Python<'py>,
    policies: &Bound<'py, PyAny>,
    principal: &Bound<'py, PyAny>,
    action: &str,
    resource: &str,
    context: Option<&Bound<'py, PyAny>>,
    unknown: Vec<String>,
    resource_owner: Option<String>,
    management_account: Option<String>,
) -> PyResult<(Bound<'py, PyAny>, String)> {
    let layers = Layers::given(policies)?;
    let beside = Beside { resource_owner, management_account };
    let context = context_of(context, &unknown)?;
    let principal = Arc::new(principal_given(principal)?);
    let (report, text) = py.detach(|| {
        let request = request(principal, action, resource, context, &beside)?;
        let evaluation = layers.compiled.as_layers().evaluate(&request.as_request())?;
        Outcome::Ok(told(resource, &request, &evaluation))
    })?;
    Ok((pythonize(py, &report)?, text))
}

fn told(resource: &str, request: &OwnedRequest, evaluation: &Evaluation) -> (ResourceExplanation, String) {
    let findings = check_request(Catalog::embedded(), &request.as_request());
    (ResourceExplanation::new(resource, evaluation, &findings), evaluation.to_string())
}
