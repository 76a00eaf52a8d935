//! What a listing says of AWS's own policies counts, wherever it is asked: in the listing, in its database, and after it
//! was exported and imported again.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "integration test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use iamkit_account::change::changes;
use iamkit_account::view::{AccessView, Wanted};
use iamkit_engine::Decision;
use iamkit_listing::details::{self, AuthorizationDetails, Documents, Leniency, Source};
use iamkit_listing::intake::Listings;
use iamkit_listing::restore::listed;
use iamkit_store::EmbeddedManagedPolicies;
use iamkit_store::{AccountId, Directory, Store};
use iamkit_store_sqlite::SqliteJournal;
use iamkit_testkit::accounts::imported::{empty, imported, read, restoring};
use iamkit_testkit::accounts::{AccountShape, listing, with_aws_managed_policies};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const DANA: &str = "arn:aws:iam::444455556666:user/dana";

fn id() -> AccountId {
    "111122223333".parse().expect("is an id")
}

fn allow(actions: &[&str]) -> Json {
    json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}})
}

fn of_aws(name: &str, version: &str, document: &Json) -> Json {
    json!({
        "PolicyName": name, "PolicyId": "ANPAAAAAAAAAAAAAAAAAA", "Arn": format!("arn:aws:iam::aws:policy/{name}"),
        "Path": "/", "DefaultVersionId": version,
        "PolicyVersionList": [{"VersionId": version, "IsDefaultVersion": true, "Document": document}],
    })
}

/// A user with one managed policy, and perhaps a boundary.
fn user(attached: &str, boundary: Option<&str>, policies: &[Json]) -> String {
    let mut user = json!({
        "Path": "/", "UserName": "dana", "UserId": "AIDAAAAAAAAAAAAAAAAAA", "Arn": DANA,
        "AttachedManagedPolicies":
            [{"PolicyName": attached, "PolicyArn": format!("arn:aws:iam::aws:policy/{attached}")}],
    });
    if let Some(boundary) = boundary {
        user["PermissionsBoundary"] =
            json!({"PermissionsBoundaryArn": format!("arn:aws:iam::aws:policy/{boundary}")});
    }
    json!({"UserDetailList": [user], "Policies": policies}).to_string()
}

/// The directory of a database in a file, once the listing was taken into it and the file opened anew.
fn in_database(folder: &Path, text: &str, leniency: Leniency) -> Directory {
    let file = folder.join("accounts.db");
    let open = || {
        let journal = SqliteJournal::open(&file).expect("is opened");
        Store::open_with(journal, Arc::new(EmbeddedManagedPolicies)).expect("is folded")
    };
    let accounts = details::read_leniently(&[Source { name: "page.json", text }], leniency);
    let listings = Listings { accounts, ..Listings::default() };
    let intake = listings.intake(&empty(), false, &restoring()).expect("has one partition");
    open().commit(intake.changes()).expect("is committed");
    open().snapshot().directory().clone()
}

fn decision(directory: &Directory, action: &str) -> Decision {
    let view = AccessView::new(directory).expect("is viewed");
    let dana = view.principal(DANA).expect("is there");
    let answer = view.evaluate(dana, &Wanted::new(action, "*")).expect("is decided");
    answer.evaluation().decision()
}

/// What is decided in the listing, in its database, and after export and import.
fn everywhere(text: &str, action: &str) -> Decision {
    let folder = tempfile::tempdir().expect("is made");
    let database = in_database(folder.path(), text, Leniency::default());
    let account = "444455556666".parse().expect("is an id");
    let exported = listed(&database, &account).expect("is listed");
    let again = imported(&details::write(&exported, Documents::Encoded).expect("is written"));
    let decisions = [&imported(text), &database, &again].map(|directory| decision(directory, action));
    assert_eq!(decisions, [decisions[0]; 3], "{action}");
    decisions[0]
}

#[test]
fn a_policy_that_aws_has_no_more_is_taken_as_it_is_listed() {
    let text = user("NeverHeardOf", None, &[of_aws("NeverHeardOf", "v4", &allow(&["sqs:*"]))]);
    assert_eq!(everywhere(&text, "sqs:ListQueues"), Decision::Allow);
    assert_eq!(everywhere(&text, "s3:ListAllMyBuckets"), Decision::ImplicitDeny);
}

#[test]
fn a_boundary_that_aws_has_no_more_bounds_as_it_is_listed() {
    let policies = [of_aws("NeverHeardOf", "v4", &allow(&["sqs:*"]))];
    let text = user("AdministratorAccess", Some("NeverHeardOf"), &policies);
    assert_eq!(everywhere(&text, "sqs:ListQueues"), Decision::Allow);
    assert_eq!(everywhere(&text, "s3:ListAllMyBuckets"), Decision::ImplicitDeny);
}

#[test]
fn the_listed_version_counts_and_not_the_newest_one() {
    let text =
        user("AmazonSQSReadOnlyAccess", None, &[of_aws("AmazonSQSReadOnlyAccess", "v1", &allow(&["sns:*"]))]);
    assert_eq!(everywhere(&text, "sns:ListTopics"), Decision::Allow);
    assert_eq!(everywhere(&text, "sqs:ListQueues"), Decision::ImplicitDeny);
}

const UNKNOWN: Leniency = Leniency { unknown_policies: true, ids: false };

fn unknown(text: &str) -> Directory {
    let folder = tempfile::tempdir().expect("is made");
    let database = in_database(folder.path(), text, UNKNOWN);
    let account = "444455556666".parse().expect("is an id");
    let exported = listed(&database, &account).expect("is listed");
    let written = details::write(&exported, Documents::Objects).expect("is written");
    let reading = details::read_leniently(&[Source { name: "again.json", text: &written }], UNKNOWN);
    assert_eq!(reading.accounts(), [exported]);
    database
}

fn undecided(directory: &Directory, action: &str) -> Vec<String> {
    let view = AccessView::new(directory).expect("is viewed");
    let dana = view.principal(DANA).expect("is there");
    let wanted = Wanted::new(action, "*");
    let answer = view.evaluate(dana, &wanted).expect("is decided");
    assert!(!view.is_allowed(dana, &wanted).expect("is decided"));
    answer.unknown_policies().map(ToOwned::to_owned).collect()
}

#[test]
fn what_depends_on_a_policy_that_nobody_gives_is_undecided() {
    let text = user("NeverHeardOf", None, &[]);
    assert!(details::read(&[Source { name: "page.json", text: &text }]).accounts()[0].users.is_empty());
    let directory = unknown(&text);
    assert_eq!(decision(&directory, "sqs:ListQueues"), Decision::Depends);
    assert_eq!(undecided(&directory, "sqs:ListQueues"), ["arn:aws:iam::aws:policy/NeverHeardOf"]);
    let view = AccessView::new(&directory).expect("is viewed");
    let who = view.who_can(&Wanted::new("sqs:ListQueues", "*")).expect("is answered");
    assert_eq!(
        who.direct[0].condition.to_string(),
        "when the unknown policy `arn:aws:iam::aws:policy/NeverHeardOf` allows it \
         unless the unknown policy `arn:aws:iam::aws:policy/NeverHeardOf` denies it"
    );
}

#[test]
fn a_boundary_that_nobody_gives_could_deny_what_is_allowed_and_allows_nothing_by_itself() {
    let bounded = unknown(&user("AmazonSQSFullAccess", Some("NeverHeardOf"), &[]));
    assert_eq!(decision(&bounded, "sqs:ListQueues"), Decision::Depends);
    assert_eq!(undecided(&bounded, "sqs:ListQueues"), ["arn:aws:iam::aws:policy/NeverHeardOf"]);
    assert_ne!(decision(&bounded, "sns:ListTopics"), Decision::Allow);
}

#[test]
fn no_policy_that_nobody_gives_is_stronger_than_a_deny_or_a_boundary() {
    let narrow = of_aws("Narrow", "v1", &allow(&["sqs:*"]));
    let directory = unknown(&user("NeverHeardOf", Some("Narrow"), &[narrow]));
    assert_eq!(decision(&directory, "sqs:ListQueues"), Decision::Depends);
    assert_ne!(decision(&directory, "sns:ListTopics"), Decision::Allow);
    let view = AccessView::new(&directory).expect("is viewed");
    let who = view.who_can(&Wanted::new("sns:ListTopics", "*")).expect("is answered");
    assert!(who.direct.is_empty());
}

#[test]
fn access_that_hangs_on_a_policy_that_nobody_gives_is_compared_as_unknown() {
    let views = [user("NeverHeardOf", None, &[]), user("AmazonSQSFullAccess", None, &[])];
    let [old, new] = views.map(|text| AccessView::new(&unknown(&text)).expect("is viewed"));
    assert!(changes(&old, &old).expect("is compared").is_empty());
    let found = changes(&old, &new).expect("is compared");
    assert_eq!(found[0].unknown(), ["the policy `arn:aws:iam::aws:policy/NeverHeardOf` is unknown"]);
    assert!(found[0].list().is_empty());
}

#[test]
fn ids_that_are_none_get_our_own_where_that_is_asked_for() {
    let text = user("AmazonSQSFullAccess", None, &[]).replace("AIDAAAAAAAAAAAAAAAAAA", "user-1");
    let sources = [Source { name: "page.json", text: &text }];
    assert!(details::read(&sources).accounts()[0].users.is_empty());
    let lenient = Leniency { ids: true, ..Leniency::default() };
    let reading = details::read_leniently(&sources, lenient);
    assert_eq!(reading.problems(), []);
    let [given] = reading.given_ids() else { panic!("{:?}", reading.given_ids()) };
    assert_eq!((&*given.entity, &*given.listed), ("user `dana`", "user-1"));
    assert_eq!(reading.accounts()[0].users[0].id, given.id);
    assert_eq!(details::read_leniently(&sources, lenient).given_ids(), reading.given_ids());
}

/// The documents by which each principal is decided, by the policies' ARNs.
fn documents(directory: &Directory) -> BTreeMap<(String, String), String> {
    let view = AccessView::new(directory).expect("is viewed");
    let mut documents = BTreeMap::new();
    for principal in view.principals() {
        for policy in principal.effective_policies() {
            let Some(arn) = policy.arn() else { continue };
            documents
                .insert((principal.arn().to_owned(), arn.to_string()), policy.document().text().to_owned());
        }
    }
    documents
}

/// The documents of AWS's own policies as they are listed.
fn as_listed(details: &AuthorizationDetails) -> BTreeMap<String, String> {
    let of_aws = details.policies.iter().filter(|policy| policy.arn.is_aws_managed());
    let text = |policy: &details::ManagedPolicyDetail| {
        policy.default_document().expect("has a default version").text().to_owned()
    };
    of_aws.map(|policy| (policy.arn.to_string(), text(policy))).collect()
}

fn cases() -> u32 {
    std::env::var("IAMKIT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(16)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn the_listing_its_database_and_its_export_are_the_same_account(
        users in 1_usize..12, roles in 1_usize..8, groups in 0_usize..4, policies in 0_usize..12, seed: u64,
        encoded: bool,
    ) {
        let drawn = listing(&AccountShape { users, roles, groups, policies, seed });
        let text = with_aws_managed_policies(&drawn, seed).expect("is JSON");
        let details = read(&text).remove(0);
        let direct = imported(&text);
        let folder = tempfile::tempdir().expect("is made");
        let database = in_database(folder.path(), &text, Leniency::default());
        prop_assert_eq!(&database, &direct);
        let exported = listed(&database, &id()).expect("is listed");
        let documents_as = if encoded { Documents::Encoded } else { Documents::Objects };
        let again = imported(&details::write(&exported, documents_as).expect("is written"));
        prop_assert_eq!(&again, &database);
        prop_assert_eq!(&listed(&again, &id()).expect("is listed"), &exported);
        let (used, listed) = (documents(&direct), as_listed(&details));
        for directory in [&database, &again] {
            prop_assert_eq!(&documents(directory), &used);
        }
        for ((principal, arn), document) in &used {
            if let Some(expected) = listed.get(arn) {
                prop_assert_eq!(document, expected, "{} of {}", arn, principal);
            }
        }
        let views = [&direct, &database, &again].map(|one| AccessView::new(one).expect("is viewed"));
        prop_assert_eq!(changes(&views[0], &views[1]).expect("is compared"), []);
        prop_assert_eq!(changes(&views[1], &views[2]).expect("is compared"), []);
    }
}
