//! What the rules find today and what is still allowed, each with its reason.
//!
//! The list only shrinks: an entry allows what it names and nothing else, and a name in it that no finding has any more is
//! a finding itself. What a finding is about, `cargo xtask tidy --with-allowed --format json` says.

use super::allow_list::Allowed;
use super::finding::Rule;

const FACE: &str =
    "The file that declares the modules defines what they use, and uses them: the shared part wants its own.";
const FLAT: &str = "Grown together in one folder: what all of them use wants to stand below them.";
const PAIR: &str = "Two halves of one thing: one of them wants to be handed what it takes from the other.";

/// What is allowed.
pub(crate) const ALLOWED: &[Allowed] = &[
    Allowed::new(
        Rule::Circles,
        &[
            "benches/src/engine.rs",
            "benches/src/workload.rs",
            "benches/src/workload/attached.rs",
            "benches/src/workload/audit.rs",
            "benches/src/workload/conditions.rs",
            "benches/src/workload/random.rs",
            "benches/src/workload/workmail.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-account/src/assume.rs",
            "crates/iamkit-account/src/assume/classes.rs",
            "crates/iamkit-account/src/assume/patterns.rs",
            "crates/iamkit-account/src/assume/roles.rs",
            "crates/iamkit-account/src/assume/said.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-account/src/beside.rs", "crates/iamkit-account/src/beside/known.rs"],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-catalog/src/technique/table.rs",
            "crates/iamkit-catalog/src/technique/table/handed.rs",
            "crates/iamkit-catalog/src/technique/table/iam.rs",
            "crates/iamkit-catalog/src/technique/table/taken_over.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-account/src/view.rs",
            "crates/iamkit-account/src/view/ask.rs",
            "crates/iamkit-account/src/view/build.rs",
            "crates/iamkit-account/src/view/keys.rs",
        ],
        FLAT,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-store-postgres/src/log.rs", "crates/iamkit-store-postgres/src/schema.rs"],
        PAIR,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-store-sqlite/src/log.rs", "crates/iamkit-store-sqlite/src/schema.rs"],
        PAIR,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-testkit/src/accounts.rs", "crates/iamkit-testkit/src/accounts/entities.rs"],
        FACE,
    ),
];
