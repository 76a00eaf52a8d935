//! `INVALID_SERVICE`.

use crate::arn::is_open;
use crate::rules::prelude::*;
use iamkit_catalog::{Catalog, Regions};

/// Services that have a principal under a name that is neither the prefix of actions nor an endpoint: those of condition
/// values of AWS managed policies (`ec2-images` and `ec2fastlaunch` are recorded under this key, 2026-03-07), and two that
/// AWS's API models name (`config-multiaccountsetup`, `dnssec-route53`).
///
/// Which of them AWS's validation knows under this key is inferred: one that there is isn't told to be none.
const PRINCIPALS: [&str; 27] = [
    "application-insights",
    "aws-artifact-account-sync",
    "cassandra-streams",
    "codecatalyst-runner",
    "cognito-identity-us-gov",
    "config-conforms",
    "config-multiaccountsetup",
    "datazonecontrol",
    "dnssec-route53",
    "ec2-images",
    "ec2fastlaunch",
    "ec2fleet",
    "ec2scheduled",
    "ec2sqlha",
    "ecs-compute",
    "ecs-tasks",
    "eks-connector",
    "iotroborunner",
    "lexv2",
    "macie",
    "migrationhub",
    "opensearchservice",
    "securityhubv2",
    "spot",
    "spotfleet",
    "transitgateway",
    "vmie",
];

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_SERVICE",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "An ARN, a condition key or a service principal in a condition names no service.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:elastic-inference:*:*:x/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for resource in statement.all_resources() {
        if resource.problem(input.catalog) == Some(ArnProblem::Service) {
            let text = Shown::value(&resource.item.text);
            found.at(resource.item.span, format!("There is no service as `{text}` names."));
        }
    }
    for key in statement.keys() {
        if !is_key_of_service(&key.folded, input.catalog) {
            let text = Shown::value(&key.key.text);
            found.at(key.key.span, format!("There is no service with the prefix of `{text}`."));
        }
        if is_of_callers(&key.folded) {
            unknown_callers(key, input.catalog, found);
        }
    }
}

/// Whether a key with a prefix has one of a service, of AWS as a whole, or of an identity provider.
fn is_key_of_service(key: &str, catalog: &Catalog) -> bool {
    let Some((prefix, name)) = key.split_once(':').filter(|(prefix, _)| !prefix.is_empty()) else {
        return true;
    };
    // Identity providers are named by their domains.
    let is_of_provider = prefix.contains('.') || matches!(prefix, "aws" | "saml" | "identitycenter");
    // Keys of a service under a name that it has elsewhere: `catalog:ChangeType` of AWS Marketplace.
    let is_known = || catalog.condition_key(key).is_some() || !catalog.arn_forms(prefix).is_empty();
    name.is_empty() || is_of_provider || catalog.service(prefix).is_some() || is_known()
}

fn is_of_callers(key: &str) -> bool {
    matches!(key, "aws:calledvia" | "aws:calledviafirst" | "aws:calledvialast")
}

fn unknown_callers(key: &KeyTest<'_>, catalog: &Catalog, found: &mut Found<'_>) {
    for value in key.values.iter().filter(|value| !is_open(&value.text)) {
        if label(&value.text).is_some_and(|label| !is_principal(label, catalog)) {
            let text = Shown::value(&value.text);
            found.at(value.span, format!("There is no service with the principal `{text}`."));
        }
    }
}

/// The service's label of a well-formed principal; another rule finds what isn't well formed.
fn label(text: &str) -> Option<&str> {
    let domains = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];
    let label = domains.iter().find_map(|domain| text.strip_suffix(domain))?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (!label.is_empty() && label.bytes().all(is_plain)).then_some(label)
}

fn is_principal(label: &str, catalog: &Catalog) -> bool {
    let is_endpoint = || Regions::embedded().is_in_partition(label, "aws").is_some();
    catalog.service(label).is_some() || is_endpoint() || PRINCIPALS.contains(&label)
}
