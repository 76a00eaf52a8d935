//! `DYNAMODB_ATTRIBUTES_WITHOUT_SELECT`.

use iamkit_policy::OperatorKind;

use super::coverage::covers;
use crate::rules::prelude::*;

/// Actions that return attributes (Amazon `DynamoDB` Developer Guide, "Using IAM policy conditions for fine-grained access control",
/// 2026-11; which of them AWS asks for is inferred).
const READS: [&str; 6] = [
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:TransactGetItems",
];

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",
    severity: Severity::SecurityWarning,
    kinds: Kinds::IDENTITY,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "Reading is limited to some attributes, and `dynamodb:Select` isn't, so that reads that name none return all.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/t", "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": "a"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:us-east-1:111122223333:table/t", "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": "a"}, "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if !statement.is_allow() || !statement.keys().any(is_attributes) || statement.keys().any(is_select) {
        return;
    }
    if READS.iter().any(|action| covers(statement, action)) {
        for key in statement.keys().filter(|key| is_attributes(key)) {
            found.at(
                key.key.span,
                "Reads that name no attributes return them all: test `dynamodb:Select` with `StringEqualsIfExists` \
                 and `SPECIFIC_ATTRIBUTES` too.",
            );
        }
    }
}

fn is_attributes(key: &KeyTest<'_>) -> bool {
    key.folded == "dynamodb:attributes"
}

fn is_select(key: &KeyTest<'_>) -> bool {
    key.folded == "dynamodb:select"
        && key.is_under(|operator| operator.kind == OperatorKind::StringEquals)
        && key.values.iter().all(|value| value.text == "SPECIFIC_ATTRIBUTES")
}
