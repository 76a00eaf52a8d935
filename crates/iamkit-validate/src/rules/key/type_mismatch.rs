//! `TYPE_MISMATCH`.

use iamkit_catalog::KeyType;
use iamkit_policy::OperatorKind;
use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "TYPE_MISMATCH",
    severity: Severity::Warning,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "The operator compares values of another type than the key has.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:ViaAWSService": "true"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ArnLike": {"kms:EncryptionContext:x": "arn:*"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    let (Some(operator), Some(facts)) = (key.operator, key.known(input.catalog).facts()) else { return };
    if facts.types.is_empty() || facts.types.iter().any(|kind| fits(operator, kind)) {
        return;
    }
    let name = Shown::value(&key.key.text);
    let wanted = facts.types.iter().next().map_or("Null", operator_for);
    found.at(
        key.key.span,
        format!(
            "`{}` doesn't compare values of type {}, which `{name}` has: write an operator such as \
             `{wanted}`.",
            operator.kind.as_str(),
            facts.types
        ),
    );
}

/// Whether values of a type are compared with the operator.
fn fits(operator: Operator, kind: KeyType) -> bool {
    match kind {
        _ if operator.is_null() => true,
        // AWS takes ARNs for texts and, as recorded, texts for ARNs.
        KeyType::String | KeyType::Arn => operator.is_string() || operator.is_arn(),
        KeyType::Numeric => operator.is_numeric(),
        KeyType::Date => operator.is_date() || operator.is_numeric(),
        KeyType::Bool => operator.kind == OperatorKind::Bool,
        KeyType::Binary => operator.kind == OperatorKind::BinaryEquals,
        KeyType::IpAddress => operator.is_ip_address(),
        _ => true,
    }
}

fn operator_for(kind: KeyType) -> &'static str {
    match kind {
        KeyType::Arn => "ArnLike",
        KeyType::Numeric => "NumericEquals",
        KeyType::Date => "DateLessThan",
        KeyType::Bool => "Bool",
        KeyType::Binary => "BinaryEquals",
        KeyType::IpAddress => "IpAddress",
        _ => "StringEquals",
    }
}
