//! `cargo xtask tidy`: the structure of the workspace, each rule in a file of its own.
//!
//! [`workspace`] reads the crates and what is asked about their files ([`source`]); a rule takes that and gives findings;
//! what is found today and still allowed stands in [`allowed`].

mod allow_list;
mod allowed;
mod circles;
mod components;
mod crate_arrows;
mod file_length;
mod finding;
mod layers;
mod links;
mod module_docs;
mod modules;
mod names;
mod pages;
mod paragraph;
mod public_names;
mod reader;
mod source;
mod summaries;
#[cfg(test)]
mod tests;
mod workspace;
#[path = "../workspace_root.rs"]
mod workspace_root;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use iamkit_console::command::{Outcome, exit_different, report_failure, report_usage};
use iamkit_console::output;

use allow_list::Allowed;
use allowed::ALLOWED;
use finding::{Finding, Rule};
use workspace::Workspace;
use workspace_root::workspace_root;

/// The structure of the iamkit workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the structure of the workspace: its crates, its files, their docs, the links of its pages.
    Tidy(Args),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is still allowed is listed with its reason in `xtask/src/tidy/allowed.rs`; an entry there that \
        nothing needs any more is a finding too.\n\nExit codes: 0 nothing found, 1 something found, 2 the workspace \
        could not be read."
)]
struct Args {
    /// Check this rule alone, or these; without it, all.
    #[arg(long = "rule", value_enum, value_name = "NAME")]
    rules: Vec<Rule>,
    /// Print what is allowed too, as if nothing were.
    #[arg(long)]
    with_allowed: bool,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each finding.
    Text,
    /// A list with an object for each.
    Json,
}

fn main() -> ExitCode {
    let Command::Tidy(args) = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => return report_usage(&error, "cargo xtask"),
    };
    let code = run(&args).unwrap_or_else(|failure| report_failure(&failure));
    output::finish().map_or_else(|failure| report_failure(&failure), |()| code)
}

fn run(args: &Args) -> Outcome {
    let rules = if args.rules.is_empty() { Rule::value_variants() } else { &args.rules };
    let allowed = if args.with_allowed { &[] } else { ALLOWED };
    let findings = findings(&Workspace::read(&workspace_root())?, rules, allowed);
    match args.format {
        Format::Text => output::lines(&findings.iter().collect()),
        Format::Json => output::json(&findings)?,
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { exit_different() })
}

/// What the rules find beyond what is allowed, in the order of places.
fn findings(workspace: &Workspace, rules: &[Rule], allowed: &[Allowed]) -> Vec<Finding> {
    let found = rules.iter().flat_map(|&rule| check(workspace, rule)).collect();
    let mut findings = allow_list::beyond(found, rules, allowed);
    findings.sort_by(|a, b| (&a.path, a.line, a.rule).cmp(&(&b.path, b.line, b.rule)));
    findings.dedup();
    findings
}

fn check(workspace: &Workspace, rule: Rule) -> Vec<Finding> {
    match rule {
        Rule::CrateArrows => crate_arrows::check(workspace),
        Rule::Circles => circles::check(workspace),
        Rule::ModuleDocs => module_docs::check(workspace),
        Rule::Summaries => summaries::check(workspace),
        Rule::FileLength => file_length::check(workspace),
        Rule::PublicNames => public_names::check(workspace),
        Rule::Links => links::check(workspace),
    }
}
