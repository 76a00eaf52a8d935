//! What a store already holds when a server opens it: an organisation above the account, policies as they were listed.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::path::Path;
use std::sync::Arc;

use crate::support::Client;
use iamkit_server::{RunningServer, Server};
use iamkit_store::{
    AwsManagedPolicyVersion, Call, Change, Command, ControlPolicyId, ControlPolicyKind,
    EmbeddedManagedPolicies, OrganizationCommand, RecordAwsManagedPolicy, Store, Target,
};
use iamkit_store_sqlite::SqliteJournal;
use percent_encoding::percent_decode_str;

const ACCOUNT: &str = "444455556666";

fn call() -> Call {
    Call::new("admin".parse().unwrap(), "2026-05-01T10:00:00Z".parse().unwrap())
}

/// A server on a file in which changes were made.
fn server_after(file: &Path, changes: &[Change]) -> RunningServer {
    let journal = SqliteJournal::open(file).unwrap();
    let store = Store::open_with(journal, Arc::new(EmbeddedManagedPolicies)).unwrap();
    store.commit(&[&[Change::create_account(call(), ACCOUNT.parse().unwrap())], changes].concat()).unwrap();
    drop(store);
    let journal = SqliteJournal::open(file).unwrap();
    Server::builder().journal(journal).account(ACCOUNT.parse().unwrap()).spawn().unwrap()
}

/// S66: control policies limit a member's users, sessions and root user alike.
#[test]
fn a_service_control_policy_limits_the_root_user_too() {
    let folder = tempfile::tempdir().unwrap();
    let deny = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:CreateGroup", "Resource": "*"}}"#;
    let kind = ControlPolicyKind::ServiceControlPolicy;
    let id: ControlPolicyId = "p-examplepolicyid111".parse().unwrap();
    let commands = [
        OrganizationCommand::CreateOrganization {
            id: "o-example1234".parse().unwrap(),
            root: "r-abcd".parse().unwrap(),
            management_account: "111122223333".parse().unwrap(),
        },
        OrganizationCommand::EnablePolicyType { kind },
        OrganizationCommand::JoinOrganization { account: ACCOUNT.parse().unwrap() },
        OrganizationCommand::CreateControlPolicy {
            kind,
            name: "NoGroups".parse().unwrap(),
            description: None,
            document: Arc::new(deny.parse().unwrap()),
            id: Some(id.clone()),
        },
        OrganizationCommand::AttachControlPolicy { id, target: Target::Account(ACCOUNT.parse().unwrap()) },
    ];
    let changes = commands.map(|command| Change::in_organization(call(), command));
    let server = server_after(&folder.path().join("accounts.db"), &changes);
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    root.did("AttachUserPolicy", &[("UserName", "alice"), ("PolicyArn", admin)]);
    alice.did("CreateUser", &[("UserName", "bob")]);
    for client in [&root, &alice] {
        let denied = client.iam("CreateGroup", &[("GroupName", "Ops")]);
        assert!(
            denied.message().ends_with("with an explicit deny in a service control policy"),
            "{denied:?}"
        );
    }
}

/// What is shown of a policy of AWS is what is decided by: as it was listed for the account.
#[test]
fn a_policy_of_aws_is_shown_as_it_was_listed() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListGroups", "Resource": "*"}}"#;
    let record = |name: &str| {
        let recorded = RecordAwsManagedPolicy {
            arn: format!("arn:aws:iam::aws:policy/{name}").parse().unwrap(),
            id: Some("ANPAEXAMPLE1234567890".parse().unwrap()),
            description: None,
            create_date: None,
            update_date: None,
            default_version: "v7".parse().unwrap(),
            versions: vec![AwsManagedPolicyVersion {
                id: "v7".parse().unwrap(),
                create_date: None,
                document: Arc::new(document.parse().unwrap()),
            }],
        };
        Change::in_account(
            call().restoring(),
            ACCOUNT.parse().unwrap(),
            Command::RecordAwsManagedPolicy(recorded),
        )
    };
    // One that AWS published otherwise since, and one that no package has.
    let changes = [record("IAMFullAccess"), record("OfTomorrow")];
    let server = server_after(&folder.path().join("accounts.db"), &changes);
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    for name in ["IAMFullAccess", "OfTomorrow"] {
        let arn = format!("arn:aws:iam::aws:policy/{name}");
        root.did("AttachUserPolicy", &[("UserName", "alice"), ("PolicyArn", &*arn)]);
        let policy = root.did("GetPolicy", &[("PolicyArn", &*arn)]);
        assert_eq!((&*policy.text("DefaultVersionId"), &*policy.text("AttachmentCount")), ("v7", "1"));
        let version = root.did("GetPolicyVersion", &[("PolicyArn", &*arn), ("VersionId", "v7")]);
        assert_eq!(percent_decode_str(&version.text("Document")).decode_utf8().unwrap(), document);
        alice.did("ListGroups", &[]);
        assert_eq!(alice.iam("ListUsers", &[]).code(), "AccessDenied");
        let attached = root.did("ListPolicies", &[("OnlyAttached", "true"), ("Scope", "AWS")]);
        assert_eq!(attached.texts("PolicyName"), [name]);
        let details = root.did("GetAccountAuthorizationDetails", &[("Filter.member.1", "AWSManagedPolicy")]);
        assert_eq!(details.texts("DefaultVersionId"), ["v7"]);
        root.did("DetachUserPolicy", &[("UserName", "alice"), ("PolicyArn", &*arn)]);
    }
}
