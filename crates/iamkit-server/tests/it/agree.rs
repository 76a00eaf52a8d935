//! Random sequences of operations: the server that is started anew in between, the one that isn't, a plain store and a
//! reader of the log hold the same account, and refuse the same.
//!
//! `IAMKIT_CASES` is how many sequences are drawn.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::path::Path;
use std::sync::Arc;

use crate::support::Client;
use iamkit_policy::PolicyDocument;
use iamkit_server::{Clock, RootKey, RunningServer, Server};
use iamkit_store::{
    AccountId, Call, Change, Command, CreateGroup, CreateInstanceProfile, CreatePolicy, CreateRole,
    CreateUser, Directory, EmbeddedManagedPolicies, Identity, MemoryJournal, Snapshot, Store, Taggable, Tags,
    Timestamp,
};
use iamkit_store_sqlite::{SqliteJournal, SqliteReader};
use proptest::prelude::*;
use proptest::sample::select;

const ACCOUNT: &str = "123456789012";
const ROOT: &str = "arn:aws:iam::123456789012:root";
const NOW: &str = "2026-05-01T10:00:00Z";

/// An operation as it is called, and as the store takes it
#[derive(Debug, Clone)]
struct Operation {
    action: &'static str,
    parameters: Vec<(&'static str, String)>,
    command: Command,
}

fn operation<const N: usize>(
    action: &'static str,
    parameters: [(&'static str, &str); N],
    command: Command,
) -> Operation {
    let parameters = parameters.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    Operation { action, parameters, command }
}

/// So few names that operations meet.
fn name(names: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    select(names)
}

const USERS: &[&str] = &["alice", "Bob", "carol"];
const GROUPS: &[&str] = &["Ops", "dev"];
const ROLES: &[&str] = &["Reader", "deploy"];
const POLICIES: &[&str] = &["Own", "shared"];
const PROFILES: &[&str] = &["web"];

fn arn(policy: &str) -> String {
    match policy {
        "ReadOnlyAccess" => format!("arn:aws:iam::aws:policy/{policy}"),
        _ => format!("arn:aws:iam::{ACCOUNT}:policy/{policy}"),
    }
}

/// An identity, with the words that operations have for it.
fn identity() -> impl Strategy<Value = (Identity, &'static str, &'static str, &'static str)> {
    prop_oneof![
        name(USERS).prop_map(|it| (Identity::User(it.parse().unwrap()), "User", "UserName", it)),
        name(GROUPS).prop_map(|it| (Identity::Group(it.parse().unwrap()), "Group", "GroupName", it)),
        name(ROLES).prop_map(|it| (Identity::Role(it.parse().unwrap()), "Role", "RoleName", it)),
    ]
}

fn document() -> impl Strategy<Value = String> {
    select(&["s3:GetObject", "iam:*", "ec2:Describe*"][..]).prop_map(|action| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#
        )
    })
}

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

fn parsed(document: &str) -> Arc<PolicyDocument> {
    Arc::new(document.parse().unwrap())
}

/// Users, groups and roles come and go.
fn entities() -> impl Strategy<Value = Operation> {
    prop_oneof![
        4 => name(USERS).prop_map(|it| {
            operation("CreateUser", [("UserName", it)], Command::CreateUser(CreateUser::new(it.parse().unwrap())))
        }),
        1 => name(USERS).prop_map(|it| {
            operation("DeleteUser", [("UserName", it)], Command::DeleteUser { name: it.parse().unwrap() })
        }),
        1 => (name(USERS), name(USERS)).prop_map(|(it, new)| {
            let command = Command::UpdateUser {
                name: it.parse().unwrap(),
                new_path: Some("/team/".parse().unwrap()),
                new_name: Some(new.parse().unwrap()),
            };
            operation("UpdateUser", [("UserName", it), ("NewUserName", new), ("NewPath", "/team/")], command)
        }),
        2 => name(GROUPS).prop_map(|it| {
            operation("CreateGroup", [("GroupName", it)], Command::CreateGroup(CreateGroup::new(it.parse().unwrap())))
        }),
        1 => name(GROUPS).prop_map(|it| {
            operation("DeleteGroup", [("GroupName", it)], Command::DeleteGroup { name: it.parse().unwrap() })
        }),
        2 => name(ROLES).prop_map(|it| {
            let command = Command::CreateRole(CreateRole::new(it.parse().unwrap(), parsed(TRUST)));
            operation("CreateRole", [("RoleName", it), ("AssumeRolePolicyDocument", TRUST)], command)
        }),
        1 => name(ROLES).prop_map(|it| {
            operation("DeleteRole", [("RoleName", it)], Command::DeleteRole { name: it.parse().unwrap() })
        }),
        1 => name(PROFILES).prop_map(|it| {
            let command = Command::CreateInstanceProfile(CreateInstanceProfile::new(it.parse().unwrap()));
            operation("CreateInstanceProfile", [("InstanceProfileName", it)], command)
        }),
        1 => name(PROFILES).prop_map(|it| {
            let command = Command::DeleteInstanceProfile { name: it.parse().unwrap() };
            operation("DeleteInstanceProfile", [("InstanceProfileName", it)], command)
        }),
    ]
}

/// What holds entities together.
fn belongings() -> impl Strategy<Value = Operation> {
    const IN_GROUP: &[(&str, bool)] = &[("AddUserToGroup", true), ("RemoveUserFromGroup", false)];
    const IN_PROFILE: &[(&str, bool)] =
        &[("AddRoleToInstanceProfile", true), ("RemoveRoleFromInstanceProfile", false)];
    prop_oneof![
        (select(IN_GROUP), name(GROUPS), name(USERS)).prop_map(|((action, adds), group, user)| {
            let (of, it) = (group.parse().unwrap(), user.parse().unwrap());
            let command = if adds {
                Command::AddUserToGroup { group: of, user: it }
            } else {
                Command::RemoveUserFromGroup { group: of, user: it }
            };
            operation(action, [("GroupName", group), ("UserName", user)], command)
        }),
        (select(IN_PROFILE), name(PROFILES), name(ROLES)).prop_map(|((action, adds), profile, role)| {
            let (instance_profile, it) = (profile.parse().unwrap(), role.parse().unwrap());
            let command = if adds {
                Command::AddRoleToInstanceProfile { instance_profile, role: it }
            } else {
                Command::RemoveRoleFromInstanceProfile { instance_profile, role: it }
            };
            operation(action, [("InstanceProfileName", profile), ("RoleName", role)], command)
        }),
        (name(USERS), select(&["team", "Team"][..]), select(&["red", "blue"][..])).prop_map(
            |(user, key, value)| {
                let tags = Tags::from_pairs(vec![(key.parse().unwrap(), value.parse().unwrap())]).unwrap();
                let command = Command::Tag { entity: Taggable::User(user.parse().unwrap()), tags };
                let tag = [("UserName", user), ("Tags.member.1.Key", key), ("Tags.member.1.Value", value)];
                operation("TagUser", tag, command)
            }
        ),
    ]
}

/// Managed policies and their versions.
fn managed() -> impl Strategy<Value = Operation> {
    prop_oneof![
        3 => (name(POLICIES), document()).prop_map(|(it, document)| {
            let command = Command::CreatePolicy(CreatePolicy::new(it.parse().unwrap(), parsed(&document)));
            operation("CreatePolicy", [("PolicyName", it), ("PolicyDocument", &document)], command)
        }),
        1 => name(POLICIES).prop_map(|it| {
            let command = Command::DeletePolicy { arn: arn(it).parse().unwrap() };
            operation("DeletePolicy", [("PolicyArn", &arn(it))], command)
        }),
        2 => (name(POLICIES), document(), any::<bool>()).prop_map(|(it, document, set_as_default)| {
            let command = Command::CreatePolicyVersion {
                arn: arn(it).parse().unwrap(),
                document: parsed(&document),
                set_as_default,
                version: None,
            };
            let is_default = set_as_default.to_string();
            let parameters =
                [("PolicyArn", &*arn(it)), ("PolicyDocument", &document), ("SetAsDefault", &is_default)];
            operation("CreatePolicyVersion", parameters, command)
        }),
        1 => (name(POLICIES), name(&["v1", "v2", "v3"])).prop_map(|(it, version)| {
            let command = Command::DeletePolicyVersion {
                arn: arn(it).parse().unwrap(),
                version: version.parse().unwrap(),
            };
            operation("DeletePolicyVersion", [("PolicyArn", &*arn(it)), ("VersionId", version)], command)
        }),
        1 => (name(POLICIES), name(&["v1", "v2", "v3"])).prop_map(|(it, version)| {
            let command = Command::SetDefaultPolicyVersion {
                arn: arn(it).parse().unwrap(),
                version: version.parse().unwrap(),
            };
            operation("SetDefaultPolicyVersion", [("PolicyArn", &*arn(it)), ("VersionId", version)], command)
        }),
    ]
}

/// Policies of identities.
fn granting() -> impl Strategy<Value = Operation> {
    const SHARED: &[&str] = &["Own", "shared", "ReadOnlyAccess"];
    prop_oneof![
        (identity(), name(SHARED), any::<bool>()).prop_map(|((of, word, key, it), policy, attaches)| {
            let policy = arn(policy);
            let action = match (word, attaches) {
                ("User", true) => "AttachUserPolicy",
                ("Group", true) => "AttachGroupPolicy",
                (_, true) => "AttachRolePolicy",
                ("User", false) => "DetachUserPolicy",
                ("Group", false) => "DetachGroupPolicy",
                (_, false) => "DetachRolePolicy",
            };
            let arn = policy.parse().unwrap();
            let command = if attaches {
                Command::AttachPolicy { to: of, arn }
            } else {
                Command::DetachPolicy { from: of, arn }
            };
            operation(action, [(key, it), ("PolicyArn", &policy)], command)
        }),
        (identity(), document()).prop_map(|((of, word, key, it), document)| {
            let action = match word {
                "User" => "PutUserPolicy",
                "Group" => "PutGroupPolicy",
                _ => "PutRolePolicy",
            };
            let command =
                Command::PutPolicy { of, name: "Inline".parse().unwrap(), document: parsed(&document) };
            operation(action, [(key, it), ("PolicyName", "Inline"), ("PolicyDocument", &document)], command)
        }),
        identity().prop_map(|(of, word, key, it)| {
            let action = match word {
                "User" => "DeleteUserPolicy",
                "Group" => "DeleteGroupPolicy",
                _ => "DeleteRolePolicy",
            };
            let command = Command::DeleteInlinePolicy { of, name: "Inline".parse().unwrap() };
            operation(action, [(key, it), ("PolicyName", "Inline")], command)
        }),
        (name(USERS), name(SHARED)).prop_map(|(user, policy)| {
            let of = Identity::User(user.parse().unwrap());
            let command = Command::PutPermissionsBoundary { of, arn: arn(policy).parse().unwrap() };
            let parameters = [("UserName", user), ("PermissionsBoundary", &*arn(policy))];
            operation("PutUserPermissionsBoundary", parameters, command)
        }),
    ]
}

fn operations() -> impl Strategy<Value = Vec<(Operation, bool)>> {
    let any = prop_oneof![3 => entities(), 2 => belongings(), 2 => managed(), 3 => granting()];
    // And whether the server is started anew before it.
    proptest::collection::vec((any, prop::bool::weighted(0.2)), 20..40)
}

fn account() -> AccountId {
    ACCOUNT.parse().unwrap()
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn call() -> Call {
    Call::new(ROOT.parse().unwrap(), now())
}

/// A server on a file, or in memory.
fn started(file: Option<&Path>) -> RunningServer {
    let server = Server::builder()
        .account(account())
        .clock(Clock::Fixed(now()))
        .root_key(RootKey::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY").unwrap())
        .secret_key("the key of a test");
    match file {
        Some(file) => server.journal(SqliteJournal::open(file).unwrap()).spawn().unwrap(),
        None => server.spawn().unwrap(),
    }
}

fn asked(server: &RunningServer, operation: &Operation) -> String {
    let parameters = operation.parameters.iter().map(|(name, value)| (*name, &**value)).collect::<Vec<_>>();
    let answer = Client::root(server).iam(operation.action, &parameters);
    if answer.status == 200 { "done".to_owned() } else { answer.code() }
}

fn listed(server: &RunningServer) -> String {
    let answer = Client::root(server).did("GetAccountAuthorizationDetails", &[("MaxItems", "1000")]);
    let (body, _) = answer.body.split_once("<ResponseMetadata>").unwrap();
    body.to_owned()
}

/// The account as a reader of the log makes it anew.
fn read(file: &Path) -> Directory {
    let reader = SqliteReader::open(file).unwrap();
    let store = Store::open_with(reader, Arc::new(EmbeddedManagedPolicies)).unwrap();
    store.snapshot().directory().clone()
}

fn cases() -> u32 {
    std::env::var("IAMKIT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_keeps_the_account_keeps_the_same(operations in operations()) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("accounts.db");
        let in_memory = started(None);
        let mut durable = started(Some(&file));
        let plain = Store::open_with(MemoryJournal::default(), Arc::new(EmbeddedManagedPolicies)).unwrap();
        plain.commit(&[Change::create_account(call(), account())]).unwrap();
        for (operation, starts_anew) in &operations {
            if *starts_anew {
                drop(durable);
                durable = started(Some(&file));
            }
            let told = asked(&durable, operation);
            prop_assert_eq!(&told, &asked(&in_memory, operation), "{}", operation.action);
            let change = Change::in_account(call(), account(), operation.command.clone());
            let kept = plain.commit(&[change]);
            prop_assert_eq!(told == "done", kept.is_ok(), "{}: {} and {:?}", operation.action, told, kept.err());
        }
        prop_assert_eq!(listed(&durable), listed(&in_memory));
        drop(durable);
        let snapshot: Arc<Snapshot> = plain.snapshot();
        prop_assert!(read(&file) == *snapshot.directory(), "a reader of the log sees another account");
        let durable = started(Some(&file));
        prop_assert_eq!(listed(&durable), listed(&in_memory));
    }
}
