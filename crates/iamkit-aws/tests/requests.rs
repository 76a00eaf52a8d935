//! AWS's own requests over a stored account.

#![expect(clippy::expect_used, reason = "integration test")]

use iamkit_aws::requests::{
    ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse, context_keys_for_principal_policy,
    list_entities_for_policy, simulate_principal_policy,
};
use iamkit_aws::simulation::{GetContextKeysForPrincipalPolicyRequest, SimulatePrincipalPolicyRequest};
use iamkit_store::Directory;
use iamkit_testkit::accounts::imported::{FIXTURE, imported};
use iamkit_testkit::accounts::{AccountShape, listing};
use serde_json::json;

fn moto() -> Directory {
    imported(FIXTURE)
}

const ALICE: &str = "arn:aws:iam::111122223333:user/dev/alice";

fn decisions(request: serde_json::Value) -> Vec<&'static str> {
    let request: SimulatePrincipalPolicyRequest = serde_json::from_value(request).expect("is a request");
    let response = simulate_principal_policy(&moto(), &request).expect("is simulated");
    response.evaluation_results.iter().map(|result| result.eval_decision).collect()
}

#[test]
fn a_stored_principal_is_simulated_with_its_boundary_and_groups() {
    let actions = ["sqs:SendMessage", "iam:GetUser", "sqs:DeleteQueue"];
    let asked = decisions(json!({"PolicySourceArn": ALICE, "ActionNames": actions}));
    assert_eq!(asked, ["allowed", "explicitDeny", "implicitDeny"]);
}

#[test]
fn what_is_excluded_has_no_effect() {
    let boundary = json!([{"ExcludedType": "permission-boundary"}]);
    let request =
        json!({"PolicySourceArn": ALICE, "ActionNames": ["iam:GetUser"], "PolicyExclusionList": boundary});
    let mut request = request;
    if serde_json::from_value::<SimulatePrincipalPolicyRequest>(request.clone()).is_err() {
        request["PolicyExclusionList"] = json!([{"PolicyType": "permission-boundary"}]);
    }
    assert_eq!(decisions(request), ["implicitDeny"]);
}

#[test]
fn a_principal_that_is_not_there_is_no_such_entity() {
    let arn = "arn:aws:iam::111122223333:user/alice";
    let request = json!({"PolicySourceArn": arn, "ActionNames": ["iam:GetUser"]});
    let request: SimulatePrincipalPolicyRequest = serde_json::from_value(request).expect("is a request");
    let error = simulate_principal_policy(&moto(), &request).expect_err("is refused");
    assert_eq!((error.code().as_str(), error.code().http_status()), ("NoSuchEntity", 404));
    assert_eq!(error.message(), "there is no user, group or role `arn:aws:iam::111122223333:user/alice`");
}

#[test]
fn the_keys_of_all_policies_are_listed() {
    let request = GetContextKeysForPrincipalPolicyRequest {
        policy_source_arn: "arn:aws:iam::111122223333:user/bob@example.com".into(),
        policy_input_list: None,
    };
    let response = context_keys_for_principal_policy(&moto(), &request).expect("is answered");
    assert_eq!(response.context_key_names, ["aws:MultiFactorAuthPresent", "aws:SourceIp", "aws:username"]);
}

fn page(directory: &Directory, request: &ListEntitiesForPolicyRequest) -> ListEntitiesForPolicyResponse {
    let account = directory.account(&"111122223333".parse().expect("is an id")).expect("is there");
    list_entities_for_policy(account, request).expect("is listed")
}

#[test]
fn pages_walk_to_the_same_list_as_one_page() {
    let directory =
        imported(&listing(&AccountShape { users: 60, roles: 40, groups: 12, policies: 20, seed: 5 }));
    let arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess".to_owned();
    let whole = page(
        &directory,
        &ListEntitiesForPolicyRequest {
            policy_arn: arn.clone(),
            max_items: Some(1_000),
            ..Default::default()
        },
    );
    let count = whole.policy_groups.len() + whole.policy_users.len() + whole.policy_roles.len();
    assert!(!whole.is_truncated && 3 < count, "{count}");
    for max_items in 1..9 {
        let mut request = ListEntitiesForPolicyRequest {
            policy_arn: arn.clone(),
            max_items: Some(max_items),
            ..Default::default()
        };
        let mut walked = ListEntitiesForPolicyResponse::default();
        loop {
            let next = page(&directory, &request);
            walked.policy_groups.extend(next.policy_groups);
            walked.policy_users.extend(next.policy_users);
            walked.policy_roles.extend(next.policy_roles);
            assert_eq!(next.is_truncated, next.marker.is_some());
            let Some(marker) = next.marker else { break };
            request.marker = Some(marker);
        }
        assert_eq!(walked, whole);
    }
}

#[test]
fn boundaries_and_attachments_can_be_told_apart() {
    let directory = moto();
    let request = |usage: &str| ListEntitiesForPolicyRequest {
        policy_arn: "arn:aws:iam::111122223333:policy/boundaries/DeveloperBoundary".into(),
        policy_usage_filter: Some(usage.into()),
        ..Default::default()
    };
    let bounded = page(&directory, &request("PermissionsBoundary"));
    assert_eq!((bounded.policy_users.len(), bounded.policy_roles.len()), (1, 1));
    assert_eq!(page(&directory, &request("PermissionsPolicy")), ListEntitiesForPolicyResponse::default());
}
