//! `iamkit trail`: every command on a small account and its log, with how each ends.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

use std::path::Path;

use serde_json::{Value, json};

use crate::common::iamkit;

fn trail(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    iamkit(folder, &[&["trail"], arguments].concat())
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const ARN: &str = "arn:aws:iam::111122223333:user/alice";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:jobs";

fn policy(actions: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Sid": "Queues", "Effect": "Allow", "Action": actions, "Resource": "*"}]})
}

fn listing(actions: &Value) -> String {
    json!({"UserDetailList": [{"Path": "/", "UserName": "alice", "UserId": "AIDAAAAAAAAAAAAAAAAAA", "Arn": ARN,
        "UserPolicyList": [{"PolicyName": "Own", "PolicyDocument": policy(actions)}]}]})
    .to_string()
}

fn event(id: u32, name: &str, error: Option<&str>) -> Value {
    let mut event = json!({"eventTime": format!("2026-05-01T10:{id:02}:00Z"), "eventSource": "sqs.amazonaws.com",
        "eventName": name, "eventID": format!("e-{id}"), "eventType": "AwsApiCall", "awsRegion": "eu-west-1",
        "recipientAccountId": "111122223333", "sourceIPAddress": "192.0.2.7",
        "userIdentity": {"type": "IAMUser", "arn": ARN, "accountId": "111122223333"},
        "requestParameters": {"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"}});
    if let Some(message) = error {
        event["errorCode"] = json!("AccessDenied");
        event["errorMessage"] = json!(message);
    }
    event
}

fn log(events: &[Value]) -> String {
    json!({"Records": events}).to_string()
}

/// A folder with an account that may do everything with queues but purge them, and its log.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("account.json", &listing(&json!(["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:ListQueues"])));
    put("sends.json", &policy(&json!("sqs:SendMessage")).to_string());
    put("all.json", &policy(&json!("sqs:*")).to_string());
    put("whole.json", &listing(&json!("sqs:*")));
    put("deny.json", &json!({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "sqs:ReceiveMessage", "Resource": "*"}}).to_string());
    let denied = format!(
        "User: {ARN} is not authorized to perform: sqs:PurgeQueue on resource: {QUEUE} because no identity-based policy allows the sqs:PurgeQueue action"
    );
    put(
        "log.json",
        &log(&[
            event(1, "SendMessage", None),
            event(2, "SendMessage", None),
            event(3, "ReceiveMessage", None),
            event(4, "PurgeQueue", Some(&denied)),
            event(5, "TeleportMessage", None),
        ]),
    );
    folder
}

#[test]
fn records_are_mapped_a_line_each_and_summed_up() {
    let folder = folder();
    let (code, out, err) = trail(folder.path(), &["map", "log.json", "--format", "jsonl"]);
    let mapped = lines(&out);
    assert_eq!((code, mapped.len()), (0, 5), "{err}");
    let expected = json!({"eventId": "e-1", "kind": "call", "principal": ARN, "actions": ["sqs:SendMessage"],
        "resources": [QUEUE], "certainty": "exact", "outcome": "allowed", "context": {
            "aws:RequestedRegion": "eu-west-1", "aws:CurrentTime": "2026-05-01T10:01:00Z", "aws:EpochTime": "1777629660",
            "aws:SourceIp": "192.0.2.7", "aws:ViaAWSService": "false"}});
    assert_eq!(mapped[0], expected);
    assert_eq!((&mapped[3]["outcome"], &mapped[4]["certainty"]), (&json!("denied"), &json!("unmapped")));
    for told in [
        "note: calls: 4 exact, 1 unmapped\n",
        "note: why not exact: 1 noAction\n",
        "note: unmapped: sqs:TeleportMessage (1)\n",
    ] {
        assert!(err.contains(told), "{err}");
    }
    let (code, out, _) = trail(folder.path(), &["map", "log.json", "--where", "action=sqs:Purge*"]);
    assert!(code == 0 && out.starts_with(&format!("e-4 call exact denied by {ARN}\n")), "{out}");
}

#[test]
fn without_a_log_nothing_is_answered() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    std::fs::write(folder.path().join("page.html"), "<html>").unwrap();
    for arguments in [
        &["map", "empty"][..],
        &["map", "nowhere"],
        &["map", "page.html"],
        &["map", "log.json", "--where", "colour=red"],
    ] {
        let (code, out, err) = trail(folder.path(), arguments);
        assert!(code == 2 && out.is_empty() && err.contains("error: "), "{arguments:?}: {err}");
    }
    std::fs::write(
        folder.path().join("bad.json"),
        log(&[event(1, "SendMessage", None), json!(7), event(2, "SendMessage", None)]),
    )
    .unwrap();
    let (code, out, err) = trail(folder.path(), &["map", "bad.json", "--format", "jsonl"]);
    assert_eq!((code, lines(&out).len()), (0, 2));
    assert!(
        err.contains("error: `bad.json`, record 2 at byte ") && err.contains("note: problems: 1 noRecord\n"),
        "{err}"
    );
    let (code, out, _) = trail(folder.path(), &["map", "bad.json", "--format", "jsonl", "--strict"]);
    assert_eq!((code, lines(&out).len()), (2, 1));
}

fn effects(out: &str) -> Vec<(String, String, u64)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines(out)
        .iter()
        .map(|row| (text(&row["effect"]), text(&row["action"]), row["count"].as_u64().unwrap()))
        .collect()
}

#[test]
fn changes_are_replayed_and_what_they_deny_ends_with_1() {
    let folder = folder();
    let replay = |change: &str| {
        let arguments =
            ["replay", "log.json", "--account", "account.json", "--change", change, "--format", "jsonl"];
        let (code, out, err) = trail(folder.path(), &arguments);
        assert!(code < 2, "{change}: {err}");
        (code, effects(&out))
    };
    let row = |effect: &str, action: &str, count| (effect.to_owned(), action.to_owned(), count);
    let denied = vec![row("newlyDenied", "sqs:ReceiveMessage", 1)];
    assert_eq!(replay("user/alice:Own=sends.json"), (1, denied.clone()));
    assert_eq!(replay("scp:root=deny.json"), (1, denied.clone()));
    assert_eq!(replay("user/alice:Other=deny.json"), (1, denied));
    assert_eq!(replay("boundary:user/alice=deny.json").1.len(), 2);
    let allowed = vec![row("newlyAllowed", "sqs:PurgeQueue", 1)];
    assert_eq!(replay("user/alice:Own=all.json"), (0, allowed.clone()));
    assert_eq!(replay("whole.json"), (0, allowed));
    assert_eq!(replay("account.json"), (0, vec![]));
    let (code, _, err) = trail(
        folder.path(),
        &["replay", "log.json", "--account", "account.json", "--change", "user/bob:Own=all.json"],
    );
    assert_eq!((code, err.contains("error: there is no user `bob`")), (2, true), "{err}");
}

#[test]
fn tables_are_told_in_every_form() {
    let folder = folder();
    let arguments = [
        "replay",
        "log.json",
        "--account",
        "account.json",
        "--change",
        "user/alice:Own=sends.json",
        "--format",
    ];
    let told = |format: &str| trail(folder.path(), &[&arguments[..], &[format]].concat()).1;
    let text = told("text");
    assert!(text.starts_with(&format!("newlyDenied: sqs:ReceiveMessage on {QUEUE} by {ARN}\n  1 times, 2026-05-01T10:03:00Z to 2026-05-01T10:03:00Z, event e-3\n")), "{text}");
    let csv = told("csv");
    assert!(
        csv.lines()
            .nth(1)
            .unwrap()
            .starts_with(&format!("newlyDenied,{ARN},sqs:ReceiveMessage,{QUEUE},1,1,0,0,")),
        "{csv}"
    );
    assert!(told("markdown").starts_with("| effect | principal |"));
}

#[test]
fn what_was_recorded_is_held_against_the_account() {
    let folder = folder();
    let (code, out, _) = trail(folder.path(), &["check", "log.json", "--account", "account.json"]);
    assert!(code == 0 && out.ends_with("agrees: 3 requests\n"), "{out}");
    let (code, out, _) = trail(folder.path(), &["check", "log.json", "--account", "whole.json"]);
    assert_eq!(code, 1);
    assert!(out.starts_with(&format!("contradicts: sqs:PurgeQueue on {QUEUE} by {ARN}\n  recorded denied, decided allowed; AWS named identity\n")), "{out}");
}

#[test]
fn what_nobody_used_is_listed_and_a_policy_fitted() {
    let folder = folder();
    let (code, out, _) =
        trail(folder.path(), &["unused", "log.json", "--account", "account.json", "--format", "jsonl"]);
    let row = &lines(&out)[0];
    assert_eq!((code, &row["calls"]), (0, &json!(3)));
    assert_eq!(
        (&row["used"], &row["neverSeen"]),
        (&json!(["sqs:ReceiveMessage", "sqs:SendMessage"]), &json!(["sqs:ListQueues"]))
    );
    let fit = ["fit", "log.json", "--account", "account.json", "--principal", "alice", "--policy", "Own"];
    let (code, out, err) = trail(folder.path(), &[&fit[..], &["--generalize", "none"]].concat());
    assert!(code == 0 && err.contains("note: proven to be within the old policy"), "{err}");
    let fitted = serde_json::from_str::<Value>(&out).unwrap();
    assert_eq!(fitted["Statement"][0]["Action"], json!(["sqs:ReceiveMessage", "sqs:SendMessage"]));
    assert!(fitted["Statement"][0]["Resource"].to_string().contains(QUEUE));
    let nothing =
        ["fit", "log.json", "--account", "account.json", "--principal", "alice", "--from", "nothing"];
    let (code, out, _) = trail(folder.path(), &nothing);
    assert!(code == 0 && out.contains("sqs:SendMessage") && !out.contains("PurgeQueue"), "{out}");
}

#[test]
fn what_nobody_used_is_on_the_lines_of_the_policys_file() {
    let folder = folder();
    let text = serde_json::to_string_pretty(&policy(&json!([
        "sqs:SendMessage",
        "sqs:ReceiveMessage",
        "sqs:ListQueues"
    ])))
    .unwrap();
    std::fs::create_dir(folder.path().join("policies")).unwrap();
    std::fs::write(folder.path().join("policies/own.json"), text).unwrap();
    let asked = ["unused", "log.json", "--account", "account.json", "--format", "sarif"];
    let (code, out, err) = trail(folder.path(), &[&asked[..], &["--policies", "policies"]].concat());
    assert_eq!(code, 0, "{err}");
    let log = serde_json::from_str::<Value>(&out).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&json!("unused-actions"), &json!("note")));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], json!("policies/own.json"));
    assert_eq!(place["region"], json!({"startLine": 3, "startColumn": 5}), "{out}");
    assert!(result["message"]["text"].as_str().unwrap().contains("never seen (1): sqs:ListQueues"), "{out}");
    let (_, out, _) = trail(folder.path(), &asked);
    let log = serde_json::from_str::<Value>(&out).unwrap();
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], json!("arn%3Aaws%3Aiam%3A%3A111122223333%3Auser/alice/Own"));
}

#[test]
fn a_policy_that_is_too_large_is_several() {
    let folder = folder();
    let fit = ["fit", "log.json", "--account", "account.json", "--principal", "alice", "--policy", "Own"];
    let (code, out, err) = trail(folder.path(), &[&fit[..], &["--fit", "130"]].concat());
    assert!(code == 0 && err.contains("note: 2 documents of at most 130 characters"), "{err}");
    let documents = serde_json::Deserializer::from_str(&out).into_iter::<Value>();
    let actions = documents.map(|it| it.unwrap()["Statement"].to_string()).collect::<Vec<_>>();
    assert!(actions.len() == 2 && actions[0] != actions[1], "{out}");
    let (code, _, err) = trail(folder.path(), &[&fit[..], &["--fit", "20"]].concat());
    assert!(code == 2 && err.contains("can't be cut into documents of 20 characters"), "{err}");
}

#[test]
fn what_denials_show_is_learnt_and_gone_by() {
    let folder = folder();
    let text = |action: &str, resource: &str| {
        format!(
            "User: {ARN} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
        )
    };
    let mut list = event(
        1,
        "ListAddons",
        Some(&text(
            "eks:DescribeAddonVersions",
            "arn:aws:eks:eu-west-1:111122223333:/addons/supported-versions",
        )),
    );
    list["eventSource"] = json!("eks.amazonaws.com");
    list["eventName"] = json!("DescribeAddonVersions");
    let known = event(2, "ListQueues", Some(&text("sqs:ListQueues", "arn:aws:sqs:eu-west-1:111122223333:")));
    std::fs::write(folder.path().join("denied.json"), log(&[list, known])).unwrap();
    let (code, _, err) =
        trail(folder.path(), &["check", "denied.json", "--account", "whole.json", "--learn", "learnt.txt"]);
    assert!(code == 1 && err.contains("note: 1 rows are learnt\n"), "{err}");
    let learnt = std::fs::read_to_string(folder.path().join("learnt.txt")).unwrap();
    let row = "eks:DescribeAddonVersions arn:${Partition}:eks:${Region}:${Account}:/${Name}/${Name2} OBS 1 2026-05-01\n";
    assert!(learnt.ends_with(row), "{learnt}");

    let show = |arguments: &[&str]| {
        let show = ["catalog", "show", "eks:DescribeAddonVersions"];
        let (code, out, err) = iamkit(folder.path(), &[&show, arguments].concat());
        (code, out + &err)
    };
    let form = "arn:${Partition}:eks:${Region}:${Account}:/${Name}/${Name2}";
    assert!(!show(&[]).1.contains(form));
    let (code, out) = show(&["--evaluated", "learnt.txt"]);
    assert!(code == 0 && out.contains(form), "{out}");
    std::fs::write(folder.path().join("other.txt"), "eks:Nothing * OBS 1 2026-05-01\n").unwrap();
    let (code, out) = show(&["--evaluated", "other.txt"]);
    assert!(code == 2 && out.contains("`other.txt`: no action `eks:nothing` in the catalog"), "{out}");
}
