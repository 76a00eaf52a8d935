//! What `equivalence` found, in the shape of its JSON report.
//!
//! The schema is documented in the book, chapter "The equivalence report"; a change that breaks a reader raises
//! [`SCHEMA`].

use std::collections::BTreeSet;

use iamkit_catalog::Catalog;
use iamkit_engine::PolicyKind;
use iamkit_policy::fact::Facts;
use iamkit_policy::shown::Shown;
use iamkit_prover::equivalence::{Equivalence, LimitedGrant};
use iamkit_prover::{Difference, Differences, Limits, Relation, Side, Universe};
use iamkit_report::comparison::{ReportedCondition, ReportedScope, ReportedUnknown};
use iamkit_report::facts::ReportedFact;
use serde::{Serialize, Serializer};

use super::input::Pair;
use super::property::{self, Property};
use crate::managed_argument::Version;
use crate::second_voice::{self, Spoken};
use iamkit_console::command::Failure;

/// The version of the report's schema.
pub(crate) const SCHEMA: u32 = 2;

/// Everything that was compared, and what it comes to.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) schema: u32,
    /// What the catalog was made from.
    pub(crate) catalog: Vec<String>,
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) verdict: String,
}

impl Report {
    pub(crate) fn new(comparisons: Vec<Comparison>, verdict: String) -> Self {
        let catalog = Catalog::embedded().sources().map(Into::into).collect();
        Self { schema: SCHEMA, catalog, comparisons, verdict }
    }

    /// What all verdicts take for granted.
    pub(crate) fn facts(&self) -> Facts {
        self.comparisons.iter().map(Comparison::facts).fold(Facts::NONE, Facts::union)
    }

    /// The comparisons with one managed policy after another.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[Comparison]> {
        groups(&self.comparisons)
    }
}

/// Comparisons of the same two policies, version after version.
pub(crate) fn groups(comparisons: &[Comparison]) -> impl Iterator<Item = &[Comparison]> {
    comparisons.chunk_by(|a, b| (&a.custom, &a.managed) == (&b.custom, &b.managed))
}

/// One custom policy against one version of a managed one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Comparison {
    pub(crate) custom: String,
    pub(crate) managed: String,
    /// What kind of policy both are.
    pub(crate) kind: &'static str,
    /// `vN`; none where the other policy is a file.
    pub(crate) version: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) equal: bool,
    /// Over any strings that could stand in a request.
    pub(crate) strings: Strings,
    pub(crate) catalog: OverCatalog,
    pub(crate) property: Property,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Strings {
    #[serde(serialize_with = "relation")]
    pub(crate) relation: Relation,
    pub(crate) custom_only: Vec<String>,
    pub(crate) managed_only: Vec<String>,
    pub(crate) unknown: Vec<ReportedUnknown>,
    /// What the relation takes for granted.
    #[serde(serialize_with = "whole")]
    pub(crate) facts: Facts,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverCatalog {
    #[serde(serialize_with = "relation")]
    pub(crate) relation: Relation,
    pub(crate) custom_actions: usize,
    pub(crate) managed_actions: usize,
    pub(crate) custom_only: Vec<String>,
    pub(crate) managed_only: Vec<String>,
    pub(crate) conditional: Vec<String>,
    pub(crate) differing: Vec<String>,
    /// The resources and conditions of `conditional` and `differing`.
    pub(crate) grants: Vec<Grant>,
    pub(crate) not_actions: NotActions,
    pub(crate) unknown: Vec<ReportedUnknown>,
    /// What the relation takes for granted.
    #[serde(serialize_with = "whole")]
    pub(crate) facts: Facts,
}

/// Names that stand in one of the policies only and name no action.
#[derive(Debug, Serialize)]
pub(crate) struct NotActions {
    pub(crate) custom: Vec<String>,
    pub(crate) managed: Vec<String>,
}

/// On which resources and under which conditions a policy allows an action, in the words of the policy language.
#[derive(Debug, Serialize)]
pub(crate) struct Grant {
    pub(crate) action: String,
    pub(crate) side: &'static str,
    pub(crate) resources: ReportedScope,
    pub(crate) conditions: Vec<ReportedCondition>,
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

impl Comparison {
    pub(crate) fn new(
        pair: &Pair,
        version: &Version,
        universes: [Universe<'_>; 2],
        cases: u32,
        seed: u64,
    ) -> Result<Self, Failure> {
        let (custom, managed) = (&pair.document, &version.document);
        let found = Equivalence::in_universes(custom, managed, pair.kind, universes, &Limits::default())?;
        let spoken = [(&pair.custom, custom), (&pair.managed, managed)]
            .map(|(name, document)| Spoken::policy(name, pair.kind, document));
        let [a, b] = &spoken;
        second_voice::confirm_all(&found.strings.list, a, b)?;
        second_voice::confirm_all(&found.real.list, a, b)?;
        // Requests that say who asks, and of whose resources, are not drawn.
        let cases = if pair.kind == PolicyKind::Identity { cases } else { 0 };
        let property = property::check(pair, version, cases, seed)?;
        Ok(Self {
            custom: pair.custom.clone(),
            managed: pair.managed.clone(),
            kind: pair.kind.as_str(),
            version: version.number.map(|number| format!("v{number}")),
            date: version.date.clone(),
            equal: found.is_equal() && !property.is_refuted_on_real_action(),
            strings: (&found.strings).into(),
            catalog: found.into(),
            property,
        })
    }

    /// Whether it could be decided over the catalog.
    pub(crate) fn is_decided(&self) -> bool {
        self.catalog.relation != Relation::Unknown
    }

    /// What both verdicts take for granted.
    pub(crate) fn facts(&self) -> Facts {
        self.strings.facts.union(self.catalog.facts)
    }

    /// Whether both give the same access to real actions.
    pub(crate) fn is_equal(&self) -> bool {
        self.equal
    }

    /// How the version is called in a sentence: `v2, 2018-12-04`.
    pub(crate) fn when(&self) -> String {
        let parts = [self.version.as_deref(), self.date.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl From<&Differences> for Strings {
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
            found.side(side).limited.iter().map(move |grant| Grant::new(grant, name))
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

impl Grant {
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

impl std::fmt::Display for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.phrase)
    }
}
