//! `iamkit account diff`: which access changed between two imports, proven.

use std::path::PathBuf;
use std::process::ExitCode;

use iamkit_account::change::{AccessChange, Changes, changes_within};
use iamkit_policy::shown;
use iamkit_prover::{Relation, Side, Universe};
use iamkit_report::comparison::ReportedDifference;
use serde_json::json;

use super::source;
use super::{Format, facts_json, print_facts};
use crate::assumptions::Assumptions;
use crate::compare::Bounds;
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
    let Changes { list: changes, facts } = changes_within(&old, &new, &universe, &args.bounds.limits())?;
    confirm_changes(&changes, &old, &new)?;
    let answer = Answer::of(&changes);
    match args.format {
        Format::Text => {
            print_text(&changes);
            print_facts(facts);
        }
        Format::Json => {
            let changes = changes.iter().map(json).collect::<Vec<_>>();
            let report = json!({"answer": answer.as_str(), "changes": changes, "facts": facts_json(facts)});
            output::json_line(&report)?;
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
        let principals = shown::joined(&change.principals, ", ");
        output::line(format_args!("{} of {principals}", change.what.as_str()));
        for difference in change.list() {
            output::line(format_args!("  {difference}"));
            output::line(format_args!("    for example {}", difference.witness));
        }
        for unknown in change.unknown() {
            output::line(format_args!("  ? {unknown}"));
        }
    }
    if changes.is_empty() {
        output::line("the same access");
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
