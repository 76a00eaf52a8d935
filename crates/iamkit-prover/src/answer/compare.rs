//! How two accesses stand to each other.

use std::fmt;

use iamkit_engine::Layer;
use iamkit_policy::fact::{Fact, Facts};

use crate::answer::unknown::whole;
use crate::answer::witness::Witness;
use crate::compile::Access;
use crate::limits::Limits;
use crate::reason::{Side, Unknown};
use crate::search::{Analysis, Excess, Turn};
use crate::universe::Universe;

/// How the first access stands to the second
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Both allow the same.
    Equal,
    /// The first allows less.
    Narrower,
    /// The first allows more.
    Broader,
    /// Each allows something that the other doesn't.
    Incomparable,
    /// It could not be decided.
    Unknown,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 5] =
        [Self::Equal, Self::Narrower, Self::Broader, Self::Incomparable, Self::Unknown];

    /// The relation's name in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Narrower => "narrower",
            Self::Broader => "broader",
            Self::Incomparable => "incomparable",
            Self::Unknown => "unknown",
        }
    }

    /// How the second access stands to the first.
    ///
    /// ```
    /// use iamkit_prover::Relation;
    ///
    /// assert_eq!(Relation::Narrower.inverse(), Relation::Broader);
    /// assert_eq!(Relation::Incomparable.inverse(), Relation::Incomparable);
    /// ```
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Narrower => Self::Broader,
            Self::Broader => Self::Narrower,
            Self::Equal | Self::Incomparable | Self::Unknown => self,
        }
    }

    /// By whether each side is within the other, where that is known.
    pub(crate) fn of(a_is_within: Option<bool>, b_is_within: Option<bool>) -> Self {
        match (a_is_within, b_is_within) {
            (Some(true), Some(true)) => Self::Equal,
            (Some(true), Some(false)) => Self::Narrower,
            (Some(false), Some(true)) => Self::Broader,
            (Some(false), Some(false)) => Self::Incomparable,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

iamkit_policy::from_its_names!(Relation, "relation");
#[cfg(feature = "serde")]
iamkit_policy::text_on_the_wire!(Relation);

/// The verdict of a comparison
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Comparison {
    /// The universe in which it holds: `strings` or `real`.
    pub universe: &'static str,
    /// How the first stands to the second.
    pub relation: Relation,
    /// What could not be decided; the relation may be known all the same.
    pub unknown: Vec<Unknown>,
    /// What is asked about, in words.
    pub assumptions: Vec<String>,
    /// What was taken for granted to find the verdict; see [`needed_facts`](crate::needed_facts()) for what it needs.
    pub facts: Facts,
}

/// Whether one access is within another
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Inclusion {
    /// All that the first allows, the second does.
    Holds,
    /// The first allows this request, which the second doesn't.
    Fails(Box<Witness>),
    /// It could not be decided.
    Unknown(Vec<Unknown>),
}

/// Compares two accesses: a verdict without witnesses
///
/// Never fails: what can't be decided is `Unknown` with the reason.
///
/// # Complexity
/// Linear in the actions that the policies name, plus for each pair of shapes (what is left of the policies when the
/// action is fixed) a search whose work [`Limits`] bound.
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Limits, Relation, Universe, compare};
///
/// let policy = |action: &str| -> Result<Access, Box<dyn std::error::Error>> {
///     let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#);
///     Ok(Access::identity(&text.parse::<PolicyDocument>()?)?)
/// };
/// let (reads, all) = (policy("sqs:Get*")?, policy("sqs:*")?);
/// let comparison = compare(&reads, &all, &Universe::real(), &Limits::default());
/// assert_eq!(comparison.relation, Relation::Narrower);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare(a: &Access, b: &Access, universe: &Universe<'_>, limits: &Limits) -> Comparison {
    let mut comparison = Comparison {
        universe: universe.as_str(),
        relation: Relation::Unknown,
        unknown: Vec::new(),
        assumptions: assumptions(a, b),
        facts: of_question(a, b, *universe),
    };
    let mut analysis = match Analysis::new([a, b], *universe, limits) {
        Ok(analysis) => analysis,
        Err(reason) => {
            comparison.unknown.push(whole(reason));
            return comparison;
        }
    };
    let (a, b) = (within(&mut analysis, Side::A), within(&mut analysis, Side::B));
    comparison.relation = Relation::of(a.is_within(), b.is_within());
    comparison.unknown = a.unknown.into_iter().chain(b.unknown).collect();
    comparison.facts = comparison.facts.union(analysis.session.facts);
    comparison
}

/// Whether all that the first access allows, the second does, without a witness; and the facts that were used.
pub(crate) fn is_within(
    a: &Access,
    b: &Access,
    universe: Universe<'_>,
    limits: &Limits,
) -> (Option<bool>, Facts) {
    match Analysis::new([a, b], universe, limits) {
        Ok(mut analysis) => (within(&mut analysis, Side::A).is_within(), analysis.session.facts),
        Err(_) => (None, Facts::NONE),
    }
}

/// Whether all that the first access allows, the second does, with a witness if not
///
/// # Complexity
/// As [`compare`], in one direction and only up to the first witness.
pub fn is_subset(a: &Access, b: &Access, universe: &Universe<'_>, limits: &Limits) -> Inclusion {
    let mut analysis = match Analysis::new([a, b], *universe, limits) {
        Ok(analysis) => analysis,
        Err(reason) => return Inclusion::Unknown(vec![whole(reason)]),
    };
    let mut found = None;
    let groups = std::mem::take(&mut analysis.groups);
    let unknown = analysis.in_turns(&groups, |analysis, _, group| {
        let points = match analysis.excess(group, Side::A) {
            Excess::None => return Turn::Done,
            Excess::Unknown(reason) => return Turn::Open(reason),
            Excess::Found(points) => points,
        };
        match analysis.confirmed_witness(&group.actions, &points, Side::A) {
            Ok(witness) => {
                found = Some(Box::new(witness));
                Turn::Settled
            }
            Err(reason) => Turn::Open(reason),
        }
    });
    if let Some(witness) = found {
        return Inclusion::Fails(witness);
    }
    let unknown = unknown.into_iter().map(|(group, reason)| analysis.unknown(group, Side::A, reason));
    let unknown = unknown.collect::<Vec<_>>();
    if unknown.is_empty() { Inclusion::Holds } else { Inclusion::Unknown(unknown) }
}

/// What was found of one side being within the other.
pub(crate) struct Within {
    is_beyond: bool,
    unknown: Vec<Unknown>,
}

impl Within {
    fn is_within(&self) -> Option<bool> {
        match (self.is_beyond, self.unknown.is_empty()) {
            (true, _) => Some(false),
            (false, true) => Some(true),
            (false, false) => None,
        }
    }
}

/// Whether a side is within the other, found out until the first proof against it.
pub(crate) fn within(analysis: &mut Analysis<'_>, side: Side) -> Within {
    let groups = std::mem::take(&mut analysis.groups);
    let mut is_beyond = false;
    let unknown = analysis.in_turns(&groups, |analysis, _, group| {
        let excess = analysis.excess(group, side);
        is_beyond = is_beyond || matches!(excess, Excess::Found(_));
        match excess {
            Excess::None => Turn::Done,
            Excess::Found(_) => Turn::Settled,
            Excess::Unknown(reason) => Turn::Open(reason),
        }
    });
    let unknown = unknown.into_iter().map(|(group, reason)| analysis.unknown(group, side, reason)).collect();
    analysis.groups = groups;
    Within { is_beyond, unknown }
}

/// What is asked about, in words.
pub(crate) fn assumptions(a: &Access, b: &Access) -> Vec<String> {
    match a.scene.as_ref().or(b.scene.as_ref()) {
        Some(scene) => vec![format!("all requests are of {scene}")],
        None if a.names_principals() || b.names_principals() => Vec::new(),
        None => vec!["the principal is a user, a role or a session of one".to_owned()],
    }
}

/// What the question itself takes for granted.
pub(crate) fn of_question(a: &Access, b: &Access, universe: Universe<'_>) -> Facts {
    let has_layer =
        |layer: Layer| [a, b].into_iter().any(|side| side.layers().iter().any(|(of, _)| *of == layer));
    let is_alone = a.scene.is_none() && b.scene.is_none();
    let is_granting = [a, b].into_iter().any(Access::is_granting);
    let stands_beside = [a, b].into_iter().any(Access::has_full_access_beside);
    let facts = [
        (universe.catalog().is_some(), Fact::CatalogActions),
        (a.has_endpoint() || b.has_endpoint(), Fact::ThroughEndpoint),
        (is_alone && has_layer(Layer::ServiceControl), Fact::LimitedPrincipal),
        (is_alone && has_layer(Layer::ResourceControl), Fact::ReachedResource),
        (has_layer(Layer::ResourceControl), Fact::ResourceControlServices),
        (is_alone && is_granting, Fact::UnlimitedCallers),
        (stands_beside, Fact::FullAccessBeside),
    ];
    facts.into_iter().filter(|(holds, _)| *holds).map(|(_, fact)| fact).collect()
}
