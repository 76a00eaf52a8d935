//! `cargo xtask account diff`: every way it ends, and all that it prints.

#![expect(clippy::expect_used, reason = "integration test")]

use std::path::Path;

use crate::common::{account, fixture, json, written};
use serde_json::json;

/// A listing of an account with one user, who holds one inline policy.
fn listing(name: &str, statement: &str) -> String {
    let document = format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#);
    format!(
        r#"{{"UserDetailList": [{{"Path": "/", "UserName": "{name}", "UserId": "AIDAAAAAAAAAAAAAAAAAA",
        "Arn": "arn:aws:iam::111122223333:user/{name}",
        "UserPolicyList": [{{"PolicyName": "Own", "PolicyDocument": {document}}}]}}]}}"#
    )
}

fn allow(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": {resource}}}"#)
}

fn user(folder: &Path, file: &str, name: &str, statement: &str) -> String {
    written(folder, file, &listing(name, statement)).display().to_string()
}

/// What differs when the fixture's queues are read instead of written to.
fn changed(folder: &Path) -> String {
    let text = std::fs::read_to_string(fixture("details.json")).expect("is read");
    let text = text.replace("sqs:SendMessage", "sqs:ReceiveMessage");
    written(folder, "new.json", &text).display().to_string()
}

#[test]
fn the_same_access_is_equal_and_ends_with_0() {
    let folder = tempfile::tempdir().expect("is made");
    let (details, pages) = (fixture("details.json"), fixture("pages"));
    assert_eq!(account(&["diff", &details, &pages]), (0, "the same access\n".into(), String::new()));
    assert_eq!(
        json(&["diff", &details, &pages]),
        (0, json!({"schema": 1, "answer": "equal", "changes": [], "facts": []}))
    );
    // Other words for the same access are no change.
    let one = user(folder.path(), "one.json", "alice", &allow("sqs:SendMessage", r#""*""#));
    let other = user(folder.path(), "other.json", "alice", &allow("SQS:sendmessage", r#"["*", "arn:*"]"#));
    let expected = "the same access\nassuming catalog-actions\n";
    assert_eq!(account(&["diff", &one, &other]), (0, expected.into(), String::new()));
}

#[test]
fn that_nothing_changed_rests_on_facts_that_are_told_and_can_be_switched() {
    let folder = tempfile::tempdir().expect("is made");
    let sends = allow("sqs:SendMessage", r#""*""#);
    let lists = allow("s3:ListBucket", r#""arn:aws:s3:::b/*""#);
    let old = user(folder.path(), "old.json", "alice", &sends);
    let new = user(folder.path(), "new.json", "alice", &format!("[{sends}, {lists}]"));
    let (code, out, _) = account(&["diff", &old, &new]);
    let expected = "the same access\nassuming catalog-actions, foreign-arns, arn-fields, colonless-names, bucket-names, \
                    listed-types\n";
    assert_eq!((code, &*out), (0, expected));
    let (code, out, _) = account(&["diff", &old, &new, "--no-assume", "bucket-names"]);
    assert!(code == 1 && out.contains("  + s3:ListBucket on arn:aws:s3:::b/*\n"), "{out}");
    assert!(out.contains("assuming catalog-actions") && !out.contains("bucket-names"), "{out}");
    let (_, answer) = json(&["diff", &old, &new]);
    assert_eq!(answer["facts"][4]["id"], "bucket-names");
    assert_eq!(answer["facts"][4]["mark"], "DOC");
}

#[test]
fn other_access_ends_with_1_and_is_told_with_its_signs() {
    let folder = tempfile::tempdir().expect("is made");
    let (code, out, err) = account(&["diff", &fixture("details.json"), &changed(folder.path())]);
    let expected = "\
access of arn:aws:iam::111122223333:user/bob@example.com
  - sqs:SendMessage when not Bool aws:MultiFactorAuthPresent `false`
    for example `sqs:SendMessage` on `arn:aws:sqs:us-east-1:111122223333:example` by `arn:aws:iam::111122223333:user/example`
  + sqs:ReceiveMessage when not Bool aws:MultiFactorAuthPresent `false`
    for example `sqs:ReceiveMessage` on `arn:aws:sqs:us-east-1:111122223333:example` by `arn:aws:iam::111122223333:user/example`
access of arn:aws:iam::111122223333:user/dev/alice
  - sqs:SendMessage always
    for example `sqs:SendMessage` on `arn:aws:sqs:us-east-1:111122223333:example` by `arn:aws:iam::111122223333:user/example`
  + sqs:ReceiveMessage always
    for example `sqs:ReceiveMessage` on `arn:aws:sqs:us-east-1:111122223333:example` by `arn:aws:iam::111122223333:user/example`
assuming catalog-actions, foreign-arns, arn-fields, colonless-names, listed-types, value-types, global-key-values, immutable, reserved-role-pass
";
    assert_eq!((code, &*out, &*err), (1, expected, ""));
}

#[test]
fn every_field_of_the_json_answer_is_there() {
    let folder = tempfile::tempdir().expect("is made");
    let (code, mut answer) = json(&["diff", &fixture("details.json"), &changed(folder.path())]);
    let witness = |action: &str| {
        json!({
            "principal": "arn:aws:iam::111122223333:user/example", "action": action,
            "resource": {"arn": "arn:aws:sqs:us-east-1:111122223333:example"}, "context": {},
        })
    };
    let difference = |action: &str, allowed_by: &str, conditions: &serde_json::Value| {
        json!({
            "allowedBy": allowed_by, "allowedOtherwise": true, "actions": [action], "resources": {"within": [], "except": []},
            "conditions": conditions, "exact": true, "witness": witness(action),
        })
    };
    let change = |principal: &str, conditions: serde_json::Value| {
        json!({
            "principals": [principal], "what": "access", "relation": "incomparable", "unknown": [],
            "differences": [
                difference("sqs:SendMessage", "old", &conditions),
                difference("sqs:ReceiveMessage", "new", &conditions),
            ],
        })
    };
    let second_factor = json!([{"key": "aws:MultiFactorAuthPresent", "operator": "Bool", "values": ["false"], "negated": true}]);
    let expected = json!({"schema": 1, "answer": "different", "changes": [
        change("arn:aws:iam::111122223333:user/bob@example.com", second_factor),
        change("arn:aws:iam::111122223333:user/dev/alice", json!([])),
    ]});
    let facts = answer.as_object_mut().and_then(|answer| answer.remove("facts")).expect("is there");
    assert_eq!((code, answer), (1, expected));
    let ids = facts.as_array().expect("is a list").iter().map(|fact| fact["id"].clone()).collect::<Vec<_>>();
    let expected = [
        "catalog-actions",
        "foreign-arns",
        "arn-fields",
        "colonless-names",
        "listed-types",
        "value-types",
        "global-key-values",
        "immutable",
        "reserved-role-pass",
    ];
    assert_eq!(ids, expected);
}

#[test]
fn principals_that_are_new_or_gone_are_changes() {
    let folder = tempfile::tempdir().expect("is made");
    let statement = allow("sqs:SendMessage", r#""*""#);
    let (alice, bob) = (
        user(folder.path(), "a.json", "alice", &statement),
        user(folder.path(), "b.json", "bob", &statement),
    );
    let (code, out, _) = account(&["diff", &alice, &bob]);
    let lines = out.lines().filter(|line| !line.starts_with("    for example")).collect::<Vec<_>>();
    let expected = [
        "added of arn:aws:iam::111122223333:user/bob",
        "  + sqs:SendMessage always",
        "removed of arn:aws:iam::111122223333:user/alice",
        "  - sqs:SendMessage always",
        "assuming catalog-actions",
    ];
    assert_eq!((code, &*lines), (1, &expected[..]));
    let (_, answer) = json(&["diff", &alice, &bob]);
    let facts = answer["changes"].as_array().expect("is a list").iter();
    let facts = facts.map(|change| (change["what"].clone(), change["relation"].clone())).collect::<Vec<_>>();
    assert_eq!(facts, [(json!("added"), json!("broader")), (json!("removed"), json!("narrower"))]);
}

#[test]
fn who_may_assume_a_role_is_compared_too() {
    let folder = tempfile::tempdir().expect("is made");
    let text = std::fs::read_to_string(fixture("details.json")).expect("is read");
    let text = text.replace("\"ec2.amazonaws.com\"", "\"ecs.amazonaws.com\"");
    let new = written(folder.path(), "new.json", &text).display().to_string();
    let (code, answer) = json(&["diff", &fixture("details.json"), &new]);
    assert_eq!((code, &answer["answer"]), (1, &json!("different")));
    let changes = answer["changes"].as_array().expect("is a list");
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (&changes[0]["what"], &changes[0]["differences"][0]["actions"]),
        (&json!("trust"), &json!(["sts:AssumeRole"]))
    );
}

/// A database of the fixture's account in its organisation, whose service control policy speaks of these Regions.
fn organized(folder: &Path, name: &str, regions: &str) -> String {
    let above = folder.join(name);
    for entry in std::fs::read_dir(fixture("organization")).expect("is a folder") {
        let entry = entry.expect("is a file");
        let text = std::fs::read_to_string(entry.path()).expect("is read");
        written(&above, &entry.file_name().to_string_lossy(), &text.replace("eu-*", regions));
    }
    let database = folder.join(format!("{name}.db")).display().to_string();
    let (listing, above) = (fixture("details.json"), above.display().to_string());
    let (code, _, err) = account(&["import", &listing, "--organization", &above, "--into", &database]);
    assert_eq!((code, &*err), (0, ""));
    database
}

#[test]
fn service_control_policies_are_heard_by_both_evaluators() {
    let folder = tempfile::tempdir().expect("is made");
    let old = organized(folder.path(), "old", "eu-*");
    let new = organized(folder.path(), "new", "eu-west-*");
    // Nothing else changed: an evaluator that didn't hear of these policies would allow each request on both sides.
    let (code, answer) = json(&["diff", &old, &new]);
    assert_eq!((code, &answer["answer"]), (1, &json!("different")));
    let changes = answer["changes"].as_array().expect("is a list");
    assert!(!changes.is_empty());
    for difference in changes.iter().flat_map(|change| change["differences"].as_array().expect("is a list")) {
        assert_eq!(difference["allowedBy"], "old");
        let region = difference["witness"]["context"]["aws:RequestedRegion"].as_str().expect("is there");
        assert!(region.starts_with("eu-") && !region.starts_with("eu-west-"), "{region}");
    }
    assert_eq!(
        json(&["diff", &old, &old]),
        (0, json!({"schema": 1, "answer": "equal", "changes": [], "facts": []}))
    );
    // The organisation takes the place of the other one, and nothing is left of that.
    let above = folder.path().join("new").display().to_string();
    let import = ["import", &fixture("details.json"), "--organization", &above, "--into", &old, "--replace"];
    assert_eq!(account(&import).0, 0);
    assert_eq!(
        json(&["diff", &old, &new]),
        (0, json!({"schema": 1, "answer": "equal", "changes": [], "facts": []}))
    );
}

#[test]
fn what_can_not_be_decided_within_the_bounds_is_unknown_and_ends_with_3() {
    let folder = tempfile::tempdir().expect("is made");
    let globs = |letters: [char; 3]| {
        let globs = letters.map(|letter| format!("arn:aws:s3:::*{letter}*"));
        serde_json::to_string(&globs).expect("is JSON")
    };
    let old = user(folder.path(), "a.json", "alice", &allow("s3:GetObject", &globs(['a', 'b', 'c'])));
    let new = user(folder.path(), "b.json", "alice", &allow("s3:GetObject", &globs(['b', 'c', 'd'])));
    assert_eq!(account(&["diff", &old, &new]).0, 1);
    let bounded = ["diff", &old, &new, "--max-work", "1"];
    let (code, out, err) = account(&bounded);
    assert_eq!((code, &*err), (3, ""), "{out}");
    assert!(out.starts_with("access of arn:aws:iam::111122223333:user/alice\n  ? "), "{out}");
    let (code, answer) = json(&bounded);
    assert_eq!((code, &answer["answer"]), (3, &json!("unknown")));
    let change = &answer["changes"][0];
    assert_eq!((&change["relation"], &change["differences"]), (&json!("unknown"), &json!([])));
    assert!(
        change["unknown"][0].as_str().is_some_and(|why| out.contains(&format!("  ? {why}\n"))),
        "{change}"
    );
}

#[test]
fn input_that_can_not_be_read_ends_with_2() {
    let folder = tempfile::tempdir().expect("is made");
    let good = fixture("details.json");
    let (code, out, err) = account(&["diff", &good, "nowhere.json"]);
    assert_eq!((code, &*out), (2, ""));
    assert!(err.starts_with("error: cannot read `nowhere.json`: "), "{err}");
    let broken = written(folder.path(), "a.json", "{").display().to_string();
    let (code, out, err) = account(&["diff", &broken, &good]);
    let problem = format!("error: {broken}:1:1: invalid JSON: EOF while parsing an object\n");
    assert_eq!((code, &*out, err), (2, "", problem));
    assert_eq!(account(&["diff", &good]).0, 2);
}
