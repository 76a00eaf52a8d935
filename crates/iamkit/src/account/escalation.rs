//! Who can make itself more than it is, and by which steps.
//!
//! What the actions of IAM and of services do is data here: [`TECHNIQUES`]. Each says which actions have to be allowed on
//! which resource, and what they make of the principal: another user, a role, or itself under other policies. Where the
//! account changes, the store applies the change, so that what it would refuse is no way. From these steps and from roles
//! that can be assumed come paths; a path counts where its end can do something that its beginning can't: an action, or,
//! where the principal stays who it is, a request that the prover finds.

mod gain;
mod step;
mod target;
mod technique;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use iamkit_catalog::ActionSet;
use iamkit_store::{Call, Caller, Change, Command, Directory, GroupName, PolicyArn, Timestamp, VersionId};

use super::view::{AccessView, AskError, PrincipalEntry};

pub use gain::Gain;
pub use step::Step;
pub use technique::{Effect, Need, Subject, TECHNIQUES, Technique};

use step::Steps;
use target::{Lead, Targets, Turn};

/// What a principal can make itself
#[derive(Debug, Clone)]
pub struct Escalation {
    /// The user or role that begins.
    pub principal: Arc<PrincipalEntry>,
    /// The steps, one after the other; a shortest way there is.
    pub steps: Vec<Step>,
    /// The end of the way.
    pub end: End,
    /// What the end can do that the beginning can't.
    pub gain: Gain,
    /// Who takes the last step, with the policies that it has then.
    pub before: Arc<PrincipalEntry>,
    /// Who it is behind that step.
    pub after: Arc<PrincipalEntry>,
}

/// Where a way ends
#[derive(Debug, Clone)]
pub enum End {
    /// As another user or role.
    Becomes(Arc<PrincipalEntry>),
    /// As a member of one more group.
    Joins(GroupName),
    /// As a member of one group less, which denied something.
    Leaves(GroupName),
    /// Without its permissions boundary, or with one that lets everything pass.
    ShedsItsBoundary,
    /// With another permissions boundary.
    Rebounds(PolicyArn),
    /// With one more managed policy attached.
    Attaches(PolicyArn),
    /// With another version of a policy as the default.
    Reinstates(PolicyArn, VersionId),
    /// Without a policy that denied something, called so.
    RidsItselfOf(String),
    /// With policies of its own choice.
    ChoosesItsPolicies,
}

impl From<Turn> for End {
    fn from(turn: Turn) -> Self {
        match turn {
            Turn::Attaches(arn) => Self::Attaches(arn),
            Turn::Reinstates(arn, version) => Self::Reinstates(arn, version),
            Turn::RidsItselfOf(policy) => Self::RidsItselfOf(policy),
            Turn::ShedsItsBoundary => Self::ShedsItsBoundary,
            Turn::Rebounds(arn) => Self::Rebounds(arn),
            Turn::Joins(group) => Self::Joins(group),
            Turn::Leaves(group) => Self::Leaves(group),
        }
    }
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Becomes(principal) => write!(f, "becomes {}", principal.arn()),
            Self::Joins(group) => write!(f, "joins group `{group}`"),
            Self::Leaves(group) => write!(f, "leaves group `{group}`"),
            Self::ShedsItsBoundary => f.write_str("sheds its permissions boundary"),
            Self::Rebounds(arn) => write!(f, "takes {arn} as its permissions boundary"),
            Self::Attaches(arn) => write!(f, "attaches {arn}"),
            Self::Reinstates(arn, version) => write!(f, "makes {version} the default of {arn}"),
            Self::RidsItselfOf(policy) => write!(f, "rids itself of policy `{policy}`"),
            Self::ChoosesItsPolicies => f.write_str("chooses its policies"),
        }
    }
}

impl AccessView {
    /// The ways in which a principal can make itself more than it is: to each end that gains something, the ends in the
    /// order in which they are reached.
    ///
    /// # Errors
    /// See [`AskError`].
    ///
    /// # Complexity
    /// A question for each technique and each entity it could be used on, along the way; a proof for each change of the
    /// principal's own policies that adds no action.
    pub fn escalations(&self, principal: &Arc<PrincipalEntry>) -> Result<Vec<Escalation>, AskError> {
        let own = gain::possible(self, principal)?;
        let mut search = Search { view: self, principal, own, reached: BTreeSet::new(), found: Vec::new() };
        search.reached.insert(principal.arn().to_owned());
        let start = State { entry: Arc::clone(principal), directory: self.directory().clone() };
        let mut queue = VecDeque::from([(start, Vec::new())]);
        while let Some((state, way)) = queue.pop_front() {
            for (step, lead) in search.steps(&state)? {
                let way = way.iter().cloned().chain([step]).collect::<Vec<Step>>();
                if let Some(next) = search.follow(&state, lead, &way)? {
                    queue.push_back((next, way));
                }
            }
        }
        Ok(search.found)
    }
}

/// A principal, and the accounts as its steps have left them.
#[derive(Clone)]
struct State {
    entry: Arc<PrincipalEntry>,
    directory: Directory,
}

struct Search<'v> {
    view: &'v AccessView,
    principal: &'v Arc<PrincipalEntry>,
    own: ActionSet,
    reached: BTreeSet<String>,
    found: Vec<Escalation>,
}

impl Search<'_> {
    fn steps(&self, state: &State) -> Result<Vec<step::Led>, AskError> {
        let account = self.view.account_of(&state.entry).map(|account| account.id());
        let Some(account) = account.and_then(|id| state.directory.account(id).ok()) else {
            return Ok(Vec::new());
        };
        Steps::of(Targets { view: self.view, principal: &state.entry, account })
    }

    /// Takes a step; gives whom it leads to, if that is somebody new who can take further ones.
    fn follow(&mut self, from: &State, lead: Lead, way: &[Step]) -> Result<Option<State>, AskError> {
        let name = match &lead {
            Lead::Choice => format!("{} by choice", from.entry.arn()),
            Lead::Principal(next) => next.arn().to_owned(),
            Lead::Change(_, turn) => format!("{} {turn:?}", from.entry.arn()),
        };
        if self.reached.contains(&name) {
            return Ok(None);
        }
        let Some((next, end)) = self.next(from, lead)? else { return Ok(None) };
        self.reached.insert(name);
        let gain = match &end {
            End::Becomes(_) => gain::of_actions(self.view, &self.own, &next.entry)?,
            _ => gain::of_turn(self.view, &self.own, &from.entry, &next.entry)?,
        };
        let is_itself = !matches!(end, End::Becomes(_));
        if gain.is_nothing() {
            // A turn that adds nothing leads no further.
            return Ok((!is_itself).then_some(next));
        }
        // Policies of one's own choice let one do whatever the boundary does; what is left is to be rid of that.
        let is_end = matches!(end, End::ChoosesItsPolicies) && next.entry.boundary_set().is_none();
        let (principal, steps) = (Arc::clone(self.principal), way.to_vec());
        let (before, after) = (Arc::clone(&from.entry), Arc::clone(&next.entry));
        self.found.push(Escalation { principal, steps, end, gain, before, after });
        Ok((!is_end).then_some(next))
    }

    /// Where a lead ends; nowhere if the store refuses the change.
    fn next(&self, from: &State, lead: Lead) -> Result<Option<(State, End)>, AskError> {
        let directory = from.directory.clone();
        let (entry, directory, end) = match lead {
            Lead::Choice => {
                (Arc::new(self.view.with_everything(&from.entry)?), directory, End::ChoosesItsPolicies)
            }
            Lead::Principal(next) => (Arc::clone(&next), directory, End::Becomes(next)),
            Lead::Change(command, turn) => {
                let Some(directory) = self.after(from, *command) else { return Ok(None) };
                let entry = self.view.entry_in(&directory, &from.entry)?;
                (Arc::new(entry), directory, turn.into())
            }
        };
        Ok(Some((State { entry, directory }, end)))
    }

    fn after(&self, from: &State, command: Command) -> Option<Directory> {
        let account = self.view.account_of(&from.entry)?.id().clone();
        let caller: Caller = from.entry.arn().parse().ok()?;
        let call = Call::new(caller, Timestamp::default());
        from.directory.after(&[Change::in_account(call, account, command)]).ok()
    }
}
