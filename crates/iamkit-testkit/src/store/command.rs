//! Random commands over few names, so that they meet often: some are refused, most change something.

use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{
    Command, CreateGroup, CreateInstanceProfile, CreatePolicy, CreateRole, CreateUser, Identity, PolicyArn,
    Taggable, Tags,
};
use proptest::prelude::*;

use super::parse;

fn name<T: FromStr<Err: Debug> + Debug>() -> impl Strategy<Value = T> {
    prop::sample::select(vec!["a", "A", "b", "c"]).prop_map(parse)
}

fn arn() -> impl Strategy<Value = PolicyArn> {
    prop::sample::select(vec!["a", "A", "b", "c"])
        .prop_map(|name| parse(&format!("arn:aws:iam::111122223333:policy/{name}")))
}

fn document() -> impl Strategy<Value = Arc<PolicyDocument>> {
    prop::sample::select(vec!["s3:*", "ses:Get*", "workmail:ListAllTheUsersOfTheOrganization"]).prop_map(
        |action| {
            let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#);
            let text = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
            Arc::new(parse(&text))
        },
    )
}

fn identity() -> impl Strategy<Value = Identity> {
    prop_oneof![
        name().prop_map(Identity::User),
        name().prop_map(Identity::Group),
        name().prop_map(Identity::Role)
    ]
}

/// Who may assume a role: mostly principals that are there or were.
fn trust() -> impl Strategy<Value = Arc<PolicyDocument>> {
    prop::sample::select(vec![
        "111122223333",
        "arn:aws:iam::111122223333:user/a",
        "arn:aws:iam::111122223333:role/b",
    ])
    .prop_map(|principal| {
        let action = "sts:AssumeRole";
        let principal = format!(r#"{{"AWS":["{principal}"]}}"#);
        let text =
            format!(r#"{{"Statement":{{"Effect":"Allow","Principal":{principal},"Action":"{action}"}}}}"#);
        Arc::new(parse(&text))
    })
}

fn tags() -> impl Strategy<Value = Tags> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "d"]), 0..3).prop_map(|mut keys| {
        keys.sort_unstable();
        keys.dedup();
        Tags::from_pairs(keys.into_iter().map(|key| (parse(key), parse("1")))).unwrap()
    })
}

fn identity_command() -> impl Strategy<Value = Command> {
    let boundary = || prop::option::of(arn());
    prop_oneof![
        (name(), boundary(), tags()).prop_map(|(name, permissions_boundary, tags)| {
            Command::CreateUser(CreateUser { permissions_boundary, tags, ..CreateUser::new(name) })
        }),
        (name(), prop::option::of(name()), any::<bool>()).prop_map(|(name, new_name, moves)| {
            Command::UpdateUser { name, new_path: moves.then(|| parse("/p/")), new_name }
        }),
        name().prop_map(|name| Command::DeleteUser { name }),
        name().prop_map(|name| Command::CreateGroup(CreateGroup::new(name))),
        (name(), prop::option::of(name())).prop_map(|(name, new_name)| Command::UpdateGroup {
            name,
            new_path: None,
            new_name
        }),
        name().prop_map(|name| Command::DeleteGroup { name }),
        (name(), name()).prop_map(|(group, user)| Command::AddUserToGroup { group, user }),
        (name(), name()).prop_map(|(group, user)| Command::RemoveUserFromGroup { group, user }),
        (name(), trust(), boundary()).prop_map(|(name, trust, permissions_boundary)| {
            Command::CreateRole(CreateRole { permissions_boundary, ..CreateRole::new(name, trust) })
        }),
        (name(), trust()).prop_map(|(role, document)| Command::UpdateAssumeRolePolicy { role, document }),
        name().prop_map(|name| Command::DeleteRole { name }),
        name().prop_map(|name| Command::CreateInstanceProfile(CreateInstanceProfile::new(name))),
        name().prop_map(|name| Command::DeleteInstanceProfile { name }),
        (name(), name()).prop_map(|(instance_profile, role)| Command::AddRoleToInstanceProfile {
            instance_profile,
            role
        }),
        (name(), name()).prop_map(|(instance_profile, role)| Command::RemoveRoleFromInstanceProfile {
            instance_profile,
            role
        }),
        name().prop_map(|user| Command::CreateAccessKey { user, id: None }),
    ]
}

fn policy_command() -> impl Strategy<Value = Command> {
    let version = || (1..5_u32).prop_map(|number| parse(&format!("v{number}")));
    prop_oneof![
        (name(), document())
            .prop_map(|(name, document)| Command::CreatePolicy(CreatePolicy::new(name, document))),
        arn().prop_map(|arn| Command::DeletePolicy { arn }),
        (arn(), document(), any::<bool>()).prop_map(|(arn, document, set_as_default)| {
            Command::CreatePolicyVersion { arn, document, set_as_default, version: None }
        }),
        (arn(), version()).prop_map(|(arn, version)| Command::SetDefaultPolicyVersion { arn, version }),
        (arn(), version()).prop_map(|(arn, version)| Command::DeletePolicyVersion { arn, version }),
        (identity(), arn()).prop_map(|(to, arn)| Command::AttachPolicy { to, arn }),
        (identity(), arn()).prop_map(|(from, arn)| Command::DetachPolicy { from, arn }),
        (identity(), name(), document()).prop_map(|(of, name, document)| Command::PutPolicy {
            of,
            name,
            document
        }),
        (identity(), name()).prop_map(|(of, name)| Command::DeleteInlinePolicy { of, name }),
        (identity(), arn()).prop_map(|(of, arn)| Command::PutPermissionsBoundary { of, arn }),
        identity().prop_map(|of| Command::DeletePermissionsBoundary { of }),
        (name(), tags()).prop_map(|(name, tags)| Command::Tag { entity: Taggable::User(name), tags }),
        (name(), name())
            .prop_map(|(name, key)| Command::Untag { entity: Taggable::Role(name), keys: vec![key] }),
    ]
}

/// A command of an account, over few names in both cases
pub fn command() -> impl Strategy<Value = Command> {
    prop_oneof![identity_command(), policy_command()]
}
