//! Random policies and requests for properties, drawn from the same small pools so that they meet often.
//!
//! Documents are well-formed; near misses come from letter case, wildcards, incomplete ARNs and values of the wrong kind.

mod keys;
mod situations;
mod statements;
mod strangers;

use iamkit_policy::OperatorKind;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value as Json, json};

pub use keys::{any_value, every_value};
pub use situations::{
    endpoint, limit, open_situation, policies, principal, resource_control, situation, trust,
};
pub use strangers::strange_situation;

use iamkit_conformance::case::{AwsCaller, CaseContext, CasePrincipal, CaseRequest, CaseResource, CaseValue};

const ACTIONS: &[&str] = &["s3:GetObject", "s3:PutObject", "S3:getobject", "sqs:SendMessage", "iam:GetUser"];
const ACTION_PATTERNS: &[&str] = &[
    "*",
    "s3:*",
    "s3:Get*",
    "S3:GETOBJECT",
    "s3:?etObject",
    "*:Get*",
    "*Object",
    "s3:GetObject",
    "s3:GetObject ",
    "s3:",
    "sqs:SendMessage",
    "iam:*",
    "s3:Get,s3:Put",
    "s3*",
    "s3:PutObject",
    "",
];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::bucket/key",
    "arn:aws:s3:::bucket/alice/key",
    "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::bucket/blue",
    "arn:aws:sqs:us-east-1:111122223333:queue",
    "arn:aws:iam::111122223333:user/alice",
];
const RESOURCE_PATTERNS: &[&str] = &[
    "*",
    "*",
    "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::bucket/key",
    "arn:aws:s3:::BUCKET/key",
    "arn:aws:s3",
    "arn:aws:s3*",
    "arn:aws:sqs:*",
    "arn:*",
    "arn:aws:s3:::bucket/${aws:username}/*",
    "arn:aws:s3:::bucket/${a:x}",
    "arn:aws:s3:::bucket/${a:x, 'key'}",
    "arn:aws:s3:::bucket/${*}",
    "arn:aws:s3:::bucket/${A:X,'b'}${?}",
    "arn:aws:${a:x}:::bucket/*",
    "arn:aws:s3:::bucket/${a:y",
    "bucket/*",
    "**",
    "arn:aws:s3:::bucket?ke?",
    "arn:aws:s3:::bucket/${a:x, key}",
    "arn:aws:iam::111122223333:user/${aws:username}",
    "arn:aws:s3:::${a:y, '}x'}",
];
const KEYS: &[&str] =
    &["a:x", "A:X", "a:y", "a:z", "aws:username", "aws:PrincipalArn", "aws:ResourceAccount"];
const PRINCIPALS: &[&str] = &[
    "arn:aws:iam::111122223333:user/team/alice",
    "arn:aws:iam::111122223333:role/ops/Deploy",
    "arn:aws:sts::111122223333:assumed-role/Deploy/ci",
    "arn:aws:iam::111122223333:role/team/Deploy",
];
/// Request values and, for the most part, policy values.
const VALUES: &[&str] = &[
    "",
    "alice",
    "ALICE",
    "b",
    "blue",
    "key",
    "*",
    "?",
    "$",
    "true",
    "TRUE",
    "false",
    "0",
    "-0",
    "10",
    "10.50",
    "+10.5",
    "1.",
    "-.5",
    "1e3",
    "2020",
    "2020-01",
    "2020-01-01T00:00:00Z",
    "2020-01-01T01:00+01:00",
    "1577836800",
    "1577836800.5",
    "2020-13",
    "10.0.0.1",
    "10.0.0.200",
    "2001:DB8::1",
    "2001:db8:0::1",
    "YmluYXJ5",
    "YQ==",
    "YQ",
    "stra\u{df}e",
    "\u{c4}b",
    "\u{e4}B",
    "\u{130}",
    "arn:aws:s3:::bucket/key",
    "arn:aws:sqs:us-east-1:111122223333:queue",
    "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt",
    "arn:aws:s3",
    "arn:aws:iam::111122223333:user/team/alice",
    "111122223333",
];
const PATTERNS: &[&str] = &[
    "a*",
    "*e",
    "?",
    "${aws:username}",
    "${a:x}",
    "${a:y, 'blue'}",
    "${a:x,'b'}",
    "${*}",
    "${?}",
    "${$}",
    "${a:z}*",
    "${",
    "${a:x, b}",
    "10.0.0.0/24",
    "10.0.0.7/24",
    "2001:db8::/32",
    "10.0.0.0/33",
    "0.0.0.0/0",
    "arn:aws:someservice:*:111122223333:finance/*",
    "arn:aws:*:*:*:*",
    "arn:*",
    "arn:aws:s3:::bucket/${a:x}",
    "arn:aws:iam::*:user/*/${aws:username}",
    "arn:aws:s3",
    "**",
    "*alice*",
];

/// A document, as its JSON value.
pub fn document() -> impl Strategy<Value = Json> {
    let version = select(vec![Some("2012-10-17"), Some("2012-10-17"), Some("2008-10-17"), None]);
    (version, vec(statement(), 1..4)).prop_map(|(version, statements)| {
        let mut document = Map::new();
        if let Some(version) = version {
            document.insert("Version".into(), json!(version));
        }
        document.insert("Statement".into(), Json::Array(statements));
        Json::Object(document)
    })
}

/// A statement of an identity policy, as its JSON value.
pub fn statement() -> impl Strategy<Value = Json> {
    let effect = select(vec!["Allow", "Allow", "Allow", "Deny"]);
    let actions = vec(select(ACTION_PATTERNS), 1..4);
    let resources = vec(select(RESOURCE_PATTERNS), 1..3);
    let negations = (proptest::bool::weighted(0.2), proptest::bool::weighted(0.2));
    (effect, actions, resources, negations, vec(condition(), 0..3)).prop_map(
        |(effect, actions, resources, (not_action, not_resource), conditions)| {
            let mut statement = Map::new();
            statement.insert("Effect".into(), json!(effect));
            statement.insert(if not_action { "NotAction" } else { "Action" }.into(), json!(actions));
            statement.insert(if not_resource { "NotResource" } else { "Resource" }.into(), json!(resources));
            if !conditions.is_empty() {
                // A repeated operator replaces the former one: keys are unique in a block (S18).
                let block =
                    conditions.into_iter().map(|(operator, key, values)| (operator, json!({ key: values })));
                statement.insert("Condition".into(), Json::Object(block.collect()));
            }
            Json::Object(statement)
        },
    )
}

fn condition() -> impl Strategy<Value = (String, &'static str, Vec<&'static str>)> {
    let values = vec(prop_oneof![select(VALUES), select(PATTERNS)], 1..4);
    (operator(), select(KEYS), values)
}

/// Any of the 27 operators with any set operator and suffix it may have.
pub fn operator() -> impl Strategy<Value = String> {
    let prefix = select(vec!["", "", "ForAllValues:", "ForAnyValue:"]);
    (select(OperatorKind::ALL), prefix, proptest::bool::weighted(0.3)).prop_map(
        |(kind, prefix, if_exists)| match kind {
            OperatorKind::Null => kind.as_str().to_owned(),
            kind => format!("{prefix}{}{}", kind.as_str(), if if_exists { "IfExists" } else { "" }),
        },
    )
}

/// A request that meets many of the documents.
pub fn request() -> impl Strategy<Value = CaseRequest> {
    let keys = subsequence(vec!["a:X", "a:y", "a:z", "AWS:username", "aws:PrincipalArn"], 0..=4);
    let context = keys.prop_flat_map(|keys| {
        let entries = keys.into_iter().map(|key| value().prop_map(move |value| (key.to_owned(), value)));
        entries.collect::<Vec<_>>()
    });
    let account = option::weighted(0.2, Just("111122223333".to_owned()));
    (select(PRINCIPALS), select(ACTIONS), select(RESOURCES), account, context, proptest::bool::weighted(0.1))
        .prop_map(|(principal, action, arn, account, context, wildcard_only)| CaseRequest {
            principal: known(principal),
            action: action.into(),
            resources: vec![CaseResource { arn: arn.into(), account, context: CaseContext::default() }],
            context: CaseContext(context),
            unknown: Vec::new(),
            management_account: None,
            restrict_public_buckets: false,
            wildcard_only: Some(wildcard_only),
        })
}

/// The principal, of a session its role as well, so that nothing is open (S45).
fn known(arn: &str) -> CasePrincipal {
    if !arn.contains(":assumed-role/") {
        return CasePrincipal::Text(arn.into());
    }
    let role = Some("arn:aws:iam::111122223333:role/ops/Deploy".into());
    CasePrincipal::Aws(AwsCaller { arn: arn.into(), role, ..AwsCaller::default() })
}

fn value() -> impl Strategy<Value = CaseValue> {
    let text = || select(VALUES).prop_map(str::to_owned);
    prop_oneof![2 => text().prop_map(CaseValue::One), 1 => vec(text(), 0..3).prop_map(CaseValue::Many)]
}
