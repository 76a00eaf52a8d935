//! Items and statements that others make redundant.

use iamkit_policy::glob::Glob;

use crate::fix::edit::Edit;
use crate::fix::mending::{Mending, MendingEffect};
use crate::fix::spot::removed_together;
use crate::fix::wound::Wound;

pub(super) const MENDINGS: &[Mending] = &[
    Mending {
        code: "REDUNDANT_ACTION",
        effect: MendingEffect::Same,
        about: "keeps the item that covers the others",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*", "iam:GetUser"], "Resource": "arn:aws:iam::111122223333:user/u"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "arn:aws:iam::111122223333:user/u"}}"#,
        mend: |wound| keep_widest(wound, Glob::matches_ignore_ascii_case),
    },
    Mending {
        code: "REDUNDANT_RESOURCE",
        effect: MendingEffect::Same,
        about: "keeps the item that covers the others",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b*/*", "arn:aws:s3:::b*"]}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b*"]}}"#,
        mend: |wound| keep_widest(wound, Glob::matches),
    },
    Mending {
        code: "REDUNDANT_STATEMENT",
        effect: MendingEffect::Same,
        about: "keeps the first of the statements",
        before: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "B", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        after: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        mend: |wound| keep(wound, 0),
    },
    Mending {
        code: "REDUNDANT_CONDITION_VALUE_NUM",
        effect: MendingEffect::Same,
        about: "keeps the bound that decides",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": ["2700", "3600"]}}}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": ["3600"]}}}}"#,
        mend: keep_bound,
    },
];

/// Takes out all items but one that covers them.
fn keep_widest(wound: &Wound<'_>, covers: impl Fn(&Glob, &str) -> bool) -> Option<Vec<Edit>> {
    let texts = wound.strings()?;
    let is_widest = |text: &str| {
        let glob = Glob::parse(text);
        texts.iter().all(|other| other == text || covers(&glob, other))
    };
    // Of several that are alike, the first.
    keep(wound, texts.iter().position(|text| is_widest(text))?)
}

/// Takes out all but one of the places.
fn keep(wound: &Wound<'_>, kept: usize) -> Option<Vec<Edit>> {
    let mut spots = wound.spots()?;
    (kept < spots.len()).then(|| spots.remove(kept))?;
    removed_together(&spots)
}

/// Of bounds from above the greatest, of those from below the least.
fn keep_bound(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let numbers = wound.spans.iter().map(|span| number(wound, *span)).collect::<Option<Vec<_>>>()?;
    let is_upper = wound.spot()?.names().nth(1)?.to_ascii_lowercase().contains("less");
    let numbered = numbers.iter().enumerate();
    let decisive = if is_upper {
        numbered.max_by(|(_, a), (_, b)| a.total_cmp(b))
    } else {
        numbered.min_by(|(_, a), (_, b)| a.total_cmp(b))
    };
    keep(wound, decisive?.0)
}

/// A number, in quotes or without.
fn number(wound: &Wound<'_>, span: iamkit_policy::Span) -> Option<f64> {
    wound.text.get(span.start..span.end)?.trim_matches('"').trim().parse().ok()
}
