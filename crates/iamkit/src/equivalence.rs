//! Do two identity policies give the same access, and if not, where do they differ?
//!
//! Two exact ways: [`patterns`] compares over all strings that could stand as an action, [`over_catalog`] over every
//! action of a catalog. Both reduce the policies, action by action, to what their statements say about resources and
//! conditions, and compare that. Globs are compared exactly; conditions and policy variables only as far as they are
//! the same test on both sides. Where that isn't enough to prove that one side is within the other, the sides count as
//! different, so `Equal` is always meant.
//!
//! What this deliberately is not: it decides no request, and it looks at the one policy alone, not at what else is
//! attached.
//!
//! Rules: S2–S8 (actions and resources), S25 (actions without resource types), S55 (a deny wins).
//!
//! ```
//! use iamkit::{Catalog, PolicyDocument};
//! use iamkit::equivalence::{Relation, over_catalog, patterns};
//!
//! let policy = |actions: &str| -> Result<PolicyDocument, _> {
//!     format!(r#"{{"Statement": {{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}}}"#).parse()
//! };
//! let custom = policy(r#"["ses:Get*", "ses:GetNothingAtAll"]"#)?;
//! let managed = policy(r#"["SES:get*", "kms:ListAliases", "kms:NoSuchAction"]"#)?;
//!
//! assert_eq!(patterns(&custom, &managed)?.relation, Relation::Narrower);
//! let comparison = over_catalog(&custom, &managed, Catalog::embedded())?;
//! assert_eq!(comparison.relation, Relation::Narrower);
//! assert_eq!(comparison.managed_only, ["kms:ListAliases"]);
//! assert_eq!(comparison.managed_not_actions, ["kms:NoSuchAction"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod actions;
mod compare;
mod region;
mod strings;

use std::fmt;

pub use actions::{CatalogComparison, LimitedGrant, over_catalog};
pub use strings::{PatternComparison, patterns};

/// How the access of the custom policy stands to that of the managed one
///
/// ```
/// use iamkit::equivalence::Relation;
///
/// assert_eq!(Relation::of(true, false), Relation::Narrower);
/// assert_eq!(Relation::Narrower.to_string(), "narrower");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same access
    Equal,
    /// The managed policy gives all that the custom one gives, and more
    Narrower,
    /// The custom policy gives all that the managed one gives, and more
    Broader,
    /// Either gives something that the other doesn't
    Incomparable,
}

impl Relation {
    /// The relation, from whether each side is within the other
    pub const fn of(custom_is_within: bool, managed_is_within: bool) -> Self {
        match (custom_is_within, managed_is_within) {
            (true, true) => Self::Equal,
            (true, false) => Self::Narrower,
            (false, true) => Self::Broader,
            (false, false) => Self::Incomparable,
        }
    }

    /// The word for it
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Narrower => "narrower",
            Self::Broader => "broader",
            Self::Incomparable => "incomparable",
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One of the two policies
///
/// ```
/// assert_eq!(iamkit::equivalence::Side::Managed.to_string(), "managed");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The policy that is checked
    Custom,
    /// The policy that it is held against
    Managed,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Custom => "custom",
            Self::Managed => "managed",
        })
    }
}
