//! Statements that let roles be handed to services, or be created for them.

mod grant;

// What AWS tells of creating stands before what it tells of handing on.
super::room![
    create_slr_with_star_in_resource,
    create_slr_with_star_in_action_and_resource,
    create_slr_with_star_in_resource_and_not_action,
    create_slr_with_not_resource,
    create_slr_with_star_in_action_and_not_resource,
    create_slr_with_not_action_and_not_resource,
    pass_role_with_star_in_resource,
    pass_role_with_star_in_action_and_resource,
    pass_role_with_star_in_resource_and_not_action,
    pass_role_with_not_resource,
    pass_role_with_star_in_action_and_not_resource,
    pass_role_with_not_action_and_not_resource,
];
