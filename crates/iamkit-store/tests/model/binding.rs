//! Principals of trust and resource policies are bound to unique ids when they are saved (S51).

use std::sync::Arc;

use crate::common::{call, check, parse, trusting};
use iamkit_policy::{PolicyDocument, PrincipalElement};
use iamkit_store::{AccountId, Change, Command, CreateRole, CreateUser, Directory, ResourceArn, StoreError};

fn home() -> AccountId {
    parse("111122223333")
}

fn other() -> AccountId {
    parse("444455556666")
}

/// Two accounts with a user `Alice` each, and a role in the first that trusts both.
fn directory() -> Directory {
    let mut directory = Directory::default();
    for account in [home(), other()] {
        directory.apply(&Change::create_account(call(), account.clone())).unwrap();
        apply(&mut directory, account, Command::CreateUser(CreateUser::new(parse("Alice")))).unwrap();
    }
    let trust = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:user/Alice",
        "arn:aws:iam::444455556666:user/Alice","999988887777"]},"Action":"sts:AssumeRole"}]}"#;
    let role = Command::CreateRole(CreateRole::new(parse("Deploy"), Arc::new(parse(trust))));
    apply(&mut directory, home(), role).unwrap();
    directory
}

fn apply(directory: &mut Directory, account: AccountId, command: Command) -> Result<(), StoreError> {
    directory.apply(&Change::in_account(call(), account, command)).map(|_| ())
}

fn principals(document: &PolicyDocument) -> Vec<String> {
    let elements = document.statements().iter().filter_map(|statement| statement.principals());
    elements.flat_map(PrincipalElement::entries).map(|entry| entry.value().to_owned()).collect()
}

fn trusted(directory: &Directory) -> Vec<String> {
    principals(&directory.trust_policy(&home(), &parse("Deploy")).unwrap())
}

#[test]
fn a_renamed_principal_shows_under_its_new_arn() {
    let mut directory = directory();
    let rename = Command::UpdateUser { name: parse("Alice"), new_path: None, new_name: Some(parse("Beth")) };
    apply(&mut directory, other(), rename).unwrap();
    let expected =
        ["arn:aws:iam::111122223333:user/Alice", "arn:aws:iam::444455556666:user/Beth", "999988887777"];
    assert_eq!(trusted(&directory), expected);
}

#[test]
fn a_deleted_principal_shows_as_its_id_and_a_namesake_is_somebody_else() {
    let mut directory = directory();
    let id = |directory: &Directory, account: AccountId| {
        directory.account(&account).unwrap().user(&parse("Alice")).unwrap().id().to_string()
    };
    let ids = [id(&directory, home()), id(&directory, other())];
    for account in [home(), other()] {
        apply(&mut directory, account.clone(), Command::DeleteUser { name: parse("Alice") }).unwrap();
        apply(&mut directory, account, Command::CreateUser(CreateUser::new(parse("Alice")))).unwrap();
    }
    assert_eq!(trusted(&directory), [ids[0].as_str(), &ids[1], "999988887777"]);
    assert_ne!(ids, [id(&directory, home()), id(&directory, other())]);
    let written =
        directory.account(&home()).unwrap().role(&parse("Deploy")).unwrap().trust_policy().written();
    assert_eq!(principals(written)[0], "arn:aws:iam::111122223333:user/Alice");
}

#[test]
fn saving_again_binds_to_the_namesake() {
    let mut directory = directory();
    apply(&mut directory, home(), Command::DeleteUser { name: parse("Alice") }).unwrap();
    let trust = trusting("arn:aws:iam::111122223333:user/Alice");
    let update = Command::UpdateAssumeRolePolicy { role: parse("Deploy"), document: trust };
    let text = "statement 0 of the policy document names the principal `arn:aws:iam::111122223333:user/Alice`, which does not exist";
    check(apply(&mut directory, home(), update.clone()), "MalformedPolicyDocument", 400, text);
    apply(&mut directory, home(), Command::CreateUser(CreateUser::new(parse("Alice")))).unwrap();
    apply(&mut directory, home(), update).unwrap();
    assert_eq!(trusted(&directory), ["arn:aws:iam::111122223333:user/Alice"]);
}

#[test]
fn a_role_can_be_trusted_by_its_id_and_shows_by_its_name() {
    let mut directory = directory();
    let id = directory.account(&home()).unwrap().role(&parse("Deploy")).unwrap().id().to_string();
    let role = Command::CreateRole(CreateRole::new(parse("Next"), trusting(&id)));
    apply(&mut directory, other(), role).unwrap();
    let trust = directory.trust_policy(&other(), &parse("Next")).unwrap();
    assert_eq!(principals(&trust), ["arn:aws:iam::111122223333:role/Deploy"]);
    apply(&mut directory, home(), Command::DeleteRole { name: parse("Deploy") }).unwrap();
    let trust = directory.trust_policy(&other(), &parse("Next")).unwrap();
    assert_eq!(principals(&trust), [id]);
}

#[test]
fn a_restored_policy_keeps_the_ids_of_principals_long_gone() {
    let mut directory = directory();
    let trust = trusting("AROAEXAMPLE1234567890");
    let role = Command::CreateRole(CreateRole::new(parse("Old"), trust));
    let text = "statement 0 of the policy document names the principal `AROAEXAMPLE1234567890`, which does not exist";
    check(apply(&mut directory, home(), role.clone()), "MalformedPolicyDocument", 400, text);
    directory.apply(&Change::in_account(call().restoring(), home(), role)).unwrap();
    let trust = directory.trust_policy(&home(), &parse("Old")).unwrap();
    assert_eq!(principals(&trust), ["AROAEXAMPLE1234567890"]);
}

#[test]
fn resource_policies_are_bound_too_and_found_by_arn() {
    let mut directory = directory();
    let bucket: ResourceArn = parse("arn:aws:s3:::mail");
    let text = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:user/Alice"},
        "Action":"s3:GetObject","Resource":"arn:aws:s3:::mail/*"}}"#;
    let put = Command::PutResourcePolicy { arn: bucket.clone(), document: Arc::new(parse(text)) };
    apply(&mut directory, home(), put).unwrap();
    let id = directory.account(&other()).unwrap().user(&parse("Alice")).unwrap().id().to_string();
    let shown = |directory: &Directory| principals(&directory.resource_policy(&home(), &bucket).unwrap());
    assert_eq!(shown(&directory), ["arn:aws:iam::444455556666:user/Alice"]);
    apply(&mut directory, other(), Command::DeleteUser { name: parse("Alice") }).unwrap();
    assert_eq!(shown(&directory), [id]);
    let nobody = r#"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#;
    let put = Command::PutResourcePolicy { arn: bucket.clone(), document: Arc::new(parse(nobody)) };
    let text = "statement 0 of the policy document names no principal, which a resource policy must";
    check(apply(&mut directory, home(), put), "MalformedPolicyDocument", 400, text);
    apply(&mut directory, home(), Command::DeleteResourcePolicy { arn: bucket.clone() }).unwrap();
    let delete = Command::DeleteResourcePolicy { arn: bucket };
    let text = "the policy of resource `arn:aws:s3:::mail` cannot be found";
    check(apply(&mut directory, home(), delete), "NoSuchEntity", 404, text);
}

#[test]
fn principals_of_unknown_accounts_stay_as_written() {
    let mut directory = directory();
    let foreign = "arn:aws:iam::777766665555:role/Foreign";
    let role = Command::CreateRole(CreateRole::new(parse("Open"), trusting(foreign)));
    apply(&mut directory, home(), role).unwrap();
    assert_eq!(principals(&directory.trust_policy(&home(), &parse("Open")).unwrap()), [foreign]);
    let account = Arc::clone(directory.account(&home()).unwrap());
    let alone = account.trust_policy(&parse("Deploy")).unwrap();
    assert_eq!(principals(&alone)[1], "arn:aws:iam::444455556666:user/Alice");
}
