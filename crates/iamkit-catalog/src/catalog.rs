//! The catalog itself: opened, and how much is in it.
//!
//! What it gives by id and by name is in [`look_up`](crate::look_up), what a pattern names in
//! [`expand`](crate::expand), what is near a misspelt name in [`near`](crate::near).

use std::borrow::Cow;
use std::fmt;
use std::sync::{LazyLock, OnceLock};

use crate::arn_form::ArnForms;
use crate::error::CatalogError;
use crate::layout::{Part, StrRef};
use crate::tables::Tables;
use crate::taken::TakenKeys;

/// The data that comes with this crate.
static DATA: &[u8] = include_bytes!("../data/catalog.bin");

// WHY: data of another format opens as an empty catalog instead of stopping the program, because the program that
// writes new data links this crate too. A test proves that what is checked in opens.
static EMBEDDED: LazyLock<Catalog> =
    LazyLock::new(|| Catalog::from_bytes(DATA).unwrap_or_else(|_| Catalog::of(Tables::empty())));

/// Services, actions, resource types and condition keys as an index over bytes
///
/// # Examples
///
/// ```
/// use iamkit_catalog::Catalog;
///
/// let catalog = Catalog::embedded();
/// let action = catalog.action("workmail:describeorganization").unwrap();
/// assert_eq!(action.to_string(), "workmail:DescribeOrganization");
/// assert!(catalog.action("workmail:DescribeNothing").is_none());
/// ```
#[derive(Clone)]
pub struct Catalog {
    tables: Tables,
    taken_keys: OnceLock<TakenKeys>,
    arn_forms: OnceLock<ArnForms>,
}

impl Catalog {
    /// The catalog that comes with this crate
    ///
    /// The first call opens it, which takes well under a millisecond and copies nothing.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The bytes of the catalog that comes with this crate
    pub fn embedded_bytes() -> &'static [u8] {
        DATA
    }

    /// Opens the bytes that [`encode`](crate::encode::encode) wrote
    ///
    /// Damaged bytes are refused.
    /// Bytes forged with a fitting checksum give wrong answers, but no panic and no endless work.
    ///
    /// # Errors
    /// When the bytes are not a catalog, are one of another format version, or are damaged.
    ///
    /// # Complexity
    /// O(n) for n bytes: one pass for the checksum and one over the text.
    ///
    /// # Examples
    ///
    /// ```
    /// use iamkit_catalog::{Catalog, CatalogError};
    ///
    /// let catalog = Catalog::from_bytes(Catalog::embedded_bytes())?;
    /// assert_eq!(catalog.action_count(), Catalog::embedded().action_count());
    /// assert_eq!(Catalog::from_bytes(b"{}".as_slice()).unwrap_err(), CatalogError::NotACatalog);
    /// # Ok::<(), CatalogError>(())
    /// ```
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, CatalogError> {
        Ok(Self::of(Tables::open(bytes.into())?))
    }

    /// What the catalog was made from, each as `name version`
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        let sources = 0..self.tables.count(Part::Sources);
        sources
            .filter_map(|idx| self.tables.record::<StrRef>(Part::Sources, idx))
            .map(|text| self.tables.text(text))
    }

    /// How many services there are
    pub fn service_count(&self) -> u32 {
        self.tables.count(Part::Services)
    }

    /// How many actions there are
    pub fn action_count(&self) -> u32 {
        self.tables.count(Part::Actions)
    }

    /// How many resource types there are
    pub fn resource_type_count(&self) -> u32 {
        self.tables.count(Part::Resources)
    }

    /// How many condition keys of different name or type there are
    pub fn condition_key_count(&self) -> u32 {
        self.tables.count(Part::Keys)
    }

    fn of(tables: Tables) -> Self {
        Self { tables, taken_keys: OnceLock::new(), arn_forms: OnceLock::new() }
    }

    /// The keys that some action takes; `find` finds them the first time
    pub(crate) fn taken_keys(&self, find: impl FnOnce() -> TakenKeys) -> &TakenKeys {
        self.taken_keys.get_or_init(find)
    }

    /// The forms of ARNs; `prepare` makes them the first time
    pub(crate) fn prepared_forms(&self, prepare: impl FnOnce() -> ArnForms) -> &ArnForms {
        self.arn_forms.get_or_init(prepare)
    }

    pub(crate) const fn tables(&self) -> &Tables {
        &self.tables
    }
}

/// Shows how much there is of each kind
impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("services", &self.service_count())
            .field("actions", &self.action_count())
            .field("resource_types", &self.resource_type_count())
            .field("condition_keys", &self.condition_key_count())
            .finish()
    }
}
