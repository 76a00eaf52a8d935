//! `idle-value`.

use std::collections::HashSet;

use iamkit_policy::glob::Glob;
use iamkit_policy::value::parse_ip_range;
use iamkit_policy::{Condition, OperatorKind, Span, Statement, Text};

use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "idle-value",
    severity: Severity::Warning,
    kinds: ALL,
    about: "A value of a condition does nothing, for another of the same list covers it.",
    explanation: "Whoever takes the value out, or the other, believes that something changes.",
    advice: "Take the value out, or narrow the one that covers it.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "203.0.113.128/25"]}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/25", "203.0.113.128/25"]}}}}"#,
    ),
    check,
};

/// Values that another seems to cover, each proven to do nothing before it is told.
fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    for condition in subject.document.statements().iter().flat_map(Statement::conditions) {
        let spans = condition.values().iter().map(Text::span).collect::<Vec<_>>();
        for (at, by) in covered(condition) {
            tell(subject, condition, &spans, (at, by), found);
        }
    }
}

fn tell(
    subject: &Subject<'_>,
    condition: &Condition,
    spans: &[Span],
    (at, by): (usize, usize),
    found: &mut LintFound<'_>,
) {
    let text = |at: usize| condition.values().get(at).map_or("", Text::as_str);
    let (Some(span), Some(facts)) = (spans.get(at), subject.same_without(spans, at)) else { return };
    let (value, other) = (Shown::value(text(at)), Shown::value(text(by)));
    found.proven(*span, format!("`{value}` does nothing here: `{other}` covers it"), facts);
}

/// So many pairs of values are compared of one list, which holds more than any policy of AWS's sizes.
const MOST_PAIRS: usize = 1 << 18;

/// The values that others seem to cover, with those; of values that are alike, all but the first.
fn covered(condition: &Condition) -> Vec<(usize, usize)> {
    let values = condition.values();
    let Some(covers) = Covers::of(condition.operator().kind()).filter(|_| 1 < values.len()) else {
        return Vec::new();
    };
    let wide = (0..values.len()).filter(|at| covers.may_cover_others(text(values, *at)));
    let wide = wide.take(MOST_PAIRS / values.len()).collect::<Vec<_>>();
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    for at in 0..values.len() {
        let own = text(values, at);
        if !seen.insert(own) {
            let first = values.iter().position(|value| value.as_str() == own);
            found.extend(first.map(|first| (at, first)));
            continue;
        }
        let by = wide.iter().copied().find(|by| {
            let other = text(values, *by);
            // Of two that cover each other the first stays.
            other != own && covers.covers(other, own) && (*by < at || !covers.covers(own, other))
        });
        found.extend(by.map(|by| (at, by)));
    }
    found
}

fn text(values: &[Text], at: usize) -> &str {
    values.get(at).map_or("", Text::as_str)
}

/// How one value covers another
#[derive(Debug, Clone, Copy)]
enum Covers {
    Never,
    Pattern,
    Arn,
    Range,
}

impl Covers {
    fn of(kind: OperatorKind) -> Option<Self> {
        match kind {
            OperatorKind::StringLike | OperatorKind::StringNotLike => Some(Self::Pattern),
            OperatorKind::IpAddress | OperatorKind::NotIpAddress => Some(Self::Range),
            OperatorKind::Null | OperatorKind::Bool => None,
            kind if kind.as_str().starts_with("Arn") => Some(Self::Arn),
            _ => Some(Self::Never),
        }
    }

    fn may_cover_others(self, value: &str) -> bool {
        match self {
            Self::Never => false,
            Self::Pattern | Self::Arn => value.contains(['*', '?']) && !value.contains("${"),
            Self::Range => value.contains('/'),
        }
    }

    fn covers(self, one: &str, other: &str) -> bool {
        match self {
            Self::Never => false,
            Self::Pattern => covers_text(one, other),
            Self::Arn => {
                let (mut one, mut other) = (one.splitn(6, ':'), other.splitn(6, ':'));
                let mut fields = one.by_ref().zip(other.by_ref());
                fields.all(|(one, other)| covers_text(one, other))
            }
            Self::Range => match (parse_ip_range(one), parse_ip_range(other)) {
                (Some(one), Some(other)) => one.contains(&other),
                _ => false,
            },
        }
    }
}

/// Whether a pattern matches what another is written as; a `?` of it is no `*`.
fn covers_text(pattern: &str, text: &str) -> bool {
    Glob::parse(pattern).matches(text) && !(pattern.contains('?') && text.contains('*'))
}
