//! What is compared: documents from files, from the documentation page and from the AWS managed policies.

use iamkit_engine::PolicyKind;
use iamkit_policy::{PolicyDocument, load};

use iamkit_console::command::Failure;

use crate::managed_argument::{self, Version};

/// The two custom policies of the documentation page, as members of an object.
const WORKMAIL: &[u8] = include_bytes!("../../policies/workmail.json");

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

/// The documentation's policies against every version of the managed policies.
pub(crate) fn workmail() -> Result<Vec<Pair>, Failure> {
    let pair = |(member, managed): (&str, &str)| {
        let document = load(WORKMAIL)?.pick(Some(member))?.into_document();
        let versions = managed_argument::managed(&format!("{managed}@all"))?.1;
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
