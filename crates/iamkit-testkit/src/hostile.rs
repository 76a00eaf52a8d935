//! Small policies that ask for much work, each of a kind of its own and of any size.
//!
//! What a question about them takes is measured by the benches and bounded by the tests: a kind that took minutes once
//! stays here.

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
    fn new(name: &'static str, a: Vec<Json>, b: Vec<Json>) -> Self {
        let document = |statements: Vec<Json>| json!({"Version": "2012-10-17", "Statement": statements});
        Self { name, kind: PolicyKind::Identity, a: document(a), b: document(b) }
    }

    /// The second lacks the last statement of the first.
    fn without_last(name: &'static str, a: Vec<Json>) -> Self {
        let b = a.get(..a.len().saturating_sub(1)).unwrap_or_default().to_vec();
        Self::new(name, a, b)
    }
}

fn numbered(count: usize, statement: impl Fn(usize) -> Json) -> Vec<Json> {
    (0..count).map(statement).collect()
}

/// A statement for each of so many buckets.
pub fn statements(count: usize) -> Hostile {
    let of = |at| json!({"Effect": "Allow", "Action": "*", "Resource": format!("arn:aws:s3:::b{at}/*")});
    Hostile::without_last("statements", numbered(count, of))
}

/// Statements each of which leaves two patterns out, one of them in the middle of texts.
pub fn not_resources(count: usize) -> Hostile {
    let of = |at| {
        let patterns = [format!("arn:aws:s3:::b{at}/*"), format!("arn:aws:s3:::*{at}*")];
        json!({"Effect": "Allow", "Action": "*", "NotResource": patterns})
    };
    Hostile::without_last("not-resources", numbered(count, of))
}

/// A statement for each of so many principals.
pub fn principals(count: usize) -> Hostile {
    let side = |resource: &dyn Fn(usize) -> String| {
        numbered(count, |at| {
            let user = format!("arn:aws:iam::{at:012}:user/u{at}");
            json!({"Effect": "Allow", "Principal": {"AWS": user}, "Action": "s3:*", "Resource": resource(at)})
        })
    };
    let (a, b) = (side(&|at| format!("arn:aws:s3:::b/{at}*")), side(&|at| format!("arn:aws:s3:::b/*{at}")));
    Hostile { kind: PolicyKind::Resource, ..Hostile::new("principals", a, b) }
}

/// So many patterns with a variable and a default, and one without.
pub fn variables(count: usize) -> Hostile {
    let side = |other: usize| {
        let pattern = |at: usize| {
            let default = at + other;
            format!("arn:aws:s3:::b/${{aws:PrincipalTag/t{at},'d{default}'}}/*${{aws:username}}*")
        };
        let patterns = (0..count).map(pattern).collect::<Vec<_>>();
        vec![json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": patterns})]
    };
    Hostile::new("variables", side(0), side(1))
}

/// One pattern with so many variables.
pub fn variables_in_one(count: usize) -> Hostile {
    let variables = (0..count).map(|at| format!("${{aws:PrincipalTag/t{at}}}")).collect::<Vec<_>>().concat();
    let one = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::b/{variables}")});
    Hostile::without_last("variables-in-one", vec![one, everything_of("sqs:*")])
}

/// One statement that asks for so many keys.
pub fn keys(count: usize) -> Hostile {
    let keys = (0..count).map(|at| (format!("aws:PrincipalTag/k{at}"), Json::from("x")));
    let keys = keys.collect::<serde_json::Map<_, _>>();
    let one = json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": keys}});
    Hostile::without_last("keys", vec![one, everything_of("sqs:*")])
}

/// A statement for each of so many dates.
pub fn dates(count: usize) -> Hostile {
    let of = |at: usize| {
        let date = format!("{}-{:02}-{:02}T00:00:00Z", 2000 + at / 300, 1 + at / 25 % 12, 1 + at % 25);
        let before = json!({"DateLessThan": {"aws:CurrentTime": date}});
        json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": before})
    };
    Hostile::without_last("dates", numbered(count, of))
}

/// One pattern of so many letters, and one of a letter more.
pub fn literal(count: usize) -> Hostile {
    let of = |count: usize| {
        let name = "a".repeat(count);
        vec![json!({"Effect": "Allow", "Action": "*", "Resource": format!("arn:aws:s3:::b/{name}")})]
    };
    Hostile::new("literal", of(count), of(count + 1))
}

/// So many pigeons in one hole less: no request is allowed, which is long to prove for whoever splits.
pub fn pigeonholes(count: usize) -> Hostile {
    let holes = count.saturating_sub(1);
    let tag = |pigeon: usize, hole: usize| format!("aws:PrincipalTag/p{pigeon}h{hole}");
    let deny =
        |tests: Json| json!({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Null": tests}});
    let nowhere = |pigeon| {
        let tags = (0..holes).map(|hole| (tag(pigeon, hole), Json::from("true")));
        deny(Json::Object(tags.collect()))
    };
    let mut a = numbered(count, nowhere);
    for hole in 0..holes {
        for (first, second) in (0..count).flat_map(|second| (0..second).map(move |first| (first, second))) {
            a.push(deny(json!({(tag(first, hole)): "false", (tag(second, hole)): "false"})));
        }
    }
    a.push(everything_of("*"));
    Hostile::without_last("pigeonholes", a)
}

/// Few bytes with variables in several elements.
pub fn session() -> Hostile {
    let of = |actions: &[&str]| {
        json!({"Effect": "Allow", "NotAction": actions,
            "NotResource": ["arn:aws:s3:::bucket/${aws:username}/*", "arn:aws:s3:::bucket/${A:X,'b'}${?}"],
            "Condition": {"ForAnyValue:StringLike": {"aws:PrincipalArn": ["2001:db8::/32", "${aws:username}"]}}})
    };
    let mut hostile =
        Hostile::new("session", vec![of(&["iam:*"])], vec![of(&["iam:*", "iam:*"]), of(&["iam:*", "iam:*"])]);
    hostile.kind = PolicyKind::Session;
    if let Some(version) = hostile.b.get_mut("Version") {
        *version = "2008-10-17".into();
    }
    hostile
}

/// Names of actions that are alike in their first 112 characters.
pub fn alike_actions(count: usize) -> Hostile {
    let same = "a".repeat(112);
    let names = (0..count).map(|at| format!("s3:{same}{at:06}")).collect::<Vec<_>>();
    let one = json!({"Effect": "Allow", "Action": names, "Resource": "*"});
    Hostile::without_last("alike-actions", vec![one])
}

fn everything_of(action: &str) -> Json {
    json!({"Effect": "Allow", "Action": action, "Resource": "*"})
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
