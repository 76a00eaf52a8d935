//! `iamkit account who-can`: everyone who can do something to a resource.

use std::process::ExitCode;

use iamkit_account::outside::{FromOutside, Outsider};
use iamkit_account::view::Wanted;
use iamkit_account::who_can::{Assumption, WhoCan};
use iamkit_policy::shown::Shown;
use serde_json::{Value as Json, json};

use super::source::{Accounts, check_wanted};
use super::{Format, facts_json, print_facts};
use iamkit_console::command::{Outcome, exit_different, exit_unknown};
use iamkit_console::output;

/// What someone might do.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 someone can, 1 nobody can, 2 could not be answered, 3 hangs on policies that nobody can give."
)]
pub(crate) struct Args {
    /// The action, such as `s3:GetObject`.
    action: String,
    /// The ARN of the resource, or `*` for an action that has none.
    resource: String,
    #[command(flatten)]
    accounts: Accounts,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    check_wanted(&args.action, &args.resource)?;
    let view = args.accounts.view()?;
    let wanted = Wanted::new(&args.action, &args.resource);
    let who = view.who_can(&wanted)?;
    let outside = view.from_outside(&wanted, &who)?;
    match args.format {
        Format::Text => {
            print_text(args, &who, &outside);
            print_facts(who.facts);
        }
        Format::Json => output::json_line(&json(args, &who, &outside)?)?,
    }
    // Whoever reaches it through roles ends at one of those who can by themselves.
    let own = who.direct.iter().map(|can| &can.condition);
    let conditions = own.chain(outside.direct.iter().map(|can| &can.condition)).collect::<Vec<_>>();
    let is_unknown = conditions.iter().all(|condition| !condition.unknown_policies().is_empty());
    Ok(match (conditions.is_empty(), is_unknown) {
        (true, _) => exit_different(),
        (false, true) => exit_unknown(),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn print_text(args: &Args, who: &WhoCan, outside: &FromOutside) {
    output::line(format_args!("{} on {}", Shown::value(&args.action), Shown::value(&args.resource)));
    for can in &who.direct {
        output::line(format_args!("  {} {}", Shown::value(can.principal.arn()), can.condition));
    }
    for can in &outside.direct {
        output::line(format_args!("  {} {}{}", can.outsider, can.condition, as_far_as(&can.outsider)));
    }
    if who.direct.is_empty() && outside.direct.is_empty() {
        output::line("  nobody by itself");
    }
    if !who.through_roles.is_empty() || !outside.through_roles.is_empty() {
        output::line("through roles");
    }
    for can in &who.through_roles {
        output::line(format_args!("  {}", Shown::value(can.principal.arn())));
        for step in &can.chain {
            output::line(format_args!("    becomes {} {}", Shown::value(step.role.arn()), step.condition));
        }
    }
    for can in &outside.through_roles {
        output::line(format_args!("  {}{}", can.outsider, as_far_as(&can.outsider)));
        for step in &can.chain {
            output::line(format_args!("    becomes {} {}", Shown::value(step.role.arn()), step.condition));
        }
    }
}

/// What else limits an outsider, in words.
pub(super) fn as_far_as(outsider: &Outsider) -> &'static str {
    if outsider.needs_own_policies() { ", as far as its own account allows it" } else { "" }
}

fn json(args: &Args, who: &WhoCan, outside: &FromOutside) -> Result<Json, serde_json::Error> {
    let direct = who.direct.iter().map(|can| {
        let condition = serde_json::to_value(&*can.condition)?;
        Ok(json!({
            "principal": can.principal.arn(), "always": can.condition.is_always(), "condition": condition,
            "unknownPolicies": can.condition.unknown_policies(),
        }))
    });
    let through = who.through_roles.iter().map(|can| {
        let chain = can.chain.iter().map(step).collect::<Result<Vec<_>, serde_json::Error>>()?;
        Ok(json!({"principal": can.principal.arn(), "chain": chain}))
    });
    let outside_direct = outside.direct.iter().map(|can| {
        let condition = serde_json::to_value(&*can.condition)?;
        Ok(json!({"outsider": outsider(&can.outsider), "always": can.condition.is_always(), "condition": condition}))
    });
    let outside_through = outside.through_roles.iter().map(|can| {
        let chain = can.chain.iter().map(step).collect::<Result<Vec<_>, serde_json::Error>>()?;
        Ok(json!({"outsider": outsider(&can.outsider), "chain": chain}))
    });
    Ok(json!({
        "action": args.action,
        "resource": args.resource,
        "direct": direct.collect::<Result<Vec<_>, serde_json::Error>>()?,
        "throughRoles": through.collect::<Result<Vec<_>, serde_json::Error>>()?,
        "facts": facts_json(who.facts),
        "fromOutside": {
            "direct": outside_direct.collect::<Result<Vec<_>, serde_json::Error>>()?,
            "throughRoles": outside_through.collect::<Result<Vec<_>, serde_json::Error>>()?,
        },
    }))
}

pub(super) fn outsider(outsider: &Outsider) -> Json {
    json!({
        "kind": outsider.kind().as_str(), "name": outsider.name(),
        "needsOwnPolicies": outsider.needs_own_policies(),
    })
}

fn step(step: &Assumption) -> Result<Json, serde_json::Error> {
    let condition = serde_json::to_value(&*step.condition)?;
    Ok(json!({"role": step.role.arn(), "always": step.condition.is_always(), "condition": condition}))
}
