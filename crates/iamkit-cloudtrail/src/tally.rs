//! What was read and what it became, counted.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::action_table::prefix;
use crate::event::{CallOutcome, Certainty, EventKind, OpenReason, TrailEvent};
use crate::log_problem::{LogProblem, LogProblemKind};
use crate::reading::ReadTally;
use crate::record::{LogRecord, text_of};

/// So many accounts and problems are kept; the counts are of all.
const MAX_KEPT: usize = 1000;

/// So many names of unmapped events are counted by name: more than there are, whoever forges a log.
const MAX_NAMES: usize = 1 << 16;

/// What was read and what it became
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrailTally {
    /// How many files were read.
    pub files: u64,
    /// How many bytes they had, unpacked.
    pub bytes: u64,
    /// How many records there were, those that are none included.
    pub records: u64,
    /// How many events there were of each kind.
    pub kinds: BTreeMap<EventKind, u64>,
    /// How certain the calls are.
    pub certainties: BTreeMap<Certainty, u64>,
    /// Why calls aren't exact.
    pub reasons: BTreeMap<OpenReason, u64>,
    /// What came of the calls.
    pub outcomes: BTreeMap<CallOutcome, u64>,
    /// The unmapped events, `source:name`, and how often each came.
    pub unmapped: BTreeMap<String, u64>,
    /// The accounts that the records are of.
    pub accounts: BTreeSet<String>,
    /// The services, by the prefixes of their actions, of which there are data events.
    pub data_services: BTreeSet<String>,
    /// The first and the last time of an event.
    pub window: Option<(String, String)>,
    /// How many problems there were of each kind.
    pub problem_counts: BTreeMap<LogProblemKind, u64>,
    /// The problems, in the order of the files.
    pub problems: Vec<LogProblem>,
}

impl TrailTally {
    /// Counts an event.
    pub fn count(&mut self, record: &LogRecord<'_>, event: &TrailEvent<'_>) {
        *self.kinds.entry(event.kind).or_default() += 1;
        self.see(record);
        if event.kind != EventKind::Call {
            return;
        }
        *self.certainties.entry(event.certainty).or_default() += 1;
        *self.outcomes.entry(event.outcome).or_default() += 1;
        if let Some(reason) = event.reason {
            *self.reasons.entry(reason).or_default() += 1;
        }
        if event.certainty == Certainty::Unmapped {
            let source = record.event_source.as_str();
            let source = source.strip_suffix(".amazonaws.com").unwrap_or(source);
            let name = format!("{source}:{}", record.event_name.as_str());
            if self.unmapped.len() < MAX_NAMES || self.unmapped.contains_key(&name) {
                *self.unmapped.entry(name).or_default() += 1;
            }
        }
    }

    fn see(&mut self, record: &LogRecord<'_>) {
        let account = text_of(record.recipient_account_id.as_ref());
        if !account.is_empty() {
            keep(&mut self.accounts, account);
        }
        if text_of(record.event_category.as_ref()) == "Data" {
            let service = prefix(record.event_source.as_str());
            keep(&mut self.data_services, service);
        }
        let time = record.event_time.as_str();
        let window = self.window.get_or_insert_with(|| (time.to_owned(), time.to_owned()));
        if time < window.0.as_str() {
            time.clone_into(&mut window.0);
        }
        if window.1.as_str() < time {
            time.clone_into(&mut window.1);
        }
    }

    /// Takes a problem.
    pub fn add_problem(&mut self, problem: LogProblem) {
        *self.problem_counts.entry(problem.kind).or_default() += 1;
        if self.problems.len() < MAX_KEPT {
            self.problems.push(problem);
        }
    }

    /// Counts a file that was read.
    pub fn add_file(&mut self, read: ReadTally) {
        self.files += 1;
        self.bytes += read.bytes;
        self.records += read.records;
    }

    /// How many calls there were.
    pub fn calls(&self) -> u64 {
        self.kinds.get(&EventKind::Call).copied().unwrap_or_default()
    }

    /// Both together; the problems in the order of their places.
    #[must_use]
    pub fn merged(mut self, other: Self) -> Self {
        self.files = self.files.saturating_add(other.files);
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.records = self.records.saturating_add(other.records);
        add_counts(&mut self.kinds, other.kinds);
        add_counts(&mut self.certainties, other.certainties);
        add_counts(&mut self.reasons, other.reasons);
        add_counts(&mut self.outcomes, other.outcomes);
        add_counts(&mut self.unmapped, other.unmapped);
        add_counts(&mut self.problem_counts, other.problem_counts);
        other.accounts.iter().for_each(|account| keep(&mut self.accounts, account));
        other.data_services.iter().for_each(|service| keep(&mut self.data_services, service));
        self.window = match (self.window, other.window) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (window, None) | (None, window) => window,
        };
        self.problems.extend(other.problems);
        self.problems.sort_by(|a, b| (&a.file, a.record, a.offset).cmp(&(&b.file, b.record, b.offset)));
        self.problems.truncate(MAX_KEPT);
        self
    }
}

/// Adds a name to those that are kept: of too many the first ones, in whichever order they come.
fn keep(names: &mut BTreeSet<String>, name: &str) {
    if !names.contains(name) {
        names.insert(name.to_owned());
        if MAX_KEPT < names.len() {
            names.pop_last();
        }
    }
}

fn add_counts<K: Ord>(counts: &mut BTreeMap<K, u64>, others: BTreeMap<K, u64>) {
    for (key, count) in others {
        let known = counts.entry(key).or_default();
        *known = known.saturating_add(count);
    }
}
