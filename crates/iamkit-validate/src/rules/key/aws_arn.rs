//! `aws:ARN`, the old name of the requester's ARN, which AWS tells of by its own codes.

use crate::rules::prelude::KeyTest;

/// Whether it is that key.
///
/// AWS says that the key isn't supported and that it is deprecated, not which of the two for which policy. Taken here:
/// not supported in policies of resources, deprecated in others.
pub(super) fn is_meant(key: &KeyTest<'_>) -> bool {
    key.folded == "aws:arn"
}
