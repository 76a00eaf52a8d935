//! `MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
    severity: Severity::Error,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A trust policy for IAM Roles Anywhere doesn't allow all three actions that it takes.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "rolesanywhere.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "rolesanywhere.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    const NEEDED: [&str; 3] = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];
    let principals = statement.principal.iter().flat_map(PrincipalElement::principals);
    let mut services = principals.filter(|principal| principal.key == PrincipalKey::Service);
    if !statement.is_allow() || !services.any(|service| service.item.text == "rolesanywhere.amazonaws.com") {
        return;
    }
    let missing = NEEDED.into_iter().filter(|needed| !statement.covers_action(needed)).collect::<Vec<_>>();
    let element = statement.action.as_ref().or(statement.not_action.as_ref());
    if let Some(element) = element.filter(|_| !missing.is_empty()) {
        let message = format!("IAM Roles Anywhere calls three actions; add {}.", missing.join(" and "));
        found.at(element.span, message);
    }
}
