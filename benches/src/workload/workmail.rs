//! Workload a: the full-access policy that the project began with.

use iamkit_policy::{PolicyDocument, load};

use super::question::{NamedPolicy, Question, Rhythm, Workload};
use crate::Failure;

/// The two custom policies of the `WorkMail` page, as the page prints them: members of an object without its braces
pub const WORKMAIL: &str = include_str!("../../../crates/iamkit-cli/policies/workmail.json");

const NAME: &str = "amazonWorkMailFullAccess";

/// The full-access policy alone.
///
/// # Errors
/// When the policies can't be loaded.
pub fn workmail_full() -> Result<PolicyDocument, Failure> {
    Ok(load(WORKMAIL.as_bytes())?.pick(Some(NAME))?.into_document())
}

/// Its first action, its last, and an action of a service that it doesn't name.
///
/// # Errors
/// When the policy can't be loaded.
pub fn workmail() -> Result<Workload, Failure> {
    let organization =
        "arn:aws:workmail:us-east-1:111122223333:organization/m-0123456789abcdef0123456789abcdef";
    let object = "arn:aws:s3:::amzn-s3-demo-bucket/notes.txt";
    Ok(Workload {
        id: "a",
        policies: vec![NamedPolicy { name: NAME.to_owned(), document: workmail_full()? }],
        questions: vec![
            Question::new("first_action_allow", "workmail:DescribeUser", organization, true),
            Question::new("last_action_allow", "kms:ListAliases", "*", true),
            Question::new("other_service_deny", "s3:GetObject", object, false),
        ],
        rhythm: Rhythm::Each,
    })
}
