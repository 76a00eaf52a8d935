//! `cargo xtask bench validators`: this validator and others on every current managed policy, in one run.

use std::path::{Path, PathBuf};
use std::process::Command;

use iamkit_console::command::{Failure, replace};
use iamkit_managed::ManagedPolicies;

use crate::workspace_root::workspace_root;

/// Builds the command, makes the folder and the environment of the others, and measures.
pub(crate) fn measure() -> Result<(), Failure> {
    let root = workspace_root();
    let folder = root.join("target/validators");
    succeed(
        Command::new("cargo").args(["build", "--release", "--package", "iamkit-cli"]).current_dir(&root),
    )?;
    let policies = folder.join("policies");
    write_policies(&policies)?;
    let python = environment(&root, &folder.join("venv"))?;
    let command = root.join("target/release/iamkit").with_extension(std::env::consts::EXE_EXTENSION);
    succeed(Command::new(python).arg(root.join("benches/validators.py")).arg(command).arg(policies))
}

/// A file for each current managed policy.
fn write_policies(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
    for policy in ManagedPolicies::embedded().iter() {
        let text = policy.current().document_text().map_err(|error| error.to_string())?;
        replace(&folder.join(policy.name()).with_extension("json"), text.as_bytes())?;
    }
    Ok(())
}

/// The interpreter of an environment with the other validators.
fn environment(root: &Path, venv: &Path) -> Result<PathBuf, Failure> {
    let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !python.exists() {
        let base = if cfg!(windows) { "python" } else { "python3" };
        succeed(Command::new(base).args(["-m", "venv"]).arg(venv))?;
    }
    let wanted = root.join("benches/requirements-validators.txt");
    let pip = ["-m", "pip", "--quiet", "--disable-pip-version-check", "install", "-r"];
    succeed(Command::new(&python).args(pip).arg(wanted))?;
    Ok(python)
}

fn succeed(command: &mut Command) -> Result<(), Failure> {
    let name = command.get_program().display().to_string();
    let status = command.status().map_err(|error| format!("cannot run `{name}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed: {status}").into()) }
}
