//! Whether a document has the elements it needs, and each of them what it takes.

mod sids;
mod size;

super::room![
    json_syntax_error,
    data_type_mismatch,
    invalid_policy_element,
    invalid_version,
    missing_version,
    missing_statement,
    missing_effect,
    invalid_effect,
    missing_action,
    missing_resource,
    missing_principal,
    unsupported_principal,
    unsupported_element_combination,
    empty_array_action,
    empty_array_resource,
    empty_array_principal,
    empty_object_principal,
    empty_object_condition,
    empty_sid_value,
    unsupported_sid,
    unique_sids_required,
    unique_sids_recommended,
    policy_size_exceeds_identity_policy_quota,
    policy_size_exceeds_resource_policy_quota,
    policy_size_exceeds_role_trust_policy_quota,
    policy_size_exceeds_scp_quota,
    policy_size_exceeds_rcp_quota,
];

pub(in crate::rules) use json_syntax_error::RULE as JSON_SYNTAX_ERROR;
