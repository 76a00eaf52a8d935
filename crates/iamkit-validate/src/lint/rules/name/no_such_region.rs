//! `no-such-region`.

use iamkit_catalog::Regions;
use iamkit_policy::glob::Glob;
use iamkit_policy::{OperatorKind, Statement};

use crate::condition_key::or_nearest;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "no-such-region",
    severity: Severity::Warning,
    kinds: ALL,
    about: "A value of `aws:RequestedRegion` names no Region.",
    explanation: "No request is made there, so that the value lets in and keeps out nobody.",
    advice: "Correct the name to that of a Region.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-wset-2"]}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": {"StringLike": {"aws:RequestedRegion": ["eu-west-1", "eu-*-2"]}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let regions = Regions::embedded();
    let names = regions.partitions().flat_map(|partition| regions.regions(partition)).collect::<Vec<_>>();
    let conditions = subject.document.statements().iter().flat_map(Statement::conditions);
    for condition in conditions.filter(|it| it.key().eq_ignore_ascii_case("aws:RequestedRegion")) {
        let Some(matching) = Matching::of(condition.operator().kind()) else { continue };
        for value in condition.values().iter().filter(|it| !matching.names_one(it.as_str(), &names)) {
            let near = nearest(value.as_str(), &names).map(str::to_owned);
            let message = format!("`{}` names no Region{}", Shown::value(value.as_str()), or_nearest(&near));
            found.text(value.span(), message);
        }
    }
}

/// How an operator compares texts
#[derive(Debug, Clone, Copy)]
enum Matching {
    Equal,
    AnyCase,
    Like,
}

impl Matching {
    fn of(kind: OperatorKind) -> Option<Self> {
        match kind {
            OperatorKind::StringEquals | OperatorKind::StringNotEquals => Some(Self::Equal),
            OperatorKind::StringEqualsIgnoreCase | OperatorKind::StringNotEqualsIgnoreCase => {
                Some(Self::AnyCase)
            }
            OperatorKind::StringLike | OperatorKind::StringNotLike => Some(Self::Like),
            _ => None,
        }
    }

    /// Whether a value names one of the Regions; what has a variable may.
    fn names_one(self, value: &str, names: &[&str]) -> bool {
        let is_named = |name: &&str| match self {
            Self::Equal => **name == *value,
            Self::AnyCase => name.eq_ignore_ascii_case(value),
            Self::Like => Glob::parse(value).matches(name),
        };
        value.contains("${") || names.iter().any(is_named)
    }
}

/// The Region that is spelt most alike, if there is one.
fn nearest<'n>(value: &str, names: &[&'n str]) -> Option<&'n str> {
    if MAX_NAME < value.len() {
        return None;
    }
    let far = |name: &&str| strsim::osa_distance(name, &value.to_ascii_lowercase());
    names.iter().copied().min_by_key(far).filter(|name| far(name) <= name.len() / 3)
}

/// Texts that are longer are near no Region.
const MAX_NAME: usize = 32;
