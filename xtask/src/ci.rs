//! `cargo xtask ci`: what continuous integration runs, in the same order, stopping at the first failure.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::packed::PACK;
use crate::say::{complain, say};
use crate::workspace_root::workspace_root;

const HELP: &str = "\
Run every check that continuous integration runs

Fetches the pinned sources first, because the staleness checks compare the checked-in data with them.

Usage: cargo xtask ci [--list]

Options:
      --list  Print the steps without running them
  -h, --help  Print help";

/// A step: its name and the command line, words separated by spaces.
struct Step {
    name: &'static str,
    command: &'static str,
    environment: &'static [(&'static str, &'static str)],
}

/// The same cases are drawn in every run, so that a failure is of the change and comes again; by themselves the tests
/// draw others each time.
const SAME_CASES: &[(&str, &str)] = &[("PROPTEST_RNG_SEED", "20121017")];
const DENY_WARNINGS: &[(&str, &str)] = &[("RUSTDOCFLAGS", "-D warnings")];

/// The targets are no members of the workspace, and take what was checked for it; the fuzzer itself, which is C++, is left
/// out.
const FUZZ_COMMAND: &str =
    "cargo check --manifest-path fuzz/Cargo.toml --no-default-features --target-dir target";

/// The programs that the tests have built, with all that any part of the workspace asks for: by themselves they would be
/// compiled again, each with other features of what they stand on.
const BUILT: &str = "target/debug/";

const STEPS: &[Step] = &[
    Step { name: "tests and doc examples", command: TEST_COMMAND, environment: SAME_CASES },
    step("format", "cargo fmt --all --check"),
    step("structure of the workspace", "target/debug/xtask-tidy tidy"),
    step("clippy", "cargo clippy --workspace --all-targets -- -D warnings"),
    // Together with the rest of the workspace, every crate has the features that any of them asks for. What serde adds
    // is tested there; without it the code is the same, as long as it compiles.
    step("the command without features", "cargo check --package iamkit-cli --no-default-features"),
    step("the facade without features", "cargo check --package iamkit --no-default-features"),
    step("documents and decisions without serde", WITHOUT_SERDE),
    step("the prover without serde", "cargo check --package iamkit-prover"),
    step(
        "validation without the prover",
        "cargo test --package iamkit-validate --no-default-features --lib --test recorded",
    ),
    step("what is depended on", "cargo xtask deny"),
    step("packages", PACK),
    Step { name: "rustdoc", command: "cargo doc --workspace --no-deps --quiet", environment: DENY_WARNINGS },
    step("fetch catalog sources", "target/debug/xtask-data catalog fetch"),
    step("catalog is up to date", "target/debug/xtask-data catalog build --check"),
    step("tables of AWS's APIs are up to date", "target/debug/xtask-data wire build --check"),
    step("operations that logs name are up to date", "target/debug/xtask-data trail build --check"),
    step("the page of operations is up to date", "target/debug/xtask-data wire operations --check"),
    step("fetch managed policies", "target/debug/xtask-data managed fetch"),
    step("managed policies are up to date", "target/debug/xtask-data managed build --check"),
    step("conformance corpus", "target/debug/iamkit conformance"),
    step("equivalence report", "target/debug/iamkit equivalence"),
    // Once each, as they were compiled for the tests: that they run is checked, not how fast.
    step("benchmarks run", "cargo test --workspace --bench *"),
    step("fuzz targets compile", FUZZ_COMMAND),
    step("the wheel of Python", "cargo xtask wheel"),
];

/// Their tests take nothing else of the workspace, which would bring serde.
const WITHOUT_SERDE: &str = "cargo check --package iamkit-policy --package iamkit-catalog --package iamkit-managed \
                             --package iamkit-engine --all-targets";

/// The README promises this command; a test compares the two.
pub(crate) const TEST_COMMAND: &str = "cargo test --workspace";

const fn step(name: &'static str, command: &'static str) -> Step {
    Step { name, command, environment: &[] }
}

pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let mut others = arguments.iter().map(String::as_str).filter(|argument| *argument != "ci");
    let lists = match (others.next(), others.next()) {
        (None, _) => false,
        (Some("--list"), None) => true,
        (Some("--help" | "-h"), None) => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        (Some(other), _) => {
            let other = other.escape_default();
            return complain(&format!("unexpected argument '{other}' found; see `cargo xtask ci --help`"));
        }
    };
    for step in STEPS {
        say(&format!("== {}: {}", step.name, step.command));
        if lists {
            continue;
        }
        let start = Instant::now();
        match passes(step) {
            Ok(true) => say(&format!("== {}: {} s", step.name, start.elapsed().as_secs())),
            Ok(false) => {
                complain(&format!("failed: {}: `{}`", step.name, step.command));
                return ExitCode::from(1);
            }
            Err(error) => return complain(&format!("cannot run `{}`: {error}", step.command)),
        }
    }
    ExitCode::SUCCESS
}

fn passes(step: &Step) -> std::io::Result<bool> {
    let mut words = step.command.split_whitespace();
    let name = words.next().unwrap_or_default();
    let mut command = Command::new(program(name));
    let unset = step.environment.iter().filter(|(name, _)| std::env::var_os(name).is_none());
    command.args(words).current_dir(workspace_root()).envs(unset.copied());
    if name.starts_with(BUILT) {
        command.env("IAMKIT_CALLED_AS", "cargo xtask");
    }
    command.status().map(|status| status.success())
}

/// Where a program is: one that was built, in the folder that cargo builds into.
fn program(name: &str) -> PathBuf {
    let Some(built) = name.strip_prefix(BUILT) else { return name.into() };
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    workspace_root().join(target).join("debug").join(built).with_extension(std::env::consts::EXE_EXTENSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readme_promises_the_test_command_that_runs_here() {
        let readme = std::fs::read_to_string(workspace_root().join("README.md")).expect("is there");
        assert!(readme.contains(TEST_COMMAND));
        let script = std::fs::read_to_string(workspace_root().join(".ci/run")).expect("is there");
        assert!(script.contains("cargo xtask ci"));
    }

    #[test]
    fn every_fuzz_target_runs_at_night_from_inputs_that_are_there() {
        let root = workspace_root();
        let workflow = std::fs::read_to_string(root.join(".github/workflows/fuzz.yml")).expect("is there");
        let entries = workflow.lines().filter_map(|line| {
            let entry = line.trim().strip_prefix("- { target: ")?.strip_suffix(" }")?;
            entry.split_once(", inputs: ")
        });
        let entries = entries.collect::<Vec<_>>();
        for (target, inputs) in &entries {
            assert!(root.join(inputs).ends_with(target) && root.join(inputs).is_dir(), "{target}: {inputs}");
        }
        let targets = std::fs::read_dir(root.join("fuzz/fuzz_targets")).expect("is there");
        let targets = targets.map(|entry| entry.expect("is read").path().with_extension(""));
        let mut targets = targets.collect::<Vec<_>>();
        targets.sort();
        assert!(
            targets
                .iter()
                .map(|path| path.file_name())
                .eq(entries.iter().map(|(target, _)| Some(target.as_ref())))
        );
    }
}
