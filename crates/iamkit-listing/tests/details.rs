//! Listings of accounts: the fixtures that moto answered, and every way in which a listing can be wrong.

use iamkit_listing::details::{self, AuthorizationDetails, Documents, Reading, Source};
use iamkit_store::{SessionDuration, TagValue};
use iamkit_testkit::accounts::{AccountShape, listing};

macro_rules! fixture {
    ($name:literal) => {
        Source { name: $name, text: include_str!(concat!("../../iamkit-testkit/fixtures/accounts/", $name)) }
    };
}

const DETAILS: Source<'static> = fixture!("details.json");
const API: Source<'static> = fixture!("details-api.json");
const PAGES: [Source<'static>; 5] = [
    fixture!("pages/details-1.json"),
    fixture!("pages/details-2.json"),
    fixture!("pages/details-3.json"),
    fixture!("pages/details-4.json"),
    fixture!("pages/details-5.json"),
];

/// The one account of sources without a problem.
fn account(sources: &[Source<'_>]) -> AuthorizationDetails {
    let reading = details::read(sources);
    let problems = reading.problems().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(problems, [""; 0]);
    assert_eq!(reading.accounts().len(), 1);
    reading.into_accounts().remove(0)
}

fn read_one(text: &str) -> Reading {
    details::read(&[Source { name: "page.json", text }])
}

/// The problems of a page, as people read them.
fn problems(text: &str) -> Vec<String> {
    read_one(text).problems().iter().map(ToString::to_string).collect()
}

fn user(name: &str, more: &str) -> String {
    format!(
        r#"{{"Path": "/", "UserName": "{name}", "UserId": "AIDAAAAAAAAAAAAAAAAAA", "Arn": "arn:aws:iam::111122223333:user/{name}"{more}}}"#
    )
}

fn page(users: &[String], policies: &[String]) -> String {
    format!(r#"{{"UserDetailList": [{}], "Policies": [{}]}}"#, users.join(",\n"), policies.join(",\n"))
}

fn policy(name: &str, document: &str) -> String {
    format!(
        r#"{{"Arn": "arn:aws:iam::111122223333:policy/{name}", "Path": "/", "PolicyName": "{name}", "DefaultVersionId": "v1", "PolicyVersionList": [{{"VersionId": "v1", "IsDefaultVersion": true, "Document": {document}}}]}}"#
    )
}

const ALL: &str =
    r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

#[test]
fn what_moto_answers_is_read_whole() {
    let account = account(&[DETAILS]);
    assert_eq!(account.account.as_str(), "111122223333");
    assert_eq!((account.users.len(), account.groups.len(), account.roles.len()), (4, 3, 6));
    let alice = &account.users[0];
    assert_eq!(
        alice.boundary.as_ref().map(|arn| arn.name().to_string()).as_deref(),
        Some("DeveloperBoundary")
    );
    assert_eq!(alice.tags.get("team").map(TagValue::as_str), Some("blue"));
    let worker = account.roles.iter().find(|role| role.name.as_str() == "Worker").expect("is there");
    assert_eq!(worker.profiles[0].name.as_str(), "WorkerProfile");
    assert_eq!(worker.max_session, SessionDuration::default());
    let access = account.policies.iter().find(|policy| policy.arn.name().as_str() == "DeveloperAccess");
    let access = access.expect("is there");
    assert_eq!(access.default_version.to_string(), "v2");
    assert_eq!(
        access.versions.iter().map(|version| version.id.to_string()).collect::<Vec<_>>(),
        ["v2", "v3"]
    );
}

#[test]
fn pages_and_encoded_documents_are_the_same_account() {
    let whole = account(&[DETAILS]);
    let mut of_pages = account(&PAGES);
    // AWS's own policies come after the account's, whichever page they were on.
    of_pages.policies.sort_by(|a, b| a.arn.cmp(&b.arn));
    let sorted = |mut details: AuthorizationDetails| {
        details.policies.sort_by(|a, b| a.arn.cmp(&b.arn));
        details
    };
    assert_eq!(of_pages, sorted(whole.clone()));
    assert_eq!(sorted(account(&[API])), sorted(whole));
}

#[test]
fn a_page_that_is_missing_is_told() {
    let problems = details::read(&PAGES[..4]).problems().iter().map(ToString::to_string).collect::<Vec<_>>();
    let incomplete = "pages/details-4.json:1:1: the listing is incomplete: the page says that more follow, and no \
                      page is the last one, at /IsTruncated";
    assert!(problems.contains(&incomplete.to_owned()), "{problems:?}");
}

#[test]
fn what_was_written_is_read_again() {
    let drawn = listing(&AccountShape { users: 60, roles: 40, groups: 10, policies: 30, seed: 11 });
    for text in [DETAILS.text, &drawn] {
        let account = account(&[Source { name: "a", text }]);
        for documents in [Documents::Objects, Documents::Encoded] {
            let written = details::write(&account, documents).expect("is written");
            assert_eq!(self::account(&[Source { name: "b", text: &written }]), account);
        }
    }
}

#[test]
fn text_that_is_no_json_is_told_with_its_place() {
    let expected = "page.json:1:22: invalid JSON: expected value, at /UserDetailList/0";
    assert_eq!(problems(r#"{"UserDetailList": [ }"#), [expected]);
    let expected = "page.json:1:20: invalid type: string \"x\", expected a sequence, at /UserDetailList";
    assert_eq!(problems(r#"{"UserDetailList": "x"}"#)[0].replace(":1:22:", ":1:20:"), expected);
    assert_eq!(problems("")[0], "page.json:1:1: invalid JSON: EOF while parsing a value");
}

#[test]
fn a_missing_member_is_told_with_its_entity() {
    let text = r#"{"UserDetailList": [
  {"Path": "/", "UserName": "alice", "Arn": "arn:aws:iam::111122223333:user/alice"}]}"#;
    assert_eq!(problems(text), ["page.json:2:3: user `alice`: missing field `UserId`, at /UserDetailList/0"]);
    assert_eq!(read_one(text).untaken(), ["user `alice`"]);
}

#[test]
fn dangling_references_are_told_with_their_places() {
    let gone = "arn:aws:iam::111122223333:policy/Gone";
    let users = [
        user("alice", r#", "GroupList": ["Ops"]"#),
        user(
            "bob",
            &format!(
                r#", "AttachedManagedPolicies": [{{"PolicyName": "Gone", "PolicyArn": "{gone}"}}],
  "PermissionsBoundary": {{"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": "{gone}"}}"#
            ),
        ),
        user("carol", ""),
    ];
    let text = page(&users, &[]);
    assert_eq!(
        problems(&text),
        [
            "page.json:1:152: user `alice`: it is in the group `Ops`, which is not listed, at /UserDetailList/0/GroupList/0",
            "page.json:2:178: user `bob`: the policy `arn:aws:iam::111122223333:policy/Gone` is attached, which is not \
             listed, at /UserDetailList/1/AttachedManagedPolicies/0/PolicyArn",
            "page.json:3:109: user `bob`: its permissions boundary is the policy `arn:aws:iam::111122223333:policy/Gone`, \
             which is not listed, at /UserDetailList/1/PermissionsBoundary/PermissionsBoundaryArn",
        ]
    );
    let reading = read_one(&text);
    assert_eq!(reading.untaken(), ["user `alice`", "user `bob`"]);
    assert_eq!(reading.accounts()[0].users.len(), 1);
}

#[test]
fn names_outside_the_pattern_are_told() {
    let users = [user("a b", ""), user(&"x".repeat(65), "")];
    let found = problems(&page(&users, &[]));
    let expected = "user `a b`: `a b` is no user name: expected 1 to 64 characters of `A-Za-z0-9_+=,.@-`, at \
                    /UserDetailList/0/UserName";
    assert!(found[0].ends_with(expected), "{found:?}");
    assert!(found[1].contains("is no user name"), "{found:?}");
    assert_eq!(found.len(), 2);
}

#[test]
fn entities_that_stand_twice_are_told() {
    let found = problems(&page(&[user("alice", ""), user("Alice", "")], &[]));
    assert_eq!(
        found,
        [
            "page.json:2:1: user `Alice`: it is listed twice, first at page.json /UserDetailList/0, at /UserDetailList/1"
        ]
    );
}

#[test]
fn an_arn_that_contradicts_its_name_is_told() {
    let text = page(&[user("alice", "").replace("user/alice", "user/bob")], &[]);
    assert_eq!(
        problems(&text),
        [
            "page.json:1:98: user `alice`: the ARN `arn:aws:iam::111122223333:user/bob` contradicts path and name, which \
          make `arn:aws:iam::111122223333:user/alice`, at /UserDetailList/0/Arn"
        ]
    );
}

#[test]
fn a_document_that_can_not_be_read_is_told_in_its_own_place() {
    let broken = ALL.replace("Allow", "Alow");
    let found = problems(&page(&[], &[policy("P", &broken)]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("page.json:1:"), "{found:?}");
    assert!(found[0].contains("policy `arn:aws:iam::111122223333:policy/P`: "), "{found:?}");
    assert!(found[0].ends_with("at /Policies/0/PolicyVersionList/0/Document/Statement/Effect"), "{found:?}");
    let quoted = serde_json::to_string(&broken).expect("is JSON");
    let found = problems(&page(&[], &[policy("P", &quoted)]));
    assert!(found[0].contains("in the encoded document: "), "{found:?}");
    assert!(found[0].ends_with("at /Policies/0/PolicyVersionList/0/Document"), "{found:?}");
}

#[test]
fn a_principal_in_an_identity_policy_is_told() {
    let document = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#;
    let found = problems(&page(&[], &[policy("P", document)]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("as an identity policy: "), "{found:?}");
}

#[test]
fn who_refers_to_what_can_not_be_taken_is_not_taken_either() {
    let attached = r#", "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::111122223333:policy/P"}]"#;
    let text = page(&[user("alice", attached)], &[policy("P", &ALL.replace("Allow", "Alow"))]);
    let reading = read_one(&text);
    let found = reading.problems().iter().map(ToString::to_string).collect::<Vec<_>>();
    let expected =
        "user `alice`: it refers to the policy `arn:aws:iam::111122223333:policy/P`, which can't be taken";
    assert!(found[0].contains(expected), "{found:?}");
    assert_eq!(reading.untaken(), ["policy `arn:aws:iam::111122223333:policy/P`", "user `alice`"]);
}

#[test]
fn a_default_version_that_is_not_listed_is_told() {
    let text =
        page(&[], &[policy("P", ALL).replace(r#""DefaultVersionId": "v1""#, r#""DefaultVersionId": "v2""#)]);
    let found = problems(&text);
    assert!(
        found.iter().any(|problem| problem.contains("`IsDefaultVersion`")
            || problem.contains("contradicts `DefaultVersionId` of the policy")),
        "{found:?}"
    );
}

#[test]
fn a_default_version_that_no_version_has_is_told_where_versions_say_nothing_of_it() {
    let policy = policy("P", ALL).replace(r#""DefaultVersionId": "v1""#, r#""DefaultVersionId": "v2""#);
    let text = page(&[], &[policy.replace(r#""IsDefaultVersion": true, "#, "")]);
    assert_eq!(
        problems(&text),
        [
            "page.json:1:37: policy `arn:aws:iam::111122223333:policy/P`: its default version `v2` is not listed, at \
             /Policies/0/DefaultVersionId"
        ]
    );
}

#[test]
fn unknown_members_are_noted_and_known_ones_are_not() {
    let text = page(&[user("alice", r#", "SomethingNew": {"Deny": true}"#)], &[]);
    let reading = read_one(&text);
    assert_eq!(reading.problems(), []);
    assert_eq!(
        reading.notes()[0].to_string(),
        "page.json: the member /UserDetailList/*/SomethingNew is unknown and was not taken (once)"
    );
    assert_eq!(details::read(&[DETAILS]).notes(), []);
}

#[test]
fn no_text_makes_it_panic() {
    for end in (0..DETAILS.text.len()).step_by(97) {
        let reading = read_one(DETAILS.text.get(..end).unwrap_or_default());
        assert!(!reading.problems().is_empty());
    }
}
