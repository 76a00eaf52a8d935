//! `cargo xtask compare` and `cargo xtask check` as their users meet them: output, exit codes, one-line errors.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

const WORKMAIL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/workmail.json");

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_iamkit")).args(arguments).output().unwrap()
}

fn stdout(arguments: &[&str]) -> (String, Option<i32>) {
    let output = xtask(arguments);
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

fn json_of(arguments: &[&str]) -> (Value, Option<i32>) {
    let (text, code) = stdout(arguments);
    (serde_json::from_str(&text).unwrap(), code)
}

fn policy(directory: &Path, name: &str, statements: &str) -> String {
    let path = directory.join(name);
    std::fs::write(&path, format!(r#"{{"Version": "2012-10-17", "Statement": {statements}}}"#)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn every_difference_is_named_with_a_request_that_shows_it() {
    let custom = format!("{WORKMAIL}#amazonWorkMailFullAccess");
    let (report, code) =
        json_of(&["compare", &custom, "managed:AmazonWorkMailFullAccess@v10", "--format", "json"]);
    assert_eq!(code, Some(1));
    assert_eq!((&report["schema"], &report["relation"]), (&json!(1), &json!("narrower")));
    let differences = report["differences"].as_array().unwrap();
    assert!(differences.iter().all(|difference| difference["allowedBy"] == "b"));
    let actions = differences.iter().flat_map(|difference| difference["actions"].as_array().unwrap());
    assert_eq!(actions.count(), 17);
    let pass =
        differences.iter().find(|difference| difference["actions"] == json!(["iam:PassRole"])).unwrap();
    assert_eq!(pass["resources"]["within"], json!([["arn:aws:iam::*:role/*workmail*"]]));
    assert_eq!(pass["conditions"][0]["key"], "iam:PassedToService");
    assert_eq!(pass["witness"]["context"]["iam:PassedToService"], "events.workmail.amazonaws.com");
}

#[test]
fn witnesses_are_requests_that_explain_takes() {
    let directory = tempfile::tempdir().unwrap();
    let custom = format!("{WORKMAIL}#amazonWorkMailFullAccess");
    let (report, _) = json_of(&["compare", &custom, "managed:AmazonWorkMailFullAccess", "--format", "json"]);
    for difference in report["differences"].as_array().unwrap() {
        let shown = stdout(&["managed", "show", "AmazonWorkMailFullAccess"]).0;
        let document: Value = serde_json::from_str(&shown).unwrap();
        let policies = json!({"identity": [{"name": "managed", "document": document}]});
        let situation = json!({"request": difference["witness"], "policies": policies});
        let file = directory.path().join("situation.json");
        std::fs::write(&file, situation.to_string()).unwrap();
        let (answer, code) = stdout(&["explain", file.to_str().unwrap(), "--check"]);
        assert_eq!(code, Some(0), "{answer}");
    }
}

#[test]
fn a_witness_around_a_principal_is_decided_again_as_it_stands() {
    let directory = tempfile::tempdir().unwrap();
    let situation = |identity: Value| {
        let named =
            |name: &str, statement: Value| json!({"name": name, "document": {"Statement": statement}});
        json!({
            "request": {
                "principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject",
                "resource": {"arn": "arn:aws:s3:::logs/1", "account": "444455556666"},
                "managementAccount": "111122223333",
            },
            // S66: no service control policy limits the account that manages the organisation.
            "policies": {
                "identity": [named("own", identity)],
                "resource": named("bucket", json!({"Effect": "Allow", "Principal": {"AWS": "111122223333"},
                    "Action": "s3:*", "Resource": "*"})),
                "scp": [[named("none", json!({"Effect": "Deny", "Action": "*", "Resource": "*"}))]],
            },
        })
    };
    let allow = |actions: &str| json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
    let written = |name: &str, situation: &Value| {
        let file = directory.path().join(name);
        std::fs::write(&file, situation.to_string()).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let sides = [situation(allow("s3:ListAllMyBuckets")), situation(allow("s3:GetObject"))];
    let [a, b] = ["a", "b"].map(|name| format!("layers:{}", directory.path().join(name).to_str().unwrap()));
    written("a", &sides[0]);
    written("b", &sides[1]);
    let (report, code) = json_of(&["compare", &a, &b, "--format", "json"]);
    assert_eq!(code, Some(1));
    let differences = report["differences"].as_array().unwrap();
    assert_eq!(differences.len(), 2);
    for difference in differences {
        assert_eq!(difference["witness"]["managementAccount"], "111122223333");
        assert_eq!(difference["witness"]["resource"]["account"], "444455556666");
        for (name, side) in ["a", "b"].into_iter().zip(&sides) {
            let asked = json!({"request": difference["witness"], "policies": side["policies"]});
            let expected = if difference["allowedBy"] == name { Some(0) } else { Some(1) };
            let (answer, code) = stdout(&["explain", &written("asked", &asked), "--check"]);
            assert_eq!(code, expected, "{answer}");
        }
    }
}

#[test]
fn resource_control_policies_that_only_deny_are_told_apart() {
    let directory = tempfile::tempdir().unwrap();
    let deny = |name: &str, actions: &str| {
        let statement =
            format!(r#"{{"Effect": "Deny", "Principal": "*", "Action": "{actions}", "Resource": "*"}}"#);
        policy(directory.path(), name, &statement)
    };
    let (more, less) = (deny("more", "sqs:*"), deny("less", "sqs:SendMessage"));
    let (text, code) = stdout(&["compare", &more, &less, "--kind", "rcp"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.starts_with("narrower: "), "{text}");
    assert!(text.contains(&format!("{less} lets it pass; {more} denies it by /Statement/0 (")), "{text}");
    assert_eq!(stdout(&["compare", &more, &more, "--kind", "rcp"]).1, Some(0));
}

#[test]
fn what_is_equal_in_other_words_is_equal() {
    let directory = tempfile::tempdir().unwrap();
    let one = r#"{"Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "*"}"#;
    let two = r#"[{"Effect": "Allow", "Action": "S3:get*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Effect": "Allow", "Action": "s3:Get*", "Resource": ["*", "arn:aws:s3:::b"]}]"#;
    let (one, two) = (policy(directory.path(), "one", one), policy(directory.path(), "two", two));
    for universe in ["real", "strings"] {
        let (text, code) = stdout(&["compare", &one, &two, "--universe", universe]);
        assert_eq!(code, Some(0), "{text}");
        assert!(text.starts_with("equal: ") && !text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn text_reads_like_a_diff_from_the_first_to_the_second() {
    let directory = tempfile::tempdir().unwrap();
    let one = policy(
        directory.path(),
        "one",
        r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}"#,
    );
    let two = policy(
        directory.path(),
        "two",
        r#"{"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "*"}"#,
    );
    let (text, code) = stdout(&["compare", &one, &two]);
    assert_eq!(code, Some(1));
    let lines = text.lines().collect::<Vec<_>>();
    assert!(lines[0].contains("is neither narrower nor broader than"), "{text}");
    assert!(lines.contains(&"-   sqs:SendMessage") && lines.contains(&"+   sqs:ReceiveMessage"), "{text}");
    let markdown = stdout(&["compare", &one, &two, "--format", "markdown"]).0;
    assert!(markdown.contains("```diff\n- sqs:SendMessage\n+ sqs:ReceiveMessage\n```"), "{markdown}");
}

/// A situation of a user on a bucket of an account, with the bucket's policy.
fn layers(directory: &Path, name: &str, account: &str, boundary: &Value) -> String {
    let named = |name: &str, statement: Value| json!({"name": name, "document": {"Statement": statement}});
    let situation = json!({
        "request": {
            "principal": "arn:aws:iam::111122223333:user/alice",
            "action": "s3:GetObject",
            "resource": {"arn": "arn:aws:s3:::logs/1", "account": account},
        },
        "policies": {
            "identity": [named("own", json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}))],
            "boundary": named("boundary", boundary.clone()),
            "resource": named("bucket", json!({"Effect": "Allow", "Principal": {"AWS": "111122223333"},
                "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"})),
        },
    });
    let path = directory.join(name);
    std::fs::write(&path, situation.to_string()).unwrap();
    format!("layers:{}", path.to_str().unwrap())
}

#[test]
fn layers_around_a_principal_are_compared_as_they_come_together() {
    let directory = tempfile::tempdir().unwrap();
    let reads = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
    let writes = json!({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"});
    let of = |name: &str, account: &str, boundary: &Value| layers(directory.path(), name, account, boundary);
    let (one, two) = (of("one", "111122223333", &reads), of("two", "111122223333", &writes));
    let (text, code) = stdout(&["compare", &one, &two]);
    assert_eq!(code, Some(1), "{text}");
    let lines = text.lines().map(str::trim_end).collect::<Vec<_>>();
    assert!(lines.contains(&"+   s3:PutObject"), "{text}");
    assert!(text.contains("has no Allow for it in boundary"), "{text}");
    assert!(text.contains("all requests are of `arn:aws:iam::111122223333:user/alice`"), "{text}");
    // In another account the bucket's policy has to allow as well (S62), which is about one action.
    let (one, two) = (of("one", "444455556666", &reads), of("two", "444455556666", &writes));
    assert_eq!(stdout(&["compare", &one, &two]).1, Some(0));
    let (report, code) = json_of(&["compare", &one, &of("own", "111122223333", &reads), "--format", "json"]);
    assert_eq!((code, &report["relation"]), (Some(3), &json!("unknown")));
}

#[test]
fn findings_for_code_scanners_point_into_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let wide = policy(
        directory.path(),
        "wide.json",
        "[\n{\"Effect\": \"Allow\", \"Action\": \"sqs:*\", \"Resource\": \"*\"}]",
    );
    let (log, code) = json_of(&["compare", "managed:AmazonSQSReadOnlyAccess", &wide, "--format", "sarif"]);
    assert_eq!((code, &log["version"]), (Some(1), &json!("2.1.0")));
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    // The address is relative to where the program runs.
    let uri = Path::new(place["artifactLocation"]["uri"].as_str().unwrap());
    assert!(uri.is_relative());
    assert_eq!(uri.canonicalize().unwrap(), Path::new(&wide).canonicalize().unwrap());
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&json!(2), &json!(1)));
}

#[test]
fn findings_in_no_file_have_a_place_all_the_same() {
    let sides = ["managed:AmazonSQSReadOnlyAccess", "managed:AmazonSQSFullAccess"];
    let (log, _) = json_of(&["compare", sides[0], sides[1], "--format", "sarif"]);
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.starts_with("managed%3AAmazonSQSFullAccess%40v"), "{uri}");
    assert_eq!(place["region"]["startLine"], 1);
}

#[test]
fn a_bound_that_is_too_small_is_said_and_exits_with_3() {
    let arguments = ["compare", "managed:ReadOnlyAccess", "managed:SecurityAudit", "--max-work", "1"];
    let (report, code) = json_of(&[&arguments[..], &["--format", "json", "--universe", "strings"]].concat());
    assert_eq!((code, &report["relation"]), (Some(3), &json!("unknown")));
    assert_eq!(report["unknown"][0]["bound"], "units of work");
}

#[test]
fn checks_pass_and_fail_by_exit_code() {
    let code = |arguments: &[&str]| stdout(arguments).1;
    let full = "managed:AmazonWorkMailFullAccess";
    let read = "managed:AmazonWorkMailReadOnlyAccess";
    assert_eq!(
        code(&["check", "no-new-access", "--reference", "managed:AdministratorAccess", "--candidate", full]),
        Some(0)
    );
    assert_eq!(code(&["check", "no-new-access", "--reference", read, "--candidate", full]), Some(1));
    assert_eq!(code(&["check", "access-not-granted", read, "--action", "workmail:Delete*"]), Some(0));
    assert_eq!(code(&["check", "access-not-granted", full, "--action", "workmail:Delete*"]), Some(1));
}

#[test]
fn public_access_is_found_with_the_statement_that_grants_it() {
    let directory = tempfile::tempdir().unwrap();
    let statements = r#"[{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
            "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}},
        {"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/p/*"}]"#;
    let bucket = policy(directory.path(), "bucket.json", statements);
    let (response, code) = json_of(&["check", "no-public-access", &bucket, "--format", "json"]);
    assert_eq!((code, &response["result"]), (Some(1), &json!("FAIL")));
    let reasons = response["reasons"].as_array().unwrap();
    assert_eq!(reasons.len(), 1, "{response}");
    assert_eq!((&reasons[0]["statementIndex"], &reasons[0]["statementId"]), (&json!(1), &json!("Open")));
}

#[test]
fn requests_in_the_form_of_aws_are_answered_in_it() {
    let directory = tempfile::tempdir().unwrap();
    let document = |action: &str| {
        json!({"Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}).to_string()
    };
    let request = json!({"existingPolicyDocument": document("s3:*"), "newPolicyDocument": document("s3:Get*"),
        "policyType": "IDENTITY_POLICY"});
    let file = directory.path().join("request.json");
    std::fs::write(&file, request.to_string()).unwrap();
    let (response, code) =
        json_of(&["check", "no-new-access", "--request", file.to_str().unwrap(), "--format", "json"]);
    assert_eq!(code, Some(0));
    assert_eq!((&response["result"], &response["reasons"]), (&json!("PASS"), &json!([])));
}

#[test]
fn mistakes_are_one_line_and_exit_code_2() {
    let directory = tempfile::tempdir().unwrap();
    let all = policy(directory.path(), "all.json", r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#);
    let bad = policy(
        directory.path(),
        "bad.json",
        r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#,
    );
    let robot = layers(
        directory.path(),
        "robot.json",
        "12",
        &json!({"Effect": "Allow", "Action": "*", "Resource": "*"}),
    );
    let cases: [(&[&str], &str); 11] = [
        (&["compare", &all, &robot], "`12` is no account: expected 12 digits"),
        (&["compare", &all, "managed:ReadOnlyAcess"], "nearest are `ReadOnlyAccess`"),
        (&["compare", &all, "missing.json"], "cannot read `missing.json`"),
        (&["compare", &all, &bad, "--kind", "identity"], "`Principal` is not allowed (S23)"),
        (
            &["compare", &all, &bad],
            "bad.json` looks like a policy of the kind resource: say what they are by `--kind`",
        ),
        (&["check", "no-public-access", &all], "no statement has a `Principal`"),
        (
            &["check", "access-not-granted", &all, "--action", "SendMessage"],
            "`SendMessage` names no action: ",
        ),
        (&["summarize", &all, "--action", "sqs:SendMesage"], "nearest: `sqs:SendMessage`"),
        (&["compare", &all], "<B>"),
        (
            &["check", "no-public-access", &all, "--resource-type", "Nothing"],
            "`Nothing` is none of the types",
        ),
        (&["check", "no-new-access", "--request", &all], "is no such request: unknown field `Version`"),
    ];
    for (arguments, message) in cases {
        let output = xtask(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.starts_with("error: ") && error.contains(message), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}
