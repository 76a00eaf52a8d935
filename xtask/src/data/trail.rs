//! `cargo xtask trail build`: which operations there are, so that it is known of which actions logs can tell.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Subcommand;
use iamkit_console::command::{Failure, Outcome};

use crate::fetch::{Pin, pins};
use crate::kept::{keep, models, notice};
use crate::workspace_root::workspace_root;

/// Build and check what reading logs takes from the models of AWS's services.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write `crates/iamkit-cloudtrail/data/operations.txt` from the package that `cargo xtask catalog fetch` brings.
    #[command(
        after_help = "Exit codes: 0 written or fresh, 1 the table is stale, 2 the package is not there."
    )]
    Build {
        /// Write nothing; exit with 1 when what is checked in is stale
        #[arg(long)]
        check: bool,
    },
}

pub(crate) fn run(args: &Args) -> Outcome {
    let Command::Build { check } = args.command;
    keep(generate(&pins()?.regions)?, check, "cargo xtask trail build", "the operations that logs name")
}

fn generate(pin: &Pin) -> Result<Vec<(PathBuf, String)>, Failure> {
    let wheel = models(pin)?;
    let mut table = format!(
        "# Each service by a name of its endpoint or signatures, with its operations, by {} {}.\n",
        pin.name, pin.version
    );
    for (service, operations) in wheel.operations()? {
        write!(table, "{service}")?;
        for operation in operations {
            write!(table, " {operation}")?;
        }
        table.push('\n');
    }
    let folder = workspace_root().join("crates/iamkit-cloudtrail/data");
    let notice = notice(
        pin,
        &wheel,
        "the names of operations alone are kept; the tables of actions and sources are our own",
    )?;
    Ok(vec![(folder.join("operations.txt"), table), (folder.join("NOTICE"), notice)])
}
