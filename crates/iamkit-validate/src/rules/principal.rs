//! Principals that aren't written as such, and those that are let in too widely.

mod source;
mod unique_id;

super::room![
    invalid_principal_format,
    invalid_principal_key,
    federated_principal_not_supported,
    unsupported_wildcard_in_principal,
    invalid_role_reference,
    invalid_user_reference,
    allow_with_not_principal,
    restrict_access_to_service_principal,
    recommended_condition_key_for_service_principal,
];
