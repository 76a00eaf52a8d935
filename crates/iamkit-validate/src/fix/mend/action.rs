//! Items of `Action`: misspelt names.

use crate::fix::edit::Edit;
use crate::fix::mending::Mending;
use crate::fix::wound::Wound;

pub(super) const MENDINGS: &[Mending] = &[
    Mending {
        code: "INVALID_ACTION",
        is_equal: false,
        about: "writes the one action that is nearest, where there is one",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "arn:aws:s3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: nearest,
    },
];

/// So many near actions are looked at: a second one makes a guess of it.
const LOOKED_AT: usize = 2;

/// The one action of the same service that is near; a pattern is none.
fn nearest(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let written = wound.first_string()?;
    let (service, _) = written.split_once(':')?;
    if written.contains(['*', '?', '$']) {
        return None;
    }
    let near = wound.catalog.nearest_actions(&written, LOOKED_AT);
    let near = near.iter().map(ToString::to_string).collect::<Vec<_>>();
    let [only] = &*near else { return None };
    let is_of_service = only.split_once(':').is_some_and(|(of, _)| of.eq_ignore_ascii_case(service));
    if is_of_service { wound.say(only) } else { None }
}
