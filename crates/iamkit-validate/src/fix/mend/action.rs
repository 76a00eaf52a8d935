//! Items of `Action`: misspelt names.

use iamkit_catalog::Action;
use strsim::osa_distance;

use crate::fix::edit::Edit;
use crate::fix::mending::{Mending, MendingEffect};
use crate::fix::wound::Wound;

pub(super) const MENDINGS: &[Mending] = &[Mending {
    code: "INVALID_ACTION",
    effect: MendingEffect::Changes,
    about: "writes the one action that is nearest, where there is one",
    before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "arn:aws:s3:::b/*"}}"#,
    after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    mend: nearest,
}];

/// So many near actions are looked at: a second one that is as near makes a guess of it.
const LOOKED_AT: usize = 2;

/// The action of the same service that is nearer than every other; a pattern is none.
fn nearest(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let written = wound.first_string()?;
    let (service, _) = written.split_once(':')?;
    if written.contains(['*', '?', '$']) {
        return None;
    }
    let near = wound.catalog.nearest_actions(&written, LOOKED_AT);
    let far = |action: &Action<'_>| {
        osa_distance(&action.to_string().to_ascii_lowercase(), &written.to_ascii_lowercase())
    };
    let first = near.first().filter(|first| first.service_prefix().eq_ignore_ascii_case(service))?;
    let is_nearest = near.get(1).is_none_or(|second| far(first) < far(second));
    if is_nearest { wound.say(&first.to_string()) } else { None }
}
