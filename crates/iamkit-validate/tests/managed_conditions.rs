//! What AWS's validation finds in the conditions of AWS's own policies, and no more.
//!
//! Where AWS was recorded to find nothing in a policy, nothing may be found; the policies below are those that it was
//! recorded to find something in, or whose conditions are alike and younger than the record (2026-03-07).

use std::collections::BTreeSet;

use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_validate::{PolicyType, validate};

/// Rules of conditions that AWS's own policies were recorded to be judged by
const MEASURED: [&str; 21] = [
    "EQUIVALENT_TO_NULL_TRUE",
    "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
    "INVALID_CONDITION_KEY_FORMAT",
    "INVALID_CONDITION_OPERATOR",
    "INVALID_GLOBAL_CONDITION_KEY",
    "INVALID_KMS_KEY_VALUE",
    "INVALID_SERVICE_CONDITION_KEY",
    "INVALID_SERVICE_PRINCIPAL_FORMAT",
    "INVALID_VPCE_FORMAT",
    "INVALID_VPC_FORMAT",
    "MISSING_PAIRED_CONDITION_KEYS",
    "MISSING_QUALIFIER",
    "MISSING_TAG_KEY_IN_CONDITION",
    "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
    "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
    "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
    "TYPE_MISMATCH",
    "TYPE_MISMATCH_BOOLEAN",
    "VARIABLE_USAGE_TOO_PERMISSIVE",
    "WILDCARD_USAGE_TOO_PERMISSIVE",
    "WILDCARD_WITHOUT_LIKE_OPERATOR",
];

const EXPECTED: [(&str, &str); 19] = [
    ("AIOpsAssistantPolicy", "TYPE_MISMATCH"),
    ("AWSAuditManagerAdministratorAccess", "MISSING_QUALIFIER"),
    ("AWSCodePipeline_FullAccess", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    ("AWSCodePipeline_ReadOnlyAccess", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    ("AWSMarketplaceImageBuildFullAccess", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    ("AWSServiceRoleForSMS", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    ("AmazonDataZoneGlueManageAccessRolePolicy", "INVALID_SERVICE_CONDITION_KEY"),
    ("AmazonSecurityLakeAdministrator", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    ("CloudTrailEventContext", "MISSING_QUALIFIER"),
    ("CloudWatchApplicationSignalsFullAccess", "INVALID_SERVICE_PRINCIPAL_FORMAT"),
    ("CloudWatchApplicationSignalsReadOnlyAccess", "INVALID_SERVICE_PRINCIPAL_FORMAT"),
    ("S3UnlockBucketPolicy", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    ("SQSUnlockQueuePolicy", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    ("SageMakerStudioProjectProvisioningRolePolicy", "INVALID_SERVICE_PRINCIPAL_FORMAT"),
    ("SageMakerStudioProjectProvisioningRolePolicy", "MISSING_QUALIFIER"),
    ("SageMakerStudioProjectProvisioningRolePolicy", "TYPE_MISMATCH"),
    ("SageMakerStudioProjectUserRolePermissionsBoundary", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    ("SageMakerStudioProjectUserRolePolicy", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
    ("ServerMigration_ServiceRole", "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"),
];

#[test]
fn aws_own_policies_have_what_aws_finds() {
    let mut found = BTreeSet::new();
    for policy in ManagedPolicies::embedded().iter() {
        let text = policy.current().document_text().expect("it is embedded");
        let findings = validate(&text, PolicyType::Identity, Catalog::embedded()).expect("it is small");
        let measured = findings.iter().filter(|finding| MEASURED.contains(&finding.code));
        found.extend(measured.map(|finding| (policy.name(), finding.code)));
    }
    assert_eq!(found, BTreeSet::from(EXPECTED));
}
