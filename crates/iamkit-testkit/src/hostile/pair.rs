//! Two policies of a kind, and what statements are made with.

use iamkit_policy::normal::PolicyKind;
use serde_json::{Value as Json, json};

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
    pub(super) fn new(name: &'static str, a: Vec<Json>, b: Vec<Json>) -> Self {
        let document = |statements: Vec<Json>| json!({"Version": "2012-10-17", "Statement": statements});
        Self { name, kind: PolicyKind::Identity, a: document(a), b: document(b) }
    }

    /// The second lacks the last statement of the first.
    pub(super) fn without_last(name: &'static str, a: Vec<Json>) -> Self {
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

pub(super) fn numbered(count: usize, statement: impl Fn(usize) -> Json) -> Vec<Json> {
    (0..count).map(statement).collect()
}

pub(super) fn everything_of(action: &str) -> Json {
    json!({"Effect": "Allow", "Action": action, "Resource": "*"})
}
