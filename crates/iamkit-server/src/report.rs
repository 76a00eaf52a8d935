//! What takes a call to begin and another to get: credential reports and what was last accessed. Kept until the server
//! ends: whoever asks after that begins anew.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use iamkit_store::{AccountId, Timestamp};

/// How many jobs are known; the oldest is forgotten first.
const JOBS: usize = 1_000;

/// A credential report
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) time: Timestamp,
    pub(crate) text: String,
}

/// A question what was last accessed
#[derive(Debug, Clone)]
pub(crate) struct AccessJob {
    pub(crate) id: String,
    pub(crate) account: AccountId,
    pub(crate) arn: String,
    pub(crate) is_of_actions: bool,
    pub(crate) time: Timestamp,
}

/// Reports and jobs of all accounts
#[derive(Debug, Default)]
pub(crate) struct Reports {
    /// Nothing of an account whose first report is being made.
    credential: Mutex<BTreeMap<AccountId, Option<Report>>>,
    jobs: Mutex<VecDeque<AccessJob>>,
}

impl Reports {
    /// Whether a report is begun by this call, as there was none.
    pub(crate) fn begin(&self, account: &AccountId) -> bool {
        let mut reports = lock(&self.credential);
        let is_new = !reports.contains_key(account);
        reports.entry(account.clone()).or_default();
        is_new
    }

    /// The report is there.
    pub(crate) fn end(&self, account: &AccountId, report: Report) {
        lock(&self.credential).insert(account.clone(), Some(report));
    }

    /// The last report.
    pub(crate) fn last(&self, account: &AccountId) -> Option<Report> {
        lock(&self.credential).get(account).cloned().flatten()
    }

    /// One job more.
    pub(crate) fn add(&self, job: AccessJob) {
        let mut jobs = lock(&self.jobs);
        if JOBS <= jobs.len() {
            jobs.pop_front();
        }
        jobs.push_back(job);
    }

    /// A job of an account.
    pub(crate) fn job(&self, account: &AccountId, id: &str) -> Option<AccessJob> {
        lock(&self.jobs).iter().find(|job| job.id == id && job.account == *account).cloned()
    }

    /// Forgets all.
    pub(crate) fn clear(&self) {
        lock(&self.credential).clear();
        lock(&self.jobs).clear();
    }
}

// INVARIANT: what is behind a lock is whole between any two lines that hold it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
