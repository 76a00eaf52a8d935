//! What was read of logs and what it became, counted.

use std::collections::BTreeMap;

use iamkit_cloudtrail::{Logs, TrailTally};
use serde::Serialize;

use crate::error::{Fault, Outcome};

/// What was read of logs, as a dictionary has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TallyReport {
    files: u64,
    bytes: u64,
    records: u64,
    digests: u64,
    other_files: u64,
    problem_counts: BTreeMap<&'static str, u64>,
    problems: Vec<String>,
    kinds: BTreeMap<&'static str, u64>,
    certainties: BTreeMap<&'static str, u64>,
    reasons: BTreeMap<&'static str, u64>,
    outcomes: BTreeMap<&'static str, u64>,
    unmapped: BTreeMap<String, u64>,
    accounts: Vec<String>,
    window: Option<(String, String)>,
}

impl TallyReport {
    pub(crate) fn new(tally: &TrailTally, logs: &Logs) -> Self {
        Self {
            files: tally.files,
            bytes: tally.bytes,
            records: tally.records,
            digests: logs.digests,
            other_files: logs.others,
            problem_counts: tally.problem_counts.iter().map(|(kind, n)| (kind.as_str(), *n)).collect(),
            problems: tally.problems.iter().map(ToString::to_string).collect(),
            kinds: tally.kinds.iter().map(|(kind, n)| (kind.as_str(), *n)).collect(),
            certainties: tally.certainties.iter().map(|(it, n)| (it.as_str(), *n)).collect(),
            reasons: tally.reasons.iter().map(|(reason, n)| (reason.as_str(), *n)).collect(),
            outcomes: tally.outcomes.iter().map(|(outcome, n)| (outcome.as_str(), *n)).collect(),
            unmapped: tally.unmapped.clone(),
            accounts: tally.accounts.iter().cloned().collect(),
            window: tally.window.clone(),
        }
    }
}

/// What stopped a strict reading, and that nothing that was read is a record.
pub(crate) fn checked(tally: &TrailTally, is_strict: bool) -> Outcome<()> {
    if let (true, Some(problem)) = (is_strict, tally.problems.first()) {
        return Err(Fault::trail(problem.kind.as_str(), problem));
    }
    let problems = tally.problem_counts.values().sum::<u64>();
    if tally.records <= problems && 0 < problems {
        return Err(Fault::trail("noLog", "there is no log: nothing that was read is a record"));
    }
    Ok(())
}
