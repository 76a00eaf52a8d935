//! `iamkit summarize`: what a policy allows, in few lines that don't overlap, and how much that is.
//!
//! The prover answers; this file reads the arguments and chooses how the answer is printed.

mod everything;

use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_catalog::Catalog;
use iamkit_engine::PolicyKind;
use iamkit_prover::{
    Access, Limits, Permissiveness, Summary, SummaryGrant, Universe, denials, permissiveness, summarize,
    summarize_actions,
};
use iamkit_report::summary::{KindSummary, SummaryReport};

use crate::compare::compile;
use crate::policy_argument::{FORMS, PolicyArgument};
use crate::policy_kind;
use crate::question::{Question, Shared};
use iamkit_console::command::{Failure, Outcome, exit_unknown};
use iamkit_console::output;
use iamkit_report::words;

/// Say what a policy allows: which actions, on what, under which conditions, and how much that is.
#[derive(Debug, clap::Args)]
#[command(after_help = format!("{FORMS}\n\nExit codes: 0 answered, 2 bad input, 3 not all could be decided."))]
pub(crate) struct Args {
    /// The policy.
    #[arg(value_name = "POLICY")]
    policy: String,
    /// Only what is allowed of this action, or of those that a pattern names.
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
    let kind = policy_kind::of_one(args.question.kind, &policy);
    let access = compile(&policy, kind)?;
    let (universe, budget) = (args.question.universe(), Shared::new(args.question.limits()));
    let summary = budget.ask(|limits| match &args.action {
        Some(actions) => summarize_actions(&access, actions, &universe, limits),
        None => Ok(summarize(&access, &universe, limits)),
    })?;
    let is_ranked = universe.catalog().is_some() && args.action.is_none();
    let permissiveness = is_ranked.then(|| budget.ask(|limits| permissiveness(&access, &universe, limits)));
    let mut report = SummaryReport::new(&summary, &universe);
    if let Some(permissiveness) = &permissiveness {
        report = report.with_permissiveness(permissiveness);
    }
    let denied = budget.ask(|limits| denied(&policy, kind, &universe, limits))?;
    if let Some(denied) = &denied {
        report = report.with_denials(denied);
    }
    let is_decided = report.unknown.is_empty();
    match args.format {
        Format::Text => {
            let is_everything = args.action.is_none()
                && budget.ask(|limits| everything::is_allowed(&access, kind, &summary, &universe, limits));
            print_allowed(&summary, is_everything);
            print_rest(&summary, denied.as_ref(), kind, permissiveness.as_ref(), &report);
        }
        Format::Json => {
            let summary = KindSummary { kind: kind.as_str(), summary: report };
            output::json(&summary)?;
        }
    }
    Ok(if is_decided { ExitCode::SUCCESS } else { exit_unknown() })
}

/// What a policy denies that only denies, compared with one beside it that allows everything.
fn denied(
    policy: &PolicyArgument,
    kind: PolicyKind,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Option<Summary>, Failure> {
    let access = Access::compared(&policy.document, kind);
    let access = access.map_err(|error| format!("{policy}: {error}"))?;
    Ok(access.has_full_access_beside().then(|| denials(&access, universe, limits)))
}

fn print_grants(grants: &[SummaryGrant]) {
    for grant in grants {
        let terms = words::terms(&grant.actions_except, &grant.terms, grant.is_exact);
        let terms = if terms.is_empty() { vec!["always".to_owned()] } else { terms };
        let terms = terms.iter().flat_map(|term| words::hanging(term)).map(|term| format!("  {term}"));
        for line in words::wrapped(&grant.actions).into_iter().chain(terms) {
            output::line(line);
        }
    }
}

fn print_allowed(summary: &Summary, is_everything: bool) {
    if is_everything {
        output::line("everything");
    } else if summary.grants.is_empty() {
        output::line("nothing");
    } else {
        print_grants(&summary.grants);
    }
}

fn print_rest(
    summary: &Summary,
    denied: Option<&Summary>,
    kind: PolicyKind,
    permissiveness: Option<&Permissiveness>,
    report: &SummaryReport,
) {
    if let Some(denied) = denied {
        output::line("");
        output::line("denies:");
        print_grants(&denied.grants);
    }
    for unknown in &report.unknown {
        output::line(format_args!("unknown: {}", unknown.reason));
    }
    output::line("");
    if let Some(Permissiveness { actions, unlimited_actions, all_actions, score, .. }) = permissiveness {
        output::line(format_args!(
            "{actions} of {all_actions} actions, {unlimited_actions} of them without limits; permissiveness {score:.4}"
        ));
    }
    if !summary.facts.is_empty() {
        words::hanging(&format!("facts: {}", summary.facts)).into_iter().for_each(output::line);
    }
    output::line(format_args!("kind of policy: {}", kind.as_str()));
    if report.universe == "real" {
        let sources = Catalog::embedded().sources().collect::<Vec<_>>();
        output::line(format_args!("catalog: {}", sources.join(", ")));
    }
}
