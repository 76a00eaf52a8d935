//! What `equivalence` found, in the shape of its JSON report.
//!
//! The schema is documented in the book, chapter "The equivalence report"; a change that breaks a reader raises
//! [`SCHEMA`].

use std::collections::BTreeMap;

use iamkit::Catalog;
use iamkit::equivalence::{CatalogComparison, LimitedGrant, Relation, Side, over_catalog, patterns};
use iamkit_policy::{ElementList, PolicyDocument, Statement, Text};
use serde::{Serialize, Serializer};

use super::input::{Pair, Version};
use super::property::{self, Property};
use super::verdict;
use crate::command::Failure;

/// The version of the report's schema.
pub(crate) const SCHEMA: u32 = 1;

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
    pub(crate) fn new(comparisons: Vec<Comparison>) -> Self {
        let catalog = Catalog::embedded().sources().map(Into::into).collect();
        let verdict = verdict::verdict(&comparisons);
        Self { schema: SCHEMA, catalog, comparisons, verdict }
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
    /// `vN`; none where the other policy is a file.
    pub(crate) version: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) equal: bool,
    pub(crate) patterns: Patterns,
    pub(crate) catalog: OverCatalog,
    pub(crate) property: Property,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Patterns {
    #[serde(serialize_with = "relation")]
    pub(crate) relation: Relation,
    pub(crate) custom_only: Vec<String>,
    pub(crate) managed_only: Vec<String>,
    pub(crate) differing: Vec<String>,
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
    pub(crate) side: String,
    pub(crate) allow: Vec<Terms>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) deny: Vec<Terms>,
}

type Conditions = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// What a statement says besides its actions.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Terms {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) resource: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_resource: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) condition: Conditions,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a function of a reference")]
fn relation<S: Serializer>(relation: &Relation, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(relation.as_str())
}

impl Comparison {
    pub(crate) fn new(pair: &Pair, version: &Version, cases: u32, seed: u64) -> Result<Self, Failure> {
        let (custom, managed) = (&pair.document, &version.document);
        let names = patterns(custom, managed)?;
        let found = over_catalog(custom, managed, Catalog::embedded())?;
        let property = property::check(pair, version, cases, seed)?;
        Ok(Self {
            custom: pair.custom.clone(),
            managed: pair.managed.clone(),
            version: version.number.map(|number| format!("v{number}")),
            date: version.date.clone(),
            equal: found.relation == Relation::Equal && !property.is_refuted_on_real_action(),
            patterns: Patterns {
                relation: names.relation,
                custom_only: names.custom_only,
                managed_only: names.managed_only,
                differing: names.differing,
            },
            catalog: OverCatalog::new(found, custom, managed),
            property,
        })
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

impl OverCatalog {
    fn new(found: CatalogComparison, custom: &PolicyDocument, managed: &PolicyDocument) -> Self {
        let grants = found.conditional.iter().chain(&found.differing_grants);
        let grants = grants.map(|grant| Grant::new(grant, custom, managed)).collect();
        let mut conditional: Vec<String> = found.conditional.into_iter().map(|grant| grant.action).collect();
        conditional.dedup();
        Self {
            relation: found.relation,
            custom_actions: found.custom_actions,
            managed_actions: found.managed_actions,
            custom_only: found.custom_only,
            managed_only: found.managed_only,
            conditional,
            differing: found.differing,
            grants,
            not_actions: NotActions { custom: found.custom_not_actions, managed: found.managed_not_actions },
        }
    }
}

impl Grant {
    fn new(grant: &LimitedGrant, custom: &PolicyDocument, managed: &PolicyDocument) -> Self {
        let document = match grant.side {
            Side::Custom => custom,
            Side::Managed => managed,
        };
        let terms = |statements: &[usize]| {
            let statements = statements.iter().filter_map(|&index| document.statements().get(index));
            statements.map(Terms::new).collect()
        };
        Self {
            action: grant.action.clone(),
            side: grant.side.to_string(),
            allow: terms(&grant.allows),
            deny: terms(&grant.denies),
        }
    }
}

impl Terms {
    fn new(statement: &Statement) -> Self {
        let resources = |is_negated| {
            let list = statement.resources().filter(|list| list.is_negated() == is_negated);
            list.map(ElementList::values).map(words).unwrap_or_default()
        };
        let mut condition = Conditions::new();
        for test in statement.conditions() {
            let keys = condition.entry(test.operator().to_string()).or_default();
            keys.insert(test.key().to_owned(), words(test.values()));
        }
        Self { resource: resources(false), not_resource: resources(true), condition }
    }
}

fn words(list: &[Text]) -> Vec<String> {
    list.iter().map(|text| text.as_str().to_owned()).collect()
}

/// `on arn:… if StringEquals iam:AWSServiceName = x`: the terms of a grant as a phrase.
impl std::fmt::Display for Terms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.resource.as_slice(), self.not_resource.as_slice()) {
            ([], not) => write!(f, "on all resources but {}", not.join(", "))?,
            (resources, _) => write!(f, "on {}", resources.join(", "))?,
        }
        let tests = self.condition.iter().flat_map(|(operator, keys)| {
            keys.iter().map(move |(key, values)| format!("{operator} {key} = {}", values.join(" or ")))
        });
        let tests = tests.collect::<Vec<_>>();
        if tests.is_empty() { Ok(()) } else { write!(f, " if {}", tests.join(" and ")) }
    }
}

impl std::fmt::Display for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let phrases = |terms: &[Terms]| terms.iter().map(Terms::to_string).collect::<Vec<_>>().join("; or ");
        write!(f, "{}: {}", self.action, phrases(&self.allow))?;
        if self.deny.is_empty() { Ok(()) } else { write!(f, "; but denied {}", phrases(&self.deny)) }
    }
}
