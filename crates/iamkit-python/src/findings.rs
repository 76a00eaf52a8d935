//! What AWS's validation finds in a document, what in a policy does nothing, and what a policy grants.

use iamkit::Catalog;
use iamkit::policy::shown::Shown;
use iamkit::prover::{
    Access, Limits, Universe, counted, denials, permissiveness, summarize as summary_of, summarize_actions,
};
use iamkit::validate::PolicyType;
use iamkit::validate::lint::{LintOptions, LintRule, lint_with};
use iamkit_report::lint::{LintReport, NamedLint};
use iamkit_report::summary::{KindSummary, SummaryReport};
use iamkit_report::validation::ValidationReport;
use pyo3::prelude::*;
use pythonize::pythonize;

use crate::comparison::{limits_of, universe_of};
use crate::error::{Fault, FaultKind, Outcome};
use crate::given::bytes_of;
use crate::policy::{Policy, kind_of};

/// The type as AWS names it, with the type of the resource; or the one nearest to a kind.
fn type_of(policy_type: &str, resource_type: Option<&str>) -> Outcome<PolicyType> {
    let plain = policy_type.parse::<PolicyType>();
    let named =
        plain.or_else(|error| kind_of(policy_type).map(PolicyType::from).map_err(|_| Fault::value(error)))?;
    match (named, resource_type) {
        (named, None) => Ok(named),
        (PolicyType::Resource(_), Some(resource_type)) => {
            Ok(PolicyType::Resource(Some(resource_type.parse().map_err(Fault::value)?)))
        }
        (_, Some(_)) => Err(Fault::value("`resource_type` is for policies of resources alone")),
    }
}

/// The findings of a document, which may be none that can be read.
#[pyfunction]
#[pyo3(signature = (document, policy_type, resource_type))]
pub(crate) fn validate<'py>(
    py: Python<'py>,
    document: &Bound<'py, PyAny>,
    policy_type: Option<&str>,
    resource_type: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let (bytes, kind) = match document.cast::<Policy>() {
        Ok(policy) => (policy.get().document.text().as_bytes().to_vec(), Some(policy.get().kind)),
        Err(_) => (bytes_of(document)?, None),
    };
    let policy_type = match (policy_type, kind) {
        (Some(named), _) => type_of(named, resource_type)?,
        (None, Some(kind)) => PolicyType::from(kind),
        (None, None) => type_of("IDENTITY_POLICY", resource_type)?,
    };
    let report = py.detach(|| {
        let text = String::from_utf8(bytes)
            .map_err(|error| Fault::new(FaultKind::Policy, "notUtf8", format!("not UTF-8: {error}")))?;
        let found = iamkit::validate::validate(&text, policy_type, Catalog::embedded());
        let found = found.map_err(|error| Fault::new(FaultKind::Policy, "unreadable", error))?;
        Outcome::Ok(ValidationReport::new(policy_type, &found))
    })?;
    Ok(pythonize(py, &report)?)
}

/// What is found in a policy beyond AWS's validation.
#[pyfunction]
#[pyo3(signature = (policy, kind, select, ignore, universe, max_work))]
pub(crate) fn lint<'py>(
    py: Python<'py>,
    policy: &Bound<'py, PyAny>,
    kind: Option<&str>,
    select: Option<Vec<String>>,
    ignore: Vec<String>,
    universe: &str,
    max_work: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let policy = Policy::given(policy, kind.map(kind_of).transpose()?)?;
    let rules = rules(select.as_deref(), &ignore)?;
    let options = LintOptions::new(universe_of(universe)?, limits_of(max_work));
    let report = py.detach(|| {
        let found = lint_with(rules.iter().copied(), &policy.document, policy.kind, &options);
        let found = found.map_err(|errors| Fault::misplaced(&errors, policy.document.source()))?;
        Outcome::Ok(NamedLint {
            policy: policy.shown_name().to_owned(),
            kind: policy.kind.as_str(),
            lint: LintReport::new(&found, &policy.document),
        })
    })?;
    Ok(pythonize(py, &report)?)
}

/// The rules that are chosen, each by its code.
fn rules(select: Option<&[String]>, ignore: &[String]) -> Outcome<Vec<&'static LintRule>> {
    let all = LintRule::all().collect::<Vec<_>>();
    let named = select.unwrap_or_default().iter().chain(ignore);
    for code in named {
        if !all.iter().any(|rule| rule.code == code) {
            let code = Shown::value(code);
            return Err(Fault::value(format!("`{code}` is the code of no rule")));
        }
    }
    let is_chosen = |rule: &&LintRule| {
        let has = |codes: &[String]| codes.iter().any(|code| code == rule.code);
        select.is_none_or(has) && !has(ignore)
    };
    Ok(all.into_iter().filter(|rule| is_chosen(rule)).collect())
}

/// What a policy grants and denies.
#[pyfunction]
#[pyo3(signature = (policy, kind, actions, universe, max_work))]
pub(crate) fn summarize<'py>(
    py: Python<'py>,
    policy: &Bound<'py, PyAny>,
    kind: Option<&str>,
    actions: Option<&str>,
    universe: &str,
    max_work: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let policy = Policy::given(policy, kind.map(kind_of).transpose()?)?;
    let (universe, limits) = (universe_of(universe)?, limits_of(max_work));
    let report = py.detach(|| summary(&policy, actions, &universe, limits))?;
    Ok(pythonize(py, &report)?)
}

/// The summary, from one budget for all that is asked for it.
fn summary(
    policy: &Policy,
    actions: Option<&str>,
    universe: &Universe<'_>,
    limits: Limits,
) -> Outcome<KindSummary> {
    let kind = policy.kind;
    let misplaced = |errors| Fault::misplaced(&errors, policy.document.source());
    let access = Access::policy(&policy.document, kind).map_err(misplaced)?;
    let (found, spent) = counted(|| match actions {
        Some(actions) => summarize_actions(&access, actions, universe, &limits),
        None => Ok(summary_of(&access, universe, &limits)),
    });
    let found = found.map_err(Fault::value)?;
    let mut limits = limits.without(spent);
    let mut report = SummaryReport::new(&found, universe);
    if universe.catalog().is_some() && actions.is_none() {
        let (ranked, spent) = counted(|| permissiveness(&access, universe, &limits));
        limits = limits.without(spent);
        report = report.with_permissiveness(&ranked);
    }
    let beside = Access::compared(&policy.document, kind).map_err(misplaced)?;
    if beside.has_full_access_beside() {
        report = report.with_denials(&denials(&beside, universe, &limits));
    }
    Ok(KindSummary { kind: kind.as_str(), summary: report })
}
