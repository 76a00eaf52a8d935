//! Condition operators, read as forgivingly as AWS's validation does.

use iamkit_policy::{OperatorKind, Quantifier};

/// A condition operator: perhaps a set prefix, a base, and perhaps `IfExists`, also where `Null` has it
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) quantifier: Option<Quantifier>,
    pub(crate) kind: OperatorKind,
    pub(crate) if_exists: bool,
}

impl Operator {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (quantifier, rest) = match text.split_once(':') {
            None => (None, text),
            Some((prefix, rest)) => (Some(quantifier(prefix)?), rest),
        };
        let (name, if_exists) = without_if_exists(rest).map_or((rest, false), |name| (name, true));
        let is_named = |kind: &&OperatorKind| kind.as_str().eq_ignore_ascii_case(name);
        let kind = *OperatorKind::ALL.iter().find(is_named)?;
        Some(Self { quantifier, kind, if_exists })
    }

    /// `StringEquals`, `StringLike`, their negations and the forms that ignore letter case.
    pub(crate) fn is_string(self) -> bool {
        self.kind.as_str().starts_with("String")
    }

    /// `ArnEquals`, `ArnLike` and their negations.
    pub(crate) fn is_arn(self) -> bool {
        self.kind.as_str().starts_with("Arn")
    }

    pub(crate) fn is_numeric(self) -> bool {
        self.kind.as_str().starts_with("Numeric")
    }

    pub(crate) fn is_date(self) -> bool {
        self.kind.as_str().starts_with("Date")
    }

    /// `IpAddress` and `NotIpAddress`.
    pub(crate) fn is_ip_address(self) -> bool {
        self.kind.as_str().ends_with("IpAddress")
    }

    /// Those in whose values wildcards are wildcards: `StringLike`, `ArnLike`, `ArnEquals` and their negations.
    pub(crate) fn takes_wildcards(self) -> bool {
        self.is_arn() || matches!(self.kind, OperatorKind::StringLike | OperatorKind::StringNotLike)
    }

    pub(crate) fn is_null(self) -> bool {
        self.kind == OperatorKind::Null
    }
}

fn quantifier(prefix: &str) -> Option<Quantifier> {
    if prefix.eq_ignore_ascii_case("ForAllValues") {
        Some(Quantifier::ForAllValues)
    } else if prefix.eq_ignore_ascii_case("ForAnyValue") {
        Some(Quantifier::ForAnyValue)
    } else {
        None
    }
}

/// The name without the suffix `IfExists`, if it has that.
pub(crate) fn without_if_exists(name: &str) -> Option<&str> {
    const SUFFIX: &str = "IfExists";
    let at = name.len().checked_sub(SUFFIX.len())?;
    let (base, suffix) = name.split_at_checked(at)?;
    suffix.eq_ignore_ascii_case(SUFFIX).then_some(base)
}
