//! Placeholder.

use crate::command::Outcome;

/// Placeholder.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> Outcome {
    Err("not there yet".into())
}
