//! Which policies are equal to, or contained in, which: the prover's [`SubsetMatrix`] and [`Order`] in a shape that stays.

use iamkit_prover::{Order, SubsetMatrix};
use serde::Serialize;

use crate::facts::ReportedFact;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// The order that policies make
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LatticeReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// What the catalog was made from.
    pub catalog: Vec<String>,
    /// How many policies were compared.
    pub policies: usize,
    /// How many ordered pairs of different policies are contained one in the other.
    pub contained_pairs: usize,
    /// Policies that allow no action of the catalog; they are a class too.
    pub allowing_nothing: Vec<String>,
    /// Policies that are equal; every policy is in one class.
    pub classes: Vec<Vec<String>>,
    /// Which class lies directly in which, each by its first policy.
    pub covers: Vec<ReportedPair>,
    /// Pairs that could not be decided.
    pub unknown: Vec<ReportedPair>,
    /// What the answers take for granted.
    pub facts: Vec<ReportedFact>,
}

/// Two policies of which the one lies in the other, or may
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedPair {
    /// The one that lies in the other.
    pub inner: String,
    /// The other.
    pub outer: String,
}

impl LatticeReport {
    /// The report of policies by their names: how they stand to each other, and the class of those that allow nothing.
    pub fn new(names: &[String], matrix: &SubsetMatrix, order: &Order, empty: Option<usize>) -> Self {
        let name = |at: usize| names.get(at).cloned().unwrap_or_default();
        let members = |class: usize| order.classes.get(class).map_or(&[][..], Vec::as_slice);
        let class_name = |class: usize| members(class).first().map_or_else(String::new, |first| name(*first));
        let all = |places: &[usize]| places.iter().map(|at| name(*at)).collect::<Vec<_>>();
        let covers = order.covers.iter();
        let covers = covers
            .map(|(inner, outer)| ReportedPair { inner: class_name(*inner), outer: class_name(*outer) });
        let unknown = matrix.unknown();
        let unknown = unknown.map(|(inner, outer)| ReportedPair { inner: name(inner), outer: name(outer) });
        Self {
            schema: SCHEMA,
            catalog: iamkit_catalog::Catalog::embedded().sources().map(Into::into).collect(),
            policies: names.len(),
            contained_pairs: contained_pairs(names.len(), matrix),
            allowing_nothing: empty.map(|class| all(members(class))).unwrap_or_default(),
            classes: order.classes.iter().map(|members| all(members)).collect(),
            covers: covers.collect(),
            unknown: unknown.collect(),
            facts: ReportedFact::each(matrix.facts()),
        }
    }
}

/// How many ordered pairs of different policies are contained one in the other.
pub fn contained_pairs(size: usize, matrix: &SubsetMatrix) -> usize {
    let is_within = |row, column| row != column && matrix.is_within(row, column) == Some(true);
    (0..size).map(|row| (0..size).filter(|&column| is_within(row, column)).count()).sum()
}
