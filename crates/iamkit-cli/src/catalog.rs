//! `iamkit catalog`: shows, expands and compares the action catalog.

#[cfg(feature = "catalog-diff")]
mod diff;
#[cfg(feature = "catalog-diff")]
pub(crate) mod open;
mod show;

use clap::Subcommand;
use iamkit_console::command::Outcome;

/// Show, expand and compare the action catalog.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[cfg(feature = "catalog-diff")]
    Diff(diff::Args),
    Show(show::ShowArgs),
    Expand(show::ExpandArgs),
}

pub(crate) fn run(args: Args) -> Outcome {
    match args.command {
        #[cfg(feature = "catalog-diff")]
        Command::Diff(args) => diff::run(&args),
        Command::Show(args) => show::show(&args),
        Command::Expand(args) => show::expand(&args),
    }
}
