//! Conditions as typed tests: the key, how absence and many values are handled, and the comparison.
//!
//! Rules: S26–S43. Policy values that aren't of the operator's type are kept as [`Operand::Unreadable`].

use ipnet::IpNet;

use super::key::KeyName;
use super::pattern::{ArnPattern, Pattern, Variable};
use crate::document::Condition;
use crate::keyword::LanguageVersion;
use crate::operator::{OperatorKind, Quantifier};
use crate::value::{self, Decimal, Instant};

/// A policy value read as the operator's type
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand<T> {
    /// A value of the type.
    Value(T),
    /// A text that is none: it never matches (S38).
    Unreadable(Box<str>),
}

/// How two ordered values are to stand to each other
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum OrderRelation {
    Equals,
    NotEquals,
    LessThan,
    LessThanEquals,
    GreaterThan,
    GreaterThanEquals,
}

/// What is compared with what
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedComparison {
    /// `StringEquals`, `StringLike` and their negations: case-sensitive (S35).
    String {
        /// Whether it is the negation.
        is_negated: bool,
        /// The policy values.
        values: Vec<Pattern>,
    },
    /// `StringEqualsIgnoreCase` and its negation (S35).
    StringIgnoreCase {
        /// Whether it is the negation.
        is_negated: bool,
        /// The policy values; not yet folded.
        values: Vec<Pattern>,
    },
    /// `ArnEquals`, `ArnLike` and their negations: two names for one operator (S36).
    Arn {
        /// Whether it is the negation.
        is_negated: bool,
        /// The policy values.
        values: Vec<ArnPattern>,
    },
    /// `Numeric…` (S38).
    Numeric {
        /// How the request value is to stand to the policy value.
        relation: OrderRelation,
        /// The policy values.
        values: Vec<Operand<Decimal>>,
    },
    /// `Date…` (S39).
    Date {
        /// How the request value is to stand to the policy value.
        relation: OrderRelation,
        /// The policy values.
        values: Vec<Operand<Instant>>,
    },
    /// `Bool` (S42).
    Bool {
        /// The policy values, which may hold variables (S16).
        values: Vec<Pattern>,
    },
    /// `BinaryEquals` (S40).
    Binary {
        /// The policy values, decoded.
        values: Vec<Operand<Vec<u8>>>,
    },
    /// `IpAddress` and `NotIpAddress` (S41).
    IpAddress {
        /// Whether it is the negation.
        is_negated: bool,
        /// The policy values.
        values: Vec<Operand<IpNet>>,
    },
    /// `Null`: whether the key has no value (S29).
    Null {
        /// The policy values: `true` asks for absence.
        values: Vec<Operand<bool>>,
    },
}

/// One condition key under one operator
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The key.
    pub key: KeyName,
    /// The set operator, if any (S30).
    pub quantifier: Option<Quantifier>,
    /// Whether an absent key satisfies the test (S28).
    pub if_exists: bool,
    /// The comparison.
    pub comparison: TypedComparison,
}

impl Test {
    pub(crate) fn new(condition: &Condition, version: LanguageVersion) -> Self {
        let operator = condition.operator();
        Self {
            key: KeyName::new(condition.key()),
            // S43: a set operator doesn't change what `Null` asks for.
            quantifier: operator.quantifier().filter(|_| operator.kind() != OperatorKind::Null),
            if_exists: operator.if_exists(),
            comparison: comparison(operator.kind(), condition, version),
        }
    }

    /// The variables in the policy values.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        let (patterns, arns): (&[Pattern], &[ArnPattern]) = match &self.comparison {
            TypedComparison::String { values, .. }
            | TypedComparison::StringIgnoreCase { values, .. }
            | TypedComparison::Bool { values } => (values, &[]),
            TypedComparison::Arn { values, .. } => (&[], values),
            _ => (&[], &[]),
        };
        let components = arns.iter().flat_map(ArnPattern::components);
        patterns.iter().chain(components).flat_map(Pattern::variables)
    }
}

fn comparison(kind: OperatorKind, condition: &Condition, version: LanguageVersion) -> TypedComparison {
    use OperatorKind as Kind;
    let is_negated = kind.is_negated();
    match kind {
        Kind::StringEquals | Kind::StringNotEquals => TypedComparison::String {
            is_negated,
            values: read(condition, |text| Pattern::exact(text, version)),
        },
        Kind::StringLike | Kind::StringNotLike => TypedComparison::String {
            is_negated,
            values: read(condition, |text| Pattern::like(text, version)),
        },
        Kind::StringEqualsIgnoreCase | Kind::StringNotEqualsIgnoreCase => TypedComparison::StringIgnoreCase {
            is_negated,
            values: read(condition, |text| Pattern::exact(text, version)),
        },
        Kind::ArnEquals | Kind::ArnLike | Kind::ArnNotEquals | Kind::ArnNotLike => TypedComparison::Arn {
            is_negated,
            values: read(condition, |text| ArnPattern::parse(text, version)),
        },
        Kind::Bool => TypedComparison::Bool { values: read(condition, |text| Pattern::exact(text, version)) },
        Kind::BinaryEquals => TypedComparison::Binary { values: operands(condition, value::parse_binary) },
        Kind::IpAddress | Kind::NotIpAddress => {
            TypedComparison::IpAddress { is_negated, values: operands(condition, value::parse_ip_range) }
        }
        Kind::Null => TypedComparison::Null { values: operands(condition, value::parse_bool) },
        _ => ordered(kind, condition),
    }
}

fn ordered(kind: OperatorKind, condition: &Condition) -> TypedComparison {
    let name = kind.as_str();
    let relation = match name.trim_start_matches("Numeric").trim_start_matches("Date") {
        "NotEquals" => OrderRelation::NotEquals,
        "LessThan" => OrderRelation::LessThan,
        "LessThanEquals" => OrderRelation::LessThanEquals,
        "GreaterThan" => OrderRelation::GreaterThan,
        "GreaterThanEquals" => OrderRelation::GreaterThanEquals,
        _ => OrderRelation::Equals,
    };
    if name.starts_with("Date") {
        return TypedComparison::Date { relation, values: operands(condition, Instant::parse) };
    }
    TypedComparison::Numeric { relation, values: operands(condition, Decimal::parse) }
}

fn read<T>(condition: &Condition, parse: impl Fn(&str) -> T) -> Vec<T> {
    condition.values.iter().map(|text| parse(&text)).collect()
}

fn operands<T>(condition: &Condition, parse: impl Fn(&str) -> Option<T>) -> Vec<Operand<T>> {
    read(condition, |text| parse(text).map_or_else(|| Operand::Unreadable(text.into()), Operand::Value))
}
