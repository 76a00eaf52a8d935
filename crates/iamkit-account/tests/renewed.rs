//! A view that is renewed change by change is the view that is made of the directory as it has become.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::sync::Arc;

use iamkit_account::view::{AccessView, PolicySet, Wanted};
use iamkit_policy::PolicyDocument;
use iamkit_store::{
    Change, Command, CreateGroup, CreatePolicy, CreateRole, CreateUser, Directory, Identity,
    OrganizationCommand, PolicyArn,
};
use iamkit_testkit::store::{account, call, change, command};
use proptest::prelude::*;

fn texts(set: Option<&PolicySet>) -> Option<Vec<String>> {
    let documents = set?.documents().iter();
    Some(documents.map(|facts| facts.document().text().to_owned()).collect())
}

/// All that a view has, in words.
fn told(view: &AccessView) -> Vec<String> {
    let principals = view.principals().map(|one| {
        let policies = one.effective_policies().collect::<Vec<_>>();
        let sets = one.identity_sets().iter().map(|set| texts(Some(set))).collect::<Vec<_>>();
        let (boundary, trust) = (one.boundary_set().map(Arc::as_ref), one.trust_set().map(Arc::as_ref));
        let (boundary, trust, unknown) = (texts(boundary), texts(trust), one.unknown_policies());
        let (arn, id, tags) = (one.arn(), one.id(), one.tags());
        assert!(view.principal(arn).is_some_and(|found| Arc::ptr_eq(found, one)), "{arn}");
        format!("{arn} {id} {tags:?} {policies:?} {sets:?} {boundary:?} {trust:?} {unknown:?}")
    });
    let resources = view.resource_policies().map(|(arn, set)| format!("{arn} {:?}", texts(Some(set))));
    principals.chain(resources).collect()
}

/// The policy of a queue that names a principal, or none any more.
fn queue_policy() -> impl Strategy<Value = Command> {
    let name = prop::sample::select(&["user/a", "user/b", "role/b"][..]);
    let queue = prop::sample::select(&["one", "two"][..]);
    (name, queue, any::<bool>()).prop_map(|(name, queue, is_put)| {
        let arn = format!("arn:aws:sqs:eu-west-1:111122223333:{queue}").parse().unwrap();
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "sqs:*", "Resource": "*",
                "Principal": {{"AWS": "arn:aws:iam::111122223333:{name}"}}}}}}"#
        );
        let document = Arc::new(text.parse().unwrap());
        if is_put { Command::PutResourcePolicy { arn, document } } else { Command::DeleteResourcePolicy { arn } }
    })
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn granting(action: &str) -> Arc<PolicyDocument> {
    let statement = format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}"#);
    Arc::new(parsed(&format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#)))
}

fn policy(name: &str) -> PolicyArn {
    parsed(&format!("arn:aws:iam::111122223333:policy/{name}"))
}

/// Two users, a group with one of them, a role that the other may assume, a policy on each way to them.
fn world() -> Directory {
    let trust = r#"{"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::111122223333:user/b"}}}"#;
    let role = CreateRole::new(parsed("a"), Arc::new(parsed(trust)));
    let commands = [
        Command::CreateUser(CreateUser::new(parsed("a"))),
        Command::CreateUser(CreateUser::new(parsed("b"))),
        Command::CreateGroup(CreateGroup::new(parsed("a"))),
        Command::AddUserToGroup { group: parsed("a"), user: parsed("a") },
        Command::CreatePolicy(CreatePolicy::new(parsed("a"), granting("s3:*"))),
        Command::CreatePolicy(CreatePolicy::new(parsed("b"), granting("ses:Get*"))),
        Command::CreatePolicy(CreatePolicy::new(parsed("c"), granting("sqs:*"))),
        Command::AttachPolicy { to: Identity::Group(parsed("a")), arn: policy("a") },
        Command::AttachPolicy { to: Identity::User(parsed("b")), arn: policy("b") },
        Command::CreateRole(role),
        Command::PutPermissionsBoundary { of: Identity::Role(parsed("a")), arn: policy("c") },
    ];
    let mut directory = Directory::default();
    directory.apply(&Change::create_account(call(), account())).unwrap();
    for command in commands {
        directory.apply(&change(command)).unwrap();
    }
    directory
}

#[test]
fn each_way_by_which_entries_change_is_seen() {
    let version = |name: &str| Command::CreatePolicyVersion {
        arn: policy(name),
        document: granting("sns:*"),
        set_as_default: true,
        version: None,
    };
    let inline = |of| Command::PutPolicy { of, name: parsed("own"), document: granting("sns:*") };
    let renamed = Command::UpdateUser { name: parsed("b"), new_path: None, new_name: Some(parsed("d")) };
    let queue = "arn:aws:sqs:eu-west-1:111122223333:one";
    let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*",
        "Principal": {"AWS": "arn:aws:iam::111122223333:user/b"}}}"#;
    let mut directory = world();
    let put = Command::PutResourcePolicy { arn: parsed(queue), document: Arc::new(parsed(document)) };
    directory.apply(&change(put)).unwrap();
    // Whose entries change: users a and b, role a, the queue.
    for (what, command, changed) in [
        ("a policy of a group", version("a"), &[0][..]),
        ("a policy of a user", version("b"), &[1]),
        ("a boundary", version("c"), &[2]),
        ("a group's inline policy", inline(Identity::Group(parsed("a"))), &[0]),
        ("a role's inline policy", inline(Identity::Role(parsed("a"))), &[2]),
        ("a member who leaves", Command::RemoveUserFromGroup { group: parsed("a"), user: parsed("a") }, &[0]),
        ("someone whom policies name", renamed, &[1, 2, 3]),
    ] {
        let (before, mut after) = (AccessView::new(&directory).unwrap(), directory.clone());
        after.apply(&change(command)).unwrap();
        let renewed = told(&before.renewed(&after).unwrap());
        assert_eq!(renewed, told(&AccessView::new(&after).unwrap()), "{what}");
        let lines = told(&before);
        let others = (0..lines.len()).filter(|at| lines[*at] != renewed[*at]).collect::<Vec<_>>();
        assert_eq!(others, changed, "{what}");
    }
}

#[test]
fn an_account_that_joins_an_organisation_has_its_keys() {
    let mut directory = world();
    let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sns:*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-example1234"}}}}"#;
    let (of, name) = (Identity::User(parsed("b")), parsed("member"));
    let put = Command::PutPolicy { of, name, document: Arc::new(parsed(text)) };
    directory.apply(&change(put)).unwrap();
    let wanted = Wanted::new("sns:Publish", "arn:aws:sns:eu-west-1:111122223333:news");
    let may = |view: &AccessView| {
        view.is_allowed(view.principal("arn:aws:iam::111122223333:user/b").unwrap(), &wanted).unwrap()
    };
    let before = AccessView::new(&directory).unwrap();
    assert!(!may(&before));
    let (id, root) = (parsed("o-example1234"), parsed("r-abcd"));
    let create = OrganizationCommand::CreateOrganization { id, root, management_account: account() };
    directory.apply(&Change::in_organization(call(), create)).unwrap();
    assert!(may(&before.renewed(&directory).unwrap()));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn renewed_views_are_views(commands in prop::collection::vec(
        prop_oneof![8 => command(), 1 => queue_policy()], 1..60
    )) {
        let mut directory = world();
        let mut view = AccessView::new(&directory).unwrap();
        for command in commands {
            if directory.apply(&change(command)).is_err() {
                continue;
            }
            view = view.renewed(&directory).unwrap();
            prop_assert_eq!(told(&view), told(&AccessView::new(&directory).unwrap()));
        }
    }
}

#[test]
fn what_is_as_it_was_is_taken_over() {
    let mut directory = Directory::default();
    directory.apply(&Change::create_account(call(), account())).unwrap();
    let apply = |directory: &mut Directory, text: &str| {
        directory.apply(&change(Command::CreateUser(CreateUser::new(parsed(text))))).unwrap();
    };
    apply(&mut directory, "alice");
    apply(&mut directory, "bob");
    let view = AccessView::new(&directory).unwrap();
    apply(&mut directory, "aaron");
    let renewed = view.renewed(&directory).unwrap();
    let kept =
        renewed.principals().filter(|one| view.principal(one.arn()).is_some_and(|it| Arc::ptr_eq(it, one)));
    assert_eq!((kept.count(), renewed.principals().len()), (2, 3));
}
