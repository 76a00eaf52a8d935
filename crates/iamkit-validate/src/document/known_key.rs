//! What is known of a condition key: whether there is one of that name, and what its values are.

use iamkit_catalog::{Catalog, KeyType, KeyTypes};
use iamkit_policy::global_key::{GlobalKey, GlobalKeyType, global_key};

/// What is known of a key's name
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KnownKey {
    /// There is such a key.
    Known(KeyFacts),
    /// A name without a prefix, or a prefix without a name.
    Malformed,
    /// The keys of tags begin so, and the tag is missing.
    WithoutTag,
    /// It would be a global key, and there is none.
    NoGlobalKey,
    /// It would be a key of a service, which has none of that name.
    NoServiceKey,
    /// Nothing is known of what has the prefix, such as an identity provider that no source lists.
    Unlisted,
}

/// What is known of a key's values
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyFacts {
    /// Their types, of lists those of the items; none where no source tells.
    pub(crate) types: KeyTypes,
    /// Whether a request can have several values of it; `None` where sources differ or tell nothing.
    pub(crate) is_list: Option<bool>,
}

impl KnownKey {
    /// What is known of the key of that name, which is given in lower case.
    pub(crate) fn find(catalog: &Catalog, folded: &str) -> Self {
        let Some((prefix, name)) = folded.split_once(':') else { return Self::Malformed };
        if prefix.is_empty() || name.is_empty() {
            return Self::Malformed;
        }
        let known = facts(catalog, folded);
        let may_lack_tag = known.is_none() || folded.ends_with('/');
        match known {
            _ if may_lack_tag && is_tag_without_name(catalog, folded) => Self::WithoutTag,
            Some(facts) => Self::Known(facts),
            None if prefix == "aws" => Self::NoGlobalKey,
            None if catalog.service(prefix).is_some() => Self::NoServiceKey,
            None => Self::Unlisted,
        }
    }

    /// What is known of its values, where there is such a key.
    pub(crate) fn facts(self) -> Option<KeyFacts> {
        if let Self::Known(facts) = self { Some(facts) } else { None }
    }
}

/// Whether there are such keys with the name of a tag behind a slash, and here it is missing.
fn is_tag_without_name(catalog: &Catalog, folded: &str) -> bool {
    let base = folded.strip_suffix('/').unwrap_or(folded);
    base.ends_with("tag") && !base.contains('/') && facts(catalog, &format!("{base}/x")).is_some()
}

fn facts(catalog: &Catalog, folded: &str) -> Option<KeyFacts> {
    let global = global_key(folded).filter(|key| is_certain(key));
    let of_services = match global {
        // Services list a few of the global keys again, and tell the same of them.
        Some(key) if key.folded().starts_with("aws:") => None,
        _ => catalog.types_of_key(folded).or_else(|| of_any_tag(catalog, folded)),
    };
    if global.is_none() && of_services.is_none() {
        return None;
    }
    let types = global.into_iter().map(global_type).chain(of_services.into_iter().flat_map(KeyTypes::iter));
    Some(together(types))
}

/// Some services list the keys of tags by their beginning, such as `glacier:ResourceTag/`.
fn of_any_tag(catalog: &Catalog, folded: &str) -> Option<KeyTypes> {
    let slash = folded.find('/')?;
    catalog.types_of_key(folded.get(..=slash)?)
}

/// Of a provider that no source lists only this is certain: the subject, which its protocol makes one text.
fn is_certain(key: &GlobalKey) -> bool {
    !key.name().starts_with("${") || key.name().ends_with(":sub")
}

fn global_type(key: &GlobalKey) -> KeyType {
    match (key.key_type(), key.is_list()) {
        (GlobalKeyType::Arn, false) => KeyType::Arn,
        (GlobalKeyType::Arn, true) => KeyType::ArrayOfArn,
        (GlobalKeyType::Bool, _) => KeyType::Bool,
        (GlobalKeyType::Date, _) => KeyType::Date,
        (GlobalKeyType::Numeric, _) => KeyType::Numeric,
        (GlobalKeyType::IpAddress, _) => KeyType::IpAddress,
        (_, false) => KeyType::String,
        (_, true) => KeyType::ArrayOfString,
    }
}

/// Lists as their items, with whether all of the types are lists or none is.
fn together(types: impl Iterator<Item = KeyType>) -> KeyFacts {
    let (mut of_items, mut lists, mut singles) = (KeyTypes::default(), false, false);
    for kind in types {
        of_items = of_items.iter().chain([item_type(kind)]).collect();
        lists |= kind.is_array();
        singles |= !kind.is_array();
    }
    KeyFacts { types: of_items, is_list: (lists != singles).then_some(lists) }
}

fn item_type(kind: KeyType) -> KeyType {
    match kind {
        KeyType::ArrayOfString => KeyType::String,
        KeyType::ArrayOfNumeric => KeyType::Numeric,
        KeyType::ArrayOfDate => KeyType::Date,
        KeyType::ArrayOfBool => KeyType::Bool,
        KeyType::ArrayOfBinary => KeyType::Binary,
        KeyType::ArrayOfIpAddress => KeyType::IpAddress,
        KeyType::ArrayOfArn => KeyType::Arn,
        single => single,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(name: &str) -> KnownKey {
        KnownKey::find(Catalog::embedded(), &name.to_ascii_lowercase())
    }

    fn is_list(name: &str) -> Option<bool> {
        find(name).facts().and_then(|facts| facts.is_list)
    }

    #[test]
    fn names_are_told_apart_by_what_is_wrong_with_them() {
        for (name, known) in [
            ("username", KnownKey::Malformed),
            ("aws:", KnownKey::Malformed),
            (":username", KnownKey::Malformed),
            ("aws:ResourceTag", KnownKey::WithoutTag),
            ("ec2:ResourceTag/", KnownKey::WithoutTag),
            ("glacier:ResourceTag/", KnownKey::WithoutTag),
            ("aws:PrincipalOrg", KnownKey::NoGlobalKey),
            ("aws:SourceIp/x", KnownKey::NoGlobalKey),
            ("s3:Prefixes", KnownKey::NoServiceKey),
            ("id.example.com:aud", KnownKey::Unlisted),
            ("nothing:like", KnownKey::Unlisted),
        ] {
            assert_eq!(find(name), known, "{name}");
        }
    }

    #[test]
    fn lists_are_known_where_all_sources_agree() {
        assert_eq!(is_list("aws:TagKeys"), Some(true));
        assert_eq!(is_list("events:source"), Some(true));
        assert_eq!(is_list("aws:PrincipalTag/a/b"), Some(false));
        assert_eq!(is_list("glacier:ResourceTag/a"), Some(false));
        assert_eq!(is_list("aws:ResourceTag/a/"), Some(false));
        assert_eq!(is_list("kms:EncryptionContext:a/"), Some(false));
        assert_eq!(is_list("id.example.com:sub"), Some(false));
        assert_eq!(is_list("identitystore:UserId"), None);
    }
}
