//! The rules beyond those of AWS's validation, one a file, in rooms by what they look at.
//!
//! Each file has the rule's code, kinds, words and two documents: one in which it finds something and one in which it
//! doesn't. To add a rule, add a file and name it in its room's list.

mod prelude;

macro_rules! rooms {
    ($($room:ident),* $(,)?) => {
        $(mod $room;)*

        /// Every rule, room by room; what begins at the same place is told in this order.
        const ROOMS: &[&[&LintRule]] = &[$($room::RULES),*];
    };
}

/// Declares the files of a room and lists their rules.
macro_rules! room {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*

        /// The rules of this room.
        pub(super) const RULES: &[&crate::lint::rule::LintRule] = &[$(&$file::RULE),*];
    };
}
use room;

use super::rule::LintRule;

rooms![name, idle, condition, grant, outside];

impl LintRule {
    /// Every rule, in the order in which findings of one place are told.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        ROOMS.iter().copied().flatten().copied()
    }

    /// The rule of a code.
    pub fn by_code(code: &str) -> Option<&'static Self> {
        Self::all().find(|rule| rule.code == code)
    }
}
