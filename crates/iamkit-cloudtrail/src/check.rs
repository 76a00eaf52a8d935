//! What logs recorded against what the policies say: a self-test on one's own account.

use std::collections::BTreeSet;

use iamkit_account::view::AskError;

use crate::event::Certainty;
use crate::judge::{Judge, Verdict};
use crate::usage::{TrailUsage, UsedRequest};

/// How what was recorded stands to what policies say
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Agreement {
    /// Both say the opposite, and nothing that is open explains it.
    Contradicts,
    /// Both deny, but AWS named another layer.
    OtherLayer,
    /// They say the opposite, and something that is open may explain it.
    Explained,
    /// The policies say that it depends, or can't be asked.
    Open,
    /// They agree.
    Agrees,
}

impl Agreement {
    /// All there are.
    pub const ALL: [Self; 5] =
        [Self::Contradicts, Self::OtherLayer, Self::Explained, Self::Open, Self::Agrees];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contradicts => "contradicts",
            Self::OtherLayer => "otherLayer",
            Self::Explained => "explained",
            Self::Open => "open",
            Self::Agrees => "agrees",
        }
    }
}

/// A request as it was recorded and as policies say
#[derive(Debug, Clone)]
pub struct CheckedRequest<'u> {
    /// The request.
    pub request: &'u UsedRequest,
    /// Whether the log says that it was allowed.
    pub was_allowed: bool,
    /// How often.
    pub count: u64,
    /// What the policies say.
    pub verdict: Verdict,
    /// The layers that AWS named.
    pub layers: Vec<&'static str>,
    /// How both stand to each other.
    pub agreement: Agreement,
    /// What may explain it, or what is open.
    pub open: Vec<String>,
}

/// Holds each recorded success and denial against the policies; what isn't known to be either is left out.
///
/// # Errors
/// Policies that can't be asked.
pub fn check<'u>(usage: &'u TrailUsage, judge: &Judge<'_>) -> Result<Vec<CheckedRequest<'u>>, AskError> {
    let mut checked = Vec::new();
    for request in usage.requests() {
        let counts = [(true, request.seen.allowed), (false, request.seen.denied)];
        if counts.iter().all(|(_, count)| *count == 0) {
            continue;
        }
        let verdict = judge.judge(request)?;
        for (was_allowed, count) in counts.into_iter().filter(|(_, count)| *count != 0) {
            checked.push(one(request, was_allowed, count, verdict.clone()));
        }
    }
    Ok(checked)
}

fn one(request: &UsedRequest, was_allowed: bool, count: u64, verdict: Verdict) -> CheckedRequest<'_> {
    let told = request.seen.told.iter().filter_map(|(layer, ..)| *layer);
    let layers = if was_allowed {
        BTreeSet::new()
    } else {
        told.map(iamkit_engine::Layer::as_str).collect::<BTreeSet<_>>()
    };
    let layers = layers.into_iter().collect::<Vec<_>>();
    let (agreement, open) = agreement(request, was_allowed, &verdict, &layers);
    CheckedRequest { request, was_allowed, count, verdict, layers, agreement, open }
}

fn agreement(
    request: &UsedRequest,
    was_allowed: bool,
    verdict: &Verdict,
    layers: &[&'static str],
) -> (Agreement, Vec<String>) {
    // What the record doesn't tell whole may be another request than the one that was decided.
    let reason = (request.certainty == Certainty::Open).then_some(request.reason).flatten();
    let doubt = || reason.map(|reason| reason.as_str().to_owned()).into_iter().collect::<Vec<_>>();
    match (verdict, was_allowed) {
        (Verdict::Depends(_) | Verdict::NotAsked(_), _) => (Agreement::Open, verdict.open()),
        (Verdict::Allowed, true) => (Agreement::Agrees, Vec::new()),
        (Verdict::Denied { blocked_by, .. }, false) => {
            let is_named = |layer: &&'static str| blocked_by.contains(layer);
            // A layer that no account holds can't be told apart: session and endpoint policies.
            let is_known = |layer: &&&'static str| !matches!(**layer, "session" | "vpce");
            let known = layers.iter().filter(is_known).collect::<Vec<_>>();
            if known.is_empty() || known.iter().any(|layer| is_named(layer)) {
                (Agreement::Agrees, Vec::new())
            } else {
                (Agreement::OtherLayer, doubt())
            }
        }
        (Verdict::Allowed, false) => {
            let unseen = layers.iter().find(|layer| matches!(**layer, "session" | "vpce"));
            let open = match unseen {
                Some(layer) => vec![format!("a policy of the layer {layer}, which no account holds")],
                None if request.certainty == Certainty::UpperBound && layers.is_empty() => {
                    vec!["sessionPolicy".to_owned()]
                }
                None => doubt(),
            };
            (if open.is_empty() { Agreement::Contradicts } else { Agreement::Explained }, open)
        }
        (Verdict::Denied { .. }, true) => {
            let open = doubt();
            (if open.is_empty() { Agreement::Contradicts } else { Agreement::Explained }, open)
        }
    }
}
