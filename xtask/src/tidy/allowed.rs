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
const TYPE: &str = "A type and the ways to make and to read it, which its own methods call.";
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
            "crates/iamkit-catalog/src/action.rs",
            "crates/iamkit-catalog/src/catalog.rs",
            "crates/iamkit-catalog/src/evaluated.rs",
            "crates/iamkit-catalog/src/key.rs",
            "crates/iamkit-catalog/src/layout.rs",
            "crates/iamkit-catalog/src/resource.rs",
            "crates/iamkit-catalog/src/service.rs",
            "crates/iamkit-catalog/src/tables.rs",
            "crates/iamkit-catalog/src/taken.rs",
        ],
        FLAT,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-engine/src/arn_classes.rs",
            "crates/iamkit-engine/src/candidates.rs",
            "crates/iamkit-engine/src/combine.rs",
            "crates/iamkit-engine/src/compiled.rs",
            "crates/iamkit-engine/src/evaluation.rs",
            "crates/iamkit-engine/src/gathering.rs",
            "crates/iamkit-engine/src/granted.rs",
            "crates/iamkit-engine/src/layers.rs",
            "crates/iamkit-engine/src/near.rs",
            "crates/iamkit-engine/src/report.rs",
            "crates/iamkit-engine/src/residual.rs",
            "crates/iamkit-engine/src/scene.rs",
            "crates/iamkit-engine/src/situations.rs",
            "crates/iamkit-engine/src/unknown.rs",
        ],
        FLAT,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-managed/src/error.rs", "crates/iamkit-managed/src/version_id.rs"],
        ERROR,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-policy/src/builder.rs",
            "crates/iamkit-policy/src/document.rs",
            "crates/iamkit-policy/src/print.rs",
            "crates/iamkit-policy/src/read.rs",
        ],
        TYPE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-policy/src/glob.rs",
            "crates/iamkit-policy/src/glob/matcher.rs",
            "crates/iamkit-policy/src/glob/normal.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-policy/src/global_key.rs", "crates/iamkit-policy/src/global_key/table.rs"],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-policy/src/load.rs",
            "crates/iamkit-policy/src/load/member.rs",
            "crates/iamkit-policy/src/load/sign.rs",
            "crates/iamkit-policy/src/load/walk.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-policy/src/normal.rs",
            "crates/iamkit-policy/src/normal/kind.rs",
            "crates/iamkit-policy/src/normal/pattern.rs",
            "crates/iamkit-policy/src/normal/test.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-prover/src/access.rs",
            "crates/iamkit-prover/src/asker_values.rs",
            "crates/iamkit-prover/src/askers.rs",
            "crates/iamkit-prover/src/beyond.rs",
            "crates/iamkit-prover/src/domain.rs",
            "crates/iamkit-prover/src/pattern.rs",
            "crates/iamkit-prover/src/reach.rs",
            "crates/iamkit-prover/src/sample.rs",
            "crates/iamkit-prover/src/scene.rs",
            "crates/iamkit-prover/src/session.rs",
            "crates/iamkit-prover/src/spelling.rs",
            "crates/iamkit-prover/src/template.rs",
            "crates/iamkit-prover/src/value_type.rs",
            "crates/iamkit-prover/src/values.rs",
        ],
        FLAT,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-prover/src/analysis.rs", "crates/iamkit-prover/src/worlds.rs"],
        PAIR,
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
        &[
            "crates/iamkit-store/src/account.rs",
            "crates/iamkit-store/src/binding.rs",
            "crates/iamkit-store/src/command.rs",
            "crates/iamkit-store/src/entity/resource_policy.rs",
            "crates/iamkit-store/src/entity/role.rs",
        ],
        TYPE,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-store/src/organization/error.rs", "crates/iamkit-store/src/organization/policy.rs"],
        ERROR,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-store/src/row.rs", "crates/iamkit-store/src/row/write.rs"],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit-testkit/src/accounts.rs", "crates/iamkit-testkit/src/accounts/entities.rs"],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit-testkit/src/engine.rs",
            "crates/iamkit-testkit/src/naive.rs",
            "crates/iamkit-testkit/src/naive/combine.rs",
            "crates/iamkit-testkit/src/naive/condition.rs",
            "crates/iamkit-testkit/src/naive/context.rs",
            "crates/iamkit-testkit/src/naive/entangled.rs",
            "crates/iamkit-testkit/src/naive/kind.rs",
            "crates/iamkit-testkit/src/naive/layers.rs",
            "crates/iamkit-testkit/src/naive/pattern.rs",
            "crates/iamkit-testkit/src/naive/principal.rs",
            "crates/iamkit-testkit/src/naive/public.rs",
            "crates/iamkit-testkit/src/naive/requester.rs",
            "crates/iamkit-testkit/src/naive/statement.rs",
            "crates/iamkit-testkit/src/naive/unknown.rs",
            "crates/iamkit-testkit/src/runner.rs",
            "crates/iamkit-testkit/src/several.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit/src/account/asking.rs",
            "crates/iamkit/src/account/assume.rs",
            "crates/iamkit/src/account/assume/classes.rs",
            "crates/iamkit/src/account/assume/patterns.rs",
            "crates/iamkit/src/account/assume/roles.rs",
            "crates/iamkit/src/account/assume/said.rs",
            "crates/iamkit/src/account/condition.rs",
            "crates/iamkit/src/account/open_keys.rs",
            "crates/iamkit/src/account/reach/group.rs",
            "crates/iamkit/src/account/reach/spoken.rs",
            "crates/iamkit/src/account/reach/verdict.rs",
            "crates/iamkit/src/account/view.rs",
            "crates/iamkit/src/account/view/ask.rs",
            "crates/iamkit/src/account/view/build.rs",
            "crates/iamkit/src/account/view/entry.rs",
            "crates/iamkit/src/account/view/index.rs",
            "crates/iamkit/src/account/view/keys.rs",
            "crates/iamkit/src/account/view/policy_set.rs",
            "crates/iamkit/src/account/view/resource.rs",
            "crates/iamkit/src/account/view/scope.rs",
            "crates/iamkit/src/account/view/unknown.rs",
            "crates/iamkit/src/account/who_can.rs",
        ],
        FLAT,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit/src/account/beside.rs", "crates/iamkit/src/account/beside/known.rs"],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit/src/account/details/check.rs", "crates/iamkit/src/account/details/page.rs"],
        PAIR,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit/src/account/details/member.rs", "crates/iamkit/src/account/details/take.rs"],
        PAIR,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit/src/account/escalation/table.rs",
            "crates/iamkit/src/account/escalation/table/handed.rs",
            "crates/iamkit/src/account/escalation/table/iam.rs",
            "crates/iamkit/src/account/escalation/table/taken_over.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "crates/iamkit/src/account/organization.rs",
            "crates/iamkit/src/account/organization/read.rs",
            "crates/iamkit/src/account/organization/resolve.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit/src/account/problem.rs", "crates/iamkit/src/account/source.rs"],
        PAIR,
    ),
    Allowed::new(Rule::Circles, &["crates/iamkit/src/lint.rs", "crates/iamkit/src/lint/keys.rs"], FACE),
    Allowed::new(
        Rule::Circles,
        &["crates/iamkit/src/simulation/request.rs", "crates/iamkit/src/simulation/wire.rs"],
        TYPE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "xtask/src/account.rs",
            "xtask/src/account/diff.rs",
            "xtask/src/account/escalation.rs",
            "xtask/src/account/explain.rs",
            "xtask/src/account/import.rs",
            "xtask/src/account/policies.rs",
            "xtask/src/account/what_can.rs",
            "xtask/src/account/who_can.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &[
            "xtask/src/assumptions.rs",
            "xtask/src/compare.rs",
            "xtask/src/compare/markdown.rs",
            "xtask/src/compare/sarif.rs",
            "xtask/src/compare/text.rs",
            "xtask/src/lint.rs",
            "xtask/src/printed.rs",
        ],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["xtask/src/catalog.rs", "xtask/src/catalog/build.rs", "xtask/src/catalog/fetch.rs"],
        FACE,
    ),
    Allowed::new(Rule::Circles, &["xtask/src/command.rs", "xtask/src/output.rs"], PAIR),
    Allowed::new(
        Rule::Circles,
        &["xtask/src/equivalence.rs", "xtask/src/equivalence/markdown.rs", "xtask/src/equivalence/text.rs"],
        FACE,
    ),
    Allowed::new(
        Rule::Circles,
        &["xtask/src/equivalence/report.rs", "xtask/src/equivalence/verdict.rs"],
        PAIR,
    ),
    Allowed::new(Rule::Circles, &["xtask/src/fetch.rs", "xtask/src/fetch/client.rs"], FACE),
    Allowed::new(Rule::Circles, &["xtask/src/managed.rs", "xtask/src/managed/build.rs"], FACE),
    Allowed::new(
        Rule::Circles,
        &["xtask/src/managed/lattice.rs", "xtask/src/managed/lattice/picture.rs"],
        FACE,
    ),
    Allowed::new(
        Rule::ModuleDocs,
        &[
            "crates/iamkit-policy/src/glob.rs",
            "crates/iamkit-policy/src/glob/classes.rs",
            "crates/iamkit-policy/src/glob/limits.rs",
            "crates/iamkit-policy/src/glob/matcher.rs",
            "crates/iamkit-policy/src/glob/normal.rs",
            "crates/iamkit-policy/src/glob/positions.rs",
            "crates/iamkit-policy/src/glob/walk.rs",
        ],
        "They begin with a headline, as the pages of a book do.",
    ),
    Allowed::new(
        Rule::Summaries,
        &[
            "crates/iamkit-engine/src/evaluation.rs: Evaluation::decided_by",
            "crates/iamkit-testkit/src/input.rs: request",
            "crates/iamkit/src/account.rs: EmbeddedManagedPolicies",
            "crates/iamkit/src/account/escalation.rs: Escalations::of",
        ],
        "One clause too many, or a link that is long in the source alone.",
    ),
    Allowed::new(
        Rule::FileLength,
        &["crates/iamkit-policy/src/json.rs"],
        "A parser of JSON with the place of each value: one grammar, read from top to bottom.",
    ),
    Allowed::new(
        Rule::FileLength,
        &["crates/iamkit-prover/src/askers.rs"],
        "To be divided with the circle in which it stands.",
    ),
    Allowed::new(
        Rule::FileLength,
        &["crates/iamkit-prover/src/language.rs"],
        "The words and the one automaton that walks them, read from top to bottom.",
    ),
    Allowed::new(
        Rule::FileLength,
        &["crates/iamkit-prover/src/template.rs"],
        "To be divided with the circle in which it stands.",
    ),
];
