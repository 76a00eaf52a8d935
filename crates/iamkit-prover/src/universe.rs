//! The universe in which policies are compared, and what is taken for granted of it.

use std::fmt;

use iamkit_catalog::Catalog;
use iamkit_policy::fact::{Fact, Facts, Mark};

/// What counts as a request, and which facts are assumed of it
///
/// Both universes are exact; a verdict holds in the one it was asked for. A difference that exists only among strings
/// is one that no request of today can show. The fewer facts are assumed, the more requests there are: what is proven
/// by some facts is proven by more of them, and a request that shows a difference shows it by fewer.
///
/// ```
/// use iamkit_policy::fact::Fact;
/// use iamkit_prover::Universe;
///
/// assert_eq!(Universe::strings().to_string(), "strings");
/// let real = Universe::real();
/// assert_eq!(real.to_string(), "real");
/// assert!(real.assumes(Fact::ListedTypes) && !real.assumes(Fact::ListedForms));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Universe<'c> {
    catalog: Option<&'c Catalog>,
    facts: Facts,
    /// Those on which a check may pass.
    accepted: Facts,
}

impl Universe<'static> {
    /// Any name as action, any text as resource, any context that the principal can have.
    pub fn strings() -> Self {
        Universe::with(None)
    }

    /// The universe of the embedded catalog.
    pub fn real() -> Self {
        Self::of(Catalog::embedded())
    }
}

impl<'c> Universe<'c> {
    /// The actions of a catalog, with the resources and the condition keys that the facts leave possible.
    ///
    /// Assumed is what is documented or observed, see [`assuming`](Self::assuming).
    pub fn of(catalog: &'c Catalog) -> Self {
        Self::with(Some(catalog))
    }

    fn with(catalog: Option<&'c Catalog>) -> Self {
        let accepted = Facts::up_to(Mark::Documented);
        Self { catalog, facts: Facts::up_to(Mark::Observed), accepted }
    }

    /// The same universe with just these facts.
    #[must_use]
    pub fn assuming(self, facts: Facts) -> Self {
        Self { facts, ..self }
    }

    /// The same universe, in which a check may pass by these facts; by default by documented ones alone.
    #[must_use]
    pub fn accepting(self, accepted: Facts) -> Self {
        Self { accepted, ..self }
    }

    /// The facts on which a check may pass.
    pub fn accepted(&self) -> Facts {
        self.accepted
    }

    /// The catalog whose actions there are; `None` among strings.
    pub fn catalog(&self) -> Option<&'c Catalog> {
        self.catalog
    }

    /// What is taken for granted.
    pub fn facts(&self) -> Facts {
        self.facts
    }

    /// Whether a fact is taken for granted.
    pub fn assumes(&self, fact: Fact) -> bool {
        self.facts.contains(fact)
    }

    /// The universe's name, `strings` or `real`.
    pub fn as_str(&self) -> &'static str {
        if self.catalog.is_some() { "real" } else { "strings" }
    }
}

impl fmt::Display for Universe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
