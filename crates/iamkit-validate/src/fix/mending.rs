//! A mending: of which rule, what it does, and whether that says the same.

use super::edit::Edit;
use super::wound::Wound;

/// What is written instead of what a rule finds
///
/// ```
/// use iamkit_validate::fix::{Mending, MendingEffect};
///
/// let mending = Mending::by_code("MISSING_VERSION").expect("there is one");
/// assert_eq!(mending.effect, MendingEffect::Same);
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Mending {
    /// The rule's code.
    pub code: &'static str,
    /// What it does to what the policy says.
    pub effect: MendingEffect,
    /// What it does, in a few words.
    pub about: &'static str,
    /// A document in which the rule finds something.
    pub before: &'static str,
    /// What becomes of it.
    pub after: &'static str,
    pub(super) mend: Mend,
}

/// What a mending does to what a policy says
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MendingEffect {
    /// Nothing, over any strings, which is proven each time.
    Same,
    /// Nothing, over the actions, resources and keys of the catalog, where that is proven; otherwise it says less or more.
    SameInReal,
    /// It says something else, or was no policy: somebody has to want it.
    Changes,
}

/// Makes edits of what is found, where there is one way.
pub(super) type Mend = fn(&Wound<'_>) -> Option<Vec<Edit>>;
