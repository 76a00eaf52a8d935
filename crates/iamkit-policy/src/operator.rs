//! The names of condition operators: `ForAllValues:StringEqualsIfExists` as three parts.
//!
//! Rules: S28 (`IfExists`, not on `Null`), S30 (set operators), S43 (an unknown operator is an error, never satisfied).

use std::fmt;
use std::str::FromStr;

/// `ForAllValues:` or `ForAnyValue:` before an operator (S30)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quantifier {
    /// Every value of the request must pass.
    ForAllValues,
    /// At least one value of the request must pass.
    ForAnyValue,
}

macro_rules! operator_kinds {
    ($($name:ident),* $(,)?) => {
        /// A condition operator without quantifier and `IfExists`
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the names are AWS's own")]
        pub enum OperatorKind { $($name),* }

        impl OperatorKind {
            /// Every operator, in the order of AWS's page on them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The operator's name as AWS writes it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
        }
    };
}

operator_kinds! {
    StringEquals, StringNotEquals, StringEqualsIgnoreCase, StringNotEqualsIgnoreCase, StringLike, StringNotLike,
    NumericEquals, NumericNotEquals, NumericLessThan, NumericLessThanEquals, NumericGreaterThan,
    NumericGreaterThanEquals, DateEquals, DateNotEquals, DateLessThan, DateLessThanEquals, DateGreaterThan,
    DateGreaterThanEquals, Bool, BinaryEquals, IpAddress, NotIpAddress, ArnEquals, ArnLike, ArnNotEquals, ArnNotLike,
    Null,
}

impl OperatorKind {
    /// Whether the operator is a negation (`StringNotEquals`, `NotIpAddress` …): true for an absent key (S27).
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
                | Self::NumericNotEquals
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }
}

/// A condition operator with its quantifier and `IfExists`
///
/// ```
/// use iamkit_policy::{ConditionOperator, OperatorKind, Quantifier};
///
/// let operator: ConditionOperator = "ForAnyValue:StringLikeIfExists".parse()?;
/// assert_eq!(operator.quantifier(), Some(Quantifier::ForAnyValue));
/// assert_eq!(operator.kind(), OperatorKind::StringLike);
/// assert!(operator.if_exists());
/// # Ok::<(), iamkit_policy::OperatorError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConditionOperator {
    quantifier: Option<Quantifier>,
    kind: OperatorKind,
    if_exists: bool,
}

impl ConditionOperator {
    /// The set operator before it, if any.
    pub fn quantifier(self) -> Option<Quantifier> {
        self.quantifier
    }

    /// The operator itself.
    pub fn kind(self) -> OperatorKind {
        self.kind
    }

    /// Whether an absent key satisfies it (S28).
    pub fn if_exists(self) -> bool {
        self.if_exists
    }
}

/// A text that is no condition operator (S43)
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown condition operator `{0}`{hint}", hint = nearest(.0))]
pub struct OperatorError(String);

/// The operator a misspelt one was probably meant to be, as a hint behind a message.
fn nearest(text: &str) -> String {
    let bare = text.rsplit(':').next().unwrap_or(text);
    let same = OperatorKind::ALL.iter().find(|kind| kind.as_str().eq_ignore_ascii_case(bare));
    same.map_or_else(String::new, |kind| format!(", did you mean `{}`?", kind.as_str()))
}

impl FromStr for ConditionOperator {
    type Err = OperatorError;

    fn from_str(text: &str) -> Result<Self, OperatorError> {
        let (quantifier, rest) = match text.split_once(':') {
            Some(("ForAllValues", rest)) => (Some(Quantifier::ForAllValues), rest),
            Some(("ForAnyValue", rest)) => (Some(Quantifier::ForAnyValue), rest),
            _ => (None, text),
        };
        let (name, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |name| (name, true));
        let kind = OperatorKind::ALL.iter().copied().find(|kind| kind.as_str() == name);
        match kind {
            // `Null` asks for the key's absence itself: neither suffix nor set operator makes sense on it (S28).
            Some(OperatorKind::Null) if if_exists || quantifier.is_some() => Err(OperatorError(text.into())),
            Some(kind) => Ok(Self { quantifier, kind, if_exists }),
            None => Err(OperatorError(text.into())),
        }
    }
}

impl fmt::Display for ConditionOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quantifier {
            Some(Quantifier::ForAllValues) => f.write_str("ForAllValues:")?,
            Some(Quantifier::ForAnyValue) => f.write_str("ForAnyValue:")?,
            None => {}
        }
        f.write_str(self.kind.as_str())?;
        if self.if_exists { f.write_str("IfExists") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_is_printed_as_it_was_read() {
        for kind in OperatorKind::ALL {
            for prefix in ["", "ForAllValues:", "ForAnyValue:"] {
                for suffix in ["", "IfExists"] {
                    let text = format!("{prefix}{}{suffix}", kind.as_str());
                    let is_decorated_null = *kind == OperatorKind::Null && text != "Null";
                    match text.parse::<ConditionOperator>() {
                        Ok(operator) => assert_eq!(operator.to_string(), text),
                        Err(_) => assert!(is_decorated_null, "{text}"),
                    }
                }
            }
        }
    }

    #[test]
    fn unknown_operator_is_an_error_with_a_hint() {
        let message = |text: &str| text.parse::<ConditionOperator>().expect_err("is unknown").to_string();
        assert_eq!(message("StringMatches"), "unknown condition operator `StringMatches`");
        assert_eq!(
            message("stringlike"),
            "unknown condition operator `stringlike`, did you mean `StringLike`?"
        );
        assert_eq!(message("NullIfExists"), "unknown condition operator `NullIfExists`");
    }
}
