//! `cargo xtask account diff`: which access changed between two imports, proven.

use std::path::PathBuf;
use std::process::ExitCode;

use iamkit::account::change::{AccessChange, changes_within};
use iamkit::comparison::ReportedDifference;
use iamkit_prover::{Limits, Relation, Side};
use serde_json::json;

use super::Format;
use super::source;
use crate::command::{Outcome, exit_different, exit_unknown};
use crate::second_voice::account::confirm_changes;

/// What to compare.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 the same access, 1 other access, 2 could not be answered, 3 nothing but undecided."
)]
pub(crate) struct Args {
    /// The accounts as they were: a database, a listing or a folder of listings.
    old: PathBuf,
    /// The accounts as they are.
    new: PathBuf,
    /// How many steps the search for a difference may take.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_steps)]
    max_steps: usize,
    /// How many states the joint automata of patterns may have.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_states)]
    max_states: usize,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let old = source::view(std::slice::from_ref(&args.old))?;
    let new = source::view(std::slice::from_ref(&args.new))?;
    let limits = Limits { max_steps: args.max_steps, max_states: args.max_states, ..Limits::default() };
    let changes = changes_within(&old, &new, &limits)?;
    confirm_changes(&changes, &old, &new)?;
    let answer = Answer::of(&changes);
    match args.format {
        Format::Text => print_text(&changes),
        Format::Json => {
            let changes = changes.iter().map(json).collect::<Vec<_>>();
            let report = json!({"answer": answer.as_str(), "changes": changes});
            anstream::println!("{}", serde_json::to_string(&report)?);
        }
    }
    Ok(match answer {
        Answer::Equal => ExitCode::SUCCESS,
        Answer::Different => exit_different(),
        Answer::Unknown => exit_unknown(),
    })
}

/// The answer in one word.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Equal,
    Different,
    Unknown,
}

impl Answer {
    /// Different as soon as one difference is proven.
    fn of(changes: &[AccessChange]) -> Self {
        let is_unknown = |change: &AccessChange| change.relation() == Relation::Unknown;
        match changes {
            [] => Self::Equal,
            changes if changes.iter().all(is_unknown) => Self::Unknown,
            _ => Self::Different,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Different => "different",
            Self::Unknown => "unknown",
        }
    }
}

fn print_text(changes: &[AccessChange]) {
    for change in changes {
        anstream::println!("{} of {}", change.what.as_str(), change.principals.join(", "));
        for difference in change.list() {
            anstream::println!("  {difference}");
            anstream::println!("    for example {}", difference.witness);
        }
        for unknown in change.unknown() {
            anstream::println!("  ? {unknown}");
        }
    }
    if changes.is_empty() {
        anstream::println!("the same access");
    }
}

fn json(change: &AccessChange) -> serde_json::Value {
    let differences = change.list().iter().map(|difference| {
        let allowed_by = if difference.allowed_by == Side::A { "old" } else { "new" };
        ReportedDifference { allowed_by, ..ReportedDifference::from(difference) }
    });
    json!({
        "principals": change.principals, "what": change.what.as_str(),
        "relation": change.relation().as_str(),
        "differences": differences.collect::<Vec<_>>(), "unknown": change.unknown(),
    })
}
