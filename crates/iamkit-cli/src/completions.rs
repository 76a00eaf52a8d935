//! `iamkit completions`: what a shell needs to complete the arguments.

use std::process::ExitCode;

use clap_complete::Shell;
use iamkit_console::command::Outcome;
use iamkit_console::output;

/// For which shell.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The script goes where the shell looks for it, such as `iamkit completions fish --output \
        ~/.config/fish/completions/iamkit.fish`; in bash, `source <(iamkit completions bash)` tries it.\n\n\
        Exit codes: 0 printed, 2 could not be printed."
)]
pub(crate) struct Args {
    /// The shell.
    shell: Shell,
}

pub(crate) fn run(args: &Args, mut command: clap::Command) -> Outcome {
    output::own_text(&script(args.shell, &mut command)?);
    Ok(ExitCode::SUCCESS)
}

/// The whole script, so that none is printed that broke off.
fn script(shell: Shell, command: &mut clap::Command) -> Result<String, std::string::FromUtf8Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "iamkit", &mut script);
    String::from_utf8(script)
}
