//! The examples run, and answer what they say.

#[path = "../examples/account_service.rs"]
mod account_service;
#[path = "../examples/async_service.rs"]
mod async_service;
#[path = "../examples/editor.rs"]
mod editor;
#[path = "../examples/embedder.rs"]
mod embedder;
#[path = "../examples/pull_request_bot.rs"]
mod pull_request_bot;

#[test]
fn embedder_decides_by_the_policies_in_force() {
    assert_eq!(embedder::answers().unwrap(), [true, false, false, false, false, true, false]);
    embedder::main().unwrap();
}

#[test]
fn async_service_decides_in_its_tasks_and_commits_beside_them() {
    let answers = async_service::answers().unwrap();
    assert_eq!(
        answers,
        [
            "sqs:ReceiveMessage: allowed",
            "sqs:DeleteQueue: implicitDeny",
            "alice sqs:SendMessage: implicitDeny",
            "alice sqs:SendMessage: allowed",
            "EntityAlreadyExists",
        ]
    );
    async_service::main().unwrap();
}

#[test]
fn pull_request_bot_tells_what_is_gained_and_lost() {
    let markdown = pull_request_bot::example().unwrap();
    let expected = "### The policy allows more than before

```diff
+ sqs:DeleteMessage on arn:aws:sqs:*:*:jobs-*
  `sqs:DeleteMessage` on `arn:aws:sqs:us-east-1:111122223333:jobs-example` by `arn:aws:iam::111122223333:user/example`
```

- taken for granted (DOC): ";
    assert!(markdown.starts_with(expected), "{markdown}");
    pull_request_bot::main().unwrap();
}

#[test]
fn pull_request_bot_keeps_what_policies_say_in_code() {
    let policy = |resource| {
        format!(
            r#"{{"Statement": {{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "{resource}"}}}}"#
        )
    };
    let (old, new) = (policy("arn:aws:sqs:*:*:jobs"), policy("arn:aws:sqs:*:*:```@team"));
    let markdown = pull_request_bot::summary(&old, &new).unwrap();
    assert!(
        markdown.starts_with("### The policy allows some things more and some less\n\n```"),
        "{markdown}"
    );
    let fence = markdown.lines().find_map(|line| line.strip_suffix("diff")).unwrap();
    let (_, code) = markdown.split_once("diff\n").unwrap();
    let (code, after) = code.split_once(&format!("\n{fence}\n")).unwrap();
    assert!(code.contains("@team") && !after.contains("@team"), "{markdown}");
}

#[test]
fn editor_places_what_cannot_be_read_and_what_does_nothing() {
    let shown = |text: &str| {
        let diagnostics = editor::diagnostics(text);
        let shown = |found: &serde_json::Value| {
            let [severity, code, line, column] =
                ["severity", "code", "line", "column"].map(|member| &found[member]);
            format!("{line}:{column} {severity} {code} {}", found["message"])
        };
        diagnostics.iter().map(shown).collect::<Vec<_>>().join("\n").replace('"', "")
    };
    assert_eq!(
        shown("{\n  \"Statement\": {\"Effect\": \"allow\", \"Action\": \"s3:Get*\", \"Resource\": \"*\"}}"),
        "2:27 error unreadable unknown effect `allow`, expected `Allow` or `Deny`"
    );
    let found = shown(editor::POLICY);
    let codes = found.lines().filter_map(|line| line.split(' ').nth(2)).collect::<Vec<_>>();
    assert_eq!(codes, ["service-administrator", "exposes-data", "manages-permissions", "no-such-action"]);
    assert_eq!(
        found.lines().last(),
        Some("5:34 warning no-such-action `s3:DeleteBuckets` names no action; nearest: `s3:DeleteBucket`")
    );
    editor::main().unwrap();
}

#[test]
fn account_service_tells_by_which_policy() {
    assert_eq!(
        account_service::answers().unwrap(),
        [
            "sqs:GetQueueUrl: implicitDeny",
            "sqs:GetQueueUrl: allowed by `AmazonSQSReadOnlyAccess` attached to group `Readers`",
            "sqs:SendMessage: implicitDeny",
            "EntityAlreadyExists: change 0 of the transaction: the user `alice` already exists; names are unique whatever their case",
        ]
    );
    account_service::main().unwrap();
}
