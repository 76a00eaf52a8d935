//! The page's story: a new user can do nothing, an administrator hands out access by policies, directly and by groups.

#![expect(clippy::expect_used, reason = "integration test")]

use std::str::FromStr;
use std::sync::Arc;

use iamkit_account::authorizer::Authorizer;
use iamkit_account::view::{EffectivePolicy, Wanted};
use iamkit_engine::Decision;
use iamkit_policy::load;
use iamkit_store::EmbeddedManagedPolicies;
use iamkit_store::{Account, Call, Directory};

fn name<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("is a name")
}

/// The decision on an action and the path through which it was granted.
fn ask(account: &Account, user: &str, action: &str) -> (Decision, Vec<String>) {
    let authorizer = Authorizer::new(&Directory::from(account.clone())).expect("is viewed");
    let arn = account.user(&name(user)).expect("is there").arn();
    let answer = authorizer.authorize(arn, &Wanted::new(action, "*")).expect("is decided");
    let policies = answer.deciding().iter().filter_map(|(_, policy)| policy.as_ref());
    (answer.evaluation().decision(), policies.map(EffectivePolicy::path).map(ToString::to_string).collect())
}

fn call() -> Call {
    Call::new(name("arn:aws:iam::111122223333:root"), name("2026-05-01T10:00:00Z"))
}

fn account_with(users: &[&str]) -> Account {
    let mut account =
        Account::new(name("111122223333")).with_aws_managed_policies(Arc::new(EmbeddedManagedPolicies));
    for user in users {
        account.client(call()).create_user(name(user)).expect("is created");
    }
    account
}

const IMPLICIT: (Decision, Vec<String>) = (Decision::ImplicitDeny, Vec::new());

fn allowed(path: &str) -> (Decision, Vec<String>) {
    (Decision::Allow, vec![path.to_owned()])
}

#[test]
fn new_user_can_do_nothing() {
    let account = account_with(&["newcomer"]);
    assert_eq!(ask(&account, "newcomer", "workmail:ListUsers"), IMPLICIT);
    assert_eq!(ask(&account, "newcomer", "iam:GetUser"), IMPLICIT);
}

#[test]
fn administrators_are_allowed_through_their_group() {
    let mut account = account_with(&["admin"]);
    let mut account = account.client(call());
    account.create_group(name("Administrators")).expect("is created");
    let managed = name("arn:aws:iam::aws:policy/AdministratorAccess");
    account.attach_group_policy(name("Administrators"), managed).expect("is attached");
    account.add_user_to_group(name("Administrators"), name("admin")).expect("is added");
    assert_eq!(ask(&account, "admin", "iam:CreateUser"), allowed("attached to group `Administrators`"));
    account.remove_user_from_group(name("Administrators"), name("admin")).expect("is removed");
    assert_eq!(ask(&account, "admin", "iam:CreateUser"), IMPLICIT);
}

#[test]
fn custom_policy_gives_access_to_the_user_it_is_attached_to() {
    let mut account = account_with(&["carol", "dave"]);
    let mut account = account.client(call());
    let loaded = load(include_bytes!("../../iamkit-cli/policies/workmail.json")).expect("loads");
    let document = loaded.pick(Some("amazonWorkMailFullAccess")).expect("is there").into_document();
    let arn =
        account.create_policy(name("WorkMailFull"), Arc::new(document)).expect("is created").arn().clone();
    account.attach_user_policy(name("carol"), arn).expect("is attached");
    assert_eq!(ask(&account, "carol", "workmail:DeleteUser"), allowed("attached to the user"));
    assert_eq!(ask(&account, "carol", "s3:GetObject"), IMPLICIT);
    assert_eq!(ask(&account, "dave", "workmail:DeleteUser"), IMPLICIT);
}

#[test]
fn managed_policy_gives_access_through_a_group() {
    let mut account = account_with(&["erin"]);
    let mut account = account.client(call());
    account.create_group(name("MailReaders")).expect("is created");
    let managed = name("arn:aws:iam::aws:policy/AmazonWorkMailReadOnlyAccess");
    account.attach_group_policy(name("MailReaders"), managed).expect("is attached");
    account.add_user_to_group(name("MailReaders"), name("erin")).expect("is added");
    assert_eq!(ask(&account, "erin", "workmail:ListUsers"), allowed("attached to group `MailReaders`"));
    assert_eq!(ask(&account, "erin", "workmail:DeleteUser"), IMPLICIT);
}

#[test]
fn unknown_managed_policies_are_refused_when_attached() {
    let mut account = account_with(&["frank"]);
    let mut account = account.client(call());
    let unknown = name("arn:aws:iam::aws:policy/NoSuchPolicy");
    let refused = account.attach_user_policy(name("frank"), unknown).expect_err("is refused");
    assert_eq!(refused.code(), "NoSuchEntity");
}
