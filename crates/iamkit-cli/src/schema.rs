//! `iamkit schema`: what the answers in JSON look like, for programs that read them.

use std::process::ExitCode;

use iamkit_policy::shown::{Shown, quoted};
use iamkit_report::schema::{SCHEMAS, of};

use iamkit_console::command::{Failure, Outcome};
use iamkit_console::output;

/// Of which command.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A member is neither taken away nor given another meaning under the same number in `schema`; new ones may \
        come, so leave alone what you don't know.\n\nExit codes: 0 printed, 2 there is no such answer."
)]
pub(crate) struct Args {
    /// The command, such as `compare` or `account who-can`; without it, list those that there are.
    #[arg(value_name = "COMMAND")]
    words: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    if args.words.is_empty() {
        for (name, _) in SCHEMAS {
            output::line(name);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let name = args.words.join("-");
    output::own_text(of(&name).ok_or_else(|| unknown(&name))?);
    Ok(ExitCode::SUCCESS)
}

/// Why there is none, and which was meant.
fn unknown(name: &str) -> Failure {
    let command = format!("`{}`", Shown::value(name));
    if matches!(name, "check" | "simulate") || name.starts_with("check-") {
        return format!("{command} answers as AWS does, whose documentation tells the shape").into();
    }
    let distance = |other: &&str| strsim::osa_distance(name, other);
    let names = SCHEMAS.iter().map(|(name, _)| *name);
    let is_end_of = |whole: &&str| whole.strip_suffix(name).is_some_and(|start| start.ends_with('-'));
    let near = || names.clone().min_by_key(distance).filter(|near| distance(near) <= name.len() / 3);
    let nearest = names.clone().find(is_end_of).or_else(near);
    match nearest {
        Some(near) => format!("there is no answer {command} in JSON; did you mean `{near}`?").into(),
        None => format!("there is no answer {command} in JSON, there are {}", quoted(names)).into(),
    }
}
