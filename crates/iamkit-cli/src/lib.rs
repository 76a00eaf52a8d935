//! The command `iamkit`: reads the arguments and hands each command to its own file.
//!
//! Exit codes are the same everywhere: 0 answered or equal, 1 different or failed, 2 could not be answered, 3 could be
//! decided neither way. A library besides, so that [`printed`] can be asked about any document.

#![cfg_attr(
    not(all(
        feature = "account",
        feature = "aws",
        feature = "explain",
        feature = "lint",
        feature = "rewrite"
    )),
    allow(dead_code, reason = "what commands share is used by those that are left out")
)]

#[cfg(feature = "account")]
mod account;
mod assumptions;
mod catalog;
#[cfg(feature = "aws")]
mod check;
mod compare;
#[cfg(feature = "completions")]
mod completions;
mod conformance;
#[cfg(feature = "pictures")]
mod diagram;
#[cfg(feature = "equivalence")]
mod equivalence;
#[cfg(feature = "explain")]
mod explain;
mod facts;
#[cfg(feature = "sarif")]
mod forms;
mod global_options;
mod hint;
#[cfg(feature = "lint")]
mod lint;
mod list_format;
#[cfg(feature = "completions")]
mod man;
mod managed;
mod managed_argument;
#[cfg(test)]
#[cfg(feature = "default")]
mod marks;
mod misplaced;
mod placed;
mod policy_argument;
mod policy_kind;
#[cfg(feature = "sarif")]
pub mod printed;
mod progress;
mod question;
#[cfg(feature = "rewrite")]
mod rewrite;
#[cfg(any(feature = "lint", feature = "validate"))]
mod rule_code;
#[cfg(feature = "sarif")]
mod sarif;
mod schema;
mod second_voice;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "aws")]
mod simulate;
mod situation;
mod summarize;
#[cfg(feature = "trail")]
mod trail;
#[cfg(feature = "validate")]
mod validate;
mod version;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use global_options::{GlobalOptions, with_color};
use iamkit_console::command::{Outcome, exit_failed, report_failure, report_usage};
use iamkit_console::output;

/// AWS IAM policies, exactly and offline.
#[derive(Debug, Parser)]
#[command(name = "iamkit", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    global: GlobalOptions,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check whether a customer managed policy gives the same access as an AWS managed policy.
    #[cfg(feature = "equivalence")]
    Equivalence(equivalence::Args),
    /// Compare two policies exactly, and name everything that only one of them allows.
    Compare(compare::Args),
    /// Check that a policy grants no new access, none of some access, or no public access.
    #[cfg(feature = "aws")]
    Check(Box<check::Args>),
    /// Say what a policy allows: which actions, on what, under which conditions, and how much that is.
    Summarize(summarize::Args),
    /// Find what AWS's policy validation finds: errors, security warnings, warnings and suggestions.
    #[cfg(feature = "validate")]
    Validate(Box<validate::Args>),
    /// Find what in policies does nothing: statements without any effect, and names that no action has.
    #[cfg(feature = "lint")]
    Lint(lint::Args),
    /// Write policies in one form.
    #[cfg(feature = "rewrite")]
    Fmt(rewrite::FmtArgs),
    /// Write a policy with each pattern of actions spelt out.
    #[cfg(feature = "rewrite")]
    Expand(rewrite::ExpandArgs),
    /// Write a policy in fewer characters that allows and denies the same.
    #[cfg(feature = "rewrite")]
    Minimize(rewrite::MinimizeArgs),
    /// Decide one request and say why.
    #[cfg(feature = "explain")]
    Explain(Box<explain::Args>),
    /// List what answers take for granted about the world.
    Facts(facts::Args),
    /// Answer a request of AWS's policy simulator.
    #[cfg(feature = "aws")]
    Simulate(simulate::Args),
    /// Run conformance cases against the naive evaluator and the engine.
    Conformance(conformance::Args),
    /// Show, expand and compare the action catalog.
    Catalog(catalog::Args),
    /// Show and compare the AWS managed policies.
    Managed(managed::Args),
    /// Take whole accounts in, and ask who can do what.
    #[cfg(feature = "account")]
    Account(Box<account::Args>),
    /// Replay CloudTrail logs: what a change would deny, what nobody uses, how small a policy may be.
    #[cfg(feature = "trail")]
    Trail(Box<trail::Args>),
    /// Answer IAM and STS on the wire, until a signal ends it.
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    /// Print what answers in JSON look like.
    Schema(schema::Args),
    /// Print what a shell needs to complete the arguments.
    #[cfg(feature = "completions")]
    Completions(completions::Args),
    /// Write the pages of the manual.
    #[cfg(feature = "completions")]
    Man(man::Args),
}

/// Does what the arguments of the program say, and gives the code to exit with.
pub fn main() -> ExitCode {
    let program = called_as();
    let command = with_color(Cli::command().bin_name(program.clone()), std::env::args().skip(1));
    let parsed = command.try_get_matches();
    let cli = match parsed.and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches)) {
        Ok(cli) => cli,
        Err(error) if error.kind() == ErrorKind::DisplayVersion => return print_version(&program),
        Err(error) => return report_usage(&error, &meant(program, std::env::args().skip(1))),
    };
    cli.global.apply();
    let code = cli
        .global
        .settle()
        .and_then(|()| run(cli.command))
        .unwrap_or_else(|failure| report_failure(&failure));
    if code == exit_failed() {
        output::abandon();
    }
    output::finish().map_or_else(|failure| report_failure(&failure), |()| code)
}

fn print_version(program: &str) -> ExitCode {
    output::line(version::line(program));
    output::finish().map_or_else(|failure| report_failure(&failure), |()| ExitCode::SUCCESS)
}

/// The command that arguments are of, as far as they name one that there is.
fn meant(program: String, arguments: impl Iterator<Item = String>) -> String {
    let cli = Cli::command();
    let (mut command, mut meant) = (&cli, program);
    for argument in arguments {
        if let Some(below) = command.find_subcommand(&argument) {
            meant = format!("{meant} {argument}");
            command = below;
        }
    }
    meant
}

/// What the user called: the name that whoever runs this program gives it, such as `cargo xtask`.
fn called_as() -> String {
    std::env::var("IAMKIT_CALLED_AS").unwrap_or_else(|_| "iamkit".to_owned())
}

fn run(command: Command) -> Outcome {
    match command {
        #[cfg(feature = "equivalence")]
        Command::Equivalence(args) => equivalence::run(args),
        Command::Compare(args) => compare::run(&args),
        #[cfg(feature = "aws")]
        Command::Check(args) => check::run(&args),
        Command::Summarize(args) => summarize::run(&args),
        #[cfg(feature = "validate")]
        Command::Validate(args) => validate::run(&args),
        #[cfg(feature = "lint")]
        Command::Lint(args) => lint::run(&args),
        #[cfg(feature = "rewrite")]
        Command::Fmt(args) => rewrite::fmt(&args),
        #[cfg(feature = "rewrite")]
        Command::Expand(args) => rewrite::spell_out(&args),
        #[cfg(feature = "rewrite")]
        Command::Minimize(args) => rewrite::make_small(&args),
        #[cfg(feature = "explain")]
        Command::Explain(args) => explain::run(&args),
        Command::Facts(args) => facts::run(&args),
        #[cfg(feature = "aws")]
        Command::Simulate(args) => simulate::run(&args),
        Command::Conformance(args) => conformance::run(&args),
        Command::Catalog(args) => catalog::run(args),
        Command::Managed(args) => managed::run(args),
        #[cfg(feature = "account")]
        Command::Account(args) => account::run(&args),
        #[cfg(feature = "trail")]
        Command::Trail(args) => trail::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        Command::Schema(args) => schema::run(&args),
        #[cfg(feature = "completions")]
        Command::Completions(args) => completions::run(&args, Cli::command()),
        #[cfg(feature = "completions")]
        Command::Man(args) => man::run(&args, Cli::command()),
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
    fn the_command_that_is_meant_is_the_one_that_is_named() {
        let of = |line: &str| super::meant("iamkit".into(), line.split(' ').map(str::to_owned));
        assert_eq!(of("--color never check --all no-new-access lint"), "iamkit check no-new-access");
        assert_eq!(of("lnt lint"), "iamkit lint");
        assert_eq!(of("--all"), "iamkit");
    }

    #[test]
    fn help_tells_how_many_lines_are_printed() {
        assert_eq!(output::MAX_LINES, 100_000);
        assert!(Cli::command().render_help().to_string().contains("100,000"));
    }
}
