//! What every journal has to do, whatever it keeps changes in.

#![expect(clippy::missing_panics_doc, reason = "a check that fails panics, which the module says")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use iamkit_store::{
    Applied, Change, Command, CommitError, ControlPolicyKind, CreateGroup, CreateInstanceProfile,
    CreatePolicy, CreateRole, CreateUser, Generation, HistoryError, Operation, OrganizationCommand, Parent,
    Snapshot, Store, all_rows,
};
use proptest::collection::vec;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

use super::{JournalHome, account, call, change, command, parse, rows_of};

/// How many users each of two writers makes.
const N_USERS: usize = 40;
/// How many random transactions a check commits.
const N_TRANSACTIONS: usize = 400;

type AnyStore = Store<Box<dyn iamkit_store::Journal>>;

fn open(home: &dyn JournalHome) -> AnyStore {
    Store::open(home.open()).unwrap()
}

/// A store with the account in it.
fn with_account(home: &dyn JournalHome) -> AnyStore {
    let store = open(home);
    store.commit(&[Change::create_account(call(), account())]).unwrap();
    store
}

fn user(name: &str) -> Change {
    change(Command::CreateUser(CreateUser::new(parse(name))))
}

fn n_users(snapshot: &Snapshot) -> usize {
    snapshot.account(&account()).unwrap().users().len()
}

/// The same random transactions in every run, refused ones among them.
fn transactions() -> Vec<Vec<Change>> {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let strategy = vec(vec(command().prop_map(change), 1..3), N_TRANSACTIONS);
    let random = strategy.new_tree(&mut runner).unwrap().current();
    [population()].into_iter().chain(random).collect()
}

/// A few entities of each kind for random commands to meet.
fn population() -> Vec<Change> {
    let trust =
        r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#;
    let document =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    let commands = ["a", "b"].into_iter().flat_map(|name| {
        [
            Command::CreateUser(CreateUser::new(parse(name))),
            Command::CreateGroup(CreateGroup::new(parse(name))),
            Command::CreateRole(CreateRole::new(parse(name), Arc::new(parse(trust)))),
            Command::CreatePolicy(CreatePolicy::new(parse(name), Arc::new(parse(document)))),
            Command::CreateInstanceProfile(CreateInstanceProfile::new(parse(name))),
        ]
    });
    commands.map(change).collect()
}

/// Commits random transactions, a change of the organisation now and then, and gives the state after each generation.
fn history(store: &AnyStore) -> Vec<Snapshot> {
    let mut states = vec![Snapshot::clone(&store.snapshot())];
    let organization = [
        OrganizationCommand::CreateOrganization {
            id: parse("o-example1234"),
            root: parse("r-abcd"),
            management_account: account(),
        },
        OrganizationCommand::EnablePolicyType { kind: ControlPolicyKind::ServiceControlPolicy },
        OrganizationCommand::CreateOrganizationalUnit { parent: Parent::Root, name: parse("Mail"), id: None },
    ];
    let organization = organization.map(|command| vec![Change::in_organization(call(), command)]);
    for transaction in transactions().into_iter().chain(organization) {
        if let Ok(committed) = store.commit(&transaction)
            && states.last().is_none_or(|last| last.generation() != committed.snapshot().generation())
        {
            states.push(Snapshot::clone(committed.snapshot()));
        }
    }
    assert!(N_TRANSACTIONS / 20 < states.len(), "only {} transactions changed something", states.len());
    states
}

/// What was committed is there when the journal is opened again, the organisation included
pub fn reopening(home: &dyn JournalHome) {
    assert_eq!(open(home).snapshot().generation(), Generation::ZERO);
    let store = with_account(home);
    let states = history(&store);
    let last = states.last().unwrap();
    drop(store);
    let again = open(home).snapshot();
    assert_eq!(again.generation(), last.generation());
    assert_eq!(again.directory(), last.directory());
}

/// A transaction with a change that is refused leaves nothing, not even the changes before it
pub fn refused_transactions(home: &dyn JournalHome) {
    let store = with_account(home);
    let before = store.snapshot();
    let refused = store.commit(&[user("alice"), user("bob"), user("ALICE")]).unwrap_err();
    assert_eq!(refused.code(), "EntityAlreadyExists");
    let text =
        "change 2 of the transaction: the user `alice` already exists; names are unique whatever their case";
    assert_eq!(refused.to_string(), text);
    assert!(matches!(refused, CommitError::Refused(_)));
    assert_eq!((store.snapshot().generation(), n_users(&store.snapshot())), (before.generation(), 0));
    let dry = store.dry_run(&[user("alice")]).unwrap();
    assert_eq!(dry.account(&account()).unwrap().users().len(), 1);
    assert!(store.dry_run(&[user("alice"), user("Alice")]).is_err());
    assert_eq!(open(home).snapshot().directory(), before.directory());
}

/// A transaction that changes nothing makes no generation, and no part of one that does is kept in vain
pub fn no_generation_for_nothing(home: &dyn JournalHome) {
    let store = with_account(home);
    let (group, alice) = (parse("Ops"), parse("alice"));
    let create = Command::CreateGroup(CreateGroup::new(parse("Ops")));
    let add = change(Command::AddUserToGroup { group, user: alice });
    let committed = store.commit(&[user("alice"), change(create), add.clone(), add.clone()]).unwrap();
    let [.., first, second] = committed.applied() else { return assert_eq!(committed.applied().len(), 4) };
    assert_eq!((*first, *second), (Applied::Changed, Applied::Unchanged));
    let again = store.commit(&[add.clone(), add]).unwrap();
    assert_eq!(again.snapshot().generation(), committed.snapshot().generation());
    let kept = store.transactions(Generation::new(1)).unwrap();
    assert_eq!(kept.iter().map(|transaction| transaction.changes.len()).collect::<Vec<_>>(), [3]);
}

/// Two writers, each with its own handle, at the same time: every update of both is there at the end
pub fn two_writers(home: &dyn JournalHome) {
    drop(with_account(home));
    let write = |writer: &str| {
        let store = open(home);
        for index in 0..N_USERS {
            store.commit(&[user(&format!("{writer}{index}"))]).unwrap();
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| write("left"));
        scope.spawn(|| write("right"));
    });
    let store = open(home);
    assert_eq!(n_users(&store.snapshot()), 2 * N_USERS);
    let generations = store.transactions(Generation::ZERO).unwrap();
    let numbers = generations.iter().map(|transaction| transaction.generation.number());
    assert!(numbers.eq(1..=2 * N_USERS as u64 + 1));
}

/// A writer that hasn't read for a while still judges by what is there, and takes it up
pub fn neighbours(home: &dyn JournalHome) {
    let left = with_account(home);
    let right = open(home);
    left.commit(&[user("alice")]).unwrap();
    assert_eq!(n_users(&right.snapshot()), 0);
    let refused = right.commit(&[user("ALICE")]).unwrap_err();
    assert_eq!(refused.code(), "EntityAlreadyExists");
    assert_eq!(n_users(&right.snapshot()), 1);
    right.commit(&[user("bob")]).unwrap();
    assert_eq!(n_users(&left.snapshot()), 1);
    assert_eq!(n_users(&left.refresh().unwrap()), 2);
    assert_eq!(left.snapshot().directory(), right.snapshot().directory());
}

/// Readers have one state for as long as they like, while a writer goes on
pub fn readers(home: &dyn JournalHome) {
    let store = with_account(home);
    let old = store.snapshot();
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = 0;
            while !is_done.load(Ordering::Acquire) {
                let snapshot = store.snapshot();
                let users = snapshot.account(&account()).unwrap().users();
                // Users are made in pairs, in one transaction each.
                assert_eq!(users.len() % 2, 0);
                assert_eq!(snapshot.generation().number(), 1 + users.len() as u64 / 2);
                assert!(seen <= users.len());
                seen = users.len();
            }
        });
        for index in 0..N_USERS / 2 {
            store.commit(&[user(&format!("a{index}")), user(&format!("b{index}"))]).unwrap();
        }
        is_done.store(true, Ordering::Release);
        reader.join().unwrap();
    });
    assert_eq!((n_users(&old), n_users(&store.snapshot())), (0, N_USERS));
}

/// The feed has every transaction with its caller, and each prefix of it folds to the state of that generation
pub fn feed_and_history(home: &dyn JournalHome) {
    let store = open(home);
    store.commit(&[Change::create_account(call(), account())]).unwrap();
    let states = history(&store);
    for state in states.iter().step_by(5) {
        let past = store.as_of(state.generation()).unwrap();
        assert_eq!((past.generation(), past.directory()), (state.generation(), state.directory()));
    }
    let latest = store.snapshot().generation();
    let feed = store.transactions(Generation::new(1)).unwrap();
    assert_eq!(feed.len() as u64, latest.number() - 1);
    assert!(feed.iter().flat_map(|transaction| &transaction.changes).all(|change| change.call == call()));
    let future = store.as_of(latest.next());
    let text = format!("there is no generation {} yet: the latest is {latest}", latest.next());
    assert!(matches!(&future, Err(error @ HistoryError::NotYet { .. }) if error.to_string() == text));
}

/// The tables hold exactly the rows that the state has, after every kind of change
pub fn rows_in_step(home: &dyn JournalHome) {
    let store = with_account(home);
    let check = |store: &AnyStore| {
        if let Some(rows) = home.rows() {
            assert_eq!(rows, rows_of(&all_rows(store.snapshot().directory())));
        }
    };
    for transaction in transactions() {
        if store.commit(&transaction).is_ok() {
            check(&store);
        }
    }
    history(&store);
    check(&store);
    let remove = |operation| Change { call: call(), operation };
    let account_removed = remove(Operation::RemoveAccount { account: account() });
    store.commit(&[account_removed, Change::create_account(call(), account()), user("alice")]).unwrap();
    check(&store);
    assert!(store.snapshot().directory().organization().is_some());
    store.commit(&[remove(Operation::RemoveOrganization)]).unwrap();
    assert!(store.snapshot().directory().organization().is_none());
    check(&store);
}
