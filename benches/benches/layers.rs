//! All seven layers around one request: a role session, three levels of service control policies, a resource policy.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use iamkit_benches::Failure;
use iamkit_engine::CompiledPolicies;
use iamkit_engine::Layers;
use iamkit_engine::PolicyKind;
use iamkit_engine::Principal;
use iamkit_engine::Request;
use iamkit_policy::PolicyDocument;

const ALLOWS: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["s3:Get*", "s3:PutObject", "logs:*"], "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::amzn-s3-demo-vault/*"}]}"#;
const FULL: &str =
    r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
const GUARD: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
    {"Effect": "Deny", "Action": ["organizations:Leave*", "s3:DeleteBucket"], "Resource": "*"}]}"#;
const SHARED: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
    {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
     "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}}]}"#;
const BUCKET: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/Deploy"}, "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*"}}"#;

fn layers(criterion: &mut Criterion) {
    let outcome = run(criterion);
    assert!(outcome.is_ok(), "{outcome:?}");
}

fn compile(kind: PolicyKind, text: &str) -> Result<CompiledPolicies, Failure> {
    let document = text.parse::<PolicyDocument>()?;
    Ok(CompiledPolicies::compile(kind, [("policy", &document)])?)
}

fn run(criterion: &mut Criterion) -> Result<(), Failure> {
    let (identity, boundary) =
        (compile(PolicyKind::Identity, ALLOWS)?, compile(PolicyKind::Boundary, ALLOWS)?);
    let session = compile(PolicyKind::Session, ALLOWS)?;
    let resource = compile(PolicyKind::Resource, BUCKET)?;
    let (root, unit) =
        (compile(PolicyKind::ServiceControl, FULL)?, compile(PolicyKind::ServiceControl, GUARD)?);
    let rcp = compile(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny",
        "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}}}"#,
    )?;
    let endpoint = compile(PolicyKind::VpcEndpoint, SHARED)?;
    let layers = Layers::new()
        .identity(&identity)
        .boundary(&boundary)
        .session(&session)
        .resource(&resource)
        .service_control(&root)
        .service_control(&unit)
        .service_control(&unit)
        .resource_control(&rcp)
        .vpc_endpoint(&endpoint);
    let session: Principal = "arn:aws:sts::111122223333:assumed-role/Deploy/ci".parse()?;
    for (name, action, object, is_allowed) in [
        ("allow", "s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/report.csv", true),
        ("implicit_deny", "s3:DeleteObject", "arn:aws:s3:::amzn-s3-demo-bucket/report.csv", false),
        ("explicit_deny", "s3:GetObject", "arn:aws:s3:::amzn-s3-demo-vault/report.csv", false),
    ] {
        let ask = || {
            let request = Request::new(&session, black_box(action), black_box(object)).ok()?;
            layers.is_allowed(&request.with_resource_account("111122223333")).ok()
        };
        assert_eq!(ask(), Some(is_allowed), "{name}");
        criterion.bench_function(&format!("layers/seven/{name}"), |bencher| bencher.iter(ask));
    }
    Ok(())
}

criterion_group!(benches, layers);
criterion_main!(benches);
