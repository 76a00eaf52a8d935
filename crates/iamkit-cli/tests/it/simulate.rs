//! `cargo xtask simulate`: the guide's examples, the operations told apart, and what mistakes get.
#![expect(clippy::unwrap_used, reason = "integration test")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

const ALLOW: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}}}"#;

fn simulate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_iamkit")).arg("simulate").args(arguments).output().unwrap()
}

/// Writes a file and gives its path.
fn file(directory: &Path, name: &str, content: &str) -> String {
    let path = directory.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn answer(arguments: &[&str]) -> Value {
    let output = simulate(arguments);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The one line of a command that could not answer.
fn mistake(arguments: &[&str]) -> String {
    let output = simulate(arguments);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(line.matches('\n').count(), 1, "{line}");
    line.trim_end().to_owned()
}

#[test]
fn the_guide_shows_real_requests_and_their_responses() {
    let guide = include_str!("../../../../docs/src/guide/simulate.md");
    let directory = tempfile::tempdir().unwrap();
    let blocks = guide.split("```json\n").skip(1).map(|block| block.split_once("```").unwrap().0);
    let blocks = blocks.collect::<Vec<_>>();
    let pairs = blocks.chunks_exact(2);
    assert!(pairs.remainder().is_empty() && 2 <= pairs.len());
    for pair in pairs {
        let request = file(directory.path(), "request.json", pair[0]);
        assert_eq!(answer(&[&request]), serde_json::from_str::<Value>(pair[1]).unwrap());
    }
}

#[test]
fn the_request_tells_the_operation() {
    let directory = tempfile::tempdir().unwrap();
    let custom = json!({"PolicyInputList": [ALLOW], "ActionNames": ["s3:GetObject"]});
    let custom = file(directory.path(), "custom.json", &custom.to_string());
    let result = answer(&[&custom])["EvaluationResults"][0].clone();
    assert_eq!(result["MissingContextValues"], json!(["aws:PrincipalTag/team"]));

    let principal = json!({"PolicySourceArn": "arn:aws:iam::111122223333:user/dev/alice", "ActionNames": ["s3:GetObject"],
        "ContextEntries": [{"ContextKeyName": "aws:PrincipalTag/team", "ContextKeyValues": ["blue"]}]});
    let principal = file(directory.path(), "principal.json", &principal.to_string());
    let own = file(directory.path(), "own.json", ALLOW);
    let result = answer(&[&principal, "--identity", &own, "--identity", "managed:ReadOnlyAccess"]);
    let statements = result["EvaluationResults"][0]["MatchedStatements"].as_array().unwrap().clone();
    let ids = statements.iter().map(|statement| statement["SourcePolicyId"].clone()).collect::<Vec<_>>();
    assert_eq!(ids, ["user_alice_own", "ReadOnlyAccess"]);
    let limited = answer(&[&principal, "--identity", &own, "--boundary", "managed:AmazonWorkMailFullAccess"]);
    assert_eq!(limited["EvaluationResults"][0]["EvalDecision"], "implicitDeny");

    let keys = file(directory.path(), "keys.json", &json!({"PolicyInputList": [ALLOW]}).to_string());
    assert_eq!(answer(&[&keys, "--context-keys"]), json!({"ContextKeyNames": ["aws:PrincipalTag/team"]}));
}

#[test]
fn mistakes_are_one_line_with_the_code_or_the_place() {
    let directory = tempfile::tempdir().unwrap();
    let written = |content: &str| file(directory.path(), "request.json", content);
    let line = mistake(&[&written("{\"PolicyInputList\": [],\n \"ActionNames\": [")]);
    assert!(
        line.ends_with("request.json` is no request: EOF while parsing a list at line 2 column 17"),
        "{line}"
    );
    let line = mistake(&[&written("{\"PolicyInputList\": [],\n \"Actions\": []}")]);
    assert!(line.contains("is no request: unknown field `Actions`, expected one of"), "{line}");
    assert!(line.ends_with("at line 2 column 10"), "{line}");
    let line = mistake(&[&written(r#"{"PolicyInputList": [], "ActionNames": ["s3:*"]}"#)]);
    let expected = "error: InvalidInput: `ActionNames.1`: `s3:*` is no action: expected `service:Name` without wildcards, \
                    white space and commas";
    assert_eq!(line, expected);
    let line =
        mistake(&[&written(r#"{"PolicyInputList": [], "ActionNames": ["s3:GetObject"], "MaxItems": 2000}"#)]);
    assert_eq!(line, "error: ValidationError: `MaxItems` is 2000, but a page has 1 to 1000 results");
    let principal =
        r#"{"PolicySourceArn": "arn:aws:iam::111122223333:user/alice", "ActionNames": ["s3:GetObject"]}"#;
    let line = mistake(&[&written(principal)]);
    let expected = "error: the policies of `arn:aws:iam::111122223333:user/alice` are not known: give them by --identity \
                    and --boundary";
    assert_eq!(line, expected);
    let other = principal.replace(":user/alice", ":root");
    let line = mistake(&[&written(&other), "--identity", "managed:ReadOnlyAccess"]);
    assert_eq!(line, "error: `arn:aws:iam::111122223333:root` is no ARN of a user, group or role");
    let custom = r#"{"PolicyInputList": [], "ActionNames": ["s3:GetObject"]}"#;
    let line = mistake(&[&written(custom), "--identity", "managed:ReadOnlyAccess"]);
    assert_eq!(line, "error: --identity and --boundary take a request with `PolicySourceArn`");
    let absent = directory.path().join("absent.json");
    assert!(mistake(&[absent.to_str().unwrap()]).contains("absent.json`: No such file or directory"));
}
