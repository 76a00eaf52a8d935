//! `iamkit validate`: what AWS's policy validation finds, offline.
//!
//! `iamkit-validate` finds it; here it is chosen what is validated, what of it is told, and in which form.

mod baseline;
mod beyond;
mod config;
mod fail_on;
mod github;
mod markdown;
mod request;
#[cfg(feature = "sarif")]
mod sarif;
mod selection;
mod subject;
mod text;
mod validated;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_aws::validation::ValidatePolicyResponse;
use iamkit_catalog::Catalog;
use iamkit_console::command::{Failure, Outcome, exit_different, exit_failed, report_failure};
use iamkit_console::output;
use iamkit_policy::normal::PolicyKind;
use iamkit_report::validation::ValidationReport;
use iamkit_validate::rule::ValidationRule;
use iamkit_validate::{PolicyResourceType, PolicyType, validate};
use indicatif::{ParallelProgressIterator as _, ProgressBar};
use rayon::prelude::*;

use crate::policy_argument::{FORMS, Kind};
use crate::progress::unless_quiet;
use baseline::Baseline;
use selection::{Choosing, Selection};
use subject::{Subject, Subjects};
use validated::Validated;

/// Find what AWS's policy validation finds: errors, security warnings, warnings and suggestions.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS} Files of folders that hold no policy are left out.\n\n`iamkit.toml`, here or in a folder \
        above, chooses too: \
        under `[validate]` the lists `select` and `ignore`, `fail-on`, and a table `severity`.\n\nExit codes: 0 nothing \
        found that fails, 1 something found, 2 bad input."),
)]
pub(crate) struct Args {
    /// The policies: files, folders, patterns, `managed:NAME`, or `-`.
    #[arg(required_unless_present_any = ["request", "list"], value_name = "POLICY")]
    policies: Vec<String>,
    /// Which kind of policy they are, where neither their wrapping nor the documents show it.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// To which type of resource they are attached, such as `AWS::S3::Bucket`.
    #[arg(long, value_name = "TYPE", value_parser = resource_type)]
    resource_type: Option<PolicyResourceType>,
    /// A request of `aws accessanalyzer validate-policy` instead of policies; the answer is its response.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["policies", "kind", "resource_type", "format", "baseline"])]
    request: Option<PathBuf>,
    /// List the rules instead.
    #[arg(long, conflicts_with_all = ["policies", "request"])]
    list: bool,
    #[command(flatten)]
    choosing: Choosing,
    /// Only what an earlier answer, written by `--format json`, doesn't have.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each finding; on a terminal, with the line of the document.
    Text,
    /// A list with an object for each policy.
    Json,
    /// The response of AWS's `ValidatePolicy`, for one policy.
    Aws,
    /// For the code scanners of a forge.
    #[cfg(feature = "sarif")]
    Sarif,
    /// A table for a comment in a review.
    Markdown,
    /// Notes at the lines of a change, as the runners of GitHub read them.
    Github,
}

fn resource_type(text: &str) -> Result<PolicyResourceType, String> {
    text.parse::<PolicyResourceType>().map_err(|error| error.to_string())
}

pub(crate) fn run(args: &Args) -> Outcome {
    let selection = Selection::new(&args.choosing)?;
    if args.list {
        text::list(&selection);
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(request) = &args.request {
        return request::run(request, &selection);
    }
    let baseline = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let Subjects { subjects, failures } = subject::all(&args.policies, said_type(args)?);
    let kind = args.kind.map(PolicyKind::from);
    let (mut validated, mut failures) = validate_all(subjects, kind, &selection, failures);
    if let Some(mut baseline) = baseline {
        for it in &mut validated {
            baseline.retain_new(it);
        }
    }
    if !validated.is_empty()
        && let Err(failure) = print(args.format, &validated)
    {
        failures.push(failure);
    }
    // What can't be read silences nothing else.
    for failure in &failures {
        report_failure(failure);
    }
    let mut findings = validated.iter().flat_map(|it| &it.findings);
    let fails = findings.any(|finding| selection.fails(finding.severity));
    Ok(match (failures.is_empty(), fails) {
        (false, _) => exit_failed(),
        (true, true) => exit_different(),
        (true, false) => ExitCode::SUCCESS,
    })
}

/// The type that the arguments say.
fn said_type(args: &Args) -> Result<Option<PolicyType>, Failure> {
    let kind = args.kind.map(|kind| PolicyType::from(PolicyKind::from(kind)));
    match (kind, args.resource_type) {
        (kind, None) => Ok(kind),
        (None | Some(PolicyType::Resource(None)), Some(it)) => Ok(Some(PolicyType::Resource(Some(it)))),
        (Some(_), Some(_)) => Err("`--resource-type` is for policies of the kind resource alone".into()),
    }
}

fn validate_all(
    subjects: Vec<Subject>,
    kind: Option<PolicyKind>,
    selection: &Selection,
    mut failures: Vec<Failure>,
) -> (Vec<Validated>, Vec<Failure>) {
    /// From so many policies on it may take long enough to tell how far it is.
    const MANY: usize = 1_000;
    let bar = if MANY <= subjects.len() {
        unless_quiet(ProgressBar::new(u64::try_from(subjects.len()).unwrap_or(u64::MAX)))
    } else {
        ProgressBar::hidden()
    };
    let found = subjects.into_par_iter().progress_with(bar.clone());
    let found = found.map(|it| validate_one(it, kind, selection));
    let mut validated = Vec::new();
    for outcome in found.collect::<Vec<_>>() {
        outcome.map_or_else(|failure| failures.push(failure), |it| validated.push(it));
    }
    bar.finish_and_clear();
    (validated, failures)
}

fn validate_one(
    subject: Subject,
    kind: Option<PolicyKind>,
    selection: &Selection,
) -> Result<Validated, Failure> {
    let findings = validate(&subject.text, subject.policy_type, Catalog::embedded())
        .map_err(|error| format!("{}: {error}", subject.shown()))?;
    let beyond = beyond::findings(&subject, kind, selection.beyond());
    Ok(Validated { findings: selection.chosen(findings, beyond), subject })
}

fn print(format: Format, validated: &[Validated]) -> Result<(), Failure> {
    match format {
        Format::Text => text::print(validated),
        Format::Json => output::json(&validated.iter().map(Json::new).collect::<Vec<_>>())?,
        Format::Aws => {
            let [one] = validated else {
                return Err("AWS's response is about one policy: name one".into());
            };
            if one.findings.iter().any(|finding| ValidationRule::by_code(finding.code).is_none()) {
                return Err("AWS's response has no codes but AWS's: leave out the rules beyond".into());
            }
            output::json(&ValidatePolicyResponse::of(&one.findings))?;
        }
        #[cfg(feature = "sarif")]
        Format::Sarif => output::json(&sarif::log(validated))?,
        Format::Markdown => output::markdown(&markdown::render(validated)),
        Format::Github => github::print(validated),
    }
    Ok(())
}

/// The report, with the policy's name.
#[derive(serde::Serialize)]
struct Json<'v> {
    policy: &'v str,
    #[serde(flatten)]
    report: ValidationReport,
}

impl<'v> Json<'v> {
    fn new(validated: &'v Validated) -> Self {
        let Validated { subject, findings } = validated;
        Self { policy: &subject.name, report: ValidationReport::new(subject.policy_type, findings) }
    }
}
