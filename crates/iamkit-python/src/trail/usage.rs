//! The requests of some of the logs, to be put together with those of others: for logs that several machines read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use iamkit_cloudtrail::{
    EventCondition, EventFilter, Judge, KeysOfPolicies, LogFile, Logs, TrailUsage, TrailUsagePart,
};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pythonize::pythonize;
use serde::{Deserialize, Serialize};

use super::map::Reading;
use super::tally::{TallyReport, checked};
use crate::account::Account;
use crate::error::{Fault, Outcome};
use crate::snapshot::made_by_this;

/// The format of the bytes.
const FORMAT: &str = "iamkit-usage-1";

/// The requests of some logs, as far as the policies of some accounts tell them apart.
#[pyclass(frozen, module = "iamkit._iamkit")]
#[derive(Debug, Clone)]
pub struct Usage(Arc<Part>);

/// What was read, and for what.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Part {
    read_for: ReadFor,
    digests: u64,
    others: u64,
    requests: TrailUsagePart,
}

/// What requests were read for: only alike ones are put together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ReadFor {
    /// The digests of the accounts whose policies tell requests apart.
    accounts: BTreeSet<String>,
    conditions: Vec<String>,
}

/// Logs, or what was read of them elsewhere.
#[derive(FromPyObject)]
pub(crate) enum GivenLogs<'py> {
    Usage(Bound<'py, Usage>),
    Paths(Vec<PathBuf>),
}

/// The requests of logs with what was read.
pub(crate) struct UsedLogs {
    pub(crate) usage: TrailUsage,
    pub(crate) tally: TallyReport,
}

/// Logs that are still to be read, or were.
pub(crate) enum Source {
    Reading(Box<Reading>),
    Usage(Usage),
}

impl Source {
    pub(crate) fn new(
        logs: &GivenLogs<'_>,
        conditions: &[String],
        threads: Option<usize>,
        strict: bool,
    ) -> Outcome<Self> {
        match logs {
            GivenLogs::Paths(paths) => {
                Ok(Self::Reading(Box::new(Reading::new(paths, conditions, threads, strict)?)))
            }
            GivenLogs::Usage(_) if !conditions.is_empty() || threads.is_some() || strict => {
                let message = "`where`, `threads` and `strict` are for reading logs, and these were read";
                Err(Fault::trail("wasRead", message))
            }
            GivenLogs::Usage(usage) => Ok(Self::Usage(usage.get().clone())),
        }
    }

    /// The requests, as far as the policies of accounts tell them apart.
    pub(crate) fn used(&self, accounts: &[&Account], keys: &KeysOfPolicies) -> Outcome<UsedLogs> {
        match self {
            Self::Reading(reading) => {
                let usage = TrailUsage::read(&reading.logs.files, &reading.filter, keys, reading.options);
                checked(usage.tally(), reading.options.is_strict)?;
                let tally = TallyReport::new(usage.tally(), &reading.logs);
                Ok(UsedLogs { usage, tally })
            }
            Self::Usage(usage) => usage.used(accounts),
        }
    }
}

impl Usage {
    fn used(&self, accounts: &[&Account]) -> Outcome<UsedLogs> {
        let Part { read_for, requests, .. } = &*self.0;
        let wanted = digests(accounts)?;
        if !wanted.is_subset(&read_for.accounts) {
            let message =
                "the logs were read for other accounts than these, whose policies ask for other keys";
            return Err(Fault::trail("otherAccounts", message));
        }
        checked(requests.tally(), false)?;
        let usage = requests.clone().whole();
        Ok(UsedLogs { tally: TallyReport::new(usage.tally(), &self.logs()), usage })
    }

    fn logs(&self) -> Logs {
        Logs { files: Vec::new(), digests: self.0.digests, others: self.0.others }
    }
}

fn digests(accounts: &[&Account]) -> Outcome<BTreeSet<String>> {
    accounts.iter().map(|account| Ok(account.snapshot()?.digest().to_owned())).collect()
}

/// What logs are read for, worked out.
struct Asked {
    read_for: ReadFor,
    keys: KeysOfPolicies,
    filter: EventFilter,
}

impl Asked {
    fn new(accounts: &[&Account], conditions: &[String]) -> Outcome<Self> {
        let keys = accounts.iter().map(|account| Judge::new(&account.view).keys().clone());
        let keys = keys.reduce(|all, own| all.union(&own));
        let keys = keys.ok_or_else(|| Fault::value("there are no accounts to read logs for"))?;
        let filter = conditions.iter().map(|condition| condition.parse::<EventCondition>());
        let filter = EventFilter::new(filter.collect::<Result<_, _>>()?);
        let read_for = ReadFor { accounts: digests(accounts)?, conditions: conditions.to_vec() };
        Ok(Self { read_for, keys, filter })
    }
}

impl Part {
    /// Takes a log that is in memory, or counts what is none.
    fn take(&mut self, name: &Path, content: &[u8], asked: &Asked, is_strict: bool) -> Outcome<()> {
        match LogFile::of(name) {
            LogFile::Digest => self.digests += 1,
            LogFile::Other => self.others += 1,
            LogFile::Log => {
                let read = TrailUsagePart::read_from(name, content, &asked.filter, &asked.keys, is_strict);
                self.requests = std::mem::take(&mut self.requests).merged(read);
            }
        }
        stopped(&self.requests, is_strict)
    }
}

/// What stopped a strict reading.
fn stopped(requests: &TrailUsagePart, is_strict: bool) -> Outcome<()> {
    if is_strict { checked(requests.tally(), true) } else { Ok(()) }
}

#[pymethods]
impl Usage {
    /// Reads logs for some accounts.
    #[staticmethod]
    fn read(
        py: Python<'_>,
        paths: Vec<PathBuf>,
        accounts: Vec<Bound<'_, Account>>,
        conditions: Vec<String>,
        threads: Option<usize>,
        strict: bool,
    ) -> PyResult<Self> {
        let accounts = accounts.iter().map(Bound::get).collect::<Vec<_>>();
        let read = || {
            let reading = Reading::new(&paths, &conditions, threads, strict)?;
            let Asked { read_for, keys, filter } = Asked::new(&accounts, &conditions)?;
            let requests = TrailUsagePart::read(&reading.logs.files, &filter, &keys, reading.options);
            stopped(&requests, strict)?;
            let Logs { digests, others, .. } = reading.logs;
            Outcome::Ok(Self(Arc::new(Part { read_for, digests, others, requests })))
        };
        Ok(py.detach(read)?)
    }

    /// Reads logs that are in memory, each with its name, one after the other.
    #[staticmethod]
    fn read_each(
        py: Python<'_>,
        logs: &Bound<'_, PyAny>,
        accounts: Vec<Bound<'_, Account>>,
        conditions: Vec<String>,
        strict: bool,
    ) -> PyResult<Self> {
        let accounts = accounts.iter().map(Bound::get).collect::<Vec<_>>();
        let asked = py.detach(|| Asked::new(&accounts, &conditions))?;
        let mut part = Part { read_for: asked.read_for.clone(), ..Part::default() };
        for log in logs.try_iter()? {
            let (name, content) = log?.extract::<(PathBuf, Bound<'_, PyBytes>)>()?;
            let content = content.as_bytes();
            py.detach(|| part.take(&name, content, &asked, strict))?;
        }
        Ok(Self(Arc::new(part)))
    }

    /// Puts together what was read in several places.
    #[staticmethod]
    fn merge(py: Python<'_>, parts: Vec<Bound<'_, Self>>) -> PyResult<Self> {
        let parts = parts.iter().map(|part| part.get().clone()).collect::<Vec<_>>();
        let merge = || {
            let mut parts = parts.into_iter().map(|part| Arc::unwrap_or_clone(part.0));
            let first = parts.next().ok_or_else(|| Fault::value("there are no parts"))?;
            let merged = parts.try_fold(first, merged)?;
            Outcome::Ok(Self(Arc::new(merged)))
        };
        Ok(py.detach(merge)?)
    }

    /// The requests of bytes.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, written: &Bound<'_, PyBytes>) -> PyResult<Self> {
        let bytes = written.as_bytes();
        Ok(py.detach(|| read_back(bytes))?)
    }

    /// The requests as bytes.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let content = py.detach(|| serde_json::to_string(&*self.0));
        let content = content.map_err(|error| Fault::trail("notWritten", error))?;
        Ok(PyBytes::new(py, format!("{FORMAT} {}\n{content}", made_by_this()).as_bytes()))
    }

    /// What was read, and what it became.
    #[getter]
    fn tally<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(pythonize(py, &TallyReport::new(self.0.requests.tally(), &self.logs()))?)
    }

    fn __repr__(&self) -> String {
        let tally = self.0.requests.tally();
        format!("<iamkit.Usage {} records of {} logs>", tally.records, tally.files)
    }
}

fn merged(one: Part, other: Part) -> Outcome<Part> {
    if one.read_for != other.read_for {
        let message = "the logs were read for other accounts or other conditions";
        return Err(Fault::trail("otherAccounts", message));
    }
    let digests = one.digests.saturating_add(other.digests);
    let others = one.others.saturating_add(other.others);
    Ok(Part { read_for: one.read_for, digests, others, requests: one.requests.merged(other.requests) })
}

fn read_back(bytes: &[u8]) -> Outcome<Usage> {
    let broken = || Fault::trail("brokenUsage", "these are no requests as bytes, or not all of them");
    let text = std::str::from_utf8(bytes).map_err(|_| broken())?;
    let (head, content) = text.split_once('\n').ok_or_else(broken)?;
    let made_by = head.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix(' ')).ok_or_else(broken)?;
    if made_by != made_by_this() {
        let found = iamkit::policy::shown::Shown::value(made_by);
        let message = format!("the requests were written by {found}, and this is {}", made_by_this());
        return Err(Fault::trail("otherVersion", message));
    }
    Ok(Usage(Arc::new(serde_json::from_str(content).map_err(|_| broken())?)))
}
