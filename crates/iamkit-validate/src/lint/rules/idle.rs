//! Statements, and items of their lists, that do nothing.

mod part;
mod statement;

super::room![
    names_no_action,
    names_nothing,
    never_satisfied,
    shadowed_by_deny,
    redundant,
    idle_action,
    idle_resource,
    idle_principal,
    idle_value,
];
