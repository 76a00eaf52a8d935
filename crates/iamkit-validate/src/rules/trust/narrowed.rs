//! By which claims of an identity provider a trust policy narrows whom it trusts.

use iamkit_policy::global_key::global_key;

use super::provider::Provider;
use crate::document::{Principal, PrincipalKey, Statement};

/// The provider of the workflows of GitHub
pub(super) const GITHUB: &str = "token.actions.githubusercontent.com";

/// The host, in lower case, of an OIDC provider that a statement trusts.
pub(super) fn oidc_host(statement: &Statement<'_>, principal: &Principal<'_>) -> Option<String> {
    let is_trusted =
        statement.is_allow() && principal.key == PrincipalKey::Federated && !principal.is_negated;
    match Provider::read(&principal.item.text).filter(|_| is_trusted)? {
        Provider::Oidc(host) => Some(host.to_ascii_lowercase()),
        Provider::Saml => None,
    }
}

/// Whether a statement tests a claim of a provider; with an empty name, any claim.
pub(super) fn has_claim(statement: &Statement<'_>, host: &str, name: &str) -> bool {
    let mut keys = statement.keys();
    keys.any(|key| {
        let claim = key.folded.strip_prefix(host).and_then(|rest| rest.strip_prefix(':'));
        claim.is_some_and(|claim| name.is_empty() || claim == name)
    })
}

/// Whether AWS documents the claim for its provider, and with it that it has one value.
pub(super) fn is_known_claim(folded: &str) -> bool {
    global_key(folded).is_some_and(|key| !key.is_template())
}
