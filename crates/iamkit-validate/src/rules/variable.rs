//! Policy variables.

mod place;

super::room![
    missing_brace_in_variable,
    empty_variable,
    unsupported_space_in_variable,
    missing_quote_in_variable,
    variable_unsupported_in_element,
    variable_unsupported_in_version,
    invalid_variable_for_operator,
];
