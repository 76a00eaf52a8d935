//! `cargo xtask summarize`: what a policy allows, in few lines that don't overlap, and how much that is.
//!
//! The prover answers; this file reads the arguments and chooses how the answer is printed.

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit::Catalog;
use iamkit::prover::{Permissiveness, Summary, Universe, permissiveness, summarize, terms_of_action};
use iamkit::summary::SummaryReport;

use crate::command::{Outcome, exit_unknown};
use crate::compare::Question;
use crate::policy_argument::{FORMS, PolicyArgument};
use crate::words;

/// Say what a policy allows: which actions, on what, under which conditions, and how much that is.
#[derive(Debug, clap::Args)]
#[command(after_help = format!("{FORMS}\n\nExit codes: 0 answered, 2 bad input, 3 not all could be decided."))]
pub(crate) struct Args {
    /// The policy.
    #[arg(value_name = "POLICY")]
    policy: String,
    /// Only what is allowed of this action.
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    #[command(flatten)]
    question: Question,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The actions of each line, and below them the terms.
    Text,
    /// One object.
    Json,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let policy = PolicyArgument::read(&args.policy)?;
    let access = args.question.compile(&policy)?;
    let (universe, limits) = (args.question.universe(), args.question.limits());
    let summary = match &args.action {
        Some(action) => terms_of_action(&access, action, &universe, &limits),
        None => summarize(&access, &universe, &limits),
    };
    let permissiveness = match universe {
        Universe::Real(catalog) if args.action.is_none() => Some(permissiveness(&access, catalog, &limits)),
        _ => None,
    };
    let mut report = SummaryReport::new(&summary, &universe);
    if let Some(permissiveness) = &permissiveness {
        report = report.with_permissiveness(permissiveness);
    }
    match args.format {
        Format::Text => print(&summary, permissiveness.as_ref(), &report),
        Format::Json => anstream::println!("{}", serde_json::to_string_pretty(&report)?),
    }
    Ok(if report.unknown.is_empty() { ExitCode::SUCCESS } else { exit_unknown() })
}

fn print(summary: &Summary, permissiveness: Option<&Permissiveness>, report: &SummaryReport) {
    for grant in &summary.grants {
        let terms = words::terms(&grant.actions_except, &grant.terms, grant.is_exact);
        let terms = if terms.is_empty() { vec!["always".to_owned()] } else { terms };
        let terms = terms.iter().map(|term| format!("  {term}"));
        for line in words::wrapped(&grant.actions).into_iter().chain(terms) {
            anstream::println!("{line}");
        }
    }
    if summary.grants.is_empty() {
        anstream::println!("nothing");
    }
    for unknown in &report.unknown {
        anstream::println!("unknown: {}", unknown.reason);
    }
    anstream::println!();
    if let Some(Permissiveness { actions, unlimited_actions, all_actions, score, .. }) = permissiveness {
        anstream::println!(
            "{actions} of {all_actions} actions, {unlimited_actions} of them without limits; permissiveness {score:.4}"
        );
    }
    if report.universe == "real" {
        anstream::println!("catalog: {}", Catalog::embedded().sources().collect::<Vec<_>>().join(", "));
    }
}
