//! Who can make itself more than it is, and by which steps.
//!
//! What the actions of IAM and of services do is data here: [`TECHNIQUES`]. Each says which actions have to be allowed on
//! which resource, and what they make of the principal: another user, a role, or itself under policies of its own
//! choice. From these steps and from roles that can be assumed come paths; a path counts where its end can do something
//! that its beginning can't.

mod step;
mod technique;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use iamkit_catalog::{ActionSet, Catalog};
use iamkit_store::GroupName;

use super::view::{AccessView, AskError, PrincipalEntry};

pub use step::Step;
pub use technique::{Effect, Need, Subject, TECHNIQUES, Technique};

use step::{Lead, Steps};

/// What a principal can make itself
#[derive(Debug, Clone)]
pub struct Escalation {
    /// The user or role that begins.
    pub principal: Arc<PrincipalEntry>,
    /// The steps, one after the other; a shortest way there is.
    pub steps: Vec<Step>,
    /// The end of the way.
    pub end: End,
    /// How many actions the end can do, at least sometimes, that the beginning can't; for an end with policies of its
    /// own choice all that isn't forbidden.
    pub gained: usize,
}

/// Where a way ends
#[derive(Debug, Clone)]
pub enum End {
    /// As another user or role.
    Becomes(Arc<PrincipalEntry>),
    /// As a member of one more group.
    Joins(GroupName),
    /// Without its permissions boundary, which is the most that another boundary could let it do.
    ShedsItsBoundary,
    /// With policies of its own choice.
    ChoosesItsPolicies,
}

impl AccessView {
    /// The ways in which a principal can make itself more than it is: to each end that gains something, the ends in the
    /// order in which they are reached.
    ///
    /// # Errors
    /// See [`AskError`].
    ///
    /// # Complexity
    /// A question for each technique and each entity it could be used on, along the way.
    pub fn escalations(&self, principal: &Arc<PrincipalEntry>) -> Result<Vec<Escalation>, AskError> {
        let own = possible(self, principal)?;
        let mut search = Search { view: self, principal, own, reached: BTreeSet::new(), found: Vec::new() };
        search.reached.insert(principal.arn().to_owned());
        let mut queue = VecDeque::from([(Arc::clone(principal), Vec::new())]);
        while let Some((entry, way)) = queue.pop_front() {
            for (step, lead) in Steps::of(self, &entry)? {
                let way = way.iter().cloned().chain([step]).collect::<Vec<Step>>();
                if let Some(next) = search.follow(&entry, lead, &way)? {
                    queue.push_back((next, way));
                }
            }
        }
        Ok(search.found)
    }
}

/// What can be done at least sometimes.
fn possible(view: &AccessView, principal: &PrincipalEntry) -> Result<ActionSet, AskError> {
    let row = view.row_of(principal)?;
    let mut set = row.always().clone();
    set.union_with(row.sometimes());
    set.union_with(row.unproven());
    Ok(set)
}

struct Search<'v> {
    view: &'v AccessView,
    principal: &'v Arc<PrincipalEntry>,
    own: ActionSet,
    reached: BTreeSet<String>,
    found: Vec<Escalation>,
}

impl Search<'_> {
    /// Takes a step; gives whom it leads to, if that is somebody new.
    fn follow(
        &mut self,
        from: &PrincipalEntry,
        lead: Lead,
        way: &[Step],
    ) -> Result<Option<Arc<PrincipalEntry>>, AskError> {
        let name = match &lead {
            Lead::Choice => "choice".to_owned(),
            Lead::Principal(next) => next.arn().to_owned(),
            Lead::Group(group) => format!("{} {group}", from.arn()),
            Lead::Unbounded => format!("{} without boundary", from.arn()),
        };
        if !self.reached.insert(name) {
            return Ok(None);
        }
        let (end, next) = match lead {
            Lead::Choice => (End::ChoosesItsPolicies, None),
            Lead::Principal(next) => (End::Becomes(Arc::clone(&next)), Some(next)),
            Lead::Group(group) => {
                let joined = self.view.joined(from, &group)?;
                (End::Joins(group), Some(Arc::new(joined)))
            }
            Lead::Unbounded => (End::ShedsItsBoundary, Some(Arc::new(from.without_boundary()))),
        };
        let mut gained = match &next {
            Some(next) => possible(self.view, next)?,
            None => Catalog::embedded().all_actions(),
        };
        gained.subtract(&self.own);
        if !gained.is_empty() {
            let (principal, steps) = (Arc::clone(self.principal), way.to_vec());
            self.found.push(Escalation { principal, steps, end, gained: gained.len() });
        }
        Ok(next)
    }
}
