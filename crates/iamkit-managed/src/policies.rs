//! The policies, their versions and their documents.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use iamkit_policy::PolicyDocument;

use crate::block;
use crate::date::Date;
use crate::error::ManagedError;
use crate::layout::{Cursor, MAGIC};
use crate::version_id::ManagedVersionId;

/// How many names an unknown one is answered with.
const NEAREST: usize = 3;

/// Every AWS managed policy with its captured versions
pub struct ManagedPolicies {
    /// Sorted by name.
    policies: Vec<PolicyRecord>,
    versions: Vec<VersionRecord>,
    bytes: Cow<'static, [u8]>,
    /// Where the shared dictionary stands in the bytes; the blocks follow.
    dictionary: std::ops::Range<usize>,
}

struct PolicyRecord {
    name: Box<str>,
    path: Box<str>,
    latest: ManagedVersionId,
    created: Date,
    updated: Date,
    /// Where its versions stand in the table; never empty.
    versions: std::ops::Range<usize>,
}

struct VersionRecord {
    id: ManagedVersionId,
    date: Date,
    block: usize,
    start: usize,
    length: usize,
}

static EMBEDDED: LazyLock<ManagedPolicies> = LazyLock::new(|| {
    // The embedded bytes are opened by a test, so the fallback is never what a user sees.
    ManagedPolicies::open(Cow::Borrowed(include_bytes!("../data/managed.bin"))).unwrap_or(ManagedPolicies {
        policies: Vec::new(),
        versions: Vec::new(),
        bytes: Cow::Borrowed(&[]),
        dictionary: 0..0,
    })
});

impl ManagedPolicies {
    /// The policies that this crate carries.
    ///
    /// # Complexity
    /// The first call reads the index, well under a millisecond; later ones are free.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Opens data written by [`crate::encode::encode`].
    ///
    /// # Errors
    /// [`ManagedError::Corrupt`] when the index is not whole and sorted. Blocks are checked when they are unpacked.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ManagedError> {
        Self::open(Cow::Owned(bytes))
    }

    fn open(bytes: Cow<'static, [u8]>) -> Result<Self, ManagedError> {
        let mut cursor = Cursor(&bytes);
        if cursor.take(MAGIC.len())? != MAGIC {
            return Err(ManagedError::Corrupt("it doesn't begin as it should"));
        }
        let (policy_count, version_count) = (cursor.len()?, cursor.len()?);
        let (names, dictionary, blocks) = (cursor.len()?, cursor.len()?, cursor.len()?);
        let mut policy_table = Cursor(cursor.take(policy_count.saturating_mul(16))?);
        let mut version_table = Cursor(cursor.take(version_count.saturating_mul(18))?);
        let mut names = Cursor(cursor.take(names)?);
        let dictionary = cursor.take(dictionary)?;
        let blocks = cursor.take(blocks)?;
        let mut policies = Vec::with_capacity(policy_count);
        let mut next_version = 0;
        for _ in 0..policy_count {
            let policy = PolicyRecord::read(&mut policy_table, &mut names, next_version)?;
            next_version = policy.versions.end;
            policies.push(policy);
        }
        let versions = (0..version_count).map(|_| VersionRecord::read(&mut version_table));
        let versions = versions.collect::<Result<Vec<_>, _>>()?;
        let is_sorted = policies.is_sorted_by(|one, next| one.name < next.name);
        if !is_sorted || next_version != versions.len() || !cursor.0.is_empty() {
            return Err(ManagedError::Corrupt("its tables don't agree"));
        }
        let dictionary_end = bytes.len() - blocks.len();
        let dictionary = dictionary_end - dictionary.len()..dictionary_end;
        Ok(Self { policies, versions, bytes, dictionary })
    }

    /// The policies in the order of their names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ManagedPolicy<'_>> {
        self.policies.iter().map(|record| ManagedPolicy { all: self, record })
    }

    /// The policy with a name, or with an ARN `arn:aws:iam::aws:policy/path/Name`.
    ///
    /// # Errors
    /// [`ManagedError::NoSuchPolicy`] with the nearest names.
    pub fn policy(&self, name_or_arn: &str) -> Result<ManagedPolicy<'_>, ManagedError> {
        let name = match name_or_arn.strip_prefix("arn:aws:iam::aws:policy/") {
            Some(resource) => iamkit_policy::id::last_part(resource),
            None => name_or_arn,
        };
        let found = self.policies.binary_search_by(|record| (*record.name).cmp(name)).ok();
        let policy =
            found.and_then(|at| self.policies.get(at)).map(|record| ManagedPolicy { all: self, record });
        let is_meant = |policy: &ManagedPolicy<'_>| name == name_or_arn || policy.arn() == name_or_arn;
        policy.filter(is_meant).ok_or_else(|| self.no_such_policy(name_or_arn, name))
    }

    fn no_such_policy(&self, asked: &str, name: &str) -> ManagedError {
        // Distances of very long texts cost much and help nobody.
        let folded = name.chars().take(200).collect::<String>().to_ascii_lowercase();
        let distance =
            |candidate: &str| strsim::damerau_levenshtein(&folded, &candidate.to_ascii_lowercase());
        let mut nearest =
            self.policies.iter().map(|record| (distance(&record.name), &*record.name)).collect::<Vec<_>>();
        nearest.sort_unstable();
        let nearest = nearest.into_iter().take(NEAREST).map(|(_, name)| name.to_owned()).collect();
        ManagedError::NoSuchPolicy { name: asked.into(), nearest }
    }
}

impl fmt::Debug for ManagedPolicies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ManagedPolicies({} policies, {} versions)", self.policies.len(), self.versions.len())
    }
}

impl PolicyRecord {
    fn read(
        table: &mut Cursor<'_>,
        names: &mut Cursor<'_>,
        first_version: usize,
    ) -> Result<Self, ManagedError> {
        let (name, path, versions) = (table.u16()?, table.u16()?, usize::from(table.u16()?));
        let latest = ManagedVersionId::new(u32::from(table.u16()?));
        let (created, updated) = (Date::from_number(table.u32()?), Date::from_number(table.u32()?));
        if versions == 0 {
            return Err(ManagedError::Corrupt("a policy has no version"));
        }
        let path = names.text(usize::from(path))?.into();
        let name = names.text(usize::from(name))?.into();
        let versions = first_version..first_version + versions;
        Ok(Self { name, path, latest, created, updated, versions })
    }
}

impl VersionRecord {
    fn read(table: &mut Cursor<'_>) -> Result<Self, ManagedError> {
        let (id, date) = (ManagedVersionId::new(u32::from(table.u16()?)), Date::from_number(table.u32()?));
        Ok(Self { id, date, block: table.len()?, start: table.len()?, length: table.len()? })
    }
}

/// One AWS managed policy
#[derive(Clone, Copy)]
pub struct ManagedPolicy<'m> {
    all: &'m ManagedPolicies,
    record: &'m PolicyRecord,
}

impl<'m> ManagedPolicy<'m> {
    /// The policy's name, unique among AWS managed policies.
    pub fn name(&self) -> &'m str {
        &self.record.name
    }

    /// The policy's path, `/` or such as `/service-role/`.
    pub fn path(&self) -> &'m str {
        &self.record.path
    }

    /// The policy's ARN in the `aws` partition.
    pub fn arn(&self) -> String {
        format!("arn:aws:iam::aws:policy{}{}", self.record.path, self.record.name)
    }

    /// The day AWS created it.
    pub fn created(&self) -> Date {
        self.record.created
    }

    /// The day AWS last changed it, as far as captured.
    pub fn updated(&self) -> Date {
        self.record.updated
    }

    /// The id of the current version.
    pub fn latest(&self) -> ManagedVersionId {
        self.record.latest
    }

    /// The current version: the default one, which is what is evaluated (S76).
    pub fn current(&self) -> Version<'m> {
        // INVARIANT: a policy has at least one version, the newest first.
        Version { policy: *self, at: self.record.versions.start }
    }

    /// The captured versions, oldest first.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = Version<'m>> + use<'m> {
        let policy = *self;
        self.record.versions.clone().rev().map(move |at| Version { policy, at })
    }

    /// The versions that AWS had and nobody captured, oldest first.
    pub fn missing_versions(&self) -> Vec<ManagedVersionId> {
        let captured = self.versions().map(|version| version.id()).collect::<Vec<_>>();
        let all = (1..=self.record.latest.number()).map(ManagedVersionId::new);
        all.filter(|id| captured.binary_search(id).is_err()).collect()
    }

    /// A version by its id.
    ///
    /// # Errors
    /// [`ManagedError::NoSuchVersion`] for one AWS never had, [`ManagedError::NotCaptured`] for one it had but nobody
    /// captured.
    pub fn version(&self, id: ManagedVersionId) -> Result<Version<'m>, ManagedError> {
        if let Some(version) = self.versions().find(|version| version.id() == id) {
            return Ok(version);
        }
        let policy = self.name().to_owned();
        if self.record.latest < id || id.number() == 0 {
            return Err(ManagedError::NoSuchVersion { policy, version: id, latest: self.record.latest });
        }
        let before = self.versions().rfind(|version| version.id() < id);
        let after = self.versions().find(|version| id < version.id());
        let nearest = before.iter().chain(&after).map(|version| version.id().to_string()).collect::<Vec<_>>();
        Err(ManagedError::NotCaptured { policy, version: id, nearest: nearest.join(" and ") })
    }
}

impl fmt::Debug for ManagedPolicy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ManagedPolicy({})", self.arn())
    }
}

/// One captured version of a policy
#[derive(Debug, Clone, Copy)]
pub struct Version<'m> {
    policy: ManagedPolicy<'m>,
    at: usize,
}

impl<'m> Version<'m> {
    fn record(&self) -> Option<&'m VersionRecord> {
        self.policy.all.versions.get(self.at)
    }

    /// The policy it is a version of.
    pub fn policy(&self) -> ManagedPolicy<'m> {
        self.policy
    }

    /// Its id.
    pub fn id(&self) -> ManagedVersionId {
        self.record().map_or(ManagedVersionId::new(0), |record| record.id)
    }

    /// The day AWS published it.
    pub fn date(&self) -> Date {
        self.record().map_or(Date::from_number(0), |record| record.date)
    }

    /// The document as compact JSON, members in AWS's order.
    ///
    /// # Errors
    /// [`ManagedError::Corrupt`] when the data is damaged.
    ///
    /// # Complexity
    /// Unpacks the versions newer than this one that share its block, 1 MiB at most, and nothing else.
    pub fn document_text(&self) -> Result<String, ManagedError> {
        let all = self.policy.all;
        let record = self.record().ok_or(ManagedError::Corrupt("a version is missing"))?;
        let outside = ManagedError::Corrupt("a block lies outside the data");
        let dictionary = all.bytes.get(all.dictionary.clone()).ok_or(outside.clone())?;
        let blocks = all.bytes.get(all.dictionary.end..).unwrap_or_default();
        let block = blocks.get(record.block..).ok_or(outside)?;
        block::unpack(block, dictionary, record.start, record.length)
    }

    /// The document, parsed.
    ///
    /// # Errors
    /// [`ManagedError::Corrupt`] when the data is damaged, [`ManagedError::Document`] when the text is no policy.
    pub fn document(&self) -> Result<PolicyDocument, ManagedError> {
        Ok(self.document_text()?.parse()?)
    }
}
