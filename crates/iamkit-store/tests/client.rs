//! The named operations on a store, and the codes of what goes wrong.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::sync::Arc;

use iamkit_store::{
    Account, AccountId, Applied, Call, Change, ChangeFormatError, Command, CreateUser, DuplicateTagError,
    Generation, HistoryError, JournalError, MemoryJournal, Store, Tags, TransactionError,
};

const DOCUMENT: &str =
    r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

fn call() -> Call {
    Call::new("arn:aws:iam::111122223333:root".parse().unwrap(), "2026-05-01T10:00:00Z".parse().unwrap())
}

fn account() -> AccountId {
    "111122223333".parse().unwrap()
}

fn store() -> Store<MemoryJournal> {
    let store = Store::open(MemoryJournal::default()).unwrap();
    store.commit(&[Change::create_account(call(), account())]).unwrap();
    store
}

#[test]
fn a_store_and_an_account_are_changed_by_the_same_operations() {
    let store = store();
    let kept = store.client(account(), call());
    let mut alone = Account::new(account());
    let mut alone = alone.client(call());
    let document = || Arc::new(DOCUMENT.parse().unwrap());

    let arn = kept.create_policy("All".parse().unwrap(), document()).unwrap().arn().clone();
    assert_eq!(alone.create_policy("All".parse().unwrap(), document()).unwrap().arn(), &arn);
    let version = kept.create_policy_version(arn.clone(), document()).unwrap();
    assert_eq!(alone.create_policy_version(arn.clone(), document()).unwrap(), version);
    kept.create_group("Ops".parse().unwrap()).unwrap();
    alone.create_group("Ops".parse().unwrap()).unwrap();
    for _ in 0..2 {
        let attached = kept.attach_group_policy("Ops".parse().unwrap(), arn.clone()).unwrap();
        assert_eq!(alone.attach_group_policy("Ops".parse().unwrap(), arn.clone()).unwrap(), attached);
    }
    let again = kept.attach_group_policy("Ops".parse().unwrap(), arn.clone()).unwrap();
    assert_eq!(again, Applied::Unchanged);
    assert_eq!(kept.delete_policy(arn.clone()).unwrap_err().code(), "DeleteConflict");
    assert_eq!(alone.delete_policy(arn).unwrap_err().code(), "DeleteConflict");
}

#[test]
fn an_operation_on_an_account_that_is_not_there_is_refused() {
    let store = store();
    let elsewhere = store.client("444455556666".parse().unwrap(), call());
    assert_eq!(elsewhere.create_user("alice".parse().unwrap()).unwrap_err().code(), "NoSuchEntity");
    assert_eq!(store.snapshot().generation(), Generation::new(1));
}

#[test]
fn every_error_has_a_code() {
    let store = store();
    let history: HistoryError = store.as_of(Generation::new(7)).unwrap_err();
    assert_eq!(history.code(), "NoSuchEntity");
    let alice =
        Change::in_account(call(), account(), Command::CreateUser(CreateUser::new("a".parse().unwrap())));
    let twice: TransactionError = store.dry_run(&[alice.clone(), alice]).unwrap_err();
    assert_eq!((twice.index(), twice.code()), (1, "EntityAlreadyExists"));
    let format: ChangeFormatError = Change::from_json("{}").unwrap_err();
    assert_eq!(format.code(), "ValidationError");
    let tag = || ("Team".parse().unwrap(), "mail".parse().unwrap());
    let tags: DuplicateTagError = Tags::from_pairs([tag(), tag()]).unwrap_err();
    assert_eq!(tags.code(), "InvalidInput");
    let busy = JournalError::Conflict { journal: "a.db".into(), source: "locked".into() };
    assert_eq!(busy.code(), "ConcurrentModification");
}
