//! Small ids: the place of a service, action, resource type or condition key in its catalog.
//!
//! An id means something only together with the catalog that gave it; another release of the data has other ids.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl $name {
            pub(crate) const fn new(id: u32) -> Self {
                Self(id)
            }

            /// The number itself, counted from 0 in the order of the catalog
            pub const fn get(self) -> u32 {
                self.0
            }
        }
    )*};
}

ids! {
    /// The id of a service in its catalog
    ServiceId
    /// The id of an action in its catalog
    ActionId
    /// The id of a resource type in its catalog
    ResourceTypeId
    /// The id of a condition key in its catalog
    KeyId
}

/// Equality by catalog and id, hashing by id, and a short `Debug`, for the handles that a catalog gives out
macro_rules! handle {
    ($name:ident) => {
        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.id == other.id && std::ptr::eq(self.catalog, other.catalog)
            }
        }

        impl Eq for $name<'_> {}

        impl std::hash::Hash for $name<'_> {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.id.hash(state);
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    };
}

pub(crate) use handle;
