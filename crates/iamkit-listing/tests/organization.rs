//! What `aws organizations` lists becomes the organisation of the store.

#![expect(clippy::expect_used, reason = "integration test")]

use std::path::Path;

use iamkit_account::view::{AccessView, Wanted};
use iamkit_engine::Context;
use iamkit_engine::Decision;
use iamkit_listing::details::Source;
use iamkit_listing::organization::{self, OrganizationDetails, OrganizationReading};
use iamkit_store::Call;
use iamkit_testkit::accounts::imported::{FIXTURE, imported};

fn files() -> Vec<(String, String)> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../iamkit-testkit/fixtures/accounts/organization");
    let mut files = std::fs::read_dir(folder).expect("is there").map(|entry| {
        let path = entry.expect("is read").path();
        let name = path.file_name().expect("has a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("is read"))
    });
    let mut files = files.by_ref().collect::<Vec<_>>();
    files.sort();
    files
}

fn reading(files: &[(String, String)]) -> OrganizationReading {
    let sources = files.iter().map(|(name, text)| Source { name, text }).collect::<Vec<_>>();
    organization::read(&sources)
}

/// What is wrong, as people read it.
fn problems(files: &[(String, String)]) -> Vec<String> {
    reading(files).problems().iter().map(ToString::to_string).collect()
}

fn call() -> Call {
    Call::new("iamkit".parse().expect("is a caller"), "2026-01-02T03:04:05Z".parse().expect("is a time"))
}

fn view() -> AccessView {
    let mut directory = imported(FIXTURE);
    let reading = reading(&files());
    assert_eq!((reading.problems(), reading.notes(), reading.untaken()), (&[][..], &[][..], &[][..]));
    let organization = reading.details().expect("is read");
    directory.apply_all(organization.restoration(&call().restoring()).changes()).expect("is applied");
    AccessView::new(&directory).expect("is viewed")
}

#[test]
fn control_policies_limit_the_members_level_by_level() {
    let view = view();
    let bob = view.principal("arn:aws:iam::111122223333:user/bob@example.com").expect("is there");
    let decide = |region: &str| {
        let mut context = Context::default();
        context.insert("aws:RequestedRegion", region).expect("is new");
        let queue = format!("arn:aws:sqs:{region}:111122223333:q");
        let wanted = Wanted::new("sqs:SendMessage", &queue).with_context(&context);
        view.evaluate(bob, &wanted).expect("is decided").evaluation().decision()
    };
    assert_eq!(decide("eu-west-1"), Decision::Allow);
    assert_eq!(decide("us-east-1"), Decision::ExplicitDeny);
    let paths =
        view.effective_policies(bob).iter().map(|policy| policy.path().to_string()).collect::<Vec<_>>();
    assert_eq!(paths.iter().filter(|path| path.starts_with("service control policy of ")).count(), 4);
}

#[test]
fn a_condition_of_a_control_policy_comes_with_the_answer() {
    let view = view();
    let who = view.who_can(&Wanted::new("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"));
    let who = who.expect("is answered");
    let alice = who.direct.iter().find(|can| can.principal.arn().ends_with("/alice")).expect("can");
    assert_eq!(alice.condition.to_string(), "unless StringNotLike aws:RequestedRegion [eu-*]");
}

const POLICY: &str = "describe-policy-p-9jc1268g.json";
const TARGETS: &str = "list-targets-for-policy-p-9jc1268g.json";
const UNITS: &str = "list-organizational-units-for-parent-r-vzu0.json";
const MEMBERS: &str = "list-accounts-for-parent-ou-vzu0-bk7uvlh2.json";

/// The answers with a text in one of them replaced.
fn with(name: &str, from: &str, to: &str) -> Vec<(String, String)> {
    let mut files = files();
    let file = files.iter_mut().find(|file| file.0 == name).expect("is there");
    assert!(file.1.contains(from), "{}", file.1);
    file.1 = file.1.replace(from, to);
    files
}

fn without(start: &str) -> Vec<(String, String)> {
    files().into_iter().filter(|(name, _)| !name.starts_with(start)).collect()
}

fn and(name: &str, text: &str) -> Vec<(String, String)> {
    let mut files = files();
    files.push((name.into(), text.into()));
    files
}

#[test]
fn answers_that_can_not_be_read_are_told_with_their_places() {
    assert_eq!(
        problems(&with(POLICY, "\"Content\": \"{", "\"Content\": 7, \"x\": \"{"))[0],
        "describe-policy-p-9jc1268g.json:11:16: control policy `p-9jc1268g`: expected a policy document (an \
         object), found a number, at /Policy/Content"
    );
    assert_eq!(
        problems(&and("list-accounts.json", "{\"Accounts\": [")),
        ["list-accounts.json:1:14: invalid JSON: EOF while parsing a list, at /Accounts"]
    );
    assert_eq!(
        problems(&and("a.json", "{\"Users\": []}")),
        ["a.json:1:1: the file is no answer of `aws organizations` that is known here"]
    );
    assert_eq!(
        problems(&and("list-accounts.json", r#"{"Accounts": [], "NextToken": "abc"}"#)),
        [
            "list-accounts.json:1:1: the listing is incomplete: the page says that more follow, and no page is the last \
          one, at /NextToken"
        ]
    );
    assert_eq!(
        problems(&and("list-targets-for-policy.json", r#"{"Targets": []}"#)),
        [
            "list-targets-for-policy.json:1:1: what was asked for is unknown: expected its id behind `for-policy-` in \
          the file's name, at /Targets"
        ]
    );
    assert_eq!(
        problems(&and("list-organizational-units-for-parent-x.json", r#"{"OrganizationalUnits": []}"#)),
        [
            "list-organizational-units-for-parent-x.json:1:1: `x` is no organisational unit id: expected `ou-ROOT-` and \
          8 to 32 lower-case letters and digits, at /OrganizationalUnits"
        ]
    );
    let of_nothing = problems(&without("list-roots"));
    assert_eq!(of_nothing[0], "describe-policy-p-9jc1268g.json:1:1: no root is listed");
    let unit = "list-organizational-units-for-parent-r-vzu0.json:3:5: organisational unit `ou-vzu0-bk7uvlh2`: it is below \
                the root, which is not listed, at /OrganizationalUnits/0";
    assert!(of_nothing.contains(&unit.to_owned()), "{of_nothing:#?}");
}

#[test]
fn entries_with_problems_are_told_with_their_places() {
    let found = problems(&with("list-roots.json", "o-qfq4dj8v5g", "o-x"));
    assert_eq!(
        found.iter().find(|problem| problem.starts_with("list-roots")).map(String::as_str),
        Some(
            "list-roots.json:5:14: root: `o-x` is no organisation id: expected `o-` and 10 to 32 lower-case letters \
             and digits, at /Roots/0/Arn"
        )
    );
    let found = problems(&with(UNITS, "\"Workloads\"", "\"\""));
    assert_eq!(
        found.iter().find(|problem| problem.starts_with(UNITS)).map(String::as_str),
        Some(
            "list-organizational-units-for-parent-r-vzu0.json:6:15: organisational unit `ou-vzu0-bk7uvlh2`: `` is no \
             organisational unit name: expected 1 to 128 characters without control characters, at \
             /OrganizationalUnits/0/Name"
        )
    );
    assert_eq!(
        problems(&with(POLICY, "\\\"Deny\\\"", "\\\"Dny\\\"")).first().map(String::as_str),
        Some(
            "describe-policy-p-9jc1268g.json:11:16: control policy `p-9jc1268g`: in the encoded document: unknown \
             effect `Dny`, expected `Allow` or `Deny` at /Statement/0/Effect (1:52), at /Policy/Content"
        )
    );
    assert_eq!(
        problems(&with(TARGETS, "\"ORGANIZATIONAL_UNIT\"", "\"TEAM\"")).get(2).map(String::as_str),
        Some(
            "list-targets-for-policy-p-9jc1268g.json:7:15: control policy `p-9jc1268g` of the organisational unit \
             `ou-vzu0-bk7uvlh2`: `TEAM` is no kind of target, at /Targets/0/Type"
        )
    );
}

#[test]
fn references_to_what_is_not_listed_are_told_with_their_places() {
    let undescribed = problems(&without("describe-policy-p-9jc1268g"));
    assert_eq!(
        undescribed,
        [
            "list-accounts-for-parent-ou-vzu0-bk7uvlh2.json:3:5: account `111122223333`: it refers to the \
             organisational unit `ou-vzu0-bk7uvlh2`, which can't be taken, at /Accounts/0",
            "list-policies.json:11:5: control policy `p-9jc1268g`: it is listed and not described, at /Policies/1",
            "list-targets-for-policy-p-9jc1268g.json:4:19: organisational unit `ou-vzu0-bk7uvlh2`: it refers to the \
             control policy `p-9jc1268g`, which can't be taken, at /Targets/0/TargetId",
        ]
    );
    assert_eq!(
        problems(&without("list-organizational-units-for-parent-r")),
        [
            "list-accounts-for-parent-ou-vzu0-bk7uvlh2.json:3:5: account `111122223333`: it is below the \
             organisational unit `ou-vzu0-bk7uvlh2`, which is not listed, at /Accounts/0",
            "list-targets-for-policy-p-9jc1268g.json:4:19: control policy `p-9jc1268g` of the organisational unit \
             `ou-vzu0-bk7uvlh2`: it is attached to the organisational unit `ou-vzu0-bk7uvlh2`, which is not listed, \
             at /Targets/0/TargetId",
            "list-targets-for-policy-p-FullAWSAccess.json:16:19: control policy `p-FullAWSAccess` of the \
             organisational unit `ou-vzu0-bk7uvlh2`: it is attached to the organisational unit `ou-vzu0-bk7uvlh2`, \
             which is not listed, at /Targets/2/TargetId",
        ]
    );
}

#[test]
fn units_that_stand_twice_or_below_themselves_are_told() {
    let again = r#"{"OrganizationalUnits": [{"Id": "ou-vzu0-bk7uvlh2", "Name": "Others"}]}"#;
    let found = problems(&and("list-organizational-units-for-parent-ou-vzu0-aaaaaaaa.json", again));
    assert!(
        found.contains(
            &"list-organizational-units-for-parent-ou-vzu0-aaaaaaaa.json:1:26: organisational unit \
              `ou-vzu0-bk7uvlh2`: it is listed twice, first at list-organizational-units-for-parent-r-vzu0.json \
              /OrganizationalUnits/0, at /OrganizationalUnits/0"
                .to_owned()
        ),
        "{found:#?}"
    );
    let mut ring = without("list-organizational-units-for-parent");
    let below = |id: &str| format!(r#"{{"OrganizationalUnits": [{{"Id": "{id}", "Name": "a"}}]}}"#);
    for (above, id) in [("ou-vzu0-bk7uvlh2", "ou-vzu0-aaaaaaaa"), ("ou-vzu0-aaaaaaaa", "ou-vzu0-bk7uvlh2")] {
        ring.push((format!("list-organizational-units-for-parent-{above}.json"), below(id)));
    }
    let found = problems(&ring);
    assert!(
        found.contains(
            &"list-organizational-units-for-parent-ou-vzu0-bk7uvlh2.json:1:26: organisational unit \
              `ou-vzu0-aaaaaaaa`: no chain of parents leads from it to the root, at /OrganizationalUnits/0"
                .to_owned()
        ),
        "{found:#?}"
    );
}

#[test]
fn what_is_below_a_policy_that_can_not_be_read_is_withheld() {
    let [dev, management, other] =
        ["111122223333", "444455556666", "777788889999"].map(|id| id.parse().expect("is an id"));
    let broken = reading(&with(POLICY, "\\\"Deny\\\"", "\\\"Dny\\\""));
    assert_eq!(
        broken.untaken(),
        ["account `111122223333`", "control policy `p-9jc1268g`", "organisational unit `ou-vzu0-bk7uvlh2`",]
    );
    assert_eq!(broken.details().map(OrganizationDetails::counts), Some((0, 1, 1)));
    assert_eq!([&dev, &management, &other].map(|id| broken.withholds(id)), [true, false, false]);
    // An attachment that can't be read could be one of anything.
    let unclear = reading(&with(TARGETS, "\"Type\"", "\"Tpe\""));
    assert_eq!(unclear.details(), None);
    assert_eq!([&dev, &management, &other].map(|id| unclear.withholds(id)), [true, true, true]);
    let whole = reading(&files());
    assert_eq!([&dev, &management, &other].map(|id| whole.withholds(id)), [false, false, false]);
}

#[test]
fn a_target_that_is_not_there_takes_nothing_else_with_it() {
    let gone =
        reading(&with(TARGETS, "ou-vzu0-bk7uvlh2\",\n      \"Arn", "ou-vzu0-gonegone\",\n      \"Arn"));
    assert_eq!(gone.untaken(), ["control policy `p-9jc1268g` of the organisational unit `ou-vzu0-gonegone`"]);
    assert_eq!(gone.details().map(OrganizationDetails::counts), Some((1, 2, 2)));
}

#[test]
fn policies_that_give_and_take_no_access_are_no_matter() {
    let mut tags = without("list-policies");
    let summary = r#"{"Id": "p-tagstagstags", "Name": "Tags", "Type": "TAG_POLICY"}"#;
    tags.push(("list-policies.json".into(), format!(r#"{{"Policies": [{summary}]}}"#)));
    tags.push((
        "list-targets-for-policy-p-tagstagstags.json".into(),
        r#"{"Targets": [{"TargetId": "r-vzu0", "Type": "ROOT"}]}"#.into(),
    ));
    let tagged = reading(&tags);
    assert_eq!(tagged.problems(), []);
    assert_eq!(tagged.details(), reading(&files()).details());
}

#[test]
fn members_that_are_not_known_are_noted() {
    let misspelt = reading(&with(MEMBERS, "\"Email\"", "\"Mail\""));
    let notes = misspelt.notes().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        notes,
        [
            "list-accounts-for-parent-ou-vzu0-bk7uvlh2.json: the member /Accounts/*/Mail is unknown and was not taken \
          (once)"
        ]
    );
}
