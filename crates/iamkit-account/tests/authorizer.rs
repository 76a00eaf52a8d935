//! Deciding for the principals of an account that changes.

#![expect(clippy::expect_used, reason = "integration test")]

use std::sync::Arc;

use iamkit_account::authorizer::Authorizer;
use iamkit_account::view::{AccessView, Wanted};
use iamkit_engine::Context;
use iamkit_engine::Decision;
use iamkit_listing::restore::restore;
use iamkit_store::{Call, Change, Command, Directory, Identity};
use iamkit_testkit::accounts::imported::{FIXTURE, empty, imported, read, restoring};

const ALICE: &str = "arn:aws:iam::111122223333:user/dev/alice";
const BOB: &str = "arn:aws:iam::111122223333:user/bob@example.com";
const CAROL: &str = "arn:aws:iam::111122223333:user/carol";
const DEPLOY: &str = "arn:aws:iam::111122223333:role/ops/Deploy";
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";

fn change(directory: &mut Directory, command: Command) {
    let call =
        Call::new("admin".parse().expect("is a caller"), "2026-02-03T04:05:06Z".parse().expect("is a time"));
    let account = "111122223333".parse().expect("is an id");
    directory.apply(&Change::in_account(call, account, command)).expect("is applied");
}

fn decision(authorizer: &Authorizer, principal: &str, action: &str, resource: &str) -> Decision {
    let answer = authorizer.authorize(principal, &Wanted::new(action, resource)).expect("is decided");
    let is_allowed = authorizer.is_allowed(principal, &Wanted::new(action, resource)).expect("is decided");
    assert_eq!(is_allowed, answer.evaluation().decision() == Decision::Allow);
    answer.evaluation().decision()
}

#[test]
fn groups_grant_and_boundaries_limit() {
    let authorizer = Authorizer::new(&imported(FIXTURE)).expect("is viewed");
    assert_eq!(decision(&authorizer, ALICE, "sqs:SendMessage", QUEUE), Decision::Allow);
    // The boundary denies it, whatever is granted.
    assert_eq!(decision(&authorizer, ALICE, "iam:GetUser", "*"), Decision::ExplicitDeny);
    let object = "arn:aws:s3:::artifacts/alice/build";
    assert_eq!(decision(&authorizer, ALICE, "s3:PutObject", object), Decision::Allow);
    assert_eq!(decision(&authorizer, BOB, "s3:PutObject", object), Decision::ImplicitDeny);
}

#[test]
fn the_deciding_policy_is_told_with_its_path() {
    let authorizer = Authorizer::new(&imported(FIXTURE)).expect("is viewed");
    let answer = authorizer.authorize(ALICE, &Wanted::new("sqs:SendMessage", QUEUE)).expect("is decided");
    let paths = answer.deciding().iter().map(|(statement, policy)| {
        let policy = policy.as_ref().expect("is known");
        format!("{} {}: statement {}", policy.name(), policy.path(), statement.index())
    });
    assert_eq!(paths.collect::<Vec<_>>(), ["Queues inline in group `Developers`: statement 0"]);
}

#[test]
fn keys_that_were_given_count() {
    let authorizer = Authorizer::new(&imported(FIXTURE)).expect("is viewed");
    let mut context = Context::default();
    context.insert("aws:MultiFactorAuthPresent", "false").expect("is new");
    let wanted = Wanted::new("sqs:SendMessage", QUEUE).with_context(&context);
    assert!(!authorizer.is_allowed(BOB, &wanted).expect("is decided"));
    assert!(authorizer.is_allowed(BOB, &Wanted::new("sqs:SendMessage", QUEUE)).expect("is decided"));
}

#[test]
fn assuming_a_role_takes_its_trust_policy() {
    let authorizer = Authorizer::new(&imported(FIXTURE)).expect("is viewed");
    assert_eq!(decision(&authorizer, CAROL, "sts:AssumeRole", DEPLOY), Decision::Allow);
    assert_eq!(decision(&authorizer, BOB, "sts:AssumeRole", DEPLOY), Decision::ImplicitDeny);
}

#[test]
fn a_change_recompiles_what_it_touches_and_nothing_else() {
    let mut directory = imported(FIXTURE);
    let view = AccessView::new(&directory).expect("is viewed");
    for principal in view.principals() {
        view.is_allowed(principal, &Wanted::new("sqs:SendMessage", QUEUE)).expect("is decided");
    }
    let document =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}}"#;
    let document = Arc::new(document.parse().expect("is a document"));
    let of = Identity::Group("Developers".parse().expect("is a name"));
    change(&mut directory, Command::PutPolicy { of, name: "Stop".parse().expect("is a name"), document });
    let renewed = view.renewed(&directory).expect("is viewed");
    let touched = view.principals().zip(renewed.principals()).filter(|(before, after)| {
        assert_eq!(before.arn(), after.arn());
        let sets = before.identity_sets().iter().zip(after.identity_sets());
        let changed = sets.filter(|(before, after)| {
            let is_same = Arc::ptr_eq(before, after);
            assert_eq!(is_same, after.is_compiled());
            !is_same
        });
        // Of the members' sets only the one of the group that changed is another.
        let n_changed = changed.count();
        assert!(n_changed <= 1);
        n_changed == 1
    });
    let touched = touched.map(|(before, _)| before.arn().to_owned()).collect::<Vec<_>>();
    assert_eq!(touched, [BOB.to_owned(), ALICE.to_owned()].into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn readers_see_a_change_when_it_is_swapped_in_and_keep_what_they_hold() {
    let mut directory = imported(FIXTURE);
    let authorizer = Authorizer::new(&directory).expect("is viewed");
    let before = authorizer.view();
    let arn = "arn:aws:iam::111122223333:policy/NobodyHasThis".parse().expect("is an ARN");
    let to = Identity::User("nobody".parse().expect("is a name"));
    change(&mut directory, Command::AttachPolicy { to, arn });
    let (nobody, wanted) = ("arn:aws:iam::111122223333:user/former/nobody", Wanted::new("kms:ListKeys", "*"));
    assert!(!authorizer.is_allowed(nobody, &wanted).expect("is decided"));
    authorizer.refresh(&directory).expect("is viewed");
    assert!(authorizer.is_allowed(nobody, &wanted).expect("is decided"));
    let entry = before.principal(nobody).expect("is there");
    assert!(!before.is_allowed(entry, &wanted).expect("is decided"));
}

#[test]
fn a_boundary_that_is_gone_allows_nothing() {
    let mut account = read(FIXTURE).remove(0);
    account.policies.retain(|policy| policy.arn.name().as_str() != "DeveloperBoundary");
    let mut directory = empty();
    restore(&mut directory, &account, &restoring()).expect("is restored");
    let authorizer = Authorizer::new(&directory).expect("is viewed");
    assert_eq!(decision(&authorizer, ALICE, "sqs:SendMessage", QUEUE), Decision::ImplicitDeny);
}
