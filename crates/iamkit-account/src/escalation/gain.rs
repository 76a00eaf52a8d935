//! What somebody can do that somebody else can't.

use iamkit_engine::CompileErrors;
use iamkit_policy::fact::Facts;
use iamkit_policy::shown::Shown;
use iamkit_prover::{Access, Inclusion, Limits, Universe, Witness, compare, is_subset};

use crate::view::{AccessView, AccountPrincipal, AskError, PolicySet};

/// What is gained on a way
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gain {
    /// Nothing.
    Nothing,
    /// So many actions that the beginning can't do at all.
    Actions(usize),
    /// No action, but this request and others like it.
    Requests(Box<Witness>),
    /// No action; that no request is gained could not be proven.
    Unproven,
}

impl Gain {
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }

    /// How many actions are gained, to compare by.
    pub(super) fn n_actions(&self) -> usize {
        match self {
            Self::Actions(count) => *count,
            Self::Nothing | Self::Requests(_) | Self::Unproven => 0,
        }
    }
}

impl std::fmt::Display for Gain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("gaining nothing"),
            Self::Actions(1) => f.write_str("gaining 1 action"),
            Self::Actions(count) => write!(f, "gaining {count} actions"),
            Self::Requests(witness) => {
                let [action, resource] = [&witness.action, &witness.resource].map(|it| Shown::value(it));
                write!(f, "gaining requests such as {action} on {resource}")
            }
            Self::Unproven => f.write_str("gaining perhaps nothing"),
        }
    }
}

/// The requests that a principal gains by a change of its own policies that adds no action, and what it takes for granted
/// that there are none.
pub(super) fn of_requests(
    view: &AccessView,
    before: &AccountPrincipal,
    after: &AccountPrincipal,
) -> Result<(Gain, Facts), AskError> {
    let (before, after) = (access(view, before)?, access(view, after)?);
    let (universe, limits) = (Universe::real(), Limits::default());
    Ok(match is_subset(&after, &before, &universe, &limits) {
        Inclusion::Holds => (Gain::Nothing, compare(&after, &before, &universe, &limits).facts),
        Inclusion::Fails(witness) => (Gain::Requests(witness), Facts::NONE),
        Inclusion::Unknown(_) => (Gain::Unproven, Facts::NONE),
    })
}

/// The policies around a principal, for the prover.
fn access(view: &AccessView, principal: &AccountPrincipal) -> Result<Access, CompileErrors> {
    let documents = |set: &PolicySet| {
        set.documents().iter().map(|facts| (**facts.document()).clone()).collect::<Vec<_>>()
    };
    let identity = principal.identity_sets().iter().flat_map(|set| documents(set)).collect::<Vec<_>>();
    let mut builder = Access::builder().identity(&identity);
    if let Some(boundary) = principal.boundary_set() {
        builder = builder.boundary(&documents(boundary));
    }
    for level in view.service_control_sets(principal) {
        builder = builder.service_control(&documents(level));
    }
    builder.build()
}
