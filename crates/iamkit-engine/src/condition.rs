//! Conditions: does a test hold for a request (S26–S43)?

use std::cmp::Ordering;

use iamkit_policy::Arn;
use iamkit_policy::normal::{KeyName, Operand, OrderRelation, Pattern, Test, TypedComparison};
use iamkit_policy::value::{self, Decimal, Instant};
use iamkit_policy::{ConditionOperator, Quantifier};
use ipnet::IpNet;

use crate::address::AddressRange;
use crate::arn_matcher::ArnMatcher;
use crate::context::{Typed, Value, ValueRef};
use crate::pattern;
use crate::request::{Carried, Request};
use crate::truth::Truth;

/// A test with its operator as it was written.
#[derive(Debug)]
pub(crate) struct CompiledTest {
    operator: ConditionOperator,
    test: Test,
    /// The values of an `Arn…` operator.
    arns: Box<[ArnMatcher]>,
    /// The values of an `…IpAddress` operator.
    ranges: Box<[Operand<AddressRange>]>,
    /// How many tests of the statement, from this one on, ask for the same key and read it the same way.
    alike: usize,
}

impl CompiledTest {
    pub(crate) fn new(operator: ConditionOperator, test: &Test) -> Self {
        let (mut arns, mut ranges) = (Box::default(), Box::default());
        match &test.comparison {
            TypedComparison::Arn { values, .. } => arns = values.iter().map(ArnMatcher::new).collect(),
            TypedComparison::IpAddress { values, .. } => ranges = values.iter().map(range).collect(),
            _ => {}
        }
        Self { operator, test: test.clone(), arns, ranges, alike: 1 }
    }

    /// The tests of a statement, in their order.
    pub(crate) fn all<'t>(tests: impl Iterator<Item = (ConditionOperator, &'t Test)>) -> Box<[Self]> {
        let mut tests = tests.map(|(operator, test)| Self::new(operator, test)).collect::<Box<[_]>>();
        let mut behind: Option<(&KeyName, bool, usize)> = None;
        for Self { test, alike, .. } in tests.iter_mut().rev() {
            let is_date = matches!(test.comparison, TypedComparison::Date { .. });
            *alike = match behind {
                Some((key, was_date, alike)) if (key, was_date) == (&test.key, is_date) => alike + 1,
                _ => 1,
            };
            behind = Some((&test.key, is_date, *alike));
        }
        tests
    }

    fn is_date(&self) -> bool {
        matches!(self.test.comparison, TypedComparison::Date { .. })
    }

    /// Whether all tests of a statement hold, as they count for its effect.
    pub(crate) fn all_hold(tests: &[Self], request: &Request<'_>, is_deny: bool) -> Truth {
        let (mut sum, mut rest) = (Truth::Holds, tests);
        while let Some(first) = rest.first() {
            let (alike, behind) = rest.split_at_checked(first.alike).unwrap_or((rest, &[]));
            let holds = match request.carried(first.test.key.folded()) {
                // What several tests read as a date is read once.
                Carried::Single(value) if first.is_date() && !value.text.is_empty() => {
                    with_instant(value, |instant| {
                        Truth::all(alike.iter().map(|test| test.date_holds(instant).counted_for(is_deny)))
                    })
                }
                carried => {
                    let holds = |test: &Self| test.holds_for(carried, request).counted_for(is_deny);
                    Truth::all(alike.iter().map(holds))
                }
            };
            sum = sum & holds;
            if sum == Truth::Fails {
                break;
            }
            rest = behind;
        }
        sum
    }

    /// Whether a test of dates holds for the value of a key; without one it can't be evaluated.
    fn date_holds(&self, instant: Option<&Instant>) -> Truth {
        match (&self.test.comparison, instant) {
            (TypedComparison::Date { relation, values }, Some(instant)) => date(*relation, values, instant),
            _ => Truth::Unevaluable,
        }
    }

    /// The operator as it was written.
    pub(crate) fn operator(&self) -> ConditionOperator {
        self.operator
    }

    pub(crate) fn test(&self) -> &Test {
        &self.test
    }

    /// Whether the test holds for the request.
    pub(crate) fn holds(&self, request: &Request<'_>) -> Truth {
        self.holds_for(request.carried(self.test.key.folded()), request)
    }

    /// What the comparison says of a text, as the only value or as one of several.
    pub(crate) fn says_of(&self, text: &str, request: &Request<'_>) -> Truth {
        self.compare(ValueRef::text(text), request)
    }

    #[inline]
    fn holds_for(&self, carried: Carried<'_>, request: &Request<'_>) -> Truth {
        match (carried, self.test.quantifier) {
            (Carried::Single(value), None) => self.compare(value, request),
            _ => self.holds_for_several(carried, request),
        }
    }

    /// As [`Self::holds_for`], for all but one value without a set operator.
    fn holds_for_several(&self, carried: Carried<'_>, request: &Request<'_>) -> Truth {
        let test = &self.test;
        if let TypedComparison::Null { values } = &test.comparison {
            return null_holds(values, carried);
        }
        let each = |values: &[Value<'_>]| -> Truth {
            let outcomes = values.iter().map(|value| self.compare(value.as_ref(), request));
            match test.quantifier {
                Some(Quantifier::ForAllValues) => Truth::all(outcomes),
                Some(Quantifier::ForAnyValue) => Truth::any(outcomes),
                // S33: a multi-valued key needs a set operator.
                None => Truth::Fails,
            }
        };
        match (carried, test.quantifier) {
            (Carried::Nothing, _) => absent_holds(test).into(),
            (Carried::Unknown, _) => Truth::Unknown,
            // S30: no value but empty strings is as good as none.
            (_, Some(quantifier)) if is_null(carried) => (quantifier == Quantifier::ForAllValues).into(),
            (Carried::Single(value), _) => self.compare(value, request),
            (Carried::Multi(values), _) => each(values),
        }
    }

    #[inline]
    /// Compares one request value with the policy values: OR for positive, NOR for negated operators (S26).
    fn compare(&self, value: ValueRef<'_>, request: &Request<'_>) -> Truth {
        match &self.test.comparison {
            TypedComparison::String { is_negated, values } => {
                any_pattern(*is_negated, values, |entry| pattern::matches(entry, value.text, request))
            }
            TypedComparison::StringIgnoreCase { is_negated, values } => {
                any_pattern(*is_negated, values, |entry| {
                    pattern::equals_ignoring_case(entry, value.text, request)
                })
            }
            TypedComparison::Arn { is_negated, .. } => arn(*is_negated, &self.arns, value.text, request),
            TypedComparison::Numeric { relation, values } => numeric(*relation, values, value.text),
            TypedComparison::Date { .. } => with_instant(value, |instant| self.date_holds(instant)),
            TypedComparison::Bool { values } => truth_value(values, value, request),
            TypedComparison::Binary { values } => binary(values, value.text),
            TypedComparison::IpAddress { is_negated, .. } => ip_address(*is_negated, &self.ranges, value),
            TypedComparison::Null { values } => null_holds(values, Carried::Single(value)),
        }
    }
}

fn range(value: &Operand<IpNet>) -> Operand<AddressRange> {
    match value {
        Operand::Value(range) => Operand::Value(AddressRange::new(range)),
        Operand::Unreadable(text) => Operand::Unreadable(text.clone()),
    }
}

/// Whether the key counts as null: it is absent, or has no value but empty strings (S29, S30).
fn is_null(carried: Carried<'_>) -> bool {
    match carried {
        Carried::Nothing => true,
        Carried::Single(value) => value.text.is_empty(),
        Carried::Multi(values) => values.iter().all(|value| value.as_str().is_empty()),
        Carried::Unknown => false,
    }
}

/// S29: whether one of the policy values says what is so.
fn null_holds(values: &[Operand<bool>], carried: Carried<'_>) -> Truth {
    if matches!(carried, Carried::Unknown) {
        return Truth::Unknown;
    }
    let is_null = is_null(carried);
    any_operand(values, |asks_for_null| *asks_for_null == is_null)
}

/// S27, S28, S30, S32: what a test says of a key that the request doesn't carry.
fn absent_holds(test: &Test) -> bool {
    match test.quantifier {
        _ if test.if_exists => true,
        Some(Quantifier::ForAllValues) => true,
        Some(Quantifier::ForAnyValue) => false,
        None => is_negated(&test.comparison),
    }
}

pub(crate) fn is_negated(comparison: &TypedComparison) -> bool {
    match comparison {
        TypedComparison::String { is_negated, .. }
        | TypedComparison::StringIgnoreCase { is_negated, .. }
        | TypedComparison::Arn { is_negated, .. }
        | TypedComparison::IpAddress { is_negated, .. } => *is_negated,
        TypedComparison::Numeric { relation, .. } | TypedComparison::Date { relation, .. } => {
            *relation == OrderRelation::NotEquals
        }
        TypedComparison::Bool { .. } | TypedComparison::Binary { .. } | TypedComparison::Null { .. } => false,
    }
}

fn any_pattern(is_negated: bool, values: &[Pattern], matches: impl Fn(&Pattern) -> Truth) -> Truth {
    let is_named = Truth::any(values.iter().map(matches));
    if is_negated { !is_named } else { is_named }
}

/// S36. S37: against what is no ARN, neither form matches.
fn arn(is_negated: bool, values: &[ArnMatcher], text: &str, request: &Request<'_>) -> Truth {
    let is_named = Truth::any(values.iter().map(|value| value.matches(text, request)));
    if !is_negated {
        return is_named;
    }
    if Arn::components_of(text).is_none() { Truth::Fails } else { !is_named }
}

/// S38: a policy value that is no number never matches, and under `NotEquals` it makes the test fail (INFER).
fn numeric(relation: OrderRelation, values: &[Operand<Decimal>], text: &str) -> Truth {
    let Some(number) = Decimal::borrowed(text) else { return Truth::Unevaluable };
    let stands = |operand: &Operand<Decimal>| match operand {
        Operand::Value(operand) => stands(relation, number.compare(operand)),
        Operand::Unreadable(_) => false,
    };
    let holds = match relation {
        OrderRelation::NotEquals => values.iter().all(stands),
        _ => values.iter().any(stands),
    };
    holds.into()
}

/// Lends a value as an instant; returned, it would be copied where it was just written, which stalls.
#[inline]
fn with_instant(value: ValueRef<'_>, holds: impl FnOnce(Option<&Instant>) -> Truth) -> Truth {
    match value.typed {
        Typed::Instant(instant) => holds(Some(instant)),
        _ => holds(Instant::parse(value.text).as_ref()),
    }
}

fn date(relation: OrderRelation, values: &[Operand<Instant>], instant: &Instant) -> Truth {
    match relation {
        OrderRelation::NotEquals => !any_operand(values, |operand| instant == operand),
        _ => any_operand(values, |operand| stands(relation, instant.cmp(operand))),
    }
}

fn truth_value(values: &[Pattern], value: ValueRef<'_>, request: &Request<'_>) -> Truth {
    let truth = match value.typed {
        Typed::Bool(truth) => Some(*truth),
        _ => value::parse_bool(value.text),
    };
    let Some(truth) = truth else { return Truth::Unevaluable };
    Truth::any(values.iter().map(|pattern| pattern::is_bool(pattern, truth, request)))
}

/// S40: both sides are bytes behind base64.
fn binary(values: &[Operand<Vec<u8>>], text: &str) -> Truth {
    if value::is_binary(text, &[]).is_none() {
        return Truth::Unevaluable;
    }
    any_operand(values, |bytes| value::is_binary(text, bytes) == Some(true))
}

/// S41: an address of one family is in no range of the other.
fn ip_address(is_negated: bool, values: &[Operand<AddressRange>], value: ValueRef<'_>) -> Truth {
    let address = match value.typed {
        Typed::Address(address) => *address,
        _ => match value::parse_ip(value.text) {
            Some(address) => address,
            None => return Truth::Unevaluable,
        },
    };
    let is_in_a_range = any_operand(values, |range| range.contains(address));
    if is_negated { !is_in_a_range } else { is_in_a_range }
}

/// Whether a readable policy value stands to the request's as asked; without one that does, an unreadable one makes
/// the test unevaluable.
fn any_operand<T>(values: &[Operand<T>], stands: impl Fn(&T) -> bool) -> Truth {
    Truth::any(values.iter().map(|operand| match operand {
        Operand::Value(operand) => stands(operand).into(),
        Operand::Unreadable(_) => Truth::Unevaluable,
    }))
}

fn stands(relation: OrderRelation, ordering: Ordering) -> bool {
    match relation {
        OrderRelation::Equals => ordering.is_eq(),
        OrderRelation::NotEquals => ordering.is_ne(),
        OrderRelation::LessThan => ordering.is_lt(),
        OrderRelation::LessThanEquals => ordering.is_le(),
        OrderRelation::GreaterThan => ordering.is_gt(),
        OrderRelation::GreaterThanEquals => ordering.is_ge(),
    }
}
