//! Small policies that ask for much work, each of a kind of its own and of any size.
//!
//! What a question about them takes is measured by the benches and bounded by the tests: a kind that took minutes once
//! stays here.

mod condition;
mod principal;
mod resource;

use iamkit_policy::normal::PolicyKind;
use serde_json::{Value as Json, json};

pub use condition::*;
pub use principal::*;
pub use resource::*;

/// Two policies that are hard to compare
#[derive(Debug, Clone)]
pub struct Hostile {
    /// The kind of input, in words joined by hyphens.
    pub name: &'static str,
    /// What the policies are.
    pub kind: PolicyKind,
    /// The first, as JSON.
    pub a: Json,
    /// The second.
    pub b: Json,
}

impl Hostile {
    fn new(name: &'static str, a: Vec<Json>, b: Vec<Json>) -> Self {
        let document = |statements: Vec<Json>| json!({"Version": "2012-10-17", "Statement": statements});
        Self { name, kind: PolicyKind::Identity, a: document(a), b: document(b) }
    }

    /// The second lacks the last statement of the first.
    fn without_last(name: &'static str, a: Vec<Json>) -> Self {
        let b = a.get(..a.len().saturating_sub(1)).unwrap_or_default().to_vec();
        Self::new(name, a, b)
    }

    /// How many characters both policies have together.
    pub fn text(&self) -> usize {
        [&self.a, &self.b].map(|json| json.to_string().len()).iter().sum()
    }

    /// How many statements both policies have together.
    pub fn statements(&self) -> usize {
        let count = |json: &Json| json.get("Statement").and_then(Json::as_array).map_or(0, Vec::len);
        count(&self.a) + count(&self.b)
    }
}

fn numbered(count: usize, statement: impl Fn(usize) -> Json) -> Vec<Json> {
    (0..count).map(statement).collect()
}

fn everything_of(action: &str) -> Json {
    json!({"Effect": "Allow", "Action": action, "Resource": "*"})
}

/// A kind of policies, of any size
pub type Kind = fn(usize) -> Hostile;

/// Every kind that grows with a number, which is at least one.
pub const KINDS: [Kind; 50] = [
    statements,
    not_resources,
    variables,
    variables_in_one,
    literal,
    alike_actions,
    other_buckets,
    left_out,
    overlapping_lists,
    denied_buckets,
    own_folders,
    tagged_folders,
    infix_actions,
    wildcards,
    unknown_actions,
    other_actions,
    infix_resources,
    nested_prefixes,
    lengths,
    others_folders,
    crossed,
    any_service,
    keys,
    dates,
    pigeonholes,
    numbers,
    moments,
    ranges,
    request_tags,
    tag_names,
    tag_patterns,
    other_texts,
    role_patterns,
    user_ids,
    absent_keys,
    keys_and_texts,
    stretches,
    other_ranges,
    mixed_families,
    texts_with_variables,
    principal_arns,
    principals,
    users_of_one_bucket,
    denied_users,
    denied_others,
    accounts,
    roles,
    services,
    providers,
    exempt_roles,
];

/// The largest of a kind that is within two bounds
pub fn largest(kind: Kind, most_statements: usize, most_text: usize) -> Hostile {
    let fits = |count: usize| {
        let hostile = kind(count);
        hostile.statements() <= most_statements && hostile.text() <= most_text
    };
    let mut step = 1;
    while fits(2 * step) {
        step *= 2;
    }
    let mut count = step;
    while 1 < step {
        step /= 2;
        if fits(count + step) {
            count += step;
        }
    }
    kind(count)
}

/// One of each kind, at the sizes that are measured.
pub fn all() -> Vec<Hostile> {
    vec![
        statements(400),
        not_resources(20),
        principals(400),
        variables(50),
        variables_in_one(3000),
        keys(9000),
        dates(2000),
        literal(20_000),
        pigeonholes(12),
        session(),
        alike_actions(28_000),
    ]
}
