//! What a user's mistakes get: one line that says what and where, and exit code 2; conformance with its exit codes.
#![expect(clippy::unwrap_used, reason = "integration test")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_iamkit")).args(arguments).output().unwrap()
}

/// The one line of a command that could not answer.
fn mistake(arguments: &[&str]) -> String {
    let output = xtask(arguments);
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{line}");
    assert_eq!(line.matches('\n').count(), 1, "{line}");
    assert!(output.stdout.is_empty());
    line.trim_end().to_owned()
}

/// Writes a file and gives its path.
fn file(directory: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = directory.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn compare(path: &str) -> String {
    mistake(&["equivalence", "--custom", path, "--managed", "AmazonWorkMailFullAccess"])
}

#[test]
fn misspelt_arguments_are_one_line_with_the_nearest() {
    let expected = "error: unexpected argument '--formatt' found – a similar argument exists: '--format'; see \
                    `iamkit conformance --help`";
    assert_eq!(mistake(&["conformance", "--formatt", "json"]), expected);
    let expected = "error: unrecognized subcommand 'equivalense' – a similar subcommand exists: 'equivalence'; see \
                    `iamkit --help`";
    assert_eq!(mistake(&["equivalense"]), expected);
}

#[test]
fn help_is_an_answer() {
    for arguments in [&["--help"][..], &["equivalence", "--help"], &["conformance", "--help"]] {
        let output = xtask(arguments);
        assert!(output.status.success() && 100 < output.stdout.len());
    }
}

#[test]
fn files_that_are_no_policies_are_told_with_their_place() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path();
    let path = here.join("absent.json");
    assert!(compare(path.to_str().unwrap()).contains("absent.json`: No such file or directory"));
    assert!(compare(here.to_str().unwrap()).contains("no JSON file in `"));
    let not_text = file(here, "bytes.json", b"{\"Version\": \"\xff\"}");
    assert!(compare(&not_text).contains("UTF-8"), "{}", compare(&not_text));
    let truncated = file(here, "truncated.json", r#"{"Version": "2012-10-17", "Statement": ["#);
    assert!(compare(&truncated).contains("(1:41)"), "{}", compare(&truncated));
    let wrong = file(here, "wrong.json", r#"{"Statement": 7}"#);
    assert!(compare(&wrong).contains("/Statement"), "{}", compare(&wrong));
    let operator = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringMatches": {"a": "b"}}}}"#;
    let operator = file(here, "operator.json", operator);
    assert!(
        compare(&operator).contains("unknown condition operator `StringMatches`"),
        "{}",
        compare(&operator)
    );
}

#[test]
fn deep_and_huge_files_are_refused_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let deep = compare(&file(directory.path(), "deep.json", deep));
    assert!(deep.contains("deep"), "{deep}");
    let mut huge = br#"{"Version": "2012-10-17", "Statement": []"#.to_vec();
    huge.resize(50 << 20, b' ');
    huge.push(b'}');
    let huge = compare(&file(directory.path(), "huge.json", huge));
    assert!(huge.contains("52428801"), "{huge}");
}

const CASE: &str = r#"{"id": "mistakes/case", "source": "S55", "confidence": "doc",
    "request": {"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject", "resource": "*"},
    "policies": {"identity": []}, "expect": {"decision": "DECISION"}}"#;

#[test]
fn conformance_exits_with_0_1_or_2() {
    let directory = tempfile::tempdir().unwrap();
    let good = file(directory.path(), "good.json", CASE.replace("DECISION", "implicitDeny"));
    let output = xtask(&["conformance", &good]);
    assert_eq!((output.status.code(), &*output.stdout), (Some(0), &b"1 passed, 0 failed\n"[..]));

    let bad = file(directory.path(), "bad.json", CASE.replace("DECISION", "allowed"));
    let output = xtask(&["conformance", &bad]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.starts_with("mistakes/case (S55)\n"), "{text}");
    assert!(text.contains(r#"engine: decision is "implicitDeny", expected "allowed""#), "{text}");
    assert!(text.ends_with("0 passed, 1 failed\n"), "{text}");

    let output = xtask(&["conformance", "--format", "json", &bad]);
    let record: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((&record["id"], &record["passed"]), (&"mistakes/case".into(), &false.into()));

    assert!(mistake(&["conformance", &good, &good]).contains("stands in"));
    let broken = file(directory.path(), "broken.json", CASE.replace("\"policies\"", "\"police\""));
    assert!(mistake(&["conformance", &broken]).contains("unknown field `police`"));

    let other = CASE.replace("\"policies\"", "\"police\"").replace("mistakes/case", "mistakes/other");
    let other = file(directory.path(), "other.json", other);
    let output = xtask(&["conformance", &good, &other]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("  refused: malformed case: unknown field `police`"), "{text}");
    assert!(text.ends_with("1 passed, 0 failed, 1 refused\n"), "{text}");
}

#[test]
fn files_without_cases_silence_no_others() {
    let directory = tempfile::tempdir().unwrap();
    let good = file(directory.path(), "good.json", CASE.replace("DECISION", "implicitDeny"));
    let broken = file(directory.path(), "broken.json", "[[");
    assert!(mistake(&["conformance", &broken]).contains("broken.json`: malformed case"));
    let output = xtask(&["conformance", &broken, &good, "missing.json"]);
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), &*output.stdout),
        (Some(2), &b"1 passed, 0 failed\n"[..]),
        "{complaints}"
    );
    assert_eq!(complaints.lines().count(), 2, "{complaints}");
}

#[test]
fn an_answer_that_nobody_reads_to_its_end_is_no_failure() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iamkit"));
    command.args(["catalog", "expand", "*"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(line.contains(':'), "{line}");
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
}
