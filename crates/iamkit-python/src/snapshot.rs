//! Accounts as bytes, to be sent to where logs are read: what they were made of, under a head that tells whether they are
//! whole and whether who reads them knows the same of AWS.

use std::sync::{Arc, OnceLock};

use iamkit::managed::ManagedPolicies;
use iamkit::policy::shown::Shown;
use iamkit::store::{Change, Directory, EmbeddedManagedPolicies};
use iamkit::{Catalog, PolicyDocument};
use iamkit_cloudtrail::with_policy;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Fault, Outcome};
use crate::listing::{self, Named};

/// The format of the bytes.
const FORMAT: &str = "iamkit-account-1";

/// One of the things that accounts were made of, in their order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Made {
    /// Of listings, by their names.
    Listings(Named),
    /// Of the changes of a store, as lines of its log.
    Changes(Vec<String>),
    /// With the policies of resources in files.
    ResourcePolicies(Named),
    /// With a policy in some place.
    With {
        /// The place.
        what: String,
        /// The policy.
        policy: String,
    },
}

impl Made {
    /// Puts it into what was made before.
    pub(crate) fn put_into(&self, directory: Directory) -> Outcome<Directory> {
        match self {
            Self::Listings(files) => listing::of_listings(files),
            Self::Changes(lines) => {
                let changes = lines.iter().map(|line| Change::from_json(line));
                let changes = changes.collect::<Result<Vec<_>, _>>();
                let changes = changes.map_err(|error| Fault::account("database", error))?;
                directory.after(&changes).map_err(|error| Fault::account("database", error))
            }
            Self::ResourcePolicies(files) => {
                let mut directory = directory;
                listing::put_resource_policies(&mut directory, files)?;
                Ok(directory)
            }
            Self::With { what, policy } => {
                let document = policy.parse::<PolicyDocument>();
                let document = document.map_err(|error| Fault::account("invalidPolicy", error))?;
                Ok(with_policy(&directory, what, &Arc::new(document))?)
            }
        }
    }
}

/// What accounts were made of.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    bytes: Arc<[u8]>,
    digest: String,
}

impl Snapshot {
    /// The bytes of accounts that were made of something.
    pub(crate) fn new(made: &[Arc<Made>]) -> Outcome<Self> {
        let made = made.iter().map(Arc::as_ref).collect::<Vec<_>>();
        let content = serde_json::to_string(&made).map_err(|error| Fault::account("notWritten", error))?;
        let digest = digest_of(content.as_bytes());
        let bytes = format!("{}\n{content}", head(&digest)).into_bytes().into();
        Ok(Self { bytes, digest })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the accounts are told apart by: that of what they were made of and of what is known of AWS.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    /// What bytes say that accounts are made of.
    pub(crate) fn read(bytes: &[u8]) -> Outcome<Vec<Arc<Made>>> {
        let broken =
            || Fault::account("brokenSnapshot", "these are no accounts as bytes, or not all of them");
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(broken)?;
        let (first, content) = bytes.split_at_checked(end).ok_or_else(broken)?;
        let content = content.get(1..).ok_or_else(broken)?;
        let first = std::str::from_utf8(first).map_err(|_| broken())?;
        let (made_by, digest) = parted(first).ok_or_else(broken)?;
        if made_by != made_by_this() {
            let (found, own) = (Shown::value(made_by), made_by_this());
            let message = format!("the accounts were written by {found}, and this is {own}");
            return Err(Fault::account("otherVersion", message));
        }
        if digest != digest_of(content) {
            return Err(broken());
        }
        let made: Vec<Made> = serde_json::from_slice(content).map_err(|_| broken())?;
        Ok(made.into_iter().map(Arc::new).collect())
    }
}

/// What made bytes, and the digest, of a head in this format.
fn parted(head: &str) -> Option<(&str, &str)> {
    head.strip_prefix(FORMAT)?.strip_prefix(' ')?.rsplit_once(' ')
}

fn head(digest: &str) -> String {
    format!("{FORMAT} {} {digest}", made_by_this())
}

/// The version of the package and what it knows of AWS: who differs in either may answer differently.
pub(crate) fn made_by_this() -> &'static str {
    static MADE_BY: OnceLock<String> = OnceLock::new();
    MADE_BY.get_or_init(|| {
        let mut data = Sha256::new();
        for source in Catalog::embedded().sources() {
            data.update(source);
        }
        for policy in ManagedPolicies::embedded().iter() {
            data.update(format!("{}@{}", policy.arn(), policy.current().id()));
        }
        let data = hex(&data.finalize());
        format!("iamkit {} (data {})", env!("CARGO_PKG_VERSION"), data.get(..12).unwrap_or_default())
    })
}

fn digest_of(content: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(made_by_this());
    digest.update(content);
    hex(&digest.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The accounts that were made of something.
pub(crate) fn directory_of(made: &[Arc<Made>]) -> Outcome<Directory> {
    let empty = Directory::new(Arc::new(EmbeddedManagedPolicies));
    made.iter().try_fold(empty, |directory, made| made.put_into(directory))
}
