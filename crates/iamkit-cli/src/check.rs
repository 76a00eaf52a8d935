//! `iamkit check`: the custom policy checks of IAM Access Analyzer, proven offline.
//!
//! Each check takes policies as arguments, or with `--request` the JSON that AWS's own command takes. `iamkit-aws`
//! makes the check; this file reads arguments and turns the answer into text and an exit code.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use iamkit_aws::access_check::{
    AccessCheckError, AccessCheckPolicyType, AccessEntry, CheckAccessNotGranted, CheckNoNewAccess,
    CheckNoPublicAccess, CheckResponse, Checked, UnknownAs,
};
use iamkit_engine::{CompileError, PolicyKind};
use iamkit_policy::shown::Shown;
use iamkit_policy::{LoadError, ParseError};
use iamkit_prover::{Check, Limits, Universe};
use serde::de::DeserializeOwned;

use crate::assumptions::{Accept, Assumptions};
use crate::compare::compile;
use crate::placed;
use crate::policy_argument::{FORMS, Kind, PolicyArgument};
use crate::policy_kind;
use crate::question::Bounds;
use crate::second_voice::check::Question;
use iamkit_console::command::{Failure, Outcome, exit_different, exit_unknown, read_string, shown};
use iamkit_console::output::{self, Line};
use iamkit_report::words;

/// Check that a policy grants no new access, none of some access, or no public access.
#[derive(Debug, clap::Args)]
#[command(
    arg_required_else_help = true,
    after_help = format!(
        "{FORMS}\n\nExit codes: 0 passed, 1 failed, 2 bad input, 3 undecided (0 with `--unknown-as pass`)."
    )
)]
pub(crate) struct Args {
    #[command(subcommand)]
    check: Which,
}

#[derive(Debug, Subcommand)]
enum Which {
    /// Fail if the candidate grants something that the reference doesn't (`CheckNoNewAccess`).
    NoNewAccess {
        /// The policy that says what may be granted.
        #[arg(long, value_name = "POLICY", required_unless_present = "request", conflicts_with = "request")]
        reference: Option<String>,
        /// The policy that may grant nothing beyond it.
        #[arg(long, value_name = "POLICY", required_unless_present = "request", conflicts_with = "request")]
        candidate: Option<String>,
        /// What kind of policies they are; without it, as they and their wrappings show.
        #[arg(long, value_enum)]
        kind: Option<Kind>,
        #[command(flatten)]
        how: How,
    },
    /// Fail if the policy grants any of the actions on any of the resources (`CheckAccessNotGranted`).
    AccessNotGranted {
        /// The policy.
        #[arg(value_name = "POLICY", required_unless_present = "request", conflicts_with = "request")]
        policy: Option<String>,
        /// An action that may not be granted, perhaps with wildcards; without any, every action is meant.
        #[arg(long = "action", value_name = "ACTION", conflicts_with = "request")]
        actions: Vec<String>,
        /// A resource on which it may not be granted; without any, every resource is meant.
        #[arg(long = "resource", value_name = "ARN", conflicts_with = "request")]
        resources: Vec<String>,
        /// What kind of policy it is; without it, as it and its wrapping show.
        #[arg(long, value_enum)]
        kind: Option<Kind>,
        #[command(flatten)]
        how: How,
    },
    /// Fail if the resource policy grants anything to strangers (`CheckNoPublicAccess`).
    NoPublicAccess {
        /// The policy.
        #[arg(value_name = "POLICY", required_unless_present = "request", conflicts_with = "request")]
        policy: Option<String>,
        /// The type of the resource, as AWS names it; without it, that of a role or key if the policy is of one, and
        /// else `AWS::S3::Bucket`.
        #[arg(long, value_name = "TYPE", conflicts_with = "request")]
        resource_type: Option<String>,
        #[command(flatten)]
        how: How,
    },
}

/// How to ask and how to answer.
#[derive(Debug, clap::Args)]
struct How {
    /// The request in a file, in the JSON that AWS's own command takes.
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// Look at any strings instead of what the catalog has: also at actions that there are not yet.
    #[arg(long)]
    strings: bool,
    /// What an undecided check is taken for.
    #[arg(long, value_enum, default_value_t = Taken::Fail)]
    unknown_as: Taken,
    /// The least sure facts on which the check may pass; one that needs others is undecided and names them.
    #[arg(long, value_enum, default_value_t = Accept::Documented)]
    accept: Accept,
    #[command(flatten)]
    assumptions: Assumptions,
    #[command(flatten)]
    bounds: Bounds,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Taken {
    Fail,
    Pass,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The answer and a line for each reason.
    Text,
    /// The answer as AWS gives it.
    Json,
}

impl How {
    fn universe(&self) -> Universe<'static> {
        let universe = if self.strings { Universe::strings() } else { Universe::real() };
        self.assumptions.accepting(universe, self.accept)
    }

    fn limits(&self) -> Limits {
        self.bounds.limits()
    }

    fn unknown_as(&self) -> UnknownAs {
        match self.unknown_as {
            Taken::Fail => UnknownAs::Fail,
            Taken::Pass => UnknownAs::Pass,
        }
    }

    /// The request of the file, or the one that the arguments make; with the kind of its policies, where that is known.
    fn request<R: DeserializeOwned>(
        &self,
        said: Option<Kind>,
        from_arguments: impl FnOnce() -> Result<(R, PolicyKind), Failure>,
    ) -> Result<(R, Option<PolicyKind>), Failure> {
        match &self.request {
            Some(file) => Ok((request_in(file)?, said.map(Into::into))),
            None => from_arguments().map(|(request, kind)| (request, Some(kind))),
        }
    }
}

fn request_in<R: DeserializeOwned>(file: &Path) -> Result<R, Failure> {
    let text = read_string(file)?;
    serde_json::from_str(&text).map_err(|error| {
        let told = format!("`{}` is no such request: {error}", shown(file));
        placed::failure(file, &text, told, placed::message(&error), placed::position(&text, &error))
    })
}

/// Why a check can't be made: where that is a policy of a request in a file, with the lines of it that are wrong.
fn refused(how: &How, error: AccessCheckError, text_of: impl Fn(&str) -> String) -> Failure {
    let Some(file) = &how.request else { return error.into() };
    let told = error.to_string();
    let (member, problems) = match &error {
        AccessCheckError::Document { member, why: LoadError::Invalid(errors) } => {
            let place = |error: &ParseError| (error.position(), error.message().to_string());
            (member, errors.iter().map(place).collect::<Vec<_>>())
        }
        AccessCheckError::Kind { member, why } => {
            let place = |error: &CompileError| {
                let problem = error.problem();
                (problem.position(), problem.message().to_owned())
            };
            (member, why.iter().map(place).collect())
        }
        _ => return error.into(),
    };
    let text = text_of(member);
    // Of percent-encoded text, the places are those of what it decodes to.
    if text.trim_start().starts_with('%') {
        return error.into();
    }
    placed::of_member(file, member, &text, told, problems)
}

fn read_policy(policy: Option<&str>) -> Result<PolicyArgument, Failure> {
    PolicyArgument::read(policy.unwrap_or_default())
}

fn text_of(policy: &PolicyArgument) -> String {
    policy.document.text().to_owned()
}

pub(crate) fn run(args: &Args) -> Outcome {
    let (checked, how) = match &args.check {
        Which::NoNewAccess { reference, candidate, kind, how } => {
            let (request, kind) =
                how.request(*kind, || new_access(reference.as_deref(), candidate.as_deref(), *kind))?;
            let checked = request.check_as(kind, &how.universe(), &how.limits());
            let text = |member: &str| match member {
                "newPolicyDocument" => request.new_policy_document.clone(),
                _ => request.existing_policy_document.clone(),
            };
            (confirmed(&request, checked.map_err(|error| refused(how, error, text))?)?, how)
        }
        Which::AccessNotGranted { policy, actions, resources, kind, how } => {
            let access = AccessEntry { actions: actions.clone(), resources: resources.clone() };
            let (request, kind) = how.request(*kind, || granted_access(policy.as_deref(), access, *kind))?;
            let checked = request.check_as(kind, &how.universe(), &how.limits());
            let text = |_: &str| request.policy_document.clone();
            (confirmed(&request, checked.map_err(|error| refused(how, error, text))?)?, how)
        }
        Which::NoPublicAccess { policy, resource_type, how } => {
            let (request, _) =
                how.request(None, || public_access(policy.as_deref(), resource_type.as_deref()))?;
            let checked = request.check(&how.universe(), &how.limits());
            let text = |_: &str| request.policy_document.clone();
            (confirmed(&request, checked.map_err(|error| refused(how, error, text))?)?, how)
        }
    };
    answer(&checked, how)
}

fn new_access(
    reference: Option<&str>,
    candidate: Option<&str>,
    said: Option<Kind>,
) -> Result<(CheckNoNewAccess, PolicyKind), Failure> {
    let (reference, candidate) = (read_policy(reference)?, read_policy(candidate)?);
    let kind = policy_kind::of_both(said, &reference, &candidate)?;
    compile(&reference, kind)?;
    compile(&candidate, kind)?;
    let request = CheckNoNewAccess {
        existing_policy_document: text_of(&reference),
        new_policy_document: text_of(&candidate),
        policy_type: AccessCheckPolicyType::of_kind(kind),
    };
    Ok((request, kind))
}

fn granted_access(
    policy: Option<&str>,
    access: AccessEntry,
    said: Option<Kind>,
) -> Result<(CheckAccessNotGranted, PolicyKind), Failure> {
    let policy = read_policy(policy)?;
    let kind = policy_kind::of_one(said, &policy);
    compile(&policy, kind)?;
    let request = CheckAccessNotGranted {
        policy_document: text_of(&policy),
        access: vec![access],
        policy_type: AccessCheckPolicyType::of_kind(kind),
    };
    Ok((request, kind))
}

fn public_access(
    policy: Option<&str>,
    resource_type: Option<&str>,
) -> Result<(CheckNoPublicAccess, PolicyKind), Failure> {
    let policy = read_policy(policy)?;
    let shown = match policy.kind {
        PolicyKind::Trust => "AWS::IAM::AssumeRolePolicyDocument",
        PolicyKind::Key => "AWS::KMS::Key",
        _ => "AWS::S3::Bucket",
    };
    let resource_type = resource_type.unwrap_or(shown).to_owned();
    let request = CheckNoPublicAccess { policy_document: text_of(&policy), resource_type };
    let kind = request.policy_kind()?;
    compile(&policy, kind)?;
    Ok((request, kind))
}

/// The check, once the naive evaluator has been asked about what it shows.
fn confirmed(question: &impl Question, checked: Checked) -> Result<Checked, Failure> {
    question.confirm(&checked)?;
    Ok(checked)
}

fn answer(checked: &Checked, how: &How) -> Outcome {
    let response = checked.response(how.unknown_as());
    match how.format {
        Format::Text => print_text(&response),
        Format::Json => output::json(&response)?,
    }
    Ok(match (checked.check(), how.unknown_as) {
        (Check::Pass(_), _) | (Check::Unknown(_), Taken::Pass) => ExitCode::SUCCESS,
        (Check::Fail(_), _) => exit_different(),
        (Check::Unknown(_), Taken::Fail) => exit_unknown(),
    })
}

fn print_text(response: &CheckResponse) {
    use anstyle::AnsiColor::{Green, Red};
    let style = if response.result == "PASS" { Green } else { Red }.on_default().bold();
    let result = Line::default().styled(style, response.result);
    output::line(result.plain(format_args!(": {}", response.message)));
    output::line(format_args!("  kind of policy: {}", response.kind));
    if !response.facts.is_empty() {
        for line in words::hanging(&format!("taking for granted: {}", response.facts.join(", "))) {
            output::line(format_args!("  {line}"));
        }
    }
    for reason in &response.reasons {
        let id = reason.statement_id.as_deref().map(|id| format!(" `{}`", Shown::value(id)));
        let id = id.unwrap_or_default();
        let place =
            reason.statement_index.map(|index| format!("/Statement/{index}{id} ")).unwrap_or_default();
        for line in words::hanging(&format!("{place}{}", reason.description)) {
            output::line(format_args!("  {line}"));
        }
    }
}
