//! A principal that a policy names is that one and no namesake, in the decision too (S51).

#![expect(clippy::expect_used, reason = "integration test")]

use std::str::FromStr;
use std::sync::Arc;

use iamkit_engine::{AwsPrincipal, CompiledPolicies, Layers, PolicyKind, Principal, Request};
use iamkit_store::{AccountId, Call, Change, Command, CreateUser, Directory, ResourceArn};

const BUCKET: &str = r#"{"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
    "Action": "s3:GetObject", "Resource": "arn:aws:s3:::mail/*"}}"#;

fn name<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("is a name")
}

fn account() -> AccountId {
    name("111122223333")
}

fn bucket() -> ResourceArn {
    name("arn:aws:s3:::mail")
}

fn apply(directory: &mut Directory, command: Command) {
    let call = Call::new(name("arn:aws:iam::111122223333:root"), name("2026-05-01T10:00:00Z"));
    directory.apply(&Change::in_account(call, account(), command)).expect("is applied");
}

/// Whether the user of that name may read from the bucket, by the bucket's policy alone.
fn may_read(directory: &Directory, user: &str) -> bool {
    let user =
        Arc::clone(directory.account(&account()).expect("is there").user(&name(user)).expect("is there"));
    let principal = AwsPrincipal::new(user.arn()).expect("is one").with_unique_id(user.id().as_str());
    let principal = Principal::from(principal);
    let policy = directory.resource_policy(&account(), &bucket()).expect("is there");
    let compiled = CompiledPolicies::compile(PolicyKind::Resource, [("bucket", &*policy)]).expect("is one");
    let request = Request::new(&principal, "s3:GetObject", "arn:aws:s3:::mail/inbox").expect("is one");
    let request = request.with_resource_account("111122223333");
    Layers::new().resource(&compiled).is_allowed(&request).expect("is decided")
}

fn directory() -> Directory {
    let call = Call::new(name("arn:aws:iam::111122223333:root"), name("2026-05-01T10:00:00Z"));
    let mut directory = Directory::default();
    directory.apply(&Change::create_account(call, account())).expect("is created");
    apply(&mut directory, Command::CreateUser(CreateUser::new(name("alice"))));
    let document = Arc::new(name(BUCKET));
    apply(&mut directory, Command::PutResourcePolicy { arn: bucket(), document });
    directory
}

#[test]
fn a_principal_keeps_its_access_under_a_new_name_and_a_namesake_has_none() {
    let mut directory = directory();
    assert!(may_read(&directory, "alice"));
    let rename = Command::UpdateUser { name: name("alice"), new_path: None, new_name: Some(name("beth")) };
    apply(&mut directory, rename);
    apply(&mut directory, Command::CreateUser(CreateUser::new(name("alice"))));
    assert!(may_read(&directory, "beth"));
    assert!(!may_read(&directory, "alice"));
}

#[test]
fn a_recreated_namesake_has_no_access() {
    let mut directory = directory();
    apply(&mut directory, Command::DeleteUser { name: name("alice") });
    apply(&mut directory, Command::CreateUser(CreateUser::new(name("alice"))));
    assert!(!may_read(&directory, "alice"));
    let document = Arc::new(name(BUCKET));
    apply(&mut directory, Command::PutResourcePolicy { arn: bucket(), document });
    assert!(may_read(&directory, "alice"));
}
