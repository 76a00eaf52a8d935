//! The layers of the workspace: the one table that says which crate stands where.

/// Crates that stand at the same height
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layer {
    /// What the findings call it.
    pub(crate) name: &'static str,
    /// The crates that stand in it, there today or not yet.
    pub(crate) crates: &'static [&'static str],
    /// What else holds for them.
    pub(crate) kind: Kind,
}

/// What holds for a layer besides its height
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Crates that others import.
    Library,
    /// Crates for tests, which are never published.
    Tests,
    /// Programs, which nothing imports.
    Shell,
}

/// The layers, the lowest first: a crate imports crates of its own layer and of lower ones.
pub(crate) const LAYERS: &[Layer] = &[
    library("ground", &["iamkit-policy"]),
    library(
        "data",
        &["iamkit-catalog", "iamkit-managed", "iamkit-store", "iamkit-store-sqlite", "iamkit-store-postgres"],
    ),
    library("questions", &["iamkit-engine", "iamkit-prover", "iamkit-account", "iamkit-validate"]),
    library("oracle", &["iamkit-conformance"]),
    library(
        "edges",
        &[
            "iamkit-report",
            "iamkit-aws",
            "iamkit-listing",
            "iamkit-cloudtrail",
            "iamkit-template",
            "iamkit-sources",
            "iamkit-console",
            "iamkit-wire",
        ],
    ),
    library("service", &["iamkit-server"]),
    library("face", &["iamkit"]),
    Layer { name: "tests", crates: &["iamkit-testkit"], kind: Kind::Tests },
    Layer {
        name: "shells",
        crates: &["iamkit-cli", "iamkit-python", "iamkit-web", "xtask", "iamkit-benches"],
        kind: Kind::Shell,
    },
];

const fn library(name: &'static str, crates: &'static [&'static str]) -> Layer {
    Layer { name, crates, kind: Kind::Library }
}

/// The layer in which a crate stands, with its height.
pub(crate) fn of(name: &str) -> Option<(usize, &'static Layer)> {
    LAYERS.iter().enumerate().find(|(_, layer)| layer.crates.contains(&name))
}
