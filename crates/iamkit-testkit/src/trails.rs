//! CloudTrail logs of drawn accounts: calls that the naive evaluator decided, with all that stands between them.
//!
//! What came of a call is what the account's policies say, with the keys that the call had; some of those no record tells.
//! Among the calls are throttled ones, denials just behind a change of policies, events of services, and people who sign in.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test whose trail can't be drawn has failed"
)]

use iamkit_conformance::case::{CaseRequest, ExpectedDecision, NamedPolicy, PolicyLayers, Situation};
use iamkit_conformance::naive;
use iamkit_store::{Account, Boundary, Identity};
use serde_json::{Value as Json, json};

use crate::accounts::TEAMS;
use crate::accounts::draw::{Draw, put};

/// When the first event is.
const START: i64 = 1_777_600_800;

/// An operation: the event's source and name, the action, its parameters and its resource, with `NAME` and `REGION` to fill.
struct Operation(&'static str, &'static str, &'static str, &'static str, &'static str);

const OPERATIONS: &[Operation] = &[
    Operation(
        "s3",
        "GetObject",
        "s3:GetObject",
        r#"{"bucketName": "NAME", "key": "a/b.txt"}"#,
        "arn:aws:s3:::NAME/a/b.txt",
    ),
    Operation(
        "s3",
        "PutObject",
        "s3:PutObject",
        r#"{"bucketName": "NAME", "key": "c.txt"}"#,
        "arn:aws:s3:::NAME/c.txt",
    ),
    Operation(
        "s3",
        "DeleteObject",
        "s3:DeleteObject",
        r#"{"bucketName": "NAME", "key": "c.txt"}"#,
        "arn:aws:s3:::NAME/c.txt",
    ),
    Operation(
        "dynamodb",
        "GetItem",
        "dynamodb:GetItem",
        r#"{"tableName": "NAME"}"#,
        "arn:aws:dynamodb:REGION:111122223333:table/NAME",
    ),
    Operation(
        "dynamodb",
        "PutItem",
        "dynamodb:PutItem",
        r#"{"tableName": "NAME"}"#,
        "arn:aws:dynamodb:REGION:111122223333:table/NAME",
    ),
    Operation(
        "sqs",
        "SendMessage",
        "sqs:SendMessage",
        r#"{"queueUrl": "https://sqs.REGION.amazonaws.com/111122223333/NAME"}"#,
        "arn:aws:sqs:REGION:111122223333:NAME",
    ),
    Operation(
        "sqs",
        "ReceiveMessage",
        "sqs:ReceiveMessage",
        r#"{"queueUrl": "https://sqs.REGION.amazonaws.com/111122223333/NAME"}"#,
        "arn:aws:sqs:REGION:111122223333:NAME",
    ),
    Operation("ec2", "DescribeInstances", "ec2:DescribeInstances", "{}", "*"),
    Operation(
        "ec2",
        "StopInstances",
        "ec2:StopInstances",
        r#"{"instancesSet": {"items": [{"instanceId": "i-0123456789"}]}}"#,
        "arn:aws:ec2:REGION:111122223333:instance/i-0123456789",
    ),
    Operation(
        "lambda",
        "GetFunction20150331v2",
        "lambda:GetFunction",
        r#"{"functionName": "NAME"}"#,
        "arn:aws:lambda:REGION:111122223333:function:NAME",
    ),
    Operation(
        "lambda",
        "Invoke",
        "lambda:InvokeFunction",
        r#"{"functionName": "NAME"}"#,
        "arn:aws:lambda:REGION:111122223333:function:NAME",
    ),
    Operation(
        "sns",
        "Publish",
        "sns:Publish",
        r#"{"topicArn": "arn:aws:sns:REGION:111122223333:NAME"}"#,
        "arn:aws:sns:REGION:111122223333:NAME",
    ),
    Operation(
        "kms",
        "Encrypt",
        "kms:Encrypt",
        r#"{"keyId": "arn:aws:kms:REGION:111122223333:key/0a1b2c3d"}"#,
        "arn:aws:kms:REGION:111122223333:key/0a1b2c3d",
    ),
];

/// The records of a trail of so many calls or a few more, in the order of their times
pub fn records(account: &Account, seed: u64, calls: usize) -> Vec<Json> {
    let mut drawing = Drawing { account, draw: Draw::new(seed), second: START, records: Vec::new() };
    let users = account.users().map(|user| Identity::User(user.name().clone()));
    let roles = account.roles().map(|role| Identity::Role(role.name().clone()));
    let principals = users.chain(roles).collect::<Vec<_>>();
    while drawing.records.len() < calls && !principals.is_empty() {
        let principal = drawing.draw.of(&principals).clone();
        match drawing.draw.below(100) {
            0..=1 => drawing.service_event(),
            2 => drawing.sign_in(),
            3..=4 => drawing.late(&principal),
            _ => drawing.call(&principal, false),
        }
    }
    drawing.records
}

/// A log with these records, as CloudTrail delivers it
pub fn log(records: &[Json]) -> String {
    json!({"Records": records}).to_string()
}

struct Drawing<'a> {
    account: &'a Account,
    draw: Draw,
    second: i64,
    records: Vec<Json>,
}

impl Drawing<'_> {
    /// A call of a principal, which may be denied because policies just changed.
    fn call(&mut self, principal: &Identity, is_late: bool) {
        let operation = self.draw.of(OPERATIONS);
        let region = *self.draw.of(&["us-east-1", "us-east-1", "eu-west-1"]);
        let name = format!("{}-{}", self.draw.of(TEAMS), self.draw.of(&["prod", "test"]));
        let fill = |text: &str| text.replace("NAME", &name).replace("REGION", region);
        let resource = fill(operation.4);
        let mut record = self.record(operation.0, operation.1, region);
        let mut keys = json!({"aws:RequestedRegion": region, "aws:ViaAWSService": "false", "aws:UserAgent": "aws-cli/2"});
        put(&mut keys, "aws:CurrentTime", record["eventTime"].clone());
        self.caller(principal, &mut record, &mut keys);
        self.untold(&mut record, &mut keys);
        let (decision, blocked) = self.decide(principal, (operation.2, &resource), &keys);
        let parameters = serde_json::from_str::<Json>(&fill(operation.3)).expect("are parameters");
        put(&mut record, "requestParameters", parameters);
        if operation.0 == "kms" {
            put(
                &mut record,
                "resources",
                json!([{"ARN": resource, "accountId": "111122223333", "type": "AWS::KMS::Key"}]),
            );
        }
        if self.draw.percent(3) {
            put(&mut record, "errorCode", "ThrottlingException".into());
            put(&mut record, "errorMessage", "Rate exceeded".into());
            put(&mut record, "requestParameters", Json::Null);
        } else if is_late || decision != ExpectedDecision::Allowed {
            let is_explicit = decision == ExpectedDecision::ExplicitDeny;
            let who = record["userIdentity"]["arn"].as_str().expect("is told").to_owned();
            let layer = if is_late { None } else { blocked.as_deref() };
            let message = message(&who, operation.2, &resource, is_explicit, layer);
            put(&mut record, "errorCode", "AccessDenied".into());
            put(&mut record, "errorMessage", message.into());
        }
        self.records.push(record);
    }

    /// A change of a principal's policies, and a denial of it that nothing but its delay explains.
    fn late(&mut self, principal: &Identity) {
        let (event, member, name) = match principal {
            Identity::User(name) => ("PutUserPolicy", "userName", name.to_string()),
            Identity::Role(name) => ("PutRolePolicy", "roleName", name.to_string()),
            Identity::Group(_) => return,
        };
        let mut record = self.record("iam", event, "us-east-1");
        put(
            &mut record,
            "userIdentity",
            json!({"type": "Root", "arn": "arn:aws:iam::111122223333:root",
            "accountId": "111122223333"}),
        );
        put(
            &mut record,
            "requestParameters",
            json!({member: name, "policyName": "Own", "policyDocument": "{}"}),
        );
        self.records.push(record);
        self.second -= 70;
        self.call(principal, true);
        self.second += 70;
    }

    fn service_event(&mut self) {
        let mut record = self.record("kms", "RotateKey", "us-east-1");
        put(&mut record, "eventType", "AwsServiceEvent".into());
        put(
            &mut record,
            "userIdentity",
            json!({"accountId": "111122223333", "invokedBy": "kms.amazonaws.com"}),
        );
        self.records.push(record);
    }

    fn sign_in(&mut self) {
        let mut record = self.record("signin", "ConsoleLogin", "us-east-1");
        put(&mut record, "eventType", "AwsConsoleSignIn".into());
        put(
            &mut record,
            "userIdentity",
            json!({"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/someone",
            "accountId": "111122223333"}),
        );
        self.records.push(record);
    }

    fn record(&mut self, source: &str, event: &str, region: &str) -> Json {
        self.second += i64::try_from(70 + self.draw.below(60)).unwrap_or_default();
        let time = jiff::Timestamp::from_second(self.second).expect("is a time").to_string();
        let id = format!("00000000-0000-4000-8000-{:012}", self.records.len());
        json!({"eventVersion": "1.11", "eventTime": time, "eventSource": format!("{source}.amazonaws.com"),
            "eventName": event, "awsRegion": region, "eventID": id, "eventType": "AwsApiCall", "eventCategory": "Management",
            "recipientAccountId": "111122223333", "userAgent": "aws-cli/2", "requestParameters": null})
    }

    /// Who calls, and what of its session is known.
    fn caller(&mut self, principal: &Identity, record: &mut Json, keys: &mut Json) {
        let account = "111122223333";
        let has_factor = self.draw.percent(50);
        let attributes =
            json!({"creationDate": "2026-04-30T23:00:00Z", "mfaAuthenticated": has_factor.to_string()});
        let identity = match principal {
            Identity::User(name) => {
                let user = self.account.user(name).expect("is there");
                let mut identity = json!({"type": "IAMUser", "arn": user.arn(), "accountId": account, "accessKeyId": "AKIAEXAMPLE"});
                if self.draw.percent(60) {
                    put(&mut identity, "sessionContext", json!({"attributes": attributes}));
                    put(keys, "aws:MultiFactorAuthPresent", has_factor.to_string().into());
                }
                identity
            }
            Identity::Role(name) => {
                let role = self.account.role(name).expect("is there");
                put(keys, "aws:MultiFactorAuthPresent", has_factor.to_string().into());
                json!({"type": "AssumedRole", "arn": format!("arn:aws:sts::{account}:assumed-role/{name}/drawn"),
                    "accountId": account, "sessionContext": {"attributes": attributes,
                        "sessionIssuer": {"type": "Role", "arn": role.arn(), "accountId": account}}})
            }
            Identity::Group(_) => Json::Null,
        };
        put(record, "userIdentity", identity);
    }

    /// Keys that the call had, which the record tells or doesn't.
    fn untold(&mut self, record: &mut Json, keys: &mut Json) {
        let address = *self.draw.of(&["192.0.2.7", "198.51.100.9", "203.0.113.5"]);
        put(record, "sourceIPAddress", address.into());
        put(keys, "aws:SourceIp", address.into());
        let is_encrypted = self.draw.percent(90);
        put(keys, "aws:SecureTransport", is_encrypted.to_string().into());
        if is_encrypted && self.draw.percent(70) {
            put(record, "tlsDetails", json!({"tlsVersion": "TLSv1.3"}));
        }
        if self.draw.percent(50) {
            put(keys, "aws:ResourceTag/team", (*self.draw.of(TEAMS)).into());
        }
    }

    /// What the naive evaluator decides, and the first layer that blocks.
    fn decide(
        &self,
        principal: &Identity,
        (action, resource): (&str, &str),
        keys: &Json,
    ) -> (ExpectedDecision, Option<String>) {
        let (arn, id, tags) = match principal {
            Identity::User(name) => {
                let user = self.account.user(name).expect("is there");
                (user.arn().to_owned(), user.id().to_string(), user.tags())
            }
            Identity::Role(name) => {
                let role = self.account.role(name).expect("is there");
                (role.arn().to_owned(), role.id().to_string(), role.tags())
            }
            Identity::Group(_) => return (ExpectedDecision::ImplicitDeny, None),
        };
        let mut keys = keys.clone();
        for (key, value) in tags.iter() {
            put(&mut keys, &format!("aws:PrincipalTag/{key}"), value.as_str().into());
        }
        let request: CaseRequest = serde_json::from_value(json!({"principal": {"arn": arn, "uniqueId": id},
            "action": action, "resources": [{"arn": resource, "account": "111122223333"}], "context": keys,
            "wildcardOnly": resource == "*"}))
        .expect("is a request");
        let policy = |document: &iamkit_policy::PolicyDocument| NamedPolicy {
            name: "p".into(),
            document: document.clone(),
        };
        let own = self.account.policies_of(principal).expect("are there");
        let boundary = match self.account.boundary_of(principal).expect("is told") {
            Boundary::Policy(applied) => Some(policy(applied.document())),
            _ => None,
        };
        let identity = Some(own.iter().map(|applied| policy(applied.document())).collect());
        let policies = PolicyLayers { identity, boundary, ..PolicyLayers::default() };
        let answer = naive::decide(&Situation { request, policies }).expect("is decided");
        (answer.decision, answer.blocked_by.and_then(|layers| layers.into_iter().next()))
    }
}

/// What AWS says of a denial.
fn message(who: &str, action: &str, resource: &str, is_explicit: bool, layer: Option<&str>) -> String {
    let start = format!("User: {who} is not authorized to perform: {action} on resource: {resource}");
    let layer = match layer {
        Some("identity") => "identity-based policy",
        Some("boundary") => "permissions boundary",
        _ => return start,
    };
    if is_explicit {
        format!("{start} with an explicit deny in a {layer}")
    } else {
        format!("{start} because no {layer} allows the {action} action")
    }
}
