//! What trust policies don't take, and whom they trust too widely.

mod narrowed;
mod provider;

super::room![
    role_trust_policy_syntax_error_notprincipal,
    role_trust_policy_syntax_error_resource,
    role_trust_policy_unsupported_wildcard_in_principal,
    invalid_federated_principal_syntax_in_role_trust_policy,
    mismatched_action_for_principal,
    missing_action_for_roles_anywhere_trust_policy,
    missing_condition_key_for_oidc_principal,
    missing_github_repo_condition_key,
    specific_github_repo_and_branch_recommended,
    foranyvalue_with_audience_claim_type,
    confirm_audience_claim_type,
];
