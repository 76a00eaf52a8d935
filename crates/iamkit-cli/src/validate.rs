//! `iamkit validate`: what AWS's policy validation finds, offline.
//!
//! `iamkit-validate` finds it; here it is chosen what is validated, what of it is told, and in which form.

mod baseline;
mod beyond;
mod config;
mod fail_on;
mod fixing;
mod github;
mod literal;
mod request;
mod require;
mod row;
mod selection;
mod subject;
mod text;
mod validated;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use iamkit_aws::validation::ValidatePolicyResponse;
use iamkit_catalog::Catalog;
use iamkit_console::command::{Failure, Outcome, exit_different, exit_failed, exit_unknown, report_failure};
use iamkit_console::output;
use iamkit_policy::normal::PolicyKind;
#[cfg(feature = "sarif")]
use iamkit_report::validation::sarif;
use iamkit_report::validation::{SCHEMA, ValidationReport, markdown};
use iamkit_validate::rule::ValidationRule;
use iamkit_validate::{PolicyResourceType, PolicyType, validate};

use crate::policy_argument::{FORMS, Kind};
#[cfg(feature = "sarif")]
use crate::sarif::root;
use baseline::Baseline;
use fixing::Fixing;
use require::Requirements;
use selection::{Choosing, Selection};
use subject::{Said, Subject};
use validated::Validated;

/// Find what AWS's policy validation finds: errors, security warnings, warnings and suggestions.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS} Files of folders that hold no policy are left out.\n\n`iamkit.toml`, here or in a folder \
        above, chooses too: \
        under `[validate]` the lists `select`, `ignore` and `accounts`, `fail-on`, and a table `severity`; each `[[require]]` is what \
        every Allow of some actions has to be within, by proof.\n\nExit codes: 0 nothing found that fails, 1 something \
        found or, with `--diff`, something to mend, 2 bad input, 3 a requirement could be decided neither way."),
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
    #[command(flatten)]
    fixing: Fixing,
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
    let requirements = Requirements::find(args.choosing.config())?;
    let said = Said { kind: args.kind.map(PolicyKind::from), policy_type: said_type(args)? };
    let (names, mut failures) = subject::names(&args.policies);
    if args.fixing.shows() {
        if args.format != Format::Text {
            return Err("what would be mended is shown as text alone: leave out `--format`".into());
        }
        let shown = args.fixing.run(&names, said, &selection);
        failures.extend(shown.failures);
        return Ok(code(&failures, false, shown.is_any));
    }
    if args.fixing.writes() {
        failures.extend(args.fixing.run(&names, said, &selection).failures);
    }
    let done = work::each(&names, said, |subject| validate_one(subject, said, &selection, &requirements));
    failures.extend(done.failures);
    let mut validated = done.results;
    if let Some(mut baseline) = baseline {
        for it in &mut validated {
            baseline.retain_new(it);
        }
    }
    if !validated.is_empty()
        && let Err(failure) = print(args.format, &validated, done.left_out)
    {
        failures.push(failure);
    }
    // What can't be read silences nothing else.
    failures.extend(validated.iter().flat_map(|it| &it.unasked).map(|unasked| unasked.clone().into()));
    for undecided in validated.iter().flat_map(|it| &it.undecided) {
        output::error(undecided);
    }
    let mut findings = validated.iter().flat_map(|it| &it.findings);
    let fails = findings.any(|finding| selection.fails(finding.severity));
    Ok(code(&failures, validated.iter().any(|it| !it.undecided.is_empty()), fails))
}

/// Tells the failures, and the code that all of it exits with: the gravest.
fn code(failures: &[Failure], is_undecided: bool, fails: bool) -> ExitCode {
    for failure in failures {
        report_failure(failure);
    }
    match (failures.is_empty(), is_undecided, fails) {
        (false, ..) => exit_failed(),
        (true, true, _) => exit_unknown(),
        (true, false, true) => exit_different(),
        (true, false, false) => ExitCode::SUCCESS,
    }
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

fn validate_one(
    subject: Subject,
    said: Said,
    selection: &Selection,
    requirements: &Requirements,
) -> Result<Validated, Failure> {
    let failure = |error: &dyn std::fmt::Display| format!("{}: {error}", subject.shown());
    let findings =
        validate(&subject.text, subject.policy_type, Catalog::embedded()).map_err(|error| failure(&error))?;
    let kind = said.kind().or(subject.implied_kind).unwrap_or(fixing::kind_of(subject.policy_type));
    let checked = requirements.check(&subject.text, kind);
    let beyond = beyond::findings(&subject, said.kind(), selection.beyond(), selection.own_accounts());
    let mut findings = selection.chosen(findings, beyond);
    findings.extend(checked.findings);
    // Stable: at one place AWS's come first.
    findings.sort_by_key(|finding| finding.locations.first().map(|location| location.start.offset));
    let told = |errors: &[String]| errors.iter().map(|error| failure(error)).collect();
    let (undecided, unasked) = (told(&checked.undecided), told(&checked.unasked));
    Ok(Validated { subject: subject.kept(!findings.is_empty()), findings, undecided, unasked })
}

fn print(format: Format, validated: &[Validated], left_out: usize) -> Result<(), Failure> {
    let documents = validated.iter().map(Validated::shown).collect::<Vec<_>>();
    match format {
        Format::Text => text::print(validated, &documents, left_out),
        Format::Json => {
            let policies = validated.iter().map(JsonPolicy::new).collect();
            output::json(&Json { schema: SCHEMA, policies, files_left_out: left_out })?;
        }
        Format::Aws => {
            let [one] = validated else {
                return Err("AWS's response is about one policy: name one".into());
            };
            if one.findings.iter().any(|finding| ValidationRule::by_code(finding.code).is_none()) {
                return Err(
                    "AWS's response has no codes but AWS's: leave out the rules beyond and the requirements"
                        .into(),
                );
            }
            output::json(&ValidatePolicyResponse::of(&one.findings))?;
        }
        #[cfg(feature = "sarif")]
        Format::Sarif => output::json(&sarif(&documents, &root()))?,
        Format::Markdown => output::markdown(&markdown(&documents)),
        Format::Github => github::print(validated),
    }
    Ok(())
}

/// All reports.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Json<'v> {
    schema: u32,
    policies: Vec<JsonPolicy<'v>>,
    /// How many files of folders hold no policy.
    files_left_out: usize,
}

/// A report, with the policy's name.
#[derive(serde::Serialize)]
struct JsonPolicy<'v> {
    policy: &'v str,
    #[serde(flatten)]
    report: ValidationReport,
}

impl<'v> JsonPolicy<'v> {
    fn new(validated: &'v Validated) -> Self {
        let Validated { subject, findings, .. } = validated;
        Self { policy: &subject.name, report: ValidationReport::new(subject.policy_type, findings) }
    }
}
