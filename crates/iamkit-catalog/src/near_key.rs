//! Which condition keys there are, and which a text may have been meant for: keys of services and global ones.
//!
//! A key is near that is spelt like the text, that has the same name behind another prefix, or that is a template of
//! which the text lacks the tag.

use std::collections::BTreeMap;

use iamkit_policy::global_key::{GlobalKey, global_key};

use crate::catalog::Catalog;
use crate::edits::Word;
use crate::key::literal_start;
use crate::near::distance;

/// How the keys of any web identity provider begin.
const OF_ANY_PROVIDER: &str = "${OidcProvider}:";

/// How far a name is: spelt alike, then by the same name behind another prefix, then global keys first.
type Rank = (usize, usize, String);

impl Catalog {
    /// Whether there is a condition key of that name, in any letter case: one of a service, or a global one
    ///
    /// Of a web identity provider's keys that no source lists, nothing is known, and they count as keys.
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let is_key = |name| Catalog::embedded().is_condition_key(name);
    /// assert!(is_key("aws:sourceip") && is_key("s3:prefix") && is_key("aws:PrincipalTag/team"));
    /// assert!(!is_key("aws:PrincipalTags/team") && !is_key("s3:SourceIp"));
    /// ```
    pub fn is_condition_key(&self, name: &str) -> bool {
        let prefix = name.split_once(':').map(|(prefix, _)| prefix);
        let is_provider = prefix.is_some_and(|prefix| prefix.contains('.') && !self.has_prefix(prefix));
        is_provider || global_key(&name.to_ascii_lowercase()).is_some() || self.condition_key(name).is_some()
    }

    /// At most `limit` names of condition keys that the text may have been meant for, the nearest first
    ///
    /// The text's own tag stands in the place of a template's.
    ///
    /// # Complexity
    /// O(n · k) for n keys and names of k bytes.
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let near = |text| Catalog::embedded().keys_near(text, 1).into_iter().next();
    /// assert_eq!(near("aws:SecureTranport").as_deref(), Some("aws:SecureTransport"));
    /// assert_eq!(near("ec2:ResourceTags/env").as_deref(), Some("ec2:ResourceTag/env"));
    /// assert_eq!(near("s3:SourceIp").as_deref(), Some("aws:SourceIp"));
    /// ```
    pub fn keys_near(&self, text: &str, limit: usize) -> Vec<String> {
        let asked = Asked::new(text);
        let mut near = BTreeMap::new();
        let names = GlobalKey::all().map(|key| (key.name(), 0));
        for (name, of_service) in names.chain(self.condition_keys().map(|key| (key.name(), 1))) {
            let Some((far, meant)) = asked.meant(name) else { continue };
            let rank: Rank = (far, of_service, meant.to_ascii_lowercase());
            near.entry(rank).or_insert(meant);
        }
        let mut names: Vec<String> = Vec::new();
        for name in near.into_values() {
            if names.len() < limit && !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                names.push(name);
            }
        }
        names
    }

    /// Whether a source lists keys with the prefix.
    fn has_prefix(&self, prefix: &str) -> bool {
        let is_of_prefix =
            |name: &str| name.split_once(':').is_some_and(|(of, _)| of.eq_ignore_ascii_case(prefix));
        let first = self.first_key_from(&format!("{prefix}:"));
        GlobalKey::all().any(|key| is_of_prefix(key.name()))
            || first.is_some_and(|key| is_of_prefix(key.name()))
    }
}

/// A text, taken apart at its first slash: before it may stand a template's name, behind it a tag.
struct Asked<'t> {
    whole: Part<'t>,
    start: Part<'t>,
    tag: Option<&'t str>,
}

impl<'t> Asked<'t> {
    fn new(text: &'t str) -> Self {
        let text = text.trim();
        let (start, tag) = text.split_once('/').map_or((text, None), |(start, tag)| (start, Some(tag)));
        let tag = tag.filter(|tag| !tag.is_empty());
        Self { whole: Part::new(text), start: Part::new(start), tag }
    }

    /// How far a key is, and how it is written with the text's own tag.
    fn meant(&self, key: &str) -> Option<(usize, String)> {
        if let Some(claim) = key.strip_prefix(OF_ANY_PROVIDER) {
            // Said of the text's own provider.
            let provider = self.whole.text.rsplit_once(':').map(|(provider, _)| provider)?;
            let meant = format!("{}:{claim}", provider.to_ascii_lowercase());
            return Some((self.whole.far(&meant).filter(|_| provider.contains('.'))?, meant));
        }
        let start = literal_start(key);
        let is_of_tag =
            start.len() < key.len() && !key.get(start.len()..).is_some_and(|rest| rest.contains(':'));
        let Some(start) = start.strip_suffix('/').filter(|_| is_of_tag) else {
            return Some((self.whole.far(key)?, key.to_owned()));
        };
        let far = self.start.far(start)?;
        Some((far, self.tag.map_or_else(|| key.to_owned(), |tag| format!("{start}/{tag}"))))
    }
}

/// A part of a text, to which keys are compared.
struct Part<'t> {
    text: &'t str,
    /// `None` where it is too long to be spelt like a key.
    word: Option<Word>,
}

impl<'t> Part<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, word: Word::new(text) }
    }

    /// How far it is from a key: spelt alike, or of the same name behind another prefix, or without any.
    fn far(&self, key: &str) -> Option<usize> {
        let is_same_name = own_name(key).eq_ignore_ascii_case(own_name(self.text)).then_some(2);
        let spelt = self.word.as_ref().and_then(|word| distance(key, word));
        spelt.into_iter().chain(is_same_name).min()
    }
}

/// What stands behind the prefix.
fn own_name(key: &str) -> &str {
    key.split_once(':').map_or(key, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(text: &str) -> Option<String> {
        Catalog::embedded().keys_near(text, 1).into_iter().next()
    }

    #[test]
    fn every_key_is_one_and_is_nearest_to_itself() {
        let catalog = Catalog::embedded();
        let names =
            GlobalKey::all().map(GlobalKey::name).chain(catalog.condition_keys().map(|key| key.name()));
        for name in names.filter(|name| !name.starts_with("${")) {
            assert!(catalog.is_condition_key(&name.replace("${", "").replace('}', "")), "{name}");
            assert!(near(name).is_some_and(|near| near.eq_ignore_ascii_case(name)), "{name}");
        }
    }

    #[test]
    fn what_is_meant_is_found_whatever_was_mistaken() {
        for (text, meant) in [
            ("aws:PrincipalOrgId", "aws:PrincipalOrgID"),
            ("aws:PrincipleArn", "aws:PrincipalArn"),
            ("aws:SourceVPCE1", "aws:SourceVpce"),
            ("aws:RequestTag", "aws:RequestTag/${TagKey}"),
            ("aws:RequestTag/", "aws:RequestTag/${TagKey}"),
            ("aws:RequestTags/cost/centre", "aws:RequestTag/cost/centre"),
            ("SecureTransport", "aws:SecureTransport"),
            ("iam:MultiFactorAuthPresent", "aws:MultiFactorAuthPresent"),
            ("kms:ViaServices", "kms:ViaService"),
            (" aws:SourceArn", "aws:SourceArn"),
            ("sts:ExternalID", "sts:ExternalId"),
            ("token.actions.githubusercontent.com:subs", "token.actions.githubusercontent.com:sub"),
        ] {
            assert_eq!(near(text).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(near("nothing:LikeIt"), None);
    }

    #[test]
    fn what_a_provider_claims_is_not_known_unless_a_source_lists_its_keys() {
        let is_key = |name| Catalog::embedded().is_condition_key(name);
        assert!(is_key("id.example.com:anything") && is_key("id.example.com/a:sub"));
        assert!(!is_key("accounts.google.com:subject") && is_key("accounts.google.com:SUB"));
    }
}
