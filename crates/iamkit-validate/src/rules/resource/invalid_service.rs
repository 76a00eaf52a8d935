//! `INVALID_SERVICE`.

use crate::arn::is_open;
use crate::rules::prelude::*;
use crate::service_principal::{is_label, label};
use iamkit_catalog::Catalog;

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
        if label(&value.text).is_some_and(|label| !is_label(label, catalog)) {
            let text = Shown::value(&value.text);
            found.at(value.span, format!("There is no service with the principal `{text}`."));
        }
    }
}
