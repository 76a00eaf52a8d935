//! Ways of a principal to make itself more than it is.

#![expect(clippy::expect_used, reason = "integration test")]

use std::sync::Arc;

use iamkit::account::EmbeddedManagedPolicies;
use iamkit::account::escalation::End;
use iamkit::account::view::AccessView;
use iamkit_store::{
    Call, Change, Command, CreatePolicy, CreateUser, Directory, Identity, Operation, Partition, Quotas,
};

fn allow(actions: &str) -> Arc<iamkit::PolicyDocument> {
    let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": [{actions}], "Resource": "*"}}}}"#);
    Arc::new(text.parse().expect("is a document"))
}

/// The techniques and ends of a user that may do what is given, within a boundary of what is given.
fn escalations(own: &str, boundary: Option<&str>) -> Vec<(&'static str, bool)> {
    let account: iamkit_store::AccountId = "111122223333".parse().expect("is an id");
    let caller = "arn:aws:iam::111122223333:root".parse().expect("is a caller");
    let call = Call::new(caller, "2026-01-02T03:04:05Z".parse().expect("is a time"));
    let create = Operation::CreateAccount {
        account: account.clone(),
        partition: Partition::default(),
        seed: 0,
        quotas: Quotas::default(),
    };
    let of = Identity::User("alice".parse().expect("is a name"));
    let name = "own".parse().expect("is a name");
    let mut commands = vec![
        Command::CreateUser(CreateUser::new("alice".parse().expect("is a name"))),
        Command::PutPolicy { of: of.clone(), name, document: allow(own) },
    ];
    if let Some(boundary) = boundary {
        let policy = CreatePolicy::new("Limit".parse().expect("is a name"), allow(boundary));
        let arn = "arn:aws:iam::111122223333:policy/Limit".parse().expect("is an ARN");
        commands.push(Command::CreatePolicy(policy));
        commands.push(Command::PutPermissionsBoundary { of, arn });
    }
    let commands =
        commands.into_iter().map(|command| Change::in_account(call.clone(), account.clone(), command));
    let changes = [Change { call: call.clone(), operation: create }].into_iter().chain(commands);
    let mut directory = Directory::new(Arc::new(EmbeddedManagedPolicies));
    directory.apply_all(&changes.collect::<Vec<_>>()).expect("are applied");
    let view = AccessView::new(&directory).expect("is viewed");
    let alice = view.principal("arn:aws:iam::111122223333:user/alice").expect("is there");
    let found = view.escalations(alice).expect("is answered");
    let found = found.iter().filter_map(|way| {
        let step = way.steps.last()?;
        Some((step.technique, matches!(way.end, End::ShedsItsBoundary)))
    });
    found.collect()
}

#[test]
fn a_user_that_may_delete_its_boundary_sheds_it() {
    let delete = r#""iam:DeleteUserPermissionsBoundary""#;
    let own = format!(r#"{delete}, "s3:*""#);
    assert_eq!(escalations(&own, Some(delete)), [("DeleteUserPermissionsBoundary", true)]);
}

#[test]
fn a_user_that_may_replace_its_boundary_sheds_it() {
    let put = r#""iam:PutUserPermissionsBoundary""#;
    let own = format!(r#"{put}, "s3:*""#);
    assert_eq!(escalations(&own, Some(put)), [("PutUserPermissionsBoundary", true)]);
}

#[test]
fn what_is_beyond_a_boundary_can_be_reached_once_it_is_shed() {
    let delete = r#""iam:DeleteUserPermissionsBoundary""#;
    let own = format!(r#"{delete}, "iam:PutUserPolicy""#);
    let expected = [("DeleteUserPermissionsBoundary", true), ("PutUserPolicy", false)];
    assert_eq!(escalations(&own, Some(delete)), expected);
}

#[test]
fn a_boundary_that_is_not_there_or_takes_nothing_away_is_no_way_up() {
    let delete = r#""iam:DeleteUserPermissionsBoundary""#;
    assert_eq!(escalations(delete, None), []);
    assert_eq!(escalations(delete, Some(delete)), []);
    assert_eq!(escalations(r#""s3:*""#, Some(r#""s3:GetObject""#)), []);
}
