//! Which logs are read, and how; and the accounts that they are held against.

use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use iamkit_account::view::AccessView;
use iamkit_cloudtrail::{
    AskedKeys, EventCondition, EventFilter, Logs, ReadingOptions, TrailTally, TrailUsage,
};
use iamkit_store::Directory;
use indicatif::{ProgressBar, ProgressStyle};

use super::summary;
use crate::account::source::{directory, put_resource_policies};
use crate::progress::unless_quiet;
use iamkit_console::command::Failure;

/// From so many files on it may take long enough to tell how far it is.
const MANY: usize = 64;

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

    /// How the logs are read, and who is told of each file.
    pub(super) fn options<'p>(&self, on_file: &'p (dyn Fn(&Path) + Sync)) -> ReadingOptions<'p> {
        let cores = available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = self.threads.unwrap_or(cores).max(1);
        ReadingOptions { threads, is_strict: self.strict, on_file: Some(on_file) }
    }

    /// Reads the logs into requests, and tells what was read.
    pub(super) fn usage(&self, keys: &impl AskedKeys) -> Result<TrailUsage, Failure> {
        let logs = self.find()?;
        let bar = bar(&logs, 1);
        let told = |_: &Path| bar.inc(1);
        let usage = TrailUsage::read(&logs.files, &self.filter(), keys, self.options(&told));
        bar.finish_and_clear();
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

/// How far reading is, where there is enough to read: each file so many times.
pub(super) fn bar(logs: &Logs, times: u64) -> ProgressBar {
    if logs.files.len() < MANY {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(logs.files.len() as u64 * times);
    if let Ok(style) = ProgressStyle::with_template("reading {wide_bar} {pos}/{len} files, {eta} left") {
        bar.set_style(style);
    }
    unless_quiet(bar)
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
