//! Writing the data: a pure, sorted function of the policies; the compression itself is the caller's.
//!
//! Compressing and training a dictionary need a C library, which readers of the data should not have to build.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::layout::{MAGIC, MAX_BLOCK};
use crate::version_id::ManagedVersionId;

/// How much text one block holds before the next one is begun, in bytes
const BLOCK_TARGET: usize = 1 << 20;

/// A policy to be written
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePolicy {
    /// The path between slashes, `/` or `/service-role/`.
    pub path: String,
    /// The current version.
    pub latest: ManagedVersionId,
    /// The day the policy was created.
    pub created: Date,
    /// The day it last changed.
    pub updated: Date,
    /// The captured versions with their days and documents as compact JSON.
    pub versions: BTreeMap<ManagedVersionId, (Date, String)>,
}

/// Writes the policies, by name, as the data that [`crate::ManagedPolicies::from_bytes`] reads.
///
/// `compress` packs one block with the given dictionary, as a zstd frame. It is told the length of the block's longest
/// document: a window a little longer than that finds nearly all repetition, since each version repeats the one before
/// it, and a reader holds text back until a whole window is unpacked.
///
/// # Errors
/// Those of `compress`, and a text when a policy doesn't fit the layout: a document beyond 2 MiB, a name beyond 64 KiB.
pub fn encode<E: From<String>>(
    policies: &BTreeMap<String, SourcePolicy>,
    dictionary: &[u8],
    mut compress: impl FnMut(&[u8], usize) -> Result<Vec<u8>, E>,
) -> Result<Vec<u8>, E> {
    let mut tables = Tables::default();
    for (name, policy) in policies {
        tables.policy(name, policy, &mut compress)?;
    }
    let version_count = tables.versions.len() / VERSION_BYTES;
    let mut data = MAGIC.to_vec();
    for length in [policies.len(), version_count, tables.names.len(), dictionary.len(), tables.blocks.len()] {
        data.extend(narrow::<u32, E>(length)?.to_le_bytes());
    }
    for part in [&tables.policies, &tables.versions, &tables.names, dictionary, &tables.blocks] {
        data.extend_from_slice(part);
    }
    Ok(data)
}

/// The texts that `compress` will be given, for training a dictionary on them.
pub fn blocks(policy: &SourcePolicy) -> Vec<Vec<u8>> {
    grouped(policy)
        .into_iter()
        .map(|group| group.into_iter().flat_map(|(_, _, text)| text.bytes()).collect())
        .collect()
}

const VERSION_BYTES: usize = 18;

#[derive(Default)]
struct Tables {
    policies: Vec<u8>,
    versions: Vec<u8>,
    names: Vec<u8>,
    blocks: Vec<u8>,
}

impl Tables {
    fn policy<E: From<String>>(
        &mut self,
        name: &str,
        policy: &SourcePolicy,
        compress: &mut impl FnMut(&[u8], usize) -> Result<Vec<u8>, E>,
    ) -> Result<(), E> {
        let latest = narrow::<u16, E>(policy.latest.number() as usize)?;
        for length in [name.len(), policy.path.len(), policy.versions.len()] {
            self.policies.extend(narrow::<u16, E>(length)?.to_le_bytes());
        }
        self.policies.extend(latest.to_le_bytes());
        self.policies.extend(policy.created.number().to_le_bytes());
        self.policies.extend(policy.updated.number().to_le_bytes());
        self.names.extend(policy.path.bytes().chain(name.bytes()));
        for group in grouped(policy) {
            let block = narrow::<u32, E>(self.blocks.len())?;
            let longest = group.iter().map(|(_, _, document)| document.len()).max().unwrap_or_default();
            let mut text = Vec::new();
            for (id, date, document) in group {
                self.versions.extend(narrow::<u16, E>(id.number() as usize)?.to_le_bytes());
                self.versions.extend(date.number().to_le_bytes());
                self.versions.extend(block.to_le_bytes());
                self.versions.extend(narrow::<u32, E>(text.len())?.to_le_bytes());
                self.versions.extend(narrow::<u32, E>(document.len())?.to_le_bytes());
                text.extend_from_slice(document.as_bytes());
            }
            if MAX_BLOCK < text.len() {
                return Err(E::from(format!(
                    "`{name}` has a block of {} bytes, the limit is {MAX_BLOCK}",
                    text.len()
                )));
            }
            self.blocks.extend(compress(&text, longest)?);
        }
        Ok(())
    }
}

/// The versions from newest to oldest, cut into groups of about [`BLOCK_TARGET`] bytes.
fn grouped(policy: &SourcePolicy) -> Vec<Vec<(ManagedVersionId, Date, &str)>> {
    let mut groups: Vec<Vec<_>> = Vec::new();
    let mut size = 0;
    for (&id, (date, text)) in policy.versions.iter().rev() {
        size += text.len();
        match groups.last_mut() {
            Some(group) if size <= BLOCK_TARGET => group.push((id, *date, text.as_str())),
            _ => {
                size = text.len();
                groups.push(vec![(id, *date, text.as_str())]);
            }
        }
    }
    groups
}

fn narrow<T: TryFrom<usize>, E: From<String>>(number: usize) -> Result<T, E> {
    T::try_from(number).map_err(|_| E::from(format!("{number} does not fit its field")))
}
