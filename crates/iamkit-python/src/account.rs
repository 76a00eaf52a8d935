//! Whole accounts: who is there, what is decided, who can, what can, and ways to more access.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use iamkit::account::escalation::Escalations;
use iamkit::account::outside::Outsider;
use iamkit::account::view::{AccessView, AccountPrincipal, Wanted};
use iamkit::policy::id::last_part;
use iamkit::policy::shown::{self, Shown};
use iamkit::store::Directory;
use iamkit_cloudtrail::with_policy;
use iamkit_report::account::escalation::{EscalationsReport, ReportedEscalation};
use iamkit_report::account::explanation::{self, AccountExplanation};
use iamkit_report::account::what_can::{self, ReachSubject, WhatCanReport};
use iamkit_report::account::who_can::{self, WhoCanReport};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pythonize::pythonize;
use serde::Serialize;

use crate::error::{Fault, Outcome};
use crate::given::{bytes_of, context_of, items_of};
use crate::listing;
use crate::policy::Policy;
use crate::snapshot::{Made, Snapshot, directory_of};

/// So many steps of ways are told; with more, one principal or direct ways are to be asked about.
const MAX_STEPS: usize = 1_000_000;

/// Accounts and their organisation.
#[pyclass(frozen, module = "iamkit._iamkit", name = "Account")]
#[derive(Debug, Clone)]
pub struct Account {
    pub(crate) view: Arc<AccessView>,
    /// What they were made of, in the order in which it was put together.
    made: Vec<Arc<Made>>,
    snapshot: Arc<OnceLock<Snapshot>>,
}

/// What there is of a user or role.
#[derive(Serialize)]
struct ShownPrincipal<'p> {
    arn: &'p str,
    name: &'p str,
    kind: &'static str,
    policies: Vec<ShownPolicy>,
}

/// A policy that has an effect on a user or role.
#[derive(Serialize)]
struct ShownPolicy {
    name: String,
    arn: Option<String>,
    path: String,
}

impl Account {
    fn of(made: Vec<Arc<Made>>) -> Outcome<Self> {
        Self::view(&directory_of(&made)?, made)
    }

    fn view(directory: &Directory, made: Vec<Arc<Made>>) -> Outcome<Self> {
        Ok(Self { view: Arc::new(AccessView::new(directory)?), made, snapshot: Arc::default() })
    }

    /// The accounts as bytes, worked out once.
    pub(crate) fn snapshot(&self) -> Outcome<&Snapshot> {
        if let Some(known) = self.snapshot.get() {
            return Ok(known);
        }
        let made = Snapshot::new(&self.made)?;
        Ok(self.snapshot.get_or_init(|| made))
    }

    pub(crate) fn principal(&self, name: &str) -> Outcome<&Arc<AccountPrincipal>> {
        principal(&self.view, name)
    }
}

/// The user or role of an ARN, of a name, or of a name behind `user/` or `role/`.
fn principal<'v>(view: &'v AccessView, name: &str) -> Outcome<&'v Arc<AccountPrincipal>> {
    if let Some(principal) = view.principal(name) {
        return Ok(principal);
    }
    let (kind, wanted) = name.split_once('/').unwrap_or(("", name));
    let wanted = last_part(wanted).to_ascii_lowercase();
    let is_of_kind = |principal: &AccountPrincipal| match kind {
        "user" => principal.is_user(),
        "role" => !principal.is_user(),
        _ => true,
    };
    // An ARN means one principal, not whoever is called alike elsewhere.
    let is_meant = |principal: &&Arc<AccountPrincipal>| {
        let is_called = last_part(principal.arn()).to_ascii_lowercase() == wanted;
        !name.starts_with("arn:") && is_called && is_of_kind(principal)
    };
    match &*view.principals().filter(is_meant).collect::<Vec<_>>() {
        [] => Err(Fault::account(
            "noSuchPrincipal",
            format!("there is no user or role `{}`", Shown::value(name)),
        )),
        [principal] => Ok(principal),
        several => {
            let arns = shown::quoted(several.iter().map(|principal| principal.arn()));
            let message = format!("several are called `{}`: {arns}", Shown::value(name));
            Err(Fault::account("severalPrincipals", message))
        }
    }
}

fn outsider(view: &AccessView, name: &str) -> Option<Outsider> {
    let account = name.split(':').nth(4).filter(|_| name.ends_with(":root"));
    view.outsiders().into_iter().find(|outsider| outsider.name() == account.unwrap_or(name))
}

fn check_wanted(action: &str, resource: &str) -> Outcome<()> {
    iamkit::ActionName::new(action)?;
    if resource != "*" && (!resource.starts_with("arn:") || resource.split(':').count() < 6) {
        let message = format!("`{}` is no resource: expected an ARN or `*`", Shown::value(resource));
        return Err(Fault::new(crate::error::FaultKind::Request, "resource", message));
    }
    Ok(())
}

fn joined(lines: impl IntoIterator<Item = impl ToString>) -> String {
    lines.into_iter().map(|line| line.to_string() + "\n").collect()
}

/// A report as Python's own, and the same in words.
type Told<'py> = (Bound<'py, PyAny>, String);

fn told(py: Python<'_>, (report, text): (impl Serialize, String)) -> PyResult<Told<'_>> {
    Ok((pythonize(py, &report)?, text))
}

#[pymethods]
impl Account {
    /// A database, or listings and folders of listings, with the policies of resources that a folder has.
    #[staticmethod]
    #[pyo3(signature = (paths, resource_policies=None))]
    fn open(py: Python<'_>, paths: Vec<PathBuf>, resource_policies: Option<PathBuf>) -> PyResult<Self> {
        let read = || {
            let mut made = vec![Arc::new(listing::made_of(&paths)?)];
            if let Some(folder) = &resource_policies {
                made.push(Arc::new(Made::ResourcePolicies(listing::texts(&[folder.clone()])?)));
            }
            Self::of(made)
        };
        Ok(py.detach(read)?)
    }

    /// Answers of `GetAccountAuthorizationDetails`, one or several.
    #[staticmethod]
    fn from_listing(py: Python<'_>, listing: &Bound<'_, PyAny>) -> PyResult<Self> {
        let texts = items_of(listing)?;
        let named = texts.iter().enumerate().map(|(at, text)| Ok((format!("listing {at}"), bytes_of(text)?)));
        let named = named.collect::<PyResult<Vec<_>>>()?;
        let read = || Self::of(vec![Arc::new(Made::Listings(listing::decoded(&named)?))]);
        Ok(py.detach(read)?)
    }

    /// Accounts that were written as bytes.
    #[staticmethod]
    fn from_snapshot(py: Python<'_>, snapshot: &Bound<'_, PyBytes>) -> PyResult<Self> {
        let bytes = snapshot.as_bytes();
        Ok(py.detach(|| Self::of(Snapshot::read(bytes)?))?)
    }

    /// The accounts as bytes.
    #[pyo3(name = "snapshot")]
    fn as_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let snapshot = py.detach(|| self.snapshot())?;
        Ok(PyBytes::new(py, snapshot.bytes()))
    }

    /// What tells the accounts from others, and from the same ones elsewhere where other things are known of AWS.
    #[getter]
    fn digest(&self, py: Python<'_>) -> PyResult<String> {
        Ok(py.detach(|| self.snapshot())?.digest().to_owned())
    }

    /// What the accounts would be with a policy in some place.
    fn with_policy(&self, py: Python<'_>, what: &str, policy: &Bound<'_, PyAny>) -> PyResult<Self> {
        let policy = Policy::given(policy, None)?;
        let put = || {
            let directory = with_policy(self.view.directory(), what, &policy.document)?;
            let with = Made::With { what: what.to_owned(), policy: policy.document.text().to_owned() };
            Self::view(&directory, self.made.iter().cloned().chain([Arc::new(with)]).collect())
        };
        Ok(py.detach(put)?)
    }

    /// The ids of the accounts.
    fn accounts(&self) -> Vec<String> {
        self.view.directory().accounts().map(|account| account.id().to_string()).collect()
    }

    /// The users and roles.
    fn principals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let shown = |one: &'_ Arc<AccountPrincipal>| -> Vec<ShownPolicy> {
            let policies = self.view.effective_policies(one).into_iter();
            let policies = policies.map(|policy| ShownPolicy {
                name: policy.name().to_owned(),
                arn: policy.arn().map(ToString::to_string),
                path: policy.path().to_string(),
            });
            policies.collect()
        };
        let all = self.view.principals().map(|one| ShownPrincipal {
            arn: one.arn(),
            name: last_part(one.arn()),
            kind: if one.is_user() { "user" } else { "role" },
            policies: shown(one),
        });
        Ok(pythonize(py, &all.collect::<Vec<_>>())?)
    }

    /// The explanation of a request, as its report and in words.
    fn explain<'py>(
        &self,
        py: Python<'py>,
        principal: &str,
        action: &str,
        resource: &str,
        context: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Told<'py>> {
        let context = context_of(context, &[])?;
        let answer = py.detach(|| {
            check_wanted(action, resource)?;
            let principal = self.principal(principal)?;
            let wanted = Wanted::new(action, resource).with_context(&context);
            let answer = self.view.evaluate(principal, &wanted)?;
            let text = joined(explanation::lines(principal.arn(), &wanted, &answer));
            Outcome::Ok((AccountExplanation::new(principal.arn(), &wanted, &answer), text))
        });
        told(py, answer?)
    }

    /// Everyone who can do something to a resource.
    fn who_can<'py>(&self, py: Python<'py>, action: &str, resource: &str) -> PyResult<Told<'py>> {
        let answer = py.detach(|| {
            check_wanted(action, resource)?;
            let wanted = Wanted::new(action, resource);
            let who = self.view.who_can(&wanted)?;
            let outside = self.view.from_outside(&wanted, &who)?;
            let text = joined(who_can::lines(&wanted, &who, &outside));
            Outcome::Ok((WhoCanReport::new(&wanted, &who, &outside), text))
        });
        told(py, answer?)
    }

    /// All that a user, a role or someone from outside can do.
    fn what_can<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Told<'py>> {
        let answer = py.detach(|| {
            let view = &self.view;
            let outsider = outsider(view, name);
            let (subject, reach, roles) = if let Some(outsider) = &outsider {
                let found = view.what_outsider_can(outsider)?;
                (ReachSubject::Outsider(outsider), found.reach, found.roles)
            } else {
                let principal = self.principal(name)?;
                (ReachSubject::Principal(principal), view.what_can(principal)?, view.can_assume(principal)?)
            };
            let text = joined(what_can::lines(subject, &reach, &roles));
            Outcome::Ok((WhatCanReport::new(subject, &reach, &roles), text))
        });
        told(py, answer?)
    }

    /// Ways to more access, of one user or role or of all.
    fn escalations<'py>(
        &self,
        py: Python<'py>,
        name: Option<&str>,
        direct: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let report = py.detach(|| {
            let principals = match name {
                Some(name) => vec![self.principal(name)?],
                None => self.view.principals().collect(),
            };
            let mut escalations = Escalations::new(&self.view);
            if direct {
                escalations = escalations.only_direct();
            }
            let (mut reported, mut steps) = (Vec::new(), 0);
            for principal in principals {
                for found in escalations.of(principal)? {
                    steps += found.n_steps_before() + found.arrivals.len();
                    if MAX_STEPS < steps {
                        let message = format!("the ways have more than {MAX_STEPS} steps: ask about one principal, or direct ways");
                        return Err(Fault::account("tooMany", message));
                    }
                    reported.push(ReportedEscalation::from(&found));
                }
            }
            Outcome::Ok(EscalationsReport::new(reported, escalations.facts()))
        });
        Ok(pythonize(py, &report?)?)
    }

    fn __repr__(&self) -> String {
        let (accounts, principals) = (self.accounts().join(", "), self.view.principals().len());
        format!("<iamkit.Account {accounts}: {principals} users and roles>")
    }
}
