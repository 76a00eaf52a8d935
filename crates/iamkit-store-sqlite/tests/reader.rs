//! Who only asks: no lock, no right to write, nothing left behind.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "integration test")]

use std::fs;
use std::path::{Path, PathBuf};

use iamkit_store::{Change, Command, CommitError, CreateUser, Generation, JournalError, Store};
use iamkit_store_sqlite::{SqliteJournal, SqliteReader};
use iamkit_testkit::store::{account, call, change};
use rusqlite::Connection;
use tempfile::TempDir;

fn user(name: &str) -> Change {
    change(Command::CreateUser(CreateUser::new(name.parse().unwrap())))
}

fn filled() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    let store = write(&path);
    store.commit(&[Change::create_account(call(), account())]).unwrap();
    store.commit(&[user("alice")]).unwrap();
    (folder, path)
}

fn write(path: &Path) -> Store<SqliteJournal> {
    Store::open(SqliteJournal::open(path).unwrap()).unwrap()
}

fn read(path: &Path) -> Store<SqliteReader> {
    Store::open(SqliteReader::open(path).unwrap()).unwrap()
}

/// The files of a folder, with what is in them.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files = paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect::<Vec<_>>();
    files.sort();
    files
}

#[test]
fn a_question_leaves_nothing_behind() {
    let (folder, path) = filled();
    let before = files(folder.path());
    assert_eq!(before.len(), 2);
    let reader = read(&path);
    assert_eq!(reader.refresh().unwrap().generation(), Generation::new(2));
    assert_eq!(files(folder.path()), before);
    drop(reader);
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_question_of_a_path_without_a_file_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    let error = SqliteReader::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Failed { .. }), "{error}");
    assert!(error.to_string().contains("none.db` can't be used: unable to open database file"), "{error}");
    assert_eq!(files(folder.path()), []);
    fs::write(&path, "").unwrap();
    let error = SqliteReader::open(&path).and_then(Store::open).unwrap_err().to_string();
    assert!(error.ends_with("none.db` is no store of iamkit: there is nothing in the file"), "{error}");
    assert_eq!(files(folder.path()), [(path, Vec::new())]);
}

#[test]
fn a_file_that_cannot_be_made_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    fs::create_dir(folder.path().join("accounts.db-end")).unwrap();
    let error = SqliteJournal::open(&path).unwrap_err();
    assert!(error.to_string().contains("accounts.db` can't be used: "), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn readers_go_on_beside_a_writer_that_is_at_it() {
    let (_folder, path) = filled();
    let writer = Connection::open(&path).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; DELETE FROM changes").unwrap();
    let reader = read(&path);
    assert_eq!(reader.snapshot().generation(), Generation::new(2));
    writer.execute_batch("ROLLBACK").unwrap();
    let store = write(&path);
    store.commit(&[user("bob")]).unwrap();
    assert_eq!(reader.refresh().unwrap().directory(), store.snapshot().directory());
    store.commit(&[user("carol")]).unwrap();
    assert_eq!(read(&path).snapshot().generation(), Generation::new(4));
    drop(store);
    assert_eq!(reader.refresh().unwrap().generation(), Generation::new(4));
}

#[test]
fn readers_are_in_no_writer_s_way() {
    let (_folder, path) = filled();
    let reader = read(&path);
    let writer = Connection::open(&path).unwrap();
    writer.execute_batch("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE; COMMIT").unwrap();
    writer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE").unwrap();
    assert_eq!(reader.refresh().unwrap().generation(), Generation::new(2));
}

#[test]
fn a_reader_refuses_to_write() {
    let (folder, path) = filled();
    let before = files(folder.path());
    let error = read(&path).commit(&[user("bob")]).unwrap_err();
    assert!(matches!(error, CommitError::Journal(JournalError::ReadOnly { .. })), "{error}");
    assert!(error.to_string().ends_with("accounts.db` was opened to be read, not to be written"), "{error}");
    assert_eq!(files(folder.path()), before);
}

#[cfg(unix)]
mod in_a_folder_that_nobody_can_write {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::Command;
    use std::{env, str};

    use super::*;

    /// Tells the test that it is the reader, without the rights of whoever started it.
    const FILE: &str = "IAMKIT_READ_ONLY_FILE";
    /// The user that has no rights: `nobody`.
    const NOBODY: u32 = 65_534;

    /// The number of users that a process without rights finds.
    fn ask(path: &Path) -> String {
        if let Some(path) = env::var_os(FILE) {
            let refused = SqliteJournal::open(&path).unwrap_err().to_string();
            assert!(refused.ends_with("there is no right to write the file"), "{refused}");
            println!("found {}", read(Path::new(&path)).snapshot().generation());
            std::process::exit(0);
        }
        let mut reader = Command::new(env::current_exe().unwrap());
        reader.args(["a_question_needs_no_right", "--nocapture"]).env(FILE, path);
        if fs::metadata(path).is_ok_and(|found| std::os::unix::fs::MetadataExt::uid(&found) == 0) {
            reader.uid(NOBODY).gid(NOBODY);
        }
        let output = reader.output().unwrap();
        let text = |bytes: &[u8]| str::from_utf8(bytes).unwrap().to_owned();
        let said = text(&output.stdout);
        let found = said.lines().find_map(|line| line.split("found ").nth(1));
        found.map_or_else(|| format!("{said}{}", text(&output.stderr)), ToOwned::to_owned)
    }

    fn set_rights(path: &Path, mode: u32) {
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    }

    fn set_all_rights(folder: &Path, of_folder: u32, of_files: u32) {
        set_rights(folder, of_folder);
        for (file, _) in files(folder) {
            set_rights(&file, of_files);
        }
    }

    #[test]
    fn a_question_needs_no_right() {
        let (folder, path) = filled();
        set_all_rights(folder.path(), 0o555, 0o444);
        assert_eq!(ask(&path), "2");
        // A writer who may, beside a reader who may not.
        set_all_rights(folder.path(), 0o755, 0o644);
        let store = write(&path);
        store.commit(&[user("bob")]).unwrap();
        set_rights(folder.path(), 0o555);
        assert_eq!(ask(&path), "3");
        set_rights(folder.path(), 0o755);
    }
}
