//! `iamkit trail map`: what each record became, a line each.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_cloudtrail::{MappedEvent, MappedValue, map_logs};
use iamkit_policy::shown::{self, Shown};
use indicatif::ProgressBar;

use super::logs::{LogArgs, bar};
use iamkit_console::command::{Failure, Outcome};
use iamkit_console::output;

/// Which logs.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 mapped, 2 there is no log, or --strict and something could not be read."
)]
pub(super) struct Args {
    #[command(flatten)]
    logs: LogArgs,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How what records became is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading.
    Text,
    /// One JSON object on each line.
    Jsonl,
}

pub(super) fn run(args: &Args) -> Outcome {
    let logs = args.logs.find()?;
    let mut failure: Option<Failure> = None;
    // Lines on a terminal are progress enough; logs are read twice, first for the changes of policies.
    let bar = if io::stdout().is_terminal() { ProgressBar::hidden() } else { bar(&logs, 2) };
    let read = |_: &Path| bar.inc(1);
    let tally = map_logs(&logs.files, &args.logs.filter(), args.logs.options(&read), |event| {
        let told = match args.format {
            Format::Text => {
                tell(&event);
                Ok(())
            }
            Format::Jsonl => output::json_line(&event),
        };
        if let Err(why) = told {
            failure.get_or_insert(why);
        }
    });
    bar.finish_and_clear();
    if let Some(failure) = failure {
        return Err(failure);
    }
    args.logs.told(&tally, &logs)?;
    Ok(ExitCode::SUCCESS)
}

fn tell(event: &MappedEvent) {
    let text = |text: &str| Shown::value(text).to_string();
    let (kind, principal) =
        (event.kind.as_str(), event.principal.as_deref().map_or("nobody".to_owned(), text));
    let words = format!("{} {}", event.certainty.as_str(), event.outcome.as_str());
    output::line(format_args!("{} {kind} {words} by {principal}", text(&event.event_id)));
    for (what, texts) in [("action", &event.actions), ("resource", &event.resources)] {
        for it in texts {
            output::line(format_args!("  {what} {}", text(it)));
        }
    }
    for (key, value) in &event.context {
        let value = match value {
            MappedValue::One(value) => text(value),
            MappedValue::Many(values) => shown::joined(values, ", "),
        };
        output::line(format_args!("  {} = {value}", text(key)));
    }
}
