//! What the prover's questions took solvers, as measured once: they run for minutes, so they are no part of a run.

/// A question to the prover, and the seconds it took those who search with a solver.
pub(crate) struct Question {
    /// The benchmark's name, without `prover/`.
    pub(crate) id: &'static str,
    pub(crate) what: &'static str,
    pub(crate) target_ns: f64,
    /// In the order of [`SOLVERS`]; `–` where nobody asked.
    pub(crate) seconds: [&'static str; 4],
}

/// The columns beside ours.
pub(crate) const SOLVERS: [&str; 4] =
    ["z3, one regex a list", "z3, plain", "cvc5", "Cedar's symbolic compiler (its own language, cvc5)"];

const NOBODY: [&str; 4] = ["–"; 4];
const MILLI: f64 = 1e6;

const fn question(
    id: &'static str,
    what: &'static str,
    target_ns: f64,
    seconds: [&'static str; 4],
) -> Question {
    Question { id, what, target_ns, seconds }
}

const WORKMAIL: [&str; 4] = ["0.61 s", "1.5 s", "0.006–0.008 s", "0.083 s"];
const AUDIT: [&str; 4] = ["none in 300 s", "none in 300 s", "–", "2.2 s"];
const VIEW: [&str; 4] = ["134 s", "none in 300 s", "none in 560 s", "1.7 s"];
const NARROWED: [&str; 4] = ["123 s", "none in 200 s", "–", "41 s"];

/// All of them, in the order of the table.
pub(crate) const QUESTIONS: &[Question] = &[
    question("workmail-full-and-managed/verdict", "WorkMail full against v10", MILLI, WORKMAIL),
    question("workmail-full-and-managed/differences", "the same, all differences", MILLI, NOBODY),
    question(
        "security-audit-and-read-only/verdict",
        "`SecurityAudit` against `ReadOnlyAccess`",
        5.0 * MILLI,
        AUDIT,
    ),
    question("security-audit-and-read-only/differences", "the same, all differences", 4.0 * MILLI, NOBODY),
    question(
        "view-only-and-read-only/verdict",
        "`ViewOnlyAccess` against `ReadOnlyAccess`",
        5.0 * MILLI,
        VIEW,
    ),
    question("view-only-and-read-only/differences", "the same, all differences", 5.0 * MILLI, NOBODY),
    question("300-narrowed-in-read-only/subset", "300 narrowed patterns within it", 20.0 * MILLI, NARROWED),
    question("300-narrowed-in-read-only/differences", "the same, all differences", 20.0 * MILLI, NOBODY),
    question(
        "largest-and-itself/differences",
        "the largest managed document with itself",
        50.0 * MILLI,
        NOBODY,
    ),
    question("exploding/thirty-globs/differences", "30 overlapping globs, one less", 2_000.0 * MILLI, NOBODY),
    question("exploding/twenty-keys/differences", "20 keys with 20 values each", 2_000.0 * MILLI, NOBODY),
    question(
        "matrix/managed/1594",
        "all current managed policies, each within each: 2,539,242 verdicts",
        10_000.0 * MILLI,
        NOBODY,
    ),
];
