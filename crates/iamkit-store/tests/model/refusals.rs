//! What AWS refuses is refused, with AWS's code and status and this crate's exact text.

use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{
    Account, AccountId, Applied, AwsManagedPolicies, AwsManagedVersion, Call, GroupName, IamPath, Identity,
    PolicyArn, PolicyName, Quotas, StoreError, UserName, VersionId,
};

struct Shared;

impl AwsManagedPolicies for Shared {
    fn default_version(&self, arn: &PolicyArn) -> Option<AwsManagedVersion> {
        let known = arn.as_str().starts_with("arn:aws:iam::aws:policy/Known");
        known.then(|| AwsManagedVersion { version: parse("v3"), date: None, document: document("s3:Get*") })
    }
}

fn parse<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn document(action: &str) -> Arc<PolicyDocument> {
    let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#);
    let text = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
    Arc::new(parse(&text))
}

/// A document of exactly so many characters as AWS counts them.
fn sized(size: usize) -> Arc<PolicyDocument> {
    let fill = size - document("s3:").size();
    let sized = document(&format!("s3:{}", "a".repeat(fill)));
    assert_eq!(sized.size(), size);
    sized
}

fn call() -> Call {
    Call::new(parse("arn:aws:iam::111122223333:root"), parse("2026-05-01T10:00:00Z"))
}

fn account() -> Account {
    let mut account = Account::new(parse("111122223333")).with_aws_managed_policies(Arc::new(Shared));
    let mut client = account.client(call());
    client.create_user(parse("Alice")).unwrap();
    client.create_group(parse("Ops")).unwrap();
    account
}

fn arn(name: &str) -> PolicyArn {
    parse(&format!("arn:aws:iam::111122223333:policy/{name}"))
}

fn check<T: Debug>(answer: Result<T, StoreError>, code: &str, status: u16, text: &str) {
    let error = answer.unwrap_err();
    assert_eq!((error.code(), error.status(), error.to_string().as_str()), (code, status, text));
}

#[test]
fn names_are_unique_whatever_their_case() {
    let mut account = account();
    let mut account = account.client(call());
    let text = "the user `Alice` already exists; names are unique whatever their case";
    check(account.create_user(parse("alice")), "EntityAlreadyExists", 409, text);
    let text = "the group `Ops` already exists; names are unique whatever their case";
    check(account.create_group(parse("OPS")), "EntityAlreadyExists", 409, text);
    account.create_policy(parse("Mail"), document("ses:*")).unwrap();
    let text = "the policy `arn:aws:iam::111122223333:policy/Mail` already exists; names are unique whatever their case";
    check(account.create_policy(parse("mail"), document("ses:*")), "EntityAlreadyExists", 409, text);
    assert_eq!(account.user(&parse("ALICE")).unwrap().name().as_str(), "Alice");
}

#[test]
fn names_with_spaces_or_too_long_are_refused() {
    let error = "alice smith".parse::<UserName>().unwrap_err();
    assert_eq!((error.code(), error.status()), ("ValidationError", 400));
    let text = "`alice smith` is no user name: expected 1 to 64 characters of `A-Za-z0-9_+=,.@-`";
    assert_eq!(error.to_string(), text);
    assert!("a".repeat(64).parse::<UserName>().is_ok());
    assert!("a".repeat(65).parse::<UserName>().is_err());
    assert!("a".repeat(128).parse::<GroupName>().is_ok());
    assert!("a".repeat(129).parse::<GroupName>().is_err());
    assert!("a".repeat(129).parse::<PolicyName>().is_err());
    assert!("".parse::<UserName>().is_err());
    assert!("ålice".parse::<UserName>().is_err());
    assert!("11112222333".parse::<AccountId>().is_err());
    assert!("/a/b/".parse::<IamPath>().is_ok());
    assert!("a/".parse::<IamPath>().is_err());
    assert!(format!("/{}/", "a".repeat(511)).parse::<IamPath>().is_err());
    for text in ["v0", "v01", "1", "v", "v-1", "v99999999999"] {
        assert!(text.parse::<VersionId>().is_err(), "{text}");
    }
    assert!("arn:aws:iam::111122223333:user/x".parse::<PolicyArn>().is_err());
}

#[test]
fn documents_longer_than_the_quota_are_refused() {
    let mut account = account();
    let mut account = account.client(call());
    let text = "cannot exceed quota for characters of a managed policy: 10240 is more than 6144";
    check(account.create_policy(parse("Big"), sized(10_240)), "LimitExceeded", 409, text);
    account.create_policy(parse("Full"), sized(6_144)).unwrap();

    account.put_user_policy(parse("Alice"), parse("One"), sized(1_024)).unwrap();
    account.put_user_policy(parse("Alice"), parse("Two"), sized(1_024)).unwrap();
    account.put_user_policy(parse("Alice"), parse("two"), sized(1_023)).unwrap();
    let text = "cannot exceed quota for characters of inline policies per user: 2147 is more than 2048";
    check(account.put_user_policy(parse("Alice"), parse("Three"), sized(100)), "LimitExceeded", 409, text);
    let text = "cannot exceed quota for characters of inline policies per group: 5121 is more than 5120";
    check(account.put_group_policy(parse("Ops"), parse("One"), sized(5_121)), "LimitExceeded", 409, text);
}

#[test]
fn the_eleventh_group_and_attachment_are_refused() {
    let mut account = account();
    let mut account = account.client(call());
    for index in 0..11 {
        account.create_group(parse(&format!("g{index}"))).unwrap();
    }
    let known = |index: usize| parse(&format!("arn:aws:iam::aws:policy/Known{index}"));
    for index in 0..10 {
        account.add_user_to_group(parse(&format!("g{index}")), parse("Alice")).unwrap();
        account.attach_user_policy(parse("Alice"), known(index)).unwrap();
        account.attach_group_policy(parse("Ops"), known(index)).unwrap();
    }
    let text = "cannot exceed quota for groups per user: 11 is more than 10";
    check(account.add_user_to_group(parse("g10"), parse("Alice")), "LimitExceeded", 409, text);
    let text = "cannot exceed quota for attached policies per user: 11 is more than 10";
    check(account.attach_user_policy(parse("Alice"), known(10)), "LimitExceeded", 409, text);
    let text = "cannot exceed quota for attached policies per group: 11 is more than 10";
    check(account.attach_group_policy(parse("Ops"), known(10)), "LimitExceeded", 409, text);
    let again = account.add_user_to_group(parse("G0"), parse("alice")).unwrap();
    assert_eq!(again, Applied::Unchanged);
    assert_eq!(account.attach_user_policy(parse("Alice"), known(0)).unwrap(), Applied::Unchanged);
}

#[test]
fn an_account_full_of_entities_takes_no_more() {
    let quotas =
        Quotas { users: 1, groups: 1, customer_managed_policies: 2, versions_in_use: 3, ..Quotas::default() };
    let mut account = account().with_quotas(quotas);
    let mut account = account.client(call());
    let text = "cannot exceed quota for users per account: 2 is more than 1";
    check(account.create_user(parse("bob")), "LimitExceeded", 409, text);
    let text = "cannot exceed quota for groups per account: 2 is more than 1";
    check(account.create_group(parse("Dev")), "LimitExceeded", 409, text);
    account.create_policy(parse("A"), document("s3:*")).unwrap();
    account.create_policy(parse("B"), document("s3:*")).unwrap();
    let text = "cannot exceed quota for customer managed policies per account: 3 is more than 2";
    check(account.create_policy(parse("C"), document("s3:*")), "LimitExceeded", 409, text);
    account.create_policy_version(arn("A"), document("s3:Get*")).unwrap();
    let text = "cannot exceed quota for policy versions in use: 4 is more than 3";
    check(account.create_policy_version(arn("B"), document("s3:Get*")), "LimitExceeded", 409, text);
}

#[test]
fn what_others_hang_on_is_not_deleted() {
    let mut account = account();
    let mut account = account.client(call());
    account.create_policy(parse("Mail"), document("ses:*")).unwrap();
    account.attach_user_policy(parse("Alice"), arn("Mail")).unwrap();
    account.add_user_to_group(parse("Ops"), parse("Alice")).unwrap();
    account.put_group_policy(parse("Ops"), parse("P"), document("s3:*")).unwrap();

    let text = "cannot delete the policy `arn:aws:iam::111122223333:policy/Mail`: it must be detached everywhere first";
    check(account.delete_policy(arn("Mail")), "DeleteConflict", 409, text);
    let text = "cannot delete the group `Ops`: its members must be removed first";
    check(account.delete_group(parse("Ops")), "DeleteConflict", 409, text);
    let text = "cannot delete the user `Alice`: it must be removed from its groups first";
    check(account.delete_user(parse("Alice")), "DeleteConflict", 409, text);
    account.remove_user_from_group(parse("Ops"), parse("Alice")).unwrap();
    let text = "cannot delete the user `Alice`: its attached policies must be detached first";
    check(account.delete_user(parse("Alice")), "DeleteConflict", 409, text);
    let text = "cannot delete the group `Ops`: its inline policies must be deleted first";
    check(account.delete_group(parse("Ops")), "DeleteConflict", 409, text);

    account.detach_user_policy(parse("Alice"), arn("Mail")).unwrap();
    account.delete_group_policy(parse("Ops"), parse("P")).unwrap();
    account.delete_user(parse("Alice")).unwrap();
    account.delete_group(parse("Ops")).unwrap();
    account.delete_policy(arn("Mail")).unwrap();
    assert_eq!((account.users().len(), account.groups().len(), account.policies().len()), (0, 0, 0));
}

#[test]
fn versions_are_at_most_five_and_their_ids_are_never_given_again() {
    let mut account = account();
    let mut account = account.client(call());
    account.create_policy(parse("Mail"), document("ses:*")).unwrap();
    for _ in 0..4 {
        account.create_policy_version(arn("Mail"), document("ses:Get*")).unwrap();
    }
    let text = "cannot exceed quota for versions per policy: 6 is more than 5";
    check(account.create_policy_version(arn("Mail"), document("ses:*")), "LimitExceeded", 409, text);
    let text = "cannot delete the version `v5` of policy `arn:aws:iam::111122223333:policy/Mail`: it is the default version";
    check(account.delete_policy_version(arn("Mail"), parse("v5")), "DeleteConflict", 409, text);
    account.set_default_policy_version(arn("Mail"), parse("v1")).unwrap();
    account.delete_policy_version(arn("Mail"), parse("v5")).unwrap();
    let next = account.create_policy_version(arn("Mail"), document("ses:*")).unwrap();
    assert_eq!(next.to_string(), "v6");
    let text = "the version `v5` of policy `arn:aws:iam::111122223333:policy/Mail` cannot be found";
    check(account.set_default_policy_version(arn("Mail"), parse("v5")), "NoSuchEntity", 404, text);
    let text = "cannot delete the policy `arn:aws:iam::111122223333:policy/Mail`: its versions other than the default must be deleted first";
    check(account.delete_policy(arn("Mail")), "DeleteConflict", 409, text);
    assert_eq!(account.policy(&arn("Mail")).unwrap().default_version(), parse("v6"));
}

#[test]
fn what_does_not_exist_is_named() {
    let mut account = account();
    let mut account = account.client(call());
    check(account.delete_user(parse("bob")), "NoSuchEntity", 404, "the user `bob` cannot be found");
    check(account.delete_group(parse("Dev")), "NoSuchEntity", 404, "the group `Dev` cannot be found");
    let text = "the membership of user `Alice` in group `Ops` cannot be found";
    check(account.remove_user_from_group(parse("Ops"), parse("Alice")), "NoSuchEntity", 404, text);
    let unknown = "arn:aws:iam::aws:policy/Unknown";
    let text = "the policy `arn:aws:iam::aws:policy/Unknown` cannot be found";
    check(account.attach_user_policy(parse("Alice"), parse(unknown)), "NoSuchEntity", 404, text);
    let text = "the attachment of policy `arn:aws:iam::aws:policy/Unknown` to group `Ops` cannot be found";
    check(account.detach_group_policy(parse("Ops"), parse(unknown)), "NoSuchEntity", 404, text);
    let text = "the inline policy `P` of user `Alice` cannot be found";
    check(account.delete_user_policy(parse("Alice"), parse("P")), "NoSuchEntity", 404, text);
    let foreign = "arn:aws:iam::444455556666:policy/Mail";
    account.create_policy(parse("Mail"), document("ses:*")).unwrap();
    assert!(account.attach_user_policy(parse("Alice"), parse(foreign)).is_err());
    assert!(account.create_policy_version(parse("arn:aws:iam::aws:policy/Known"), document("s3:*")).is_err());
}

#[test]
fn the_root_user_is_apart() {
    let mut account = account();
    let mut account = account.client(call());
    assert_eq!(account.root_user().arn(), "arn:aws:iam::111122223333:root");
    check(account.delete_user(parse("root")), "NoSuchEntity", 404, "the user `root` cannot be found");
    assert_eq!(account.create_user(parse("root")).unwrap().arn(), "arn:aws:iam::111122223333:user/root");
    assert_eq!(account.root_user().arn(), "arn:aws:iam::111122223333:root");
}

#[test]
fn a_recreated_namesake_has_another_id() {
    let mut account = account();
    let mut account = account.client(call());
    let first = account.user(&parse("Alice")).unwrap().id().clone();
    account.delete_user(parse("Alice")).unwrap();
    let second = account.create_user(parse("Alice")).unwrap().id().clone();
    assert_ne!(first, second);
    for id in [&first, &second] {
        assert_eq!(id.as_str().len(), 21);
        assert!(id.as_str().starts_with("AIDA"));
        assert!(id.as_str().bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7')));
    }
}

#[test]
fn each_policy_comes_with_its_path() {
    let mut account = account();
    let mut account = account.client(call());
    account.create_policy(parse("Mail"), document("ses:*")).unwrap();
    account.add_user_to_group(parse("Ops"), parse("Alice")).unwrap();
    account.put_user_policy(parse("Alice"), parse("Own"), document("s3:*")).unwrap();
    account.attach_user_policy(parse("Alice"), arn("Mail")).unwrap();
    account.put_group_policy(parse("Ops"), parse("Inline"), document("s3:*")).unwrap();
    account.attach_group_policy(parse("Ops"), parse("arn:aws:iam::aws:policy/Known")).unwrap();
    let shown: Vec<String> = account
        .policies_of(&Identity::User(parse("alice")))
        .unwrap()
        .iter()
        .map(|policy| {
            let version = policy.version().map_or("-".to_owned(), |version| version.to_string());
            format!("{} {version} {}", policy.name(), policy.path())
        })
        .collect();
    let expected = [
        "Own - inline in the user",
        "Mail v1 attached to the user",
        "Inline - inline in group `Ops`",
        "Known v3 attached to group `Ops`",
    ];
    assert_eq!(shown, expected);
    let gone = Account::clone(&account).with_aws_managed_policies(Arc::new(Nowhere));
    let text = "the policy `arn:aws:iam::aws:policy/Known` cannot be found";
    check(gone.policies_of(&Identity::User(parse("Alice"))), "NoSuchEntity", 404, text);
}

struct Nowhere;

impl AwsManagedPolicies for Nowhere {
    fn default_version(&self, _: &PolicyArn) -> Option<AwsManagedVersion> {
        None
    }
}
