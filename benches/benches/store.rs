//! An account of 5,000 users: making it, changing it, keeping it in a file, opening that file, reading from it.
//!
//! The account has 1,000 roles, 500 groups and 1,500 customer managed policies besides, each with its attachments.

use std::str::FromStr;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use iamkit_policy::PolicyDocument;
use iamkit_store::{
    AccountId, Call, Change, Command, CreateGroup, CreatePolicy, CreateRole, CreateUser, Directory,
    Generation, Identity, Journal, MemoryJournal, Operation, Partition, PolicyArn, Quotas, Snapshot, Store,
    Tags, Transaction,
};
use iamkit_store_sqlite::SqliteJournal;

const N_USERS: usize = 5_000;
const N_ROLES: usize = 1_000;
const N_GROUPS: usize = 500;
const N_POLICIES: usize = 1_500;

type Failure = Box<dyn std::error::Error>;

fn parse<T: FromStr<Err: std::error::Error + 'static>>(text: &str) -> Result<T, Failure> {
    Ok(text.parse()?)
}

fn account() -> Result<AccountId, Failure> {
    parse("111122223333")
}

fn call() -> Result<Call, Failure> {
    Ok(Call::new(parse("arn:aws:iam::111122223333:root")?, parse("2026-05-01T10:00:00Z")?))
}

fn document(index: usize) -> Result<Arc<PolicyDocument>, Failure> {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],
        "Resource":["arn:aws:s3:::team-{index}","arn:aws:s3:::team-{index}/*"]}}]}}"#
    );
    Ok(Arc::new(text.parse()?))
}

fn trust() -> Result<Arc<PolicyDocument>, Failure> {
    let principal = r#""Principal":{"Service":"lambda.amazonaws.com"}"#;
    let text = format!(r#"{{"Statement":{{"Effect":"Allow",{principal},"Action":"sts:AssumeRole"}}}}"#);
    Ok(Arc::new(text.parse()?))
}

fn policy(index: usize) -> Result<PolicyArn, Failure> {
    parse(&format!("arn:aws:iam::111122223333:policy/policy{}", index % N_POLICIES))
}

/// The commands that make the account, each user and role with what hangs on it.
fn commands() -> Result<Vec<Command>, Failure> {
    let mut commands = Vec::new();
    for index in 0..N_POLICIES {
        let new = CreatePolicy::new(parse(&format!("policy{index}"))?, document(index)?);
        commands.push(Command::CreatePolicy(new));
    }
    for index in 0..N_GROUPS {
        let group = Identity::Group(parse(&format!("group{index}"))?);
        commands.push(Command::CreateGroup(CreateGroup::new(parse(&format!("group{index}"))?)));
        for place in 0..3 {
            commands.push(Command::AttachPolicy { to: group.clone(), arn: policy(3 * index + place)? });
        }
    }
    for index in 0..N_USERS {
        let user = parse(&format!("user{index}"))?;
        let tags = Tags::from_pairs([(parse("team")?, parse(&format!("team-{}", index % 50))?)])?;
        commands.push(Command::CreateUser(CreateUser { tags, ..CreateUser::new(user) }));
        for place in 0..2 {
            let group = parse(&format!("group{}", (index + place * 7) % N_GROUPS))?;
            commands.push(Command::AddUserToGroup { group, user: parse(&format!("user{index}"))? });
        }
        let to = Identity::User(parse(&format!("user{index}"))?);
        commands.push(Command::AttachPolicy { to, arn: policy(index)? });
    }
    for index in 0..N_ROLES {
        let role = Identity::Role(parse(&format!("role{index}"))?);
        commands.push(Command::CreateRole(CreateRole::new(parse(&format!("role{index}"))?, trust()?)));
        commands.push(Command::AttachPolicy { to: role.clone(), arn: policy(index)? });
        commands.push(Command::PutPolicy { of: role, name: parse("own")?, document: document(index)? });
    }
    Ok(commands)
}

fn changes() -> Result<Vec<Change>, Failure> {
    let quotas = Quotas { groups: N_GROUPS, ..Quotas::default() };
    let (call, partition) = (call()?, Partition::Aws);
    let new = Operation::CreateAccount { account: account()?, partition, seed: 0, quotas };
    let mut changes = vec![Change { call: call.clone(), operation: new }];
    for command in commands()? {
        changes.push(Change::in_account(call.clone(), account()?, command));
    }
    Ok(changes)
}

/// A change that can be made again and again: another value of a tag.
fn change(number: u64) -> Result<Change, Failure> {
    let tags = Tags::from_pairs([(parse("number")?, parse(&number.to_string())?)])?;
    let entity = iamkit_store::Taggable::User(parse("user2500")?);
    Ok(Change::in_account(call()?, account()?, Command::Tag { entity, tags }))
}

fn directory(changes: &[Change]) -> Result<Directory, Failure> {
    let mut directory = Directory::default();
    directory.apply_all(changes)?;
    Ok(directory)
}

fn model(criterion: &mut Criterion) -> Result<(), Failure> {
    let changes = changes()?;
    let whole = directory(&changes)?;
    assert_eq!(whole.account(&account()?)?.users().len(), N_USERS);
    let mut group = criterion.benchmark_group("store");
    group.sample_size(10).throughput(Throughput::Elements(changes.len() as u64));
    group.bench_function("make/5000_users", |bencher| bencher.iter(|| directory(&changes).is_ok()));
    group.finish();

    let (one, other) = (change(1)?, change(2)?);
    let mut group = criterion.benchmark_group("store");
    group.bench_function("snapshot_and_change/5000_users", |bencher| {
        let mut next = whole.clone();
        bencher.iter(|| {
            let before = next.clone();
            let applied = next.apply(&one).is_ok() & next.apply(&other).is_ok();
            (before, applied)
        });
    });
    let store = Store::open(MemoryJournal::default())?;
    store.commit(&changes)?;
    group
        .bench_function("read_snapshot/5000_users", |bencher| bencher.iter(|| store.snapshot().generation()));
    group.finish();
    Ok(())
}

fn durable(criterion: &mut Criterion) -> Result<(), Failure> {
    let changes = changes()?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("accounts.db");
    let mut group = criterion.benchmark_group("store_sqlite");
    group.sample_size(10);
    let mut number = 0;
    group.bench_function("commit_all/5000_users", |bencher| {
        let empty = || {
            number += 1;
            SqliteJournal::open(folder.path().join(format!("{number}.db"))).and_then(Store::open)
        };
        let commit = |store: Result<Store<SqliteJournal>, _>| {
            assert!(store.is_ok_and(|store| store.commit(&changes).is_ok()));
        };
        bencher.iter_batched(empty, commit, BatchSize::PerIteration);
    });
    let store = Store::open(SqliteJournal::open(&path)?)?;
    store.commit(&changes)?;
    group.sample_size(100);
    group.bench_function("commit_one/5000_users", |bencher| {
        let mut number = 0;
        bencher.iter(|| {
            number += 1;
            assert!(change(number).is_ok_and(|change| store.commit(&[change]).is_ok()));
        });
    });
    drop(store);
    group.sample_size(10);
    group.bench_function("open/5000_users", |bencher| {
        bencher.iter(|| assert!(SqliteJournal::open(&path).and_then(Store::open).is_ok()));
    });
    group.finish();
    let kept = SqliteJournal::open(&path)?.read(Generation::ZERO)?;
    fold(criterion, &kept);
    Ok(())
}

/// What opening costs without the file: the fold of the changes.
fn fold(criterion: &mut Criterion, kept: &[Transaction]) {
    assert!(Snapshot::of("kept", kept).is_ok());
    let mut group = criterion.benchmark_group("store");
    group.sample_size(10);
    group.bench_function("fold/5000_users", |bencher| bencher.iter(|| Snapshot::of("kept", kept).is_ok()));
    group.finish();
}

fn store(criterion: &mut Criterion) {
    for measured in [model(criterion), durable(criterion)] {
        assert!(measured.is_ok(), "{measured:?}");
    }
}

criterion_group!(benches, store);
criterion_main!(benches);
