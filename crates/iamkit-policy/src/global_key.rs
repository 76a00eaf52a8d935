//! The condition keys that requests of every service can carry, and what their values follow from.
//!
//! The table of the IAM User Guide's page "AWS global condition context keys", together with the keys of federation,
//! which travel with a session into its later requests (S44). A row says which type its values have, whether there can
//! be several, from what they follow, and to which requesters' requests the key comes. What a row doesn't say to be
//! absent may be present: absence is never concluded from silence.

mod key;
mod table;

pub use key::{Form, GlobalKey, GlobalKeyType, Origin, Presence, Requester};
pub use table::DATE;
use table::{PROVIDER, ROWS};

impl GlobalKey {
    /// Every key, by its name in lower case; those of any identity provider are the last.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        ROWS.iter().chain(&PROVIDER)
    }
}

/// The global key of that name, which is given in lower case
///
/// ```
/// use iamkit_policy::global_key::global_key;
///
/// assert_eq!(global_key("aws:requesttag/team").unwrap().name(), "aws:RequestTag/${TagKey}");
/// assert_eq!(global_key("id.example.org/tenant:sub").unwrap().name(), "${OidcProvider}:sub");
/// assert!(global_key("aws:requesttag/").is_none() && global_key("s3:prefix").is_none());
/// ```
///
/// # Complexity
/// Two binary searches among some hundred names, then linear in the few of any identity provider.
pub fn global_key(folded: &str) -> Option<&'static GlobalKey> {
    let start = folded.find('/').and_then(|at| folded.get(..=at));
    let of_start = |start: &str| {
        let after = ROWS.partition_point(|key| key.folded.split("${").next() < Some(start));
        ROWS.get(after).filter(|key| key.is_template() && key.matches(folded))
    };
    let exact = ROWS.binary_search_by(|key| key.folded.cmp(folded)).ok().and_then(|at| ROWS.get(at));
    exact
        .filter(|key| !key.is_template())
        .or_else(|| start.and_then(of_start))
        .or_else(|| PROVIDER.iter().find(|key| key.matches(folded)))
}

#[cfg(test)]
mod tests;
