//! What an access allows, in few lines that don't overlap.

use std::fmt;

use iamkit_policy::fact::Facts;
use iamkit_policy::shown;

use crate::answer::compare::{Inclusion, is_subset, of_question};
use crate::answer::regions::side_regions;
use crate::answer::terms::Terms;
use crate::answer::unknown::whole;
use crate::compile::Access;
use crate::limits::Limits;
use crate::reason::{Side, Unknown};
use crate::search::{Actions, Analysis};
use crate::universe::Universe;

/// What is allowed, under which terms
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct SummaryGrant {
    /// The actions: names, or patterns that name just them.
    pub actions: Vec<String>,
    /// What the patterns name and is not meant; only among strings.
    pub actions_except: Vec<String>,
    /// For whom, on which resources, under which conditions.
    pub terms: Terms,
    /// Whether all that the terms say is allowed; otherwise they hold more, because naming just what is allowed takes
    /// more than the limits allow.
    pub is_exact: bool,
}

impl fmt::Display for SummaryGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown::joined(&self.actions, ", "))?;
        if !self.actions_except.is_empty() {
            write!(f, " except {}", shown::joined(&self.actions_except, ", "))?;
        }
        write!(f, " {}", self.terms)
    }
}

/// All that an access allows
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Summary {
    /// The lines, in the order of their terms; no request falls under two of them.
    pub grants: Vec<SummaryGrant>,
    /// What could not be decided.
    pub unknown: Vec<Unknown>,
    /// What is taken for granted.
    pub facts: Facts,
}

/// Says what an access allows: to whom, on what, under which conditions
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, Universe, summarize};
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": [
///     {"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": "*"},
///     {"Effect": "Deny", "Action": "sqs:SendMessage", "Resource": "*",
///      "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#.parse()?;
/// let summary = summarize(&Access::identity(&document)?, &Universe::real(), &Limits::default());
/// let lines = summary.grants.iter().map(ToString::to_string).collect::<Vec<_>>();
/// assert_eq!(lines, [
///     "sqs:ReceiveMessage always",
///     "sqs:SendMessage when not Bool aws:SecureTransport `false`",
/// ]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn summarize(access: &Access, universe: &Universe<'_>, limits: &Limits) -> Summary {
    lines(access, *universe, limits, |_, _| true)
}

/// Says what a policy denies that only denies, compared with a policy beside it that allows everything
///
/// Of another access it is what is missing from everything.
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, PolicyKind, Universe, denials};
///
/// let document: PolicyDocument = r#"{"Statement": {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}}"#.parse()?;
/// let access = Access::compared(&document, PolicyKind::ServiceControl)?;
/// let denied = denials(&access, &Universe::real(), &Limits::default());
/// assert_eq!(denied.grants[0].to_string(), "sqs:* always");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn denials(access: &Access, universe: &Universe<'_>, limits: &Limits) -> Summary {
    beyond(&Access::everything(), access, *universe, limits, |_, _| true)
}

/// Says under which terms an access allows one action, named as in the catalog or as any name among strings
///
/// A restriction of [`summarize`]: the same lines, of that action alone. No line means that nothing is allowed.
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, Universe, terms_of_action};
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::logs/*"}}"#.parse()?;
/// let access = Access::identity(&document)?;
/// let summary = terms_of_action(&access, "s3:GetObject", &Universe::real(), &Limits::default());
/// assert_eq!(summary.grants[0].to_string(), "s3:GetObject on arn:aws:s3:::logs/*");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn terms_of_action(access: &Access, action: &str, universe: &Universe<'_>, limits: &Limits) -> Summary {
    let folded = action.to_ascii_lowercase();
    let mut summary = lines(access, *universe, limits, |analysis, actions| analysis.names(actions, &folded));
    let known = universe.catalog().and_then(|catalog| catalog.action(action));
    let known = known.map(|action| action.to_string());
    let name = known.unwrap_or_else(|| action.to_owned());
    for grant in &mut summary.grants {
        grant.actions = vec![name.clone()];
        grant.actions_except.clear();
    }
    summary
}

/// Whether an access allows nothing at all; `None` where that could not be decided
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, Universe, is_empty};
///
/// let document: PolicyDocument = r#"{"Statement": [
///     {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"},
///     {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::*"}]}"#.parse()?;
/// let access = Access::identity(&document)?;
/// assert_eq!(is_empty(&access, &Universe::strings(), &Limits::default()), Some(true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn is_empty(access: &Access, universe: &Universe<'_>, limits: &Limits) -> Option<bool> {
    let nothing = Access::nothing();
    match is_subset(access, &nothing, universe, limits) {
        Inclusion::Holds => Some(true),
        Inclusion::Fails(_) => Some(false),
        Inclusion::Unknown(_) => None,
    }
}

fn lines(
    access: &Access,
    universe: Universe<'_>,
    limits: &Limits,
    is_wanted: impl Fn(&Analysis<'_>, &Actions) -> bool,
) -> Summary {
    beyond(access, &Access::nothing(), universe, limits, is_wanted)
}

fn beyond(
    access: &Access,
    other: &Access,
    universe: Universe<'_>,
    limits: &Limits,
    is_wanted: impl Fn(&Analysis<'_>, &Actions) -> bool,
) -> Summary {
    let mut analysis = match Analysis::new([access, other], universe, limits) {
        Ok(analysis) => analysis,
        Err(exceeded) => {
            return Summary { grants: Vec::new(), unknown: vec![whole(exceeded)], facts: Facts::NONE };
        }
    };
    let mut groups = std::mem::take(&mut analysis.groups);
    groups.retain(|group| is_wanted(&analysis, &group.actions));
    analysis.groups = groups;
    let (regions, unknown) = side_regions(&mut analysis, Side::A, true);
    let grants = regions.into_iter().map(|((terms, is_exact), gathered)| {
        let actions = analysis.action_patterns(gathered.actions.iter());
        SummaryGrant { actions: actions.patterns, actions_except: actions.except, terms, is_exact }
    });
    let grants = grants.collect();
    let facts = analysis.session.facts.union(of_question(access, other, universe));
    Summary { grants, unknown, facts }
}
