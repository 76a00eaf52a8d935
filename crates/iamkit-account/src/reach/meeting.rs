//! Texts that two patterns of resources have in common.

use iamkit_policy::glob::{Glob, GlobLimits, classes};

/// How much work the classes of one group's resources may take, so that a whole account stays a matter of seconds
pub(super) const LIMITS: GlobLimits = GlobLimits { max_states: 1 << 13, max_moves: 1 << 19 };

/// A text that both match.
pub(super) fn meeting(one: &Glob, other: &Glob) -> Option<String> {
    if let Some(text) = other.as_literal() {
        return one.matches(text).then(|| text.to_owned());
    }
    let classes = classes(&[one.clone(), other.clone()], &LIMITS).ok()?;
    let both = classes.iter().find(|class| class.members.contains(0) && class.members.contains(1))?;
    Some(both.witness.clone())
}
