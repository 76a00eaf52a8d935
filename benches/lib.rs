//! Inputs shared by the benchmarks: the custom policies that the project began with, and requests on them.

use iamkit_policy::{PolicyDocument, load};

/// The two custom policies of the `WorkMail` page, as the page prints them: members of an object without its braces
pub const WORKMAIL: &str = include_str!("../crates/iamkit/policies/workmail.json");

/// Requests on the full-access policy, each with its right answer
pub const REQUESTS: [(&str, &str, bool); 3] = [
    ("first_action_allow", "workmail:DescribeUser", true),
    ("last_action_allow", "kms:ListAliases", true),
    ("other_service_implicit_deny", "s3:GetObject", false),
];

/// The text of the full-access policy alone.
///
/// # Errors
/// When the policies can't be loaded.
pub fn workmail_full() -> Result<PolicyDocument, iamkit_policy::LoadError> {
    let loaded = load(WORKMAIL.as_bytes())?.pick(Some("amazonWorkMailFullAccess"))?;
    Ok(loaded.into_document())
}
