//! The equivalence command as a user runs it: the claims of the documentation version by version, exit codes and messages.
#![expect(clippy::unwrap_used, reason = "integration test")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn equivalence(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_iamkit")).arg("equivalence").args(arguments).output().unwrap()
}

fn report(arguments: &[&str]) -> Value {
    let output = equivalence(&[arguments, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Writes a policy with one statement and gives the path.
fn policy(directory: &Path, name: &str, statement: &str) -> String {
    let path = directory.join(name);
    std::fs::write(&path, format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#)).unwrap();
    path.to_str().unwrap().to_owned()
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// Version, date, relation over any strings, relation over real actions, custom, managed, limited, managed only, custom only.
type Row = (&'static str, &'static str, &'static str, &'static str, u64, u64, usize, usize, usize);

#[rustfmt::skip]
const ROWS: [Row; 14] = [
    ("v1", "2015-02-06", "equal", "equal", 102, 102, 0, 0, 0),
    ("v2", "2018-12-04", "narrower", "narrower", 102, 103, 0, 1, 0),
    ("v3", "2019-05-13", "narrower", "narrower", 102, 105, 0, 3, 0),
    ("v4", "2019-07-25", "narrower", "narrower", 102, 106, 0, 4, 0),
    ("v1", "2015-02-06", "incomparable", "broader", 386, 384, 0, 0, 2),
    ("v2", "2015-03-24", "narrower", "equal", 386, 386, 0, 0, 0),
    ("v3", "2017-04-20", "narrower", "narrower", 386, 387, 0, 1, 0),
    ("v4", "2018-11-21", "narrower", "narrower", 386, 388, 0, 2, 0),
    ("v5", "2019-01-10", "narrower", "narrower", 386, 393, 0, 7, 0),
    ("v6", "2019-05-13", "narrower", "narrower", 386, 397, 4, 15, 0),
    ("v7", "2019-10-21", "incomparable", "narrower", 386, 397, 4, 15, 0),
    ("v8", "2019-10-28", "incomparable", "narrower", 386, 398, 4, 16, 0),
    ("v9", "2019-12-09", "incomparable", "narrower", 386, 398, 4, 16, 0),
    ("v10", "2020-12-21", "incomparable", "narrower", 386, 399, 4, 17, 0),
];

#[test]
fn workmail_claims_hold_for_two_versions_only() {
    let report = report(&["--cases", "50"]);
    assert_eq!(report["schema"], 2);
    let comparisons = report["comparisons"].as_array().unwrap();
    assert_eq!(comparisons.len(), ROWS.len());
    for (found, row) in comparisons.iter().zip(ROWS) {
        let catalog = &found["catalog"];
        let facts = (
            found["version"].as_str().unwrap(),
            found["date"].as_str().unwrap(),
            found["strings"]["relation"].as_str().unwrap(),
            catalog["relation"].as_str().unwrap(),
            catalog["customActions"].as_u64().unwrap(),
            catalog["managedActions"].as_u64().unwrap(),
            words(&catalog["conditional"]).len(),
            words(&catalog["managedOnly"]).len(),
            words(&catalog["customOnly"]).len(),
        );
        assert_eq!(facts, (row.0, row.1, row.2, row.3, row.4, row.5, row.6, row.7, row.8));
        assert_eq!(found["property"]["cases"], 50);
    }
}

#[test]
fn names_of_no_action_are_told_apart() {
    let report = report(&["--cases", "1"]);
    let names = |version: usize, side: &str| {
        words(&report["comparisons"][version]["catalog"]["notActions"][side]).join(" ")
    };
    assert_eq!(names(5, "managed"), "ec2:DescribeDomains");
    assert_eq!(names(5, "custom"), "");
    assert_eq!(names(10, "custom"), "ds:CreateDomain ds:ExtendDirectory");
    assert_eq!(names(12, "custom"), "ds:CreateDomain ds:DeleteAlias ds:ExtendDirectory");
}

#[test]
fn added_actions_are_named_with_their_conditions() {
    let report = report(&["--cases", "1"]);
    let comparisons = &report["comparisons"];
    let read_only = &comparisons[3]["catalog"];
    let added =
        ["cloudwatch:GetMetricData", "iam:ListRoles", "lambda:ListFunctions", "logs:DescribeLogGroups"];
    assert_eq!(words(&read_only["managedOnly"]), added);
    let dropped = ["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"];
    assert_eq!(words(&comparisons[4]["catalog"]["customOnly"]), dropped);
    let grants = comparisons[13]["catalog"]["grants"].as_array().unwrap();
    let create = grants.iter().find(|grant| grant["action"] == "iam:CreateServiceLinkedRole").unwrap();
    let condition = &create["conditions"][0];
    assert_eq!(
        (&condition["operator"], &condition["key"]),
        (&"StringEquals".into(), &"iam:AWSServiceName".into())
    );
    assert_eq!(condition["values"][0], "events.workmail.amazonaws.com");
    let pass = grants.iter().find(|grant| grant["action"] == "iam:PassRole").unwrap();
    assert_eq!(pass["resources"]["within"][0][0], "arn:aws:iam::*:role/*workmail*");
}

#[test]
fn report_ends_with_the_verdict_and_exits_with_0() {
    let output = equivalence(&[]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    let verdict = text.lines().last().unwrap();
    assert!(
        verdict.contains("AmazonWorkMailReadOnlyAccess: equal until 2018-12-04 (v1, from 2015-02-06); today")
    );
    assert!(
        verdict
            .contains("(v10, 2020-12-21) the managed policy allows 17 more (4 of them limited): cloudwatch")
    );
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn same_seed_draws_the_same_requests() {
    let drawn = || equivalence(&["--seed", "7", "--cases", "300", "--format", "json"]).stdout;
    assert_eq!(drawn(), drawn());
}

#[test]
fn check_exits_with_0_when_equal_and_1_when_different() {
    let directory = tempfile::tempdir().unwrap();
    let all = policy(directory.path(), "a.json", r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#);
    let code = |arguments: &[&str]| equivalence(arguments).status.code();
    assert_eq!(code(&["--custom", &all, "--managed", "AdministratorAccess"]), Some(0));
    assert_eq!(code(&["--custom", &all, "--managed", "ReadOnlyAccess"]), Some(1));
    assert_eq!(code(&["--custom", &all, "--managed", "AmazonWorkMailReadOnlyAccess@all"]), Some(0));
    assert_eq!(code(&["--custom", &all, "--with", &all]), Some(0));
}

#[test]
fn scope_condition_deny_and_not_action_are_differences() {
    let directory = tempfile::tempdir().unwrap();
    let base = policy(directory.path(), "base", r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#);
    let others = [
        r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}"#,
        r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#,
        r#"[{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}]"#,
    ];
    for other in others {
        let other = policy(directory.path(), "other", other);
        let report = report(&["--custom", &base, "--with", &other]);
        assert_eq!(report["comparisons"][0]["catalog"]["relation"], "broader");
    }
    let other =
        policy(directory.path(), "other", r#"{"Effect": "Allow", "NotAction": "ec2:*", "Resource": "*"}"#);
    let report = report(&["--custom", &base, "--with", &other]);
    assert_eq!(report["comparisons"][0]["strings"]["relation"], "narrower");
    assert_eq!(report["comparisons"][0]["catalog"]["relation"], "narrower");
}

#[test]
fn what_cannot_be_answered_is_one_line_and_exit_code_2() {
    let directory = tempfile::tempdir().unwrap();
    let all = policy(directory.path(), "a.json", r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#);
    let broken = directory.path().join("broken.json");
    std::fs::write(&broken, br#"{"Statement": ["#).unwrap();
    let binary = directory.path().join("binary.json");
    std::fs::write(&binary, [0xff, 0xfe]).unwrap();
    let (broken, binary) = (broken.to_str().unwrap(), binary.to_str().unwrap());
    let cases: [(&[&str], String); 6] = [
        (
            &["--custom", &all],
            format!("nothing to compare `{all}` with: give `--managed NAME` or `--with FILE`"),
        ),
        (&["--managed", "ReadOnlyAccess"], "no policy to check: give `--custom FILE`".into()),
        (&["--custom", &all, "--managed", "ReadOnlyAcess"], "nearest are `ReadOnlyAccess`".into()),
        (&["--custom", &all, "--managed", "AmazonWorkMailFullAccess@v99"], "has no version v99".into()),
        (&["--custom", binary, "--managed", "ReadOnlyAccess"], format!("`{binary}`: not UTF-8")),
        (&["--custom", broken, "--managed", "ReadOnlyAccess"], format!("`{broken}`: ")),
    ];
    for (arguments, message) in cases {
        let output = equivalence(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.starts_with("error: ") && error.contains(&message), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}
