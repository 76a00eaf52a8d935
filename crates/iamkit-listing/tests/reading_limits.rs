//! What a reading of listings, organisations and folders of policies takes at most: beyond it nothing is taken.

use iamkit_listing::details::{self, Leniency, Problem, ReadingLimits, Source};
use iamkit_listing::organization;
use iamkit_listing::policy_files;
use iamkit_listing::resource_policies;

const PAGE: &str = r#"{"UserDetailList": [
    {"Path": "/", "UserName": "alice", "UserId": "AIDAAAAAAAAAAAAAAAAAA", "Arn": "arn:aws:iam::111122223333:user/alice"},
    {"Path": "/", "UserName": "bob", "UserId": "AIDABBBBBBBBBBBBBBBBB", "Arn": "arn:aws:iam::111122223333:user/bob"}]}"#;
const POLICY: &str = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
const OF_BUCKET: &str = r#"{"Policy": "{\"Statement\": {\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b/*\"}}"}"#;
const ROOTS: &str = r#"{"Roots": [{"Id": "r-abcd", "Arn": "arn:aws:organizations::111122223333:root/o-exampleorgid/r-abcd", "Name": "Root", "PolicyTypes": []}]}"#;
const UNITS: &str = r#"{"OrganizationalUnits": [{"Id": "ou-abcd-00000001", "Name": "one"}, {"Id": "ou-abcd-00000002", "Name": "two"}]}"#;

fn source<'t>(name: &'t str, text: &'t str) -> Source<'t> {
    Source { name, text }
}

fn told(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

/// The bytes that all but one byte of the files fit into, and a limit of entities.
fn but_one_byte(sources: &[Source<'_>]) -> (ReadingLimits, usize) {
    let bytes = sources.iter().map(|source| source.text.len()).sum::<usize>();
    (ReadingLimits { bytes: bytes - 1, ..ReadingLimits::default() }, bytes)
}

fn few(entities: usize) -> ReadingLimits {
    ReadingLimits { entities, ..ReadingLimits::default() }
}

fn too_long(file: &str, bytes: usize) -> String {
    format!(
        "{file}:1:1: the files have {bytes} bytes together, more than {}: \
         read the accounts in several goes, or raise `ReadingLimits::bytes`",
        bytes - 1
    )
}

fn too_many(file: &str, measured: usize, limit: usize) -> String {
    format!(
        "{file}:1:1: the files list {measured} entities, more than {limit}: \
         read the accounts in several goes, or raise `ReadingLimits::entities`"
    )
}

#[test]
fn listings_beyond_a_limit_are_not_taken_in_part() {
    let sources = [source("one.json", PAGE), source("two.json", r#"{"UserDetailList": []}"#)];
    let read = |limits: &ReadingLimits| {
        let reading = details::read_within(&sources, Leniency::default(), limits);
        (
            told(reading.problems()),
            reading.accounts().iter().map(|account| account.users.len()).sum::<usize>(),
        )
    };
    let (limits, bytes) = but_one_byte(&sources);
    assert_eq!(read(&limits), (vec![too_long("two.json", bytes)], 0));
    assert_eq!(read(&ReadingLimits { bytes, ..limits }), (vec![], 2));
    assert_eq!(read(&few(1)), (vec![too_many("one.json", 2, 1)], 0));
    assert_eq!(read(&few(2)), (vec![], 2));
}

#[test]
fn an_organisation_beyond_a_limit_withholds_all_accounts() {
    let sources =
        [source("list-roots.json", ROOTS), source("list-organizational-units-for-parent-r-abcd.json", UNITS)];
    let account = "444455556666".parse().expect("is an id");
    let read = |limits: &ReadingLimits| {
        let reading = organization::read_within(&sources, limits);
        (told(reading.problems()), reading.withholds(&account))
    };
    let (limits, bytes) = but_one_byte(&sources);
    let second = "list-organizational-units-for-parent-r-abcd.json";
    assert_eq!(read(&limits), (vec![too_long(second, bytes)], true));
    assert_eq!(read(&few(2)), (vec![too_many("list-roots.json", 3, 2)], true));
    assert_eq!(read(&few(3)), (vec![], false));
}

#[test]
fn folders_of_policies_beyond_a_limit_are_not_taken_in_part() {
    let sources = [source("a/Readers.json", POLICY), source("a/Others.json", POLICY)];
    let read = |limits: &ReadingLimits| {
        let files = policy_files::read_within(&sources, limits);
        (told(files.problems()), files.policies().len())
    };
    let (limits, bytes) = but_one_byte(&sources);
    assert_eq!(read(&limits), (vec![too_long("a/Others.json", bytes)], 0));
    assert_eq!(read(&few(1)), (vec![too_many("a/Readers.json", 2, 1)], 0));
    assert_eq!(read(&few(2)), (vec![], 2));

    let sources = [source("a/arn:aws:s3:::b.json", OF_BUCKET)];
    let read = |limits: &ReadingLimits| {
        let files = resource_policies::read_within(&sources, limits);
        (told(files.problems()), files.policies().len())
    };
    let (limits, bytes) = but_one_byte(&sources);
    assert_eq!(read(&limits), (vec![too_long("a/arn:aws:s3:::b.json", bytes)], 0));
    assert_eq!(read(&few(0)), (vec![too_many("a/arn:aws:s3:::b.json", 1, 0)], 0));
    assert_eq!(read(&few(1)), (vec![], 1));
}
