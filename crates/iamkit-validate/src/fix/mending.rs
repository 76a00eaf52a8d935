//! A mending: of which rule, what it does, and whether that says the same.

use super::edit::Edit;
use super::mend::ALL;
use super::wound::Wound;

/// What is written instead of what a rule finds
///
/// ```
/// use iamkit_validate::fix::Mending;
///
/// let mending = Mending::by_code("MISSING_VERSION").expect("there is one");
/// assert!(mending.is_equal);
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Mending {
    /// The rule's code.
    pub code: &'static str,
    /// Whether the policy says the same with it, which is proven each time; otherwise somebody has to want it.
    pub is_equal: bool,
    /// What it does, in a few words.
    pub about: &'static str,
    /// A document in which the rule finds something.
    pub before: &'static str,
    /// What becomes of it.
    pub after: &'static str,
    pub(super) mend: Mend,
}

/// Makes edits of what is found, where there is one way.
pub(super) type Mend = fn(&Wound<'_>) -> Option<Vec<Edit>>;

impl Mending {
    /// All of them, by what they look at.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        ALL.iter().copied().flatten()
    }

    /// The mending of what a rule finds.
    pub fn by_code(code: &str) -> Option<&'static Self> {
        Self::all().find(|mending| mending.code == code)
    }
}
