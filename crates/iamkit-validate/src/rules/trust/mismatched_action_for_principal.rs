//! `MISMATCHED_ACTION_FOR_PRINCIPAL`.

use super::provider::Provider;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISMATCHED_ACTION_FOR_PRINCIPAL",
    severity: Severity::Error,
    kinds: Kinds::TRUST,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "An action of a trust policy is of other principals than those it names.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}}"#,
    ),
    check: Check::Action(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, action: &Action<'_>, found: &mut Found<'_>) {
    let Some(takes) = takes(&action.item.text).filter(|_| !action.is_negated) else { return };
    let principals = statement.all_principals();
    let wrong = principals.filter(|principal| form(principal).is_some_and(|form| !takes.contains(&form)));
    let wrong = wrong.map(|principal| principal.item.span).collect::<Vec<_>>();
    if !wrong.is_empty() {
        // The action first, wherever it stands.
        let spans = std::iter::once(action.item.span).chain(wrong).collect();
        found.all_of(spans, "The action isn't for principals of this form.");
    }
}

/// Of which form a principal is; none where it can't be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Aws,
    Service,
    Saml,
    Oidc,
}

fn form(principal: &Principal<'_>) -> Option<Form> {
    match principal.key {
        PrincipalKey::Aws => Some(Form::Aws),
        PrincipalKey::Service => Some(Form::Service),
        PrincipalKey::Federated => match Provider::read(&principal.item.text)? {
            Provider::Saml => Some(Form::Saml),
            Provider::Oidc(_) => Some(Form::Oidc),
        },
        PrincipalKey::CanonicalUser | PrincipalKey::Unknown => None,
    }
}

/// The principals of an action that is named in full; patterns and the other actions of STS are for any.
fn takes(action: &str) -> Option<&'static [Form]> {
    const TAKES: [(&str, &[Form]); 3] = [
        ("sts:AssumeRole", &[Form::Aws, Form::Service]),
        ("sts:AssumeRoleWithSAML", &[Form::Saml]),
        ("sts:AssumeRoleWithWebIdentity", &[Form::Oidc]),
    ];
    TAKES.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(action)).map(|(_, takes)| takes)
}
