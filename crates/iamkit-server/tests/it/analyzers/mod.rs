//! Analyzers on the wire: what they find follows from the accounts, and what is said of it stays.

#![expect(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::unwrap_used,
    reason = "integration test"
)]

mod law;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::support::Client;
use iamkit_server::{Clock, RunningServer, Server};
use iamkit_store::{Call, Change, Command, EmbeddedManagedPolicies, Store};
use iamkit_store_sqlite::SqliteJournal;
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";
const OUTSIDE: &str = "444455556666";
const ANALYZER: &str = "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/outside";

fn server() -> RunningServer {
    Server::builder().account(ACCOUNT.parse().unwrap()).spawn().unwrap()
}

/// A server on a file, at a time.
fn server_at(file: &Path, time: &str) -> RunningServer {
    let builder = Server::builder().account(ACCOUNT.parse().unwrap()).secret_key("of these tests");
    let builder = builder.clock(Clock::Fixed(time.parse().unwrap()));
    builder.journal(SqliteJournal::open(file).unwrap()).spawn().unwrap()
}

/// Gives a resource of the account in a file a policy.
fn put_resource_policy(file: &Path, arn: &str, statement: Value) {
    let call = Call::new("admin".parse().unwrap(), "2026-05-01T10:00:00Z".parse().unwrap());
    let journal = SqliteJournal::open(file).unwrap();
    let store = Store::open_with(journal, Arc::new(EmbeddedManagedPolicies)).unwrap();
    let document = Arc::new(trust(statement).parse().unwrap());
    let command = Command::PutResourcePolicy { arn: arn.parse().unwrap(), document };
    let account = ACCOUNT.parse().unwrap();
    if store.snapshot().account(&account).is_err() {
        store.commit(&[Change::create_account(call.clone(), account.clone())]).unwrap();
    }
    store.commit(&[Change::in_account(call, account, command)]).unwrap();
}

/// Calls an operation that is expected to go well.
fn did(client: &Client, method: &str, path: &str, input: Value) -> Value {
    let body = if input.is_null() { String::new() } else { input.to_string() };
    let answer = client.rest_as(method, path, &body);
    assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
    answer.json()
}

/// The status and code of an error.
fn refused(client: &Client, method: &str, path: &str, input: Value) -> (u16, String) {
    let body = if input.is_null() { String::new() } else { input.to_string() };
    let answer = client.rest_as(method, path, &body);
    (answer.status, answer.header("x-amzn-errortype").unwrap_or_default().to_owned())
}

fn create(client: &Client, kind: &str) -> String {
    let made = did(client, "PUT", "/analyzer", json!({"analyzerName": "outside", "type": kind}));
    made["arn"].as_str().unwrap().to_owned()
}

fn findings(client: &Client, filter: Value) -> Vec<Value> {
    let listed = did(client, "POST", "/finding", json!({"analyzerArn": ANALYZER, "filter": filter}));
    listed["findings"].as_array().unwrap().clone()
}

fn trust(statement: Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statement}).to_string()
}

fn role(client: &Client, name: &str, statement: Value) {
    let document = trust(statement);
    client.did("CreateRole", &[("RoleName", name), ("AssumeRolePolicyDocument", &document)]);
}

fn for_account(account: &str) -> Value {
    json!({"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole"})
}

#[test]
fn a_role_for_a_foreign_account_is_found_archived_and_resolved() {
    let server = server();
    let root = Client::root(&server);
    assert_eq!(create(&root, "ACCOUNT"), ANALYZER);
    role(&root, "Partner", for_account(OUTSIDE));
    role(&root, "Own", for_account(ACCOUNT));
    role(
        &root,
        "Machine",
        json!({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}),
    );
    let found = findings(&root, json!({}));
    assert_eq!(found.len(), 1, "{found:?}");
    let finding = &found[0];
    assert_eq!(finding["principal"], json!({"AWS": OUTSIDE}));
    assert_eq!(finding["action"], json!(["sts:AssumeRole"]));
    assert_eq!(finding["resource"], format!("arn:aws:iam::{ACCOUNT}:role/Partner"));
    assert_eq!(
        (&finding["resourceType"], &finding["resourceOwnerAccount"]),
        (&json!("AWS::IAM::Role"), &json!(ACCOUNT))
    );
    assert_eq!(
        (&finding["isPublic"], &finding["condition"], &finding["status"]),
        (&json!(false), &json!({}), &json!("ACTIVE"))
    );
    assert_eq!(finding["resourceControlPolicyRestriction"], "NOT_APPLICABLE");
    assert_eq!(finding.get("error"), None);

    let id = finding["id"].as_str().unwrap();
    did(&root, "PUT", "/finding", json!({"analyzerArn": ANALYZER, "status": "ARCHIVED", "ids": [id]}));
    let path = format!("/finding/{id}?analyzerArn={}", ANALYZER.replace('/', "%2F"));
    assert_eq!(did(&root, "GET", &path, Value::Null)["finding"]["status"], "ARCHIVED");
    assert_eq!(findings(&root, json!({"status": {"eq": ["ACTIVE"]}})), [] as [Value; 0]);
    let by_resource =
        json!({"analyzerArn": ANALYZER, "status": "ACTIVE", "resourceArn": finding["resource"]});
    did(&root, "PUT", "/finding", by_resource);
    assert_eq!(findings(&root, json!({}))[0]["status"], "ACTIVE");

    root.did("DeleteRole", &[("RoleName", "Partner")]);
    let resolved = findings(&root, json!({}));
    assert_eq!((&resolved[0]["id"], &resolved[0]["status"]), (&finding["id"], &json!("RESOLVED")));
    assert_eq!(resolved[0]["principal"], json!({"AWS": OUTSIDE}), "what it was about is still told");
    // What comes back has its old id, and somebody has to look again.
    role(&root, "Partner", for_account(OUTSIDE));
    let back = findings(&root, json!({}));
    assert_eq!((back.len(), &back[0]["id"], &back[0]["status"]), (1, &finding["id"], &json!("ACTIVE")));

    did(&root, "DELETE", "/analyzer/outside", Value::Null);
    let gone = refused(&root, "POST", "/finding", json!({"analyzerArn": ANALYZER}));
    assert_eq!(gone, (404, "ResourceNotFoundException".to_owned()));
    assert_eq!(did(&root, "GET", "/analyzer", Value::Null)["analyzers"], json!([]));
}

#[test]
fn what_is_public_conditional_federated_or_denied_is_told_as_it_is() {
    let server = server();
    let root = Client::root(&server);
    create(&root, "ACCOUNT");
    let everyone = |condition: Value| json!({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": condition});
    role(&root, "Public", everyone(json!({})));
    role(&root, "OwnAlone", everyone(json!({"StringEquals": {"aws:PrincipalAccount": ACCOUNT}})));
    role(&root, "Club", everyone(json!({"StringEquals": {"aws:PrincipalOrgID": "o-1a2b3c4d5e"}})));
    let denied = json!([for_account(OUTSIDE), {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": OUTSIDE}}}]);
    role(&root, "Denied", denied);
    role(
        &root,
        "External",
        json!({"Effect": "Allow", "Principal": {"AWS": OUTSIDE},
        "Action": ["sts:AssumeRole", "sts:TagSession"], "Condition": {"StringEquals": {"sts:ExternalId": ["a", "b"]}}}),
    );
    let provider = "accounts.google.com";
    role(
        &root,
        "Web",
        json!({"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}),
    );
    let found = findings(&root, json!({}));
    let of = |role: &str| {
        let arn = format!("arn:aws:iam::{ACCOUNT}:role/{role}");
        found.iter().filter(|it| it["resource"] == arn).cloned().collect::<Vec<_>>()
    };
    let public = &of("Public")[0];
    assert_eq!((&public["principal"], &public["isPublic"]), (&json!({"AWS": "*"}), &json!(true)));
    assert_eq!((of("OwnAlone"), of("Denied")), (vec![], vec![]));
    let club = &of("Club")[0];
    assert_eq!(
        (&club["isPublic"], &club["condition"]),
        (&json!(false), &json!({"aws:PrincipalOrgID": "o-1a2b3c4d5e"}))
    );
    assert_eq!(of("External")[0]["condition"], json!({"sts:ExternalId": "a,b"}));
    assert_eq!(of("External")[0]["action"][0], "sts:AssumeRole");
    assert_eq!(of("Web")[0]["principal"], json!({"Federated": provider}));

    let by = |filter: Value| findings(&root, filter).len();
    assert_eq!(by(json!({"isPublic": {"eq": ["true"]}})), 1);
    assert_eq!(by(json!({"principal.AWS": {"eq": [OUTSIDE, "*"]}})), 3);
    assert_eq!(
        by(json!({"principal.AWS": {"neq": ["*"]}, "resource": {"contains": ["role/Ext", "role/Web"]}})),
        2
    );
    assert_eq!(by(json!({"condition.sts:ExternalId": {"exists": true}})), 1);
    assert_eq!(by(json!({"principal.Federated": {"exists": false}})), 3);
    let unknown = json!({"analyzerArn": ANALYZER, "filter": {"colour": {"eq": ["red"]}}});
    assert_eq!(refused(&root, "POST", "/finding", unknown), (400, "ValidationException".to_owned()));

    let statistics = did(&root, "POST", "/analyzer/findings/statistics", json!({"analyzerArn": ANALYZER}));
    let external = &statistics["findingsStatistics"][0]["externalAccessFindingsStatistics"];
    assert_eq!(external["totalActiveFindings"], 4);
    assert_eq!(external["resourceTypeStatistics"]["AWS::IAM::Role"]["totalActivePublic"], 1);

    // One finding a page is the whole list.
    let (mut walked, mut token) = (Vec::new(), Value::Null);
    loop {
        let mut input = json!({"analyzerArn": ANALYZER, "maxResults": 1,
            "sort": {"attributeName": "resource", "orderBy": "DESC"}});
        if !token.is_null() {
            input["nextToken"] = token;
        }
        let page = did(&root, "POST", "/findingv2", input);
        walked.extend(page["findings"].as_array().unwrap().iter().map(|it| it["id"].clone()));
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    let mut ids = found.iter().map(|it| it["id"].clone()).collect::<Vec<_>>();
    ids.reverse();
    assert_eq!(walked, ids);
    let forged = json!({"analyzerArn": ANALYZER, "nextToken": "forged"});
    assert_eq!(refused(&root, "POST", "/findingv2", forged), (400, "ValidationException".to_owned()));
}

#[test]
fn archive_rules_are_for_new_findings_and_by_wish_for_older_ones() {
    let server = server();
    let root = Client::root(&server);
    create(&root, "ACCOUNT");
    role(&root, "First", for_account(OUTSIDE));
    assert_eq!(findings(&root, json!({}))[0]["status"], "ACTIVE");
    let rule = json!({"ruleName": "Known", "filter": {"principal.AWS": {"eq": [OUTSIDE]}}});
    did(&root, "PUT", "/analyzer/outside/archive-rule", rule.clone());
    assert_eq!(
        refused(&root, "PUT", "/analyzer/outside/archive-rule", rule),
        (409, "ConflictException".to_owned())
    );
    role(&root, "Second", for_account(OUTSIDE));
    let statuses = || findings(&root, json!({})).iter().map(|it| it["status"].clone()).collect::<Vec<_>>();
    assert_eq!(statuses(), ["ACTIVE", "ARCHIVED"]);
    did(&root, "PUT", "/archive-rule", json!({"analyzerArn": ANALYZER, "ruleName": "Known"}));
    assert_eq!(statuses(), ["ARCHIVED", "ARCHIVED"]);
    let told = did(&root, "GET", "/analyzer/outside/archive-rule/Known", Value::Null);
    assert_eq!(told["archiveRule"]["filter"], json!({"principal.AWS": {"eq": [OUTSIDE]}}));
    let filter = json!({"filter": {"resourceType": {"eq": ["AWS::S3::Bucket"]}}});
    did(&root, "PUT", "/analyzer/outside/archive-rule/Known", filter);
    role(&root, "Third", for_account("777788889999"));
    assert_eq!(statuses(), ["ARCHIVED", "ARCHIVED", "ACTIVE"]);
    did(&root, "DELETE", "/analyzer/outside/archive-rule/Known", Value::Null);
    assert_eq!(did(&root, "GET", "/analyzer/outside/archive-rule", Value::Null)["archiveRules"], json!([]));
    let of_status = json!({"ruleName": "Bad", "filter": {"status": {"eq": ["ACTIVE"]}}});
    let answer = refused(&root, "PUT", "/analyzer/outside/archive-rule", of_status);
    assert_eq!(answer, (400, "ValidationException".to_owned()));
}

#[test]
fn analyzers_have_limits_tags_and_names_of_their_own() {
    let server = server();
    let root = Client::root(&server);
    let input = json!({"analyzerName": "outside", "type": "ACCOUNT", "tags": {"Team": "red"}});
    did(&root, "PUT", "/analyzer", input.clone());
    assert_eq!(refused(&root, "PUT", "/analyzer", input), (409, "ConflictException".to_owned()));
    let another = json!({"analyzerName": "another", "type": "ACCOUNT"});
    assert_eq!(
        refused(&root, "PUT", "/analyzer", another),
        (402, "ServiceQuotaExceededException".to_owned())
    );
    let invalid = (400, "ValidationException".to_owned());
    for (name, kind) in
        [("1st", "ACCOUNT"), ("x", "EVERYTHING"), ("x", "ORGANIZATION"), ("x", "ACCOUNT_INTERNAL_ACCESS")]
    {
        assert_eq!(refused(&root, "PUT", "/analyzer", json!({"analyzerName": name, "type": kind})), invalid);
    }
    let unused = json!({"analyzerName": "unused", "type": "ACCOUNT_UNUSED_ACCESS",
        "configuration": {"unusedAccess": {"unusedAccessAge": 366}}});
    assert_eq!(refused(&root, "PUT", "/analyzer", unused), invalid);
    let told = did(&root, "GET", "/analyzer/outside", Value::Null);
    let analyzer = &told["analyzer"];
    assert_eq!((&analyzer["status"], &analyzer["tags"]), (&json!("ACTIVE"), &json!({"Team": "red"})));
    let tags = format!("/tags/{}", ANALYZER.replace(':', "%3A").replace('/', "%2F"));
    did(&root, "POST", &tags, json!({"tags": {"Stage": "test", "Kept": "yes"}}));
    did(&root, "DELETE", &format!("{tags}?tagKeys=Team&tagKeys=Stage"), Value::Null);
    assert_eq!(did(&root, "GET", &tags, Value::Null)["tags"], json!({"Kept": "yes"}));
    let elsewhere = json!({"analyzerArn": ANALYZER.replace("us-east-1", "eu-west-1")});
    assert_eq!(refused(&root, "POST", "/finding", elsewhere).0, 404);
    let other = json!({"analyzerArn": ANALYZER, "status": "ARCHIVED", "ids": ["not-there"]});
    assert_eq!(refused(&root, "PUT", "/finding", other).0, 404);
}

#[test]
fn whoever_may_not_is_denied_on_the_analyzer_that_is_meant() {
    let server = server();
    let root = Client::root(&server);
    let input = json!({"analyzerName": "outside", "type": "ACCOUNT", "tags": {"Team": "red"}});
    did(&root, "PUT", "/analyzer", input);
    let alice = root.of_new_user(&server, "alice");
    let list = json!({"analyzerArn": ANALYZER});
    let denied = alice.rest("/findingv2", &list.to_string());
    assert_eq!((denied.status, denied.header("x-amzn-errortype")), (403, Some("AccessDeniedException")));
    assert!(
        denied.body.contains("access-analyzer:ListFindings on resource") && denied.body.contains(ANALYZER),
        "{denied:?}"
    );
    let policy =
        trust(json!({"Effect": "Allow", "Action": "access-analyzer:ListFindings", "Resource": ANALYZER,
        "Condition": {"StringEquals": {"aws:ResourceTag/Team": "red"}}}));
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", &policy)]);
    did(&alice, "POST", "/findingv2", list);
    assert_eq!(refused(&alice, "DELETE", "/analyzer/outside", Value::Null).0, 403);
    let rule = alice.rest_as("DELETE", "/analyzer/outside/archive-rule/R", "");
    assert!(rule.body.contains(&format!("{ANALYZER}/archive-rule/R")), "{rule:?}");
}

#[test]
fn resources_with_policies_are_analyzed_and_all_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.db");
    let bucket = json!([{"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{OUTSIDE}:root")},
        "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::logs/*"},
        {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"},
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::others/*"}]);
    put_resource_policy(&file, "arn:aws:s3:::logs", bucket);
    let queue = |region: &str| format!("arn:aws:sqs:{region}:{ACCOUNT}:jobs");
    for region in ["us-east-1", "eu-west-1"] {
        let all = json!({"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": queue(region)});
        put_resource_policy(&file, &queue(region), all);
    }
    let time = "2026-06-01T10:00:00Z";
    let server = server_at(&file, time);
    let root = Client::root(&server);
    create(&root, "ACCOUNT");
    let found = findings(&root, json!({}));
    let told = found.iter().map(|it| (it["resource"].clone(), it["principal"].clone(), it["action"].clone()));
    let expected = [
        (json!("arn:aws:s3:::logs"), json!({"AWS": OUTSIDE}), json!(["s3:GetObject"])),
        (json!(queue("us-east-1")), json!({"AWS": "*"}), json!(["sqs:SendMessage"])),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let listed = did(
        &root,
        "POST",
        "/analyzed-resource",
        json!({"analyzerArn": ANALYZER, "resourceType": "AWS::SQS::Queue"}),
    );
    assert_eq!(listed["analyzedResources"].as_array().unwrap().len(), 1);
    let path = format!("/analyzed-resource?analyzerArn={ANALYZER}&resourceArn={}", queue("us-east-1"));
    let resource = did(&root, "GET", &path, Value::Null);
    assert_eq!(
        (&resource["resource"]["isPublic"], &resource["resource"]["status"]),
        (&json!(true), &json!("ACTIVE"))
    );
    did(&root, "POST", "/resource/scan", json!({"analyzerArn": ANALYZER, "resourceArn": queue("us-east-1")}));
    let id = found[0]["id"].clone();
    did(&root, "PUT", "/finding", json!({"analyzerArn": ANALYZER, "status": "ARCHIVED", "ids": [id]}));
    drop(server);
    let server = server_at(&file, "2026-06-02T10:00:00Z");
    let again = findings(&Client::root(&server), json!({}));
    assert_eq!(
        (&again[0]["id"], &again[0]["status"], &again[0]["createdAt"]),
        (&id, &json!("ARCHIVED"), &json!(time))
    );
}

#[test]
fn what_nobody_used_for_long_enough_is_found_by_its_age() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.db");
    let server = server_at(&file, "2026-01-01T10:00:00Z");
    let root = Client::root(&server);
    root.of_new_user(&server, "idle");
    let busy = root.of_new_user(&server, "busy");
    root.did("CreateLoginProfile", &[("UserName", "idle"), ("Password", "Correct-Horse-9")]);
    let policy = trust(
        json!({"Effect": "Allow", "Action": ["iam:ListUsers", "sqs:SendMessage", "access-analyzer:*"], "Resource": "*"}),
    );
    root.did("PutUserPolicy", &[("UserName", "busy"), ("PolicyName", "P"), ("PolicyDocument", &policy)]);
    role(&root, "Unused", for_account(ACCOUNT));
    root.did(
        "TagRole",
        &[("RoleName", "Unused"), ("Tags.member.1.Key", "Kind"), ("Tags.member.1.Value", "spare")],
    );
    let configuration = |age: u32| json!({"unusedAccess": {"unusedAccessAge": age}});
    let input = json!({"analyzerName": "outside", "type": "ACCOUNT_UNUSED_ACCESS", "configuration": configuration(30)});
    did(&root, "PUT", "/analyzer", input);
    let list = |client: &Client| {
        did(client, "POST", "/findingv2", json!({"analyzerArn": ANALYZER}))["findings"].clone()
    };
    assert_eq!(list(&root), json!([]), "nothing is old yet");
    drop(server);

    let server = server_at(&file, "2026-03-01T10:00:00Z");
    let again = |client: Client| Client { address: server.address(), ..client };
    let (root, busy) = (Client::root(&server), again(busy));
    busy.did("ListUsers", &[]);
    let found = list(&root);
    let told = found.as_array().unwrap().iter().map(|it| {
        let name = it["resource"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        format!("{} {name}", it["findingType"].as_str().unwrap())
    });
    let expected = [
        "UnusedIAMRole Unused",
        "UnusedIAMUserAccessKey idle",
        "UnusedIAMUserPassword idle",
        "UnusedPermission busy",
    ];
    assert_eq!(told.collect::<BTreeSet<_>>(), expected.map(str::to_owned).into());
    let of_kind =
        |kind: &str| found.as_array().unwrap().iter().find(|it| it["findingType"] == kind).unwrap().clone();
    let path =
        format!("/findingv2/{}?analyzerArn={ANALYZER}", of_kind("UnusedPermission")["id"].as_str().unwrap());
    let services = did(&root, "GET", &path, Value::Null);
    let of = |it: &Value| it["unusedPermissionDetails"]["serviceNamespace"].as_str().unwrap().to_owned();
    let services = services["findingDetails"].as_array().unwrap().iter().map(of).collect::<Vec<_>>();
    assert_eq!(services, ["access-analyzer", "sqs"]);
    let older = refused(&root, "POST", "/finding", json!({"analyzerArn": ANALYZER}));
    assert_eq!(older, (400, "ValidationException".to_owned()));

    // What is left out or younger than another age is found no more.
    let mut spared = configuration(30);
    spared["unusedAccess"]["analysisRule"] = json!({"exclusions": [{"resourceTags": [{"Kind": "spare"}]}]});
    let told = did(&root, "PUT", "/analyzer/outside", json!({"configuration": spared}));
    assert_eq!(told["configuration"], spared);
    list(&root);
    let path =
        format!("/findingv2/{}?analyzerArn={ANALYZER}", of_kind("UnusedIAMRole")["id"].as_str().unwrap());
    assert_eq!(did(&root, "GET", &path, Value::Null)["status"], "RESOLVED");
    did(&root, "PUT", "/analyzer/outside", json!({"configuration": configuration(90)}));
    assert!(list(&root).as_array().unwrap().iter().all(|it| it["status"] == "RESOLVED"));
}

#[test]
fn an_organization_is_a_zone_of_trust_too() {
    let server = server();
    let root = Client::root(&server);
    root.organizations("CreateOrganization", "{}");
    let made = root.organizations(
        "CreateAccount",
        &json!({"AccountName": "team", "Email": "t@example.com"}).to_string(),
    );
    let member = made.json()["CreateAccountStatus"]["AccountId"].as_str().unwrap().to_owned();
    assert_eq!(create(&root, "ORGANIZATION"), ANALYZER);
    role(&root, "ForMember", for_account(&member));
    role(&root, "Partner", for_account(OUTSIDE));
    let found = findings(&root, json!({}));
    assert_eq!((found.len(), &found[0]["principal"]), (1, &json!({"AWS": OUTSIDE})));
    let own = json!({"analyzerName": "own", "type": "ACCOUNT"});
    did(&root, "PUT", "/analyzer", own);
    let arn = ANALYZER.replace("outside", "own");
    let listed = did(&root, "POST", "/finding", json!({"analyzerArn": arn}));
    assert_eq!(listed["findings"].as_array().unwrap().len(), 2, "a member is outside of the account");
    root.organizations("RemoveAccountFromOrganization", &json!({"AccountId": member}).to_string());
    assert_eq!(findings(&root, json!({"status": {"eq": ["ACTIVE"]}})).len(), 2, "who left is outside");
}
