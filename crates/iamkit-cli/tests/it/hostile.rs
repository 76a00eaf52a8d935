//! What comes from elsewhere is taken for nothing of ours, whichever command prints it and in whichever form.
//!
//! One text tries everything at once: it moves a terminal's cursor, begins lines in the program's own words, commands the
//! runner of a forge, ends code, tags and tables, links, and hides. It stands in every place of policies, listings,
//! requests, cases and arguments that takes any text, and in the names of files. The commands are those of `--help`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "integration test")]

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use iamkit_policy::shown::is_hidden;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

/// The word by which what is hostile is known again.
const FORGED: &str = "Forged";

const HOSTILE: &str = "x`\u{1b}[2K\r\n::error::Forged\nequal: Forged\nerror: Forged\n ##[error]Forged ##vso[task.Forged]\n\
    ```\n````\n# Forged\n\n![Forged](https://example.com/x.png) [Forged](https://example.com) @Forged | Forged <b>Forged\
    </b></details></title></svg><script>Forged</script>]]> & \u{202e}\u{9b}31m\u{200b}\u{feff}\u{e0041}\u{85}\u{2028}\
    \u{f0000}\u{ffff}\u{7f}\t\\n\\u{1b}\\";

/// The same for the name of a file, which is short and has no slash.
const FILE: &str = "x`\u{1b}[2K\n::error::Forged\n```\n[Forged](x) <b> \u{202e}\u{9b}|%20#?\\";

fn hostile(before: &str) -> String {
    format!("{before}{HOSTILE}")
}

fn xtask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_iamkit"))
        .args(arguments)
        .current_dir(folder)
        // What was fetched before is there already, and nothing given is read.
        .env("IAMKIT_SOURCES", folder.join("sources"))
        .output()
        .unwrap()
}

/// The commands below one, each as its words.
fn commands(path: &str) -> Vec<String> {
    let help = help(path, "--help");
    let Some((_, listed)) = help.split_once("\nCommands:\n") else { return vec![path.to_owned()] };
    let names = listed.lines().take_while(|line| !line.is_empty());
    let names = names.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.flat_map(|name| commands(format!("{path} {name}").trim())).collect()
}

fn help(path: &str, option: &str) -> String {
    let arguments = path.split_whitespace().chain([option]).collect::<Vec<_>>();
    String::from_utf8(xtask(Path::new("."), &arguments).stdout).unwrap()
}

/// The forms that a command can answer in.
fn formats(path: &str) -> Vec<String> {
    let help = help(path, "-h").split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((_, behind)) = help.split_once("--format <FORMAT>") else { return Vec::new() };
    let (_, values) = behind.split_once("[possible values: ").unwrap();
    values.split_once(']').unwrap().0.split(", ").map(str::to_owned).collect()
}

fn write(folder: &Path, name: &str, content: &Value) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content.to_string()).unwrap();
}

fn document(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Id": HOSTILE, "Statement": statements})
}

fn bucket() -> String {
    hostile("arn:aws:s3:::bucket/")
}

/// Statements of identity policies with the text wherever one may stand.
fn statements(text: &str) -> Vec<Value> {
    let (bucket, values) = (format!("arn:aws:s3:::bucket/{text}"), [text, "b"]);
    let [tag, key, action] = ["aws:PrincipalTag/", "aws:", "s3:Get"].map(|start| format!("{start}{text}"));
    let number = Cell::new(0);
    let statement = |body: Value| {
        let mut statement =
            json!({"Sid": format!("{text}{}", number.get()), "Effect": "Allow", "Resource": "*"});
        number.set(number.get() + 1);
        let members = body.as_object().unwrap().clone();
        statement.as_object_mut().unwrap().extend(members);
        statement
    };
    let mut not_bucket = statement(json!({"Action": "s3:PutObject", "NotResource": bucket}));
    not_bucket.as_object_mut().unwrap().remove("Resource");
    vec![
        statement(json!({"Action": "s3:GetObject", "Resource": [bucket, "arn:aws:s3:::other/*"],
            "Condition": {"StringEquals": {tag: values}, "StringLike": {"aws:UserAgent": text}}})),
        not_bucket,
        statement(json!({"Action": [action, "sns:Publish"],
            "Condition": {"StringEquals": {key: text, "s3:prefix": "${aws:PrincipalTag/Forged\u{1b}}"}}})),
        statement(json!({"Action": "sqs:*"})),
        statement(json!({"Action": "sqs:*"})),
    ]
}

fn of_resource(text: &str) -> Value {
    json!({"Statement": {"Sid": text, "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject",
        "Resource": format!("arn:aws:s3:::bucket/{text}"), "Condition": {"StringLike": {"aws:UserAgent": text}}}})
}

fn case(id: &str, decision: &str) -> Value {
    json!({"id": id, "source": HOSTILE, "confidence": "doc",
        "request": {"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject", "resource": {"arn": bucket(), "account": "111122223333"},
            "context": {hostile("aws:PrincipalTag/"): HOSTILE}},
        "policies": {"identity": [{"name": HOSTILE, "document": document(&statements(HOSTILE))}]},
        "expect": {"decision": decision}})
}

fn situation(name: &str) -> Value {
    let case = case(name, "allowed");
    json!({"request": case["request"], "policies": case["policies"]})
}

/// The text as far as a listed document may hold it.
fn listable() -> String {
    HOSTILE.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}')).collect()
}

/// A listing whose names are as bad as names may be, and whose documents hold the text.
fn listing(statements: &[Value]) -> Value {
    let (path, text) = (r"/`<b>&\|#@Forged/", &listable());
    let identity =
        |statements: &[Value]| json!([{"PolicyName": "own", "PolicyDocument": {"Statement": statements}}]);
    let dated = "2026-01-02T03:04:05+00:00";
    let user = |name: &str, id: &str, statements: &[Value]| {
        json!({"Path": path, "UserName": name, "UserId": id, "Arn": format!("arn:aws:iam::111122223333:user{path}{name}"),
            "CreateDate": dated, "UserPolicyList": identity(statements), HOSTILE: 1})
    };
    let role = |name: &str, id: &str, principal: Value| {
        let trust = json!({"Sid": text, "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole",
            "Condition": {"StringLike": {"aws:UserAgent": text}}});
        json!({"Path": path, "RoleName": name, "RoleId": id, "Arn": format!("arn:aws:iam::111122223333:role{path}{name}"),
            "CreateDate": dated, "AssumeRolePolicyDocument": {"Statement": trust}, "RolePolicyList": identity(statements),
            "InstanceProfileList": []})
    };
    let escalating = json!({"Sid": text, "Effect": "Allow", "Action": ["iam:PutUserPolicy", "sts:AssumeRole"], "Resource": "*",
        "Condition": {"StringLike": {"aws:UserAgent": text}}});
    let own = [statements, &[escalating]].concat();
    json!({"UserDetailList": [user("alice", "AIDAKEPTKEPTKEPTKEPT2", &own), user("bob", "AIDAKEPTKEPTKEPTKEPT3", statements)],
        "RoleDetailList": [role("stranger", "AROAKEPTKEPTKEPTKEPT2", json!({"AWS": format!("arn:aws:iam::444455556666:user/{text}")})),
            role("federated", "AROAKEPTKEPTKEPTKEPT3", json!({"Federated": text})),
            role("ours", "AROAKEPTKEPTKEPTKEPT4", json!({"AWS": "arn:aws:iam::111122223333:root"}))]})
}

/// A listing in which nothing is as it has to be.
fn broken() -> Value {
    json!({"UserDetailList": [{"Path": HOSTILE, "UserName": HOSTILE, "UserId": HOSTILE, "Arn": HOSTILE, "GroupList": [HOSTILE],
        "CreateDate": HOSTILE, "UserPolicyList": [{"PolicyName": HOSTILE, "PolicyDocument": {"Statement": HOSTILE}}],
        "AttachedManagedPolicies": [{"PolicyName": HOSTILE, "PolicyArn": HOSTILE}]}], "IsTruncated": HOSTILE})
}

fn files(folder: &Path) {
    let policy = document(&statements(HOSTILE));
    write(folder, FILE, &policy);
    write(folder, "other.json", &document(&[statements(HOSTILE)[3].clone()]));
    write(folder, "resource.json", &of_resource(HOSTILE));
    let member = json!({"policyDocument": policy});
    write(folder, "members.json", &json!({HOSTILE: member, hostile("y"): member}));
    let broken_policy = json!({"Statement": [{"Effect": HOSTILE, "Action": "*", HOSTILE: 1, "Condition": {HOSTILE: {"a": 1}}}]});
    write(folder, "broken.json", &json!({"Version": HOSTILE, "Statement": broken_policy["Statement"]}));
    write(folder, "one.json", &situation("one"));
    let mut two = situation("two");
    two["policies"]["identity"][0]["document"] = document(&[statements(HOSTILE)[3].clone()]);
    write(folder, "two.json", &two);
    let text = policy.to_string();
    let request = json!({"existingPolicyDocument": document(&[statements(HOSTILE)[3].clone()]).to_string(),
        "newPolicyDocument": text, "policyType": "IDENTITY_POLICY"});
    write(folder, "request.json", &request);
    let simulate = json!({"PolicyInputList": [policy.to_string().replace(|c: char| u32::from(c) > 0xff, "")],
        "ActionNames": ["s3:GetObject"], "ResourceArns": [bucket()],
        "ContextEntries": [{"ContextKeyName": "aws:UserAgent", "ContextKeyValues": [HOSTILE]}]});
    write(folder, "simulate.json", &simulate);
    let owner = json!({"PolicyInputList": [], "ActionNames": ["s3:GetObject"], "ResourceOwner": HOSTILE});
    write(folder, "simulate-broken.json", &owner);
    write(folder, "simulate-keys.json", &json!({"PolicyInputList": simulate["PolicyInputList"]}));
    write(folder, "simulate-unknown.json", &json!({HOSTILE: 1}));
    write(folder, "cases/one.json", &case(HOSTILE, "implicitDeny"));
    write(folder, "cases/two.json", &json!({"id": hostile("y"), HOSTILE: 1}));
    let listed = statements(&listable());
    write(folder, "listing.json", &listing(&listed));
    write(folder, "later.json", &listing(&listed[..2]));
    let event = |code: &str| {
        json!({"eventTime": "2026-05-01T10:00:00Z", "eventSource": "s3.amazonaws.com", "eventName": "GetObject",
            "eventID": HOSTILE, "awsRegion": HOSTILE, "userAgent": HOSTILE, "errorCode": code, "errorMessage": HOSTILE,
            "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/`<b>&\\|#@Forged/alice",
                "accountId": "111122223333"},
            "requestParameters": {"bucketName": "bucket", "key": HOSTILE}, "recipientAccountId": HOSTILE})
    };
    let mut allowed = event("");
    for name in ["errorCode", "errorMessage"] {
        allowed.as_object_mut().unwrap().remove(name);
    }
    let mut unmapped = allowed.clone();
    unmapped["eventName"] = json!(HOSTILE);
    let mut stranger = allowed.clone();
    stranger["userIdentity"]["arn"] = json!(hostile("arn:aws:iam::111122223333:user/"));
    write(
        folder,
        "trail.json",
        &json!({"Records": [allowed, event("AccessDenied"), unmapped, stranger, HOSTILE]}),
    );
    write(folder, &format!("trail-{FILE}"), &json!([HOSTILE]));
    write(folder, "broken-listing.json", &broken());
    write(folder, &format!("listing-{FILE}"), &broken());
    write(folder, &format!("policies/{FILE}.json"), &policy);
    write(folder, "policies/broken.json", &json!({"Statement": [{"Effect": HOSTILE}]}));
    let resource = json!({"Policy": of_resource(&listable()).to_string()});
    write(folder, "resources/arn:aws:s3:::bucket.json", &resource);
    let named = json!({"ResourceArn": bucket(), "Policy": resource["Policy"]});
    write(folder, "resources/other.json", &named);
    write(
        folder,
        &format!("organization/list-{FILE}.json"),
        &json!({"Policies": [{"Id": HOSTILE, HOSTILE: 1}]}),
    );
    write(
        folder,
        "catalog.json",
        &json!({"services": {HOSTILE: {"Name": HOSTILE, "Actions": [{"Name": HOSTILE}]}}}),
    );
}

/// Commands that hold no text from elsewhere but what is asked in vain.
const REFUSING: [&str; 10] = [
    "schema",
    "completions",
    "serve",
    "facts",
    "catalog diff",
    "catalog show",
    "managed show",
    "managed lattice",
    "managed list",
    "managed versions",
];

/// Arguments of a command, such that it prints something of the text.
type Call = &'static [&'static str];

/// Each command with its calls; `HOSTILE`, `BUCKET` and `FILE` stand for the texts.
const CALLS: [(&str, &[Call]); 41] = [
    (
        "equivalence",
        &[
            &["--custom", "FILE", "--with", "other.json", "--cases", "20"],
            &[
                "--custom",
                "members.json",
                "--name",
                "HOSTILE",
                "--managed",
                "AmazonWorkMailReadOnlyAccess@all",
                "--cases",
                "20",
            ],
            &["--custom", "FILE", "--managed", "HOSTILE"],
            &["--custom", "members.json", "--managed", "AmazonWorkMailReadOnlyAccess"],
        ],
    ),
    (
        "compare",
        &[
            &["FILE", "other.json"],
            &["other.json", "FILE"],
            &["FILE", "members.json#HOSTILE"],
            &["FILE", "HOSTILE"],
            &["layers:one.json", "layers:two.json"],
            &["broken.json", "FILE"],
            &["FILE", "resource.json"],
            &["FILE", "other.json", "--max-work", "1", "--universe", "strings"],
        ],
    ),
    (
        "check no-new-access",
        &[
            &["--reference", "other.json", "--candidate", "FILE"],
            &["--request", "request.json"],
            &["--request", "FILE"],
        ],
    ),
    ("check access-not-granted", &[&["FILE", "--action", "s3:GetObject"], &["FILE", "--action", "HOSTILE"]]),
    ("check no-public-access", &[&["resource.json"], &["resource.json", "--resource-type", "HOSTILE"]]),
    ("summarize", &[&["FILE"], &["resource.json"], &["FILE", "--action", "HOSTILE"], &["broken.json"]]),
    (
        "validate",
        &[
            &["FILE"],
            &["members.json#HOSTILE"],
            &["broken.json"],
            &["HOSTILE"],
            &["FILE", "--ignore", "HOSTILE"],
            &["FILE", "--beyond"],
            &["FILE", "--baseline", "FILE"],
            &["FILE", "--config", "FILE"],
            &["FILE", "--diff", "--unsafe-fixes"],
            &["members.json#HOSTILE", "--diff"],
        ],
    ),
    (
        "lint",
        &[
            &["FILE"],
            &["members.json#HOSTILE"],
            &["FILE", "--max-work", "1"],
            &["FILE", "--select", "HOSTILE"],
            &["HOSTILE"],
        ],
    ),
    ("fmt", &[&["FILE"], &["members.json#HOSTILE"], &["FILE", "--check"], &["broken.json"], &["HOSTILE"]]),
    ("expand", &[&["FILE"], &["HOSTILE"]]),
    (
        "minimize",
        &[
            &["FILE"],
            &["resource.json"],
            &["HOSTILE"],
            &["FILE", "--split", "--fit", "300"],
            &["FILE", "--quota", "HOSTILE"],
        ],
    ),
    (
        "explain",
        &[
            &["one.json"],
            &[
                "--principal",
                "arn:aws:iam::111122223333:user/alice",
                "--action",
                "s3:GetObject",
                "--resource",
                "BUCKET",
                "--identity",
                "FILE",
                "--context",
                "HOSTILE=HOSTILE",
                "--unknown",
                "HOSTILE",
            ],
            &["--principal", "HOSTILE", "--action", "s3:GetObject"],
            &["--principal", "*", "--action", "HOSTILE"],
            &["--principal", "*", "--action", "s3:GetObject", "--without", "HOSTILE"],
        ],
    ),
    ("facts", &[&["HOSTILE"]]),
    (
        "simulate",
        &[
            &["simulate.json"],
            &["simulate-broken.json"],
            &["simulate-unknown.json"],
            &["HOSTILE"],
            &["simulate-keys.json", "--context-keys"],
        ],
    ),
    ("conformance", &[&["cases"], &["HOSTILE"], &["FILE"]]),
    ("catalog diff", &[&["catalog.json"], &["HOSTILE"], &["FILE"]]),
    ("catalog show", &[&["HOSTILE"]]),
    ("catalog expand", &[&["HOSTILE"]]),
    ("managed show", &[&["HOSTILE"], &["ReadOnlyAccess@HOSTILE"]]),
    ("managed lattice", &[&["--only", "HOSTILE"]]),
    ("managed list", &[&["HOSTILE", "HOSTILE"]]),
    ("managed versions", &[&["HOSTILE"]]),
    (
        "account import",
        &[
            &["listing.json"],
            &["broken-listing.json"],
            &["broken-listing.json", "--partial"],
            &["listing-FILE"],
            &["listing.json", "--policies", "policies", "--account", "111122223333"],
            &["listing.json", "--organization", "organization", "--partial"],
            &["listing.json", "--account", "HOSTILE"],
        ],
    ),
    ("account export", &[&["listing.json"], &["HOSTILE"]]),
    (
        "account who-can",
        &[
            &["s3:GetObject", "BUCKET", "--in", "listing.json", "--resource-policies", "resources"],
            &["s3:GetObject", "HOSTILE", "--in", "listing.json"],
            &["sts:AssumeRole", "arn:aws:iam::111122223333:role/ours", "--in", "listing.json"],
        ],
    ),
    ("account what-can", &[&["alice", "--in", "listing.json"], &["HOSTILE", "--in", "listing.json"]]),
    (
        "account explain",
        &[
            &[
                "alice",
                "s3:GetObject",
                "BUCKET",
                "--in",
                "listing.json",
                "--context",
                "aws:UserAgent=HOSTILE",
            ],
            &["alice", "s3:GetObject", "BUCKET", "--in", "listing.json", "--context", "HOSTILE"],
        ],
    ),
    ("account policies", &[&["alice", "--in", "listing.json"], &["HOSTILE", "--in", "listing.json"]]),
    ("account escalations", &[&["--in", "listing.json"], &["HOSTILE", "--in", "listing.json"]]),
    (
        "account compare",
        &[&["alice", "bob", "--in", "listing.json"], &["alice", "HOSTILE", "--in", "listing.json"]],
    ),
    ("account diff", &[&["listing.json", "later.json"], &["listing.json", "FILE"]]),
    (
        "account graph",
        &[
            &[
                "--in",
                "listing.json",
                "--resource-policies",
                "resources",
                "--out",
                "picture`\u{1b}Forged.svg",
            ],
            &["--in", "listing.json", "--around", "HOSTILE"],
        ],
    ),
    ("trail map", &[&["trail.json"], &["trail-FILE"], &["HOSTILE"], &["trail.json", "--where", "HOSTILE"]]),
    (
        "trail replay",
        &[
            &["trail.json", "--account", "listing.json", "--change", "later.json", "--unchanged"],
            &["trail.json", "--account", "listing.json", "--change", "HOSTILE=FILE"],
        ],
    ),
    ("trail check", &[&["trail.json", "--account", "listing.json", "--agreeing"]]),
    (
        "trail unused",
        &[
            &["trail.json", "--account", "listing.json"],
            &["trail.json", "--account", "listing.json", "--principal", "HOSTILE"],
        ],
    ),
    (
        "trail fit",
        &[
            &["trail.json", "--account", "listing.json", "--policy", "HOSTILE"],
            &["trail.json", "--account", "listing.json", "--from", "nothing", "--principal", "alice"],
        ],
    ),
    ("schema", &[&["HOSTILE"]]),
    ("completions", &[&["HOSTILE"]]),
    ("serve", &[&["--listen", "HOSTILE"], &["--clock", "HOSTILE"], &["--root-key", "HOSTILE"]]),
    ("man", &[&["HOSTILE"]]),
];

#[test]
fn every_command_is_called() {
    let told = commands("").into_iter().collect::<BTreeSet<_>>();
    assert_eq!(told, CALLS.iter().map(|(command, _)| command.to_string()).collect());
}

fn replaced(argument: &str) -> String {
    argument.replace("HOSTILE", HOSTILE).replace("BUCKET", &bucket()).replace("FILE", FILE)
}

#[test]
fn nothing_from_elsewhere_is_taken_for_ours() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    for (command, calls) in CALLS {
        let formats = formats(command);
        let mut last = String::new();
        let mut is_answered = REFUSING.contains(&command);
        for call in calls {
            let words = command.split(' ').map(str::to_owned).chain(call.iter().map(|word| replaced(word)));
            let words = words.collect::<Vec<_>>();
            let formats = if formats.is_empty() { vec![String::new()] } else { formats.clone() };
            let printed =
                formats.iter().map(|format| answer(folder.path(), &words, format)).collect::<Vec<_>>();
            assert!(printed.iter().any(|text| is_there(text)), "{command} {call:?}: {printed:#?}");
            last.push_str(&printed.concat());
            is_answered |= printed.iter().any(|text| is_there(text) && !text.starts_with("error: "));
        }
        assert!(is_answered, "{command} says what is wrong, and nothing else: {last}");
        let unknown = command.split(' ').map(str::to_owned).chain([hostile("--")]).collect::<Vec<_>>();
        assert!(is_there(&answer(folder.path(), &unknown, "")), "{command}");
    }
    let picture = std::fs::read_to_string(folder.path().join("picture`\u{1b}Forged.svg")).unwrap();
    check_picture(&picture);
}

/// Some commands ask in any letter case.
fn is_there(text: &str) -> bool {
    text.to_lowercase().contains(&FORGED.to_lowercase())
}

/// Runs a command, looks at what it prints, and gives both streams.
fn answer(folder: &Path, arguments: &[String], format: &str) -> String {
    let mut arguments = arguments.iter().map(String::as_str).collect::<Vec<_>>();
    if !format.is_empty() {
        arguments.extend(["--format", format]);
    }
    let output = xtask(folder, &arguments);
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert!(matches!(output.status.code(), Some(0..=3)), "{arguments:?} {err}");
    match format {
        "github" => check_notes(&out),
        _ => check_lines(&out),
    }
    check_lines(&err);
    let says = |line: &str| ["error: ", "note: "].iter().any(|start| line.starts_with(start));
    assert!(err.lines().all(says), "{err}");
    match format {
        "json" => check_json(&out),
        "sarif" => check_sarif(&out),
        "markdown" => check_markdown(&out),
        "svg" if !out.is_empty() => check_picture(&out),
        _ => {}
    }
    out + &err
}

/// No line hides anything, is a command to a runner, or begins as none of ours does.
fn check_lines(text: &str) {
    for line in text.lines() {
        assert!(!line.contains(is_hidden), "{line:?}");
        assert!(!line.trim_start().starts_with("::"), "{line:?}");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{line:?}");
        let forged = ["equal: Forged", "error: Forged", "# Forged", "Forged"];
        assert!(!forged.iter().any(|start| line.trim_start().starts_with(start)), "{line:?}");
    }
}

/// Each line is a note of ours about one place, whatever stands in it.
fn check_notes(text: &str) {
    for line in text.lines() {
        let parts = line.splitn(4, "::").collect::<Vec<_>>();
        let [before, command, message, ..] = &parts[..] else { panic!("{line:?}") };
        let is_ours =
            ["error", "warning", "notice"].iter().any(|level| command.starts_with(&format!("{level} file=")));
        assert!(before.is_empty() && is_ours && !message.is_empty(), "{line:?}");
        assert!(!line.contains(is_hidden) && !line.contains("##[") && !line.contains("##vso["), "{line:?}");
    }
}

/// One value, or one a line.
fn check_json(text: &str) {
    let is_one = serde_json::from_str::<Value>(text).is_ok();
    assert!(is_one || text.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{text}");
}

fn check_sarif(text: &str) {
    if text.is_empty() {
        return;
    }
    serde_json::from_str::<serde_sarif::sarif::Sarif>(text).unwrap();
    let log = serde_json::from_str::<Value>(text).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        for member in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[member]["text"].as_str().unwrap().ends_with('.'), "{rule}");
        }
        assert!(rule["help"]["markdown"].is_string(), "{rule}");
    }
    let mut fingerprints = BTreeSet::new();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let fingerprint = result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
        assert!(fingerprints.insert(fingerprint), "{result}");
        assert!(!result["message"]["text"].as_str().unwrap().contains("]("), "{result}");
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        assert!(!uri.is_empty() && !uri.starts_with('/') && uri.chars().all(is_plain), "{uri}");
        assert!(1 <= place["region"]["startLine"].as_u64().unwrap());
    }
}

/// What is hostile stands in code; besides, there is no more than the program itself writes.
fn check_markdown(text: &str) {
    let mut is_code = false;
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(text) => assert!(is_code || !text.contains(FORGED), "{text}"),
            Event::Html(html) | Event::InlineHtml(html) => {
                let ours = ["<details><summary>A request for each</summary>", "</details>"];
                assert!(ours.contains(&html.trim()), "{html}");
            }
            // Rules are explained by AWS, or in the book.
            Event::Start(Tag::Link { dest_url, .. })
                if dest_url.starts_with("https://docs.aws.amazon.com/")
                    || dest_url
                        .starts_with("https://github.com/iamkit/iamkit/blob/main/docs/src/rules.md#") => {}
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::FootnoteDefinition(_)) => {
                panic!("{text}")
            }
            _ => {}
        }
    }
}

/// Well-formed, and of elements that only draw.
fn check_picture(text: &str) {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let drawing = ["svg", "g", "rect", "text", "title", "path", "line", "defs", "marker"];
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(drawing.contains(&element.tag_name().name()), "{element:?}");
    }
    assert!(!text.contains(|c| is_hidden(c) && c != '\n'), "{text}");
}
