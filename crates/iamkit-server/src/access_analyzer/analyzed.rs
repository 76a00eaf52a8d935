//! The resources that analyzers of access from outside look at: roles with their trust policies, and resources that have a
//! policy of their own, of the types that Access Analyzer has.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_policy::normal::PolicyKind;
use iamkit_store::{AccountId, Directory, Region, ResourceArn};
use iamkit_wire::WireError;

use super::context::{refused, resource_arn};
use super::zone::Zone;

/// A resource with its policy
#[derive(Debug, Clone)]
pub(super) struct Analyzed {
    pub(super) arn: ResourceArn,
    pub(super) resource_type: &'static str,
    pub(super) owner: AccountId,
    pub(super) kind: PolicyKind,
    pub(super) document: Arc<PolicyDocument>,
}

impl Analyzed {
    /// Whether its policy names resources at all: a role's doesn't.
    pub(super) fn is_named_in_policy(&self) -> bool {
        self.kind != PolicyKind::Trust
    }
}

/// All of a zone, in the order of accounts: roles, and resources of the Region or of none.
pub(super) fn analyzed(
    directory: &Directory,
    zone: &Zone,
    region: &Region,
) -> Result<Vec<Analyzed>, WireError> {
    let mut all = Vec::new();
    for account in zone.here(directory) {
        for role in account.roles() {
            let document = directory.trust_policy(account.id(), role.name());
            all.push(Analyzed {
                arn: resource_arn(role.arn())?,
                resource_type: "AWS::IAM::Role",
                owner: account.id().clone(),
                kind: PolicyKind::Trust,
                document: document.map_err(|error| refused(&error))?,
            });
        }
        for policy in account.resource_policies() {
            let arn = policy.arn().as_str();
            let Some(resource_type) = type_of_resource(arn).filter(|_| is_of(arn, region)) else { continue };
            all.push(Analyzed {
                arn: policy.arn().clone(),
                resource_type,
                owner: account.id().clone(),
                kind: PolicyKind::of_resource(arn),
                document: policy.policy().document(directory).map_err(|error| refused(&error))?,
            });
        }
    }
    Ok(all)
}

/// The ARNs of some resources, buckets among them, have no Region.
fn is_of(arn: &str, region: &Region) -> bool {
    arn.split(':').nth(3).is_none_or(|own| own.is_empty() || own == region.as_str())
}

/// The type of a resource with a policy of its own, as AWS names it; none of those that Access Analyzer doesn't look at.
fn type_of_resource(arn: &str) -> Option<&'static str> {
    let parts = arn.splitn(6, ':').collect::<Vec<_>>();
    let (service, resource) = (*parts.get(2)?, *parts.get(5)?);
    let begins = |start: &str| resource.starts_with(start);
    Some(match service {
        "s3" if !resource.contains(['/', ':']) => "AWS::S3::Bucket",
        "s3express" if begins("bucket/") => "AWS::S3Express::DirectoryBucket",
        "sqs" => "AWS::SQS::Queue",
        "sns" => "AWS::SNS::Topic",
        "kms" if begins("key/") => "AWS::KMS::Key",
        "secretsmanager" if begins("secret:") => "AWS::SecretsManager::Secret",
        "lambda" if begins("function:") => "AWS::Lambda::Function",
        "lambda" if begins("layer:") => "AWS::Lambda::LayerVersion",
        "elasticfilesystem" if begins("file-system/") => "AWS::EFS::FileSystem",
        "ecr" if begins("repository/") => "AWS::ECR::Repository",
        "dynamodb" if begins("table/") && resource.contains("/stream/") => "AWS::DynamoDB::Stream",
        "dynamodb" if begins("table/") => "AWS::DynamoDB::Table",
        _ => return None,
    })
}
