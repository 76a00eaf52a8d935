//! Conditions on tags of resources whose actions have none.

mod unsupported;

super::room![
    allow_with_unsupported_tag_condition_key_for_service,
    deny_with_unsupported_tag_condition_key_for_service,
    allow_notaction_with_unsupported_tag_condition_key_for_service,
    deny_notaction_with_unsupported_tag_condition_key_for_service,
];
