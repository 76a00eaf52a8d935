//! Listed accounts become accounts of the store, and the store lists them as they were.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "integration test")]

use iamkit_listing::details::{self, AuthorizationDetails, Documents, Source};
use iamkit_listing::restore::{listed, restore};
use iamkit_store::{AccountId, Directory, Identity};
use iamkit_testkit::accounts::imported::{empty, restoring};
use iamkit_testkit::accounts::{AccountShape, listing};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn read(text: &str) -> AuthorizationDetails {
    let reading = details::read(&[Source { name: "page.json", text }]);
    assert_eq!(reading.problems(), []);
    reading.into_accounts().remove(0)
}

fn restored(details: &AuthorizationDetails) -> Directory {
    let mut directory = empty();
    restore(&mut directory, details, &restoring()).expect("is restored");
    directory
}

fn id() -> AccountId {
    "111122223333".parse().expect("is an id")
}

#[test]
fn what_moto_answers_becomes_an_account() {
    let text = include_str!("../../iamkit-testkit/fixtures/accounts/details.json");
    let directory = restored(&read(text));
    let account = directory.account(&id()).expect("is there");
    let bob = Identity::User("bob@example.com".parse().expect("is a name"));
    let paths = account.policies_of(&bob).expect("has policies");
    let paths = paths.iter().map(|policy| format!("{} {}", policy.name(), policy.path())).collect::<Vec<_>>();
    assert_eq!(
        paths,
        [
            "NoQueues inline in the user",
            "AuditTrail attached to group `Auditors`",
            "IAMReadOnlyAccess attached to group `Auditors`",
            "Queues inline in group `Developers`",
            "DeveloperAccess attached to group `Developers`",
        ]
    );
}

#[test]
fn a_refused_entity_is_named_and_nothing_is_restored() {
    let text = include_str!("../../iamkit-testkit/fixtures/accounts/details.json");
    let text =
        text.replace("arn:aws:iam::111122223333:role/RingB\"\n", "arn:aws:iam::111122223333:role/RingC\"\n");
    let mut directory = empty();
    let error = restore(&mut directory, &read(&text), &restoring()).expect_err("is refused");
    assert_eq!(error.entity(), "role `RingA`");
    assert_eq!(
        error.to_string(),
        "the role `RingA` can't be restored: statement 0 of the policy document names the principal \
         `arn:aws:iam::111122223333:role/RingC`, which does not exist"
    );
    assert_eq!(directory, empty());
}

/// What the drawn listing has none of: instance profiles with and without tags, descriptions and sessions where AWS tells
/// them and where only our own listings do, when a role was last used.
fn enrich(role: &mut Json, choice: u8) {
    let (path, name) = (role["Path"].clone(), role["RoleName"].clone());
    let facts = json!({
        "Path": path, "RoleName": name, "RoleId": role["RoleId"], "Arn": role["Arn"],
        "AssumeRolePolicyDocument": role["AssumeRolePolicyDocument"],
        "Description": "does ü and \"more\"", "MaxSessionDuration": 3_600 + 60 * u32::from(choice),
    });
    let profiles = (0..choice % 3).map(|at| {
        let name = format!("{}-profile-{at}", name.as_str().unwrap_or_default());
        let of_role = role["RoleId"].as_str().and_then(|id| id.get(4..20)).unwrap_or_default();
        let id = format!("AIPA{of_role}{}", if at == 0 { 'A' } else { 'B' });
        json!({
            "Path": "/profiles/deep/", "InstanceProfileName": name,
            "InstanceProfileId": id,
            "Arn": format!("arn:aws:iam::111122223333:instance-profile/profiles/deep/{name}"),
            "CreateDate": "2026-02-03T04:05:06Z", "Roles": [facts.clone()],
            "Tags": if at == 0 { json!([]) } else { json!([{"Key": "aws:cloudformation:stack-name", "Value": ""}]) },
        })
    });
    role["InstanceProfileList"] = profiles.collect();
    if choice.is_multiple_of(6) {
        role["Description"] = facts["Description"].clone();
        role["MaxSessionDuration"] = facts["MaxSessionDuration"].clone();
    }
    role["RoleLastUsed"] = match choice % 4 {
        0 => json!({}),
        1 => json!({"LastUsedDate": "2026-03-04T05:06:07Z"}),
        _ => json!({"LastUsedDate": "2026-03-04T05:06:07Z", "Region": "eu-west-1"}),
    };
}

fn enriched(text: &str, choices: &[u8]) -> String {
    let mut page = serde_json::from_str::<Json>(text).expect("is JSON");
    let roles = page["RoleDetailList"].as_array_mut().expect("is a list");
    roles.iter_mut().zip(choices.iter().cycle()).for_each(|(role, choice)| enrich(role, *choice));
    page.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn exporting_what_was_imported_and_importing_it_again_changes_nothing(
        users in 0_usize..30, roles in 1_usize..30, groups in 0_usize..8, policies in 0_usize..60, seed: u64,
        encoded: bool, choices in prop::collection::vec(any::<u8>(), 1..30),
    ) {
        let text = enriched(&listing(&AccountShape { users, roles, groups, policies, seed }), &choices);
        let first = restored(&read(&text));
        let exported = listed(&first, &id()).expect("is listed");
        let documents = if encoded { Documents::Encoded } else { Documents::Objects };
        let written = details::write(&exported, documents).expect("is written");
        let again = read(&written);
        prop_assert_eq!(&again, &exported);
        let second = restored(&again);
        prop_assert_eq!(&second, &first);
        prop_assert_eq!(listed(&second, &id()).expect("is listed"), exported);
    }
}
