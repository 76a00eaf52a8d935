//! `REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY`.

use crate::rules::prelude::*;
use std::collections::HashSet;

use crate::arn::Fields;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
    severity: Severity::Suggestion,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A session of a role is named beside the role.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:role/r", "arn:aws:sts::111122223333:assumed-role/r/s"]}, "Action": "sts:AssumeRole"}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/r/s"}, "Action": "sts:AssumeRole"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for element in statement.principals() {
        let aws = || element.principals().filter(|principal| principal.key == PrincipalKey::Aws);
        let roles = aws().filter_map(|principal| role(&principal.item.text)).collect::<HashSet<_>>();
        for principal in aws() {
            if session_of(&principal.item.text).is_some_and(|role| roles.contains(&role)) {
                let text = Shown::value(&principal.item.text);
                found.at(
                    principal.item.span,
                    format!("`{text}` is a session of a role that is named beside it."),
                );
            }
        }
    }
}

/// A role: partition, account and name.
type RoleName<'t> = (&'t str, &'t str, &'t str);

fn role(text: &str) -> Option<RoleName<'_>> {
    let fields = Fields::of(text);
    let path = fields.resource.filter(|_| fields.service == Some("iam"))?.strip_prefix("role/")?;
    // Sessions don't tell the path of their role.
    Some((fields.partition?, fields.account?, path.rsplit('/').next()?))
}

/// The role of a session; AWS's page writes such ARNs with `iam` for `sts`.
fn session_of(text: &str) -> Option<RoleName<'_>> {
    let fields = Fields::of(text);
    let is_of_role = matches!(fields.service, Some("sts" | "iam"));
    let name = fields.resource.filter(|_| is_of_role)?.strip_prefix("assumed-role/")?;
    Some((fields.partition?, fields.account?, name.split('/').next()?))
}
