//! Which access changed between two pictures of accounts: exactly, by the prover, with a request for every difference.
//!
//! Compared are the policies around each user and role: those that grant, the boundary and the service control policies;
//! and of each role who may assume it. Principals whose policies changed alike are compared once and stand together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_engine::CompileErrors;
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Differences, Limits, PolicyKind, Relation, Universe, differences};

use super::view::{AccessView, PrincipalEntry};

/// A change of what principals can do, or of who can assume roles
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessChange {
    /// The ARNs of the users and roles, in their order.
    pub principals: Vec<String>,
    /// What changed.
    pub what: Changed,
    /// All that only one side allows: `+` what the new one does, `-` what the old one did; and what could not be decided.
    pub differences: Differences,
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
}

impl Changed {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Access => "access",
            Self::Trust => "trust",
        }
    }
}

/// The layers of one principal, as texts: what is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Layers {
    identity: Vec<String>,
    boundary: Option<Vec<String>>,
    levels: Vec<Vec<String>>,
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
    changes_within(old, new, &Limits::default())
}

/// What changed from one view to another, decided within bounds; what goes beyond them is undecided
///
/// # Errors
/// As [`changes`].
pub fn changes_within(
    old: &AccessView,
    new: &AccessView,
    limits: &Limits,
) -> Result<Vec<AccessChange>, CompileErrors> {
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
    let compared = by_layers.into_iter().map(|((what, before, after), principals)| {
        let (old, new) = (access(&before, what)?, access(&after, what)?);
        let differences = differences(&new, &old, &Universe::real(), limits);
        Ok(AccessChange { principals, what, differences })
    });
    let compared = compared.collect::<Result<Vec<_>, CompileErrors>>()?;
    let is_change = |change: &AccessChange| {
        change.differences.comparison.relation != Relation::Equal
            || matches!(change.what, Changed::Added | Changed::Removed)
    };
    Ok(compared.into_iter().filter(is_change).collect())
}

fn texts<'d>(documents: impl Iterator<Item = &'d Arc<PolicyDocument>>) -> Vec<String> {
    documents.map(|document| document.text().to_owned()).collect()
}

fn layers(view: &AccessView, principal: Option<&Arc<PrincipalEntry>>) -> Layers {
    let Some(principal) = principal else {
        return Layers { identity: Vec::new(), boundary: None, levels: Vec::new() };
    };
    let mut identity = texts(principal.identity_documents().map(|facts| facts.document()));
    identity.sort_unstable();
    identity.dedup();
    let of_set = |set: &super::view::PolicySet| texts(set.documents().iter().map(|facts| facts.document()));
    let boundary = principal.boundary_set().map(|set| of_set(set));
    Layers { identity, boundary, levels: view.service_control_sets(principal).map(of_set).collect() }
}

fn trust(principal: Option<&Arc<PrincipalEntry>>) -> Layers {
    let trust = principal.and_then(|principal| principal.trust_set());
    let documents = trust.into_iter().flat_map(|set| set.documents()).map(|facts| facts.document());
    Layers { identity: texts(documents), boundary: None, levels: Vec::new() }
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
    let mut builder = Access::builder().identity(&identity);
    if let Some(boundary) = &layers.boundary {
        builder = builder.boundary(&documents(boundary));
    }
    for level in &layers.levels {
        builder = builder.service_control(&documents(level));
    }
    builder.build()
}
