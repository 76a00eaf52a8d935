//! `cargo xtask summarize` and `cargo xtask lint` as their users meet them: output, exit codes, one-line errors.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const WORKMAIL: &str = "crates/iamkit-cli/policies/workmail.json";

/// Exit code, output and complaints of a command, started in the workspace.
fn xtask(arguments: &[&str]) -> (Option<i32>, String, String) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let command = Command::new(env!("CARGO_BIN_EXE_iamkit")).args(arguments).current_dir(workspace).output();
    let output = command.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn json_of(arguments: &[&str]) -> (Option<i32>, Value) {
    let (code, out, _) = xtask(&[arguments, &["--format", "json"]].concat());
    (code, serde_json::from_str(&out).unwrap())
}

/// A policy with these statements, a line for each.
fn policy(directory: &Path, name: &str, statements: &[&str]) -> String {
    let path = directory.join(name);
    let statements = statements.join(",\n");
    std::fs::write(&path, format!("{{\"Version\": \"2012-10-17\", \"Statement\": [\n{statements}]}}"))
        .unwrap();
    path.to_str().unwrap().to_owned()
}

const QUEUES: &str = r#"{"Sid": "Queues", "Effect": "Allow", "Action": "sqs:Send*", "Resource": "*"}"#;

#[test]
fn the_guide_shows_what_the_commands_print() {
    let page = include_str!("../../../../docs/src/guide/policy.md");
    let [full, read_only] = ["FullAccess", "ROAccess"].map(|name| format!("{WORKMAIL}#amazonWorkMail{name}"));
    for (arguments, expected) in [
        (vec!["lint", &full, "--select", "no-such-action"], Some(1)),
        (vec!["summarize", &read_only], Some(0)),
    ] {
        let (code, out, _) = xtask(&arguments);
        assert_eq!(code, expected);
        assert!(100 < out.len() && page.contains(&format!("```text\n{out}```\n")), "{out}");
    }
}

#[test]
fn what_cannot_be_read_silences_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let good = policy(
        directory.path(),
        "good.json",
        &[QUEUES, r#"{"Effect": "Allow", "Action": "sqs:Send*", "Resource": "*"}"#],
    );
    let bad = policy(directory.path(), "bad.json", &[r#"{"Effect": "Perhaps"}"#]);
    let (code, out, err) = xtask(&["lint", &bad, &good, "missing.json"]);
    assert_eq!(code, Some(2));
    assert!(out.ends_with("in 1 policy (identity)\n"), "{out}");
    assert!(
        err.starts_with(&format!("error: `{bad}`: ")) && err.contains("error: cannot read `missing.json`"),
        "{err}"
    );
}

#[test]
fn every_command_reads_the_same_policy_arguments() {
    use std::io::Write as _;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("two.json");
    let statement =
        |action: &str| json!({"Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}});
    std::fs::write(
        &file,
        json!({"queues": statement("sqs:Send*"), "topics": statement("sns:*")}).to_string(),
    )
    .unwrap();
    let queues = format!("{}#queues", file.display());
    let asked = ["explain", "--principal", "arn:aws:iam::444455556666:user/u", "--action", "sqs:SendMessage"];
    let (code, out, err) = xtask(&[&asked[..], &["--identity", &queues]].concat());
    assert_eq!((code, &*err), (Some(0), ""));
    assert!(out.starts_with("allowed: "), "{out}");
    for arguments in [
        vec!["lint", &queues],
        vec!["summarize", &queues],
        vec!["compare", &queues, &queues],
        vec!["check", "access-not-granted", "--action", "sns:Publish", &queues],
        vec!["equivalence", "--custom", &queues, "--with", &queues, "--cases", "1"],
    ] {
        let (code, _, err) = xtask(&arguments);
        assert_eq!((code, &*err), (Some(0), ""), "{arguments:?}");
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_iamkit"));
    command.args(["compare", "-", &queues]).current_dir(workspace);
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(statement("SQS:Send*").to_string().as_bytes()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn each_rule_finds_what_does_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let file = policy(
        directory.path(),
        "policy.json",
        &[
            QUEUES,
            r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:jobs"}"#,
            r#"{"Effect": "Deny", "Action": ["sns:Publish", "sns:Pulbish"], "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:sqs:*:*:jobs"}"#,
            r#"{"Effect": "Allow", "Action": "kms:Encrypt", "Resource": "*", "Condition": {
                "StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"},
                "StringNotEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}}"#,
            r#"{"Effect": "Allow", "NotAction": "*", "Resource": "*"}"#,
        ],
    );
    let (code, reports) = json_of(&["lint", &file]);
    assert_eq!((code, &reports[0]["policy"]), (Some(1), &json!(file)));
    let findings = reports[0]["findings"].as_array().unwrap().iter();
    let findings = findings.map(|finding| (finding["statement"].clone(), finding["code"].clone()));
    let expected = [
        (1, "redundant"),
        (2, "no-such-action"),
        (3, "shadowed-by-deny"),
        (4, "names-nothing"),
        (5, "never-satisfied"),
        (6, "names-no-action"),
    ];
    assert_eq!(findings.collect::<Vec<_>>(), expected.map(|(at, rule)| (json!(at), json!(rule))));
    let (code, out, err) = xtask(&["lint", &file]);
    assert_eq!((code, &*err), (Some(1), ""));
    let misspelt = format!(
        "{file}:4:46: /Statement/2: `sns:Pulbish` names no action; nearest: `sns:Publish` [no-such-action]\n"
    );
    assert!(out.contains(&misspelt), "{out}");
    assert!(out.ends_with("6 findings in 1 policy (identity)\n"), "{out}");
}

#[test]
fn without_its_statement_the_policy_allows_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let all = r#"{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}"#;
    let send = r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}"#;
    let both = policy(directory.path(), "both.json", &[all, send]);
    let one = policy(directory.path(), "one.json", &[all]);
    assert_eq!(json_of(&["lint", &both, "--select", "redundant"]).1[0]["findings"][0]["statement"], 1);
    assert_eq!(xtask(&["compare", &both, &one]).0, Some(0));
}

#[test]
fn that_a_statement_names_no_action_is_told_unless_its_names_tell() {
    let directory = tempfile::tempdir().unwrap();
    let names = |element: &str, names: &str| {
        format!(r#"{{"Effect": "Allow", "{element}": {names}, "Resource": "*"}}"#)
    };
    let statements = [names("Action", r#"["sqs:Sned"]"#), names("NotAction", r#"["*", "sqs:Sned"]"#)];
    let file = policy(directory.path(), "policy.json", &statements.each_ref().map(String::as_str));
    let (_, reports) = json_of(&["lint", &file]);
    let findings = reports[0]["findings"].as_array().unwrap().iter();
    let findings = findings.map(|finding| (finding["statement"].clone(), finding["code"].clone()));
    let expected = [(0, "no-such-action"), (1, "names-no-action"), (1, "no-such-action")];
    assert_eq!(findings.collect::<Vec<_>>(), expected.map(|(at, rule)| (json!(at), json!(rule))));
}

/// What it denies, other policies may allow.
#[test]
fn a_deny_is_of_use_also_where_its_own_policy_allows_nothing() {
    assert_eq!(xtask(&["lint", "managed:AWSDenyAll"]).0, Some(0));
    let directory = tempfile::tempdir().unwrap();
    let deny = |actions: &str| format!(r#"{{"Effect": "Deny", "Action": "{actions}", "Resource": "*"}}"#);
    let file = policy(directory.path(), "policy.json", &[&deny("sqs:*"), &deny("sqs:SendMessage")]);
    let (code, reports) = json_of(&["lint", &file]);
    let findings = reports[0]["findings"].as_array().unwrap();
    assert_eq!((code, findings.len()), (Some(1), 1));
    assert_eq!((&findings[0]["statement"], &findings[0]["code"]), (&json!(1), &json!("redundant")));
    assert_eq!(findings[0]["message"], "without it the same is denied");
}

#[test]
fn a_log_for_code_scanners_points_into_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let clean = policy(directory.path(), "clean.json", &[QUEUES]);
    let idle = policy(directory.path(), "idle.json", &[QUEUES, QUEUES]);
    let (code, out, _) = xtask(&["lint", &clean, &idle, "--format", "sarif"]);
    assert_eq!(code, Some(1));
    let log: Value = serde_json::from_str(&out).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for (at, result) in results.iter().enumerate() {
        assert_eq!(result["ruleId"], "redundant");
        let place = &result["locations"][0]["physicalLocation"];
        let uri = Path::new(place["artifactLocation"]["uri"].as_str().unwrap());
        assert!(uri.is_relative());
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(uri);
        assert_eq!(file.canonicalize().unwrap(), Path::new(&idle).canonicalize().unwrap());
        assert_eq!(place["region"]["startLine"], json!(at + 2));
    }
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["id"] == "redundant"));
}

#[test]
fn lint_ends_with_0_where_nothing_is_found_and_with_3_where_that_is_not_proven() {
    let directory = tempfile::tempdir().unwrap();
    let clean = policy(directory.path(), "clean.json", &[QUEUES]);
    assert_eq!(
        xtask(&["lint", &clean]),
        (Some(0), "0 findings in 1 policy (identity)\n".into(), String::new())
    );
    let globs = ["a", "b", "c", "d"].map(|letter| format!("arn:aws:s3:::*{letter}*"));
    let statement = |resources: &[String]| {
        json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": resources}).to_string()
    };
    let hard = policy(directory.path(), "hard.json", &[&statement(&globs[..3]), &statement(&globs[1..])]);
    assert_eq!(xtask(&["lint", &hard, "--select", "redundant"]).0, Some(0));
    let (code, out, _) = xtask(&["lint", &hard, "--max-work", "1"]);
    assert_eq!(code, Some(3), "{out}");
    assert!(out.contains("hard.json: unknown: "), "{out}");
}

#[test]
fn a_summary_has_the_terms_of_each_action() {
    let directory = tempfile::tempdir().unwrap();
    let file = policy(
        directory.path(),
        "policy.json",
        &[
            r#"{"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": "*"}"#,
            r#"{"Effect": "Deny", "Action": "sqs:SendMessage", "Resource": "*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#,
        ],
    );
    let (code, out, err) = xtask(&["summarize", &file]);
    assert_eq!((code, &*err), (Some(0), ""));
    let lines =
        "sqs:ReceiveMessage\n  always\nsqs:SendMessage\n  when not Bool aws:SecureTransport `false`\n\n2 of ";
    assert!(out.starts_with(lines), "{out}");
    assert!(out.contains(" actions, 1 of them without limits; permissiveness 0.0001\n"), "{out}");
    let (_, out, _) = xtask(&["summarize", &file, "--action", "sqs:sendmessage"]);
    assert!(
        out.starts_with(
            "sqs:SendMessage\n  when not Bool aws:SecureTransport `false`\n\nfacts: catalog-actions, value-types, \
             request-keys\nkind of policy: identity\ncatalog: "
        ),
        "{out}"
    );
    let (_, out, _) = xtask(&["summarize", &file, "--action", "sqs:DeleteQueue"]);
    assert!(out.starts_with("nothing\n"), "{out}");
    let (code, report) = json_of(&["summarize", &file]);
    assert_eq!((code, &report["schema"]), (Some(0), &json!(1)));
    assert_eq!(report["grants"][1]["conditions"][0]["negated"], true);
    assert_eq!(report["permissiveness"]["unlimitedActions"], 1);
}

#[test]
fn what_can_not_be_read_ends_with_2() {
    let directory = tempfile::tempdir().unwrap();
    let broken =
        policy(directory.path(), "broken.json", &[r#"{"Effect": "Alow", "Action": "*", "Resource": "*"}"#]);
    let trust = policy(
        directory.path(),
        "trust.json",
        &[r#"{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}"#],
    );
    for (file, problem) in [(&broken, "unknown effect `Alow`"), (&trust, "identity policy")] {
        for command in ["lint", "summarize"] {
            let (code, out, err) = xtask(&[command, file, "--kind", "identity"]);
            assert_eq!((code, &*out), (Some(2), ""), "{err}");
            assert!(err.starts_with("error: ") && err.contains(problem) && err.lines().count() == 1, "{err}");
        }
    }
    let (code, out, _) = xtask(&["lint", &trust]);
    assert_eq!(code, Some(1));
    assert!(out.contains("/Statement/0: strangers may come in: `sts:AssumeRole`"), "{out}");
    let ignoring = xtask(&["lint", &trust, "--ignore", "public-access"]);
    assert_eq!(ignoring, (Some(0), "0 findings in 1 policy (trust)\n".into(), String::new()));
    assert_eq!(xtask(&["lint"]).0, Some(2));
}

#[test]
fn rules_are_chosen_by_their_codes() {
    let directory = tempfile::tempdir().unwrap();
    let file = policy(
        directory.path(),
        "policy.json",
        &[
            r#"{"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::logs/*"}"#,
        ],
    );
    let (code, reports) = json_of(&["lint", &file, "--select", "IDLE_ACTION,escalation"]);
    let finding = &reports[0]["findings"][0];
    assert_eq!((code, &reports[0]["schema"], &finding["code"]), (Some(1), &json!(2), &json!("idle-action")));
    assert_eq!((&finding["evidence"], &finding["facts"]), (&json!("proof"), &json!(["bucket-names"])));
    assert_eq!(finding["locations"][0]["path"][2], json!({"value": "Action"}));
    assert_eq!(xtask(&["lint", &file, "--ignore", "idle-action"]).0, Some(0));
    let (code, _, err) = xtask(&["lint", &file, "--select", "idle-actoin"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("there is no rule `idle-actoin`; nearest: `idle-action`"), "{err}");
    let (_, out, _) = xtask(&["lint", "--list", "--select", "administrator"]);
    assert!(out.starts_with("administrator: security warning: A policy allows everything"), "{out}");
}

#[test]
fn findings_beyond_awss_stand_beside_awss() {
    let directory = tempfile::tempdir().unwrap();
    let statement = r#"{"Sid": "", "Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}"#;
    let file = policy(directory.path(), "policy.json", &[statement]);
    let codes = |arguments: &[&str]| {
        let (_, report) = json_of(&[&["validate", &file][..], arguments].concat());
        let findings = report["policies"][0]["findings"].as_array().unwrap().clone();
        findings.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&[]), ["EMPTY_SID_VALUE"]);
    assert_eq!(codes(&["--beyond"]), ["EMPTY_SID_VALUE", "deny-misses-absent-key"]);
    assert_eq!(codes(&["--select", "deny-misses-absent-key"]), ["deny-misses-absent-key"]);
    assert_eq!(codes(&["--beyond", "--ignore", "EMPTY_SID_VALUE,deny-misses-absent-key"]), [""; 0]);
    let (code, _, err) = xtask(&["validate", &file, "--beyond", "--format", "aws"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("AWS's response has no codes but AWS's"), "{err}");
}
