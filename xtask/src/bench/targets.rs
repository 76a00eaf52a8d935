//! What each measurement should be, in nanoseconds: the numbers that the README holds the results against.

/// A table of rows that belong together.
pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) rows: &'static [Component],
}

/// A row of a table: its id, what it measures, and its target if it has one.
pub(crate) struct Component {
    pub(crate) id: &'static str,
    pub(crate) what: &'static str,
    pub(crate) target_ns: Option<f64>,
}

const fn row(id: &'static str, what: &'static str, target_ns: f64) -> Component {
    Component { id, what, target_ns: Some(target_ns) }
}

const fn free(id: &'static str, what: &'static str) -> Component {
    Component { id, what, target_ns: None }
}

const MICRO: f64 = 1e3;
const MILLI: f64 = 1e6;

/// The parts that decisions are made of; a measurement that has an element count is divided by it.
const COMPONENTS: &[Component] = &[
    free("floor/fold_and_hash_24_bytes", "floor: fold and hash a 24-byte action"),
    free("floor/prefix_and_segment_61_bytes", "floor: literal prefix and segment test of an ARN"),
    row("catalog/lookup/hot", "action look-up, another letter case", 100.0),
    row("catalog/lookup/random/10000", "action look-up, 10,000 drawn over the catalog", 100.0),
    row("catalog/lookup/miss", "action look-up, misspelt", 100.0),
    row("catalog/open/embedded", "open the embedded catalog", MILLI),
    row("managed/open", "open the index of the managed policies", MILLI),
    row("managed/every_current", "open a current document, mean over all", MILLI),
    row("managed/current_of_the_largest", "open a current document, the largest", MILLI),
    row("managed/oldest_of_most_versions", "open an old document", 10.0 * MILLI),
    free("parse/document/workmail_full", "parse the WorkMail policy"),
    free("parse/normal_form/workmail_full", "its normal form"),
    row("parse/document/all_current_managed", "parse every current managed policy", 5.0 * MILLI),
    free("parse/serde_json_value/all_current_managed", "the same, `serde_json::Value`"),
    free("parse/iam-rs/all_current_managed", "the same, iam-rs"),
    row("parse/with_compile/all_current_managed", "parse and compile every one", 20.0 * MILLI),
    row("decision/principal", "read a principal from its ARN", 25.0),
    free("decision/prebuilt/first_action_allow", "WorkMail decision, all made beforehand"),
    free("decision/evaluate/first_action_allow", "the same with the statements that decided"),
    free("decision/oneshot/first_action_allow", "WorkMail decision from text: parse, compile, decide"),
    free("decision/oneshot/last_action_allow", "the same, last action"),
    free("decision/oneshot/other_service_deny", "the same, another service"),
    row("layers/seven/allow", "all seven layers, a role session, allow", 300.0),
    row("layers/seven/implicit_deny", "the same, implicit deny", 300.0),
    row("layers/seven/explicit_deny", "the same, explicit deny", 300.0),
    row("batch/one_policy_every_action", "`ReadOnlyAccess` on all 22,321 actions, 2 ns each", 45.0 * MICRO),
    row("batch/matrix_with_compile", "every managed policy on every action, with compiling", 50.0 * MILLI),
    row("batch/matrix_with_compile_on_two_threads", "the same on two threads", 28.0 * MILLI),
    row("events/ten_million", "ten million events on `ReadOnlyAccess`, from texts", 500.0 * MILLI),
    free("events/ten_million_interned", "the same, actions interned"),
    free("glob/stars_and_letters/iamkit", "`*a*a*a…*b*`, 100 letters, on 10 kB of `a`"),
    free("glob/stars_and_letters/regex", "the same, regex"),
    free("glob/stars_and_questions/iamkit", "`*a?a*a?a…*b*`, 100 times, on 10 kB of `a`"),
    free("glob/stars_and_questions/regex", "the same, regex"),
    free(
        "glob/one_stretch/iamkit",
        "`*a?a?a?…b*`, 200 characters between two stars, on 10 kB of `a`: the worst case",
    ),
    free("glob/one_stretch/regex", "the same, regex"),
    free("glob/thousand_stars/iamkit", "1,000 stars in a row, a letter and a star, on 10 kB"),
    free("glob/thousand_stars/regex", "the same, regex"),
];

/// Whole accounts and where they are kept.
const ACCOUNTS: &[Component] = &[
    row("account/import/5000", "import a listing into memory", 2_000.0 * MILLI),
    free("account/view/5000", "a view of the account, nothing compiled yet"),
    free("account/renew/5000", "the same after nothing changed"),
    row("account/authorize/hot/5000", "one principal's decision, warm", 300.0),
    free("account/authorize/each/5000", "the same, each principal in turn"),
    free("account/who-can/first/5000", "the first question who can, of a new view"),
    row("account/who-can/s3/5000", "who can `s3:GetObject` on an object", 20.0 * MILLI),
    row("account/who-can/passrole/5000", "who can `iam:PassRole` on a role", 20.0 * MILLI),
    row("account/who-can/kms/5000", "who can `kms:Decrypt` on a key", 20.0 * MILLI),
    free("account/what-can/5000", "what one principal can do"),
    row("account/matrix/5000", "every principal and every action", 10_000.0 * MILLI),
    row(
        "import/whole_sqlite/5000_users",
        "a listing into a SQLite file, as the command does",
        2_000.0 * MILLI,
    ),
    free("import/read/5000_users", "of that: read and check the listing"),
    free("import/try/5000_users", "of that: try all changes, to tell every refusal"),
    free("import/commit_sqlite/5000_users", "of that: the transaction into the file"),
    free("import/open_sqlite/5000_users", "open the file again"),
    free("store/make/5000_users", "all changes of an account, in memory"),
    free("store/fold/5000_users", "the same from a log"),
    free("store/snapshot_and_change/5000_users", "a snapshot and two changes"),
    free("store/read_snapshot/5000_users", "take the present snapshot"),
    free("store_sqlite/commit_all/5000_users", "all changes as one transaction into a SQLite file"),
    free("store_sqlite/commit_one/5000_users", "one change into that file, on the disk"),
    free("store_sqlite/open/5000_users", "open that file: checks and fold"),
];

/// The tables after that of decisions, in their order.
pub(crate) const SECTIONS: &[Section] = &[
    Section { title: "Components", rows: COMPONENTS },
    Section {
        title: "An account of 5,000 users, 1,000 roles, 500 groups and 1,500 policies",
        rows: ACCOUNTS,
    },
];

/// Expansions may take as long.
pub(crate) const EXPANSION_NS: f64 = 100.0 * MICRO;

/// A question that engines are asked: its id, what it is in words, and what it should take, in nanoseconds.
struct Question(&'static str, &'static str, Option<f64>);

const QUESTIONS: &[Question] = &[
    Question("a/first_action_allow", "WorkMail policy, its first action", Some(25.0)),
    Question("a/last_action_allow", "WorkMail policy, its last action", Some(25.0)),
    Question("a/other_service_deny", "WorkMail policy, another service", Some(17.0)),
    Question("account_5000/authorize", "account of 5,000 users, each one's decision", None),
    Question("account_5000/everyone", "the same, everyone's decision on one object", None),
    Question("c_read_only/allow", "ReadOnlyAccess, allowed", Some(25.0)),
    Question("c_read_only/deny", "ReadOnlyAccess, not allowed", Some(25.0)),
    Question("c_security_audit/allow", "SecurityAudit, allowed", Some(25.0)),
    Question("c_security_audit/deny", "SecurityAudit, not allowed", Some(25.0)),
    Question("d/last_allows", "100 policies, the last allows", Some(30.0)),
    Question("d/none_allows", "100 policies, none allows", Some(30.0)),
    Question("d_1000/last_allows", "1,000 policies, the last allows", Some(36.0)),
    Question("d_1000/none_allows", "1,000 policies, none allows", Some(36.0)),
    Question("d3/allow", "100 managed policies, allowed", Some(45.0)),
    Question("d3/deny", "100 managed policies, not allowed", Some(45.0)),
    Question("e/allow", "conditions, allowed", Some(150.0)),
    Question("e/bad_address", "conditions, another address", Some(100.0)),
    Question("e/explicit_deny", "conditions, denied", Some(100.0)),
    Question("f/random_actions", "10,000 actions on ReadOnlyAccess", Some(25.0)),
];

fn question(id: &str) -> Option<&'static Question> {
    QUESTIONS.iter().find(|Question(question, ..)| *question == id)
}

/// The target of a question, if it has one.
pub(crate) fn of_question(id: &str) -> Option<f64> {
    question(id).and_then(|Question(.., target)| *target)
}

/// A question in words; its id where it has none.
pub(crate) fn in_words(id: &str) -> &str {
    question(id).map_or(id, |Question(_, words, _)| words)
}

/// A kind of policies that are made to take long, at two sizes.
pub(crate) struct Hostile {
    /// The group of its benchmarks.
    pub(crate) id: &'static str,
    pub(crate) what: &'static str,
    pub(crate) sizes: [u32; 2],
    /// What a question about the smaller ones should take.
    pub(crate) target_ns: Option<f64>,
}

const fn kind(id: &'static str, what: &'static str, sizes: [u32; 2], target_ns: f64) -> Hostile {
    Hostile { id, what, sizes, target_ns: Some(target_ns) }
}

/// What the ways of one principal may take, whatever the account.
pub(crate) const OF_ONE_NS: f64 = 1000.0 * MILLI;

pub(crate) const HOSTILE: &[Hostile] = &[
    kind("statements", "statements about a bucket each", [400, 1600], 50.0 * MILLI),
    kind("principals", "statements for a principal each", [400, 1600], 100.0 * MILLI),
    kind("variables", "ARNs with a variable and a default", [50, 200], 100.0 * MILLI),
    kind("variables-in-one", "variables in one ARN", [3000, 12_000], 200.0 * MILLI),
    kind("keys", "keys in one statement", [9000, 36_000], 200.0 * MILLI),
    kind("dates", "statements with a date each", [2000, 8000], 200.0 * MILLI),
    kind("not-resources", "`NotResource` of two patterns each", [20, 80], 1000.0 * MILLI),
    kind("literal", "letters in one ARN", [20_000, 80_000], 2000.0 * MILLI),
    kind("pigeonholes", "pigeonholes", [12, 24], 2000.0 * MILLI),
    kind("users-of-iam", "users with `iam:*` beside 500 roles", [1000, 1500], 5000.0 * MILLI),
    kind("ring-of-roles", "roles of which each may assume the next", [2000, 4000], 5000.0 * MILLI),
    kind("clique-of-roles", "roles of which each may assume each", [2000, 4000], 5000.0 * MILLI),
    kind("units", "organisational units above 500 roles", [1, 400], 5000.0 * MILLI),
    kind("unknown-keys", "patterns for each of two unknown keys", [300, 1200], 200.0 * MILLI),
];
