//! Values of condition keys: are they what the operator and the key take, and do they test anything?

mod address;
mod epoch;
mod equal_presence;
mod permissive;
mod pieces;

super::room![
    wildcard_without_like_operator,
    type_mismatch_boolean,
    type_mismatch_date,
    type_mismatch_number,
    type_mismatch_string,
    type_mismatch_ip_range,
    invalid_date_value,
    improve_ip_range,
    private_ip_address,
    private_ip_address_subset,
    private_not_ip_address,
    private_not_ip_address_subset,
    invalid_vpc_format,
    invalid_vpce_format,
    invalid_kms_key_value,
    invalid_service_principal_format,
    equivalent_to_null_false,
    equivalent_to_null_true,
    redundant_key_due_to_wildcard_in_condition,
    redundant_statement_due_to_wildcard_in_condition,
    wildcard_usage_too_permissive,
    variable_usage_too_permissive,
];
