//! A request: who asks for what, on which resource, and with which condition keys.

use std::sync::Arc;

use iamkit::catalog::{Action, Evaluated};
use iamkit::policy::fact::Mark;
use iamkit::{About, Catalog, Context, OwnedRequest, Principal};
use iamkit_conformance::engine;
use iamkit_conformance::situation::CasePrincipal;
use pyo3::prelude::*;
use pythonize::depythonize;

use crate::error::{Fault, FaultKind, Outcome};

/// S25: what requests for an action are about, as far as it is known.
pub(crate) fn about(action: &str) -> About {
    let Some(action) = Catalog::embedded().action(action).filter(Action::is_wildcard_only) else {
        return About::Named;
    };
    match action.evaluated().up_to(Mark::Observed) {
        Evaluated::Star(_) => About::Star,
        _ => About::Unknown,
    }
}

/// Who asks: a text, or a dictionary with `arn` and what it doesn't tell, or with `federated`.
pub(crate) fn principal_given(given: &Bound<'_, PyAny>) -> PyResult<Principal> {
    let asked = depythonize::<CasePrincipal>(given)
        .map_err(|error| Fault::new(FaultKind::Request, "principal", error))?;
    let principal = engine::principal(&asked);
    Ok(principal.map_err(|error| Fault::new(FaultKind::Request, "principal", error))?)
}

/// What is known beside principal, action, resource and condition keys.
#[derive(Debug, Default, Clone)]
pub(crate) struct Beside {
    pub(crate) resource_owner: Option<String>,
    pub(crate) management_account: Option<String>,
}

/// The request.
pub(crate) fn request(
    principal: Arc<Principal>,
    action: &str,
    resource: &str,
    context: Context<'static>,
    beside: &Beside,
) -> Outcome<OwnedRequest> {
    let mut request =
        OwnedRequest::new(principal, action, resource)?.about(about(action)).with_context(context);
    if let Some(account) = &beside.resource_owner {
        request = request.with_resource_account(account.as_str());
    }
    if let Some(account) = &beside.management_account {
        request = request.with_management_account(account.as_str());
    }
    Ok(request)
}
