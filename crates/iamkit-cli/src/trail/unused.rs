//! `iamkit trail unused`: what policies grant and nobody used.

use std::process::ExitCode;

use iamkit_cloudtrail::{IdleIdentity, Judge, UnusedRow, idle, unused};
use iamkit_policy::shown::Shown;

use super::logs::{AccountArgs, LogArgs};
use super::table::{Cell, Row, TableFormat, tell};
#[cfg(feature = "sarif")]
use super::unused_sarif::{PolicyFiles, sarif};
use super::unused_words::{counted, idle_words};
use crate::account::source::principal;
use iamkit_console::command::Outcome;
use iamkit_console::output;

/// Which logs and which accounts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 answered, 2 could not be answered.")]
pub(super) struct Args {
    #[command(flatten)]
    logs: LogArgs,
    #[command(flatten)]
    accounts: AccountArgs,
    /// Only what this user or role has: its ARN or name.
    #[arg(long, value_name = "NAME")]
    principal: Option<String>,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Files and folders of the policies: with `--format sarif` findings are on their lines.
    #[cfg(feature = "sarif")]
    #[arg(long, value_name = "PATH")]
    policies: Vec<String>,
}

/// How it is told what nobody used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For reading.
    Text,
    /// One JSON object on each line.
    Jsonl,
    /// Comma-separated values (RFC 4180), with a head.
    Csv,
    /// A table for a comment.
    Markdown,
    /// A log for code scanners, of each statement once for all who have it.
    #[cfg(feature = "sarif")]
    Sarif,
}

const HEAD: [&str; 9] =
    ["principal", "policy", "path", "statement", "sid", "calls", "used", "neverSeen", "notObservable"];

pub(super) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let judge = Judge::new(&view);
    let only = args.principal.as_deref().map(|name| principal(&view, name)).transpose()?;
    let usage = args.logs.usage(judge.keys())?;
    let rows = unused(&judge, &usage, only.map(|only| only.arn()))?;
    let idle = if only.is_none() { idle(&view, &usage) } else { Vec::new() };
    let format = match args.format {
        Format::Text => TableFormat::Text,
        Format::Jsonl => TableFormat::Jsonl,
        Format::Csv => TableFormat::Csv,
        Format::Markdown => TableFormat::Markdown,
        #[cfg(feature = "sarif")]
        Format::Sarif => {
            output::json(&sarif(&rows, &idle, &PolicyFiles::read(&args.policies)?))?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    let rows = rows.into_iter().map(row).collect::<Vec<_>>();
    tell(&HEAD, &rows, format)?;
    tell_idle(&idle, format);
    Ok(ExitCode::SUCCESS)
}

fn row(used: UnusedRow) -> Row {
    let [who, name, path] =
        [&used.principal, &used.policy, &used.path].map(|text| Shown::value(text).to_string());
    let sid = if used.sid.is_empty() { String::new() } else { format!(" `{}`", Shown::value(&used.sid)) };
    let (statement, count) = (used.statement, used.calls);
    let mut lines = vec![format!("{who}: {name} ({path}), statement {statement}{sid}: {count} calls")];
    lines.extend(listed("used", &used.used));
    lines.extend(listed("never seen", &used.never_seen));
    lines.extend(listed("not observable", &used.not_observable));
    let cells = vec![
        used.principal.as_str().into(),
        used.policy.as_str().into(),
        used.path.as_str().into(),
        Cell::Count(statement),
        used.sid.as_str().into(),
        Cell::Count(count),
        Cell::List(used.used),
        Cell::List(used.never_seen),
        Cell::List(used.not_observable),
    ];
    Row { cells, lines }
}

fn listed(what: &str, names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| format!("  {what} {}", counted(names)))
}

/// Users and roles that made no call, and access keys that no call was signed with.
fn tell_idle(idle: &[IdleIdentity], format: TableFormat) {
    for one in idle {
        match format {
            TableFormat::Text => output::line(idle_words(one)),
            _ => output::note(idle_words(one)),
        }
    }
}
