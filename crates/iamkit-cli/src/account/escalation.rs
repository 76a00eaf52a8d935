//! `iamkit account escalations`: who can make itself more than it is.

use std::process::ExitCode;

use iamkit_account::escalation::{Escalation, Escalations};
use iamkit_policy::fact::Facts;
use iamkit_report::account::escalation::{EscalationsReport, ReportedEscalation};

use super::format::Format;
use super::source::{Accounts, principal};
use crate::second_voice::account::confirm_gains;
use iamkit_console::command::{Failure, Outcome, exit_different};
use iamkit_console::output;

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
/// So many steps are printed where all ways are: those of each way, and one for each of its ends.
const MAX_STEPS: usize = 1_000_000;

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
    let mut answer = Answer::new(args.format, output::prints_all(), MAX_STEPS);
    for principal in principals {
        if answer.is_full() {
            answer.count += escalations.count_of(principal)?;
            continue;
        }
        let found = escalations.of(principal)?;
        confirm_gains(&found, &view)?;
        answer.add(&found)?;
    }
    answer.finish(escalations.facts())
}

/// The ways that were found so far: printed as they come, or kept for JSON.
struct Answer {
    format: Format,
    is_all: bool,
    count: usize,
    max_steps: usize,
    n_steps: usize,
    json: Vec<ReportedEscalation>,
}

impl Answer {
    fn new(format: Format, is_all: bool, max_steps: usize) -> Self {
        Self { format, is_all, count: 0, max_steps, n_steps: 0, json: Vec::new() }
    }

    /// Whether what comes is only counted.
    fn is_full(&self) -> bool {
        self.format == Format::Text && !self.is_all && MAX_LINES <= self.count
    }

    fn add(&mut self, found: &[Escalation]) -> Result<(), Failure> {
        for escalation in found {
            if !self.is_full() {
                self.count_steps(escalation)?;
            }
            match self.format {
                Format::Json => self.json.push(escalation.into()),
                Format::Text if self.is_full() => {}
                Format::Text => output::prose(escalation),
            }
            self.count += 1;
        }
        Ok(())
    }

    fn count_steps(&mut self, escalation: &Escalation) -> Result<(), Failure> {
        self.n_steps += escalation.n_steps_before() + escalation.arrivals.len();
        if self.n_steps <= self.max_steps {
            return Ok(());
        }
        let bound = self.max_steps;
        Err(format!("the ways have more than {bound} steps, too many to print: ask about one principal, or with --direct").into())
    }

    fn finish(self, facts: Facts) -> Outcome {
        match self.format {
            Format::Json => output::json_line(&EscalationsReport::new(self.json, facts))?,
            Format::Text if self.count == 0 => output::line("nobody can make itself more than it is"),
            Format::Text if !self.is_all && MAX_LINES < self.count => {
                let more = self.count - MAX_LINES;
                output::line(format_args!("and {more} more ways; `--all` prints them"));
            }
            Format::Text => {}
        }
        if self.format == Format::Text && !facts.is_empty() {
            output::prose(format_args!("assuming {facts}"));
        }
        Ok(if self.count == 0 { ExitCode::SUCCESS } else { exit_different() })
    }
}

#[cfg(test)]
mod tests {
    use iamkit_account::view::AccessView;
    use serde_json::json;

    use super::*;
    use crate::account::source;

    /// A user who may make access keys for two others, of whom each can do more.
    fn view() -> AccessView {
        let user = |name: &str, actions: &str| {
            let statement = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
            json!({
                "Path": "/", "UserName": name, "UserId": format!("AIDA{:A<17}", name.to_uppercase()),
                "Arn": format!("arn:aws:iam::111122223333:user/{name}"),
                "UserPolicyList": [{"PolicyName": "Own", "PolicyDocument":
                    {"Version": "2012-10-17", "Statement": statement}}],
            })
        };
        let users = [user("maker", "iam:CreateAccessKey"), user("one", "s3:*"), user("two", "sqs:*")];
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("details.json");
        std::fs::write(&file, json!({"UserDetailList": users}).to_string()).unwrap();
        source::view(&[file]).unwrap()
    }

    #[test]
    fn as_many_steps_are_printed_as_are_allowed_and_no_more() {
        let view = view();
        let maker = view.principal("arn:aws:iam::111122223333:user/maker").unwrap();
        let found = Escalations::new(&view).of(maker).unwrap();
        assert_eq!(found.iter().map(|way| way.arrivals.len()).sum::<usize>(), 2);
        Answer::new(Format::Json, false, 2).add(&found).unwrap();
        let error = Answer::new(Format::Json, false, 1).add(&found).unwrap_err().to_string();
        assert_eq!(
            error,
            "the ways have more than 1 steps, too many to print: ask about one principal, or with --direct"
        );
    }
}
