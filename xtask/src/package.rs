//! `cargo xtask package`: packs what would be published; with `--outside`, tries each package as somebody gets it.
//!
//! Each is taken by a project of its own, which knows nothing of the workspace: it depends on that package, takes the others
//! from what was packed, and runs the example of its README. What a package lacks, or takes without saying so, shows there.

use std::process::ExitCode;

use crate::outside::Project;
use crate::packed::{Package, pack, unpacked};
use crate::say::{complain, say};
use crate::workspace_root::workspace_root;

const HELP: &str = "\
Pack what would be published

Usage: cargo xtask package [--outside [NAME]...]

Options:
      --outside  Unpack the packages, and run the example of each README in a project outside of the workspace; with names,
                 of those packages alone
  -h, --help     Print help";

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
