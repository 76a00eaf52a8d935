//! The two sides of a comparison and how they differ: what every form of the answer tells.

use std::path::PathBuf;

use iamkit_engine::PolicyKind;
use iamkit_prover::{Access, Differences, Relation, Side};
use iamkit_report::comparison::NamedComparison;

use crate::second_voice::{self, Spoken};
use iamkit_console::command::Failure;

/// A policy or layers of them, compiled.
pub(crate) struct Compared {
    pub(crate) name: String,
    /// Where the text is, if it is one policy in a file.
    #[cfg_attr(not(feature = "sarif"), expect(dead_code, reason = "findings have a file in SARIF alone"))]
    pub(crate) file: Option<PathBuf>,
    /// The file that it comes from, whatever else that holds.
    #[cfg_attr(not(feature = "sarif"), expect(dead_code, reason = "findings have a file in SARIF alone"))]
    pub(crate) source: Option<PathBuf>,
    pub(crate) access: Access,
    /// The same for the naive evaluator.
    pub(crate) spoken: Spoken,
}

/// The two sides and how they differ.
pub(super) struct Report {
    pub(super) a: Compared,
    pub(super) b: Compared,
    /// The kind of those that are policies by themselves.
    pub(super) kind: Option<PolicyKind>,
    pub(super) found: Differences,
}

impl Report {
    /// The report, once the naive evaluator has been asked about every request in it.
    ///
    /// # Errors
    /// It decides one of them otherwise.
    pub(super) fn confirmed(
        a: Compared,
        b: Compared,
        kind: Option<PolicyKind>,
        found: Differences,
    ) -> Result<Self, Failure> {
        second_voice::confirm_all(&found.list, &a.spoken, &b.spoken)?;
        Ok(Self { a, b, kind, found })
    }

    /// The report for programs, with the names of what was compared.
    pub(super) fn json(&self) -> NamedComparison {
        NamedComparison {
            a: self.a.name.clone(),
            b: self.b.name.clone(),
            kind: self.kind.map(PolicyKind::as_str),
            comparison: (&self.found).into(),
        }
    }

    pub(super) fn side(&self, side: Side) -> &Compared {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    /// `a is narrower than b` in the names of both, each written as it is said.
    pub(super) fn headline(&self, written: impl Fn(&str) -> String) -> String {
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
