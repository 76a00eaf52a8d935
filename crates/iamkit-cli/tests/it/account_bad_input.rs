//! What bad input gets from `cargo xtask account`: a clear error that names the entity and its place, nothing taken by
//! half, nothing lost.

#![expect(clippy::expect_used, reason = "integration test")]

use std::path::{Path, PathBuf};

use crate::common::{account, fixture, json, written};
use tempfile::TempDir;

/// A folder with a database that holds an account of its own.
struct Kept {
    folder: TempDir,
    database: PathBuf,
    listing: String,
}

const LISTED: &str = r#"{"UserDetailList": [{"Path": "/", "UserName": "kept", "UserId": "AIDAKEPTKEPTKEPTKEPT2",
    "Arn": "arn:aws:iam::444455556666:user/kept"}]}"#;

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("is made");
        let database = folder.path().join("accounts.db");
        let listed = written(folder.path(), "kept.json", LISTED).display().to_string();
        assert_eq!(account(&["import", &listed, "--into", &database.display().to_string()]).0, 0);
        let listing = account(&["export", &database.display().to_string()]).1;
        assert!(listing.contains("user/kept"), "{listing}");
        Self { folder, database, listing }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn database(&self) -> String {
        self.database.display().to_string()
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.database).expect("is read")
    }

    /// Imports into the database what it must refuse; what is complained of.
    fn refuses(&self, args: &[&str]) -> String {
        let before = self.bytes();
        let (code, out, err) = account(&[&["import", "--into", &self.database()], args].concat());
        assert_eq!(code, 2, "{out}{err}");
        assert!(out.ends_with("nothing was taken; --partial takes what is all right\n"), "{out}");
        assert!(self.bytes() == before, "the database was written to");
        assert_eq!(account(&["export", &self.database()]).1, self.listing);
        err
    }

    /// The database with other bytes: what each command that needs it says, which leaves it as it is.
    fn damaged(&self, damage: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut bytes = self.bytes();
        damage(&mut bytes);
        std::fs::write(&self.database, &bytes).expect("is written");
        let (database, details) = (self.database(), fixture("details.json"));
        let asked = ["who-can", "s3:GetObject", "*", "--in", &database];
        let told =
            [&["import", &details, "--into", &database][..], &["export", &database], &asked].map(|args| {
                let (code, out, err) = account(args);
                assert_eq!((code, &*out), (2, ""), "{err}");
                assert!(self.bytes() == bytes, "the damaged database was written to");
                err
            });
        assert!(told.iter().all(|err| *err == told[0]), "{told:#?}");
        let [err, ..] = told;
        err.replace(&database, "accounts.db")
    }
}

/// The fixture's listing with a text in it replaced.
fn listing_with(folder: &Path, from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(fixture("details.json")).expect("is read");
    assert!(text.contains(from), "{from}");
    written(folder, "details.json", &text.replacen(from, to, 1)).display().to_string()
}

#[test]
fn a_truncated_database_is_told_and_left_as_it_is() {
    let err = Kept::new().damaged(|bytes| bytes.truncate(bytes.len() / 2));
    assert!(err.starts_with("error: `accounts.db` is corrupt: "), "{err}");
    let err = Kept::new().damaged(|bytes| bytes.truncate(50));
    assert!(err.starts_with("error: `accounts.db` is "), "{err}");
}

#[test]
fn a_corrupt_database_is_told_and_left_as_it_is() {
    let err =
        Kept::new().damaged(|bytes| bytes.iter_mut().skip(4_096).take(4_096).for_each(|byte| *byte = 0xA5));
    assert!(err.starts_with("error: `accounts.db` is corrupt: "), "{err}");
    let err = Kept::new().damaged(|bytes| {
        // The name of the user in the log: a database finds torn pages, not this.
        let place = bytes.windows(13).position(|part| part == b"\"name\":\"kept\"").expect("is there");
        bytes.iter_mut().skip(place + 8).take(1).for_each(|byte| *byte = b'K');
    });
    assert_eq!(
        err,
        "error: `accounts.db` is corrupt: generation 1: change 1 isn't what was written: its digest is another one\n"
    );
}

#[test]
fn a_database_of_a_newer_schema_is_told_and_left_as_it_is() {
    // SQLite keeps `user_version` in the four bytes from 60.
    let err = Kept::new().damaged(|bytes| bytes.iter_mut().skip(60).take(4).for_each(|byte| *byte = 1));
    assert_eq!(
        err,
        "error: `accounts.db` has the schema version 16843009, newer than 3, the newest one known\n"
    );
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_as_it_is() {
    let kept = Kept::new();
    let notes =
        written(kept.path(), "notes.txt", "not a database, but long enough to look at: ".repeat(30).as_str());
    let before = std::fs::read(&notes).expect("is read");
    let path = notes.display().to_string();
    let (code, _, err) = account(&["import", &fixture("details.json"), "--into", &path]);
    assert_eq!(
        (code, err),
        (2, format!("error: `{path}` is no store of iamkit: the file is no SQLite database\n"))
    );
    assert!(std::fs::read(&notes).expect("is read") == before);
}

#[test]
fn references_to_what_is_not_there_are_refused() {
    let kept = Kept::new();
    for (from, to, problem) in [
        (
            "\"Developers\"\n",
            "\"Nobodies\"\n",
            ":11:9: user `alice`: it is in the group `Nobodies`, which is not listed, at /UserDetailList/0/GroupList/0",
        ),
        (
            "\"PolicyArn\": \"arn:aws:iam::111122223333:policy/DeveloperAccess\"",
            "\"PolicyArn\": \"arn:aws:iam::111122223333:policy/Gone\"",
            "the policy `arn:aws:iam::111122223333:policy/Gone` is attached, which is not listed, at ",
        ),
        (
            "\"PermissionsBoundaryArn\": \"arn:aws:iam::111122223333:policy/boundaries/DeveloperBoundary\"",
            "\"PermissionsBoundaryArn\": \"arn:aws:iam::111122223333:policy/Gone\"",
            "user `alice`: its permissions boundary is the policy `arn:aws:iam::111122223333:policy/Gone`, which is not \
             listed, at /UserDetailList/0/PermissionsBoundary/PermissionsBoundaryArn",
        ),
        (
            "role/RingB\"\n              ]",
            "role/Gone\"\n              ]",
            "role `RingA`: statement 0 of the policy document names the principal \
             `arn:aws:iam::111122223333:role/Gone`, which does not exist, at /RoleDetailList/",
        ),
    ] {
        let broken = listing_with(kept.path(), from, to);
        let err = kept.refuses(&[&broken]);
        assert!(err.starts_with(&format!("error: {broken}:")) && err.contains(problem), "{err}");
    }
}

#[test]
fn names_outside_the_pattern_are_refused() {
    let kept = Kept::new();
    let broken = listing_with(kept.path(), "\"UserName\": \"alice\"", "\"UserName\": \"al ice\"");
    let err = kept.refuses(&[&broken]);
    let problem = "user `al ice`: `al ice` is no user name: expected 1 to 64 characters of `A-Za-z0-9_+=,.@-`, at \
                   /UserDetailList/0/UserName\n";
    assert!(err.contains(problem), "{err}");
    let long = format!("\"GroupName\": \"{}\"", "x".repeat(129));
    let err = kept.refuses(&[&listing_with(kept.path(), "\"GroupName\": \"Developers\"", &long)]);
    assert!(err.contains(
        "is no group name: expected 1 to 128 characters of `A-Za-z0-9_+=,.@-`, at /GroupDetailList/"
    ));
}

#[test]
fn documents_that_do_not_parse_are_refused() {
    let kept = Kept::new();
    let broken = listing_with(kept.path(), "\"Effect\": \"Allow\"", "\"Effect\": \"Alow\"");
    let err = kept.refuses(&[&broken]);
    assert!(err.starts_with(&format!("error: {broken}:")), "{err}");
    assert!(err.contains(": unknown effect `Alow`, expected `Allow` or `Deny`, at /"), "{err}");
    let broken = listing_with(kept.path(), "\"Version\": \"2012-10-17\"", "\"Version\": \"2013-10-17\"");
    assert!(kept.refuses(&[&broken]).contains("`2013-10-17`"));
}

#[test]
fn a_ring_of_roles_is_taken_and_walked_once() {
    let folder = tempfile::tempdir().expect("is made");
    let database = folder.path().join("accounts.db").display().to_string();
    assert_eq!(account(&["import", &fixture("details.json"), "--into", &database]).0, 0);
    let (code, answer) = json(&[
        "who-can",
        "dynamodb:PutItem",
        "arn:aws:dynamodb:us-east-1:111122223333:table/t",
        "--in",
        &database,
    ]);
    assert_eq!(code, 0);
    let chains = answer["throughRoles"].as_array().expect("is a list").iter();
    let longest = chains.filter_map(|can| can["chain"].as_array().map(Vec::len)).max();
    assert_eq!(longest, Some(3));
}

#[test]
fn a_listing_that_is_no_text_is_told_with_its_place() {
    let kept = Kept::new();
    let path = kept.path().join("details.json");
    std::fs::write(&path, b"{\"UserDetailList\":\n[\"\xff\"]}").expect("is written");
    let broken = path.display().to_string();
    let err = kept.refuses(&[&broken]);
    assert_eq!(err, format!("error: {broken}:2:3: the file is no UTF-8: invalid byte at offset 21\n"));
}

#[test]
fn a_new_database_is_not_made_for_what_is_refused() {
    let folder = tempfile::tempdir().expect("is made");
    let database = folder.path().join("accounts.db");
    let broken = listing_with(folder.path(), "role/RingB\"\n", "role/Gone\"\n");
    let into = database.display().to_string();
    assert_eq!(account(&["import", &broken, "--into", &into]).0, 2);
    assert!(!database.exists());
}

#[test]
fn of_a_listing_with_nothing_right_nothing_is_taken_in_part_either() {
    let kept = Kept::new();
    let text = r#"{"UserDetailList": [{"Path": "/", "UserName": "a b", "UserId": "AIDAAAAAAAAAAAAAAAAAA",
        "Arn": "arn:aws:iam::111122223333:user/a b"}]}"#;
    let broken = written(kept.path(), "broken.json", text).display().to_string();
    let before = kept.bytes();
    let (code, out, _) = account(&["import", &broken, "--into", &kept.database(), "--partial"]);
    let untaken = "not taken: account `111122223333`\nnot taken: user `a b`\nnothing could be taken\n";
    assert_eq!((code, &*out), (2, untaken));
    assert!(kept.bytes() == before);
    let new = kept.path().join("new.db");
    assert_eq!(account(&["import", &broken, "--into", &new.display().to_string(), "--partial"]).0, 2);
    assert!(!new.exists());
    let empty = written(kept.path(), "empty.json", "{}").display().to_string();
    let (code, out, err) = account(&["import", &empty, "--into", &kept.database()]);
    assert_eq!((code, &*out, &*err), (2, "", "error: nothing is listed that could be taken\n"));
}

#[test]
fn what_the_store_refuses_in_part_is_told_and_the_rest_taken() {
    let kept = Kept::new();
    let broken = listing_with(kept.path(), "role/RingB\"\n              ]", "role/Gone\"\n              ]");
    let (code, report) = json(&["import", &broken, "--into", &kept.database(), "--partial"]);
    assert_eq!(code, 1);
    assert_eq!(report["notTaken"][0], "role `RingA`");
    let problem = &report["problems"][0];
    assert_eq!((&problem["entity"], &problem["file"]), (&report["notTaken"][0], &broken.into()));
    assert!(problem["line"].as_u64().is_some_and(|line| 1 < line), "{problem}");
    let (_, listing, _) = account(&["export", &kept.database(), "--account", "111122223333"]);
    assert!(listing.contains("role/Worker\"") && !listing.contains("role/RingA\""), "{listing}");
    assert_eq!(account(&["export", &kept.database(), "--account", "444455556666"]).1, kept.listing);
}

#[test]
fn policy_files_that_are_no_text_or_there_already_are_left_out_with_their_places() {
    let kept = Kept::new();
    let statement = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
    let there = written(kept.path(), "there/Readers.json", statement);
    let folder = |path: &Path| path.parent().expect("has a folder").display().to_string();
    let import = |folder: &str, more: &[&str]| {
        let owner = "arn:aws:iam::444455556666:root";
        let fixed = ["import", "--policies", folder, "--account", owner, "--into", &kept.database()];
        account(&[&fixed[..], more].concat())
    };
    assert_eq!(import(&folder(&there), &[]).0, 0);
    let (before, listing) = (kept.bytes(), account(&["export", &kept.database()]).1);
    let readers = written(kept.path(), "new/readers.json", statement);
    let writers = written(kept.path(), "new/Writers.json", statement);
    let broken = written(kept.path(), "new/a.json", "");
    std::fs::write(&broken, b"{\"Statement\": \"\xc3\"}").expect("is written");
    let problems = format!(
        "error: {}:1:16: the file is no UTF-8: invalid byte at offset 15\nerror: {}:1:1: policy `readers`: the policy \
         `arn:aws:iam::444455556666:policy/Readers` already exists; names are unique whatever their case\n",
        broken.display(),
        readers.display(),
    );
    let (code, out, err) = import(&folder(&writers), &[]);
    assert_eq!((code, &err), (2, &problems), "{out}");
    assert!(kept.bytes() == before);
    assert_eq!(account(&["export", &kept.database()]).1, listing);
    let (code, out, err) = import(&folder(&writers), &["--partial"]);
    let taken = format!(
        "account 444455556666: 1 policy from files\nnot taken: file `{}`\nnot taken: policy `readers`\n",
        broken.display()
    );
    assert_eq!((code, out, err), (1, taken, problems));
    assert!(account(&["export", &kept.database()]).1.contains("policy/Writers\""));
}

#[test]
fn policies_are_taken_in_the_partition_of_their_account() {
    let folder = tempfile::tempdir().expect("is made");
    let statement = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
    written(folder.path(), "policies/Readers.json", statement);
    let policies = folder.path().join("policies").display().to_string();
    for partition in ["aws-cn", "aws-us-gov"] {
        let database = folder.path().join(partition).display().to_string();
        let owner = format!("arn:{partition}:iam::111122223333:root");
        let import = ["import", "--policies", &policies, "--account", &owner, "--into", &database];
        assert_eq!(account(&import).0, 0);
        let arn = format!("\"arn:{partition}:iam::111122223333:policy/Readers\"");
        let (_, listing, _) = account(&["export", &database]);
        assert!(listing.contains(&arn), "{listing}");
    }
    let (code, _, err) =
        account(&["import", "--policies", &policies, "--account", "arn:aws-iso:iam::111122223333:root"]);
    assert_eq!(code, 2);
    assert!(err.contains("`aws-iso` is no partition: expected `aws`, `aws-cn` or `aws-us-gov`"), "{err}");
}

#[test]
fn an_organisation_with_problems_is_refused_whole_or_taken_in_part() {
    let kept = Kept::new();
    let answers = kept.path().join("organization");
    for entry in std::fs::read_dir(fixture("organization")).expect("is there") {
        let path = entry.expect("is read").path();
        let name = path.file_name().expect("has a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("is read");
        written(&answers, &name, &text.replace("\\\"Deny\\\"", "\\\"Dny\\\""));
    }
    let (details, folder) = (fixture("details.json"), answers.display().to_string());
    let err = kept.refuses(&[&details, "--organization", &folder]);
    let problem = format!(
        "error: {folder}/describe-policy-p-9jc1268g.json:11:16: control policy `p-9jc1268g`: in the encoded document: \
         unknown effect `Dny`, expected `Allow` or `Deny` at /Statement/0/Effect (1:52), at /Policy/Content\n"
    );
    assert!(err.contains(&problem), "{err}");
    let import = ["import", &*details, "--organization", &folder, "--into", &kept.database(), "--partial"]
        .map(str::to_owned);
    let import = import.iter().map(String::as_str).collect::<Vec<_>>();
    let (code, out, err) = account(&import);
    assert_eq!(code, 1, "{err}");
    let taken = "organisation: 0 units, 1 accounts, 1 control policies\nnot taken: account `111122223333`\nnot taken: \
                 control policy `p-9jc1268g`\nnot taken: organisational unit `ou-vzu0-bk7uvlh2`\n";
    assert_eq!(out, taken);
    assert!(err.contains(
        "account `111122223333`: the organisation above it can't be taken, at /UserDetailList/0\n"
    ));
}
