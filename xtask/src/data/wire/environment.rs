//! Environments of Python with packages from `PyPI`, kept in `target` between two runs.

use std::path::{Path, PathBuf};
use std::process::Command;

use iamkit_console::command::Failure;

/// The names of the packages that an environment was made with.
const NOTE: &str = "packages.txt";

/// An environment of Python
#[derive(Debug)]
pub(super) struct Environment {
    python: PathBuf,
    /// Whether it was made now.
    pub(super) is_new: bool,
}

impl Environment {
    /// The one in a folder, made anew where it is of other packages; whoever goes on to fill the folder says at the end
    /// [that it is whole](Self::note_whole).
    pub(super) fn prepare(folder: &Path, packages: &[&str]) -> Result<Self, Failure> {
        let python = folder.join("venv/bin/python");
        let wanted = packages.join("\n");
        if std::fs::read_to_string(folder.join(NOTE)).is_ok_and(|there| there == wanted) {
            return Ok(Self { python, is_new: false });
        }
        std::fs::create_dir_all(folder)?;
        succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder.join("venv")))?;
        let environment = Self { python, is_new: true };
        succeed(environment.pip().arg("install").args(packages))?;
        Ok(environment)
    }

    /// Notes that all is there.
    pub(super) fn note_whole(folder: &Path, packages: &[&str]) -> Result<(), Failure> {
        Ok(std::fs::write(folder.join(NOTE), packages.join("\n"))?)
    }

    /// Its interpreter.
    pub(super) fn python(&self) -> &Path {
        &self.python
    }

    /// Its package manager.
    pub(super) fn pip(&self) -> Command {
        let mut pip = Command::new(&self.python);
        pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
        pip
    }
}

/// Runs a program that has to end well.
pub(super) fn succeed(command: &mut Command) -> Result<(), Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("cannot run `{name}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` ended with {status}").into()) }
}
