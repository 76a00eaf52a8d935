//! `Principal` and `NotPrincipal`.

use iamkit_policy::Span;

use super::item::Item;

/// `Principal` or `NotPrincipal`
#[derive(Debug)]
pub(crate) struct PrincipalElement<'t> {
    /// The name token.
    pub(crate) name: Span,
    /// The value.
    pub(crate) span: Span,
    pub(crate) is_negated: bool,
    pub(crate) form: PrincipalForm<'t>,
}

/// What stands there
#[derive(Debug)]
pub(crate) enum PrincipalForm<'t> {
    /// A string.
    Text(Item<'t>),
    /// An object's members.
    Entries(Vec<PrincipalEntry<'t>>),
    /// An array.
    List,
    /// Something else, which is listed as of another kind.
    Other,
}

/// A member of a principal object: a key and its one or many texts
#[derive(Debug)]
pub(crate) struct PrincipalEntry<'t> {
    pub(crate) key_name: Item<'t>,
    /// The value.
    pub(crate) span: Span,
    pub(crate) is_empty_list: bool,
    pub(crate) principals: Vec<Principal<'t>>,
}

/// A text of an entry
#[derive(Debug)]
pub(crate) struct Principal<'t> {
    pub(crate) key: PrincipalKey,
    pub(crate) item: Item<'t>,
    pub(crate) is_negated: bool,
}

/// The key of an entry
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrincipalKey {
    Aws,
    CanonicalUser,
    Federated,
    Service,
    Unknown,
}

impl PrincipalKey {
    pub(crate) fn read(text: &str) -> Self {
        match text {
            "AWS" => Self::Aws,
            "CanonicalUser" => Self::CanonicalUser,
            "Federated" => Self::Federated,
            "Service" => Self::Service,
            _ => Self::Unknown,
        }
    }
}

impl<'t> PrincipalElement<'t> {
    pub(crate) fn entries(&self) -> &[PrincipalEntry<'t>] {
        match &self.form {
            PrincipalForm::Entries(entries) => entries,
            _ => &[],
        }
    }

    /// Whether it is `*` or `{"AWS": "*"}`.
    pub(crate) fn is_everyone(&self) -> bool {
        match &self.form {
            PrincipalForm::Text(item) => item.text == "*",
            PrincipalForm::Entries(entries) => {
                let is_it = |it: &Principal<'_>| it.key == PrincipalKey::Aws && it.item.text == "*";
                entries.len() == 1 && self.principals().count() == 1 && self.principals().all(is_it)
            }
            PrincipalForm::List | PrincipalForm::Other => false,
        }
    }

    /// The texts of all its entries.
    pub(crate) fn principals(&self) -> impl Iterator<Item = &Principal<'t>> {
        self.entries().iter().flat_map(|entry| &entry.principals)
    }
}
