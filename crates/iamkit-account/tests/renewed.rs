//! A view that is renewed change by change is the view that is made of the directory as it has become.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::sync::Arc;

use iamkit_account::view::{AccessView, PolicySet};
use iamkit_store::{Change, Command, Directory};
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn renewed_views_are_views(commands in prop::collection::vec(
        prop_oneof![8 => command(), 1 => queue_policy()], 1..60
    )) {
        let mut directory = Directory::default();
        directory.apply(&Change::create_account(call(), account())).unwrap();
        let mut view = AccessView::new(&directory).unwrap();
        let mut changed = 0;
        for command in commands {
            if directory.apply(&change(command)).is_err() {
                continue;
            }
            view = view.renewed(&directory).unwrap();
            prop_assert_eq!(told(&view), told(&AccessView::new(&directory).unwrap()));
            changed += 1;
        }
        prop_assert!(0 < changed || view.principals().len() == 0);
    }
}

#[test]
fn what_is_as_it_was_is_taken_over() {
    let mut directory = Directory::default();
    directory.apply(&Change::create_account(call(), account())).unwrap();
    let apply = |directory: &mut Directory, text: &str| {
        let create = iamkit_store::CreateUser::new(text.parse().unwrap());
        directory.apply(&change(Command::CreateUser(create))).unwrap();
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
