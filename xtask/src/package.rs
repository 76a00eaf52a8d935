//! `cargo xtask package`: packs what would be published; with `--outside`, tries each package as somebody gets it.
//!
//! Each is taken by a project of its own, which knows nothing of the workspace: it depends on that package, takes the others
//! from what was packed, and runs the example of its README. What a package lacks, or takes without saying so, shows there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::outside::Project;
use crate::say::{complain, say};
use crate::workspace_root::workspace_root;

const HELP: &str = "\
Pack what would be published

Usage: cargo xtask package [--outside [NAME]...]

Options:
      --outside  Unpack the packages, and run the example of each README in a project outside of the workspace; with names,
                 of those packages alone
  -h, --help     Print help";

/// What would be published; that each builds by itself takes long and is for the release.
pub(crate) const PACK: &str = "cargo package --workspace --exclude iamkit-benches --exclude iamkit-testkit --exclude xtask \
                               --no-verify --quiet";

pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let mut others = arguments.iter().map(String::as_str).filter(|argument| *argument != "package");
    let done = match others.next() {
        None => pack(),
        Some("--outside") => outside(&others.map(str::to_owned).collect::<Vec<_>>()),
        Some("--help" | "-h") => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        Some(other) => Err(format!(
            "unexpected argument '{}' found; see `cargo xtask package --help`",
            other.escape_default()
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => complain(&problem),
    }
}

fn pack() -> Result<(), String> {
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

fn outside(wanted: &[String]) -> Result<(), String> {
    pack()?;
    let root = workspace_root();
    let folder = root.join("target/outside");
    let packages = unpacked(&root.join("target/package"), &folder.join("packages"))?;
    if let Some(other) = wanted.iter().find(|name| packages.iter().all(|package| package.name != **name)) {
        return Err(format!("no package is called `{}`", other.escape_default()));
    }
    let chosen = |package: &&Package| wanted.is_empty() || wanted.contains(&package.name);
    for package in packages.iter().filter(chosen) {
        say(&format!("== {} {}", package.name, package.version));
        Project::new(package, &packages, &root)?.try_it(&folder)?;
    }
    Ok(())
}

/// A package that was packed and unpacked
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) folder: PathBuf,
}

/// Every package of the version that the workspace has, unpacked.
fn unpacked(packed: &Path, to: &Path) -> Result<Vec<Package>, String> {
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
