//! What resource control policies don't take, and what their conditions forget.

mod related;

super::room![
    rcp_syntax_error_principal,
    rcp_syntax_error_allow,
    rcp_syntax_error_notaction,
    rcp_missing_related_principal_condition_key,
    rcp_missing_related_service_principal_condition_key,
    rcp_missing_service_condition_key_null_check,
];
