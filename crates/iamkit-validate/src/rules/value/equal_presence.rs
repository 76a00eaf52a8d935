//! Conditions that a pattern for every text makes a question of whether the key is there.

use iamkit_policy::{OperatorKind, Quantifier};

use crate::rules::prelude::KeyTest;

/// For which requests a condition holds
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Always,
    Never,
    WherePresent,
    WhereAbsent,
}

impl Holds {
    /// For which requests the condition holds if one of the values matches every text.
    ///
    /// `ArnLike` isn't asked: what is no ARN doesn't match its `*`.
    pub(super) fn for_any_text(key: &KeyTest<'_>) -> Option<Self> {
        let operator = key.operator?;
        let is_negated = match operator.kind {
            OperatorKind::StringLike => false,
            OperatorKind::StringNotLike => true,
            _ => return None,
        };
        let where_absent = match operator.quantifier {
            _ if operator.if_exists => true,
            None => is_negated,
            Some(Quantifier::ForAllValues) => true,
            Some(Quantifier::ForAnyValue) => false,
        };
        Some(match (!is_negated, where_absent) {
            (true, true) => Self::Always,
            (true, false) => Self::WherePresent,
            (false, true) => Self::WhereAbsent,
            (false, false) => Self::Never,
        })
    }
}

/// Whether a pattern matches every text.
pub(super) fn is_any(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}
