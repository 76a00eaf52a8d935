//! What decisions take for granted: each fact where its contrary would matter, and nowhere else.
#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_engine::{
    About, AwsPrincipal, CompiledPolicies, Context, Decision, Evaluation, Layers, PolicyKind, Principal,
    Request,
};
use iamkit_policy::PolicyDocument;
use iamkit_policy::fact::Fact;

const USER: &str = "arn:aws:iam::222233334444:user/mia";
const SESSION: &str = "arn:aws:sts::222233334444:assumed-role/Boat/now";
const ALL: &str = r#"{"Action": "*", "Resource": "*"}"#;

fn compiled(kind: PolicyKind, statement: &str, effect: &str) -> CompiledPolicies {
    let statement = statement.replacen('{', &format!(r#"{{"Effect": "{effect}", "#), 1);
    let document = format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#);
    let document: PolicyDocument = document.parse().unwrap();
    CompiledPolicies::compile(kind, [("p", &document)]).unwrap()
}

fn evaluated(principal: &str, action: &str, resource: &str, layers: &Layers<'_>) -> Evaluation {
    let principal: Principal = principal.parse().unwrap();
    layers.evaluate(&Request::new(&principal, action, resource).unwrap()).unwrap()
}

fn facts(principal: &str, action: &str, resource: &str) -> Vec<Fact> {
    let identity = compiled(PolicyKind::Identity, ALL, "Allow");
    let layers = Layers::new().identity(&identity);
    evaluated(principal, action, resource, &layers).facts().iter().collect()
}

#[test]
fn a_bucket_without_owner_is_taken_for_the_requesters() {
    assert_eq!(
        facts(USER, "s3:GetObject", "arn:aws:s3:::b/k"),
        [Fact::ResourceOwner, Fact::NoResourcePolicy]
    );
    let queue = "arn:aws:sqs:eu-west-1:222233334444:q";
    assert_eq!(facts(USER, "sqs:SendMessage", queue), [Fact::NoResourcePolicy]);
}

#[test]
fn a_key_without_policy_is_taken_to_leave_access_to_its_account() {
    let key = "arn:aws:kms:eu-west-1:222233334444:key/1";
    assert_eq!(facts(USER, "kms:Decrypt", key), [Fact::DelegatingKeyPolicy]);
    let alias = "arn:aws:kms:eu-west-1:222233334444:alias/mine";
    assert_eq!(facts(USER, "kms:UpdateAlias", alias), []);
}

#[test]
fn a_session_is_taken_to_have_no_policies() {
    assert_eq!(facts(SESSION, "ec2:DescribeVolumes", "*"), [Fact::NoSessionPolicy]);
    assert_eq!(facts(USER, "ec2:DescribeVolumes", "*"), []);
}

#[test]
fn what_no_policy_can_change_rests_on_its_fact() {
    assert_eq!(facts(USER, "sts:GetSessionToken", "*"), [Fact::AlwaysAllowed]);
    let role = "arn:aws:iam::222233334444:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x_0";
    assert_eq!(facts(USER, "iam:PassRole", role), [Fact::ReservedRolePass]);
    assert_eq!(facts(USER, "iam:TagRole", role), [Fact::Immutable]);
}

#[test]
fn a_deny_takes_nothing_around_it_for_granted() {
    let identity = compiled(PolicyKind::Identity, ALL, "Deny");
    let answer = evaluated(USER, "s3:GetObject", "arn:aws:s3:::b/k", &Layers::new().identity(&identity));
    assert_eq!((answer.decision(), answer.facts().is_empty()), (Decision::ExplicitDeny, true));
}

#[test]
fn policies_by_themselves_have_nothing_around_them() {
    let identity = compiled(PolicyKind::Identity, ALL, "Allow");
    let principal: Principal = USER.parse().unwrap();
    let request = Request::new(&principal, "s3:GetObject", "arn:aws:s3:::b/k").unwrap();
    assert!(identity.evaluate(&request).unwrap().facts().is_empty());
}

#[test]
fn the_root_user_of_the_owner_rests_on_its_fact() {
    let bucket =
        compiled(PolicyKind::Resource, r#"{"Principal": "*", "Action": "s3:*", "Resource": "*"}"#, "Deny");
    let layers = Layers::new().resource(&bucket);
    let root: Principal = "arn:aws:iam::222233334444:root".parse().unwrap();
    let request = Request::new(&root, "s3:PutBucketPolicy", "arn:aws:s3:::b").unwrap();
    let answer = layers.evaluate(&request.with_resource_account("222233334444")).unwrap();
    assert_eq!(answer.decision(), Decision::Allow);
    assert_eq!(answer.facts().to_string(), "root-of-owner");
}

#[test]
fn control_policies_of_resources_rest_on_the_list_of_services() {
    let identity = compiled(PolicyKind::Identity, ALL, "Allow");
    let control = compiled(
        PolicyKind::ResourceControl,
        r#"{"Principal": "*", "Action": "sqs:*", "Resource": "*"}"#,
        "Deny",
    );
    let layers = Layers::new().identity(&identity).resource_control(&control);
    let answer = evaluated(USER, "ec2:DescribeVolumes", "*", &layers);
    assert_eq!(answer.facts().to_string(), "resource-control-services");
}

#[test]
fn a_known_star_counts_where_a_statement_is_on_certain_resources() {
    let keys = compiled(
        PolicyKind::Identity,
        r#"{"Action": "kms:*", "Resource": "arn:aws:kms:*:*:key/*"}"#,
        "Allow",
    );
    let principal: Principal = USER.parse().unwrap();
    let request = Request::new(&principal, "kms:ListKeys", "*").unwrap();
    let layers = Layers::new().identity(&keys);
    let star = layers.evaluate(&request.about(About::Star)).unwrap();
    assert_eq!(
        (star.decision(), star.facts().to_string().as_str()),
        (Decision::ImplicitDeny, "evaluated-star")
    );
    let unknown = layers.evaluate(&request.about(About::Unknown)).unwrap();
    assert_eq!(unknown.decision(), Decision::Depends);
    assert_eq!(unknown.open_facts().to_string(), "typeless-star");
    assert!(!layers.is_allowed(&request.about(About::Unknown)).unwrap());
    assert!(!keys.is_allowed(&request.about(About::Unknown)));
}

#[test]
fn a_role_that_is_not_given_is_what_would_settle_the_answer() {
    let by_role = r#"{"Action": "*", "Resource": "*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::222233334444:role/crew/Boat"}}}"#;
    let identity = compiled(PolicyKind::Identity, by_role, "Allow");
    let layers = Layers::new().identity(&identity);
    let open = evaluated(SESSION, "ec2:DescribeVolumes", "*", &layers);
    assert_eq!(
        (open.decision(), open.open_facts().to_string().as_str()),
        (Decision::Depends, "role-without-path")
    );
    assert!(
        !layers
            .is_allowed(&Request::new(&SESSION.parse().unwrap(), "ec2:DescribeVolumes", "*").unwrap())
            .unwrap()
    );
    let session =
        AwsPrincipal::new(SESSION).unwrap().with_role("arn:aws:iam::222233334444:role/crew/Boat").unwrap();
    let (principal, context) = (Principal::from(session), Context::default());
    let request = Request::new(&principal, "ec2:DescribeVolumes", "*").unwrap().with_context(&context);
    assert!(layers.is_allowed(&request).unwrap());
}
