//! Who can make itself more than it is, and by which steps.
//!
//! What the actions of IAM and of services do is data here: [`techniques`]. Each says which actions have to be allowed on
//! which resource, and what they make of the principal: another user, a role, or itself under other policies. Where the
//! account changes, the store applies the change, so that what it would refuse is no way. From these steps and from roles
//! that can be assumed come paths; a path counts where its end can do something that its beginning can't: an action, or,
//! where the principal stays who it is, a request that the prover finds. Where everything is reached, there it ends.
//!
//! Roles that services made for themselves neither begin a way nor are they changed or handed on, and roles of IAM
//! Identity Center are neither changed nor handed on (S72).

mod able;
mod alike;
mod cast;
mod edges;
mod end;
mod gain;
mod known;
mod limits;
mod places;
mod search;
mod step;
mod target;
mod way;

use iamkit_policy::fact::Facts;

use crate::view::{AccessView, AccountPrincipal, AskError};
use known::Known;
use search::{Length, Search};

pub use crate::error::EscalationLimitError;
pub use end::End;
pub use gain::Gain;
pub use iamkit_catalog::technique::{Need, Subject, Technique, TechniqueEffect, techniques};
pub use limits::EscalationLimits;
pub use step::Step;
pub use way::{Arrival, Escalation};

/// Ways to more access, for one principal after the other
///
/// What is worked out for one serves the next: the steps of each user and role, and what those may do that have the same
/// policies.
///
/// ```
/// use iamkit_account::escalation::Escalations;
/// use iamkit_account::view::AccessView;
/// use iamkit_store::Directory;
///
/// let view = AccessView::new(&Directory::default())?;
/// let mut escalations = Escalations::new(&view);
/// for principal in view.principals() {
///     for way in escalations.of(principal)? {
///         println!("{way}");
///     }
/// }
/// assert_eq!(escalations.n_questions(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Escalations<'v> {
    known: Known<'v>,
    length: Length,
}

impl<'v> Escalations<'v> {
    /// Ways of any length in the accounts of a view.
    pub fn new(view: &'v AccessView) -> Self {
        Self { known: Known::new(view), length: Length::Any }
    }

    /// Only ways of one step.
    #[must_use]
    pub fn only_direct(self) -> Self {
        Self { length: Length::One, ..self }
    }

    /// Within other limits than the default ones.
    #[must_use]
    pub fn within(mut self, limits: EscalationLimits) -> Self {
        self.known.limit(limits);
        self
    }

    /// The ways of a principal: to each end that gains something a shortest one, in the order in which they are found.
    ///
    /// Those that differ only in their ends stand together. Behind a step that leads to everything none is looked for,
    /// and whoever can do everything has none.
    ///
    /// # Errors
    /// See [`AskError`]; [`AskError::Escalations`] where the work so far is more than [`EscalationLimits`] allow.
    ///
    /// # Complexity
    /// For each principal on the way, once for all who ask: a question for each technique and each entity that it could
    /// be used on, shared by principals with the same policies, and none where the action is allowed always or never.
    /// Then a step of the search for each principal and each change that is come to. A proof for each change of the
    /// principal's own policies that adds no action.
    pub fn of(&mut self, principal: &AccountPrincipal) -> Result<Vec<Escalation>, AskError> {
        let Some(place) = self.known.view.place_of(principal.arn()) else { return Ok(Vec::new()) };
        Search::of(&mut self.known, place, self.length)
    }

    /// How many ways [`Escalations::of`] would find, without their steps being worked out.
    ///
    /// # Errors
    /// See [`AskError`].
    pub fn count_of(&mut self, principal: &AccountPrincipal) -> Result<usize, AskError> {
        let Some(place) = self.known.view.place_of(principal.arn()) else { return Ok(0) };
        Search::count(&mut self.known, place, self.length)
    }

    /// What the answers so far take for granted: on these facts rests who has ways, and that others have none.
    pub fn facts(&self) -> Facts {
        self.known.facts()
    }

    /// How many questions were asked of policies so far: what the work grows with.
    pub fn n_questions(&self) -> usize {
        self.known.n_asked()
    }
}

impl std::fmt::Debug for Escalations<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Escalations").field("n_questions", &self.n_questions()).finish_non_exhaustive()
    }
}

impl AccessView {
    /// The ways in which a principal can make itself more than it is; for many principals see [`Escalations`].
    ///
    /// # Errors
    /// See [`AskError`].
    ///
    /// # Complexity
    /// As [`Escalations::of`].
    pub fn escalations(&self, principal: &AccountPrincipal) -> Result<Vec<Escalation>, AskError> {
        Escalations::new(self).of(principal)
    }
}
