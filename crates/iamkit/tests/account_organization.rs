//! What `aws organizations` lists becomes the organisation of the store.

#![expect(clippy::expect_used, reason = "integration test")]

use std::path::Path;
use std::sync::Arc;

use iamkit::account::EmbeddedManagedPolicies;
use iamkit::account::details::{self, Source};
use iamkit::account::organization;
use iamkit::account::restore::{Restoring, restore};
use iamkit::account::view::{AccessView, Wanted};
use iamkit::{Context, Decision};
use iamkit_store::{Call, Directory, Quotas};

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

fn read(files: &[(String, String)]) -> Result<organization::OrganizationDetails, Vec<String>> {
    let sources = files.iter().map(|(name, text)| Source { name, text }).collect::<Vec<_>>();
    organization::read(&sources).map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

fn call() -> Call {
    Call::new("iamkit".parse().expect("is a caller"), "2026-01-02T03:04:05Z".parse().expect("is a time"))
}

fn view() -> AccessView {
    let text = include_str!("../../iamkit-testkit/fixtures/accounts/details.json");
    let mut directory = Directory::new(Arc::new(EmbeddedManagedPolicies));
    let restoring = Restoring {
        caller: "iamkit".parse().expect("is a caller"),
        time: "2026-01-02T03:04:05Z".parse().expect("is a time"),
        quotas: Quotas::default(),
    };
    for details in details::read(&[Source { name: "details.json", text }]).into_accounts() {
        restore(&mut directory, &details, &restoring).expect("is restored");
    }
    let organization = read(&files()).expect("is read");
    directory.apply_all(&organization.changes(&call().restoring())).expect("is applied");
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

#[test]
fn what_is_wrong_is_told_with_its_file() {
    let without =
        |start: &str| files().into_iter().filter(|(name, _)| !name.starts_with(start)).collect::<Vec<_>>();
    assert_eq!(
        read(&without("list-roots")).expect_err("is refused"),
        ["describe-policy-p-9jc1268g.json: no root is listed"]
    );
    let undescribed = read(&without("describe-policy-p-9jc1268g")).expect_err("is refused");
    assert_eq!(
        undescribed,
        ["describe-policy-p-FullAWSAccess.json: the control policy `p-9jc1268g` is listed and not described"]
    );
    let mut broken = files();
    broken.push((
        "list-targets-for-policy.json".into(),
        r#"{"Targets": [{"TargetId": "r-vzu0", "Type": "ROOT"}]}"#.into(),
    ));
    assert_eq!(
        read(&broken).expect_err("is refused"),
        [
            "list-targets-for-policy.json: what was asked for is unknown: expected its id behind `for-policy-` in the \
          file's name"
        ]
    );
}
