//! Items of `Action` and `NotAction`.

mod operation;

super::room![
    invalid_action,
    invalid_service_in_action,
    rcp_syntax_error_action,
    unsupported_action_in_policy
];
