//! `cargo xtask account diff`: which access changed between two imports, proven.

use std::path::PathBuf;
use std::process::ExitCode;

use iamkit::account::change::{AccessChange, changes};
use iamkit::comparison::ReportedDifference;
use iamkit_prover::Relation;
use serde_json::json;

use super::Format;
use super::source;
use crate::command::{Outcome, exit_different, exit_unknown};

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
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let old = source::view(std::slice::from_ref(&args.old))?;
    let new = source::view(std::slice::from_ref(&args.new))?;
    let changes = changes(&old, &new)?;
    match args.format {
        Format::Text => print_text(&changes),
        Format::Json => {
            let changes = changes.iter().map(json).collect::<Vec<_>>();
            anstream::println!("{}", serde_json::to_string(&json!({"changes": changes}))?);
        }
    }
    let is_unknown = |change: &AccessChange| change.differences.comparison.relation == Relation::Unknown;
    Ok(match &*changes {
        [] => ExitCode::SUCCESS,
        changes if changes.iter().all(is_unknown) => exit_unknown(),
        _ => exit_different(),
    })
}

fn print_text(changes: &[AccessChange]) {
    for change in changes {
        anstream::println!("{} of {}", change.what.as_str(), change.principals.join(", "));
        for difference in &change.differences.list {
            anstream::println!("  {difference}");
            anstream::println!("    for example {}", difference.witness);
        }
        for unknown in &change.differences.comparison.unknown {
            anstream::println!("  ? {unknown}");
        }
    }
    if changes.is_empty() {
        anstream::println!("the same access");
    }
}

fn json(change: &AccessChange) -> serde_json::Value {
    let differences = change.differences.list.iter().map(ReportedDifference::from);
    let unknown = change.differences.comparison.unknown.iter().map(ToString::to_string);
    json!({
        "principals": change.principals, "what": change.what.as_str(),
        "relation": change.differences.comparison.relation.as_str(),
        "differences": differences.collect::<Vec<_>>(), "unknown": unknown.collect::<Vec<_>>(),
    })
}
