//! `INVALID_SERVICE_PRINCIPAL_FORMAT`.

use iamkit_policy::shown::Shown;

use super::pieces::has_variable;
use crate::rules::prelude::*;
use crate::service_principal::DOMAINS;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
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

fn check(
    _: &Input<'_>,
    _: &Statement<'_>,
    key: &KeyTest<'_>,
    value: &ConditionValue<'_>,
    found: &mut Found<'_>,
) {
    let Some(named) = Named::by(&key.folded).filter(|_| key.is_under(Operator::is_string)) else { return };
    if !has_variable(&value.text) && !named.is_met_by(&value.text) {
        let text = Shown::value(&value.text);
        let example = named.example();
        found.at(value.span, format!("`{text}` is no service of this key: write one such as `{example}`."));
    }
}

/// How the services are named that a key has
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// By one label (recorded of `aws:CalledVia`, inferred of the others).
    Label,
    /// By a label and a region.
    Region,
    /// By any labels: those of `aws:PrincipalServiceNamesList` may have a region or a part of a service.
    Labels,
}

impl Named {
    /// Not among the keys, as recorded, are `iam:PassedToService`, `iam:AWSServiceName`, `events:ManagedBy` and
    /// `organizations:ServicePrincipal`.
    fn by(folded: &str) -> Option<Self> {
        match folded {
            "aws:calledvia" | "aws:calledviafirst" | "aws:calledvialast" => Some(Self::Label),
            "kms:viaservice" => Some(Self::Region),
            "aws:principalservicename" | "aws:principalservicenameslist" => Some(Self::Labels),
            _ => None,
        }
    }

    fn example(self) -> &'static str {
        if self == Self::Region { "s3.us-east-1.amazonaws.com" } else { "lambda.amazonaws.com" }
    }

    /// Whether a text is such labels and the domain of services; what has wildcards may be one.
    fn is_met_by(self, text: &str) -> bool {
        if text.contains(['*', '?']) {
            return true;
        }
        let Some(name) = DOMAINS.iter().find_map(|domain| text.strip_suffix(domain)) else { return false };
        let is_of_label =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        let is_label = |label: &str| !label.is_empty() && label.bytes().all(is_of_label);
        let is_number = match self {
            Self::Label => name.split('.').count() == 1,
            Self::Region => name.split('.').count() == 2,
            Self::Labels => true,
        };
        is_number && name.split('.').all(is_label)
    }
}
