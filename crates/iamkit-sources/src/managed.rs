//! Reading the fetched package: policies, versions, dates, documents as compact text.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use iamkit_managed::encode::SourcePolicy;
use iamkit_managed::{Date, ManagedVersionId};
use iamkit_policy::shown::Shown;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::archive::read_members;
use iamkit_console::command::{Failure, shown};

const DATA: &str = "package/dist/managedPolicies.json";
const LICENCE: &str = "package/LICENSE";

/// What the package holds, as far as it is used.
#[derive(Debug)]
pub struct PackageContent {
    /// The policies by name.
    pub policies: BTreeMap<String, SourcePolicy>,
    /// The package's licence text.
    pub licence: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    arn: String,
    latest_version_id: String,
    created_date: String,
    last_updated_date: String,
    versions: BTreeMap<String, Version>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    created_date: String,
    document: Box<RawValue>,
}

/// Reads the archive.
///
/// # Errors
/// When a member is missing or is not what it was when the package was pinned; the text names policy and version.
pub fn read(archive: &Path) -> Result<PackageContent, Failure> {
    let (mut data, mut licence) = (None, None);
    read_members(
        archive,
        |name| name == DATA || name == LICENCE,
        |name, bytes| {
            *(if name == DATA { &mut data } else { &mut licence }) = Some(bytes);
            Ok(())
        },
    )?;
    let missing = |member: &str| format!("no `{member}` in `{}`", shown(archive));
    let data = data.ok_or_else(|| missing(DATA))?;
    let licence = String::from_utf8(licence.ok_or_else(|| missing(LICENCE))?)?;
    let raw: BTreeMap<String, Policy> = serde_json::from_slice(&data)
        .map_err(|error| format!("`{DATA}` in `{}`: {error}", shown(archive)))?;
    let policies = raw.into_iter().map(|(name, policy)| {
        let policy =
            convert(&name, policy).map_err(|error| format!("policy `{}`: {error}", Shown::value(&name)))?;
        Ok((name, policy))
    });
    Ok(PackageContent { policies: policies.collect::<Result<_, Failure>>()?, licence })
}

fn convert(name: &str, policy: Policy) -> Result<SourcePolicy, Failure> {
    let resource =
        policy.arn.strip_prefix("arn:aws:iam::aws:policy").and_then(|path| path.strip_suffix(name));
    let path = resource.ok_or_else(|| format!("unexpected ARN `{}`", Shown::value(&policy.arn)))?.to_owned();
    let mut versions = BTreeMap::new();
    for (id, version) in policy.versions {
        let id: ManagedVersionId = id.parse()?;
        versions.insert(id, (version.created_date.parse::<Date>()?, compact(version.document.get())));
    }
    let latest: ManagedVersionId = policy.latest_version_id.parse()?;
    if versions.keys().next_back() != Some(&latest) {
        return Err(format!("its current version {latest} is not the newest captured one").into());
    }
    let (created, updated) = (policy.created_date.parse()?, policy.last_updated_date.parse()?);
    Ok(SourcePolicy { path, latest, created, updated, versions })
}

/// The JSON text without white space between its tokens; order and spelling stay.
fn compact(json: &str) -> String {
    let (mut in_string, mut is_escaped) = (false, false);
    json.chars()
        .filter(|&character| {
            if in_string {
                in_string = is_escaped || character != '"';
                is_escaped = !is_escaped && character == '\\';
                return true;
            }
            in_string = character == '"';
            !character.is_ascii_whitespace()
        })
        .collect()
}

/// The number of different documents.
pub fn distinct_documents(policies: &BTreeMap<String, SourcePolicy>) -> usize {
    let texts = policies.values().flat_map(|policy| policy.versions.values());
    texts.map(|(_, text)| text.as_str()).collect::<HashSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_inside_strings_stays() {
        assert_eq!(compact("{ \"a b\" : [ \"c\\\" d\\\\\" , 1 ] }\n"), r#"{"a b":["c\" d\\",1]}"#);
    }
}
