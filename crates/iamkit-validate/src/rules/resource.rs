//! Items of `Resource` and `NotResource`, and what else names Regions and services as they do.

super::room![
    invalid_arn_prefix,
    missing_arn_field,
    invalid_partition,
    wildcard_in_service_name,
    invalid_arn_service_case,
    invalid_service,
    invalid_arn_region,
    arn_region_not_allowed,
    missing_arn_region,
    invalid_arn_account,
    arn_account_not_allowed,
    missing_arn_account,
    invalid_arn_resource,
    unsupported_resource_arn_in_policy,
    invalid_region,
];
