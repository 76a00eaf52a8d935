//! Resources that are alike to all statements about an action, so that one question answers for all of them.

use std::sync::Arc;

use iamkit_policy::glob::Glob;
use iamkit_policy::normal::{Pattern, Rule, Scope};

use crate::view::{AccessView, AccountPrincipal, PolicySet};

/// What tells resources apart where a principal does an action.
#[derive(Debug)]
pub(super) struct Alike {
    /// The account of the principal: whose resources the same control policies are about.
    account: Box<str>,
    /// The patterns of the statements about the action; none where variables decide what these name.
    patterns: Option<Vec<Glob>>,
}

/// What resources that are alike share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Likeness {
    /// The places of the patterns that match.
    Matching(Box<[u32]>),
    /// The resource is like no other.
    Itself(Arc<str>),
}

/// What only roles of services and of IAM Identity Center have in their ARNs: IAM itself tells these from others (S72).
const RESERVED: &str = ":role/aws-";

impl Alike {
    pub(super) fn of(view: &AccessView, principal: &AccountPrincipal, action: &str) -> Self {
        let lower_case = action.to_ascii_lowercase();
        let identity = principal.identity_documents().flat_map(|facts| facts.rules());
        let control = view.control_sets(principal).map(|(_, _, set)| set);
        let limits = principal.boundary_set().map(|set| &**set).into_iter().chain(control);
        let limits = limits.flat_map(PolicySet::documents).flat_map(|facts| facts.rules());
        let is_named = |rule: &&Rule| rule.actions.contains(|pattern| pattern.matches(&lower_case));
        let scopes = identity.chain(limits).filter(is_named).filter_map(|rule| rule.resources.as_ref());
        let mut patterns = Some(Vec::new());
        for pattern in scopes.flat_map(Scope::entries) {
            match (pattern, &mut patterns) {
                (Pattern::Template(_), _) => patterns = None,
                (Pattern::Glob(glob), Some(known)) if !glob.is_any() && !known.contains(glob) => {
                    known.push(glob.clone());
                }
                _ => {}
            }
        }
        let account = principal.arn().split(':').nth(4).unwrap_or_default().into();
        Self { account, patterns }
    }

    /// What a resource shares with those that are like it: of the principal's account, without a policy of their own, and
    /// matched by the same patterns.
    pub(super) fn likeness(&self, view: &AccessView, resource: &Arc<str>) -> Likeness {
        let is_plain = resource.split(':').nth(4) == Some(&*self.account)
            && !resource.contains(RESERVED)
            && view.resources().of(resource).is_none();
        match &self.patterns {
            Some(patterns) if is_plain => {
                let matching = (0_u32..).zip(patterns).filter(|(_, glob)| glob.matches(resource));
                Likeness::Matching(matching.map(|(at, _)| at).collect())
            }
            _ => Likeness::Itself(Arc::clone(resource)),
        }
    }
}
