//! Who a `Principal` or `NotPrincipal` element names (S46–S51).
//!
//! The reading of one entry; whether a requester is the one named is the engine's question.

use crate::arn::Arn;
use crate::document::PrincipalEntry;
use crate::id::{is_account_id, is_unique_id};
use crate::keyword::PrincipalKind;

/// One principal of a rule
///
/// ```
/// use iamkit_policy::normal::PrincipalPattern;
/// use iamkit_policy::PrincipalKind;
///
/// let by_id = PrincipalPattern::new(PrincipalKind::Aws, "111122223333");
/// assert_eq!(by_id, PrincipalPattern::Account { partition: None, account: "111122223333".into() });
/// let group = PrincipalPattern::new(PrincipalKind::Aws, "arn:aws:iam::111122223333:group/admins");
/// assert!(matches!(group, PrincipalPattern::Nobody(_)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PrincipalPattern {
    /// `*`: every requester, the anonymous one included (S46).
    Everyone,
    /// An account by its id or as `arn:…:root`: all its principals, to whom it delegates (S47).
    Account {
        /// The partition, where an ARN gave it.
        partition: Option<Box<str>>,
        /// The account id.
        account: Box<str>,
    },
    /// An IAM user, letter case included (S49).
    User(Arn),
    /// A role and all its sessions (S48).
    Role(Arn),
    /// One session of a role (S48).
    RoleSession(Arn),
    /// One federated user session (S49).
    FederatedUser(Arn),
    /// The unique id that AWS keeps in the place of an ARN, such as `AIDA…` or `AROA…` (S51).
    UniqueId(Box<str>),
    /// An AWS service (S54).
    Service(Box<str>),
    /// A web identity or SAML provider (S54).
    Federated(Box<str>),
    /// The canonical id of an account.
    CanonicalUser(Box<str>),
    /// A text that names no principal there is: a group, a partial wildcard, anything else (S46, S50).
    Nobody(Box<str>),
}

impl PrincipalPattern {
    /// Reads the text of an entry under its key; every text has a reading.
    pub fn new(kind: PrincipalKind, text: &str) -> Self {
        match kind {
            PrincipalKind::Service => Self::Service(text.into()),
            PrincipalKind::Federated => Self::Federated(text.into()),
            PrincipalKind::CanonicalUser => Self::CanonicalUser(text.into()),
            PrincipalKind::Aws => Self::aws(text),
        }
    }

    fn aws(text: &str) -> Self {
        if text == "*" {
            return Self::Everyone;
        }
        if is_account_id(text) {
            return Self::Account { partition: None, account: text.into() };
        }
        if is_unique_id(text) {
            return Self::UniqueId(text.into());
        }
        text.parse().ok().and_then(Self::arn).unwrap_or_else(|| Self::Nobody(text.into()))
    }

    fn arn(arn: Arn) -> Option<Self> {
        let (kind, name) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
        if name.ends_with('/') || arn.as_str().contains(['*', '?']) {
            return None;
        }
        match (arn.service(), kind, name.is_empty()) {
            ("iam", "root", true) if is_account_id(arn.account()) => {
                Some(Self::Account { partition: Some(arn.partition().into()), account: arn.account().into() })
            }
            ("iam", "user", false) => Some(Self::User(arn)),
            ("iam", "role", false) => Some(Self::Role(arn)),
            ("sts", "assumed-role", false) => Some(Self::RoleSession(arn)),
            ("sts", "federated-user", false) => Some(Self::FederatedUser(arn)),
            _ => None,
        }
    }
}

impl From<&PrincipalEntry> for PrincipalPattern {
    fn from(entry: &PrincipalEntry) -> Self {
        Self::new(entry.kind(), entry.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aws(text: &str) -> PrincipalPattern {
        PrincipalPattern::new(PrincipalKind::Aws, text)
    }

    #[test]
    fn root_arn_is_the_account() {
        let root = aws("arn:aws:iam::111122223333:root");
        let account = Some("aws".into());
        assert_eq!(root, PrincipalPattern::Account { partition: account, account: "111122223333".into() });
    }

    #[test]
    fn partial_wildcards_and_groups_name_nobody() {
        for text in [
            "arn:aws:iam::111122223333:user/*",
            "arn:aws:iam::111122223333:role/dev?",
            "arn:aws:iam::111122223333:group/admins",
            "arn:aws:iam::111122223333:role/",
            "1111*",
            "alice",
            "",
        ] {
            assert_eq!(aws(text), PrincipalPattern::Nobody(text.into()));
        }
    }

    #[test]
    fn unique_ids_are_told_from_names() {
        assert_eq!(aws("AIDAEXAMPLE1234567890"), PrincipalPattern::UniqueId("AIDAEXAMPLE1234567890".into()));
        assert!(matches!(aws("AIDAexample"), PrincipalPattern::Nobody(_)));
    }
}
