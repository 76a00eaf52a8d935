//! Policies about actions and keys of the catalog, so that real requests meet them.

use iamkit_testkit::generate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value as Json, json};

/// A service's actions, resources, and keys that come with its actions.
struct Area {
    actions: &'static [&'static str],
    resources: &'static [&'static str],
    keys: &'static [(&'static str, Kind)],
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Texts,
    Bool,
    Number,
    Date,
    Address,
    Arn,
    Source,
    Principal,
    Account,
    Region,
    Organization,
}

const AREAS: &[Area] = &[
    Area {
        actions: &[
            "s3:GetObject",
            "s3:Get*",
            "s3:PutObject",
            "s3:ListBucket",
            "s3:*",
            "s3:ListAllMyBuckets",
            "s3:*Object",
        ],
        resources: &[
            "arn:aws:s3:::bucket",
            "arn:aws:s3:::bucket/*",
            "arn:aws:s3:::bucket/a*",
            "arn:aws:s3:::*/${aws:username}/*",
            "arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'a'}/*",
            "arn:*:s3:::b*",
        ],
        keys: &[
            ("s3:prefix", Kind::Text),
            ("s3:ExistingObjectTag/team", Kind::Text),
            ("s3:TlsVersion", Kind::Number),
            ("s3:signatureAge", Kind::Number),
            ("s3:object-lock-retain-until-date", Kind::Date),
            ("s3:max-keys", Kind::Number),
            ("s3:DataAccessPointArn", Kind::Arn),
        ],
    },
    Area {
        actions: &[
            "ec2:RunInstances",
            "ec2:CreateVolume",
            "ec2:Create*",
            "ec2:DescribeInstances",
            "ec2:*Tags",
            "ec2:StartInstances",
        ],
        resources: &[
            "arn:aws:ec2:*:*:instance/*",
            "arn:aws:ec2:us-east-1:111122223333:instance/i-*",
            "arn:aws:ec2:us-*:*:volume/*",
            "arn:aws:ec2:*::image/ami-*",
            "arn:aws:ec2:${aws:RequestedRegion}:*:*/*",
        ],
        keys: &[
            ("ec2:Encrypted", Kind::Bool),
            ("ec2:VolumeSize", Kind::Number),
            ("ec2:VolumeType", Kind::Text),
            ("ec2:Region", Kind::Region),
            ("ec2:SourceInstanceARN", Kind::Arn),
            ("aws:RequestTag/team", Kind::Text),
            ("aws:TagKeys", Kind::Texts),
            ("aws:ResourceTag/team", Kind::Text),
        ],
    },
    Area {
        actions: &[
            "iam:PassRole",
            "iam:GetPolicy",
            "iam:*Role",
            "iam:Get*",
            "iam:CreateUser",
            "iam:DeletePolicy",
        ],
        resources: &[
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam::*:role/team-${aws:PrincipalTag/team}",
            "arn:aws:iam::*:policy/*",
            "arn:aws:iam::aws:policy/*",
            "arn:aws:iam::????????????:user/${aws:username}",
        ],
        keys: &[
            ("iam:PassedToService", Kind::Text),
            ("iam:AssociatedResourceArn", Kind::Arn),
            ("iam:PermissionsBoundary", Kind::Arn),
            ("iam:ResourceTag/team", Kind::Text),
        ],
    },
    Area {
        actions: &[
            "kms:Decrypt",
            "kms:CreateGrant",
            "kms:*",
            "kms:ListAliases",
            "dynamodb:GetItem",
            "dynamodb:*",
        ],
        resources: &[
            "arn:aws:kms:*:111122223333:key/*",
            "arn:aws:kms:us-east-1:*:key/k*",
            "arn:aws:dynamodb:*:*:table/orders",
            "arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team}*",
        ],
        keys: &[
            ("kms:EncryptionContext:team", Kind::Text),
            ("kms:EncryptionContextKeys", Kind::Texts),
            ("kms:GrantIsForAWSResource", Kind::Bool),
            ("kms:CallerAccount", Kind::Account),
            ("dynamodb:LeadingKeys", Kind::Texts),
            ("dynamodb:Attributes", Kind::Texts),
        ],
    },
];

const GLOBAL_KEYS: &[(&str, Kind)] = &[
    ("aws:SourceIp", Kind::Address),
    ("aws:VpcSourceIp", Kind::Address),
    ("aws:SourceVpce", Kind::Text),
    ("aws:SecureTransport", Kind::Bool),
    ("aws:MultiFactorAuthPresent", Kind::Bool),
    ("aws:TokenIssueTime", Kind::Date),
    ("aws:CurrentTime", Kind::Date),
    ("aws:PrincipalArn", Kind::Principal),
    ("aws:PrincipalAccount", Kind::Account),
    ("aws:SourceAccount", Kind::Account),
    ("aws:ResourceAccount", Kind::Account),
    ("aws:PrincipalOrgID", Kind::Organization),
    ("aws:PrincipalOrgPaths", Kind::Organization),
    ("aws:RequestedRegion", Kind::Region),
    ("aws:PrincipalTag/team", Kind::Text),
    ("aws:username", Kind::Text),
    ("aws:SourceArn", Kind::Arn),
    ("aws:CalledVia", Kind::Texts),
    ("AWS:secureTransport", Kind::Bool),
];

const SOURCE_KEYS: &[(&str, Kind)] = &[
    ("aws:SourceAccount", Kind::Account),
    ("aws:PrincipalAccount", Kind::Account),
    ("aws:SourceArn", Kind::Source),
    ("aws:PrincipalArn", Kind::Principal),
    ("aws:PrincipalOrgID", Kind::Organization),
    ("aws:SourceIp", Kind::Address),
    ("aws:SecureTransport", Kind::Bool),
    ("s3:prefix", Kind::Text),
];

impl Kind {
    fn values(self) -> &'static [&'static str] {
        match self {
            Self::Text | Self::Texts => &[
                "a",
                "a*",
                "*b",
                "blue",
                "",
                "?",
                "*",
                "${aws:username}",
                "${aws:PrincipalTag/team, 'a'}",
                "x",
            ],
            Self::Bool => &["true", "false"],
            Self::Number => &["1", "7", "10", "10.5", "1000", "0"],
            Self::Date => &["2020-01-01T00:00:00Z", "2021-02-03", "2030"],
            Self::Address => &["10.0.0.0/8", "10.0.0.0/24", "203.0.113.0/24", "192.0.2.1", "2001:db8::/32"],
            Self::Arn => &[
                "arn:aws:s3:::bucket*",
                "arn:aws:*:*:111122223333:*",
                "arn:aws:ec2:us-east-1:111122223333:instance/*",
                "arn:*:*:*:*:*",
                "arn:aws:sns:us-east-1:444455556666:topic",
            ],
            Self::Source => &[
                "arn:aws:sns:*:*:topic",
                "arn:aws:sns:*:111122223333:*",
                "arn:aws:s3:::bucket",
                "arn:aws:sns:us-east-1:444455556666:topic",
            ],
            Self::Principal => &[
                "arn:aws:iam::111122223333:user/*",
                "arn:aws:iam::*:role/*",
                "arn:aws:iam::*:role/ops/Deploy",
                "arn:aws:iam::111122223333:user/${aws:username}",
                "arn:aws:iam::444455556666:role/ops/Deploy",
                "arn:aws:iam::111122223333:root",
            ],
            Self::Account => &["111122223333", "444455556666", "1*", "????????????"],
            Self::Region => &["us-east-1", "us-*", "eu-west-1", "*"],
            Self::Organization => &["o-abc", "o-*", "o-a*", "o-abc/*"],
        }
    }

    /// Operators that suit the values; any other is drawn now and then.
    fn operators(self) -> &'static [&'static str] {
        match self {
            Self::Bool => &["Bool", "Bool", "BoolIfExists", "StringEquals", "Null"],
            Self::Number => &[
                "NumericEquals",
                "NumericLessThan",
                "NumericGreaterThanEquals",
                "NumericNotEqualsIfExists",
                "Null",
            ],
            Self::Date => {
                &["DateLessThan", "DateGreaterThanEquals", "DateGreaterThanIfExists", "DateNotEquals"]
            }
            Self::Address => &["IpAddress", "IpAddress", "NotIpAddress", "IpAddressIfExists", "Null"],
            Self::Arn | Self::Source | Self::Principal => {
                &["ArnLike", "ArnEquals", "ArnNotLike", "ArnLikeIfExists", "StringLike", "StringNotLike"]
            }
            Self::Texts => &[
                "ForAllValues:StringEquals",
                "ForAllValues:StringLike",
                "ForAnyValue:StringLike",
                "ForAnyValue:StringEquals",
                "ForAnyValue:StringNotEquals",
                "Null",
            ],
            Self::Text | Self::Account | Self::Region | Self::Organization => &[
                "StringEquals",
                "StringLike",
                "StringLike",
                "StringNotEquals",
                "StringNotLikeIfExists",
                "StringEqualsIgnoreCase",
                "ForAnyValue:StringLike",
                "Null",
            ],
        }
    }
}

/// A document without principals, as its JSON value.
pub(crate) fn document() -> impl Strategy<Value = Json> {
    of(vec![None])
}

/// A resource's policy, as its JSON value.
pub(crate) fn resource_policy() -> impl Strategy<Value = Json> {
    of(vec![
        Some(json!("*")),
        Some(json!("*")),
        Some(json!({"AWS": "*"})),
        Some(json!({"AWS": "111122223333"})),
        Some(json!({"AWS": "arn:aws:iam::111122223333:user/alice"})),
        Some(json!({"AWS": ["arn:aws:iam::444455556666:role/ops/Deploy", "arn:aws:iam::111122223333:root"]})),
        Some(json!({"Service": "lambda.amazonaws.com"})),
    ])
}

/// A resource's policy for everyone under conditions on where the request comes from, as its JSON value.
pub(crate) fn public_policy() -> impl Strategy<Value = Json> {
    let strange = vec(condition(SOURCE_KEYS.to_vec()), 1..4);
    (statement(&AREAS[0], Just(Some(json!("*")))), strange).prop_map(|(mut statement, conditions)| {
        statement["Effect"] = json!("Allow");
        statement["Condition"] = block(conditions);
        json!({"Version": "2012-10-17", "Statement": [statement]})
    })
}

fn of(principals: Vec<Option<Json>>) -> impl Strategy<Value = Json> {
    let areas = (0..AREAS.len()).prop_flat_map(move |area| {
        let area = &AREAS[area];
        vec(statement(area, select(principals.clone())), 1..4)
    });
    areas.prop_map(|statements| json!({"Version": "2012-10-17", "Statement": statements}))
}

fn statement(
    area: &'static Area,
    principal: impl Strategy<Value = Option<Json>>,
) -> impl Strategy<Value = Json> {
    let effect = select(vec!["Allow", "Allow", "Allow", "Deny"]);
    let actions = vec(select(area.actions), 1..3);
    let resources = prop_oneof![Just(vec!["*"]), vec(select(area.resources), 1..3)];
    let negation = proptest::bool::weighted(0.1);
    (effect, principal, actions, resources, negation, vec(condition([area.keys, GLOBAL_KEYS].concat()), 0..4)).prop_map(
        |(effect, principal, actions, resources, is_not, conditions)| {
            let is_not = is_not && !resources.contains(&"*");
            let element = if is_not { "NotResource" } else { "Resource" };
            let mut statement =
                json!({"Effect": effect, "Action": actions, element: resources, "Condition": block(conditions)});
            if let Some(principal) = principal {
                statement["Principal"] = principal;
            }
            statement
        },
    )
}

type Condition = (String, &'static str, Json);

fn block(conditions: Vec<Condition>) -> Json {
    let mut block = Map::new();
    for (operator, key, values) in conditions {
        block.entry(operator).or_insert_with(|| json!({}))[key] = values;
    }
    Json::Object(block)
}

fn condition(keys: Vec<(&'static str, Kind)>) -> impl Strategy<Value = Condition> {
    (select(keys), any::<Index>(), vec(any::<Index>(), 1..3), generate::operator(), 0..8).prop_map(
        |((key, kind), operator, values, other, at)| {
            let operator = if at == 0 { other } else { (*operator.get(kind.operators())).to_owned() };
            let values = values.iter().map(|at| *at.get(kind.values())).collect::<Vec<_>>();
            let values = if operator == "Null" { json!(at % 2 == 0) } else { json!(values) };
            (operator, key, values)
        },
    )
}
