//! The rows of a log: what was written is read again, and whatever else is there is refused.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::sync::Arc;

use iamkit_store::{
    Change, Command, CreateRole, CreateUser, Directory, Generation, Identity, JournalError, LogEnd,
    LogReader, LogRow, Operation, Partition, Quotas, Snapshot, Transaction, log_rows,
};
use iamkit_testkit::store::{account, call, change};

fn user(name: &str) -> Change {
    change(Command::CreateUser(CreateUser::new(name.parse().unwrap())))
}

fn transactions() -> Vec<Transaction> {
    let changes = [
        vec![Change::create_account(call(), account())],
        vec![user("alice"), user("bob")],
        vec![user("carol")],
    ];
    let numbered = changes.into_iter().zip(1..);
    numbered.map(|(changes, number)| Transaction { generation: Generation::new(number), changes }).collect()
}

fn rows() -> Vec<LogRow> {
    let mut rows = Vec::<LogRow>::new();
    for transaction in transactions() {
        let before = rows.last().map_or(String::new(), |row| row.digest.clone());
        rows.extend(log_rows("log", &before, &transaction).unwrap());
    }
    rows
}

fn read(rows: &[LogRow]) -> Result<Vec<Transaction>, JournalError> {
    let mut reader = LogReader::new("log", LogEnd::default());
    for row in rows {
        let (generation, position) =
            (row.generation.number().cast_signed(), row.position.cast_signed() as i64);
        reader.push(generation, position, &row.change, &row.digest)?;
    }
    let (transactions, end) = reader.finish();
    assert_eq!(end, rows.last().map_or_else(LogEnd::default, LogRow::end));
    Ok(transactions)
}

#[test]
fn what_was_written_is_read_again() {
    assert_eq!(read(&rows()).unwrap(), transactions());
    assert_eq!(Snapshot::of("log", &transactions()).unwrap().account(&account()).unwrap().users().len(), 3);
}

#[test]
fn the_digest_of_a_row_is_of_all_before_it() {
    let digests: Vec<String> = rows().into_iter().map(|row| row.digest).collect();
    assert!(digests.iter().all(|digest| digest.len() == 64 && !digest.contains(|c: char| c.is_uppercase())));
    let mut other = rows();
    other.remove(0);
    let alone = log_rows("log", "", &transactions().remove(1)).unwrap();
    assert_ne!(other.first().map(|row| &row.digest), alone.first().map(|row| &row.digest));
}

#[test]
fn no_letter_of_a_row_can_be_another_one() {
    let whole = rows();
    for (index, row) in whole.iter().enumerate() {
        for place in 0..row.change.len() {
            let mut altered = whole.clone();
            let mut bytes = row.change.clone().into_bytes();
            bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 1);
            altered.iter_mut().skip(index).take(1).for_each(|row| {
                row.change = String::from_utf8(bytes.clone()).unwrap();
            });
            let error = read(&altered).unwrap_err().to_string();
            let generation = row.generation;
            let position = row.position;
            let text = format!(
                "`log` is corrupt: generation {generation}: change {position} isn't what was written: its digest is another one"
            );
            assert_eq!(error, text);
        }
    }
}

#[test]
fn no_row_can_be_taken_out_put_in_or_moved() {
    let whole = rows();
    for index in 0..whole.len() - 1 {
        let mut without = whole.clone();
        without.remove(index);
        assert!(read(&without).is_err(), "without row {index}");
        let mut twice = whole.clone();
        twice.insert(index, whole.get(index).unwrap().clone());
        assert!(read(&twice).is_err(), "row {index} twice");
        let mut swapped = whole.clone();
        swapped.swap(index, index + 1);
        assert!(read(&swapped).is_err(), "row {index} behind the next one");
    }
}

#[test]
fn a_log_without_its_last_rows_is_told_by_its_end() {
    let whole = rows();
    let end = whole.last().unwrap().end();
    for n_left in 0..whole.len() {
        let found = whole.get(..n_left).unwrap().last().map_or_else(LogEnd::default, LogRow::end);
        let error = end.ensure_in("log", "its head", &found, "noon").unwrap_err().to_string();
        let missing = [
            "is empty: generations 1 to 3 are missing",
            "ends at generation 1 of noon: generations 2 to 3 are missing",
            "ends at generation 2 of noon: generation 3 is missing",
            "ends at generation 2 of noon: generation 3 is missing",
        ];
        assert!(error.ends_with(missing[n_left]), "{error}");
    }
    end.ensure_in("log", "its head", &end, "noon").unwrap();
    let mut half = end.clone();
    half.position = 2;
    let error = half.ensure_in("log", "its head", &end, "noon").unwrap_err().to_string();
    assert!(error.ends_with("generation 3 of noon: changes 1 to 2 are missing, as its head says"), "{error}");
    let other = LogEnd { digest: "f00".to_owned(), ..end.clone() };
    let error = other.ensure_in("log", "its head", &end, "noon").unwrap_err().to_string();
    assert!(error.ends_with("generation 3 of noon isn't the one that was kept, as its head says"), "{error}");
}

#[test]
fn a_log_that_cannot_have_been_made_is_refused_with_its_generation() {
    let transaction = |number, changes| Transaction { generation: Generation::new(number), changes };
    let created = || transaction(1, vec![Change::create_account(call(), account())]);
    let error = Snapshot::of("log", &[created(), transaction(3, vec![user("alice")])]).unwrap_err();
    assert_eq!(error.to_string(), "`log` is corrupt: generation 3: follows on generation 1");
    let error =
        Snapshot::of("log", &[created(), transaction(2, vec![user("alice"), user("Alice")])]).unwrap_err();
    let text = "`log` is corrupt: generation 2: change 1 can't have been made: \
        the user `alice` already exists; names are unique whatever their case";
    assert_eq!(error.to_string(), text);
}

#[test]
fn what_is_on_record_is_not_judged_by_later_quotas_and_rules() {
    let quotas = Quotas { users: 0, inline_per_user: 1, ..Quotas::default() };
    let none = Operation::CreateAccount { account: account(), partition: Partition::Aws, seed: 0, quotas };
    let sid = r#"{"Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"},
        {"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
    let put = Command::PutPolicy {
        of: Identity::User("alice".parse().unwrap()),
        name: "P".parse().unwrap(),
        document: Arc::new(sid.parse().unwrap()),
    };
    let trust = r#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
        "Principal":{"AWS":"arn:aws:iam::111122223333:user/nobody"}}}"#;
    let role = CreateRole::new("Deploy".parse().unwrap(), Arc::new(trust.parse().unwrap()));
    let changes = [
        Change { call: call(), operation: none },
        user("alice"),
        change(put),
        change(Command::CreateRole(role)),
    ];
    let mut fresh = Directory::default();
    let refused: Vec<&str> =
        changes.iter().filter_map(|change| fresh.apply(change).err()).map(|e| e.code()).collect();
    assert_eq!(refused, ["LimitExceeded", "NoSuchEntity", "MalformedPolicyDocument"]);
    let recorded = [Transaction { generation: Generation::new(1), changes: changes.to_vec() }];
    let snapshot = Snapshot::of("log", &recorded).unwrap();
    let account = snapshot.account(&account()).unwrap();
    assert_eq!((account.users().len(), account.roles().len()), (1, 1));
}
