//! Law: whichever command a broken document is given to, people are shown the line of it that is wrong.
//!
//! The commands are those that there are: a new one either has a row here or is named among those that read no document.

use std::path::Path;

use clap::{CommandFactory as _, FromArgMatches as _};
use iamkit_console::output::Located;
use serde_json::{Value, json};

use super::{Cli, run};

/// Commands that are given no document: they read names, databases, or the data that comes with the program.
const WITHOUT: &[&str] = &[
    "account graph", // The same listings as `account policies`; it writes a file.
    "catalog diff",
    "catalog expand",
    "catalog show",
    "completions",
    "facts",
    "man",
    "managed lattice",
    "managed list",
    "managed show",
    "managed versions",
    "schema",
    "serve",
    "trail map", // Logs, which are told of record by record.
];

/// Commands that tell what is wrong with each document themselves, and go on.
const GOING_ON: &[&str] = &["account import", "conformance", "expand", "fmt", "lint", "minimize", "validate"];

/// A command, its arguments and the document in the file `F`.
type Row = (&'static str, &'static str, String);

fn broken_policy() -> String {
    let broken = json!({"Statement": {"Effect": "allow", "Action": "s3:Get*", "Resource": "*"}});
    serde_json::to_string_pretty(&broken).unwrap()
}

/// A policy that reads well and is none of a principal's.
fn misplaced_policy() -> String {
    json!({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}})
        .to_string()
}

/// A request of AWS's that holds a policy, and one that is no JSON behind its first line.
fn requests(member: &str, rest: &Value, is_list: bool) -> Vec<String> {
    let request = |policy: String| {
        let policy = if is_list { json!([policy]) } else { json!(policy) };
        let mut request = rest.clone();
        request[member] = policy;
        serde_json::to_string_pretty(&request).unwrap()
    };
    let broken = request(broken_policy());
    vec![broken.replace("\": ", "\" "), broken, request(misplaced_policy())]
}

fn case(policy: &str) -> String {
    let policy = serde_json::from_str::<Value>(policy).unwrap();
    let request = json!({"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject",
        "resource": {"arn": "arn:aws:s3:::b/k"}});
    let policies = json!({"identity": [{"name": "p", "document": policy}]});
    serde_json::to_string_pretty(&json!({"request": request, "policies": policies})).unwrap()
}

fn listing() -> String {
    let document = serde_json::from_str::<Value>(&broken_policy()).unwrap();
    serde_json::to_string_pretty(&json!({"UserDetailList": [{"Path": "/", "UserName": "alice",
        "UserId": "AIDAEXAMPLEALICE00001", "Arn": "arn:aws:iam::111122223333:user/alice",
        "CreateDate": "2026-01-01T00:00:00+00:00", "GroupList": [], "AttachedManagedPolicies": [],
        "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": document}]}],
        "GroupDetailList": [], "RoleDetailList": [], "Policies": []}))
    .unwrap()
}

fn rows() -> Vec<Row> {
    let mut rows = vec![
        ("validate", "managed:ReadOnlyAccess --config F", "[validate]\nselekt = []\n".into()),
        ("validate", "managed:ReadOnlyAccess --config F", "[validate\n".into()),
        ("validate", "managed:ReadOnlyAccess --baseline F", "{\"policies\": [{}]}".into()),
        ("explain", "F", case(&broken_policy())),
        ("explain", "F", case(&misplaced_policy())),
        ("compare", "layers:F managed:ReadOnlyAccess", case(&broken_policy())),
    ];
    for policy in [broken_policy(), misplaced_policy()] {
        for (command, arguments) in [
            ("compare", "F managed:ReadOnlyAccess --kind identity"),
            ("equivalence", "--custom F --managed ReadOnlyAccess --kind identity"),
            ("equivalence", "--custom F --with F --kind identity"),
            ("summarize", "F --kind identity"),
            ("check no-new-access", "--reference F --candidate managed:ReadOnlyAccess --kind identity"),
            ("check access-not-granted", "F --action s3:GetObject --kind identity"),
            ("explain", "--principal arn:aws:iam::111122223333:user/a --action s3:GetObject --identity F"),
        ] {
            rows.push((command, arguments, policy.clone()));
        }
    }
    rows.push(("check no-public-access", "F", broken_policy()));
    for listing in [listing(), listing().replace("\": ", "\" ")] {
        for (command, arguments) in [
            ("account compare", "alice bob --in F"),
            ("account diff", "F F"),
            ("account escalations", "--in F"),
            ("account explain", "alice s3:GetObject * --in F"),
            ("account export", "F"),
            ("account policies", "alice --in F"),
            ("account what-can", "alice --in F"),
            ("account who-can", "s3:GetObject * --in F"),
            ("trail replay", "F --account F --change F"),
            ("trail check", "F --account F"),
            ("trail unused", "F --account F"),
            ("trail fit", "F --account F --policy own"),
        ] {
            rows.push((command, arguments, listing.clone()));
        }
    }
    let existing = json!({"Statement": []}).to_string();
    let compared = json!({"policyType": "IDENTITY_POLICY", "existingPolicyDocument": existing});
    let new = requests("newPolicyDocument", &compared, false);
    rows.extend(new.into_iter().map(|it| ("check no-new-access", "--request F", it)));
    let asked = json!({"policyType": "IDENTITY_POLICY", "access": [{"actions": ["s3:GetObject"]}]});
    let granted = requests("policyDocument", &asked, false);
    rows.extend(granted.into_iter().map(|it| ("check access-not-granted", "--request F", it)));
    let public = requests("policyDocument", &json!({"resourceType": "AWS::S3::Bucket"}), false);
    rows.extend(public.into_iter().take(2).map(|it| ("check no-public-access", "--request F", it)));
    let simulated = requests("PolicyInputList", &json!({"ActionNames": ["s3:GetObject"]}), true);
    rows.extend(simulated.into_iter().map(|it| ("simulate", "F", it)));
    let keys = requests("PolicyInputList", &json!({}), true);
    rows.extend(keys.into_iter().take(2).map(|it| ("simulate", "F --context-keys", it)));
    rows
}

fn commands(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        let path = format!("{path} {}", below.get_name()).trim().to_owned();
        if below.has_subcommands() {
            commands(below, &path, found);
        } else {
            found.push(path);
        }
    }
}

/// Why the arguments fail, if they do.
fn failure(command: &str, arguments: &str, file: &Path) -> String {
    let file = file.to_str().unwrap();
    let words = [command, arguments].into_iter().flat_map(str::split_whitespace);
    let words = words.map(|word| word.strip_suffix('F').map_or(word.to_owned(), |it| format!("{it}{file}")));
    let matches = Cli::command().try_get_matches_from(std::iter::once("iamkit".to_owned()).chain(words));
    let cli = Cli::from_arg_matches(&matches.unwrap()).unwrap();
    let Err(failure) = run(cli.command) else { return "is answered".into() };
    match failure.downcast_ref::<Located>() {
        None => format!("has no mark: {failure}"),
        Some(problems) => match problems.marks.as_slice() {
            [] => format!("has no mark: {failure}"),
            [mark, ..] if mark.position.line as usize > problems.source.lines().count() => {
                format!("is marked beyond the document: {failure}")
            }
            _ if failure.to_string().contains('\n') => format!("is more than a line: {failure}"),
            _ => String::new(),
        },
    }
}

#[test]
fn every_broken_document_is_shown_with_the_line_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (at, (command, arguments, document)) in rows().iter().enumerate() {
        let file = folder.path().join(format!("{at}.json"));
        std::fs::write(&file, document).unwrap();
        let why = failure(command, arguments, &file);
        if !why.is_empty() {
            wrong.push(format!("{command} {arguments}: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_has_a_row_or_reads_no_document() {
    let mut all = Vec::new();
    commands(&Cli::command(), "", &mut all);
    let rows = rows();
    let has_row = |command: &str| rows.iter().any(|(other, ..)| *other == command);
    all.retain(|command| {
        !has_row(command) && !WITHOUT.contains(&command.as_str()) && !GOING_ON.contains(&command.as_str())
    });
    assert!(all.is_empty(), "{all:?}");
}
