//! Random requests among strings, made of a policy's own words.

use iamkit_catalog::Catalog;
use iamkit_engine::Principal;
use iamkit_policy::PolicyDocument;

use crate::made::{Keys, Made, has, settle};
use crate::random::Random;
use crate::words::{self, Named, filled, variables};

const OTHERS: [&str; 14] = [
    "",
    "a",
    "b",
    "ab",
    "aa",
    "x",
    "true",
    "FALSE",
    "7",
    "10.5",
    "2021-02-03",
    "10.0.0.1",
    "YQ==",
    "arn:aws:s3:::bucket/a",
];

/// What a policy names, statement by statement.
pub(crate) struct Spec {
    statements: Vec<Named>,
}

impl Spec {
    pub(crate) fn new(document: &PolicyDocument) -> Self {
        let mut statements = words::statements(document);
        for named in &mut statements {
            named.actions = named.actions.iter().flat_map(|pattern| in_catalog(pattern)).collect();
            if named.actions.is_empty() {
                named.actions = ["s3:GetObject", "sqs:SendMessage", "iam:GetUser"].map(str::to_owned).into();
            }
            named.resources.push("arn:aws:s3:::bucket/a".to_owned());
        }
        Self { statements }
    }

    /// A request aimed at one of the statements, and now and then beside it.
    pub(crate) fn request(&self, askers: &[Principal], random: &mut Random) -> Made {
        let statement = random.pick(&self.statements);
        let other = random.pick(&self.statements);
        let mut keys = Keys::new();
        let is_mixed = random.one_in(3);
        let others = other.conditions.iter().filter(|_| is_mixed);
        for (key, values) in statement.conditions.iter().chain(others) {
            if has(&keys, key) || random.one_in(6) {
                continue;
            }
            let is_single = !random.one_in(4);
            let count = if is_single { 1 } else { random.below(4) };
            let carried = (0..count).map(|_| value(values, &keys, random)).collect();
            keys.push((key.clone(), carried, is_single));
        }
        let named = if random.one_in(8) { other } else { statement };
        for key in statement.resources.iter().flat_map(|text| variables(text)) {
            if !has(&keys, &key) && !random.one_in(6) {
                let text = random.text(&["a", "b", "alice", "x", ""]).to_owned();
                keys.push((key, vec![text], true));
            }
        }
        let resource = random.pick(&named.resources).clone();
        let principal = random.pick(askers).clone();
        settle(&mut keys, &principal);
        Made {
            principal,
            action: random.pick(&statement.actions).clone(),
            resource: filled(&resource, &keys, random),
            wildcard_only: false,
            keys,
            has_policies: false,
        }
    }
}

fn value(values: &[String], keys: &Keys, random: &mut Random) -> String {
    if values.is_empty() || random.one_in(4) {
        return random.text(&OTHERS).to_owned();
    }
    let pattern: &String = random.pick(values);
    filled(pattern, keys, random)
}

/// The first of the catalog's names for a pattern.
fn in_catalog(pattern: &str) -> Vec<String> {
    Catalog::embedded().actions_matching(pattern).take(40).map(|action| action.to_string()).collect()
}
