//! What is compared: documents from files, from the documentation page and from the AWS managed policies.

use iamkit_engine::PolicyKind;
use iamkit_managed::ManagedPolicies;
use iamkit_policy::{PolicyDocument, load};

use iamkit_console::command::Failure;

/// The two custom policies of the documentation page, as members of an object.
const WORKMAIL: &[u8] = include_bytes!("../../../iamkit/policies/workmail.json");

/// Which managed policy the documentation says each of them to equal.
const WORKMAIL_CLAIMS: [(&str, &str); 2] = [
    ("amazonWorkMailROAccess", "AmazonWorkMailReadOnlyAccess"),
    ("amazonWorkMailFullAccess", "AmazonWorkMailFullAccess"),
];

/// A custom policy and all it is compared with.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) custom: String,
    /// What both are.
    pub(crate) kind: PolicyKind,
    pub(crate) document: PolicyDocument,
    pub(crate) managed: String,
    pub(crate) versions: Vec<Version>,
}

/// One document that a custom policy is compared with.
#[derive(Debug)]
pub(crate) struct Version {
    /// None where the document comes from a file.
    pub(crate) number: Option<u32>,
    pub(crate) date: Option<String>,
    pub(crate) document: PolicyDocument,
}

/// The documentation's policies against every version of the managed policies.
pub(crate) fn workmail() -> Result<Vec<Pair>, Failure> {
    let pair = |(member, managed): (&str, &str)| {
        let document = load(WORKMAIL)?.pick(Some(member))?.into_document();
        let versions = self::managed(&format!("{managed}@all"))?.1;
        Ok(Pair {
            custom: member.into(),
            kind: PolicyKind::Identity,
            document,
            managed: managed.into(),
            versions,
        })
    };
    WORKMAIL_CLAIMS.into_iter().map(pair).collect()
}

/// The versions of a managed policy that `NAME`, `NAME@vN` or `NAME@all` asks for, oldest first.
///
/// # Errors
/// When there is no such policy or version, or nobody captured the version.
pub(crate) fn managed(wanted: &str) -> Result<(String, Vec<Version>), Failure> {
    let (name, version) = wanted.split_once('@').map_or((wanted, None), |(name, id)| (name, Some(id)));
    let policy = ManagedPolicies::embedded().policy(name)?;
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
