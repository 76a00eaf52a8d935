//! `cargo xtask account escalations`: who can make itself more than it is.

use std::process::ExitCode;

use iamkit::account::escalation::{Escalation, Gain};
use serde_json::json;

use super::Format;
use super::source::{Accounts, principal};
use crate::command::{Outcome, exit_different};
use crate::second_voice::account::confirm_gains;

/// Whose.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 nobody can, 1 somebody can, 2 could not be answered.")]
pub(crate) struct Args {
    /// The ARN of a user or role, or its name; without it, everyone's.
    principal: Option<String>,
    #[command(flatten)]
    accounts: Accounts,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let principals = match &args.principal {
        Some(name) => vec![principal(&view, name)?],
        None => view.principals().collect(),
    };
    let mut found = Vec::new();
    for principal in principals {
        found.extend(view.escalations(principal)?);
    }
    confirm_gains(&found, &view)?;
    match args.format {
        Format::Text => print_text(&found),
        Format::Json => {
            let found = found.iter().map(json).collect::<Vec<_>>();
            anstream::println!("{}", serde_json::to_string(&json!({"escalations": found}))?);
        }
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { exit_different() })
}

fn print_text(found: &[Escalation]) {
    for escalation in found {
        anstream::println!("{} {}, {}", escalation.principal.arn(), escalation.end, escalation.gain);
        for step in &escalation.steps {
            anstream::println!("  {step}");
        }
    }
    if found.is_empty() {
        anstream::println!("nobody can make itself more than it is");
    }
}

fn json(escalation: &Escalation) -> serde_json::Value {
    let steps = escalation.steps.iter().map(|step| {
        let actions =
            step.actions.iter().map(|(action, resource)| json!({"action": action, "resource": resource}));
        let conditions = step.conditions.iter().map(ToString::to_string);
        json!({
            "technique": step.technique, "actions": actions.collect::<Vec<_>>(),
            "conditions": conditions.collect::<Vec<_>>(), "supposes": step.supposes,
        })
    });
    let gained = match &escalation.gain {
        Gain::Actions(count) => Some(*count),
        Gain::Nothing | Gain::Requests(_) => Some(0),
        Gain::Unproven => None,
    };
    let example = match &escalation.gain {
        Gain::Requests(witness) => Some(witness.to_string()),
        Gain::Nothing | Gain::Actions(_) | Gain::Unproven => None,
    };
    json!({
        "principal": escalation.principal.arn(), "end": escalation.end.to_string(), "gained": gained,
        "example": example, "steps": steps.collect::<Vec<_>>(),
    })
}
