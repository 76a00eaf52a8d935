//! `cargo xtask deny`: what may be depended on (`deny.toml`), checked with the cargo-deny of one version.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::packed::succeed;
use crate::say::{complain, say};
use crate::workspace_root::workspace_root;

const HELP: &str = "\
Check licences, duplicates and sources of all that is depended on

`deny.toml` says what may be; cargo-deny checks it, which is built once into `target/tools`. Advisories are asked for
where the database can be fetched.

Usage: cargo xtask deny

Options:
  -h, --help  Print help";

/// The package of Python, which is no member of the workspace.
const WHEEL: &str = "crates/iamkit-python/Cargo.toml";

/// The version of cargo-deny; raised by hand.
const VERSION: &str = "0.20.2";

pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let others = arguments.iter().map(String::as_str).filter(|argument| *argument != "deny");
    let done = match others.collect::<Vec<_>>().as_slice() {
        [] => deny(),
        ["--help" | "-h"] => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        [other, ..] => Err(format!(
            "unexpected argument '{}' found; see `cargo xtask deny --help`",
            other.escape_default()
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => complain(&problem),
    }
}

fn deny() -> Result<(), String> {
    let root = workspace_root();
    let tools = root.join("target/tools");
    let checker = installed(&tools)?;
    let check = |manifest: &str, what: &[&str]| {
        let mut command = Command::new(&checker);
        command.arg("--manifest-path").arg(root.join(manifest)).args(["check", "--hide-inclusion-graph"]);
        succeed(command.args(what))
    };
    check("Cargo.toml", &["licenses", "bans", "sources"])?;
    // The wheel takes two versions of what Arrow takes.
    check(WHEEL, &["--allow", "license-not-encountered", "licenses", "sources"])?;
    if !has_database(&checker, &root) {
        say("advisories are left out: their database can't be fetched");
        return Ok(());
    }
    check("Cargo.toml", &["advisories"])?;
    check(WHEEL, &["advisories"])
}

fn has_database(checker: &Path, root: &Path) -> bool {
    let fetched = Command::new(checker).args(["fetch", "db"]).current_dir(root).output();
    fetched.is_ok_and(|fetched| fetched.status.success())
}

/// The program, built where it isn't there in this version.
fn installed(tools: &Path) -> Result<PathBuf, String> {
    let mut install = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Not optimised: it is built much longer than it runs.
    install.args(["install", "cargo-deny", "--version", VERSION, "--locked", "--debug", "--quiet"]);
    succeed(install.arg("--root").arg(tools).env("CARGO_TARGET_DIR", tools.join("target")))?;
    Ok(tools.join("bin/cargo-deny").with_extension(env::consts::EXE_EXTENSION))
}
