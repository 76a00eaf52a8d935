//! `INVALID_SERVICE_PRINCIPAL_FORMAT`.

use iamkit_policy::shown::Shown;

use crate::rules::about::*;
use super::pieces::has_variable;

/// Keys whose values are services with a name of one label (recorded of `aws:CalledVia`, inferred of the others).
///
/// Not among them, as recorded, are `iam:PassedToService`, `iam:AWSServiceName`, `events:ManagedBy` and
/// `organizations:ServicePrincipal`.
const OF_ONE_LABEL: [&str; 5] = [
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:principalservicename",
    "aws:principalservicenameslist",
];

/// The domains of services.
const DOMAINS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];

pub(in crate::rules) static RULE: Rule = Rule {
    code: "INVALID_SERVICE_PRINCIPAL_FORMAT",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A value of a key that names a service isn't written as services are.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": "application-signals.cloudwatch.amazonaws.com"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}}}"#,
    ),
    check: Check::Value(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, value: &ConditionValue<'_>, found: &mut Found<'_>) {
    let labels = match &*key.folded {
        "kms:viaservice" => 2,
        folded if OF_ONE_LABEL.contains(&folded) => 1,
        _ => return,
    };
    if key.is_under(Operator::is_string) && !has_variable(&value.text) && !is_service(&value.text, labels) {
        let text = Shown::value(&value.text);
        let wanted = if labels == 1 { "lambda.amazonaws.com" } else { "s3.us-east-1.amazonaws.com" };
        found.at(value.span, format!("`{text}` is no service of this key: write one such as `{wanted}`."));
    }
}

/// Whether a text is so many labels and the domain of services; what has wildcards may be one.
fn is_service(text: &str, labels: usize) -> bool {
    if text.contains(['*', '?']) {
        return true;
    }
    let Some(name) = DOMAINS.iter().find_map(|domain| text.strip_suffix(domain)) else { return false };
    let is_of_label = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    let mut parts = name.split('.');
    let count = parts.clone().count();
    count == labels && parts.all(|label| !label.is_empty() && label.bytes().all(is_of_label))
}
