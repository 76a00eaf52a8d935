//! All seven layers around one request: a role session, three levels of service control policies, a resource policy.

use iamkit_engine::{CompiledPolicies, Layers, PolicyKind, Principal, Request};
use iamkit_policy::PolicyDocument;

use crate::Failure;

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
const RESOURCE_CONTROL: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny",
    "Principal": "*", "Action": "s3:*", "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}}}"#;

/// What is asked: a name for it, the action, the object, and whether AWS allows it
pub const QUESTIONS: [(&str, &str, &str, bool); 3] = [
    ("allow", "s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/report.csv", true),
    ("implicit_deny", "s3:DeleteObject", "arn:aws:s3:::amzn-s3-demo-bucket/report.csv", false),
    ("explicit_deny", "s3:GetObject", "arn:aws:s3:::amzn-s3-demo-vault/report.csv", false),
];

/// The policies, compiled, and who asks
#[derive(Debug)]
pub struct Seven {
    caller: Principal,
    identity: CompiledPolicies,
    boundary: CompiledPolicies,
    session: CompiledPolicies,
    resource: CompiledPolicies,
    root: CompiledPolicies,
    unit: CompiledPolicies,
    resource_control: CompiledPolicies,
    endpoint: CompiledPolicies,
}

impl Seven {
    /// Compiles them.
    ///
    /// # Errors
    /// When the engine refuses one.
    pub fn compile() -> Result<Self, Failure> {
        Ok(Self {
            caller: "arn:aws:sts::111122223333:assumed-role/Deploy/ci".parse()?,
            identity: compile(PolicyKind::Identity, ALLOWS)?,
            boundary: compile(PolicyKind::Boundary, ALLOWS)?,
            session: compile(PolicyKind::Session, ALLOWS)?,
            resource: compile(PolicyKind::Resource, BUCKET)?,
            root: compile(PolicyKind::ServiceControl, FULL)?,
            unit: compile(PolicyKind::ServiceControl, GUARD)?,
            resource_control: compile(PolicyKind::ResourceControl, RESOURCE_CONTROL)?,
            endpoint: compile(PolicyKind::VpcEndpoint, SHARED)?,
        })
    }

    /// The layers, to be asked with [`Seven::is_allowed`].
    pub fn layers(&self) -> Layers<'_> {
        Layers::new()
            .identity(&self.identity)
            .boundary(&self.boundary)
            .session(&self.session)
            .resource(&self.resource)
            .service_control(&self.root)
            .service_control(&self.unit)
            .service_control(&self.unit)
            .resource_control(&self.resource_control)
            .vpc_endpoint(&self.endpoint)
    }

    /// Makes the request and decides it.
    pub fn is_allowed(&self, layers: &Layers<'_>, action: &str, object: &str) -> Option<bool> {
        let request = Request::new(&self.caller, action, object).ok()?;
        layers.is_allowed(&request.with_resource_account("111122223333")).ok()
    }
}

fn compile(kind: PolicyKind, text: &str) -> Result<CompiledPolicies, Failure> {
    let document = text.parse::<PolicyDocument>()?;
    Ok(CompiledPolicies::compile(kind, [("policy", &document)])?)
}
