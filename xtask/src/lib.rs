//! `cargo xtask`: reads the arguments and hands each command to its own file.
//!
//! Exit codes are the same everywhere: 0 answered or equal, 1 different or failed, 2 could not be answered, 3 could be
//! decided neither way. A library besides, so that [`printed`] can be asked about any document.

mod account;
mod assumptions;
mod bench;
mod catalog;
mod check;
mod ci;
mod command;
mod compare;
mod conformance;
mod diagram;
mod equivalence;
mod explain;
mod facts;
mod fetch;
mod lint;
mod managed;
mod output;
mod policy_argument;
mod policy_kind;
pub mod printed;
mod sarif;
mod second_voice;
mod simulate;
mod summarize;
mod tidy;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use command::{Outcome, report_failure};

/// The commands of the iamkit workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Cli {
    /// Print all lines of a long answer; without it, 100,000 and how many there are more. JSON is whole in any case.
    #[arg(long, global = true)]
    all: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check whether a customer managed policy gives the same access as an AWS managed policy.
    Equivalence(equivalence::Args),
    /// Compare two policies exactly, and name everything that only one of them allows.
    Compare(compare::Args),
    /// Check that a policy grants no new access, none of some access, or no public access.
    Check(Box<check::Args>),
    /// Say what a policy allows: which actions, on what, under which conditions, and how much that is.
    Summarize(summarize::Args),
    /// Find what in policies does nothing: statements without any effect, and names that no action has.
    Lint(lint::Args),
    /// Decide one request and say why.
    Explain(Box<explain::Args>),
    /// List what answers take for granted about the world.
    Facts(facts::Args),
    /// Answer a request of AWS's policy simulator.
    Simulate(simulate::Args),
    /// Run conformance cases against the naive evaluator and the engine.
    Conformance(conformance::Args),
    /// Fetch, build, check and compare the action catalog.
    Catalog(catalog::Args),
    /// Fetch, build, check and show the AWS managed policies.
    Managed(managed::Args),
    /// Take whole accounts in, and ask who can do what.
    Account(Box<account::Args>),
    /// Run the benchmarks and record their results.
    Bench(bench::Args),
    /// Check the structure of the workspace: its crates, its files, their docs.
    Tidy(tidy::Args),
    /// Run every check that continuous integration runs.
    Ci(ci::Args),
}

/// Does what the arguments of the program say, and gives the code to exit with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return command::report_usage(&error),
    };
    if cli.all {
        output::print_all();
    }
    let code = run(cli.command).unwrap_or_else(|failure| report_failure(&failure));
    output::finish().map_or_else(|failure| report_failure(&failure), |()| code)
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Equivalence(args) => equivalence::run(args),
        Command::Compare(args) => compare::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Summarize(args) => summarize::run(&args),
        Command::Lint(args) => lint::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Facts(args) => facts::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Conformance(args) => conformance::run(args),
        Command::Catalog(args) => catalog::run(args),
        Command::Managed(args) => managed::run(args),
        Command::Account(args) => account::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Tidy(args) => tidy::run(&args),
        Command::Ci(args) => ci::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::{Cli, output};

    #[test]
    fn arguments_of_every_command_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_tells_how_many_lines_are_printed() {
        assert_eq!(output::MAX_LINES, 100_000);
        assert!(Cli::command().render_help().to_string().contains("100,000"));
    }
}
