//! Arguments that name an AWS managed policy, or versions of it.

use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;

use crate::hint;
use iamkit_console::command::Failure;

/// One document that a custom policy is compared with.
#[derive(Debug)]
pub(crate) struct Version {
    /// None where the document comes from a file.
    pub(crate) number: Option<u32>,
    #[cfg_attr(not(feature = "equivalence"), expect(dead_code, reason = "`equivalence` tells it"))]
    pub(crate) date: Option<String>,
    pub(crate) document: PolicyDocument,
}

/// The versions of a managed policy that `NAME`, `NAME@vN` or `NAME@all` asks for, oldest first.
///
/// # Errors
/// When there is no such policy or version, or nobody captured the version.
pub(crate) fn managed(wanted: &str) -> Result<(String, Vec<Version>), Failure> {
    let (name, version) = wanted.split_once('@').map_or((wanted, None), |(name, id)| (name, Some(id)));
    let policy = ManagedPolicies::embedded().policy(name);
    let policy = policy.map_err(|error| format!("{error}{}", hint::of_name(wanted)))?;
    let versions = match version {
        Some("all") => policy.versions().collect(),
        Some(id) => vec![policy.version(id.parse()?)?],
        None => vec![policy.version(policy.latest())?],
    };
    let versions = versions.into_iter().map(|version| {
        let document = version.document()?;
        let (number, date) = (version.id().number(), version.date().to_string());
        Ok::<_, Failure>(Version { number: Some(number), date: Some(date), document })
    });
    Ok((policy.name().to_owned(), versions.collect::<Result<_, _>>()?))
}
