//! What the commands tell of the catalog and the AWS managed policies, as a program reads it.
#![expect(clippy::unwrap_used, reason = "integration test")]

use std::process::Command;

use serde_json::{Value, json};

/// Exit code and answer.
fn told(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_iamkit")).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn json_of(arguments: &[&str]) -> (i32, Value) {
    let (code, answer) = told(&[arguments, &["--format", "json"]].concat());
    (code, serde_json::from_str(&answer).unwrap())
}

#[test]
fn an_action_is_told_with_its_resources_and_keys() {
    let (code, action) = json_of(&["catalog", "show", "S3:getobject"]);
    assert_eq!((code, &action["schema"], &action["action"]), (0, &json!(1), &json!("s3:GetObject")));
    assert_eq!(action["accessLevels"], json!(["Read"]));
    let types = action["resourceTypes"].as_array().unwrap();
    let object = types.iter().find(|it| it["name"] == "object").unwrap();
    assert_eq!(object["arns"], json!(["arn:${Partition}:s3:::${BucketName}/${ObjectName}"]));
    let keys = [&action["conditionKeys"], &object["conditionKeys"]];
    let mut keys = keys.iter().flat_map(|keys| keys.as_array().unwrap());
    assert!(keys.any(|key| key["name"] == "s3:ExistingObjectTag/<key>" || key["name"] == "s3:authType"));

    let (_, action) = json_of(&["catalog", "show", "iam:GetAccountSummary"]);
    assert_eq!(action["evaluated"][0]["resource"], "*");
    assert_eq!(action["evaluated"][0]["mark"], "OBS");
}

#[test]
fn a_pattern_is_told_with_its_actions_as_lines_and_as_json() {
    let (code, lines) = told(&["catalog", "expand", "sqs:send*"]);
    assert_eq!(code, 0);
    let (code, found) = json_of(&["catalog", "expand", "sqs:send*"]);
    assert_eq!((code, &found["pattern"]), (0, &json!("sqs:send*")));
    assert_eq!(found["actions"], json!(lines.lines().collect::<Vec<_>>()));
    assert_eq!(found["actions"], json!(["sqs:SendMessage"]));

    let (code, found) = json_of(&["catalog", "expand", "sqs:Sned*"]);
    assert_eq!((code, &found["actions"]), (1, &json!([])));
}

#[test]
fn managed_policies_and_their_versions_are_told_as_lines_and_as_json() {
    let (_, lines) = told(&["managed", "list", "workmail"]);
    let (code, list) = json_of(&["managed", "list", "workmail"]);
    let of = |it: &Value| ["name", "version", "date"].map(|member| it[member].as_str().unwrap()).join(" ");
    let policies = list["policies"].as_array().unwrap();
    assert_eq!(
        (code, policies.iter().map(of).collect::<Vec<_>>()),
        (0, lines.lines().map(Into::into).collect())
    );

    let (code, versions) = json_of(&["managed", "versions", "AmazonWorkMailReadOnlyAccess"]);
    assert_eq!((code, &versions["created"]), (0, &json!("2015-02-06")));
    assert_eq!(versions["versions"][0], json!({"version": "v1", "date": "2015-02-06"}));
}
