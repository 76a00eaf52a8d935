//! `cargo xtask catalog`, `managed`, `facts`, `rules`, `trail` and `wire`: checked-in data, made from its sources.

mod catalog;
mod facts;
mod fetch;
mod kept;
mod managed;
mod rules;
mod trail;
mod wire;
#[path = "../workspace_root.rs"]
mod workspace_root;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use iamkit_console::command::{Outcome, report_failure, report_usage};
use iamkit_console::output;

/// The data of the iamkit workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fetch, build and check the action catalog.
    Catalog(catalog::Args),
    /// Fetch, build and check the AWS managed policies.
    Managed(managed::Args),
    /// Write or check the page of the book that lists what answers take for granted.
    Facts(facts::Args),
    /// Write or check the page of the book that lists the rules of validation.
    Rules(rules::Args),
    /// Build and check what reading logs takes from the models of AWS's services.
    Trail(trail::Args),
    /// Build and check the tables of AWS's APIs.
    Wire(wire::Args),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return report_usage(&error, "cargo xtask"),
    };
    let code = run(cli.command).unwrap_or_else(|failure| report_failure(&failure));
    output::finish().map_or_else(|failure| report_failure(&failure), |()| code)
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Catalog(args) => catalog::run(args),
        Command::Managed(args) => managed::run(args),
        Command::Facts(args) => facts::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Trail(args) => trail::run(&args),
        Command::Wire(args) => wire::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn arguments_of_every_command_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
