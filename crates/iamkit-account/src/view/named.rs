//! Whether the statements of policies name a principal by itself.

use iamkit_policy::Effect;
use iamkit_policy::normal::{PrincipalPattern, Scope};

use super::entry::AccountPrincipal;
use super::policy_set::PolicySet;

impl PolicySet {
    /// Whether an Allow names a principal by itself, as a user or role or by its unique id.
    pub fn lets_in(&self, principal: &AccountPrincipal) -> bool {
        let rules = self.documents().iter().flat_map(|facts| facts.rules());
        let allows = rules.filter(|rule| rule.effect == Effect::Allow);
        let mut entries = allows.filter_map(|rule| match &rule.principals {
            Some(Scope::Only(entries)) => Some(entries),
            _ => None,
        });
        entries.any(|entries| {
            entries.iter().any(|entry| match entry {
                PrincipalPattern::User(arn) | PrincipalPattern::Role(arn) => arn.as_str() == principal.arn(),
                PrincipalPattern::UniqueId(id) => **id == *principal.id().as_str(),
                _ => false,
            })
        })
    }

    /// Whether a statement could tell a principal from the others of its account by who it is.
    pub(crate) fn singles_out(&self, principal: &AccountPrincipal) -> bool {
        let named = self.named();
        named.is_complement
            || named.names.contains(iamkit_policy::id::last_part(principal.arn()))
            || named.names.contains(principal.id().as_str())
    }
}
