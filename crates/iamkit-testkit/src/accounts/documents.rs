//! The documents of drawn accounts.

use serde_json::{Value as Json, json};

use super::draw::{Draw, put};

/// A service with actions that read and that write, and resources of an account.
struct Service {
    reads: &'static [&'static str],
    writes: &'static [&'static str],
    resource: &'static str,
}

const SERVICES: &[Service] = &[
    Service {
        reads: &["s3:GetObject", "s3:ListBucket", "s3:Get*", "s3:List*"],
        writes: &["s3:PutObject", "s3:DeleteObject", "s3:PutObject*", "s3:*"],
        resource: "arn:aws:s3:::NAME/*",
    },
    Service {
        reads: &["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGet*", "dynamodb:Describe*"],
        writes: &["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:*"],
        resource: "arn:aws:dynamodb:us-east-1:111122223333:table/NAME",
    },
    Service {
        reads: &["sqs:ReceiveMessage", "sqs:GetQueueAttributes", "sqs:Get*", "sqs:List*"],
        writes: &["sqs:SendMessage", "sqs:DeleteMessage", "sqs:*"],
        resource: "arn:aws:sqs:us-east-1:111122223333:NAME",
    },
    Service {
        reads: &["ec2:Describe*", "ec2:DescribeInstances", "ec2:Get*"],
        writes: &["ec2:StartInstances", "ec2:StopInstances", "ec2:RunInstances", "ec2:CreateTags"],
        resource: "arn:aws:ec2:us-east-1:111122223333:instance/*",
    },
    Service {
        reads: &["lambda:GetFunction", "lambda:List*", "lambda:Get*"],
        writes: &["lambda:InvokeFunction", "lambda:UpdateFunctionCode", "lambda:CreateFunction", "lambda:*"],
        resource: "arn:aws:lambda:us-east-1:111122223333:function:NAME",
    },
    Service {
        reads: &["logs:GetLogEvents", "logs:FilterLogEvents", "logs:Describe*"],
        writes: &["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        resource: "arn:aws:logs:us-east-1:111122223333:log-group:/NAME/*",
    },
    Service {
        reads: &["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret", "secretsmanager:List*"],
        writes: &["secretsmanager:PutSecretValue", "secretsmanager:RotateSecret"],
        resource: "arn:aws:secretsmanager:us-east-1:111122223333:secret:NAME-*",
    },
    Service {
        reads: &["kms:DescribeKey", "kms:List*", "kms:Decrypt"],
        writes: &["kms:Encrypt", "kms:GenerateDataKey*"],
        resource: "arn:aws:kms:us-east-1:111122223333:key/*",
    },
    Service {
        reads: &["sns:GetTopicAttributes", "sns:List*"],
        writes: &["sns:Publish", "sns:Subscribe"],
        resource: "arn:aws:sns:us-east-1:111122223333:NAME",
    },
    Service {
        reads: &["iam:Get*", "iam:List*", "iam:GetRole"],
        writes: &["iam:PassRole"],
        resource: "arn:aws:iam::111122223333:role/service/NAME*",
    },
    Service {
        reads: &["cloudformation:Describe*", "cloudformation:List*"],
        writes: &["cloudformation:CreateStack", "cloudformation:UpdateStack"],
        resource: "arn:aws:cloudformation:us-east-1:111122223333:stack/NAME/*",
    },
    Service {
        reads: &["ssm:GetParameter*", "ssm:DescribeParameters"],
        writes: &["ssm:PutParameter", "ssm:SendCommand"],
        resource: "arn:aws:ssm:us-east-1:111122223333:parameter/NAME/*",
    },
];

/// The teams of drawn accounts, as their names and the tag `team` have them.
pub const TEAMS: &[&str] = &[
    "billing",
    "search",
    "checkout",
    "platform",
    "mobile",
    "data",
    "identity",
    "media",
    "logistics",
    "growth",
];

/// A document with statements about a few services.
pub(crate) fn identity(draw: &mut Draw, statements: usize) -> Json {
    let statements = (0..statements).map(|_| statement(draw)).collect::<Vec<_>>();
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn statement(draw: &mut Draw) -> Json {
    let service = draw.of(SERVICES);
    let writes = draw.percent(45);
    let pool = if writes { service.writes } else { service.reads };
    let mut actions = (0..draw.between(1, 3)).map(|_| *draw.of(pool)).collect::<Vec<_>>();
    actions.sort_unstable();
    actions.dedup();
    let mut statement = json!({"Effect": "Allow", "Action": actions, "Resource": resource(draw, service)});
    if draw.percent(4) {
        put(&mut statement, "Effect", "Deny".into());
    }
    if draw.percent(18)
        && let Some(condition) = condition(draw)
    {
        put(&mut statement, "Condition", condition);
    }
    statement
}

fn resource(draw: &mut Draw, service: &Service) -> Json {
    let name = format!("{}-{}", draw.of(TEAMS), draw.of(&["prod", "test", "shared", "logs"]));
    match draw.below(10) {
        0..=2 => "*".into(),
        3 => service.resource.replace("NAME", "${aws:PrincipalTag/team}-*").into(),
        4 => service.resource.replace("NAME", &format!("{name}*")).into(),
        _ => service.resource.replace("NAME", &name).into(),
    }
}

fn condition(draw: &mut Draw) -> Option<Json> {
    let team = *draw.of(TEAMS);
    let conditions = [
        json!({"StringEquals": {"aws:ResourceTag/team": team}}),
        json!({"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}),
        json!({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "198.51.100.0/24"]}}),
        json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        json!({"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}),
        json!({"StringLike": {"aws:PrincipalTag/team": format!("{team}*")}}),
        json!({"Bool": {"aws:SecureTransport": "true"}}),
    ];
    let at = draw.below(conditions.len());
    conditions.into_iter().nth(at)
}

/// What an administrator of a part of the account may do.
pub(crate) fn delegated_administration(draw: &mut Draw) -> Json {
    let statements = [
        json!({"Effect": "Allow", "Action": ["iam:CreatePolicyVersion", "iam:GetPolicy"],
            "Resource": "arn:aws:iam::111122223333:policy/team/*"}),
        json!({"Effect": "Allow", "Action": "iam:AttachUserPolicy", "Resource": "arn:aws:iam::111122223333:user/*",
            "Condition": {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::111122223333:policy/team/*"}}}),
        json!({"Effect": "Allow", "Action": ["iam:CreateAccessKey", "iam:DeleteAccessKey"],
            "Resource": "arn:aws:iam::111122223333:user/${aws:username}"}),
        json!({"Effect": "Allow", "Action": "iam:AddUserToGroup", "Resource": "arn:aws:iam::111122223333:group/team/*"}),
    ];
    let count = draw.between(1, statements.len());
    let statements = statements.into_iter().take(count).collect::<Vec<_>>();
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// What bounds a principal: some services, nothing of IAM but reading.
pub(crate) fn boundary(draw: &mut Draw) -> Json {
    let services = ["s3:*", "dynamodb:*", "sqs:*", "sns:*", "logs:*", "lambda:*", "ec2:*", "kms:*", "sts:*"];
    let least = draw.between(4, services.len());
    let services = services.into_iter().take(least).collect::<Vec<_>>();
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": services, "Resource": "*"},
        {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1", "eu-central-1"]}}},
    ]})
}

/// Leave to assume roles.
pub(crate) fn assume(resources: &[String]) -> Json {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": resources},
    ]})
}

/// A trust policy for one principal.
pub(crate) fn trust(principal: &Json, condition: Option<Json>) -> Json {
    let mut statement = json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"});
    if let Some(condition) = condition {
        put(&mut statement, "Condition", condition);
    }
    json!({"Version": "2012-10-17", "Statement": [statement]})
}
