//! The names of condition operators: `ForAllValues:StringEqualsIfExists` as three parts.
//!
//! Rules: S28 (`IfExists`, not on `Null`), S30 (set operators), S43 (an unknown operator is an error, never satisfied; a
//! known one in another letter case is read, and so is a set operator before `Null`, which it doesn't change).

use std::fmt;
use std::str::FromStr;

use crate::from_its_names;
use crate::shown::Shown;
#[cfg(feature = "serde")]
use crate::text_on_the_wire;

/// `ForAllValues:` or `ForAnyValue:` before an operator (S30)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quantifier {
    /// Every value of the request must pass.
    ForAllValues,
    /// At least one value of the request must pass.
    ForAnyValue,
}

impl Quantifier {
    /// Every set operator.
    pub const ALL: [Self; 2] = [Self::ForAllValues, Self::ForAnyValue];

    /// The set operator as AWS writes it, without the colon behind it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues",
            Self::ForAnyValue => "ForAnyValue",
        }
    }
}

impl fmt::Display for Quantifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(Quantifier, "set operator");
#[cfg(feature = "serde")]
text_on_the_wire!(Quantifier);

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

impl fmt::Display for OperatorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(OperatorKind, "condition operator");
#[cfg(feature = "serde")]
text_on_the_wire!(OperatorKind);

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

/// A condition operator with its quantifier and `IfExists`, read in any letter case and written as AWS writes it
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

    /// The parts of its name as AWS writes them.
    fn parts(self) -> [&'static str; 3] {
        let quantifier = match self.quantifier {
            Some(Quantifier::ForAllValues) => "ForAllValues:",
            Some(Quantifier::ForAnyValue) => "ForAnyValue:",
            None => "",
        };
        [quantifier, self.kind.as_str(), if self.if_exists { "IfExists" } else { "" }]
    }

    /// Whether a text that reads as the operator isn't how AWS writes it.
    pub(crate) fn is_respelt(self, text: &str) -> bool {
        let rest = self.parts().into_iter().try_fold(text, |rest, part| rest.strip_prefix(part));
        rest != Some("")
    }
}

/// A text that is no condition operator (S43)
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown condition operator `{}`{hint}", Shown::value(.0), hint = nearest(.0))]
pub struct OperatorError(String);

/// The operator that `NullIfExists` was probably meant to be, as a hint behind a message.
fn nearest(text: &str) -> &'static str {
    let bare = text.rsplit(':').next().unwrap_or(text);
    let is_null = bare.eq_ignore_ascii_case("NullIfExists");
    if is_null { ", did you mean `Null`? it asks for the absence itself" } else { "" }
}

impl FromStr for ConditionOperator {
    type Err = OperatorError;

    fn from_str(text: &str) -> Result<Self, OperatorError> {
        let (quantifier, rest) = match text.split_once(':') {
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => {
                (Some(Quantifier::ForAllValues), rest)
            }
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(Quantifier::ForAnyValue), rest)
            }
            _ => (None, text),
        };
        let (name, if_exists) = without_suffix(rest).map_or((rest, false), |name| (name, true));
        let find = |is_it: &dyn Fn(&str) -> bool| OperatorKind::ALL.iter().find(|kind| is_it(kind.as_str()));
        let kind = find(&|known| known == name).or_else(|| find(&|known| known.eq_ignore_ascii_case(name)));
        match kind {
            // `Null` asks for the key's absence itself: the suffix makes no sense on it (S28).
            Some(OperatorKind::Null) if if_exists => Err(OperatorError(text.into())),
            Some(kind) => Ok(Self { quantifier, kind: *kind, if_exists }),
            None => Err(OperatorError(text.into())),
        }
    }
}

/// The operator before `IfExists`.
fn without_suffix(text: &str) -> Option<&str> {
    let (name, suffix) = text.split_at_checked(text.len().checked_sub("IfExists".len())?)?;
    suffix.eq_ignore_ascii_case("IfExists").then_some(name)
}

impl fmt::Display for ConditionOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().into_iter().try_for_each(|part| f.write_str(part))
    }
}

#[cfg(feature = "serde")]
text_on_the_wire!(ConditionOperator);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_is_printed_as_aws_writes_it() {
        for kind in OperatorKind::ALL {
            for prefix in ["", "ForAllValues:", "ForAnyValue:"] {
                for suffix in ["", "IfExists"] {
                    let text = format!("{prefix}{}{suffix}", kind.as_str());
                    let is_refused = *kind == OperatorKind::Null && !suffix.is_empty();
                    for spelling in [text.clone(), text.to_ascii_lowercase(), text.to_ascii_uppercase()] {
                        match spelling.parse::<ConditionOperator>() {
                            Ok(operator) => assert_eq!(operator.to_string(), text),
                            Err(_) => assert!(is_refused, "{spelling}"),
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn unknown_operator_is_an_error() {
        let message = |text: &str| text.parse::<ConditionOperator>().expect_err("is unknown").to_string();
        for text in [
            "StringMatches",
            "String Like",
            "StringLike ",
            "",
            "IfExists",
            "ForAnyValue:",
            "ForSomeValue:StringLike",
            "StringLikeIfExistsIfExists",
            "ForAnyValue:ForAnyValue:StringLike",
            "Stríng",
            "İfExists",
        ] {
            assert_eq!(message(text), format!("unknown condition operator `{text}`"));
        }
        assert_eq!(
            message("nullIfExists"),
            "unknown condition operator `nullIfExists`, did you mean `Null`? it asks for the absence itself"
        );
    }
}
