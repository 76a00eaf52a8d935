//! `iamkit account diff`: which access changed between two imports, proven.

use std::path::PathBuf;
use std::process::ExitCode;

use iamkit_account::change::changes_within;
use iamkit_prover::Universe;
use iamkit_report::account::change::{ChangeAnswer, ChangesReport, lines};

use super::format::Format;
use super::source;
use crate::assumptions::Assumptions;
use crate::question::Bounds;
use crate::second_voice::account::confirm_changes;
use iamkit_console::command::{Outcome, exit_different, exit_unknown};
use iamkit_console::output;

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
    #[command(flatten)]
    assumptions: Assumptions,
    #[command(flatten)]
    bounds: Bounds,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let old = source::view(std::slice::from_ref(&args.old))?;
    let new = source::view(std::slice::from_ref(&args.new))?;
    let universe = args.assumptions.of(Universe::real());
    let changes = changes_within(&old, &new, &universe, &args.bounds.limits())?;
    confirm_changes(&changes.list, &old, &new)?;
    match args.format {
        Format::Text => lines(&changes).into_iter().for_each(output::prose),
        Format::Json => output::json_line(&ChangesReport::from(&changes))?,
    }
    Ok(match ChangeAnswer::of(&changes.list) {
        ChangeAnswer::Equal => ExitCode::SUCCESS,
        ChangeAnswer::Different => exit_different(),
        ChangeAnswer::Unknown => exit_unknown(),
    })
}
