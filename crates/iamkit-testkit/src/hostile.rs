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

/// A statement for each of so many buckets, in which all others are meant.
pub fn other_buckets(count: usize) -> Hostile {
    let of = |at| json!({"Effect": "Allow", "Action": "*", "NotResource": format!("arn:aws:s3:::b{at}/*")});
    Hostile::without_last("other-buckets", numbered(count, of))
}

/// One statement that leaves so many buckets out.
pub fn left_out(count: usize) -> Hostile {
    let buckets = (0..count).map(|at| format!("arn:aws:s3:::b{at}/*")).collect::<Vec<_>>();
    let one = json!({"Effect": "Allow", "Action": "*", "NotResource": buckets});
    Hostile::without_last("left-out", vec![one, everything_of("sqs:*")])
}

/// Statements each of which leaves out forty buckets of so many.
pub fn overlapping_lists(count: usize) -> Hostile {
    let of = |at: usize| {
        let buckets = (0..40).map(|other| format!("arn:aws:s3:::b{}/*", (at * 7 + other) % count));
        json!({"Effect": "Allow", "Action": "s3:*", "NotResource": buckets.collect::<Vec<_>>()})
    };
    Hostile::without_last("overlapping-lists", numbered(count, of))
}

/// Everything but so many buckets.
pub fn denied_buckets(count: usize) -> Hostile {
    let of = |at| json!({"Effect": "Deny", "Action": "s3:*", "Resource": format!("arn:aws:s3:::b{at}/*")});
    Hostile::without_last(
        "denied-buckets",
        std::iter::once(everything_of("*")).chain(numbered(count, of)).collect(),
    )
}

/// A statement with a variable for each of so many buckets.
pub fn own_folders(count: usize) -> Hostile {
    let of = |at| {
        let folder = format!("arn:aws:s3:::b{at}/${{aws:username}}/*");
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": folder})
    };
    Hostile::without_last("own-folders", numbered(count, of))
}

/// A statement for each of so many variables.
pub fn tagged_folders(count: usize) -> Hostile {
    let of = |at| {
        let folder = format!("arn:aws:s3:::b/${{aws:PrincipalTag/t{at}}}/*");
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": folder})
    };
    Hostile::without_last("tagged-folders", numbered(count, of))
}

/// Statements about actions in the middle of whose names stand two letters, so many of them.
pub fn infix_actions(count: usize) -> Hostile {
    let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).unwrap_or_default());
    let of = |at: usize| {
        let action = format!("*{}{}*", letter(at), letter(at / 26));
        json!({"Effect": "Allow", "Action": action, "Resource": format!("arn:aws:s3:::b{at}/*")})
    };
    Hostile::without_last("infix-actions", numbered(count, of))
}

/// One pattern of so many wildcards.
pub fn wildcards(count: usize) -> Hostile {
    let pattern = format!("arn:aws:s3:::{}", "*?".repeat(count));
    let one = json!({"Effect": "Allow", "Action": "s3:*", "Resource": pattern});
    Hostile::without_last("wildcards", vec![one, everything_of("sqs:*")])
}

/// One statement with so many values of a key, under an operator.
fn values(
    name: &'static str,
    operator: &str,
    key: &str,
    count: usize,
    value: impl Fn(usize) -> String,
) -> Hostile {
    let values = (0..count).map(value).collect::<Vec<_>>();
    let one =
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {operator: {key: values}}});
    Hostile::without_last(name, vec![one, everything_of("sqs:*")])
}

/// So many numbers under one operator.
pub fn numbers(count: usize) -> Hostile {
    values("numbers", "NumericEquals", "s3:max-keys", count, |at| at.to_string())
}

/// So many moments under one operator.
pub fn moments(count: usize) -> Hostile {
    values("moments", "DateEquals", "aws:CurrentTime", count, |at| at.to_string())
}

/// So many ranges of addresses under one operator.
pub fn ranges(count: usize) -> Hostile {
    let range = |at: usize| format!("{}.{}.{}.0/24", 1 + at / 65_536, at / 256 % 256, at % 256);
    values("ranges", "IpAddress", "aws:SourceIp", count, range)
}

/// One statement that asks for so many keys that come with some actions alone.
pub fn request_tags(count: usize) -> Hostile {
    let keys = (0..count).map(|at| (format!("aws:RequestTag/k{at}"), Json::from("x")));
    let keys = keys.collect::<serde_json::Map<_, _>>();
    let one = json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": keys}});
    Hostile::without_last("request-tags", vec![one, everything_of("sqs:*")])
}

fn user(at: usize) -> Json {
    json!({"AWS": format!("arn:aws:iam::{at:012}:user/u{at}")})
}

/// A bucket of which each of so many users has a statement of the same resources.
pub fn users_of_one_bucket(count: usize) -> Hostile {
    let of = |at| json!({"Effect": "Allow", "Principal": user(at), "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"});
    let hostile = Hostile::without_last("users-of-one-bucket", numbered(count, of));
    Hostile { kind: PolicyKind::Resource, ..hostile }
}

/// A bucket that is everyone's, of which each of so many users, or all others, are denied a part.
pub fn denied_users(element: &str, count: usize) -> Hostile {
    let everyone =
        json!({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"});
    let of = |at| {
        let resource = format!("arn:aws:s3:::b/{at}*");
        json!({"Effect": "Deny", element: user(at), "Action": "s3:*", "Resource": resource})
    };
    let hostile =
        Hostile::without_last("denied-users", std::iter::once(everyone).chain(numbered(count, of)).collect());
    Hostile { kind: PolicyKind::Resource, ..hostile }
}

/// Kinds each of which took long once by work that nobody counted.
pub fn uncounted() -> Vec<Hostile> {
    vec![
        statements(2000),
        other_buckets(2000),
        left_out(50_000),
        overlapping_lists(1000),
        denied_buckets(2000),
        own_folders(1000),
        tagged_folders(1000),
        infix_actions(600),
        wildcards(300_000),
        numbers(100_000),
        moments(100_000),
        ranges(100_000),
        request_tags(20_000),
        users_of_one_bucket(2000),
        denied_users("Principal", 2000),
        denied_users("NotPrincipal", 2000),
    ]
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
