//! `INVALID_PRINCIPAL_FORMAT`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_PRINCIPAL_FORMAT",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE.and(Kinds::RESOURCE_CONTROL),
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "`Principal` or `NotPrincipal` is a text other than `*`, or a list.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "111122223333", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for element in statement.principals() {
        let is_invalid = match &element.form {
            PrincipalForm::Text(item) => item.text != "*",
            PrincipalForm::List => true,
            PrincipalForm::Entries(_) | PrincipalForm::Other => false,
        };
        if is_invalid {
            found.at(element.span, "A principal is `*`, or an object such as `{\"AWS\": \"111122223333\"}`.");
        }
    }
}
