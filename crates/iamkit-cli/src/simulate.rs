//! `iamkit simulate`: answers a request of AWS's policy simulator with its response.
//!
//! The `simulation` of `iamkit-aws` does the work; this file tells the operations apart, reads the policies of a principal from
//! arguments, and prints.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use iamkit_aws::simulation::{
    AttachmentType, GetContextKeysForCustomPolicyRequest, PrincipalPolicies, SimulateCustomPolicyRequest,
    SimulatePrincipalPolicyRequest, SimulationError, context_keys_for_custom_policy, simulate_custom_policy,
    simulate_principal_policy,
};
use iamkit_catalog::Catalog;
use iamkit_policy::shown::Shown;
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::placed;
use crate::policy_argument::{FORMS, expanded};
use crate::situation;
use iamkit_console::command::{Failure, Outcome, read_string, shown};
use iamkit_console::output;

/// The request and, where it names a principal, the principal's policies.
#[derive(Debug, clap::Args)]
#[command(
    after_help = format!("{FORMS}\n\nExit codes: 0 answered, whatever the decision, 2 could not be answered.")
)]
pub(crate) struct Args {
    /// The request, as `aws iam simulate-custom-policy --cli-input-json` takes it; with `PolicySourceArn` that of
    /// `simulate-principal-policy`.
    request: PathBuf,
    /// List the condition keys of the policies: the request is one of `get-context-keys-for-custom-policy`.
    #[arg(long, conflicts_with_all = ["identity", "boundary"])]
    context_keys: bool,
    /// A policy of the principal that `PolicySourceArn` names.
    #[arg(long, value_name = "POLICY")]
    identity: Vec<String>,
    /// The permissions boundary of that principal.
    #[arg(long, value_name = "POLICY")]
    boundary: Option<String>,
}

/// Tells which operation a request is of; everything else of it is read later.
#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Probe {
    policy_source_arn: Option<IgnoredAny>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let text = read_string(&args.request)?;
    let catalog = Catalog::embedded();
    if args.context_keys {
        let request: GetContextKeysForCustomPolicyRequest = parse(&args.request, &text)?;
        return print(&refused(args, context_keys_for_custom_policy(&request))?);
    }
    let probe: Probe = parse(&args.request, &text)?;
    if probe.policy_source_arn.is_some() {
        let request: SimulatePrincipalPolicyRequest = parse(&args.request, &text)?;
        let policies = principal_policies(&request.policy_source_arn, args)?;
        return print(&refused(args, simulate_principal_policy(catalog, &request, &policies))?);
    }
    if !args.identity.is_empty() || args.boundary.is_some() {
        return Err("--identity and --boundary take a request with `PolicySourceArn`".into());
    }
    let request: SimulateCustomPolicyRequest = parse(&args.request, &text)?;
    print(&refused(args, simulate_custom_policy(catalog, &request))?)
}

/// An answer, or why there is none: where that is a policy of the request, with the lines of it that are wrong.
fn refused<T>(args: &Args, answer: Result<T, SimulationError>) -> Result<T, Failure> {
    answer.map_err(|error| match error.policy() {
        Some(policy) => {
            let problems = policy.problems.iter().cloned();
            placed::of_member(&args.request, &policy.id, &policy.text, error.to_string(), problems)
        }
        None => error.into(),
    })
}

fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| {
        let told = format!("`{}` is no request: {error}", shown(path));
        placed::failure(path, text, told, placed::message(&error), placed::position(text, &error))
    })
}

fn print(response: &impl Serialize) -> Outcome {
    output::json(response)?;
    Ok(ExitCode::SUCCESS)
}

/// The policies that the arguments give the principal: files are inline policies, the others AWS managed ones.
fn principal_policies(arn: &str, args: &Args) -> Result<PrincipalPolicies, Failure> {
    if args.identity.is_empty() && args.boundary.is_none() {
        return Err(format!(
            "the policies of `{}` are not known: give them by --identity and --boundary",
            Shown::value(arn)
        )
        .into());
    }
    let (attachment, entity) = entity(arn)?;
    let mut policies = PrincipalPolicies::new();
    for name in each_name(&args.identity)? {
        let policy = situation::policy(&name)?;
        let document = Arc::new(policy.document);
        policies = match name.strip_prefix("managed:") {
            Some(_) => policies.with_managed(&aws_managed(&policy.name), document),
            None => policies.with_inline(attachment, entity, &stem(&name), document),
        };
    }
    if let Some(name) = &args.boundary {
        let policy = situation::policy(name)?;
        policies = policies.with_boundary(&aws_managed(&policy.name), Arc::new(policy.document));
    }
    Ok(policies)
}

/// What arguments stand for, folders and patterns too.
fn each_name(arguments: &[String]) -> Result<Vec<String>, Failure> {
    let names = arguments.iter().map(|argument| expanded(argument)).collect::<Result<Vec<_>, _>>();
    Ok(names?.concat())
}

/// A file's name without its ending, as the name of the policy in it.
fn stem(file: &str) -> String {
    Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn aws_managed(name: &str) -> String {
    format!("arn:aws:iam::aws:policy/{name}")
}

/// The kind and the name of a user, group or role.
fn entity(arn: &str) -> Result<(AttachmentType, &str), Failure> {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let (kind, path) = resource.split_once('/').unwrap_or_default();
    let attachment = [AttachmentType::User, AttachmentType::Group, AttachmentType::Role]
        .into_iter()
        .find(|attachment| attachment.as_str() == kind);
    let name = Some(iamkit_policy::id::last_part(path)).filter(|name| !name.is_empty());
    attachment
        .zip(name)
        .ok_or_else(|| format!("`{}` is no ARN of a user, group or role", Shown::value(arn)).into())
}
