//! Which logs are read, and how; and the accounts that they are held against.

use std::path::PathBuf;
use std::thread::available_parallelism;

use iamkit_account::view::AccessView;
use iamkit_cloudtrail::{
    AskedKeys, EventCondition, EventFilter, Logs, ReadingOptions, TrailTally, TrailUsage,
};
use iamkit_store::Directory;

use super::summary;
use crate::account::source::{directory, put_resource_policies};
use iamkit_console::command::Failure;

/// The logs.
#[derive(Debug, clap::Args)]
pub(super) struct LogArgs {
    /// Logs, and folders of them as CloudTrail lays them out; gzipped or not.
    #[arg(value_name = "LOGS", required = true)]
    logs: Vec<PathBuf>,
    /// Only events of a principal=, service=, region= or action= (with wildcards), from= or to= a time; all of them hold.
    #[arg(long = "where", value_name = "WHAT=VALUE")]
    conditions: Vec<EventCondition>,
    /// Stop at the first thing in a log that can't be read.
    #[arg(long)]
    strict: bool,
    /// Read on so many threads instead of one for each core.
    #[arg(long, value_name = "COUNT")]
    threads: Option<usize>,
}

impl LogArgs {
    /// The logs that there are.
    ///
    /// # Errors
    /// A path can't be read, or there is no log.
    pub(super) fn find(&self) -> Result<Logs, Failure> {
        let logs = Logs::find(&self.logs)?;
        if logs.is_empty() {
            return Err("there is no log: expected .json, .jsonl or the same with .gz".into());
        }
        Ok(logs)
    }

    pub(super) fn filter(&self) -> EventFilter {
        EventFilter::new(self.conditions.clone())
    }

    pub(super) fn options(&self) -> ReadingOptions {
        let cores = available_parallelism().map_or(1, std::num::NonZero::get);
        ReadingOptions { threads: self.threads.unwrap_or(cores).max(1), is_strict: self.strict }
    }

    /// Reads the logs into requests, and tells what was read.
    pub(super) fn usage(&self, keys: &impl AskedKeys) -> Result<TrailUsage, Failure> {
        let logs = self.find()?;
        let usage = TrailUsage::read(&logs.files, &self.filter(), keys, self.options());
        self.told(usage.tally(), &logs)?;
        Ok(usage)
    }

    /// Tells what was read.
    ///
    /// # Errors
    /// What stopped a strict reading; and that nothing that was read is a record.
    pub(super) fn told(&self, tally: &TrailTally, logs: &Logs) -> Result<(), Failure> {
        summary::tell(tally, logs);
        if let (true, Some(problem)) = (self.strict, tally.problems.first()) {
            return Err(problem.to_string().into());
        }
        let problems = tally.problem_counts.values().sum::<u64>();
        if tally.records <= problems && 0 < problems {
            return Err("there is no log: nothing that was read is a record".into());
        }
        Ok(())
    }
}

/// The accounts.
#[derive(Debug, clap::Args)]
pub(super) struct AccountArgs {
    /// The accounts that the logs are of: a database, a listing or a folder of listings.
    #[arg(long, value_name = "PATH", required = true)]
    account: Vec<PathBuf>,
    /// A folder of files with the policies of resources, as `account import` takes them.
    #[arg(long, value_name = "FOLDER")]
    resource_policies: Option<PathBuf>,
}

impl AccountArgs {
    pub(super) fn directory(&self) -> Result<Directory, Failure> {
        let mut directory = directory(&self.account)?;
        if let Some(folder) = &self.resource_policies {
            put_resource_policies(&mut directory, folder)?;
        }
        Ok(directory)
    }

    pub(super) fn view(&self) -> Result<AccessView, Failure> {
        Ok(AccessView::new(&self.directory()?)?)
    }
}
