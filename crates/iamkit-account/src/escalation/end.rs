//! Where ways end.

use std::fmt;
use std::sync::Arc;

use iamkit_policy::shown::Shown;
use iamkit_store::{GroupName, PolicyArn, VersionId};

use super::target::Turn;

use crate::view::AccountPrincipal;
use iamkit_policy::shown::called;

/// Where a way ends
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum End {
    /// As another user or role.
    Becomes(Arc<AccountPrincipal>),
    /// As another user or role, which has policies of the principal's own choice by then.
    BecomesStronger(Arc<AccountPrincipal>),
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

/// An ARN in a sentence.
fn shown(arn: &str) -> String {
    Shown::value(arn).to_string()
}

/// So many ends of one way are named.
const NAMED: usize = 3;

impl End {
    /// What happens, to what, and the rest of the sentence.
    fn words(&self) -> (&'static str, String, &'static str) {
        match self {
            Self::Becomes(principal) => ("becomes", shown(principal.arn()), ""),
            Self::BecomesStronger(principal) => {
                ("becomes", shown(principal.arn()), " with policies of its choice")
            }
            Self::Joins(group) => ("joins", called("group", group.as_str()), ""),
            Self::Leaves(group) => ("leaves", called("group", group.as_str()), ""),
            Self::ShedsItsBoundary => ("sheds its permissions boundary", String::new(), ""),
            Self::Rebounds(arn) => ("takes", shown(arn.as_str()), " as its permissions boundary"),
            Self::Attaches(arn) => ("attaches", shown(arn.as_str()), ""),
            Self::Reinstates(arn, version) => {
                ("makes", format!("{version} the default of {}", shown(arn.as_str())), "")
            }
            Self::RidsItselfOf(policy) => ("rids itself of", called("policy", policy), ""),
            Self::ChoosesItsPolicies => ("chooses its policies", String::new(), ""),
        }
    }

    /// Several ends of one kind in one sentence.
    pub(super) fn any_of(ends: &[&Self]) -> String {
        let [first, _, ..] = ends else { return ends.first().map(ToString::to_string).unwrap_or_default() };
        let (verb, _, rest) = first.words();
        let named = ends.iter().take(NAMED).map(|end| end.words().1).collect::<Vec<_>>().join(", ");
        let more = match ends.len().saturating_sub(NAMED) {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        format!("{verb} any of {}{rest}: {named}{more}", ends.len())
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, what, rest) = self.words();
        let space = if what.is_empty() { "" } else { " " };
        write!(f, "{verb}{space}{what}{rest}")
    }
}
