//! The kinds of policy by where they are attached, and what may not stand in each.
//!
//! Rules: S7, S23, S24, S52, S67, S68, S84.

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::{Effect, LanguageVersion, PrincipalElement, Statement};

use super::{pattern, principal};
use crate::case::NamedPolicy;

/// Where a policy is attached
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Identity,
    Boundary,
    Session,
    Resource,
    Key,
    Trust,
    Scp,
    Rcp,
    Vpce,
}

impl From<PolicyKind> for Kind {
    fn from(kind: PolicyKind) -> Self {
        match kind {
            PolicyKind::Identity => Self::Identity,
            PolicyKind::Boundary => Self::Boundary,
            PolicyKind::Session => Self::Session,
            PolicyKind::Resource => Self::Resource,
            PolicyKind::Key => Self::Key,
            PolicyKind::Trust => Self::Trust,
            PolicyKind::ServiceControl => Self::Scp,
            PolicyKind::ResourceControl => Self::Rcp,
            PolicyKind::VpcEndpoint => Self::Vpce,
        }
    }
}

impl Kind {
    /// The layer that such a policy stands in.
    pub(super) fn layer(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Resource | Self::Key | Self::Trust => "resource",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Vpce => "vpce",
        }
    }

    /// The kind in the words of a message.
    fn words(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Resource => "resource",
            Self::Key => "key",
            Self::Trust => "trust",
            Self::Scp => "service control",
            Self::Rcp => "resource control",
            Self::Vpce => "VPC endpoint",
        }
    }

    /// S23, S67: whether statements say for whom they are.
    pub(super) fn names_principals(self) -> bool {
        !matches!(self, Self::Identity | Self::Boundary | Self::Session | Self::Scp)
    }

    /// S7: whether an incomplete ARN means the ARN with `*` in its missing fields.
    pub(super) fn completes(self, text: &str) -> bool {
        let is_by_wildcard = matches!(self, Self::Resource | Self::Key | Self::Vpce);
        !is_by_wildcard || has_wildcard(text)
    }

    /// Everything that may not stand in a policy of this kind, each with its place.
    pub(super) fn problems(self, policy: &NamedPolicy) -> Vec<String> {
        let document = &policy.document;
        let mut problems = Vec::new();
        let mut add = |message: &str, place: &str, position: iamkit_policy::Position| {
            problems.push(format!(
                "{} policy `{}`: {message} at {place} ({position})",
                self.words(),
                policy.name
            ));
        };
        if self == Self::Rcp && document.version() == LanguageVersion::V2008_10_17 {
            add(
                "`Version` has to be `2012-10-17` (S68)",
                "/Version",
                document.position(document.span().start),
            );
        }
        for statement in document.statements() {
            for message in [self.of_principals(statement), self.of_resources(statement)].into_iter().flatten()
            {
                add(message, &format!("/Statement/{}", statement.index()), statement.position());
            }
        }
        problems
    }

    fn of_principals(self, statement: &Statement) -> Option<&'static str> {
        let principals = statement.principals();
        let is_not = principals.is_some_and(PrincipalElement::is_negated);
        let is_everyone = principals.is_some_and(|list| {
            let entries = list.entries();
            !entries.is_empty() && entries.iter().all(principal::is_everyone)
        });
        match self {
            Self::Identity | Self::Boundary | Self::Session | Self::Scp => match (principals, is_not) {
                (None, _) => None,
                (Some(_), false) => Some("`Principal` is not allowed (S23)"),
                (Some(_), true) => Some("`NotPrincipal` is not allowed (S23)"),
            },
            Self::Trust | Self::Rcp if is_not => Some("`NotPrincipal` is not allowed (S52)"),
            Self::Trust => principals.is_none().then_some("`Principal` is missing (S23)"),
            Self::Rcp => (!is_everyone).then_some("`Principal` has to be `*` (S68)"),
            Self::Resource | Self::Key | Self::Vpce => None,
        }
    }

    fn of_resources(self, statement: &Statement) -> Option<&'static str> {
        let resources = match (self, statement.resources()) {
            (Self::Trust | Self::Resource | Self::Key, None) => return None,
            (Self::Trust, Some(_)) => return Some("`Resource` and `NotResource` are not allowed (S24)"),
            (_, None) => return Some("`Resource` or `NotResource` is missing"),
            (_, Some(resources)) => resources,
        };
        let texts = || resources.values().iter().map(iamkit_policy::Text::as_str);
        let is_short = |text: &str| pattern::completed(text) != text;
        let is_refused = match self {
            Self::Rcp => texts().any(is_short),
            Self::Scp => texts().any(|text| is_short(text) && !has_wildcard(text)),
            _ => false,
        };
        if is_refused {
            return Some("an incomplete ARN is not allowed (S7)");
        }
        if self == Self::Rcp { only_denies(statement) } else { None }
    }
}

/// S68: of an RCP only Deny is one's own; `RCPFullAWSAccess` is AWS's.
fn only_denies(statement: &Statement) -> Option<&'static str> {
    let actions = statement.actions();
    let is_star = |list: &iamkit_policy::ElementList| {
        !list.is_negated() && list.values().iter().all(|text| text.as_str() == "*")
    };
    let is_full_access =
        is_star(actions) && statement.resources().is_some_and(is_star) && statement.conditions().is_empty();
    match statement.effect() {
        Effect::Allow => (!is_full_access).then_some("only `Deny` is allowed (S68)"),
        Effect::Deny if actions.is_negated() => Some("`NotAction` is not allowed (S68)"),
        Effect::Deny => actions
            .values()
            .iter()
            .any(|text| text.as_str() == "*")
            .then_some("`Action` may not be `*` (S68)"),
    }
}

fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}
