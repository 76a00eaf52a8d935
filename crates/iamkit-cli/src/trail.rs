//! `iamkit trail`: CloudTrail logs – mapped to what IAM was asked, replayed on changed policies, held against accounts.
//!
//! The answers are those of `iamkit-cloudtrail`; here they are printed.

mod changes;
mod check;
mod fit;
mod logs;
mod map;
mod replay;
mod summary;
mod table;
mod unused;
#[cfg(feature = "sarif")]
mod unused_sarif;
mod unused_words;

use clap::Subcommand;
use iamkit_console::command::Outcome;

/// What to do with logs.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 answered, 1 something would be denied, contradicts or is amiss, 2 could not be answered."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say of each record what IAM was asked, how certain that is, and what came of it.
    Map(map::Args),
    /// Say what a change of policies would have denied and allowed of what was asked.
    Replay(Box<replay::Args>),
    /// Hold recorded successes and denials against what the policies say.
    Check(check::Args),
    /// Say what policies grant that nobody used, as far as logs show it.
    Unused(unused::Args),
    /// Write the policy that allows what was used of another, proven to be within it.
    Fit(Box<fit::Args>),
}

pub(crate) fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::Map(args) => map::run(args),
        Command::Replay(args) => replay::run(args),
        Command::Check(args) => check::run(args),
        Command::Unused(args) => unused::run(args),
        Command::Fit(args) => fit::run(args),
    }
}
