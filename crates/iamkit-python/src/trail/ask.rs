//! What logs say of accounts: what a change would have made of requests, what nobody used, and a policy that fits.

use iamkit::Catalog;
use iamkit::PolicyDocument;
use iamkit::validate::rewrite::canonical;
use iamkit_cloudtrail::{
    ChangeEffect, FitOptions, Generalize, HeldPolicy, IdleIdentity, Judge, ReplayedRow, UnusedRow,
    UsedRequest, fit, from_nothing, idle, replay, unused,
};
use pyo3::prelude::*;
use pythonize::pythonize;
use serde::Serialize;

use super::tally::TallyReport;
use super::usage::{GivenLogs, Source, UsedLogs};
use crate::account::Account;
use crate::error::{Fault, Outcome};

/// Requests on accounts as they are and as they would be.
#[derive(Serialize)]
struct ReplayReport {
    rows: Vec<ReplayedRow>,
    counts: Vec<EffectCount>,
    tally: TallyReport,
}

/// How many requests have an effect, and how often they were made.
#[derive(Serialize)]
struct EffectCount {
    effect: &'static str,
    requests: u64,
    calls: u64,
}

/// What was granted and not used.
#[derive(Serialize)]
struct UnusedReport {
    rows: Vec<UnusedRow>,
    idle: Vec<IdleIdentity>,
    tally: TallyReport,
}

/// A policy that fits.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FitReport {
    document: String,
    dropped: Vec<usize>,
    not_observable: Vec<String>,
    requests: Option<usize>,
    tally: TallyReport,
}

/// What the requests of logs would have become in other accounts.
#[pyfunction]
#[pyo3(signature = (account, logs, changed, conditions, threads, strict, unchanged))]
#[expect(clippy::too_many_arguments, reason = "the package's own function gives them names")]
pub(crate) fn account_replay<'py>(
    py: Python<'py>,
    account: &Bound<'py, Account>,
    logs: GivenLogs<'py>,
    changed: &Bound<'py, Account>,
    conditions: Vec<String>,
    threads: Option<usize>,
    strict: bool,
    unchanged: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let (account, changed) = (account.get(), changed.get());
    let source = Source::new(&logs, &conditions, threads, strict)?;
    let report = py.detach(|| replayed(account, changed, &source, unchanged))?;
    Ok(pythonize(py, &report)?)
}

/// What of the policies was used, never seen, and can't be seen.
#[pyfunction]
#[pyo3(signature = (account, logs, principal, conditions, threads, strict))]
pub(crate) fn account_unused<'py>(
    py: Python<'py>,
    account: &Bound<'py, Account>,
    logs: GivenLogs<'py>,
    principal: Option<&str>,
    conditions: Vec<String>,
    threads: Option<usize>,
    strict: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let account = account.get();
    let source = Source::new(&logs, &conditions, threads, strict)?;
    let report = py.detach(|| {
        let only = principal.map(|name| account.principal(name)).transpose()?;
        let judge = Judge::new(&account.view);
        let UsedLogs { usage, tally } = source.used(&[account], judge.keys())?;
        let rows = unused(&judge, &usage, only.map(|only| only.arn()))?;
        let idle = if only.is_none() { idle(&account.view, &usage) } else { Vec::new() };
        Outcome::Ok(UnusedReport { rows, idle, tally })
    })?;
    Ok(pythonize(py, &report)?)
}

/// The policy that allows what was used of another one, or of none.
#[pyfunction]
#[pyo3(signature = (account, logs, policy, principal, generalize, keep_not_observable, conditions, threads, strict))]
#[expect(clippy::too_many_arguments, reason = "the package's own function gives them names")]
pub(crate) fn account_fit<'py>(
    py: Python<'py>,
    account: &Bound<'py, Account>,
    logs: GivenLogs<'py>,
    policy: Option<&str>,
    principal: Option<&str>,
    generalize: &str,
    keep_not_observable: bool,
    conditions: Vec<String>,
    threads: Option<usize>,
    strict: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let account = account.get();
    let options =
        FitOptions { generalize: generalize_of(generalize)?, keeps_not_observable: keep_not_observable };
    let source = Source::new(&logs, &conditions, threads, strict)?;
    let report = py.detach(|| match policy {
        Some(policy) => fitted(account, &source, policy, principal, options),
        None => made(account, &source, principal),
    })?;
    Ok(pythonize(py, &report)?)
}

fn generalize_of(word: &str) -> Outcome<Generalize> {
    match word {
        "actions" => Ok(Generalize::Actions),
        "resources" => Ok(Generalize::Resources),
        "none" => Ok(Generalize::None),
        _ => Err(Fault::value("`generalize` is one of actions, resources, none")),
    }
}

fn replayed(old: &Account, new: &Account, source: &Source, unchanged: bool) -> Outcome<ReplayReport> {
    let (before, mut after) = (Judge::new(&old.view), Judge::new(&new.view));
    if old.view.directory().organization().is_none() {
        after = after.without_organization();
    }
    let UsedLogs { usage, tally } = source.used(&[old, new], &before.keys().union(after.keys()))?;
    let replayed = replay(&usage, &before, &after)?;
    let mut listed = replayed.iter().collect::<Vec<_>>();
    listed.retain(|one| unchanged || one.effect != ChangeEffect::Unchanged);
    listed.sort_by_key(|one| one.effect);
    let counts = ChangeEffect::ALL.into_iter().map(|effect| {
        let of = replayed.iter().filter(|one| one.effect == effect);
        let (requests, calls) = of.fold((0, 0), |(n, calls), one| (n + 1, calls + one.request.seen.count()));
        EffectCount { effect: effect.as_str(), requests, calls }
    });
    Ok(ReplayReport {
        counts: counts.collect(),
        rows: listed.into_iter().map(ReplayedRow::from).collect(),
        tally,
    })
}

fn text_of(document: &PolicyDocument) -> String {
    canonical(document, Catalog::embedded()).pretty().trim_end().to_owned()
}

fn fitted(
    account: &Account,
    source: &Source,
    policy: &str,
    principal: Option<&str>,
    options: FitOptions,
) -> Outcome<FitReport> {
    let only = principal.map(|name| account.principal(name)).transpose()?;
    let judge = Judge::new(&account.view);
    let UsedLogs { usage, tally } = source.used(&[account], judge.keys())?;
    let HeldPolicy { document, holders } =
        HeldPolicy::find(&account.view, policy, only.map(|only| only.arn()))?;
    let requests = usage.requests().into_iter().filter(|request| holders.contains(&request.caller));
    let requests = requests.collect::<Vec<&UsedRequest>>();
    let fitted = fit(&judge, &document, &requests, &usage, options)?;
    Ok(FitReport {
        document: text_of(&fitted.document),
        dropped: fitted.dropped,
        not_observable: fitted.not_observable.into_iter().collect(),
        requests: Some(fitted.requests),
        tally,
    })
}

fn made(account: &Account, source: &Source, principal: Option<&str>) -> Outcome<FitReport> {
    let name = principal.ok_or_else(|| Fault::trail("fit", "`policy` or `principal` says what is to fit"))?;
    let only = account.principal(name)?.arn();
    let judge = Judge::new(&account.view);
    let UsedLogs { usage, tally } = source.used(&[account], judge.keys())?;
    let own = usage.requests().into_iter().filter(|request| request.caller == only).collect::<Vec<_>>();
    let (document, open) = from_nothing(&own)?;
    Ok(FitReport {
        document: text_of(&document),
        dropped: Vec::new(),
        not_observable: open.into_iter().collect(),
        requests: None,
        tally,
    })
}
