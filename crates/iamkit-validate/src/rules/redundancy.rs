//! Items and statements that others of the document make redundant, as they are written.

mod cover;
mod items;
mod same;

super::room![
    redundant_action,
    redundant_resource,
    redundant_statement,
    redundant_principal_in_role_trust_policy,
    redundant_condition_value_num,
];
