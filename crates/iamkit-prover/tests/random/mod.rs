//! Random requests made of a policy's own words.

use iamkit_catalog::Catalog;
use iamkit_engine::{Context, ContextValue};
use iamkit_policy::PolicyDocument;
use serde_json::Value as Json;

/// A small generator of random numbers (splitmix64): the same seed, the same requests.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound.max(1) as u64).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// A request in words.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) principal: &'static str,
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) keys: Vec<(String, Vec<String>, bool)>,
}

impl Made {
    pub(crate) fn context(&self) -> Context<'_> {
        let mut context = Context::default();
        for (key, values, is_single) in &self.keys {
            let value = match values.as_slice() {
                [only] if *is_single => ContextValue::from(only.as_str()),
                values => values.iter().map(String::as_str).collect(),
            };
            context.insert(key.as_str(), value).unwrap();
        }
        context
    }
}

const PRINCIPALS: [&str; 2] =
    ["arn:aws:iam::111122223333:user/alice", "arn:aws:sts::111122223333:assumed-role/Deploy/ci"];

const FILLINGS: [&str; 10] = ["", "x", "a", "b", "key", "a/b", "us-east-1", "111122223333", "1", ":"];

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

/// What a statement names.
struct Named {
    actions: Vec<String>,
    resources: Vec<String>,
    conditions: Vec<(String, Vec<String>)>,
}

/// What a policy names, statement by statement.
pub(crate) struct Spec {
    statements: Vec<Named>,
}

impl Spec {
    pub(crate) fn new(document: &PolicyDocument) -> Self {
        let json: Json = document.to_string().parse().unwrap();
        Self { statements: list(&json["Statement"]).iter().map(Named::new).collect() }
    }

    /// A request aimed at one of the statements, and now and then beside it.
    pub(crate) fn request(&self, random: &mut Random) -> Made {
        let statement = random.pick(&self.statements);
        let other = random.pick(&self.statements);
        let mut keys: Vec<(String, Vec<String>, bool)> = Vec::new();
        let is_mixed = random.one_in(3);
        let others = other.conditions.iter().filter(|_| is_mixed);
        for (key, values) in statement.conditions.iter().chain(others) {
            let is_known = keys.iter().any(|(known, ..)| known.eq_ignore_ascii_case(key));
            if is_known || random.one_in(6) {
                continue;
            }
            let is_single = !random.one_in(4);
            let count = if is_single { 1 } else { random.below(4) };
            let carried = (0..count).map(|_| value(values, &keys, random)).collect();
            keys.push((key.clone(), carried, is_single));
        }
        let named = if random.one_in(8) { other } else { statement };
        for key in statement.resources.iter().flat_map(|text| variables(text)) {
            let is_known = keys.iter().any(|(known, ..)| known.eq_ignore_ascii_case(&key));
            if !is_known && !random.one_in(6) {
                let text = (*random.pick(&["a", "b", "alice", "x", ""])).to_owned();
                keys.push((key, vec![text], true));
            }
        }
        let resource = random.pick(&named.resources).clone();
        Made {
            principal: PRINCIPALS[random.below(PRINCIPALS.len())],
            action: random.pick(&statement.actions).clone(),
            resource: filled(&resource, &keys, random),
            keys,
        }
    }
}

fn value(values: &[String], keys: &[(String, Vec<String>, bool)], random: &mut Random) -> String {
    if values.is_empty() || random.one_in(4) {
        return (*random.pick(&OTHERS)).to_owned();
    }
    let pattern = random.pick(values).clone();
    filled(&pattern, keys, random)
}

impl Named {
    fn new(statement: &Json) -> Self {
        let mut conditions = Vec::new();
        for (_, keys) in statement["Condition"].as_object().into_iter().flatten() {
            for (key, values) in keys.as_object().unwrap() {
                conditions.push((key.clone(), texts(values)));
            }
        }
        let names = texts(&statement["Action"]);
        let mut actions = names.iter().flat_map(|name| named(name)).collect::<Vec<_>>();
        if actions.is_empty() {
            actions = ["s3:GetObject", "sqs:SendMessage", "iam:GetUser"].map(str::to_owned).into();
        }
        let mut resources = [texts(&statement["Resource"]), texts(&statement["NotResource"])].concat();
        resources.push("arn:aws:s3:::bucket/a".to_owned());
        Self { actions, resources, conditions }
    }
}

/// The first of the catalog's names for a pattern.
fn named(pattern: &str) -> Vec<String> {
    Catalog::embedded().actions_matching(pattern).take(40).map(|action| action.to_string()).collect()
}

fn list(json: &Json) -> Vec<Json> {
    match json {
        Json::Array(list) => list.clone(),
        Json::Null => Vec::new(),
        single => vec![single.clone()],
    }
}

fn texts(json: &Json) -> Vec<String> {
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    list(json).iter().map(text).collect()
}

/// The keys of the variables in a text.
fn variables(text: &str) -> Vec<String> {
    let behind = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    let key = behind.map(|(inside, _)| inside.split(',').next().unwrap().trim().to_owned());
    key.filter(|key| key.contains(':')).collect()
}

/// A text that the pattern matches, for the most part.
fn filled(pattern: &str, keys: &[(String, Vec<String>, bool)], random: &mut Random) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        if let Some((inside, behind)) = rest.strip_prefix("${").and_then(|rest| rest.split_once('}')) {
            let (key, default) = inside.split_once(',').unwrap_or((inside, ""));
            let known = keys.iter().find(|(known, ..)| known.eq_ignore_ascii_case(key));
            let value = known.and_then(|(_, values, is_single)| values.first().filter(|_| *is_single));
            text.push_str(value.map_or_else(|| default.trim().trim_matches('\''), String::as_str));
            rest = behind;
            continue;
        }
        match character {
            '*' => text.push_str(FILLINGS[random.below(FILLINGS.len())]),
            '?' => text.push('k'),
            other => text.push(other),
        }
        rest = rest.strip_prefix(character).unwrap();
    }
    text
}
