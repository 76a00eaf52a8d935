//! What wrappings tell of the kind of the policy in them: one table, the first row that fits counts.
//!
//! The rows are the shapes of AWS's API (answers and requests alike), of CloudFormation and of Terraform.

use super::walk::{Found, fold};
use crate::document::{PolicyDocument, Statement};
use crate::json::Node;
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
    // Organizations: answers, requests, CloudFormation, Terraform, where service control policies are the default.
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

/// The kind that the wrapping of a document implies.
pub(super) fn kind(found: &Found<'_>, document: &PolicyDocument) -> Option<PolicyKind> {
    let keys = found.keys().map(fold).collect::<Vec<_>>();
    let innermost = keys.first()?;
    let is_seen = |sign: &&Sign| {
        let is_under = sign.keys.is_empty() || sign.keys.contains(&&**innermost);
        is_under && sign.seen.is_in(found, &keys, document)
    };
    SIGNS.iter().find(is_seen)?.kind
}

impl Seen {
    fn is_in(&self, found: &Found<'_>, keys: &[String], document: &PolicyDocument) -> bool {
        match self {
            Always => true,
            Beside(names) => {
                let beside = found.around().next();
                beside.is_some_and(|node| names.iter().any(|name| node.member(name).is_some()))
            }
            Says(path, start) => found.around().any(|node| says(node, path, start)),
            Within(names) => keys.iter().any(|key| names.contains(&&**key)),
            Principals => document.statements().iter().any(has_principals),
        }
    }
}

fn has_principals(statement: &Statement) -> bool {
    statement.principals().is_some()
}

fn says(node: Node<'_>, path: &str, start: &str) -> bool {
    let value = path.split('.').try_fold(node, Node::member);
    value.and_then(Node::as_str).is_some_and(|text| text.starts_with(start))
}
