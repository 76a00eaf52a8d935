//! `cargo xtask account who-can`: everyone who can do something to a resource.

use std::process::ExitCode;

use iamkit::account::view::Wanted;
use iamkit::account::who_can::{Assumption, WhoCan};
use serde_json::{Value as Json, json};

use super::Format;
use super::source::{Accounts, check_wanted};
use crate::command::{Outcome, exit_different};

/// What someone might do.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 someone can, 1 nobody can, 2 could not be answered.")]
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
    let who = view.who_can(&Wanted::new(&args.action, &args.resource))?;
    match args.format {
        Format::Text => print_text(args, &who),
        Format::Json => anstream::println!("{}", serde_json::to_string(&json(args, &who)?)?),
    }
    let is_nobody = who.direct.is_empty() && who.through_roles.is_empty();
    Ok(if is_nobody { exit_different() } else { ExitCode::SUCCESS })
}

fn print_text(args: &Args, who: &WhoCan) {
    anstream::println!("{} on {}", args.action, args.resource);
    for can in &who.direct {
        anstream::println!("  {} {}", can.principal.arn(), can.condition);
    }
    if who.direct.is_empty() {
        anstream::println!("  nobody by itself");
    }
    if !who.through_roles.is_empty() {
        anstream::println!("through roles");
    }
    for can in &who.through_roles {
        anstream::println!("  {}", can.principal.arn());
        for step in &can.chain {
            anstream::println!("    becomes {} {}", step.role.arn(), step.condition);
        }
    }
}

fn json(args: &Args, who: &WhoCan) -> Result<Json, serde_json::Error> {
    let direct = who.direct.iter().map(|can| {
        let condition = serde_json::to_value(&*can.condition)?;
        Ok(json!({"principal": can.principal.arn(), "always": can.condition.is_always(), "condition": condition}))
    });
    let through = who.through_roles.iter().map(|can| {
        let chain = can.chain.iter().map(step).collect::<Result<Vec<_>, serde_json::Error>>()?;
        Ok(json!({"principal": can.principal.arn(), "chain": chain}))
    });
    Ok(json!({
        "action": args.action,
        "resource": args.resource,
        "direct": direct.collect::<Result<Vec<_>, serde_json::Error>>()?,
        "throughRoles": through.collect::<Result<Vec<_>, serde_json::Error>>()?,
    }))
}

fn step(step: &Assumption) -> Result<Json, serde_json::Error> {
    let condition = serde_json::to_value(&*step.condition)?;
    Ok(json!({"role": step.role.arn(), "always": step.condition.is_always(), "condition": condition}))
}
