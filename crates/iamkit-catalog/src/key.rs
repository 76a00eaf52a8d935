//! Condition keys: what a condition asks a request for.
//!
//! A key may be a template such as `aws:ResourceTag/${TagKey}`, which stands for every key with some text in the place
//! of the placeholder.
//! Whether a key is present in a request, and with which value, is not known here.

use std::fmt;

use iamkit_policy::glob::{Glob, Token};

use crate::catalog::Catalog;
use crate::id::KeyId;
use crate::key_type::KeyTypes;
use crate::layout::{KeyRecord, Part};

/// A condition key of a [`Catalog`]
///
/// # Examples
///
/// ```
/// use iamkit_catalog::{Catalog, KeyType};
///
/// let key = Catalog::embedded().condition_key("aws:resourcetag/Team").unwrap();
/// assert_eq!(key.name(), "aws:ResourceTag/${TagKey}");
/// assert!(key.is_template());
/// assert!(key.types().contains(KeyType::String));
/// ```
#[derive(Clone, Copy)]
pub struct ConditionKey<'a> {
    catalog: &'a Catalog,
    id: KeyId,
    record: KeyRecord,
}

crate::id::handle!(ConditionKey);

impl<'a> ConditionKey<'a> {
    pub(crate) fn read(catalog: &'a Catalog, id: KeyId) -> Option<Self> {
        let record = catalog.tables().record(Part::Keys, id.get())?;
        Some(Self { catalog, id, record })
    }

    /// The catalog it is of
    pub(crate) const fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// The id of the key in its catalog
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The key as AWS writes it, placeholders included
    pub fn name(&self) -> &'a str {
        self.catalog.tables().text(self.record.name)
    }

    /// The types of its values; empty where the source does not tell
    pub const fn types(&self) -> KeyTypes {
        self.record.types
    }

    /// Whether the name has a placeholder that stands for some text
    pub fn is_template(&self) -> bool {
        is_template(self.name())
    }

    /// Whether this is the key that a policy names, in any letter case
    ///
    /// The text in the place of a placeholder may be anything but empty.
    pub fn matches(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.name()) || to_glob(self.name()).matches_ignore_ascii_case(name)
    }
}

impl fmt::Display for ConditionKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How some services write the place of a tag's key, at the end of a name, which others write `${TagKey}`
const TAG_KEY: &str = "tag-key";

/// Whether the name of a key has a placeholder, `${…}`, `<…>` or a last part `tag-key`
pub(crate) fn is_template(name: &str) -> bool {
    next_placeholder(name).is_some()
}

/// The text before the first placeholder
pub(crate) fn literal_start(name: &str) -> &str {
    next_placeholder(name).map_or(name, |(before, _)| before)
}

/// The glob of the keys that a template stands for
fn to_glob(name: &str) -> Glob {
    let mut tokens = Vec::new();
    let mut rest = name;
    while let Some((before, after)) = next_placeholder(rest) {
        tokens.extend([Token::Literal(before.into()), Token::AnyChar, Token::AnyString]);
        rest = after;
    }
    tokens.push(Token::Literal(rest.into()));
    Glob::from_tokens(tokens)
}

/// What stands before and after the first placeholder
fn next_placeholder(name: &str) -> Option<(&str, &str)> {
    let Some(open) = name.find("${").into_iter().chain(name.find('<')).min() else {
        let before = name.strip_suffix(TAG_KEY)?;
        return before.ends_with('/').then_some((before, ""));
    };
    let (before, placeholder) = name.split_at_checked(open)?;
    let close = if placeholder.starts_with('<') { '>' } else { '}' };
    placeholder.split_once(close).map(|(_, after)| (before, after))
}

#[cfg(test)]
mod tests {
    use super::to_glob;

    #[test]
    fn template_with_two_placeholders_becomes_a_glob() {
        let glob = to_glob("a:x/${One}.y/<two>");
        assert!(glob.matches("a:x/1.y/2"));
        assert!(!glob.matches("a:x/.y/2"));
        assert!(!glob.matches("a:x/1.y/"));
    }

    #[test]
    fn the_place_of_a_tag_can_be_written_as_a_word() {
        let glob = to_glob("a:ResourceTag/tag-key");
        assert!(glob.matches("a:ResourceTag/team") && !glob.matches("a:ResourceTag/"));
        assert_eq!(to_glob("a:tag-key").as_literal(), Some("a:tag-key"));
    }

    #[test]
    fn unclosed_placeholder_is_literal() {
        assert_eq!(to_glob("a:${b").as_literal(), Some("a:${b"));
    }
}
