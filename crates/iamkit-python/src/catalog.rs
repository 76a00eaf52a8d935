//! What AWS has: actions, what is told of them, and the managed policies.

use iamkit::Catalog;
use iamkit::managed::ManagedPolicies;
use iamkit::policy::shown::{self, Shown};
use iamkit_report::catalog_action::CatalogActionReport;
use iamkit_report::managed::{ManagedListReport, ManagedVersionsReport};
use pyo3::prelude::*;
use pythonize::pythonize;

use crate::error::Fault;

/// So many names are near a misspelt one.
const NEAR: usize = 3;

/// The actions that a pattern names.
#[pyfunction]
pub(crate) fn actions_of(py: Python<'_>, pattern: &str) -> Vec<String> {
    py.detach(|| Catalog::embedded().actions_matching(pattern).map(|action| action.to_string()).collect())
}

/// Everything about an action.
#[pyfunction]
pub(crate) fn catalog_action<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let catalog = Catalog::embedded();
    let action = catalog.action(name).ok_or_else(|| {
        let near = shown::quoted(catalog.nearest_actions(name, NEAR).iter().map(ToString::to_string));
        let hint = if near.is_empty() { String::new() } else { format!("; near it: {near}") };
        Fault::value(format!("no action `{}` in the catalog{hint}", Shown::value(name)))
    })?;
    Ok(pythonize(py, &CatalogActionReport::new(action))?)
}

/// What the catalog was made from.
#[pyfunction]
pub(crate) fn catalog_sources() -> Vec<&'static str> {
    Catalog::embedded().sources().collect()
}

/// The AWS managed policies by their names.
#[pyfunction]
pub(crate) fn managed_policies(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let report = py.detach(|| ManagedListReport::new(ManagedPolicies::embedded().iter()));
    Ok(pythonize(py, &report)?)
}

/// The versions of a managed policy.
#[pyfunction]
pub(crate) fn managed_versions<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let policy = ManagedPolicies::embedded().policy(name).map_err(Fault::value)?;
    Ok(pythonize(py, &ManagedVersionsReport::new(policy))?)
}
