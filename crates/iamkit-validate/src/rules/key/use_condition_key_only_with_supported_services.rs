//! `USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES`.

use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

/// The keys, and whether `OF_ORGANIZATION_ID` have them too.
const SCOPED: [(&str, bool); 3] =
    [("aws:vpceaccount", false), ("aws:vpceorgid", true), ("aws:vpceorgpaths", false)];

/// Services whose requests have the keys (IAM User Guide, "AWS global condition context keys", 2026-11), but for
/// `iam:PassRole`.
const SERVICES: [&str; 39] = [
    "acm-pca",
    "apprunner",
    "applicationinsights",
    "athena",
    "cloudformation",
    "comprehendmedical",
    "compute-optimizer",
    "datasync",
    "discovery",
    "dynamodb",
    "ebs",
    "ecr",
    "ecs",
    "firehose",
    "gamelift",
    "healthlake",
    "iam",
    "iotfleetwise",
    "iotwireless",
    "kinesisanalytics",
    "kms",
    "lambda",
    "medical-imaging",
    "omics",
    "payment-cryptography",
    "polly",
    "rbin",
    "rekognition",
    "route53",
    "s3",
    "scheduler",
    "servicediscovery",
    "servicequotas",
    "shield",
    "ssm-contacts",
    "storagegateway",
    "textract",
    "transcribe",
    "transfer",
];

/// Services whose requests have `aws:VpceOrgID` alone of them.
const OF_ORGANIZATION_ID: [&str; 13] = [
    "b2bi",
    "cassandra",
    "cognito-identity",
    "dms",
    "ds-data",
    "identitystore",
    "iottwinmaker",
    "network-firewall",
    "pricing",
    "ses",
    "sms-voice",
    "sqs",
    "workmail",
];

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES",
    severity: Severity::Warning,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A key of VPC endpoints is tested for actions of services whose requests don't have it.",
    finds: service_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:VpceOrgID": "o-a1b2c3d4e5"}}}}"#,
    ),
    passes: service_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:VpceOrgID": "o-a1b2c3d4e5"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for (scoped, has_more) in SCOPED {
        if !statement.keys().any(|key| key.folded == scoped)
            || statement.all_actions().all(|action| has_key(action, has_more))
        {
            continue;
        }
        for key in statement.keys().filter(|key| key.folded == scoped) {
            let name = Shown::value(&key.key.text);
            found.at(
                key.key.span,
                format!(
                    "Requests to some of these services lack `{name}`: name actions of services that \
                     support it alone."
                ),
            );
        }
    }
}

/// Whether all that an item names have the key; a negation names all other services.
fn has_key(action: &Action<'_>, has_more: bool) -> bool {
    let text = action.item.text.to_ascii_lowercase();
    let Some((prefix, _)) = text.split_once(':') else { return false };
    let is_supported = SERVICES.contains(&prefix) || has_more && OF_ORGANIZATION_ID.contains(&prefix);
    !action.is_negated && is_supported && text != "iam:passrole"
}
