//! The prover against a solver for formulas over strings, on policies small enough for it.
//!
//! The solver is z3, through its Python package; `IAMKIT_Z3_PYTHON` names an interpreter that has it (`python3` without).
//! Where there is none the test says `skipped` and passes, unless `IAMKIT_REQUIRE_Z3` is set. `IAMKIT_CASES` is how many
//! pairs are compared.

#![expect(clippy::unwrap_used, clippy::panic, reason = "integration test")]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Inclusion, Limits, Universe, is_subset};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

const TIMEOUT_MS: u32 = 2_000;

/// The oracle's process: a question a line, an answer a line.
struct Oracle {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    fn start() -> Option<Self> {
        let python = std::env::var("IAMKIT_Z3_PYTHON").unwrap_or_else(|_| "python3".into());
        let has_z3 = Command::new(&python).args(["-c", "import z3"]).stderr(Stdio::null()).status();
        if !has_z3.is_ok_and(|status| status.success()) {
            return None;
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/z3_oracle.py");
        let mut child =
            Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (questions, answers) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Some(Self { child, questions, answers: BufReader::new(answers) })
    }

    fn ask(&mut self, a: &Value, b: &Value) -> Value {
        writeln!(self.questions, "{}", json!({"a": a, "b": b, "timeout": TIMEOUT_MS})).unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn stop(mut self) {
        drop(self.questions);
        assert!(self.child.wait().unwrap().success());
    }
}

fn condition() -> impl Strategy<Value = (String, Value)> {
    let text = prop::sample::select(vec!["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"]);
    let number = prop::sample::select(vec![
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericGreaterThanEquals",
    ]);
    let texts = prop::collection::vec(prop::sample::select(vec!["a", "ab", "a*", "*b", "?"]), 1..3);
    let numbers = prop::collection::vec(prop::sample::select(vec!["1", "2.5", "-3"]), 1..3);
    let if_exists = prop::sample::select(vec!["", "IfExists"]);
    prop_oneof![
        (text, if_exists.clone(), texts)
            .prop_map(|(name, suffix, values)| (format!("{name}{suffix}"), json!({"test:Text": values}))),
        (number, if_exists.clone(), numbers)
            .prop_map(|(name, suffix, values)| (format!("{name}{suffix}"), json!({"test:Number": values}))),
        (if_exists, any::<bool>())
            .prop_map(|(suffix, truth)| (format!("Bool{suffix}"), json!({"test:Flag": truth.to_string()}))),
        (any::<bool>(), prop::sample::select(vec!["test:Text", "test:Number", "test:Flag"]))
            .prop_map(|(truth, key)| ("Null".to_owned(), json!({key: truth.to_string()}))),
    ]
}

fn statement() -> impl Strategy<Value = Value> {
    let actions = prop::collection::vec(
        prop::sample::select(vec!["s3:*", "s3:Get*", "s3:GetObject", "s3:*Object", "*", "ec2:*", "S3:get*"]),
        1..3,
    );
    let resources = prop::collection::vec(
        prop::sample::select(vec![
            "*",
            "arn:aws:s3:::a*",
            "arn:aws:s3:::a*/b",
            "arn:aws:s3:::*b",
            "arn:aws:s3:::a?c*",
        ]),
        1..3,
    );
    let kinds = (prop::bool::weighted(0.3), prop::bool::weighted(0.15), prop::bool::weighted(0.15));
    (kinds, actions, resources, prop::collection::vec(condition(), 0..3)).prop_map(
        |((is_deny, not_action, not_resource), actions, resources, conditions)| {
            let mut statement = json!({"Effect": if is_deny { "Deny" } else { "Allow" }});
            let members = statement.as_object_mut().unwrap();
            members.insert(if not_action { "NotAction" } else { "Action" }.into(), json!(actions));
            members.insert(if not_resource { "NotResource" } else { "Resource" }.into(), json!(resources));
            let conditions = conditions.into_iter().collect::<serde_json::Map<_, _>>();
            if !conditions.is_empty() {
                members.insert("Condition".into(), Value::Object(conditions));
            }
            statement
        },
    )
}

fn policy() -> impl Strategy<Value = Value> {
    prop::collection::vec(statement(), 1..4)
        .prop_map(|statements| json!({"Version": "2012-10-17", "Statement": statements}))
}

fn access(policy: &Value) -> Access {
    Access::identity(&policy.to_string().parse::<PolicyDocument>().unwrap()).unwrap()
}

/// What the solver's answer says of one side being within the other, if it says anything.
fn verdict(answer: &Value) -> Option<bool> {
    match answer.as_str().unwrap() {
        "unsat" => Some(true),
        "sat" => Some(false),
        "unknown" => None,
        other => panic!("the oracle leaves out what this test makes: {other}"),
    }
}

#[test]
fn the_solver_agrees_where_it_has_an_answer() {
    let Some(mut oracle) = Oracle::start() else {
        assert!(std::env::var_os("IAMKIT_REQUIRE_Z3").is_none(), "no interpreter with z3");
        eprintln!("skipped: no Python interpreter with z3 (pip install z3-solver; IAMKIT_Z3_PYTHON)");
        return;
    };
    let cases = std::env::var("IAMKIT_CASES").map_or(20, |cases| cases.parse().unwrap());
    let mut runner = TestRunner::deterministic();
    let (mut asked, mut answered, mut wrong) = (0, 0, String::new());
    for _ in 0..cases {
        let (a, b) = (policy(), policy()).new_tree(&mut runner).unwrap().current();
        let answers = oracle.ask(&a, &b);
        for (inner, outer, answer) in [(&a, &b, &answers["aOnly"]), (&b, &a, &answers["bOnly"])] {
            asked += 1;
            let Some(expected) = verdict(answer) else { continue };
            answered += 1;
            let found = is_subset(&access(inner), &access(outer), &Universe::strings(), &Limits::default());
            let is_within = match &found {
                Inclusion::Holds => Some(true),
                Inclusion::Fails(_) => Some(false),
                Inclusion::Unknown(_) => None,
            };
            if is_within != Some(expected) {
                writeln!(wrong, "{inner} within {outer}: the solver says {expected}, the prover {found:?}")
                    .unwrap();
            }
        }
    }
    oracle.stop();
    assert!(wrong.is_empty(), "{wrong}");
    assert!(asked / 2 < answered, "the solver answered {answered} of {asked} questions only");
    eprintln!("the solver answered {answered} of {asked} questions, the prover agrees");
}
