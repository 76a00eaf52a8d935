//! The rules of AWS's policy validation, one a file, in rooms by what they look at.
//!
//! Each file has the rule's code, kinds, marks and two documents: one in which it finds something and one in which it
//! doesn't. To add a rule, add a file and name it in its room's list.

mod attached;
mod prelude;

macro_rules! rooms {
    ($($room:ident),* $(,)?) => {
        $(mod $room;)*

        /// Every rule, room by room; what begins at the same place is told in this order.
        const ROOMS: &[&[&ValidationRule]] = &[$($room::RULES),*];
    };
}

/// Declares the files of a room and lists their rules.
macro_rules! room {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*

        /// The rules of this room.
        pub(super) const RULES: &[&crate::rule::ValidationRule] = &[$(&$file::RULE),*];
    };
}
use room;

use crate::rule::ValidationRule;

rooms![
    shape,
    service_control,
    resource_control,
    trust,
    principal,
    variable,
    action,
    resource,
    pass_role,
    redundancy,
    operator,
    key,
    value,
    tag
];

pub(crate) static JSON_SYNTAX_ERROR: &ValidationRule = &shape::JSON_SYNTAX_ERROR;

impl ValidationRule {
    /// Every rule, in the order in which findings of one place are told.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        ROOMS.iter().copied().flatten().copied()
    }

    /// The rule of a code, as AWS writes it.
    pub fn by_code(code: &str) -> Option<&'static Self> {
        Self::all().find(|rule| rule.code == code)
    }
}

#[cfg(test)]
mod tests;
