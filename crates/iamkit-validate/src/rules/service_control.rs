//! What service control policies don't take.

super::room![scp_syntax_error_principal, scp_syntax_error_action_wildcard,];
