//! Which condition keys requests for any action may have: the sources list keys that no action takes.

use crate::catalog::Catalog;
use crate::key::ConditionKey;
use crate::taken::TakenKeys;

/// Keys that come with the credentials of code that runs on AWS
const OF_CREDENTIALS: [&str; 6] = [
    "ec2:RoleDelivery",
    "ec2:SourceInstanceARN",
    "glue:CredentialIssuingService",
    "glue:RoleAssumedBy",
    "lambda:SourceFunctionArn",
    "ssm:SourceInstanceARN",
];

impl ConditionKey<'_> {
    /// Whether requests for any action may have the key, though the sources give it to few or to none
    ///
    /// Of a key that they give to a service and to none of its actions, it isn't known which requests have it.
    /// Others come with the credentials of code that runs on AWS, whatever it asks for: `lambda:SourceFunctionArn`
    /// (Lambda Developer Guide, "Using source function ARN"), `ec2:SourceInstanceARN` and their like.
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let is_of_any = |name| Catalog::embedded().condition_key(name).unwrap().is_of_any_action();
    /// assert!(is_of_any("ec2:SourceInstanceARN") && !is_of_any("s3:prefix"));
    /// ```
    ///
    /// # Complexity
    /// O(1); the first time, linear in the catalog.
    pub fn is_of_any_action(&self) -> bool {
        let comes_with_credentials = OF_CREDENTIALS.iter().any(|key| key.eq_ignore_ascii_case(self.name()));
        comes_with_credentials || !taken(self.catalog()).contains(self.id())
    }
}

/// The keys that some action takes, found once for a catalog
fn taken(catalog: &Catalog) -> &TakenKeys {
    catalog.taken_keys(|| {
        let mut taken = vec![false; catalog.condition_key_count() as usize];
        for action in catalog.actions() {
            for key in action.condition_keys() {
                if let Some(flag) = taken.get_mut(key.id().get() as usize) {
                    *flag = true;
                }
            }
        }
        TakenKeys::new(of_names(catalog, &taken))
    })
}

/// A name that has several types is taken whichever of them is.
fn of_names(catalog: &Catalog, taken: &[bool]) -> Box<[bool]> {
    let keys = catalog.condition_keys().zip(taken.iter().copied()).collect::<Vec<_>>();
    let same_name = keys.chunk_by(|(one, _), (next, _)| one.name().eq_ignore_ascii_case(next.name()));
    same_name.flat_map(|keys| std::iter::repeat_n(keys.iter().any(|(_, taken)| *taken), keys.len())).collect()
}
