//! One custom policy against one version of a managed policy: the proofs, and what drawn requests showed.

use std::collections::BTreeSet;

use iamkit_engine::PolicyKind;
use iamkit_policy::fact::Facts;
use iamkit_policy::shown::Shown;
use iamkit_prover::equivalence::{Equivalence, LimitedGrant};
use iamkit_prover::{Difference, Differences, Relation, Side};
use serde::{Serialize, Serializer};

use super::drawn::DrawnRequests;
use crate::comparison::{ReportedCondition, ReportedScope, ReportedUnknown};
use crate::facts::ReportedFact;

/// Comparisons of the same two policies, version after version.
pub(super) fn groups(comparisons: &[VersionComparison]) -> impl Iterator<Item = &[VersionComparison]> {
    comparisons.chunk_by(|a, b| (&a.custom, &a.managed) == (&b.custom, &b.managed))
}

/// What is compared
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedVersion {
    /// The name of the custom policy.
    pub custom: String,
    /// The name of the other one.
    pub managed: String,
    /// What kind of policy both are.
    pub kind: PolicyKind,
    /// The number of the managed policy's version; none where the other policy is a file.
    pub version: Option<u32>,
    /// Since when AWS has had that version.
    pub date: Option<String>,
}

/// One custom policy against one version of a managed one
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VersionComparison {
    /// The name of the custom policy.
    pub custom: String,
    /// The name of the managed policy, or of the other file.
    pub managed: String,
    /// What kind of policy both are.
    pub kind: &'static str,
    /// `vN`; none where the other policy is a file.
    pub version: Option<String>,
    /// Since when AWS has had that version.
    pub date: Option<String>,
    /// Whether both give the same access to real actions.
    pub equal: bool,
    /// Over any strings that could stand in a request.
    pub strings: OverStrings,
    /// Over the actions of the catalog.
    pub catalog: OverCatalog,
    /// What requests showed that were drawn at random.
    pub property: DrawnRequests,
}

/// How the policies stand to each other over any strings that could stand in a request
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OverStrings {
    /// How the custom policy stands to the managed one.
    #[serde(serialize_with = "relation")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub relation: Relation,
    /// The patterns of actions that the custom policy alone allows, on whatever terms.
    pub custom_only: Vec<String>,
    /// The patterns of actions that the managed policy alone allows, on whatever terms.
    pub managed_only: Vec<String>,
    /// What could not be decided.
    pub unknown: Vec<ReportedUnknown>,
    /// What the relation takes for granted.
    #[serde(serialize_with = "whole")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<ReportedFact>"))]
    pub facts: Facts,
}

/// How the policies stand to each other over the actions of the catalog
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OverCatalog {
    /// How the custom policy stands to the managed one.
    #[serde(serialize_with = "relation")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub relation: Relation,
    /// How many actions the custom policy allows without limits.
    pub custom_actions: usize,
    /// How many actions the managed policy allows without limits.
    pub managed_actions: usize,
    /// The actions that the custom policy alone allows.
    pub custom_only: Vec<String>,
    /// The actions that the managed policy alone allows.
    pub managed_only: Vec<String>,
    /// Those of them that are allowed on some resources or under conditions only.
    pub conditional: Vec<String>,
    /// The actions that both allow, on other terms.
    pub differing: Vec<String>,
    /// The resources and conditions of `conditional` and `differing`.
    pub grants: Vec<LimitedAction>,
    /// Names of no action.
    pub not_actions: NotActions,
    /// What could not be decided.
    pub unknown: Vec<ReportedUnknown>,
    /// What the relation takes for granted.
    #[serde(serialize_with = "whole")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<ReportedFact>"))]
    pub facts: Facts,
}

/// Names that stand in one of the policies only and name no action
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotActions {
    /// Those in the custom policy.
    pub custom: Vec<String>,
    /// Those in the managed policy.
    pub managed: Vec<String>,
}

/// On which resources and under which conditions a policy allows an action, in the words of the policy language
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LimitedAction {
    /// The action.
    pub action: String,
    /// Whose policy it is: `custom` or `managed`.
    pub side: &'static str,
    /// On which resources.
    pub resources: ReportedScope,
    /// The conditions, all of which hold.
    pub conditions: Vec<ReportedCondition>,
    /// The same as a phrase.
    #[serde(skip)]
    phrase: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a function of a reference")]
fn relation<S: Serializer>(relation: &Relation, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(relation.as_str())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a function of a reference")]
fn whole<S: Serializer>(facts: &Facts, serializer: S) -> Result<S::Ok, S::Error> {
    ReportedFact::each(*facts).serialize(serializer)
}

impl VersionComparison {
    /// What was proven of two policies, by name, and what drawn requests showed.
    pub fn new(compared: ComparedVersion, found: Equivalence, property: DrawnRequests) -> Self {
        Self {
            custom: compared.custom,
            managed: compared.managed,
            kind: compared.kind.as_str(),
            version: compared.version.map(|number| format!("v{number}")),
            date: compared.date,
            equal: found.is_equal() && !property.is_refuted_on_real_action(),
            strings: (&found.strings).into(),
            catalog: found.into(),
            property,
        }
    }

    /// Whether it could be decided over the catalog.
    pub fn is_decided(&self) -> bool {
        self.catalog.relation != Relation::Unknown
    }

    /// What both verdicts take for granted.
    pub fn facts(&self) -> Facts {
        self.strings.facts.union(self.catalog.facts)
    }

    /// Whether both give the same access to real actions.
    pub fn is_equal(&self) -> bool {
        self.equal
    }

    /// How the version is called in a sentence: `v2, 2018-12-04`.
    pub fn when(&self) -> String {
        let parts = [self.version.as_deref(), self.date.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl From<&Differences> for OverStrings {
    fn from(found: &Differences) -> Self {
        Self {
            relation: found.comparison.relation,
            custom_only: patterns(found, Side::A),
            managed_only: patterns(found, Side::B),
            unknown: found.comparison.unknown.iter().map(Into::into).collect(),
            facts: found.comparison.facts,
        }
    }
}

/// The actions that one side allows beyond the other, on whatever terms, as patterns.
fn patterns(found: &Differences, side: Side) -> Vec<String> {
    let of_side = found.list.iter().filter(|difference| difference.allowed_by == side);
    let patterns = |difference: &Difference| {
        let except = match difference.actions_except.as_slice() {
            [] => String::new(),
            names => format!(" except {}", names.join(", ")),
        };
        difference.actions.iter().map(|action| format!("{action}{except}")).collect::<Vec<_>>()
    };
    of_side.flat_map(patterns).collect::<BTreeSet<_>>().into_iter().collect()
}

impl From<Equivalence> for OverCatalog {
    fn from(found: Equivalence) -> Self {
        let is_limited = |side: Side, action: &String| {
            found.side(side).limited.iter().any(|grant| grant.action == *action)
        };
        let of_custom = found.custom_only.iter().filter(|action| is_limited(Side::A, action));
        let of_managed = found.managed_only.iter().filter(|action| is_limited(Side::B, action));
        let conditional = of_custom.chain(of_managed).cloned().collect::<BTreeSet<_>>();
        let grants = [(Side::A, "custom"), (Side::B, "managed")].into_iter().flat_map(|(side, name)| {
            found.side(side).limited.iter().map(move |grant| LimitedAction::new(grant, name))
        });
        let unknown = found.real.comparison.unknown.iter();
        let unknown = unknown.chain(&found.custom.unknown).chain(&found.managed.unknown);
        Self {
            relation: found.real.comparison.relation,
            facts: found.real.comparison.facts,
            custom_actions: found.custom.whole,
            managed_actions: found.managed.whole,
            conditional: conditional.into_iter().collect(),
            grants: grants.collect(),
            unknown: unknown.map(Into::into).collect(),
            not_actions: NotActions { custom: found.custom.not_actions, managed: found.managed.not_actions },
            custom_only: found.custom_only,
            managed_only: found.managed_only,
            differing: found.differing,
        }
    }
}

impl LimitedAction {
    fn new(grant: &LimitedGrant, side: &'static str) -> Self {
        Self {
            action: grant.action.clone(),
            side,
            resources: (&grant.terms.resources).into(),
            conditions: grant.terms.conditions.iter().map(Into::into).collect(),
            phrase: format!("{} {}", Shown::value(&grant.action), grant.terms),
        }
    }
}

impl std::fmt::Display for LimitedAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.phrase)
    }
}
