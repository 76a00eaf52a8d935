//! `UNSUPPORTED_ACTION_FOR_CONDITION_KEY`.

use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

/// So many pairs of a key and an action are told of one statement.
const MAX_PAIRS: usize = 10_000;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
    severity: Severity::Error,
    kinds: Kinds::TRUST,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "An action never has the condition key, which other actions of the statement may have.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"], "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:1"}}}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": ["sts:AssumeRoleWithWebIdentity"], "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:1"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let asked =
        statement.keys().filter_map(|key| Some((key, federated_action(&key.folded)?))).collect::<Vec<_>>();
    if asked.is_empty() {
        return;
    }
    let actions =
        statement.actions().filter_map(|action| Some((action, input.catalog.action(&action.item.text)?)));
    let actions = actions.filter(|(_, known)| known.service_prefix() == "sts").collect::<Vec<_>>();
    let most = (MAX_PAIRS / asked.len()).max(1);
    for (key, only) in asked {
        let listed = input.catalog.condition_key(&key.folded).map(|listed| listed.id());
        let lacks = |known: &iamkit_catalog::Action<'_>| {
            known.name() != only && !known.condition_keys().any(|carried| Some(carried.id()) == listed)
        };
        let lacking = actions.iter().take(most).filter(|(_, known)| lacks(known));
        let mut places = lacking.map(|(action, _)| action.item.span).collect::<Vec<_>>();
        if !places.is_empty() {
            places.push(key.span);
            places.sort_by_key(|place| place.start);
            let name = Shown::value(&key.key.text);
            found.all_of(
                places,
                format!(
                    "Requests for these actions never have `{name}`, which `sts:{only}` has: give them a \
                     statement of their own."
                ),
            );
        }
    }
}

/// The action whose requests have the keys of an identity provider.
///
/// Others are exempt where a source gives them the key. Keys of other services aren't looked at, for AWS reports none of
/// the many actions in its own policies that lack such a key.
fn federated_action(folded: &str) -> Option<&'static str> {
    match folded.split_once(':') {
        Some(("saml", _)) => Some("AssumeRoleWithSAML"),
        Some((prefix, _)) if prefix.contains('.') => Some("AssumeRoleWithWebIdentity"),
        _ => None,
    }
}
