//! What was read of logs and what it became, told beside the answer.

use std::collections::BTreeMap;

use iamkit_cloudtrail::{Logs, TrailTally};
use iamkit_console::output;
use iamkit_policy::shown::Shown;

/// So many problems and names of events are told one by one.
const MOST: usize = 20;

/// Tells it, a line each.
pub(super) fn tell(tally: &TrailTally, logs: &Logs) {
    for problem in tally.problems.iter().take(MOST) {
        output::error(problem);
    }
    let problems = tally.problem_counts.values().sum::<u64>();
    let told = tally.problems.len().min(MOST) as u64;
    if told < problems {
        output::error(format_args!("{} more problems", problems - told));
    }
    output::note(format_args!(
        "read: {} files, {} bytes, {} records; left out: {} digests, {} other files",
        tally.files, tally.bytes, tally.records, logs.digests, logs.others
    ));
    let counts = tally.problem_counts.iter().map(|(kind, count)| (kind.as_str(), *count));
    tell_counts("problems", counts);
    tell_counts("events", tally.kinds.iter().map(|(kind, count)| (kind.as_str(), *count)));
    tell_counts("calls", tally.certainties.iter().map(|(certainty, count)| (certainty.as_str(), *count)));
    tell_counts("why not exact", tally.reasons.iter().map(|(reason, count)| (reason.as_str(), *count)));
    tell_counts("outcomes", tally.outcomes.iter().map(|(outcome, count)| (outcome.as_str(), *count)));
    tell_unmapped(&tally.unmapped);
    if let Some((first, last)) = &tally.window {
        output::note(format_args!("window: {} to {}", Shown::value(first), Shown::value(last)));
    }
    if 1 < tally.accounts.len() {
        let accounts = iamkit_policy::shown::joined(tally.accounts.iter().take(MOST), ", ");
        output::note(format_args!("accounts: {} ({accounts})", tally.accounts.len()));
    }
}

fn tell_counts(what: &str, counts: impl Iterator<Item = (&'static str, u64)>) {
    let counts = counts.map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>();
    if !counts.is_empty() {
        output::note(format_args!("{what}: {}", counts.join(", ")));
    }
}

/// The names of events that no action has, the most frequent first.
fn tell_unmapped(unmapped: &BTreeMap<String, u64>) {
    let mut names = unmapped.iter().collect::<Vec<_>>();
    names.sort_by(|(name, count), (other, more)| more.cmp(count).then_with(|| name.cmp(other)));
    for (name, count) in names.iter().take(MOST) {
        output::note(format_args!("unmapped: {} ({count})", Shown::value(name)));
    }
    if MOST < names.len() {
        output::note(format_args!("unmapped: {} more names", names.len() - MOST));
    }
}
