//! `cargo xtask wheel`: builds the wheel of Python, installs it into an environment of its own, and runs its tests there.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::packed::succeed;
use crate::say::{complain, say};
use crate::workspace_root::workspace_root;

const HELP: &str = "\
Build the wheel of Python, install it into an environment of its own, and run its tests there

All that is made stands in `target/python`: the wheel in `wheels`, the environment in `venv`.

Usage: cargo xtask wheel [--release]

Options:
      --release  Build what is published, which takes longer; its speed is measured besides
  -h, --help     Print help";

/// What the environment was made for, so that it is made anew for anything else.
const MADE_FOR: &str = "requirements.txt";

pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let others = arguments.iter().map(String::as_str).filter(|argument| *argument != "wheel");
    let done = match others.collect::<Vec<_>>().as_slice() {
        [] => wheel(false),
        ["--release"] => wheel(true),
        ["--help" | "-h"] => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        [other, ..] => Err(format!(
            "unexpected argument '{}' found; see `cargo xtask wheel --help`",
            other.escape_default()
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => complain(&problem),
    }
}

fn wheel(is_release: bool) -> Result<(), String> {
    let root = workspace_root();
    let (package, folder) = (root.join("crates/iamkit-python"), root.join("target/python"));
    let python = environment(&package, &folder)?;
    say("== build");
    let wheels = folder.join("wheels");
    let _ = fs::remove_dir_all(&wheels);
    let mut build = Command::new(&python);
    build.args(["-m", "maturin", "build", "--locked", "--quiet"]);
    build.args(if is_release { ["--profile", "release"] } else { ["--profile", "dev"] });
    build.arg("--manifest-path").arg(package.join("Cargo.toml")).arg("--out").arg(&wheels);
    succeed(build.env("CARGO_TARGET_DIR", &folder))?;
    say("== install");
    let mut install = pip(&python);
    succeed(install.args(["install", "--force-reinstall", "--no-deps"]).arg(only_file(&wheels)?))?;
    say("== test");
    let mut test = Command::new(&python);
    test.args(["-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]).arg(&package);
    // The answers of the command are what the wheel's are held against.
    let command = root.join("target/debug/iamkit").with_extension(env::consts::EXE_EXTENSION);
    if command.exists() {
        test.env("IAMKIT_COMMAND", command);
    }
    succeed(test.current_dir(&folder))?;
    if is_release {
        say("== measure");
        succeed(Command::new(&python).arg(package.join("tests/speed.py")))?;
    }
    Ok(())
}

/// The interpreter of an environment with what the wheel is built and tested with.
fn environment(package: &Path, folder: &Path) -> Result<PathBuf, String> {
    let venv = folder.join("venv");
    let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = package.join("requirements-test.txt");
    let text = fs::read_to_string(&wanted).map_err(|error| format!("`{}`: {error}", wanted.display()))?;
    let made_for = venv.join(MADE_FOR);
    if fs::read_to_string(&made_for).is_ok_and(|there| there == text) {
        return Ok(python);
    }
    say("== environment");
    let base = if cfg!(windows) { "python" } else { "python3" };
    succeed(Command::new(base).args(["-m", "venv"]).arg(&venv))?;
    succeed(pip(&python).args(["install", "-r"]).arg(&wanted))?;
    fs::write(&made_for, text).map_err(|error| format!("`{}`: {error}", made_for.display()))?;
    Ok(python)
}

fn pip(python: &Path) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
    pip
}

/// The wheel that was built.
fn only_file(folder: &Path) -> Result<PathBuf, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    let mut files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    files.next().ok_or_else(|| format!("`{}`: no wheel was built", folder.display()))
}
