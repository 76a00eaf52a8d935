//! The two sides of a comparison and how they differ: what every form of the answer tells.

use std::path::PathBuf;

use iamkit_engine::PolicyKind;
use iamkit_prover::{Access, Differences, Relation, Side};

use super::NamedComparison;

/// A policy or layers of them, compiled
#[derive(Debug)]
pub struct ComparedSide {
    /// What it is called.
    pub name: String,
    /// Where the text is, if it is one policy in a file.
    pub file: Option<PathBuf>,
    /// The file that it comes from, whatever else that holds.
    pub source: Option<PathBuf>,
    /// What it allows.
    pub access: Access,
}

/// The two sides and how they differ
#[derive(Debug)]
pub struct ComparedSides {
    /// The first side.
    pub a: ComparedSide,
    /// The second side.
    pub b: ComparedSide,
    /// The kind of those that are policies by themselves.
    pub kind: Option<PolicyKind>,
    /// How they differ.
    pub found: Differences,
}

impl ComparedSides {
    /// The report for programs, with the names of what was compared.
    pub fn json(&self) -> NamedComparison {
        NamedComparison {
            a: self.a.name.clone(),
            b: self.b.name.clone(),
            kind: self.kind.map(PolicyKind::as_str),
            comparison: (&self.found).into(),
        }
    }

    /// The side that is meant.
    pub fn side(&self, side: Side) -> &ComparedSide {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    /// `a is narrower than b` in the names of both, each written as it is said.
    pub fn headline(&self, written: impl Fn(&str) -> String) -> String {
        let [a, b] = [&self.a, &self.b].map(|side| written(&side.name));
        let universe = match self.found.comparison.universe {
            "strings" => "over all strings",
            _ => "over the actions of the catalog",
        };
        let relation = match self.found.comparison.relation {
            Relation::Equal => "gives the same access as",
            Relation::Narrower => "is narrower than",
            Relation::Broader => "is broader than",
            Relation::Incomparable => "is neither narrower nor broader than",
            Relation::Unknown => "could not be compared with",
        };
        format!("{a} {relation} {b}, {universe}")
    }
}
