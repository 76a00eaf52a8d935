//! `cargo xtask wire moto`: the test suites of moto against a server of ours, and what is known to fail in them.
//!
//! Moto is another emulator, whose authors wrote its tests without knowing of us. Where one of them asserts what AWS
//! refuses, it stands in a list with the page of AWS that says so: `crates/iamkit-server/tests/moto/SUITE.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, ExitCode};

use iamkit_console::command::{Failure, Outcome, exit_different, read_string, shown};
use iamkit_console::output;
use iamkit_server::{Enforcement, RootKey, RunningServer, Server};

use super::environment::{Environment, succeed};
use crate::workspace_root::workspace_root;

/// What the suites run with.
const PACKAGES: [&str; 5] = [
    "moto[iam,server]==5.2.5",
    "boto3==1.44.8",
    "pytest==9.2.0",
    "freezegun==1.5.5",
    "pytest-timeout==2.4.0",
];
/// The package that holds the suites themselves.
const SUITES_PACKAGE: &str = "moto==5.2.5";
/// Where packages and suites are kept between two runs.
const FOLDER: &str = "target/moto";

/// A suite, and what of it is about moto itself
struct Suite {
    name: &'static str,
    /// Files that test moto's own parts.
    left_out: &'static [&'static str],
    /// Tests that need other services.
    deselected: &'static [&'static str],
}

const SUITES: [Suite; 3] = [
    Suite {
        name: "iam",
        left_out: &[
            "test_iam_cloudformation.py",
            "test_iam_access_integration.py",
            "test_server.py",
            "test_iam_resets.py",
        ],
        deselected: &["test_iam.py::test_role_config_client", "test_iam.py::test_policy_config_client"],
    },
    Suite { name: "sts", left_out: &["test_server.py"], deselected: &[] },
    Suite { name: "organizations", left_out: &[], deselected: &[] },
];

/// Run moto's suites of IAM, STS and Organizations against the server.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The packages come from PyPI by pip, once, into `target/moto`.

Exit codes: 0 as the lists say, 1 a test fails that no list has or passes that one has, 2 the suites could not be run.")]
pub(crate) struct Args {
    /// The suites: `iam`, `sts`, `organizations`; all where none is named
    suites: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let suites = chosen(&args.suites)?;
    let folder = workspace_root().join(FOLDER);
    let environment = prepared(&folder)?;
    let mut is_as_listed = true;
    for suite in suites {
        is_as_listed &= is_suite_as_listed(suite, &folder, environment.python())?;
    }
    Ok(if is_as_listed { ExitCode::SUCCESS } else { exit_different() })
}

fn chosen(names: &[String]) -> Result<Vec<&'static Suite>, Failure> {
    if let Some(name) = names.iter().find(|name| SUITES.iter().all(|suite| suite.name != **name)) {
        return Err(format!("`{name}` is no suite: there are iam, sts and organizations").into());
    }
    Ok(SUITES
        .iter()
        .filter(|suite| names.is_empty() || names.iter().any(|name| name == suite.name))
        .collect())
}

/// The interpreter with all packages, and the suites beside it.
fn prepared(folder: &Path) -> Result<Environment, Failure> {
    let environment = Environment::prepare(folder, &PACKAGES)?;
    if environment.is_new {
        let source = folder.join("source");
        let mut download = environment.pip();
        download.args(["download", "--no-deps", "--no-binary", ":all:", SUITES_PACKAGE, "--dest"]);
        succeed(download.arg(&source))?;
        let archive = source.join("moto-5.2.5.tar.gz");
        let mut unpack = Command::new("tar");
        succeed(unpack.arg("-xzf").arg(archive).args(["--strip-components=1", "-C"]).arg(&source))?;
        Environment::note_whole(folder, &PACKAGES)?;
    }
    Ok(environment)
}

/// The server that moto's tests expect: its account, its keys, and all calls allowed, for their users may do nothing.
fn server() -> Result<RunningServer, Failure> {
    let server = Server::builder()
        .account("123456789012".parse()?)
        .root_key(RootKey::new("FOOBARKEY", "FOOBARSECRET")?)
        .enforce(Enforcement::Off)
        .test_api(true);
    Ok(server.spawn()?)
}

fn is_suite_as_listed(suite: &Suite, folder: &Path, python: &Path) -> Result<bool, Failure> {
    let server = server()?;
    let tests = format!("tests/test_{}", suite.name);
    let mut command = Command::new(python);
    command.args(["-m", "pytest", &tests, "-q", "-rA", "--tb=no", "-p", "no:cacheprovider", "-W", "ignore"]);
    command.args(["--color=no", "--timeout", "60"]);
    command.args(suite.left_out.iter().map(|file| format!("--ignore={tests}/{file}")));
    command.args(suite.deselected.iter().map(|test| format!("--deselect={tests}/{test}")));
    command.current_dir(folder.join("source"));
    command.env("TEST_SERVER_MODE", "true").env("TEST_SERVER_MODE_ENDPOINT", server.url());
    command.env("AWS_DEFAULT_REGION", "us-east-1").env("COLUMNS", "400");
    let printed = command.output().map_err(|error| format!("cannot run the suite: {error}"))?;
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    let results = Results::read(&printed);
    if results.passed.is_empty() && results.failed.is_empty() {
        return Err(
            format!("no test of `{tests}` was run: {}", printed.lines().last().unwrap_or_default()).into()
        );
    }
    let file = workspace_root().join("crates/iamkit-server/tests/moto").join(format!("{}.txt", suite.name));
    let listed = listed(&file)?;
    let (passed, failed) = (results.passed.len(), results.failed.len());
    output::line(format_args!(
        "{}: {passed} passed, {failed} failed, {} of them listed",
        suite.name,
        listed.len()
    ));
    let complaints = results.complaints(&listed);
    for line in &complaints {
        output::line(format_args!("  {line}"));
    }
    Ok(complaints.is_empty())
}

/// The tests that are known to fail, each with the reason.
fn listed(file: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let text = read_string(file)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let known = lines.map(|line| {
        let parts = line.split_once(" | ").filter(|(_, reason)| !reason.trim().is_empty());
        let (name, reason) =
            parts.ok_or_else(|| format!("`{}` has a line without a reason: {line}", shown(file)))?;
        Ok((name.trim().to_owned(), reason.trim().to_owned()))
    });
    known.collect()
}

/// What came of the tests of a suite
#[derive(Debug, Default)]
struct Results {
    passed: BTreeSet<String>,
    failed: BTreeSet<String>,
}

impl Results {
    /// Reads the summary that pytest prints, a line for each test.
    fn read(printed: &str) -> Self {
        let mut results = Self::default();
        for line in printed.lines() {
            let Some((outcome, rest)) = line.split_once(' ') else { continue };
            // A reason may follow the name, whose parameters may have spaces.
            let test = rest.split(" - ").next().unwrap_or(rest).trim();
            if !test.contains("::") {
                continue;
            }
            match outcome {
                "PASSED" => results.passed.insert(test.to_owned()),
                "FAILED" | "ERROR" => results.failed.insert(test.to_owned()),
                _ => false,
            };
        }
        results
    }

    /// What isn't as the list says: it may only become shorter.
    fn complaints(&self, listed: &BTreeMap<String, String>) -> Vec<String> {
        let new = self.failed.iter().filter(|test| !listed.contains_key(*test));
        let new = new.map(|test| format!("fails, and isn't listed: {test}"));
        let gone = listed.keys().filter(|test| !self.failed.contains(*test));
        let gone = gone.map(|test| format!("is listed, and doesn't fail: {test}"));
        new.chain(gone).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_failure_and_one_that_is_gone_are_told() {
        let printed = "....F\n=== short test summary info ===\nPASSED tests/t.py::test_a\n\
            PASSED tests/t.py::test_b[x - y]\nFAILED tests/t.py::test_c - AssertionError: assert 1 == 2\n\
            ERROR tests/t.py::test_d - no\nSKIPPED [1] tests/t.py:3: no\n2 passed, 1 failed";
        let results = Results::read(printed);
        assert_eq!((results.passed.len(), results.failed.len()), (2, 2));
        let listed = ["tests/t.py::test_a", "tests/t.py::test_d"];
        let listed = listed.map(|test| (test.to_owned(), "because".to_owned())).into();
        let expected = [
            "fails, and isn't listed: tests/t.py::test_c",
            "is listed, and doesn't fail: tests/t.py::test_a",
        ];
        assert_eq!(results.complaints(&listed), expected);
    }
}
