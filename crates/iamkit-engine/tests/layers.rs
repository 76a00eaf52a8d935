//! Layers: who is limited by what, across accounts and kinds of principal (S46–S73), and what contradicts itself.

#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_engine::{
    AwsPrincipal, CompiledPolicies, Decision, Evaluation, Layer, Layers, PolicyKind, Principal, Request,
};
use iamkit_policy::PolicyDocument;

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
const ROLE: &str = "arn:aws:iam::111122223333:role/Deploy";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Deploy/ci";
const FEDERATED: &str = "arn:aws:sts::111122223333:federated-user/bob";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const NOTHING: [&str; 0] = [];

fn compile(kind: PolicyKind, statement: &str) -> CompiledPolicies {
    let document: PolicyDocument =
        format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#).parse().unwrap();
    CompiledPolicies::compile(kind, [("p", &document)]).unwrap()
}

/// Allows everything; in kinds with principals, to the one given.
fn allow_all(kind: PolicyKind, principal: &str) -> CompiledPolicies {
    let principal =
        if kind.names_principals() { format!(r#""Principal": {principal}, "#) } else { String::new() };
    compile(kind, &format!(r#"{{"Effect": "Allow", {principal}"Action": "*", "Resource": "*"}}"#))
}

fn aws(arn: &str) -> String {
    format!(r#"{{"AWS": "{arn}"}}"#)
}

fn ask(layers: &Layers<'_>, principal: &str, action: &str, resource: &str) -> Evaluation {
    let principal: Principal = principal.parse().unwrap();
    let request = Request::new(&principal, action, resource).unwrap().with_resource_account("111122223333");
    let evaluation = layers.evaluate(&request).unwrap();
    assert_eq!(layers.is_allowed(&request).unwrap(), evaluation.decision() == Decision::Allow);
    evaluation
}

/// What blocks the principal from an object of the account.
fn blocked(layers: &Layers<'_>, principal: &str) -> Vec<&'static str> {
    ask(layers, principal, "s3:GetObject", "arn:aws:s3:::bucket/key").blocked_by().to_vec()
}

#[test]
fn a_user_named_by_the_bucket_is_past_its_boundary_and_a_role_is_not() {
    let boundary =
        compile(PolicyKind::Boundary, r#"{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}"#);
    let to = |arn: &str| allow_all(PolicyKind::Resource, &aws(arn));
    let (user, role, session) = (to(ALICE), to(ROLE), to(SESSION));
    let layers = Layers::new().boundary(&boundary);
    assert_eq!(blocked(&layers.clone().resource(&user), ALICE), NOTHING);
    assert_eq!(blocked(&layers.clone().resource(&role), ROLE), ["boundary"]);
    assert_eq!(blocked(&layers.clone().resource(&role), SESSION), ["boundary"]);
    assert_eq!(blocked(&layers.clone().resource(&session), SESSION), NOTHING);
}

#[test]
fn an_account_hands_over_and_grants_nothing() {
    let account = allow_all(PolicyKind::Resource, &aws(ROOT));
    let identity = allow_all(PolicyKind::Identity, "");
    assert_eq!(blocked(&Layers::new().resource(&account), ALICE), ["identity"]);
    assert_eq!(blocked(&Layers::new().resource(&account).identity(&identity), ALICE), NOTHING);
    assert_eq!(blocked(&Layers::new(), ROOT), NOTHING);
}

#[test]
fn another_account_needs_both_sides() {
    let to_account = allow_all(PolicyKind::Resource, &aws("444455556666"));
    let identity = allow_all(PolicyKind::Identity, "");
    let stranger = "arn:aws:iam::444455556666:user/eve";
    assert_eq!(blocked(&Layers::new().identity(&identity), stranger), ["resource"]);
    assert_eq!(blocked(&Layers::new().resource(&to_account), stranger), ["identity"]);
    assert_eq!(blocked(&Layers::new().resource(&to_account).identity(&identity), stranger), NOTHING);
}

#[test]
fn a_key_opens_by_its_own_policy_alone_and_an_alias_has_none() {
    let identity = allow_all(PolicyKind::Identity, "");
    let delegating = allow_all(PolicyKind::Key, &aws(ROOT));
    let silent = allow_all(PolicyKind::Key, &aws("arn:aws:iam::111122223333:user/bob"));
    let key = "arn:aws:kms:eu-west-1:111122223333:key/k";
    let (opened, closed) = (Layers::new().resource(&delegating), Layers::new().resource(&silent));
    let (opened, closed) = (opened.identity(&identity), closed.identity(&identity));
    assert_eq!(ask(&opened, ALICE, "kms:Decrypt", key).decision(), Decision::Allow);
    assert_eq!(ask(&closed, ALICE, "kms:Decrypt", key).blocked_by(), ["resource"]);
    let alias = "arn:aws:kms:eu-west-1:111122223333:alias/mine";
    assert_eq!(ask(&closed, ALICE, "kms:UpdateAlias", alias).decision(), Decision::Allow);
}

#[test]
fn a_federated_user_has_nothing_without_a_session_policy() {
    let identity = allow_all(PolicyKind::Identity, "");
    let session = allow_all(PolicyKind::Session, "");
    let layers = Layers::new().identity(&identity);
    assert_eq!(blocked(&layers, FEDERATED), ["session"]);
    assert_eq!(blocked(&layers.clone().session(&session), FEDERATED), NOTHING);
    assert_eq!(blocked(&layers.without(Layer::Session), FEDERATED), NOTHING);
}

#[test]
fn every_level_of_service_control_policies_has_to_allow() {
    let identity = allow_all(PolicyKind::Identity, "");
    let full = allow_all(PolicyKind::ServiceControl, "");
    let none = CompiledPolicies::empty(PolicyKind::ServiceControl);
    let layers = Layers::new().identity(&identity).service_control(&full);
    assert_eq!(blocked(&layers, ALICE), NOTHING);
    assert_eq!(blocked(&layers.clone().service_control(&none), ALICE), ["scp"]);
    assert_eq!(blocked(&Layers::new().service_control(&none), ROOT), ["scp"]);
    let alice: Principal = ALICE.parse().unwrap();
    let request = Request::new(&alice, "s3:GetObject", "*").unwrap().with_management_account("111122223333");
    assert!(layers.service_control(&none).is_allowed(&request).unwrap());
}

#[test]
fn service_linked_roles_are_not_limited_by_control_policies() {
    let identity = allow_all(PolicyKind::Identity, "");
    let none = CompiledPolicies::empty(PolicyKind::ServiceControl);
    let layers = Layers::new().identity(&identity).service_control(&none);
    let session = AwsPrincipal::new("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s").unwrap();
    let role = "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";
    let allows = |principal: &Principal| {
        layers.is_allowed(&Request::new(principal, "s3:GetObject", "*").unwrap()).unwrap()
    };
    assert!(allows(&session.clone().with_role(role).unwrap().into()));
    assert!(!allows(&session.into()));
}

#[test]
fn resource_control_policies_reach_their_services_only() {
    let identity = allow_all(PolicyKind::Identity, "");
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sns:*"], "Resource": "*"}"#;
    let deny = compile(PolicyKind::ResourceControl, deny);
    let layers = Layers::new().identity(&identity).resource_control(&deny);
    assert_eq!(ask(&layers, ALICE, "s3:GetObject", "*").decision(), Decision::ExplicitDeny);
    assert_eq!(blocked(&layers, ALICE), ["rcp"]);
    assert_eq!(ask(&layers, ALICE, "sns:Publish", "*").decision(), Decision::Allow);
}

#[test]
fn nobody_is_denied_who_asks_for_its_own_identity() {
    let deny = compile(PolicyKind::Identity, r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#);
    let evaluation = ask(&Layers::new().identity(&deny), ALICE, "STS:getcalleridentity", "*");
    assert_eq!(evaluation.decision(), Decision::Allow);
}

#[test]
fn the_public_is_cut_off_where_public_buckets_are_restricted() {
    let public = allow_all(PolicyKind::Resource, r#""*""#);
    let blocked = |restricts| {
        let request = Request::new(&Principal::Anonymous, "s3:GetObject", "arn:aws:s3:::bucket/key").unwrap();
        let evaluation =
            Layers::new().resource(&public).evaluate(&request.restricting_public_buckets(restricts));
        evaluation.unwrap().blocked_by().to_vec()
    };
    assert_eq!(blocked(false), NOTHING);
    assert_eq!(blocked(true), ["publicAccessBlock"]);
}

#[test]
fn contradictions_are_errors_that_name_the_layer() {
    let identity = allow_all(PolicyKind::Identity, "");
    let session = allow_all(PolicyKind::Session, "");
    let resource = allow_all(PolicyKind::Resource, r#""*""#);
    let error = |layers: Layers<'_>, principal: &str| {
        let principal: Principal = principal.parse().unwrap();
        let request = Request::new(&principal, "s3:GetObject", "arn:aws:s3:::bucket/key").unwrap();
        layers.is_allowed(&request).unwrap_err().to_string()
    };
    assert_eq!(
        error(Layers::new().identity(&identity), "*"),
        "the `identity` layer contradicts the principal: an anonymous requester has no identity policies"
    );
    assert_eq!(
        error(Layers::new().session(&session), ALICE),
        "the `session` layer contradicts the principal: a user has no session policies"
    );
    assert_eq!(
        error(Layers::new().boundary(&session), ALICE),
        "the `boundary` layer can't hold policies that were compiled as session policies"
    );
    assert_eq!(
        error(Layers::new().resource(&resource), ALICE),
        "the `resource` layer: the account of `arn:aws:s3:::bucket/key` is not in its ARN and was not given"
    );
}

#[test]
fn policies_of_another_kind_are_refused_with_their_place() {
    let refused = |kind, statement: &str| {
        let document: PolicyDocument = format!(r#"{{"Statement": {statement}}}"#).parse().unwrap();
        CompiledPolicies::compile(kind, [("p", &document)]).unwrap_err().to_string()
    };
    let statement = r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#;
    assert_eq!(
        refused(PolicyKind::Boundary, statement),
        "boundary policy `p`: `Principal` is not allowed (S23) at /Statement/0 (1:15)"
    );
    assert_eq!(
        refused(PolicyKind::Trust, statement),
        "trust policy `p`: `Resource` and `NotResource` are not allowed (S24) at /Statement/0 (1:15)"
    );
    let rcp = refused(PolicyKind::ResourceControl, statement);
    assert!(
        rcp.starts_with("resource control policy `p`: `Version` has to be `2012-10-17` (S68) at /Version")
    );
}
