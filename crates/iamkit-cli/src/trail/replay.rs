//! `iamkit trail replay`: what a change of policies would have made of what was asked.

use std::process::ExitCode;

use iamkit_account::view::AccessView;
use iamkit_cloudtrail::{ChangeEffect, Judge, Replayed, ReplayedRow, UsedRequest, replay};
use iamkit_policy::shown::{self, Shown};

use super::changes::{changed, forms};
use super::logs::{AccountArgs, LogArgs};
use super::table::{Cell, Row, TableFormat, tell};
use iamkit_console::command::{Outcome, exit_different};
use iamkit_console::output;

/// Which logs, which accounts, and what changes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{}\n\nExit codes: 0 nothing would be denied, 1 something would, 2 could not be answered.", forms())
)]
pub(super) struct Args {
    #[command(flatten)]
    logs: LogArgs,
    #[command(flatten)]
    accounts: AccountArgs,
    /// What changes, once or more often; see below.
    #[arg(long = "change", value_name = "CHANGE", required = true)]
    changes: Vec<String>,
    /// List what stays the same, too.
    #[arg(long)]
    unchanged: bool,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,
}

const HEAD: [&str; 14] = [
    "effect",
    "principal",
    "action",
    "resource",
    "count",
    "allowed",
    "denied",
    "notKnown",
    "first",
    "last",
    "eventId",
    "certainty",
    "context",
    "open",
];

pub(super) fn run(args: &Args) -> Outcome {
    let old = args.accounts.directory()?;
    let new = changed(&old, &args.changes)?;
    let (before, after) = (AccessView::new(&old)?, AccessView::new(&new)?);
    let (before, mut after) = (Judge::new(&before), Judge::new(&after));
    if old.organization().is_none() {
        after = after.without_organization();
    }
    let usage = args.logs.usage(&before.keys().union(after.keys()))?;
    let replayed = replay(&usage, &before, &after)?;
    let mut listed = replayed.iter().collect::<Vec<_>>();
    listed.retain(|one| args.unchanged || one.effect != ChangeEffect::Unchanged);
    listed.sort_by_key(|one| one.effect);
    let rows = listed.into_iter().map(row).collect::<Vec<_>>();
    tell(&HEAD, &rows, args.format)?;
    tell_counts(&replayed, args.format);
    let is_denied = replayed.iter().any(|one| one.effect == ChangeEffect::NewlyDenied);
    Ok(if is_denied { exit_different() } else { ExitCode::SUCCESS })
}

/// How many requests of each effect there are, and how often they were made.
fn tell_counts(replayed: &[Replayed<'_>], format: TableFormat) {
    for effect in ChangeEffect::ALL {
        let of = replayed.iter().filter(|one| one.effect == effect);
        let (count, calls) = of.fold((0_u64, 0), |(n, calls), one| (n + 1, calls + one.request.seen.count()));
        let line = format!("{}: {count} requests, made {calls} times", effect.as_str());
        match format {
            TableFormat::Text => output::line(line),
            _ => output::note(line),
        }
    }
}

fn row(one: &Replayed<'_>) -> Row {
    let it = ReplayedRow::from(one);
    let cells = vec![
        it.effect.into(),
        it.principal.as_str().into(),
        it.action.as_str().into(),
        it.resource.as_str().into(),
        Cell::Count(it.count),
        Cell::Count(it.allowed),
        Cell::Count(it.denied),
        Cell::Count(it.not_known),
        it.first.as_str().into(),
        it.last.as_str().into(),
        it.event_id.as_str().into(),
        it.certainty.into(),
        Cell::List(it.context),
        Cell::List(it.open),
    ];
    Row { cells, lines: lines(one) }
}

fn lines(one: &Replayed<'_>) -> Vec<String> {
    let request = one.request;
    let mut lines = vec![format!("{}: {}", one.effect.as_str(), sentence(request)), times(request)];
    let context = request.key_texts();
    if !context.is_empty() {
        lines.push(format!("  with {}", shown::joined(context, ", ")));
    }
    if !one.open.is_empty() {
        lines.push(format!("  open: {}", shown::joined(&one.open, ", ")));
    }
    lines
}

/// Who asks for what.
pub(super) fn sentence(request: &UsedRequest) -> String {
    let on = request.resource.as_deref().unwrap_or("something that isn't told");
    let [caller, action, on] = [&*request.caller, &*request.action, on].map(Shown::value);
    format!("{action} on {on} by {caller}")
}

/// How often, when, and in which event first.
pub(super) fn times(request: &UsedRequest) -> String {
    let seen = &request.seen;
    let [first, last, event] = [&*seen.first, &*seen.last, &*seen.event_id].map(Shown::value);
    format!("  {} times, {first} to {last}, event {event}", seen.count())
}
