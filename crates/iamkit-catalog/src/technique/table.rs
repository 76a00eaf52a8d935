//! The techniques there are, as data.

mod handed;
mod iam;
mod row;
mod service;
mod taken_over;

use super::Technique;

/// The techniques, in the order in which they are tried
///
/// Changing what oneself may do comes first, then becoming somebody else, then handing a role to a service that does
/// what one tells it, then taking over what runs as a role already. What a service needs besides – a subnet, an image –
/// isn't looked at.
///
/// ```
/// use iamkit_catalog::technique::techniques;
///
/// let technique = techniques().find(|technique| technique.name == "Glue session").expect("is there");
/// let actions = technique.needs.iter().map(|need| need.action).collect::<Vec<_>>();
/// assert_eq!(actions, ["iam:PassRole", "glue:CreateSession", "glue:RunStatement"]);
/// assert_eq!(technique.service, Some("glue.amazonaws.com"));
/// ```
pub fn techniques() -> impl Iterator<Item = &'static Technique> {
    [iam::IAM, handed::HANDED, taken_over::TAKEN_OVER].into_iter().flatten()
}
