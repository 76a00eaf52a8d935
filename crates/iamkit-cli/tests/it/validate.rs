//! `iamkit validate`: what is chosen, what is told, in which form, and with which exit code.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

use std::path::Path;

use serde_json::Value;

use crate::common::{folder, iamkit};

const GOOD: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#;
const BAD: &str = "{\n  \"Statement\": {\"Sid\": \"\", \"Effect\": \"allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}\n}\n";

fn validate(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    iamkit(folder, &[&["validate"], arguments].concat())
}

fn codes(json: &str) -> Vec<String> {
    let answer = serde_json::from_str::<Value>(json).unwrap();
    let findings = answer["policies"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|it| it["findings"].as_array().unwrap().clone());
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_finding_is_a_line_and_the_last_line_counts() {
    let folder = folder(&[("good.json", GOOD), ("bad.json", BAD)]);
    assert_eq!(
        validate(folder.path(), &["good.json"]),
        (0, "nothing found in 1 policy\n".into(), String::new())
    );
    let (code, out, err) = validate(folder.path(), &["bad.json"]);
    let lines = out.lines().collect::<Vec<_>>();
    assert_eq!((code, &*err), (1, ""));
    assert!(lines[0].starts_with("bad.json:1:1: warning [MISSING_VERSION]: "), "{out}");
    assert!(lines[1].starts_with("bad.json:2:24: suggestion [EMPTY_SID_VALUE] /Statement/Sid: "), "{out}");
    assert!(lines[2].starts_with("bad.json:2:38: error [INVALID_EFFECT] /Statement/Effect: "), "{out}");
    assert_eq!(lines[3], "1 error, 1 warning, 1 suggestion in 1 policy");
}

#[test]
fn what_fails_is_chosen() {
    let folder = folder(&[("bad.json", BAD)]);
    let code = |arguments: &[&str]| validate(folder.path(), &[&["bad.json"], arguments].concat()).0;
    assert_eq!(code(&["--fail-on", "error"]), 1);
    assert_eq!(code(&["--ignore", "invalid-effect", "--fail-on", "error"]), 0);
    assert_eq!(code(&["--select", "EMPTY_SID_VALUE", "--fail-on", "warning"]), 0);
    assert_eq!(code(&["--select", "EMPTY_SID_VALUE,MISSING_VERSION", "--fail-on", "warning"]), 1);
    let (code, _, err) = validate(folder.path(), &["bad.json", "--ignore", "INVALID_EFECT"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("error: there is no rule `INVALID_EFECT`; nearest: `INVALID_EFFECT`"), "{err}");
}

#[test]
fn a_project_chooses_by_its_file() {
    let config = "[validate]\nfail-on = \"error\"\nignore = [{ code = \"INVALID_EFFECT\", reason = \"known\" }]\n\
        [validate.severity]\nMISSING_VERSION = \"error\"\n";
    let folder =
        folder(&[("iamkit.toml", config), ("below/bad.json", BAD), ("odd.toml", "[validate]\nselect = 5\n")]);
    let below = folder.path().join("below");
    let (code, out, _) = validate(&below, &["bad.json", "--format", "json"]);
    assert_eq!((code, codes(&out)), (1, vec!["MISSING_VERSION".to_owned(), "EMPTY_SID_VALUE".into()]));
    let (code, _, err) = validate(folder.path(), &["below/bad.json", "--config", "odd.toml"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("error: odd.toml:2:10: "), "{err}");
}

#[test]
fn what_was_there_isnt_told_again() {
    let folder = folder(&[("bad.json", BAD)]);
    let (_, json, _) = validate(folder.path(), &["bad.json", "--format", "json"]);
    std::fs::write(folder.path().join("base.json"), json).unwrap();
    let again = BAD.replace("{\n", "{\n\n").replace("\"*\"", "[]");
    std::fs::write(folder.path().join("bad.json"), again).unwrap();
    let (code, out, _) =
        validate(folder.path(), &["bad.json", "--baseline", "base.json", "--format", "json"]);
    assert_eq!((code, codes(&out)), (1, vec!["EMPTY_ARRAY_RESOURCE".to_owned()]));
}

#[test]
fn a_folder_is_its_policies_and_what_cant_be_read_silences_nothing() {
    let files = [
        ("p/good.json", GOOD),
        ("p/a/bad.json", BAD),
        ("p/package.json", "{\"name\": \"x\"}"),
        ("q/package.json", "{\"name\": \"x\"}"),
    ];
    let folder = folder(&files);
    let (code, out, err) = validate(folder.path(), &["p"]);
    assert_eq!((code, &*err), (1, ""));
    assert!(out.ends_with("in 2 policies; 1 file without a policy left out\n"), "{out}");
    assert_eq!(validate(folder.path(), &["q"]), (2, String::new(), "error: no policy in `q`\n".into()));
    let (code, out, err) = validate(folder.path(), &["absent.json", "p/a/bad.json"]);
    assert_eq!(code, 2);
    assert!(
        err.starts_with("error: cannot read `absent.json`") && out.contains("INVALID_EFFECT"),
        "{out}{err}"
    );
    std::fs::write(folder.path().join("latin.json"), b"{\"Sid\": \"\xe9\"}").unwrap();
    let (code, _, err) = validate(folder.path(), &["latin.json"]);
    assert_eq!((code, &*err), (2, "error: `latin.json`: not UTF-8: invalid byte at offset 9\n"));
}

#[test]
fn the_kind_is_that_of_the_wrapping_of_the_document_or_as_said() {
    let trust = GOOD
        .replace("s3:GetObject", "sts:AssumeRole")
        .replace(", \"Resource\": \"arn:aws:s3:::b/*\"", ", \"Principal\": \"*\"");
    let wrapped = serde_json::json!({"AssumeRolePolicyDocument": trust}).to_string();
    let folder = folder(&[("trust.json", &trust), ("role.json", &wrapped)]);
    for file in ["trust.json", "role.json"] {
        let (_, out, _) = validate(folder.path(), &[file, "--format", "json"]);
        assert!(out.contains("\"resourceType\": \"AWS::IAM::AssumeRolePolicyDocument\""), "{file}: {out}");
        assert!(
            codes(&out).contains(&"ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL".to_owned()),
            "{out}"
        );
    }
    let (_, out, _) = validate(folder.path(), &["trust.json", "--kind", "identity", "--format", "json"]);
    assert!(codes(&out).contains(&"UNSUPPORTED_PRINCIPAL".to_owned()), "{out}");
    let (code, _, err) =
        validate(folder.path(), &["trust.json", "--kind", "scp", "--resource-type", "AWS::S3::Bucket"]);
    assert_eq!((code, &*err), (2, "error: `--resource-type` is for policies of the kind resource alone\n"));
}

#[test]
fn requests_of_aws_have_its_responses() {
    let request =
        serde_json::json!({"policyDocument": BAD, "policyType": "IDENTITY_POLICY", "maxResults": 2})
            .to_string();
    let folder = folder(&[("request.json", &request), ("bad.json", BAD)]);
    let (code, out, _) = validate(folder.path(), &["--request", "request.json"]);
    let response = serde_json::from_str::<Value>(&out).unwrap();
    assert_eq!(code, 0);
    assert_eq!(response["findings"][0]["issueCode"], "MISSING_VERSION");
    assert_eq!((&response["findings"][2], &response["nextToken"]), (&Value::Null, &Value::from("2")));
    let (_, all, _) = validate(folder.path(), &["bad.json", "--format", "aws"]);
    let all = serde_json::from_str::<Value>(&all).unwrap();
    assert_eq!(all["findings"][0], response["findings"][0]);
    let way = &all["findings"][2]["locations"][0];
    assert_eq!(way["path"], serde_json::json!([{"value": "Statement"}, {"value": "Effect"}]));
    assert_eq!(way["span"]["start"], serde_json::json!({"line": 2, "column": 37, "offset": 39}));
}

#[test]
fn forges_read_notes_tables_and_logs() {
    let folder = folder(&[("bad.json", BAD)]);
    let (_, notes, _) = validate(folder.path(), &["bad.json", "--format", "github"]);
    assert!(notes.starts_with("::warning file=bad.json,line=1,col=1,title=MISSING_VERSION::"), "{notes}");
    let (_, table, _) = validate(folder.path(), &["bad.json", "--format", "markdown"]);
    assert!(table.contains("| `bad.json:2:38` | [INVALID_EFFECT](https://docs.aws.amazon.com/"), "{table}");
    let (_, log, _) = validate(folder.path(), &["bad.json", "--format", "sarif"]);
    let log = serde_json::from_str::<Value>(&log).unwrap();
    assert_eq!(log["runs"][0]["results"][2]["level"], "error");
    let (code, list, _) = validate(folder.path(), &["--list", "--select", "INVALID_EFFECT"]);
    assert_eq!(code, 0);
    assert!(list.starts_with("INVALID_EFFECT: error: ") && list.lines().count() == 1, "{list}");
}

#[test]
fn documents_in_wrappings_are_validated_where_they_stand() {
    let inner =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Denys", "Action": "s3:*", "Resource": "*"}}"#;
    let inner = inner.replace("Denys", "Deny").replace("s3:*", "s3:Nothing");
    let file = format!(
        "{{\n  \"a\": {{\"PolicyDocument\": {inner}}},\n  \"b\": {{\"PolicyDocument\": {inner}}}\n}}\n"
    );
    let folder = folder(&[("both.json", &file)]);
    let (code, out, _) = validate(folder.path(), &["both.json"]);
    let places = out.lines().map(|line| line.split(": ").next().unwrap()).collect::<Vec<_>>();
    assert_eq!(code, 1);
    assert!(places[0].ends_with(":2:95") && places[1].ends_with(":3:95"), "{out}");
}

const SHARED: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ["111122223333", "444455556666"]}, "Action": "sqs:SendMessage", "Resource": "*"}}"#;

#[test]
fn accounts_that_are_not_ones_own_are_told_where_somebody_says_which_are() {
    let folder = folder(&[("shared.json", SHARED)]);
    let found = |arguments: &[&str]| {
        let (_, out, err) =
            validate(folder.path(), &[&["shared.json", "--format", "json"], arguments].concat());
        assert_eq!(err, "");
        codes(&out)
    };
    let select = ["--select", "foreign-account"];
    assert!(found(&select).is_empty());
    assert_eq!(found(&[&select[..], &["--account", "111122223333"]].concat()), ["foreign-account"]);
    let both = ["--account", "111122223333", "--account", "444455556666"];
    assert!(found(&[&select[..], &both].concat()).is_empty());
    std::fs::write(folder.path().join("iamkit.toml"), "[validate]\naccounts = [\"111122223333\"]\n").unwrap();
    assert_eq!(found(&select), ["foreign-account"]);
    std::fs::write(folder.path().join("iamkit.toml"), "[validate]\naccounts = [\"1111\"]\n").unwrap();
    let (code, _, err) = validate(folder.path(), &["shared.json"]);
    assert_eq!(code, 2);
    assert!(err.contains("iamkit.toml:2:"), "{err}");
}
