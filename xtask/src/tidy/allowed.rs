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
const ERROR: &str = "An error names what it is about, which can't be read without that error.";

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
            "crates/iamkit-account/src/escalation/table.rs",
            "crates/iamkit-account/src/escalation/table/handed.rs",
            "crates/iamkit-account/src/escalation/table/iam.rs",
            "crates/iamkit-account/src/escalation/table/taken_over.rs",
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
        &["crates/iamkit-aws/src/simulation/request.rs", "crates/iamkit-aws/src/simulation/wire.rs"],
        PAIR,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-cli/src/account.rs",
            "crates/iamkit-cli/src/account/diff.rs",
            "crates/iamkit-cli/src/account/escalation.rs",
            "crates/iamkit-cli/src/account/explain.rs",
            "crates/iamkit-cli/src/account/import.rs",
            "crates/iamkit-cli/src/account/policies.rs",
            "crates/iamkit-cli/src/account/what_can.rs",
            "crates/iamkit-cli/src/account/who_can.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-cli/src/assumptions.rs",
            "crates/iamkit-cli/src/compare.rs",
            "crates/iamkit-cli/src/compare/markdown.rs",
            "crates/iamkit-cli/src/compare/sarif.rs",
            "crates/iamkit-cli/src/compare/text.rs",
            "crates/iamkit-cli/src/lint.rs",
            "crates/iamkit-cli/src/lint/sarif.rs",
            "crates/iamkit-cli/src/printed.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-cli/src/equivalence.rs",
            "crates/iamkit-cli/src/equivalence/markdown.rs",
            "crates/iamkit-cli/src/equivalence/text.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-cli/src/equivalence/report.rs", "crates/iamkit-cli/src/equivalence/verdict.rs"],
        PAIR,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-cli/src/managed/lattice.rs", "crates/iamkit-cli/src/managed/lattice/picture.rs"],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-conformance/src/engine.rs",
            "crates/iamkit-conformance/src/naive.rs",
            "crates/iamkit-conformance/src/naive/combine.rs",
            "crates/iamkit-conformance/src/naive/condition.rs",
            "crates/iamkit-conformance/src/naive/context.rs",
            "crates/iamkit-conformance/src/naive/entangled.rs",
            "crates/iamkit-conformance/src/naive/kind.rs",
            "crates/iamkit-conformance/src/naive/layers.rs",
            "crates/iamkit-conformance/src/naive/pattern.rs",
            "crates/iamkit-conformance/src/naive/principal.rs",
            "crates/iamkit-conformance/src/naive/public.rs",
            "crates/iamkit-conformance/src/naive/requester.rs",
            "crates/iamkit-conformance/src/naive/statement.rs",
            "crates/iamkit-conformance/src/naive/unknown.rs",
            "crates/iamkit-conformance/src/runner.rs",
            "crates/iamkit-conformance/src/several.rs",
        ],
        FLAT,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-console/src/command.rs",
            "crates/iamkit-console/src/output.rs",
            "crates/iamkit-console/src/output/destination.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-listing/src/details/check.rs", "crates/iamkit-listing/src/details/page.rs"],
        PAIR,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-listing/src/details/member.rs", "crates/iamkit-listing/src/details/take.rs"],
        PAIR,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-listing/src/organization.rs",
            "crates/iamkit-listing/src/organization/read.rs",
            "crates/iamkit-listing/src/organization/resolve.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-listing/src/problem.rs", "crates/iamkit-listing/src/source.rs"],
        ERROR,
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
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-validate/src/lint.rs", "crates/iamkit-validate/src/lint/keys.rs"],
        FACE,
    ),
    Allowed::new(Rule::Circles, &["xtask/src/ci.rs", "xtask/src/main.rs"], FACE),
    Allowed::new(
        Rule::Circles,
        &[
            "xtask/src/data/catalog.rs",
            "xtask/src/data/catalog/build.rs",
            "xtask/src/data/catalog/fetch.rs",
            "xtask/src/data/facts.rs",
            "xtask/src/data/fetch.rs",
            "xtask/src/data/fetch/client.rs",
            "xtask/src/data/main.rs",
            "xtask/src/data/managed.rs",
            "xtask/src/data/managed/build.rs",
        ],
        PAIR,
    ),
];
