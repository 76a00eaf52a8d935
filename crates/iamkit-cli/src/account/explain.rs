//! `iamkit account explain`: one request of a user or role, decided with reasons.

use std::process::ExitCode;

use iamkit_account::view::{Answer, Wanted};
use iamkit_engine::Context;
use iamkit_engine::Decision;
use iamkit_policy::shown::Shown;
use iamkit_report::explanation::Explanation;
use serde_json::json;

use super::source::{Accounts, check_wanted, principal};
use super::{Format, facts_json, print_facts};
use iamkit_console::command::{Failure, Outcome, exit_different, exit_unknown};
use iamkit_console::output;

/// What is asked.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 answered (with --check: allowed), 1 not allowed (with --check), 2 could not be \
                        answered, 3 hangs on policies that nobody can give (with --check)."
)]
pub(crate) struct Args {
    /// The ARN of a user or role, or its name.
    principal: String,
    /// The action.
    action: String,
    /// The ARN of the resource, or `*`.
    resource: String,
    #[command(flatten)]
    accounts: Accounts,
    /// A condition key of the request.
    #[arg(long, value_name = "KEY=VALUE")]
    context: Vec<String>,
    /// Exit with 1 when the request is not allowed.
    #[arg(long)]
    check: bool,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    check_wanted(&args.action, &args.resource)?;
    let view = args.accounts.view()?;
    let principal = principal(&view, &args.principal)?;
    let context = context(&args.context)?;
    let answer =
        view.evaluate(principal, &Wanted::new(&args.action, &args.resource).with_context(&context))?;
    match args.format {
        Format::Text => {
            print_text(args, principal.arn(), &answer);
            print_facts(answer.facts());
        }
        Format::Json => {
            let deciding = answer.deciding().iter().map(|(statement, policy)| {
                json!({
                    "policy": policy.as_ref().map(iamkit_account::view::EffectivePolicy::name),
                    "path": policy.as_ref().map(|policy| policy.path().to_string()),
                    "statement": statement.index(),
                })
            });
            let explanation = serde_json::to_value(Explanation::from(answer.evaluation()))?;
            let answer = json!({
                "principal": principal.arn(), "action": args.action, "resource": args.resource,
                "deciding": deciding.collect::<Vec<_>>(), "explanation": explanation,
                "facts": facts_json(answer.facts()),
                "unknownPolicies": answer.unknown_policies().collect::<Vec<_>>(),
            });
            output::json_line(&answer)?;
        }
    }
    Ok(match answer.evaluation().decision() {
        Decision::ImplicitDeny | Decision::ExplicitDeny if args.check => exit_different(),
        Decision::Depends if args.check => exit_unknown(),
        _ => ExitCode::SUCCESS,
    })
}

fn context(pairs: &[String]) -> Result<Context<'_>, Failure> {
    let mut context = Context::default();
    for pair in pairs {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("`{}` is no condition key: expected KEY=VALUE", Shown::value(pair)))?;
        context.insert(key, value)?;
    }
    Ok(context)
}

fn print_text(args: &Args, principal: &str, answer: &Answer) {
    let evaluation = answer.evaluation();
    let [principal, action, resource] = [principal, &args.action, &args.resource].map(Shown::value);
    output::line(format_args!("{}: {principal} {action} on {resource}", evaluation.decision()));
    for (statement, policy) in answer.deciding() {
        let (name, path) = match policy {
            Some(policy) => (Shown::value(policy.name()).to_string(), policy.path().to_string()),
            None => ("the resource's policy".to_owned(), "at the resource".to_owned()),
        };
        output::line(format_args!(
            "  decided by {name} ({path}), statement {} ({})",
            statement.index(),
            statement.position()
        ));
    }
    for arn in answer.unknown_policies() {
        output::line(format_args!("  hangs on the policy {}, which is unknown", Shown::value(arn)));
    }
    for block in evaluation.blocked_by() {
        output::line(format_args!("  blocked by {block}"));
    }
    for miss in evaluation.near_misses() {
        output::line(format_args!("  nearly: {} {}: {}", miss.layer(), miss.element(), miss.reason()));
    }
    for key in evaluation.missing_keys() {
        output::line(format_args!("  the request doesn't carry {}", Shown::value(key)));
    }
}
