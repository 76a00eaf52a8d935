//! Organizations on the wire: accounts, units, policies, and that what they say counts.

#![expect(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unwrap_used,
    reason = "integration test"
)]

use crate::support::Client;
use iamkit_server::{RunningServer, Server};
use iamkit_store_sqlite::SqliteJournal;
use serde_json::{Value, json};

fn server() -> RunningServer {
    Server::builder().account("111122223333".parse().unwrap()).spawn().unwrap()
}

/// Calls an operation that is expected to go well.
fn did(client: &Client, operation: &str, input: Value) -> Value {
    let answer = client.organizations(operation, &input.to_string());
    assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap_or(Value::Null)
}

/// The code of an error.
fn refused(client: &Client, operation: &str, input: Value) -> String {
    let answer = client.organizations(operation, &input.to_string());
    assert_eq!(answer.status, 400, "{operation}: {}", answer.body);
    serde_json::from_str::<Value>(&answer.body).unwrap()["__type"].as_str().unwrap().to_owned()
}

fn id(answer: &Value, path: &str) -> String {
    answer.pointer(path).unwrap_or_else(|| panic!("{path} in {answer}")).as_str().unwrap().to_owned()
}

/// An organisation with an account in a unit.
fn organization(root: &Client) -> (String, String, String) {
    did(root, "CreateOrganization", json!({}));
    let roots = did(root, "ListRoots", json!({}));
    assert_eq!(roots["Roots"][0]["PolicyTypes"][0]["Type"], "SERVICE_CONTROL_POLICY");
    let top = id(&roots, "/Roots/0/Id");
    let unit = did(root, "CreateOrganizationalUnit", json!({"ParentId": top, "Name": "Work"}));
    let unit = id(&unit, "/OrganizationalUnit/Id");
    let made = did(root, "CreateAccount", json!({"AccountName": "team", "Email": "team@example.com"}));
    let account = id(&made, "/CreateAccountStatus/AccountId");
    let way = json!({"AccountId": account, "SourceParentId": top, "DestinationParentId": unit});
    did(root, "MoveAccount", way);
    (top, unit, account)
}

/// A session of the role that a new account has for its management account.
fn member(server: &RunningServer, root: &Client, account: &str) -> Client {
    let admin = root.of_new_user(server, "admin");
    let all =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    root.did("PutUserPolicy", &[("UserName", "admin"), ("PolicyName", "P"), ("PolicyDocument", all)]);
    let role = format!("arn:aws:iam::{account}:role/OrganizationAccountAccessRole");
    let answer = admin.sts("AssumeRole", &[("RoleArn", &*role), ("RoleSessionName", "work")]);
    assert_eq!(answer.status, 200, "{}", answer.body);
    Client::of_credentials(server, &answer)
}

#[test]
fn a_control_policy_that_is_attached_on_the_wire_counts_there() {
    let server = server();
    let root = Client::root(&server);
    let (_, unit, account) = organization(&root);
    let member = member(&server, &root, &account);
    member.did("CreateGroup", &[("GroupName", "before")]);
    let deny = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:CreateGroup", "Resource": "*"}}"#;
    let policy =
        json!({"Content": deny, "Description": "", "Name": "NoGroups", "Type": "SERVICE_CONTROL_POLICY"});
    let made = did(&root, "CreatePolicy", policy.clone());
    let policy_id = id(&made, "/Policy/PolicySummary/Id");
    assert_eq!(refused(&root, "CreatePolicy", policy), "DuplicatePolicyException");
    let attachment = json!({"PolicyId": policy_id, "TargetId": unit});
    did(&root, "AttachPolicy", attachment.clone());
    let denied = member.iam("CreateGroup", &[("GroupName", "after")]);
    assert!(denied.message().ends_with("with an explicit deny in a service control policy"), "{denied:?}");
    // The management account is free of it.
    root.did("CreateGroup", &[("GroupName", "own")]);
    assert_eq!(refused(&root, "DeletePolicy", json!({"PolicyId": policy_id})), "PolicyInUseException");
    did(&root, "DetachPolicy", attachment);
    member.did("CreateGroup", &[("GroupName", "after")]);
    let full = json!({"PolicyId": "p-FullAWSAccess", "TargetId": unit});
    assert_eq!(refused(&root, "DetachPolicy", full), "ConstraintViolationException");
}

#[test]
fn resource_control_policies_are_attached_once_their_kind_is_enabled() {
    let server = server();
    let root = Client::root(&server);
    let (top, unit, _) = organization(&root);
    let deny = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}}"#;
    let policy =
        json!({"Content": deny, "Description": "d", "Name": "NoS3", "Type": "RESOURCE_CONTROL_POLICY"});
    let attachment = json!({"PolicyId": id(&did(&root, "CreatePolicy", policy), "/Policy/PolicySummary/Id"), "TargetId": unit});
    assert_eq!(refused(&root, "AttachPolicy", attachment.clone()), "PolicyTypeNotEnabledException");
    let kind = json!({"RootId": top, "PolicyType": "RESOURCE_CONTROL_POLICY"});
    did(&root, "EnablePolicyType", kind.clone());
    assert_eq!(refused(&root, "EnablePolicyType", kind), "PolicyTypeAlreadyEnabledException");
    did(&root, "AttachPolicy", attachment);
    let listed =
        did(&root, "ListPoliciesForTarget", json!({"TargetId": unit, "Filter": "RESOURCE_CONTROL_POLICY"}));
    let names = listed["Policies"].as_array().unwrap().iter().map(|it| it["Name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["RCPFullAWSAccess", "NoS3"]);
}

#[test]
fn only_the_management_account_manages() {
    let server = server();
    let root = Client::root(&server);
    assert_eq!(refused(&root, "ListAccounts", json!({})), "AWSOrganizationsNotInUseException");
    let (_, _, account) = organization(&root);
    assert_eq!(refused(&root, "CreateOrganization", json!({})), "AlreadyInOrganizationException");
    let member = member(&server, &root, &account);
    let described = did(&member, "DescribeOrganization", json!({}));
    assert_eq!(described["Organization"]["MasterAccountId"], "111122223333");
    assert_eq!(refused(&member, "ListAccounts", json!({})), "AccessDeniedException");
    let delegation = json!({"AccountId": account, "ServicePrincipal": "config.amazonaws.com"});
    did(&root, "RegisterDelegatedAdministrator", delegation.clone());
    assert_eq!(did(&member, "ListAccounts", json!({}))["Accounts"].as_array().unwrap().len(), 2);
    assert_eq!(did(&member, "DescribeAccount", json!({"AccountId": account}))["Account"]["Name"], "team");
    assert_eq!(refused(&member, "CloseAccount", json!({"AccountId": account})), "AccessDeniedException");
    did(&root, "DeregisterDelegatedAdministrator", delegation);
    assert_eq!(refused(&member, "ListAccounts", json!({})), "AccessDeniedException");
}

#[test]
fn whoever_calls_needs_the_permission() {
    let server = server();
    let root = Client::root(&server);
    let (_, unit, account) = organization(&root);
    let alice = root.of_new_user(&server, "alice");
    assert_eq!(refused(&alice, "ListAccounts", json!({})), "AccessDeniedException");
    let organization = id(&did(&root, "DescribeOrganization", json!({})), "/Organization/Id");
    let policy = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "organizations:Describe*",
            "Resource": "arn:aws:organizations::111122223333:account/{organization}/{account}"}}}}"#
    );
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", &policy)]);
    did(&alice, "DescribeAccount", json!({"AccountId": account}));
    let unit = json!({"OrganizationalUnitId": unit});
    assert_eq!(refused(&alice, "DescribeOrganizationalUnit", unit), "AccessDeniedException");
}

#[test]
fn an_organisation_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let on_file = || {
        let journal = SqliteJournal::open(folder.path().join("accounts.db")).unwrap();
        let builder = Server::builder().account("111122223333".parse().unwrap()).journal(journal);
        builder.secret_key("a key of thirty-two characters!!").spawn().unwrap()
    };
    let server = on_file();
    let root = Client::root(&server);
    let (_, unit, account) = organization(&root);
    let taken = json!({"AccountName": "again", "Email": "team@example.com"});
    let failed = did(&root, "CreateAccount", taken);
    assert_eq!(failed["CreateAccountStatus"]["FailureReason"], "EMAIL_ALREADY_EXISTS");
    let tags = json!([{"Key": "team", "Value": "blue"}]);
    did(&root, "TagResource", json!({"ResourceId": unit, "Tags": tags}));
    did(&root, "EnableAWSServiceAccess", json!({"ServicePrincipal": "config.amazonaws.com"}));
    did(&root, "CloseAccount", json!({"AccountId": account}));
    let questions = [
        ("ListAccounts", json!({})),
        ("ListCreateAccountStatus", json!({})),
        ("ListTagsForResource", json!({"ResourceId": unit})),
        ("ListAWSServiceAccessForOrganization", json!({})),
        ("ListParents", json!({"ChildId": account})),
    ];
    let ask = |client: &Client| questions.clone().map(|(operation, input)| did(client, operation, input));
    let before = ask(&root);
    assert_eq!(before[0]["Accounts"][1]["Status"], "SUSPENDED");
    assert_eq!(before[1]["CreateAccountStatuses"].as_array().unwrap().len(), 2);
    assert_eq!(before[2]["Tags"], tags);
    drop(server);
    let server = on_file();
    assert_eq!(ask(&Client::root(&server)), before);
}
