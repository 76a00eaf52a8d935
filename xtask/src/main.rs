//! `cargo xtask`: finds the program that does a command, has cargo build what it needs and no more, and runs it.
//!
//! This one has next to no dependencies, so that it is there at once. The commands of the product are those of `iamkit`
//! (`crates/iamkit-cli`); those for who changes the workspace are the other programs of this package.

mod ci;
mod commands;
mod deny;
mod outside;
mod package;
mod packed;
mod say;
mod wheel;
mod workspace_root;

use std::process::{Command, ExitCode};

use commands::{COMMANDS, Program};
use say::{complain, say};
use workspace_root::workspace_root;

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let named = arguments.iter().find(|argument| !argument.starts_with('-'));
    let Some(name) = named else { return help(&arguments) };
    if name == "ci" {
        return ci::run(&arguments);
    }
    if name == "package" {
        return package::run(&arguments);
    }
    if name == "deny" {
        return deny::run(&arguments);
    }
    if name == "wheel" {
        return wheel::run(&arguments);
    }
    match commands::program(name, &arguments) {
        Some(program) => run(&program, &arguments),
        None => unknown(name),
    }
}

/// Runs a program with all arguments, and gives its exit code.
fn run(program: &Program, arguments: &[String]) -> ExitCode {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", program.package, "--bin", program.binary]);
    command.args(["--no-default-features", "--features", &program.features.join(",")]);
    command.arg("--manifest-path").arg(workspace_root().join("Cargo.toml"));
    command.arg("--").args(arguments).env("IAMKIT_CALLED_AS", "cargo xtask");
    match command.status() {
        Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2)),
        Err(error) => complain(&format!("cannot run cargo: {error}")),
    }
}

/// The cargo that runs this.
fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn help(arguments: &[String]) -> ExitCode {
    if arguments.iter().any(|argument| argument == "--version" || argument == "-V") {
        say(concat!("cargo xtask ", env!("CARGO_PKG_VERSION")));
        return ExitCode::SUCCESS;
    }
    if let Some(other) = arguments.iter().find(|argument| *argument != "--help" && *argument != "-h") {
        return complain(&format!("unexpected argument '{other}' found; see `cargo xtask --help`"));
    }
    say("The commands of the iamkit workspace\n\nUsage: cargo xtask <COMMAND>\n\nCommands:");
    for (name, about) in COMMANDS {
        say(&format!("  {name:<12} {about}"));
    }
    say("\nEach has its own `--help`. Only what a command needs is compiled.");
    if arguments.is_empty() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

fn unknown(name: &str) -> ExitCode {
    let near = COMMANDS.iter().map(|(name, _)| *name);
    let near = near.min_by_key(|near| strsim::osa_distance(near, name));
    let near = near.filter(|near| strsim::osa_distance(near, name) <= 3);
    let near = near.map(|near| format!(" – a similar subcommand exists: '{near}'")).unwrap_or_default();
    let name = name.escape_default();
    complain(&format!("unrecognized subcommand '{name}' found{near}; see `cargo xtask --help`"))
}
