//! `cargo xtask catalog`: fetches, builds and checks the action catalog.
//!
//! Only `fetch` uses the network. What is known about the sources' files is in `iamkit-sources`.

mod build;
mod fetch;
mod source;

use clap::Subcommand;

use iamkit_console::command::Outcome;
use source::Source;

/// Arguments of `cargo xtask catalog`.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true, args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// Check that the checked-in catalog is what the fetched sources give; same as `build --check`
    #[arg(long)]
    check: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Fetch(fetch::Args),
    Build(build::Args),
}

pub(crate) fn run(args: Args) -> Outcome {
    match args.command {
        Some(Command::Fetch(args)) => fetch::run(&args),
        Some(Command::Build(args)) => build::run(&args),
        None => build::check(Source::default()),
    }
}
