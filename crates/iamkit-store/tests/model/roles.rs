//! Roles, instance profiles, boundaries, tags, access keys and new names: what AWS takes and what it refuses.

use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use crate::common::{call, check, document, parse, trusting};
use iamkit_policy::PolicyDocument;
use iamkit_store::{
    AccessKeyId, AccessKeyStatus, Account, Applied, AwsManagedPolicies, AwsManagedVersion, Boundary, Caller,
    Client, Command, ControlPolicyId, ControlPolicyKind, ControlPolicyName, CreateGroup,
    CreateInstanceProfile, CreatePolicy, CreateRole, CreateUser, Description, Identity, InstanceProfileName,
    NameError, OrganizationId, OrganizationalUnitId, OrganizationalUnitName, Partition, PolicyArn, Quotas,
    Region, ResourceArn, RoleName, RootId, StoreError, TagKey, TagValue, Taggable, Tags, Timestamp, UniqueId,
};

struct Shared;

impl AwsManagedPolicies for Shared {
    fn default_version(&self, arn: &PolicyArn) -> Option<AwsManagedVersion> {
        let is_known = arn.name().as_str().starts_with("Known");
        let version = || AwsManagedVersion {
            version: parse("v3"),
            date: Some(parse("2020-01-02")),
            document: document("s3:Get*"),
        };
        is_known.then(version)
    }
}

fn account() -> Account {
    let mut account = Account::new(parse("111122223333")).with_aws_managed_policies(Arc::new(Shared));
    let mut client = account.client(call());
    client.create_user(parse("Alice")).unwrap();
    client.create_role(parse("Deploy"), trusting("111122223333")).unwrap();
    client.create_policy(parse("Mail"), document("ses:*")).unwrap();
    account
}

fn arn(name: &str) -> PolicyArn {
    parse(&format!("arn:aws:iam::111122223333:policy/{name}"))
}

fn deploy() -> Identity {
    Identity::Role(parse("Deploy"))
}

fn alice() -> Identity {
    Identity::User(parse("Alice"))
}

fn pairs(n_tags: usize) -> Tags {
    Tags::from_pairs((0..n_tags).map(|n| (parse(&format!("k{n}")), parse("v")))).unwrap()
}

fn put_trust(account: &mut Client<'_>, text: &str) -> Result<Applied, StoreError> {
    account.apply(Command::UpdateAssumeRolePolicy { role: parse("deploy"), document: Arc::new(parse(text)) })
}

#[test]
fn role_names_have_64_characters_at_most_and_are_unique_whatever_their_case() {
    assert!("r".repeat(64).parse::<RoleName>().is_ok());
    assert!("r".repeat(65).parse::<RoleName>().is_err());
    let mut account = account();
    let text = "the role `Deploy` already exists; names are unique whatever their case";
    let again = Command::CreateRole(CreateRole::new(parse("DEPLOY"), trusting("111122223333")));
    check(account.client(call()).apply(again), "EntityAlreadyExists", 409, text);
}

#[test]
fn trust_policies_that_name_nobody_are_refused() {
    let mut account = account();
    let mut account = account.client(call());
    let text = "statement 0 of the policy document names no principal, which a trust policy must";
    let none = r#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}"#;
    check(put_trust(&mut account, none), "MalformedPolicyDocument", 400, text);
    let nobodies = [
        "arn:aws:iam::111122223333:user/Bob",
        "arn:aws:iam::111122223333:user/alice",
        "arn:aws:iam::111122223333:user/*",
        "arn:aws:iam::111122223333:group/Ops",
        "AIDAEXAMPLE1234567890",
    ];
    for principal in nobodies {
        let text = format!(
            "statement 0 of the policy document names the principal `{principal}`, which does not exist"
        );
        let trust = trusting(principal);
        check(put_trust(&mut account, trust.text()), "MalformedPolicyDocument", 400, &text);
        let new = Command::CreateRole(CreateRole::new(parse("Other"), trust));
        check(account.apply(new), "MalformedPolicyDocument", 400, &text);
    }
    let elsewhere = trusting("arn:aws:iam::444455556666:role/Anybody");
    assert_eq!(put_trust(&mut account, elsewhere.text()), Ok(Applied::Changed));
}

#[test]
fn trust_policies_have_no_resource_and_only_actions_of_sts() {
    let mut account = account();
    let mut account = account.client(call());
    let resource =
        r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*"}}"#;
    let text = "statement 0 of the policy document names a resource, which a trust policy must not";
    check(put_trust(&mut account, resource), "MalformedPolicyDocument", 400, text);
    let action =
        r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":["STS:AssumeRole","s3:GetObject"]}}"#;
    let text = "statement 0 of the policy document has an action that is not one of `sts`, which a trust policy must not";
    check(put_trust(&mut account, action), "MalformedPolicyDocument", 400, text);
    let long = format!(
        r#"{{"Statement":{{"Sid":"{}","Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}}}"#,
        "a".repeat(2_048)
    );
    let size = long.parse::<PolicyDocument>().unwrap().size();
    let text = format!("cannot exceed quota for characters of a trust policy: {size} is more than 2048");
    check(put_trust(&mut account, &long), "LimitExceeded", 409, &text);
}

#[test]
fn documents_longer_than_any_policy_are_refused_whatever_the_quotas() {
    let mut account = account().with_quotas(Quotas { managed_policy_size: usize::MAX, ..Quotas::default() });
    let long = document(&format!("s3:{}", "a".repeat(131_072)));
    let text = format!("the policy document has {} characters, more than 131072", long.characters());
    let answer = account.client(call()).apply(Command::CreatePolicy(CreatePolicy::new(parse("Long"), long)));
    check(answer, "ValidationError", 400, &text);
}

#[test]
fn quotas_of_roles_and_instance_profiles_hold() {
    let quotas = Quotas { roles: 1, instance_profiles: 1, inline_per_role: 100, ..Quotas::default() };
    let mut account = account().with_quotas(quotas);
    let mut account = account.client(call());
    let text = "cannot exceed quota for roles per account: 2 is more than 1";
    check(account.create_role(parse("Two"), trusting("111122223333")), "LimitExceeded", 409, text);
    account.apply(Command::CreateInstanceProfile(CreateInstanceProfile::new(parse("One")))).unwrap();
    let text = "cannot exceed quota for instance profiles per account: 2 is more than 1";
    let two = Command::CreateInstanceProfile(CreateInstanceProfile::new(parse("Two")));
    check(account.apply(two), "LimitExceeded", 409, text);
    let inline = Command::PutPolicy {
        of: deploy(),
        name: parse("P"),
        document: document(&format!("s3:{}", "a".repeat(24))),
    };
    let text = "cannot exceed quota for characters of inline policies per role: 109 is more than 100";
    check(account.apply(inline), "LimitExceeded", 409, text);
}

#[test]
fn the_eleventh_policy_of_a_role_is_refused() {
    let mut account = account();
    let mut account = account.client(call());
    let known = |index: usize| parse(&format!("arn:aws:iam::aws:policy/Known{index}"));
    for index in 0..10 {
        account.apply(Command::AttachPolicy { to: deploy(), arn: known(index) }).unwrap();
    }
    let text = "cannot exceed quota for attached policies per role: 11 is more than 10";
    check(account.apply(Command::AttachPolicy { to: deploy(), arn: known(10) }), "LimitExceeded", 409, text);
    let applied = account.policies_of(&deploy()).unwrap();
    assert_eq!(applied[0].path().to_string(), "attached to the role");
    assert_eq!(applied[0].date(), Some(parse("2020-01-02T00:00:00Z")));
}

#[test]
fn a_role_stays_while_something_hangs_on_it() {
    let mut account = account();
    let mut account = account.client(call());
    let (profile, role) = (parse("Web"), parse::<RoleName>("Deploy"));
    account.apply(Command::CreateInstanceProfile(CreateInstanceProfile::new(profile))).unwrap();
    let add = Command::AddRoleToInstanceProfile { instance_profile: parse("web"), role: role.clone() };
    account.apply(add.clone()).unwrap();
    let text = "cannot exceed quota for roles per instance profile: 2 is more than 1";
    check(account.apply(add), "LimitExceeded", 409, text);
    account.apply(Command::PutPolicy { of: deploy(), name: parse("P"), document: document("s3:*") }).unwrap();
    account.apply(Command::AttachPolicy { to: deploy(), arn: arn("Mail") }).unwrap();

    let mut delete = || account.apply(Command::DeleteRole { name: parse("deploy") });
    let text = "cannot delete the role `Deploy`: it must be removed from its instance profiles first";
    check(delete(), "DeleteConflict", 409, text);
    let text = "cannot delete the instance profile `Web`: its role must be removed first";
    check(account.apply(Command::DeleteInstanceProfile { name: parse("Web") }), "DeleteConflict", 409, text);
    let remove = Command::RemoveRoleFromInstanceProfile { instance_profile: parse("Web"), role };
    account.apply(remove.clone()).unwrap();
    let text = "the role `Deploy` of instance profile `Web` cannot be found";
    check(account.apply(remove), "NoSuchEntity", 404, text);
    let mut delete = || account.apply(Command::DeleteRole { name: parse("deploy") });
    let text = "cannot delete the role `Deploy`: its attached policies must be detached first";
    check(delete(), "DeleteConflict", 409, text);
    account.apply(Command::DetachPolicy { from: deploy(), arn: arn("Mail") }).unwrap();
    let mut delete = || account.apply(Command::DeleteRole { name: parse("deploy") });
    let text = "cannot delete the role `Deploy`: its inline policies must be deleted first";
    check(delete(), "DeleteConflict", 409, text);
    account.apply(Command::DeleteInlinePolicy { of: deploy(), name: parse("p") }).unwrap();
    account.apply(Command::DeleteRole { name: parse("deploy") }).unwrap();
    account.apply(Command::DeleteInstanceProfile { name: parse("Web") }).unwrap();
    assert_eq!((account.roles().len(), account.instance_profiles().len()), (0, 0));
}

#[test]
fn what_does_not_exist_is_named() {
    let mut account = account();
    let mut account = account.client(call());
    check(account.role(&parse("Nope")).cloned(), "NoSuchEntity", 404, "the role `Nope` cannot be found");
    let text = "the instance profile `Nope` cannot be found";
    check(account.instance_profile(&parse("Nope")).cloned(), "NoSuchEntity", 404, text);
    let text = "the permissions boundary of role `Deploy` cannot be found";
    check(account.apply(Command::DeletePermissionsBoundary { of: deploy() }), "NoSuchEntity", 404, text);
    let text = "the access key `AKIAEXAMPLE123456789` of user `Alice` cannot be found";
    let delete = Command::DeleteAccessKey { user: parse("Alice"), id: parse("AKIAEXAMPLE123456789") };
    check(account.apply(delete), "NoSuchEntity", 404, text);
    let text = "the policy of resource `arn:aws:s3:::mail` cannot be found";
    check(account.resource_policy(&parse("arn:aws:s3:::mail")).cloned(), "NoSuchEntity", 404, text);
}

#[test]
fn a_user_with_access_keys_is_not_deleted_and_has_two_at_most() {
    let mut account = account();
    let mut account = account.client(call());
    let create = Command::CreateAccessKey { user: parse("Alice"), id: None };
    account.apply(create.clone()).unwrap();
    account.apply(create.clone()).unwrap();
    let text = "cannot exceed quota for access keys per user: 3 is more than 2";
    check(account.apply(create), "LimitExceeded", 409, text);
    let text = "cannot delete the user `Alice`: its access keys must be deleted first";
    check(account.delete_user(parse("Alice")), "DeleteConflict", 409, text);
    let ids: Vec<_> =
        account.user(&parse("Alice")).unwrap().access_keys().map(|key| key.id().clone()).collect();
    for id in ids {
        assert_eq!((id.as_str().len(), id.as_str().get(..4)), (20, Some("AKIA")));
        let status = AccessKeyStatus::Inactive;
        let update = Command::UpdateAccessKey { user: parse("Alice"), id: id.clone(), status };
        assert_eq!(account.apply(update.clone()), Ok(Applied::Changed));
        assert_eq!(account.apply(update), Ok(Applied::Unchanged));
        account.apply(Command::DeleteAccessKey { user: parse("Alice"), id }).unwrap();
    }
    account.delete_user(parse("Alice")).unwrap();
}

#[test]
fn the_fifty_first_tag_is_refused_and_keys_are_unique_whatever_their_case() {
    let mut account = account();
    let mut account = account.client(call());
    let entities =
        [Taggable::User(parse("Alice")), Taggable::Role(parse("Deploy")), Taggable::Policy(arn("Mail"))];
    for entity in entities {
        let tag = |tags| Command::Tag { entity: entity.clone(), tags };
        let text = "cannot exceed quota for tags per entity: 51 is more than 50";
        check(account.apply(tag(pairs(51))), "LimitExceeded", 409, text);
        assert_eq!(account.apply(tag(pairs(50))), Ok(Applied::Changed));
        let more = Tags::from_pairs([(parse("other"), parse("v"))]).unwrap();
        check(account.apply(tag(more)), "LimitExceeded", 409, text);
        let same = Tags::from_pairs([(parse("K0"), parse("new"))]).unwrap();
        assert_eq!(account.apply(tag(same)), Ok(Applied::Changed));
    }
    let new = CreateUser { tags: pairs(51), ..CreateUser::new(parse("bob")) };
    let text = "cannot exceed quota for tags per entity: 51 is more than 50";
    check(account.apply(Command::CreateUser(new)), "LimitExceeded", 409, text);
    let tags = account.user(&parse("Alice")).unwrap().tags();
    assert_eq!(tags.get("k0").map(ToString::to_string), Some("new".to_owned()));
    assert_eq!(tags.iter().next().map(|(key, _)| key.as_str()), Some("K0"));
    let twice = Tags::from_pairs([(parse("a"), parse("1")), (parse("A"), parse("2"))]).unwrap_err();
    assert_eq!(twice.to_string(), "the tag key `A` stands twice; keys are unique whatever their case");
    let untag =
        Command::Untag { entity: Taggable::User(parse("Alice")), keys: vec![parse("k0"), parse("none")] };
    assert_eq!(account.apply(untag.clone()), Ok(Applied::Changed));
    assert_eq!(account.apply(untag), Ok(Applied::Unchanged));
}

#[test]
fn tags_that_only_aws_sets_are_restored_but_not_set() {
    let mut account = account();
    let tags = Tags::from_pairs([(parse("aws:cloudformation:stack-name"), parse("mail"))]).unwrap();
    let tag = Command::Tag { entity: Taggable::Role(parse("Deploy")), tags };
    let text = "the role `Deploy` can't have a tag whose key begins with `aws:`: only AWS sets those";
    check(account.apply(&call(), tag.clone()), "InvalidInput", 400, text);
    assert_eq!(account.apply(&call().restoring(), tag), Ok(Applied::Changed));
}

#[test]
fn a_policy_stays_while_it_bounds_somebody() {
    let mut account = account();
    let mut account = account.client(call());
    let put = |of| Command::PutPermissionsBoundary { of, arn: arn("Mail") };
    account.apply(put(alice())).unwrap();
    assert_eq!(account.apply(put(Identity::User(parse("ALICE")))), Ok(Applied::Unchanged));
    account.apply(put(deploy())).unwrap();
    let usage = account.policy_usage(&arn("Mail"));
    assert_eq!((usage.attachment_count(), usage.permissions_boundary_usage_count()), (0, 2));
    let text = "cannot delete the policy `arn:aws:iam::111122223333:policy/Mail`: it must be removed as a permissions boundary first";
    check(account.delete_policy(arn("Mail")), "DeleteConflict", 409, text);
    let Boundary::Policy(boundary) = account.boundary_of(&alice()).unwrap() else { panic!("is bounded") };
    assert_eq!(
        (boundary.path().to_string(), boundary.name().as_str()),
        ("permissions boundary".into(), "Mail")
    );
    account.apply(Command::DeletePermissionsBoundary { of: alice() }).unwrap();
    account.apply(Command::DeleteRole { name: parse("Deploy") }).unwrap();
    account.delete_policy(arn("Mail")).unwrap();
}

#[test]
fn groups_and_missing_policies_are_no_boundaries() {
    let mut account = account();
    let mut account = account.client(call());
    account.apply(Command::CreateGroup(CreateGroup::new(parse("Ops")))).unwrap();
    let text = "the group `Ops` can't have a permissions boundary: only users and roles can";
    let put = Command::PutPermissionsBoundary { of: Identity::Group(parse("Ops")), arn: arn("Mail") };
    check(account.apply(put), "InvalidInput", 400, text);
    let text = "the policy `arn:aws:iam::111122223333:policy/Gone` cannot be found";
    let put = Command::PutPermissionsBoundary { of: alice(), arn: arn("Gone") };
    check(account.apply(put), "NoSuchEntity", 404, text);
    let new = CreateUser { permissions_boundary: Some(arn("Gone")), ..CreateUser::new(parse("bob")) };
    check(account.apply(Command::CreateUser(new)), "NoSuchEntity", 404, text);
}

#[test]
fn a_restored_boundary_may_dangle() {
    let mut account = account();
    let new = CreateUser { permissions_boundary: Some(arn("Gone")), ..CreateUser::new(parse("bob")) };
    account.apply(&call().restoring(), Command::CreateUser(new)).unwrap();
    let bob = Identity::User(parse("bob"));
    assert_eq!(account.boundary_of(&bob), Ok(Boundary::Dangling(arn("Gone"))));
    assert_eq!(account.policy_usage(&arn("Gone")).permissions_boundary_usage_count(), 1);
    assert_eq!(account.boundary_of(&alice()), Ok(Boundary::None));
}

#[test]
fn renaming_changes_the_arn_and_keeps_the_id() {
    let mut account = account();
    let mut account = account.client(call());
    account.create_group(parse("Ops")).unwrap();
    account.add_user_to_group(parse("Ops"), parse("Alice")).unwrap();
    account.attach_user_policy(parse("Alice"), arn("Mail")).unwrap();
    account.attach_group_policy(parse("Ops"), arn("Mail")).unwrap();
    account.apply(Command::PutPermissionsBoundary { of: alice(), arn: arn("Mail") }).unwrap();
    let id = account.user(&parse("Alice")).unwrap().id().clone();
    let (new_path, new_name) = (Some(parse("/staff/")), Some(parse("Beth")));
    let rename = Command::UpdateUser { name: parse("alice"), new_path, new_name };
    account.apply(rename.clone()).unwrap();
    check(account.apply(rename), "NoSuchEntity", 404, "the user `alice` cannot be found");
    let beth = account.user(&parse("beth")).unwrap();
    assert_eq!((beth.id(), beth.arn()), (&id, "arn:aws:iam::111122223333:user/staff/Beth"));
    assert_eq!(account.members_of(&parse("Ops")).unwrap(), [beth]);
    let new_name = Some(parse("Operations"));
    account.apply(Command::UpdateGroup { name: parse("ops"), new_path: None, new_name }).unwrap();
    let group = account.group(&parse("Operations")).unwrap();
    assert_eq!(group.arn(), "arn:aws:iam::111122223333:group/Operations");
    assert_eq!(account.groups_for_user(&parse("Beth")).unwrap(), [group]);
    let usage = account.policy_usage(&arn("Mail"));
    let holders = [Identity::User(parse("Beth")), Identity::Group(parse("Operations"))];
    assert_eq!(usage.attached_to().cloned().collect::<Vec<_>>(), holders);
    assert_eq!(usage.boundary_of().cloned().collect::<Vec<_>>(), holders[..1]);
}

#[test]
fn a_new_name_must_be_free_but_may_be_the_old_one_in_another_case() {
    let mut account = account();
    let mut account = account.client(call());
    account.create_user(parse("bob")).unwrap();
    let rename =
        |to: &str| Command::UpdateUser { name: parse("bob"), new_path: None, new_name: Some(parse(to)) };
    let text = "the user `Alice` already exists; names are unique whatever their case";
    check(account.apply(rename("ALICE")), "EntityAlreadyExists", 409, text);
    assert_eq!(account.apply(rename("bob")), Ok(Applied::Unchanged));
    assert_eq!(account.apply(rename("Bob")), Ok(Applied::Changed));
    assert_eq!(account.user(&parse("bob")).unwrap().name().as_str(), "Bob");
    account.create_group(parse("Ops")).unwrap();
    account.create_group(parse("Dev")).unwrap();
    let rename = Command::UpdateGroup { name: parse("Dev"), new_path: None, new_name: Some(parse("OPS")) };
    let text = "the group `Ops` already exists; names are unique whatever their case";
    check(account.apply(rename), "EntityAlreadyExists", 409, text);
}

#[test]
fn ids_and_versions_are_given_only_where_an_account_is_restored() {
    let mut account = account();
    let id: UniqueId = parse("AIDAEXAMPLE1234567890");
    let bob = Command::CreateUser(CreateUser { id: Some(id.clone()), ..CreateUser::new(parse("bob")) });
    let text = "cannot give the user `bob` its unique id: only a restoring call may";
    check(account.apply(&call(), bob.clone()), "AccessDenied", 403, text);
    let restoring = call().restoring().at(parse("2019-03-04T05:06:07Z"));
    account.apply(&restoring, bob).unwrap();
    let user = account.user(&parse("bob")).unwrap();
    assert_eq!((user.id(), user.create_date()), (&id, parse("2019-03-04T05:06:07Z")));
    let eve = Command::CreateUser(CreateUser { id: Some(id), ..CreateUser::new(parse("eve")) });
    let text = "the id `AIDAEXAMPLE1234567890` of the user `eve` is taken";
    check(account.apply(&restoring, eve), "EntityAlreadyExists", 409, text);

    let new =
        CreatePolicy { version: Some(parse("v3")), ..CreatePolicy::new(parse("Old"), document("s3:*")) };
    let text = "cannot give the policy `arn:aws:iam::111122223333:policy/Old` the id of its first version: only a restoring call may";
    check(account.apply(&call(), Command::CreatePolicy(new.clone())), "AccessDenied", 403, text);
    account.apply(&restoring, Command::CreatePolicy(new)).unwrap();
    let version = |version: &str| Command::CreatePolicyVersion {
        arn: arn("Old"),
        document: document("s3:Get*"),
        set_as_default: false,
        version: Some(parse(version)),
    };
    let text = "cannot give the policy `arn:aws:iam::111122223333:policy/Old` the id of a version: only a restoring call may";
    check(account.apply(&call(), version("v5")), "AccessDenied", 403, text);
    let text = "the id `v3` of the policy `arn:aws:iam::111122223333:policy/Old` is taken";
    check(account.apply(&restoring, version("v3")), "EntityAlreadyExists", 409, text);
    account.apply(&restoring, version("v5")).unwrap();
    let policy = account.policy(&arn("Old")).unwrap();
    let versions: Vec<String> = policy.versions().map(|(version, _)| version.to_string()).collect();
    assert_eq!((versions.join(" "), policy.default_version().to_string()), ("v3 v5".into(), "v3".into()));
}

#[test]
fn service_linked_roles_are_restored_and_then_left_alone() {
    let mut account = account();
    let path = parse("/aws-service-role/ses.amazonaws.com/");
    let trust: Arc<PolicyDocument> = Arc::new(parse(
        r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"ses.amazonaws.com"},"Action":"sts:AssumeRole"}}"#,
    ));
    let role = Command::CreateRole(CreateRole { path, ..CreateRole::new(parse("ForMail"), trust) });
    let text = "the role `ForMail` can't have a path that begins with `/aws-service-role/`: it is for service-linked roles";
    check(account.apply(&call(), role.clone()), "InvalidInput", 400, text);
    account.apply(&call().restoring(), role).unwrap();
    let service_policy = parse("arn:aws:iam::aws:policy/aws-service-role/KnownMail");
    let attach =
        |to| Command::AttachPolicy { to, arn: parse("arn:aws:iam::aws:policy/aws-service-role/KnownMail") };
    let mail = Identity::Role(parse("ForMail"));
    let text = "the role `ForMail` is service-linked: only its service may change it";
    check(account.apply(&call(), attach(mail.clone())), "UnmodifiableEntity", 400, text);
    check(
        account.apply(&call(), Command::DeleteRole { name: parse("ForMail") }),
        "UnmodifiableEntity",
        400,
        text,
    );
    let put = Command::PutPolicy { of: mail.clone(), name: parse("P"), document: document("s3:*") };
    check(account.apply(&call(), put), "UnmodifiableEntity", 400, text);
    account.apply(&call().restoring(), attach(mail)).unwrap();
    let usage = account.policy_usage(&service_policy);
    assert_eq!(usage.attachment_count(), 1);
    let text = "cannot attach the policy `arn:aws:iam::aws:policy/aws-service-role/KnownMail` to the role `Deploy`: it is for service-linked roles";
    check(account.apply(&call(), attach(deploy())), "PolicyNotAttachable", 400, text);
    check(
        account.apply(&call(), attach(alice())),
        "PolicyNotAttachable",
        400,
        &text.replace("role `Deploy`", "user `Alice`"),
    );
}

#[test]
fn what_aws_records_of_roles_and_policies_is_kept() {
    let mut account = account();
    let date = parse("2026-04-01T00:00:00Z");
    let record = Command::RecordRoleUse { role: parse("Deploy"), date, region: Some(parse("eu-west-1")) };
    assert_eq!(account.apply(&call(), record.clone()), Ok(Applied::Changed));
    assert_eq!(account.apply(&call(), record), Ok(Applied::Unchanged));
    let used = account.role(&parse("Deploy")).unwrap().last_used().cloned().unwrap();
    assert_eq!((used.date(), used.region().map(ToString::to_string)), (date, Some("eu-west-1".into())));
    let record = Command::RecordPolicyUpdate { arn: arn("Mail"), date };
    assert_eq!(account.apply(&call(), record), Ok(Applied::Changed));
    assert_eq!(account.policy(&arn("Mail")).unwrap().update_date(), date);
    let duration = iamkit_store::SessionDuration::from_seconds(43_200).unwrap();
    let update = Command::UpdateRole {
        name: parse("Deploy"),
        description: Some(parse("deploys")),
        max_session_duration: Some(duration),
    };
    assert_eq!(account.apply(&call(), update.clone()), Ok(Applied::Changed));
    assert_eq!(account.apply(&call(), update), Ok(Applied::Unchanged));
    let role = account.role(&parse("Deploy")).unwrap();
    assert_eq!((role.description(), role.max_session_duration()), (Some(&parse("deploys")), duration));
}

#[test]
fn arns_have_the_partition_of_their_account() {
    let mut account = Account::new(parse("111122223333")).with_partition(parse("aws-cn"));
    let mut account = account.client(call());
    assert_eq!(account.root_user().arn(), "arn:aws-cn:iam::111122223333:root");
    assert_eq!(account.create_user(parse("Alice")).unwrap().arn(), "arn:aws-cn:iam::111122223333:user/Alice");
    let policy = account.create_policy(parse("Mail"), document("ses:*")).unwrap();
    assert_eq!(policy.arn().as_str(), "arn:aws-cn:iam::111122223333:policy/Mail");
}

#[test]
fn unique_ids_follow_from_the_account_and_its_seed() {
    let ids = |seed: u64| {
        let mut account = Account::new(parse("111122223333")).with_seed(seed);
        let mut account = account.client(call());
        let user = account.create_user(parse("Alice")).unwrap().id().clone();
        let role = account.create_role(parse("Deploy"), trusting("111122223333")).unwrap().id().clone();
        let profile = CreateInstanceProfile::new(parse("Web"));
        account.apply(Command::CreateInstanceProfile(profile)).unwrap();
        let profile = account.instance_profile(&parse("Web")).unwrap().id().clone();
        [user, role, profile].map(|id| id.to_string())
    };
    assert_eq!(ids(7), ids(7));
    assert_ne!(ids(7), ids(8));
    for (id, prefix) in ids(7).iter().zip(["AIDA", "AROA", "AIPA"]) {
        assert_eq!((id.len(), id.get(..4)), (21, Some(prefix)));
    }
}

fn text<T: FromStr<Err = NameError> + Debug>(text: &str) -> String {
    let error = text.parse::<T>().unwrap_err();
    assert_eq!((error.code(), error.status()), ("ValidationError", 400));
    error.to_string()
}

#[test]
fn texts_outside_of_their_patterns_are_refused_with_the_pattern() {
    let names = "128 characters of `A-Za-z0-9_+=,.@-`";
    let tags = "letters, digits, spaces and `_.:/=+-@`";
    let lower = "lower-case letters and digits";
    let display = "1 to 128 characters without control characters";
    for (found, expected) in [
        (text::<RoleName>("a b"), "`a b` is no role name: expected 1 to 64 characters of `A-Za-z0-9_+=,.@-`".into()),
        (text::<InstanceProfileName>("a b"), format!("`a b` is no instance profile name: expected 1 to {names}")),
        (text::<UniqueId>("AIDA"), "`AIDA` is no unique id: expected 16 to 128 letters, digits and `_`".into()),
        (text::<AccessKeyId>(""), "`` is no access key id: expected 16 to 128 letters, digits and `_`".into()),
        (text::<TagKey>(""), format!("`` is no tag key: expected 1 to 128 {tags}")),
        (text::<TagValue>("<"), format!("`<` is no tag value: expected at most 256 {tags}")),
        (text::<Region>("EU"), "`EU` is no Region: expected 1 to 32 lower-case letters, digits and `-`".into()),
        (text::<Partition>("gov"), "`gov` is no partition: expected `aws`, `aws-cn` or `aws-us-gov`".into()),
        (
            text::<ResourceArn>("mail"),
            "`mail` is no resource ARN: expected `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` of at most 2048 characters".into(),
        ),
        (text::<Caller>(""), "`` is no caller: expected 1 to 2048 characters without control characters".into()),
        (
            text::<Timestamp>("noon"),
            "`noon` is no time: expected an ISO 8601 date, or date and time with offset".into(),
        ),
        (
            text::<Description>("Δ"),
            "`Δ` is no description: expected at most 1000 characters of U+0009, U+000A, U+000D, U+0020 to U+007E and U+00A1 to U+00FF".into(),
        ),
        (text::<OrganizationId>("o-1"), format!("`o-1` is no organisation id: expected `o-` and 10 to 32 {lower}")),
        (text::<RootId>("r"), format!("`r` is no root id: expected `r-` and 4 to 32 {lower}")),
        (
            text::<OrganizationalUnitId>("ou-1"),
            format!("`ou-1` is no organisational unit id: expected `ou-ROOT-` and 8 to 32 {lower}"),
        ),
        (text::<OrganizationalUnitName>(""), format!("`` is no organisational unit name: expected {display}")),
        (text::<ControlPolicyName>(""), format!("`` is no control policy name: expected {display}")),
        (
            text::<ControlPolicyId>("p-1"),
            "`p-1` is no control policy id: expected `p-` and 8 to 128 letters, digits and `_`".into(),
        ),
        (
            text::<ControlPolicyKind>("SCP"),
            "`SCP` is no kind of control policy: expected `SERVICE_CONTROL_POLICY` or `RESOURCE_CONTROL_POLICY`".into(),
        ),
    ] {
        assert_eq!(found, expected);
    }
    assert!("t".repeat(128).parse::<TagKey>().is_ok() && "t".repeat(129).parse::<TagKey>().is_err());
    assert!("t".repeat(256).parse::<TagValue>().is_ok() && "t".repeat(257).parse::<TagValue>().is_err());
    assert!(
        "d".repeat(1_000).parse::<Description>().is_ok() && "d".repeat(1_001).parse::<Description>().is_err()
    );
}

#[test]
fn a_document_in_another_layout_is_another_text_to_keep() {
    let mut account = account();
    let mut account = account.client(call());
    let put =
        |text: &str| Command::PutPolicy { of: deploy(), name: parse("P"), document: Arc::new(parse(text)) };
    let tight = document("s3:*").text().to_owned();
    assert_eq!(account.apply(put(&tight)), Ok(Applied::Changed));
    assert_eq!(account.apply(put(&tight)), Ok(Applied::Unchanged));
    assert_eq!(account.apply(put(&tight.replace(',', ", "))), Ok(Applied::Changed));
    assert_eq!(put_trust(&mut account, trusting("111122223333").text()), Ok(Applied::Unchanged));
    let loose = trusting("111122223333").text().replace(',', ", ");
    assert_eq!(put_trust(&mut account, &loose), Ok(Applied::Changed));
    assert_eq!(account.role(&parse("Deploy")).unwrap().trust_policy().written().text(), loose);
}
