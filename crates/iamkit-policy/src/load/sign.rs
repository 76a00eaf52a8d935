//! What wrappings tell of the kind of the policy in them: one table, the first row that fits counts.
//!
//! The rows are the shapes of AWS's API (answers and requests alike), of its templates and of Terraform.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::walk::{Found, fold};
use crate::json::{JsonMember, Node};
use crate::normal::PolicyKind;

/// A row: under one of these keys (folded; none for any), where this is seen, the kind is that.
struct Sign {
    keys: &'static [&'static str],
    seen: Seen,
    /// None where the wrapping is of policies of any kind.
    kind: Option<PolicyKind>,
}

/// What else has to be there.
enum Seen {
    Always,
    /// One of these members in the object that the document is a member of.
    Beside(&'static [&'static str]),
    /// An object around the document has at this path a text that begins so.
    Says(&'static str, &'static str),
    /// One of these keys (folded) around the document.
    Within(&'static [&'static str]),
    /// A principal in the document: the key alone is not enough.
    Principals,
}

const ANY: &[&str] = &[];
const POLICY: &[&str] = &["policy"];

use PolicyKind::{
    Boundary, Identity, Key, Resource, ResourceControl, ServiceControl, Session, Trust, VpcEndpoint,
};
use Seen::{Always, Beside, Principals, Says, Within};

const fn row(keys: &'static [&'static str], seen: Seen, kind: PolicyKind) -> Sign {
    Sign { keys, seen, kind: Some(kind) }
}

const SIGNS: &[Sign] = &[
    // Keys that are of one kind wherever they stand.
    row(&["assumerolepolicydocument", "assumerolepolicy"], Always, Trust),
    row(&["keypolicy"], Always, Key),
    row(&["sessionpolicy"], Always, Session),
    row(&["inlinepolicy", "policyinputlist"], Always, Identity),
    row(&["permissionsboundarypolicyinputlist"], Always, Boundary),
    row(&["servicecontrolpolicyinputlist"], Always, ServiceControl),
    // `aws_iam_policy_document` writes policies of all kinds.
    Sign { keys: &["json"], seen: Always, kind: None },
    // IAM Access Analyzer: the type of the resource, then that of the policy.
    row(ANY, Says("validatePolicyResourceType", "AWS::IAM::AssumeRolePolicyDocument"), Trust),
    row(ANY, Says("resourceType", "AWS::IAM::AssumeRolePolicyDocument"), Trust),
    row(ANY, Says("resourceType", "AWS::KMS::Key"), Key),
    row(ANY, Says("policyType", "IDENTITY_POLICY"), Identity),
    row(ANY, Says("policyType", "RESOURCE_POLICY"), Resource),
    row(ANY, Says("policyType", "SERVICE_CONTROL_POLICY"), ServiceControl),
    row(ANY, Says("policyType", "RESOURCE_CONTROL_POLICY"), ResourceControl),
    row(&["policydocument"], Says("resourceType", "AWS::"), Resource),
    // Organizations: answers, requests, templates, Terraform, where service control policies are the default.
    row(ANY, Says("PolicySummary.Type", "SERVICE_CONTROL_POLICY"), ServiceControl),
    row(ANY, Says("PolicySummary.Type", "RESOURCE_CONTROL_POLICY"), ResourceControl),
    row(ANY, Says("Type", "SERVICE_CONTROL_POLICY"), ServiceControl),
    row(ANY, Says("Type", "RESOURCE_CONTROL_POLICY"), ResourceControl),
    row(ANY, Says("type", "SERVICE_CONTROL_POLICY"), ServiceControl),
    row(ANY, Says("type", "RESOURCE_CONTROL_POLICY"), ResourceControl),
    row(ANY, Says("type", "aws_organizations_policy"), ServiceControl),
    row(ANY, Within(&["resourcepolicy", "resourcepolicies", "getresourcepoliciesresponselist"]), Resource),
    // VPC endpoints.
    row(ANY, Within(&["vpcendpoint", "vpcendpoints"]), VpcEndpoint),
    row(ANY, Beside(&["VpcEndpointId", "vpcEndpointId"]), VpcEndpoint),
    row(&["policydocument"], Beside(&["VpcId", "ServiceName"]), VpcEndpoint),
    row(ANY, Says("Type", "AWS::EC2::VPCEndpoint"), VpcEndpoint),
    row(ANY, Says("type", "aws_vpc_endpoint"), VpcEndpoint),
    // Keys: GetKeyPolicy answers with the one name that a key policy can have.
    row(POLICY, Beside(&["Identity"]), Resource),
    row(POLICY, Beside(&["KeyId", "keyId"]), Key),
    row(POLICY, Says("PolicyName", "default"), Key),
    row(ANY, Says("Type", "AWS::KMS::"), Key),
    row(ANY, Says("type", "aws_kms_"), Key),
    // Requests for sessions, and users of Transfer Family.
    row(
        POLICY,
        Beside(&["RoleSessionName", "roleSessionName", "DurationSeconds", "durationSeconds"]),
        Session,
    ),
    row(POLICY, Beside(&["HomeDirectory", "HomeDirectoryType"]), Session),
    row(POLICY, Says("type", "aws_transfer_user"), Session),
    row(POLICY, Says("Type", "AWS::Transfer::User"), Session),
    // Users, groups, roles and managed policies.
    row(ANY, Within(&["policyversion", "policyversionlist"]), Identity),
    row(ANY, Within(&["userpolicylist", "grouppolicylist", "rolepolicylist"]), Identity),
    row(ANY, Says("Type", "AWS::IAM::"), Identity),
    row(ANY, Says("Type", "AWS::SSO::"), Identity),
    row(&["policies"], Says("Type", "AWS::Serverless::"), Identity),
    row(ANY, Says("type", "aws_iam_"), Identity),
    row(
        &["policydocument"],
        Beside(&["RoleName", "UserName", "GroupName", "roleName", "userName", "groupName", "PolicyName"]),
        Identity,
    ),
    row(&["policydocument"], Beside(&["PolicyArn", "policyArn"]), Identity),
    // Everything else that has a policy.
    row(
        &[
            "accesspolicies",
            "accesspolicy",
            "bucketpolicy",
            "delegatedadminresourcepolicy",
            "filesystempolicy",
            "permissionspolicydocument",
            "policyinjson",
            "policytext",
            "registrypolicytext",
            "repositorypolicytext",
        ],
        Always,
        Resource,
    ),
    row(ANY, Within(&["accesspolicies"]), Resource),
    row(&["document"], Beside(&["resourceArn"]), Resource),
    row(&["policy", "policies", "policydocument"], Principals, Resource),
    row(ANY, Says("type", "aws_"), Resource),
];

/// The members that a row asks for.
static ASKED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let names = SIGNS.iter().flat_map(|sign| match &sign.seen {
        Beside(names) => names.to_vec(),
        Says(path, _) => path.split('.').take(1).collect(),
        Always | Within(_) | Principals => Vec::new(),
    });
    names.collect()
});

/// What the rows look at.
struct Surroundings<'t> {
    /// The keys on the way, folded, the innermost first.
    keys: Vec<String>,
    /// The members that rows ask for: of the object that the document is a member of, and of those around it.
    beside: Vec<JsonMember<'t>>,
    farther: Vec<JsonMember<'t>>,
    has_principals: bool,
}

/// The kind that the wrapping of a document implies.
pub(super) fn kind(found: &Found<'_>, has_principals: bool) -> Option<PolicyKind> {
    let is_asked = |member: &JsonMember<'_>| ASKED.contains(&*member.key);
    let mut around = found.around();
    let surroundings = Surroundings {
        keys: found.keys().map(fold).collect(),
        beside: around.next().into_iter().flatten().filter(is_asked).collect(),
        farther: around.flatten().filter(is_asked).collect(),
        has_principals,
    };
    let innermost = &**surroundings.keys.first()?;
    let is_under = |sign: &&Sign| sign.keys.is_empty() || sign.keys.contains(&innermost);
    SIGNS.iter().filter(is_under).find(|sign| surroundings.show(&sign.seen))?.kind
}

impl Surroundings<'_> {
    fn show(&self, seen: &Seen) -> bool {
        match seen {
            Always => true,
            Beside(names) => self.beside.iter().any(|member| names.contains(&&*member.key)),
            Says(path, start) => {
                self.beside.iter().chain(&self.farther).any(|member| says(member, path, start))
            }
            Within(names) => self.keys.iter().any(|key| names.contains(&&**key)),
            Principals => self.has_principals,
        }
    }
}

/// Whether a member is the first of the path, and what is at its end begins so.
fn says(member: &JsonMember<'_>, path: &str, start: &str) -> bool {
    let mut names = path.split('.');
    let value = Some(member.node).filter(|_| names.next() == Some(&*member.key));
    let value = value.and_then(|node| names.try_fold(node, Node::member));
    value.and_then(Node::as_str).is_some_and(|text| text.starts_with(start))
}
