//! Random command sequences: whatever is applied or refused, the account's invariants hold.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{Account, Applied, Command, Group, IamPath, Identity, Policy, PolicyArn, Quotas, User};
use proptest::prelude::*;

fn parse<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

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
            let text = format!(r#"{{"Statement":{{"Effect":"Allow","Action":"{action}","Resource":"*"}}}}"#);
            Arc::new(parse(&text))
        },
    )
}

fn identity() -> impl Strategy<Value = Identity> {
    prop_oneof![name().prop_map(Identity::User), name().prop_map(Identity::Group)]
}

fn command() -> impl Strategy<Value = Command> {
    let version = || (1..5_u32).prop_map(|number| parse(&format!("v{number}")));
    prop_oneof![
        name().prop_map(|name| Command::CreateUser { path: IamPath::default(), name }),
        name().prop_map(|name| Command::DeleteUser { name }),
        name().prop_map(|name| Command::CreateGroup { path: IamPath::default(), name }),
        name().prop_map(|name| Command::DeleteGroup { name }),
        (name(), name()).prop_map(|(group, user)| Command::AddUserToGroup { group, user }),
        (name(), name()).prop_map(|(group, user)| Command::RemoveUserFromGroup { group, user }),
        (name(), document()).prop_map(|(name, document)| Command::CreatePolicy {
            path: IamPath::default(),
            name,
            document
        }),
        arn().prop_map(|arn| Command::DeletePolicy { arn }),
        (arn(), document(), any::<bool>()).prop_map(|(arn, document, set_as_default)| {
            Command::CreatePolicyVersion { arn, document, set_as_default }
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
    ]
}

/// Quotas that sequences over three names run into.
fn empty() -> Account {
    let quotas = Quotas {
        users: 2,
        groups_per_user: 1,
        attached_per_user: 1,
        attached_per_group: 2,
        inline_per_user: 150,
        versions_per_policy: 3,
        versions_in_use: 5,
        ..Quotas::default()
    };
    Account::new(parse("111122223333")).with_quotas(quotas)
}

fn assert_invariants(account: &Account) {
    for user in account.users() {
        for group in account.groups_for_user(user.name()).unwrap() {
            assert!(account.members_of(group.name()).unwrap().contains(&user));
        }
        let policies = account.policies_of(user.name()).unwrap();
        let own = user.policies().inline().len() + user.policies().attached().len();
        let through_groups: usize = account
            .groups_for_user(user.name())
            .unwrap()
            .iter()
            .map(|group| group.policies().inline().len() + group.policies().attached().len())
            .sum();
        assert_eq!(policies.len(), own + through_groups);
        assert!(account.groups_for_user(user.name()).unwrap().len() <= account.quotas().groups_per_user);
        assert!(user.policies().attached().len() <= account.quotas().attached_per_user);
        let inline: usize = user.policies().inline().map(|(_, document)| document.size()).sum();
        assert!(inline <= account.quotas().inline_per_user);
    }
    for group in account.groups() {
        for user in account.members_of(group.name()).unwrap() {
            assert!(account.groups_for_user(user.name()).unwrap().contains(&group));
        }
    }
    for policy in account.policies() {
        let held = account.users().map(User::policies).chain(account.groups().map(Group::policies));
        let count = held.filter(|held| held.attached().any(|arn| arn == policy.arn())).count();
        assert_eq!(policy.attachment_count(), count);
        assert!(policy.versions().any(|(version, _)| version == policy.default_version()));
        assert!(policy.versions().len() <= account.quotas().versions_per_policy);
    }
    assert_unique(account.users().map(|user| user.name().as_str().to_lowercase()));
    assert_unique(account.groups().map(|group| group.name().as_str().to_lowercase()));
    assert_unique(account.policies().map(|policy| policy.name().as_str().to_lowercase()));
    let ids = account.users().map(User::id).chain(account.groups().map(Group::id));
    assert_unique(ids.chain(account.policies().map(Policy::id)).map(ToString::to_string));
}

fn assert_unique(texts: impl Iterator<Item = String>) {
    let texts: Vec<String> = texts.collect();
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len());
}

proptest! {
    #[test]
    fn invariants_hold_and_refusals_change_nothing(commands in prop::collection::vec(command(), 0..80)) {
        let mut account = empty();
        let mut changes = Vec::new();
        for command in commands {
            let before = account.clone();
            match account.apply(command.clone()) {
                Ok(Applied::Changed) => { prop_assert_ne!(&account, &before); changes.push(command); }
                Ok(Applied::Unchanged) | Err(_) => prop_assert_eq!(&account, &before),
            }
            assert_invariants(&account);
        }
        let mut replayed = empty();
        for change in changes {
            prop_assert_eq!(replayed.apply(change), Ok(Applied::Changed));
        }
        prop_assert_eq!(replayed, account);
    }
}
