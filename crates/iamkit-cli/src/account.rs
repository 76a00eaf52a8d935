//! `iamkit account`: whole accounts – taken in, given out, and asked who can do what.
//!
//! Accounts come from a database that `import` made, or straight from what `aws iam get-account-authorization-details`
//! printed. The answers are those of `iamkit-account`; here they are printed.

mod compare;
mod diff;
mod escalation;
mod explain;
mod export;
mod format;
#[cfg(feature = "pictures")]
mod graph;
mod import;
mod policies;
mod problems;
pub(crate) mod source;
mod what_can;
mod who_can;

use clap::Subcommand;
use iamkit_console::command::Outcome;

/// What to do with accounts.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 done or answered, 1 answered with no, different or not everything, 2 could not be \
                        answered, 3 could be decided neither way."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take accounts into a database, all or nothing.
    Import(import::Args),
    /// Print an account as AWS lists it.
    Export(export::Args),
    /// Say who can do something to a resource, under which condition, and through which roles.
    WhoCan(who_can::Args),
    /// Say what a user or role can do.
    WhatCan(what_can::Args),
    /// Decide one request of a user or role and say why.
    Explain(explain::Args),
    /// List the policies that have an effect on a user or role, and how each comes to it.
    Policies(policies::Args),
    /// List who can make itself more than it is, and by which steps.
    Escalations(escalation::Args),
    /// Tell two users or roles apart: what exactly one of them may do.
    Compare(compare::Args),
    /// Say which access changed between two imports.
    Diff(diff::Args),
    /// Draw users, groups, roles, policies and who can become whom.
    #[cfg(feature = "pictures")]
    Graph(graph::Args),
}

pub(crate) fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::Import(args) => import::run(args),
        Command::Export(args) => export::run(args),
        Command::WhoCan(args) => who_can::run(args),
        Command::WhatCan(args) => what_can::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Policies(args) => policies::run(args),
        Command::Escalations(args) => escalation::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Diff(args) => diff::run(args),
        #[cfg(feature = "pictures")]
        Command::Graph(args) => graph::run(args),
    }
}
