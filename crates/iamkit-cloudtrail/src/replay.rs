//! What a change of policies would have made of the requests in logs.

use std::collections::BTreeSet;

use iamkit_account::view::AskError;

use crate::event::Certainty;
use crate::judge::{Judge, Verdict};
use crate::usage::{TrailUsage, UsedRequest};

/// What a change makes of a request
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeEffect {
    /// It was allowed, and would be denied.
    NewlyDenied,
    /// It was denied, and would be allowed.
    NewlyAllowed,
    /// It stays what it was.
    Unchanged,
    /// That can't be said.
    CannotSay,
}

impl ChangeEffect {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::NewlyDenied, Self::NewlyAllowed, Self::Unchanged, Self::CannotSay];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewlyDenied => "newlyDenied",
            Self::NewlyAllowed => "newlyAllowed",
            Self::Unchanged => "unchanged",
            Self::CannotSay => "cannotSay",
        }
    }
}

/// A request before and after a change
#[derive(Debug, Clone)]
pub struct Replayed<'u> {
    /// The request.
    pub request: &'u UsedRequest,
    /// What the change makes of it.
    pub effect: ChangeEffect,
    /// What the policies say as they are.
    pub before: Verdict,
    /// What they would say.
    pub after: Verdict,
    /// Why it can't be said: keys, policies, or why it can't be asked.
    pub open: Vec<String>,
}

/// Puts each request to accounts as they are and as they would be.
///
/// What the log tells of a request counts beside what the policies say: where they say that it depends, it was allowed if
/// the log says so. Where the log contradicts them, nothing can be said of the change.
///
/// # Errors
/// Policies that can't be asked.
///
/// # Complexity
/// Two decisions for each of the requests, which are those in the log with equal ones once.
pub fn replay<'u>(
    usage: &'u TrailUsage,
    old: &Judge<'_>,
    new: &Judge<'_>,
) -> Result<Vec<Replayed<'u>>, AskError> {
    let requests = usage.requests().into_iter();
    requests.map(|request| Ok(replayed(request, old.judge(request)?, new.judge(request)?))).collect()
}

fn replayed(request: &UsedRequest, before: Verdict, after: Verdict) -> Replayed<'_> {
    let (effect, open) = effect(request, &before, &after);
    Replayed { request, effect, before, after, open }
}

fn effect(request: &UsedRequest, before: &Verdict, after: &Verdict) -> (ChangeEffect, Vec<String>) {
    let seen = &request.seen;
    let recorded = match (0 < seen.allowed, 0 < seen.denied) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        // Both ends for what is one request to the policies: something that isn't told made the difference.
        (true, true) | (false, false) => None,
    };
    if before == after && before.is_allowed().is_some() {
        return (ChangeEffect::Unchanged, Vec::new());
    }
    if let (Some(recorded), Some(decided)) = (recorded, before.is_allowed())
        && recorded != decided
    {
        // A session policy may have denied what the role may do: whatever else denies it changes nothing.
        let is_limited = request.certainty == Certainty::UpperBound && decided;
        return match after.is_allowed() {
            Some(false) if is_limited => (ChangeEffect::Unchanged, Vec::new()),
            _ => (ChangeEffect::CannotSay, vec!["the log says otherwise".to_owned()]),
        };
    }
    match (before.is_allowed().or(recorded), after.is_allowed()) {
        (Some(true), Some(false)) => (ChangeEffect::NewlyDenied, Vec::new()),
        (Some(false), Some(true)) if request.certainty == Certainty::Exact => {
            (ChangeEffect::NewlyAllowed, Vec::new())
        }
        (Some(false), Some(true)) if before.is_allowed().is_some() => {
            (ChangeEffect::NewlyAllowed, Vec::new())
        }
        (Some(a), Some(b)) if a == b => (ChangeEffect::Unchanged, Vec::new()),
        _ => {
            let open = before.open().into_iter().chain(after.open()).collect::<BTreeSet<_>>();
            (ChangeEffect::CannotSay, open.into_iter().collect())
        }
    }
}
