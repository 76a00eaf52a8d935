//! Who leads to whom, and under which condition.

use std::sync::Arc;

use crate::condition::AccessCondition;

/// The place of the other principal, and the condition.
pub(super) type Edge = (usize, Arc<AccessCondition>);

/// A class of principals, and the condition.
pub(super) type ClassEdge = (u32, Arc<AccessCondition>);
