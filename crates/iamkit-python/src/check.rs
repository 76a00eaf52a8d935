//! The custom checks of IAM Access Analyzer, in its own requests and answers.

use iamkit::PolicyKind;
use iamkit::aws::access_check::{
    AccessCheckError, AccessCheckPolicyType, AccessEntry, CheckAccessNotGranted, CheckNoNewAccess,
    CheckNoPublicAccess, Checked, UnknownAs,
};
use pyo3::prelude::*;
use pythonize::pythonize;

use crate::comparison::{limits_of, universe_of};
use crate::error::{Fault, FaultKind};
use crate::policy::{Policy, kind_of};

impl From<AccessCheckError> for Fault {
    fn from(error: AccessCheckError) -> Self {
        Self::new(FaultKind::Value, "check", error)
    }
}

/// The kind that was said, if one was.
fn kind_given(kind: Option<&str>) -> PyResult<Option<PolicyKind>> {
    Ok(kind.map(kind_of).transpose()?)
}

fn answer<'py>(py: Python<'py>, checked: &Checked) -> PyResult<Bound<'py, PyAny>> {
    Ok(pythonize(py, &checked.response(UnknownAs::Fail))?)
}

/// Whether a new policy grants nothing beyond an existing one.
#[pyfunction]
#[pyo3(signature = (existing, new, kind, universe, max_work))]
pub(crate) fn check_no_new_access<'py>(
    py: Python<'py>,
    existing: &Bound<'py, PyAny>,
    new: &Bound<'py, PyAny>,
    kind: Option<&str>,
    universe: &str,
    max_work: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let kind = kind_given(kind)?;
    let (existing, new) = (Policy::given(existing, kind)?, Policy::given(new, kind)?);
    if existing.kind != new.kind {
        let message = "the policies are of different kinds: `kind` says what both are";
        return Err(Fault::new(FaultKind::Request, "kinds", message).into());
    }
    let (universe, limits) = (universe_of(universe)?, limits_of(max_work));
    let request = CheckNoNewAccess {
        existing_policy_document: existing.document.text().to_owned(),
        new_policy_document: new.document.text().to_owned(),
        policy_type: AccessCheckPolicyType::of_kind(new.kind),
    };
    let checked = py.detach(|| request.check_as(Some(new.kind), &universe, &limits));
    answer(py, &checked.map_err(Fault::from)?)
}

/// Whether a policy grants none of some access.
#[pyfunction]
#[pyo3(signature = (policy, actions, resources, kind, universe, max_work))]
pub(crate) fn check_access_not_granted<'py>(
    py: Python<'py>,
    policy: &Bound<'py, PyAny>,
    actions: Vec<String>,
    resources: Vec<String>,
    kind: Option<&str>,
    universe: &str,
    max_work: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let policy = Policy::given(policy, kind_given(kind)?)?;
    let (universe, limits) = (universe_of(universe)?, limits_of(max_work));
    let request = CheckAccessNotGranted {
        policy_document: policy.document.text().to_owned(),
        access: vec![AccessEntry { actions, resources }],
        policy_type: AccessCheckPolicyType::of_kind(policy.kind),
    };
    let checked = py.detach(|| request.check_as(Some(policy.kind), &universe, &limits));
    answer(py, &checked.map_err(Fault::from)?)
}

/// Whether the policy of a resource grants nothing to strangers.
#[pyfunction]
#[pyo3(signature = (policy, resource_type, universe, max_work))]
pub(crate) fn check_no_public_access<'py>(
    py: Python<'py>,
    policy: &Bound<'py, PyAny>,
    resource_type: Option<&str>,
    universe: &str,
    max_work: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let policy = Policy::given(policy, None)?;
    let shown = match policy.kind {
        PolicyKind::Trust => "AWS::IAM::AssumeRolePolicyDocument",
        PolicyKind::Key => "AWS::KMS::Key",
        _ => "AWS::S3::Bucket",
    };
    let request = CheckNoPublicAccess {
        policy_document: policy.document.text().to_owned(),
        resource_type: resource_type.unwrap_or(shown).to_owned(),
    };
    let (universe, limits) = (universe_of(universe)?, limits_of(max_work));
    let checked = py.detach(|| request.check(&universe, &limits));
    answer(py, &checked.map_err(Fault::from)?)
}
