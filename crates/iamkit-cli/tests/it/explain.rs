//! `cargo xtask explain`: its texts, its JSON, its exit codes, and what mistakes get.
#![expect(clippy::unwrap_used, reason = "integration test")]

use std::process::{Command, Output};

use serde_json::Value;

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";

fn explain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_iamkit")).arg("explain").args(arguments).output().unwrap()
}

/// Asks for alice by AWS managed policies.
fn asked(action: &str, rest: &[&str]) -> Output {
    explain(&[&["--principal", ALICE, "--action", action], rest].concat())
}

fn text(output: &Output) -> String {
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn mistake(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_guide_shows_the_real_output() {
    let guide = include_str!("../../../../docs/src/guide/explain.md");
    let mut blocks = 0;
    for block in guide.split("```console\n").skip(1) {
        let (command, output) = block.split_once("```").unwrap().0.split_once('\n').unwrap();
        let arguments =
            command.strip_prefix("$ cargo xtask explain ").unwrap().split(' ').collect::<Vec<_>>();
        assert_eq!(text(&explain(&arguments)), output, "{command}");
        blocks += 1;
    }
    assert_eq!(blocks, 3);
}

#[test]
fn a_layer_left_out_shows_the_cause() {
    let layers =
        ["--identity", "managed:ReadOnlyAccess", "--boundary", "managed:AmazonWorkMailFullAccess", "--check"];
    let blocked = asked("s3:GetObject", &layers);
    assert_eq!(blocked.status.code(), Some(1));
    assert!(text(&blocked).starts_with("implicitDeny: s3:GetObject on *\n  blocked by\n    boundary\n"));
    let freed = asked("s3:GetObject", &[&layers[..], &["--without", "boundary"]].concat());
    assert_eq!(freed.status.code(), Some(0));
    assert!(text(&freed).starts_with("allowed"));
}

#[test]
fn json_has_every_member() {
    let arguments = [
        "--resource arn:aws:iam::111122223333:role/x --format json --identity managed:AmazonWorkMailFullAccess@v10",
        "--context iam:PassedToService=events.workmail.amazonaws.com",
    ];
    let output = asked("iam:PassRole", &arguments.join(" ").split(' ').collect::<Vec<_>>());
    let answer: Value = serde_json::from_str(&text(&output)).unwrap();
    let members =
        answer.as_object().unwrap().keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>();
    let expected = [
        "resource",
        "schema",
        "decision",
        "decidedBy",
        "blockedBy",
        "layers",
        "nearMisses",
        "unevaluable",
        "missingKeys",
        "dependsOn",
        "undecidedKeys",
        "facts",
        "openFacts",
        "findings",
    ];
    assert_eq!(members, expected.into_iter().collect());
    assert_eq!((&answer["schema"], &answer["decision"]), (&1.into(), &"implicitDeny".into()));
    assert_eq!(answer["blockedBy"], serde_json::json!(["identity"]));
    assert!(answer["nearMisses"].as_array().unwrap().iter().any(|miss| miss["element"] == "Resource"));
}

#[test]
fn a_case_file_is_a_question() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("question.json");
    let question = r#"{
        "request": {"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject",
            "resource": {"arn": "arn:aws:s3:::b/k"}, "unknown": ["aws:SourceIp"]},
        "policies": {"identity": [{"name": "p", "document": {"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "s3:*", "Resource": "*",
            "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}}}]}}"#;
    std::fs::write(&path, question).unwrap();
    let output = explain(&[path.to_str().unwrap()]);
    let text = text(&output);
    assert!(text.starts_with("depends: s3:GetObject on arn:aws:s3:::b/k\n"), "{text}");
    assert!(text.contains("  depends on\n    aws:SourceIp: "), "{text}");
    assert!(text.contains("makes it allowed") && text.contains("makes it implicitDeny"), "{text}");
}

#[test]
fn several_values_make_a_multi_valued_key() {
    let keys =
        ["--context", "aws:TagKeys=a", "--context", "aws:tagkeys=b", "--identity", "managed:ReadOnlyAccess"];
    assert!(text(&asked("s3:GetObject", &keys)).starts_with("allowed"));
}

#[test]
fn what_the_catalog_says_against_a_request_stands_beside_the_answer() {
    let text = text(&asked("s3:GetObjet", &["--identity", "managed:AmazonS3FullAccess"]));
    let expected = "  against the catalog\n    `s3:GetObjet` is no action of the catalog; nearest: `s3:GetObject`, \
                    `s3:PutObject`, `s3:GetObjectAcl`\n";
    assert!(text.starts_with("allowed") && text.ends_with(expected), "{text}");
}

#[test]
fn mistakes_are_one_line() {
    let expected = "error: the following required arguments were not provided: --principal <PRINCIPAL> --action \
                    <ACTION>; see `iamkit explain --help`\n";
    assert_eq!(mistake(&explain(&[])), expected);
    let expected = "error: invalid value 'group' for '--without <LAYER>': no layer has this name; there are identity, \
                    boundary, session, resource, scp, rcp, vpce; see `iamkit explain --help`\n";
    assert_eq!(mistake(&asked("s3:GetObject", &["--without", "group"])), expected);
    let expected = "error: `aws:SourceIp` is no context key with a value: expected `KEY=VALUE`\n";
    assert_eq!(mistake(&asked("s3:GetObject", &["--context", "aws:SourceIp"])), expected);
    let expected = "error: the `identity` layer: `ReadOnlyAccess@all` is several versions: name one, such as `ReadOnlyAccess@v1`\n";
    assert_eq!(mistake(&asked("s3:GetObject", &["--identity", "managed:ReadOnlyAccess@all"])), expected);
    let unknown = mistake(&asked("s3:GetObject", &["--identity", "managed:ReadOnlyAcess"]));
    assert!(unknown.contains("ReadOnlyAccess") && unknown.lines().count() == 1, "{unknown}");
    let expected =
        "error: `s3` is no action: expected `service:Name` without wildcards, white space and commas\n";
    assert_eq!(mistake(&asked("s3", &[])), expected);
}

#[test]
fn a_malformed_layer_is_told_with_its_place() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("boundary.json");
    std::fs::write(
        &path,
        "{\"Statement\":\n {\"Effect\": \"Maybe\", \"Action\": \"*\", \"Resource\": \"*\"}}",
    )
    .unwrap();
    let path = path.to_str().unwrap();
    let line = mistake(&asked("s3:GetObject", &["--boundary", path]));
    let expected = format!(
        "error: the `boundary` layer: `{path}`: unknown effect `Maybe`, expected `Allow` or `Deny` at /Statement/Effect (2:13)\n"
    );
    assert_eq!(line, expected);

    let question = directory.path().join("question.json");
    let text = r#"{"request": {"principal": "*", "action": "s3:GetObject", "resource": "*"},
        "policies": {"scp": [[{"name": "p", "document": {"Statement": {"Effect": "Maybe", "Action": "*", "Resource": "*"}}}]]}}"#;
    std::fs::write(&question, text).unwrap();
    let line = mistake(&explain(&[question.to_str().unwrap()]));
    assert!(
        line.contains("malformed case: the `scp` layer: ") && line.contains("unknown effect `Maybe`"),
        "{line}"
    );
    assert!(line.contains("/Statement/Effect") && line.contains(" at line 2 column "), "{line}");

    let identity = r#"{"request": {"principal": "*", "action": "s3:GetObject", "resource": "*"}, "policies": {"identity": []}}"#;
    std::fs::write(&question, identity).unwrap();
    let line = mistake(&explain(&[question.to_str().unwrap()]));
    let expected = "error: the `identity` layer contradicts the principal: an anonymous requester has no identity policies\n";
    assert_eq!(line, expected);
}

#[test]
fn several_resources_are_answered_one_by_one_and_together() {
    let resources = ["--resource", "arn:aws:s3:::a/k", "--resource", "arn:aws:iam::111122223333:role/x"];
    let rest = ["--identity", "managed:AmazonS3ReadOnlyAccess", "--check"];
    let both = asked("s3:GetObject", &[&resources[..], &rest].concat());
    assert_eq!(both.status.code(), Some(0));
    let both = text(&both);
    assert!(both.starts_with("allowed: s3:GetObject on arn:aws:s3:::a/k\n"), "{both}");
    assert!(both.ends_with("\nallowed: s3:GetObject on all 2 resources\n"), "{both}");
    let neither = asked("s3:PutObject", &[&resources[..], &rest].concat());
    assert_eq!(neither.status.code(), Some(1));
    assert!(text(&neither).ends_with("\nimplicitDeny: s3:PutObject on all 2 resources\n"));
}

#[test]
fn resources_with_other_decisions_are_counted_apart() {
    let resources = ["--resource", "arn:aws:sqs:eu-west-1:111122223333:a", "--resource", "arn:aws:s3:::a/k"];
    let one =
        asked("s3:GetObject", &[&resources[..], &["--identity", "managed:AmazonS3ReadOnlyAccess"]].concat());
    assert!(text(&one).ends_with("\nallowed: s3:GetObject on all 2 resources\n"));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("queues.json");
    let policy = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:sqs:*"}}"#;
    std::fs::write(&path, policy).unwrap();
    let one = asked("s3:GetObject", &[&resources[..], &["--identity", path.to_str().unwrap()]].concat());
    assert!(text(&one).ends_with("\nimplicitDeny: s3:GetObject on 1 of 2 resources\n"));
}

#[test]
fn arguments_say_the_owner_the_role_the_provider_and_an_empty_level() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bucket.json");
    let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/crew/*"}}}}"#;
    std::fs::write(&path, policy).unwrap();
    let session =
        ["--principal", "arn:aws:sts::111122223333:assumed-role/Boat/s", "--action", "s3:GetObject"];
    let rest = ["--resource", "arn:aws:s3:::a/k", "--resource-policy", path.to_str().unwrap()];
    let owner = ["--resource-owner", "111122223333"];
    let open = text(&explain(&[&session[..], &rest, &owner].concat()));
    assert!(open.starts_with("depends: "), "{open}");
    assert!(open.contains("  would be settled by\n    role-without-path: "), "{open}");
    let role = ["--role", "arn:aws:iam::111122223333:role/crew/Boat"];
    let known = text(&explain(&[&session[..], &rest, &owner, &role].concat()));
    assert!(known.starts_with("allowed: "), "{known}");
    assert!(known.ends_with("  taken for granted: no-session-policy\n"), "{known}");
    let level = text(&explain(&[&session[..], &rest, &owner, &role, &["--scp", ""]].concat()));
    assert!(level.contains("  blocked by\n    scp\n"), "{level}");
    let provider = ["--federated", "accounts.google.com", "--action", "s3:GetObject"];
    let stranger = text(&explain(&[&provider[..], &rest].concat()));
    assert!(stranger.starts_with("implicitDeny: "), "{stranger}");
}

#[test]
fn a_negation_that_names_the_request_is_told_as_such() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("but.json");
    let policy = r#"{"Statement": [
        {"Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::a/*"}]}"#;
    std::fs::write(&path, policy).unwrap();
    let rest = ["--resource", "arn:aws:s3:::a/k", "--identity", path.to_str().unwrap()];
    let text = text(&asked("s3:GetObject", &rest));
    assert!(text.contains("in NotAction: it names `s3:GetObject`, and is about all others\n"), "{text}");
    assert!(
        text.contains("in NotResource: it names `arn:aws:s3:::a/k`, and is about all others\n"),
        "{text}"
    );
}
