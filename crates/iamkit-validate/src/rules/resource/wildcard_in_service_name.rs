//! `WILDCARD_IN_SERVICE_NAME`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "WILDCARD_IN_SERVICE_NAME",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A wildcard is in the name of a service, in an ARN or before the colon of an action.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:*code*::111122223333:*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for action in statement.all_actions() {
        // Inferred: the page tells of ARNs alone. What has a variable isn't known, and is no pattern.
        let is_open = action.named(input.catalog, &input.work) == Named::Open;
        let prefix = action.item.text.split_once(':').map(|(prefix, _)| prefix).filter(|_| is_open);
        let is_pattern = |prefix: &str| prefix.contains(['*', '?']) && prefix != "*" && !prefix.contains('$');
        if prefix.is_some_and(is_pattern) {
            found.at(action.item.span, message(&action.item.text));
        }
    }
    for resource in statement.all_resources() {
        if resource.problem(input.catalog) == Some(ArnProblem::ServiceWildcard) {
            found.at(resource.item.span, message(&resource.item.text));
        }
    }
}

fn message(text: &str) -> String {
    let text = Shown::value(text);
    format!(
        "A wildcard in the name of the service reaches others than meant: name each service instead of `{text}`."
    )
}
