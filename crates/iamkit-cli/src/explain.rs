//! `iamkit explain`: decides one request by the policies around it and says why.
//!
//! The question comes from a file or from the arguments; the answer is the engine's.

mod question;

use std::path::PathBuf;
use std::process::ExitCode;

use iamkit_catalog::Catalog;
use iamkit_conformance::case::{CaseResource, Situation};
use iamkit_conformance::engine::CompiledSituation;
use iamkit_engine::Decision;
use iamkit_engine::Evaluation;
use iamkit_engine::Layer;
use iamkit_policy::shown::Shown;
use iamkit_report::explanation::ResourceExplanation;
use iamkit_validate::request_check::{RequestFinding, check_request};

use crate::conformance::is_about_star;
use crate::hint;
use crate::misplaced;
use crate::policy_argument::FORMS;
use crate::situation;
use iamkit_console::command::{Failure, Outcome, exit_different};
use iamkit_console::output::{self, Line};

/// What to ask and how to answer.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS}\n\nExit codes: 0 answered (with --check: allowed), 1 not allowed (with --check), \
        2 could not be answered.")
)]
pub(crate) struct Args {
    /// A file with `request` and `policies`, as in a conformance case; without it, --principal, --action and policies.
    #[arg(conflicts_with = "Asked")]
    file: Option<PathBuf>,
    #[command(flatten)]
    asked: question::Asked,
    /// Leave a layer out, to see whether it is the cause of the answer.
    #[arg(long, value_name = "LAYER", value_parser = layer, value_delimiter = ',')]
    without: Vec<Layer>,
    /// Exit with 1 when the request is not allowed.
    #[arg(long)]
    check: bool,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For reading, from the top.
    Text,
    /// One object for each resource, each on a line.
    Json,
}

fn layer(name: &str) -> Result<Layer, String> {
    let layer = Layer::ALL.into_iter().find(|layer| layer.as_str() == name);
    layer.ok_or_else(|| {
        let names = Layer::ALL.map(Layer::as_str).join(", ");
        format!("no layer has this name; there are {names}")
    })
}

pub(crate) fn run(args: &Args) -> Outcome {
    let mut situation = match &args.file {
        Some(file) => situation::from_file(file)?,
        None => args.asked.situation()?,
    };
    let action = situation.request.action.clone();
    let wildcard_only = situation.request.wildcard_only;
    situation.request.wildcard_only = wildcard_only.or_else(|| is_about_star(&action));
    let answers = answers(&situation, &args.without).map_err(|error| with_hint(&error, &situation))?;
    for (resource, (evaluation, findings)) in situation.request.resources.iter().zip(&answers) {
        match args.format {
            Format::Text => print_text(&situation, resource, evaluation, findings),
            Format::Json => {
                output::json_line(&ResourceExplanation::new(&resource.arn, evaluation, findings))?;
            }
        }
    }
    let decision = Decision::most_restrictive(answers.iter().map(|(evaluation, _)| evaluation.decision()));
    if args.format == Format::Text && 1 < answers.len() {
        // S74: the action is allowed where it is on each of them.
        let alike = answers.iter().filter(|(evaluation, _)| evaluation.decision() == decision).count();
        let which = match answers.len() {
            count if count == alike => format!("all {count}"),
            count => format!("{alike} of {count}"),
        };
        output::line(format_args!("{decision}: {} on {which} resources", Shown::value(&action)));
    }
    Ok(if args.check && decision != Decision::Allow { exit_different() } else { ExitCode::SUCCESS })
}

/// What is decided about each of the resources, and what is found in the request for it.
fn answers(
    situation: &Situation,
    without: &[Layer],
) -> Result<Vec<(Evaluation, Vec<RequestFinding>)>, String> {
    let compiled = CompiledSituation::new(situation)?;
    let layers = without.iter().fold(compiled.layers(), |layers, layer| layers.without(*layer));
    let requests = compiled.requests()?;
    let answers = requests.iter().map(|request| {
        let findings = check_request(Catalog::embedded(), request);
        let evaluation = layers.evaluate(request).map_err(|error| error.to_string())?;
        Ok((evaluation, findings))
    });
    answers.collect()
}

/// The error, and what was meant where a policy of a resource stands among those of a principal.
fn with_hint(error: &impl std::fmt::Display, situation: &Situation) -> Failure {
    let layers = &situation.policies;
    let identity = layers.identity.iter().chain(&layers.session).flatten().chain(&layers.boundary);
    let line = format!("{error}{}", hint::of_layers(identity.map(|policy| &policy.document)));
    misplaced::in_layers(line, layers, &situation.request.action)
}

fn print_text(
    situation: &Situation,
    resource: &CaseResource,
    evaluation: &Evaluation,
    findings: &[RequestFinding],
) {
    use anstyle::AnsiColor::{Green, Red, Yellow};
    let color = match evaluation.decision() {
        Decision::Allow => Green,
        Decision::ExplicitDeny | Decision::ImplicitDeny => Red,
        Decision::Depends => Yellow,
    };
    let text = evaluation.to_string();
    let (decision, reasons) = text.split_once('\n').unwrap_or((&text, ""));
    let [action, arn] = [&situation.request.action, &resource.arn].map(|name| Shown::value(name));
    let heading = Line::default().styled(color.on_default().bold(), decision);
    output::line(heading.plain(format_args!(": {action} on {arn}")));
    reasons.lines().for_each(output::prose);
    if !findings.is_empty() {
        output::line("  against the catalog");
    }
    for finding in findings {
        output::line(format_args!("    {finding}"));
    }
}
