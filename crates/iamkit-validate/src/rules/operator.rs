//! Condition operators.

super::room![
    invalid_condition_operator,
    null_with_if_exists,
    null_with_qualifier,
    duplicate_keys_with_different_case,
];
