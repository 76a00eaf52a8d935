//! Which access changed between two pictures of accounts: exactly, by the prover, with a request for every difference.
//!
//! Compared are the policies around each user and role: those that grant, the boundary and the service control policies;
//! of each role who may assume it, and the policies of resources. Principals whose policies changed alike are compared once and stand together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_engine::CompileErrors;
use iamkit_policy::PolicyDocument;
use iamkit_policy::fact::Facts;
use iamkit_policy::shown::Shown;
use iamkit_prover::{Access, Difference, Differences, Limits, PolicyKind, Relation, Universe, differences};

use crate::view::{AccessView, AccountPrincipal};

/// A change of what principals can do, or of who can assume roles
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessChange {
    /// The ARNs of the users and roles, in their order.
    pub principals: Vec<String>,
    /// What changed.
    pub what: Changed,
    /// How the old side stands to the new one, and all that only one of them allows: `-` what the old one did, `+` what
    /// the new one does. None where a policy has a say that nobody can give: then nothing is decided.
    pub differences: Option<Differences>,
    /// The ARNs of such policies.
    pub unknown_policies: Vec<String>,
}

impl AccessChange {
    /// What only one side allows.
    pub fn list(&self) -> &[Difference] {
        self.differences.as_ref().map_or(&[], |differences| &differences.list)
    }

    /// How the new policies stand to the old ones.
    pub fn relation(&self) -> Relation {
        let of_old = self.differences.as_ref().map(|differences| differences.comparison.relation);
        of_old.map_or(Relation::Unknown, Relation::inverse)
    }

    /// What could not be decided, in words.
    pub fn unknown(&self) -> Vec<String> {
        let policies =
            self.unknown_policies.iter().map(|arn| format!("the policy `{}` is unknown", Shown::value(arn)));
        let found = self.differences.iter().flat_map(|differences| &differences.comparison.unknown);
        policies.chain(found.map(ToString::to_string)).collect()
    }
}

/// All that changed from one view to another, and what was taken for granted to find it
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The changes, in the order of what they are.
    pub list: Vec<AccessChange>,
    /// The facts used, also for policies that differ and were found to allow the same.
    pub facts: Facts,
}

/// What of principals changed
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Changed {
    /// They are new.
    Added,
    /// They are gone.
    Removed,
    /// What they can do.
    Access,
    /// Who can assume them.
    Trust,
    /// What the policies of resources allow; what stands for the principals are the resources.
    Resource,
}

impl Changed {
    /// Everything that can change.
    pub const ALL: [Self; 5] = [Self::Added, Self::Removed, Self::Access, Self::Trust, Self::Resource];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Access => "access",
            Self::Trust => "trust",
            Self::Resource => "resource",
        }
    }
}

iamkit_policy::from_its_names!(Changed, "change");

/// The layers of one principal, as texts: what is compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Layers {
    /// Whether the resource is a key, whose policy is of another kind.
    is_of_key: bool,
    identity: Vec<String>,
    boundary: Option<Vec<String>>,
    levels: Vec<Vec<String>>,
    /// The ARNs of policies that nobody can give.
    unknown: Vec<String>,
}

impl Layers {
    /// Those around a resource without a policy.
    fn of_resource(arn: &str) -> Self {
        Self { is_of_key: PolicyKind::of_resource(arn) == PolicyKind::Key, ..Self::default() }
    }
}

/// What changed from one view to another
///
/// Equal policies are equal without proof. A role that is compared with itself under another trust policy stands there
/// once for its access and once for its trust.
///
/// # Errors
/// Policies that may not stand where they do.
///
/// # Complexity
/// As [`iamkit_prover::differences`] for each pair of different policies.
pub fn changes(old: &AccessView, new: &AccessView) -> Result<Vec<AccessChange>, CompileErrors> {
    Ok(changes_within(old, new, &Universe::real(), &Limits::default())?.list)
}

/// What changed from one view to another in a universe, decided within bounds; what goes beyond them is undecided
///
/// # Errors
/// As [`changes`].
pub fn changes_within(
    old: &AccessView,
    new: &AccessView,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Changes, CompileErrors> {
    let arns =
        |view: &AccessView| view.principals().map(|entry| entry.arn().to_owned()).collect::<BTreeSet<_>>();
    let mut by_layers: BTreeMap<(Changed, Layers, Layers), Vec<String>> = BTreeMap::new();
    for arn in arns(old).union(&arns(new)) {
        let sides = (old.principal(arn), new.principal(arn));
        let what = match sides {
            (None, _) => Changed::Added,
            (_, None) => Changed::Removed,
            _ => Changed::Access,
        };
        let (before, after) = (layers(old, sides.0), layers(new, sides.1));
        if before != after {
            by_layers.entry((what, before, after)).or_default().push(arn.clone());
        }
        let (before, after) = (trust(sides.0), trust(sides.1));
        if what == Changed::Access && before != after {
            by_layers.entry((Changed::Trust, before, after)).or_default().push(arn.clone());
        }
    }
    add_resources(old, new, &mut by_layers);
    let compared = by_layers.into_iter().map(|((what, before, after), principals)| {
        let unknown = before.unknown.iter().chain(&after.unknown).cloned().collect::<BTreeSet<_>>();
        if !unknown.is_empty() {
            let unknown_policies = unknown.into_iter().collect();
            return Ok(AccessChange { principals, what, differences: None, unknown_policies });
        }
        let (old, new) = (access(&before, what)?, access(&after, what)?);
        let differences = Some(differences(&old, &new, universe, limits));
        Ok(AccessChange { principals, what, differences, unknown_policies: Vec::new() })
    });
    let compared = compared.collect::<Result<Vec<_>, CompileErrors>>()?;
    let found = compared.iter().flat_map(|change| &change.differences);
    let facts = found.fold(Facts::NONE, |facts, found| facts.union(found.comparison.facts));
    let is_change = |change: &AccessChange| {
        change.relation() != Relation::Equal || matches!(change.what, Changed::Added | Changed::Removed)
    };
    Ok(Changes { list: compared.into_iter().filter(is_change).collect(), facts })
}

/// The policies of resources that aren't what they were.
fn add_resources(
    old: &AccessView,
    new: &AccessView,
    by_layers: &mut BTreeMap<(Changed, Layers, Layers), Vec<String>>,
) {
    let policies = |view: &AccessView| {
        let texts = view.resource_policies().map(|(arn, set)| {
            let documents = set.documents().iter().map(|facts| facts.document());
            (arn.to_owned(), Layers { identity: texts(documents), ..Layers::of_resource(arn) })
        });
        texts.collect::<BTreeMap<_, _>>()
    };
    let (before, after) = (policies(old), policies(new));
    for arn in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let of = |side: &BTreeMap<String, Layers>| {
            side.get(arn).cloned().unwrap_or_else(|| Layers::of_resource(arn))
        };
        let (before, after) = (of(&before), of(&after));
        if before != after {
            by_layers.entry((Changed::Resource, before, after)).or_default().push(arn.clone());
        }
    }
}

/// A policy that allows nobody anything: what a resource without one has.
pub(crate) const NOTHING: &str = r#"{"Version": "2012-10-17", "Statement": []}"#;

fn texts<'d>(documents: impl Iterator<Item = &'d Arc<PolicyDocument>>) -> Vec<String> {
    documents.map(|document| document.text().to_owned()).collect()
}

fn layers(view: &AccessView, principal: Option<&Arc<AccountPrincipal>>) -> Layers {
    let Some(principal) = principal else {
        return Layers::default();
    };
    let mut identity = texts(principal.identity_documents().map(|facts| facts.document()));
    identity.sort_unstable();
    identity.dedup();
    let of_set = |set: &crate::view::PolicySet| texts(set.documents().iter().map(|facts| facts.document()));
    let boundary = principal.boundary_set().map(|set| of_set(set));
    let unknown = principal.unknown_policies().iter().map(ToString::to_string).collect();
    let is_of_key = false;
    Layers {
        is_of_key,
        identity,
        boundary,
        levels: view.service_control_sets(principal).map(of_set).collect(),
        unknown,
    }
}

fn trust(principal: Option<&Arc<AccountPrincipal>>) -> Layers {
    let trust = principal.and_then(|principal| principal.trust_set());
    let documents = trust.into_iter().flat_map(|set| set.documents()).map(|facts| facts.document());
    Layers { identity: texts(documents), ..Layers::default() }
}

fn access(layers: &Layers, what: Changed) -> Result<Access, CompileErrors> {
    // INVARIANT: the texts are those of documents that were parsed.
    let documents = |texts: &[String]| {
        texts.iter().filter_map(|text| text.parse::<PolicyDocument>().ok()).collect::<Vec<_>>()
    };
    let identity = documents(&layers.identity);
    if let (Changed::Trust, [document]) = (what, &*identity) {
        return Access::policy(document, PolicyKind::Trust);
    }
    if what == Changed::Resource {
        let kind = if layers.is_of_key { PolicyKind::Key } else { PolicyKind::Resource };
        let nothing = NOTHING.parse::<PolicyDocument>().ok();
        return match identity.first().or(nothing.as_ref()) {
            Some(document) => Access::policy(document, kind),
            None => Access::builder().build(),
        };
    }
    let mut builder = Access::builder().identity(&identity);
    if let Some(boundary) = &layers.boundary {
        builder = builder.boundary(&documents(boundary));
    }
    for level in &layers.levels {
        builder = builder.service_control(&documents(level));
    }
    builder.build()
}
