//! `cargo xtask account escalations`: who can make itself more than it is.

use std::process::ExitCode;

use iamkit::account::escalation::{Arrival, Escalation, Escalations, Gain, Step};
use iamkit_policy::fact::Facts;
use serde_json::json;

use super::source::{Accounts, principal};
use super::{Format, facts_json, print_facts};
use crate::command::{Outcome, exit_different};
use crate::output;
use crate::second_voice::account::confirm_gains;

/// Whose.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "One line is one way: who, where it ends, what is gained, and the steps. Ways that differ only \
                        in their ends are one line, a way ends where everything is reached, and whoever can do \
                        everything has none. More than 100 lines are cut; --all prints them, and JSON has all in any case.\n\nExit codes: 0 nobody can, 1 somebody can, 2 could not be answered."
)]
pub(crate) struct Args {
    /// The ARN of a user or role, or its name; without it, everyone's.
    principal: Option<String>,
    #[command(flatten)]
    accounts: Accounts,
    /// Only ways of one step.
    #[arg(long)]
    direct: bool,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// So many lines are printed.
const MAX_LINES: usize = 100;

pub(crate) fn run(args: &Args) -> Outcome {
    let view = args.accounts.view()?;
    let principals = match &args.principal {
        Some(name) => vec![principal(&view, name)?],
        None => view.principals().collect(),
    };
    let mut escalations = Escalations::new(&view);
    if args.direct {
        escalations = escalations.only_direct();
    }
    let mut answer = Answer { format: args.format, is_all: output::prints_all(), count: 0, json: Vec::new() };
    for principal in principals {
        if answer.is_full() {
            answer.count += escalations.count_of(principal)?;
            continue;
        }
        let found = escalations.of(principal)?;
        confirm_gains(&found, &view)?;
        answer.add(&found);
    }
    answer.finish(escalations.facts())
}

/// The ways that were found so far: printed as they come, or kept for JSON.
struct Answer {
    format: Format,
    is_all: bool,
    count: usize,
    json: Vec<serde_json::Value>,
}

impl Answer {
    /// Whether what comes is only counted.
    fn is_full(&self) -> bool {
        self.format == Format::Text && !self.is_all && MAX_LINES <= self.count
    }

    fn add(&mut self, found: &[Escalation]) {
        for escalation in found {
            match self.format {
                Format::Json => self.json.push(json(escalation)),
                Format::Text if self.is_full() => {}
                Format::Text => output::line(escalation),
            }
            self.count += 1;
        }
    }

    fn finish(self, facts: Facts) -> Outcome {
        match self.format {
            Format::Json => {
                let answer = json!({"escalations": self.json, "facts": facts_json(facts)});
                output::json_line(&answer)?;
            }
            Format::Text if self.count == 0 => output::line("nobody can make itself more than it is"),
            Format::Text if !self.is_all && MAX_LINES < self.count => {
                let more = self.count - MAX_LINES;
                output::line(format_args!("and {more} more ways; `--all` prints them"));
            }
            Format::Text => {}
        }
        if self.format == Format::Text {
            print_facts(facts);
        }
        Ok(if self.count == 0 { ExitCode::SUCCESS } else { exit_different() })
    }
}

fn json(escalation: &Escalation) -> serde_json::Value {
    let steps = escalation.steps_before().into_iter().map(step).collect::<Vec<_>>();
    let ends = escalation.arrivals.iter().map(end).collect::<Vec<_>>();
    json!({"principal": escalation.principal.arn(), "steps": steps, "ends": ends})
}

/// An end, with the step that leads to it.
fn end(arrival: &Arrival) -> serde_json::Value {
    let gained = match &arrival.gain {
        Gain::Actions(count) => Some(*count),
        Gain::Nothing | Gain::Requests(_) => Some(0),
        Gain::Unproven => None,
    };
    let example = match &arrival.gain {
        Gain::Requests(witness) => Some(witness.to_string()),
        Gain::Nothing | Gain::Actions(_) | Gain::Unproven => None,
    };
    let end = arrival.end.to_string();
    json!({"end": end, "gained": gained, "example": example, "step": step(&arrival.step)})
}

fn step(step: &Step) -> serde_json::Value {
    let actions =
        step.actions.iter().map(|(action, resource)| json!({"action": action, "resource": &**resource}));
    let conditions = step.conditions.iter().map(ToString::to_string);
    json!({
        "technique": step.technique, "actions": actions.collect::<Vec<_>>(),
        "conditions": conditions.collect::<Vec<_>>(), "supposes": step.supposes,
    })
}
