//! Condition keys: is there such a key, does its operator fit it, and does it come with these requests?

mod aws_arn;
mod coverage;
mod empty_list;
mod nearest_key;

super::room![
    invalid_condition_key_format,
    invalid_global_condition_key,
    invalid_service_condition_key,
    unsupported_global_condition_key,
    deprecated_global_condition_key,
    missing_tag_key_in_condition,
    empty_array_condition,
    empty_array_condition_forallvalues,
    empty_array_condition_foranyvalue,
    empty_array_condition_ifexists,
    invalid_condition_data_type,
    invalid_condition_multiple_boolean,
    missing_qualifier,
    forallvalues_with_single_valued_key,
    type_mismatch,
    string_like_operator_with_arn_condition_keys,
    unsupported_action_for_condition_key,
    missing_action_for_condition_key,
    unsupported_condition_key_for_service_principal,
    irrelevant_condition_key_in_policy,
    missing_paired_condition_keys,
    use_condition_key_only_with_supported_services,
    untrustworthy_condition_key,
    dynamodb_attributes_without_select,
    s3_prefix_in_negative_context,
];
