//! The packages as they would be published: packed by cargo, and unpacked beside each other.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace_root::workspace_root;

/// What would be published; that each builds by itself takes long and is for the release.
pub(crate) const PACK: &str = "cargo package --workspace --exclude iamkit-benches --exclude iamkit-testkit --exclude xtask \
                               --no-verify --quiet";

/// Packs what would be published.
///
/// # Errors
/// Cargo can't, or doesn't.
pub(crate) fn pack() -> Result<(), String> {
    let mut words = PACK.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    succeed(command.args(words).arg("--allow-dirty").current_dir(workspace_root()))
}

/// Runs a command that has to succeed.
pub(crate) fn succeed(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{command:?}` failed: {status}")),
        Err(error) => Err(format!("cannot run `{command:?}`: {error}")),
    }
}

/// A package that was packed and unpacked
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) folder: PathBuf,
}

/// Every package of the version that the workspace has, unpacked.
///
/// # Errors
/// A file can't be read or written, or nothing is packed.
pub(crate) fn unpacked(packed: &Path, to: &Path) -> Result<Vec<Package>, String> {
    let problem = |path: &Path, error: std::io::Error| format!("`{}`: {error}", path.display());
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| problem(to, error))?;
    }
    fs::create_dir_all(to).map_err(|error| problem(to, error))?;
    let ending = format!("-{}.crate", env!("CARGO_PKG_VERSION"));
    let mut packages = Vec::new();
    for entry in fs::read_dir(packed).map_err(|error| problem(packed, error))? {
        let path = entry.map_err(|error| problem(packed, error))?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(name) = file.strip_suffix(&ending) else { continue };
        succeed(Command::new("tar").arg("-xzf").arg(&path).arg("-C").arg(to))?;
        let version = env!("CARGO_PKG_VERSION").to_owned();
        packages.push(Package { folder: to.join(format!("{name}-{version}")), name: name.into(), version });
    }
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    if packages.is_empty() {
        Err(format!("nothing is packed in `{}`", packed.display()))
    } else {
        Ok(packages)
    }
}
