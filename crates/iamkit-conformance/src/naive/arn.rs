//! What the ARN of a resource tells: its components, its owner, the alias of a key.
//!
//! Rules: S72, S73.

use crate::situation::CaseResource;

/// S73: the account that owns a resource, as given or as its ARN tells.
pub(super) fn owner(resource: &CaseResource) -> Option<&str> {
    let told = components(&resource.arn).map(|[.., account, _]| account);
    let told = told.filter(|account| account.len() == 12 && account.chars().all(|c| c.is_ascii_digit()));
    resource.account.as_deref().or(told)
}

/// The six components of an ARN; the last one may hold colons.
pub(super) fn components(arn: &str) -> Option<[&str; 6]> {
    let components = arn.splitn(6, ':').collect::<Vec<_>>();
    <[&str; 6]>::try_from(components).ok().filter(|[start, ..]| *start == "arn")
}

/// S72: the name behind `alias/` of an alias of a key; what stands in the ARN of another service is none.
pub(super) fn key_alias(arn: &str) -> Option<&str> {
    let [_, _, service, _, _, name] = components(arn)?;
    name.strip_prefix("alias/").filter(|_| service == "kms")
}
