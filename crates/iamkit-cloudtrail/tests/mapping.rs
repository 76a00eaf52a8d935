//! What records become: actions, resources, principals, keys, certainty and outcome.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "integration test; values are written where they go"
)]

use iamkit_cloudtrail::{
    CallOutcome, CallerKind, Certainty, EventKind, KeyValue, LogRecord, Mapper, OpenReason, TrailEvent,
};
use serde_json::{Value, json};

const BOB: &str = "arn:aws:iam::111122223333:user/staff/bob";

fn record(source: &str, name: &str, parameters: Value) -> Value {
    json!({"eventTime": "2026-05-01T10:00:00Z", "eventSource": format!("{source}.amazonaws.com"), "eventName": name,
        "eventID": "e-1", "eventType": "AwsApiCall", "awsRegion": "eu-west-1", "recipientAccountId": "111122223333",
        "sourceIPAddress": "192.0.2.7", "userIdentity": {"type": "IAMUser", "arn": BOB, "accountId": "111122223333"},
        "requestParameters": parameters})
}

fn with(mut record: Value, members: Value) -> Value {
    record.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    record
}

/// Looks at what a record became.
fn map<T>(record: &Value, look: impl FnOnce(&TrailEvent<'_>) -> T) -> T {
    let text = record.to_string();
    let record = LogRecord::parse(&text).unwrap();
    look(&Mapper::default().map(&record))
}

/// Action and resource of each request, and how certain they are.
fn asked(record: &Value) -> (Vec<String>, Certainty, Option<OpenReason>) {
    map(record, |event| {
        let asked = event.requests.iter();
        let asked = asked.map(|it| format!("{} {}", it.action(), it.resource().unwrap_or("?")));
        (asked.collect(), event.certainty, event.reason)
    })
}

fn exact(source: &str, name: &str, parameters: Value) -> Vec<String> {
    let (asked, certainty, reason) = asked(&record(source, name, parameters));
    assert_eq!((certainty, reason), (Certainty::Exact, None), "{name}: {asked:?}");
    asked
}

#[test]
fn actions_and_resources_come_from_names_and_parameters() {
    assert_eq!(exact("ec2", "DescribeInstances", json!({})), ["ec2:DescribeInstances *"]);
    assert_eq!(
        exact("dynamodb", "PutItem", json!({"tableName": "orders"})),
        ["dynamodb:PutItem arn:aws:dynamodb:eu-west-1:111122223333:table/orders"]
    );
    assert_eq!(
        exact("sns", "Publish", json!({"topicArn": "arn:aws:sns:eu-west-1:111122223333:news"})),
        ["sns:Publish arn:aws:sns:eu-west-1:111122223333:news"]
    );
    assert_eq!(exact("s3", "ListBuckets", json!({})), ["s3:ListAllMyBuckets *"]);
    let object = json!({"bucketName": "logs", "key": "a.txt"});
    assert_eq!(exact("s3", "HeadObject", object.clone()), ["s3:GetObject arn:aws:s3:::logs/a.txt"]);
    let versioned = json!({"bucketName": "logs", "key": "a.txt", "versionId": "3"});
    assert_eq!(exact("s3", "GetObject", versioned), ["s3:GetObjectVersion arn:aws:s3:::logs/a.txt"]);
    let copied =
        json!({"bucketName": "to", "key": "b", "x-amz-copy-source": "from/a%20b", "x-amz-acl": "private"});
    let mut copying = exact("s3", "CopyObject", copied);
    copying.sort();
    let expected = [
        "s3:GetObject arn:aws:s3:::from/a b",
        "s3:PutObject arn:aws:s3:::to/b",
        "s3:PutObjectAcl arn:aws:s3:::to/b",
    ];
    assert_eq!(copying, expected);
}

#[test]
fn resources_that_the_record_names_win_over_parameters() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/0a1b";
    let decrypt = record("kms", "Encrypt", json!({"keyId": "alias/mail"}));
    let (without, certainty, _) = asked(&decrypt);
    assert_eq!((without, certainty), (vec!["kms:Encrypt ?".to_owned()], Certainty::Open));
    let named = with(
        decrypt,
        json!({"resources": [{"ARN": key, "accountId": "111122223333", "type": "AWS::KMS::Key"}]}),
    );
    assert_eq!(asked(&named).0, [format!("kms:Encrypt {key}")]);
    map(&named, |event| {
        assert_eq!(event.keys.get("aws:resourceaccount"), Some(&KeyValue::One("111122223333".into())));
    });
}

#[test]
fn roles_that_are_handed_over_and_tags_are_asked_for_besides() {
    let role = "arn:aws:iam::111122223333:role/service/run";
    let parameters = json!({"functionName": "f", "role": role, "tags": {"team": "mail"}});
    let made = record("lambda", "CreateFunction20150331", parameters);
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    let expected = [
        format!("lambda:CreateFunction {function}"),
        format!("iam:PassRole {role}"),
        format!("lambda:TagResource {function}"),
    ];
    assert_eq!(asked(&made), (expected.to_vec(), Certainty::Exact, None));
    map(&made, |event| {
        assert_eq!(event.keys.get("aws:RequestTag/team"), Some(&KeyValue::One("mail".into())));
        assert_eq!(event.keys.get("aws:TagKeys"), Some(&KeyValue::Many(vec!["team".into()])));
    });
    let assumed = record("sts", "AssumeRole", json!({"roleArn": role}));
    assert_eq!(asked(&assumed).0, [format!("sts:AssumeRole {role}")]);
}

#[test]
fn what_the_log_does_not_tell_is_open_and_never_guessed() {
    let secret = record("secretsmanager", "GetSecretValue", json!({"secretId": "mail"}));
    let open = vec!["secretsmanager:GetSecretValue ?".to_owned()];
    assert_eq!(asked(&secret), (open.clone(), Certainty::Open, Some(OpenReason::NoResource)));
    let nothing = record("secretsmanager", "GetSecretValue", Value::Null);
    assert_eq!(asked(&nothing), (open, Certainty::Open, Some(OpenReason::NoParameters)));
    let role = record("iam", "GetRole", json!({"roleName": "deploy"}));
    let (requests, certainty, reason) = asked(&role);
    assert_eq!((certainty, reason), (Certainty::Open, Some(OpenReason::NoPath)));
    assert_eq!(requests, ["iam:GetRole arn:aws:iam::111122223333:role/deploy"]);
    let unknown = record("sqs", "TeleportMessage", json!({}));
    assert_eq!(asked(&unknown), (Vec::new(), Certainty::Unmapped, Some(OpenReason::NoAction)));
    let hidden = record("dynamodb", "ExecuteStatement", json!({"statement": "HIDDEN"}));
    assert_eq!(asked(&hidden), (Vec::new(), Certainty::Unmapped, Some(OpenReason::NoRow)));
}

#[test]
fn a_denial_tells_what_was_asked_where_parameters_are_missing() {
    let queue = "arn:aws:sqs:eu-west-1:111122223333:jobs";
    let message = format!(
        "User: {BOB} is not authorized to perform: sqs:SendMessage on resource: {queue} because no identity-based policy allows the sqs:SendMessage action"
    );
    let denied = with(
        record("sqs", "SendMessage", Value::Null),
        json!({"errorCode": "AccessDenied", "errorMessage": message}),
    );
    assert_eq!(asked(&denied), (vec![format!("sqs:SendMessage {queue}")], Certainty::Exact, None));
    map(&denied, |event| assert_eq!(event.outcome, CallOutcome::Denied));
}

#[test]
fn outcomes_are_told_by_error_codes() {
    let outcome = |code: &str| {
        let record = with(record("ec2", "DescribeInstances", json!({})), json!({"errorCode": code}));
        map(&record, |event| event.outcome)
    };
    for code in [
        "AccessDenied",
        "AccessDeniedException",
        "Client.UnauthorizedOperation",
        "UnauthorizedOperation",
        "Forbidden",
    ] {
        assert_eq!(outcome(code), CallOutcome::Denied, "{code}");
    }
    for code in ["ThrottlingException", "NoSuchBucket", "LimitExceeded", "Client.DryRunOperation"] {
        assert_eq!(outcome(code), CallOutcome::NotKnown, "{code}");
    }
}

#[test]
fn callers_are_who_iam_decides_about() {
    let by = |identity: Value| {
        with(record("ec2", "DescribeInstances", json!({})), json!({"userIdentity": identity}))
    };
    let role = "arn:aws:iam::111122223333:role/apps/web";
    let session = "arn:aws:sts::111122223333:assumed-role/web/i-1";
    let assumed = by(json!({"type": "AssumedRole", "arn": session, "accountId": "111122223333",
        "sessionContext": {"sessionIssuer": {"type": "Role", "arn": role}, "attributes": {"mfaAuthenticated": "false",
        "creationDate": "2026-05-01T09:00:00Z"}}}));
    map(&assumed, |event| {
        assert_eq!(
            (event.caller.kind, &*event.caller.name, event.caller.session),
            (CallerKind::Role, role, Some(session))
        );
        assert_eq!((event.certainty, event.reason), (Certainty::UpperBound, Some(OpenReason::SessionPolicy)));
        assert!(event.keys.is_absent("aws:multifactorauthage"));
        assert_eq!(event.keys.get("aws:TokenIssueTime"), Some(&KeyValue::One("2026-05-01T09:00:00Z".into())));
    });
    map(&by(json!({"type": "AssumedRole", "arn": session})), |event| {
        assert_eq!(&*event.caller.name, "arn:aws:iam::111122223333:role/web");
        assert_eq!((event.certainty, event.reason), (Certainty::Open, Some(OpenReason::NoPath)));
    });
    map(&by(json!({"type": "AWSAccount", "accountId": "444455556666"})), |event| {
        assert_eq!((event.caller.kind, &*event.caller.name), (CallerKind::Account, "444455556666"));
        assert_eq!(event.reason, Some(OpenReason::Stranger));
    });
    map(&by(json!({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"})), |event| {
        assert_eq!((event.kind, event.caller.kind), (EventKind::Call, CallerKind::Service));
    });
    let service =
        with(by(json!({"invokedBy": "kms.amazonaws.com"})), json!({"eventType": "AwsServiceEvent"}));
    map(&service, |event| assert_eq!((event.kind, event.requests.len()), (EventKind::Service, 0)));
    let sign_in = with(by(json!({"type": "Root"})), json!({"eventType": "AwsConsoleSignIn"}));
    map(&sign_in, |event| assert_eq!(event.kind, EventKind::SignIn));
}

#[test]
fn keys_are_told_absent_or_left_open() {
    let plain = record("ec2", "DescribeInstances", json!({}));
    map(&plain, |event| {
        let keys = &event.keys;
        assert_eq!(keys.get("aws:SourceIp"), Some(&KeyValue::One("192.0.2.7".into())));
        assert_eq!(keys.get("aws:EpochTime"), Some(&KeyValue::One("1777629600".into())));
        assert_eq!(keys.get("aws:ViaAWSService"), Some(&KeyValue::One("false".into())));
        // A key of a user, used without a session.
        assert!(keys.is_absent("aws:multifactorauthpresent") && keys.is_absent("aws:sourcevpce"));
        for open in ["aws:securetransport", "aws:principaltag/team", "aws:resourcetag/team"] {
            assert!(keys.get(open).is_none() && !keys.is_absent(open), "{open}");
        }
    });
    let endpoint = with(plain.clone(), json!({"vpcEndpointId": "vpce-1", "sourceIPAddress": "10.0.0.1"}));
    map(&endpoint, |event| {
        assert_eq!(event.keys.get("aws:VpcSourceIp"), Some(&KeyValue::One("10.0.0.1".into())));
        assert!(event.keys.is_absent("aws:sourceip") && event.keys.get("aws:SourceIp").is_none());
    });
    let identity = json!({"type": "IAMUser", "arn": BOB, "invokedBy": "athena.amazonaws.com"});
    map(&with(plain.clone(), json!({"userIdentity": identity})), |event| {
        assert_eq!(
            event.keys.get("aws:CalledVia"),
            Some(&KeyValue::Many(vec!["athena.amazonaws.com".into()]))
        );
        assert!(event.keys.get("aws:SourceIp").is_none());
    });
    let context = json!({"requestContext": {"aws:SourceIp": "198.51.100.1", "aws:PrincipalOrgID": "o-1"},
        "tagContext": {"principalTags": {"team": "mail"}, "resourceTags": [{"arn": "x", "tags": {"level": "1"}}]}});
    map(&with(plain, json!({"eventContext": context})), |event| {
        let value = |key: &str| event.keys.get(key).cloned();
        assert_eq!(value("aws:SourceIp"), Some(KeyValue::One("198.51.100.1".into())));
        assert_eq!(value("aws:PrincipalTag/team"), Some(KeyValue::One("mail".into())));
        assert_eq!(value("aws:ResourceTag/level"), Some(KeyValue::One("1".into())));
    });
}

#[test]
fn the_place_alone_tells_what_some_lists_are_about() {
    let (exact, of) = (Certainty::Exact, |text: &str| vec![text.to_owned()]);
    let tables = of("dynamodb:ListTables arn:aws:dynamodb:eu-west-1:111122223333:table/*");
    assert_eq!(asked(&record("dynamodb", "ListTables", Value::Null)), (tables, exact, None));
    let roles = of("iam:ListRoles arn:aws:iam::111122223333:role/");
    assert_eq!(asked(&record("iam", "ListRoles", json!({"maxItems": 5}))), (roles, exact, None));
    // With a path another ARN is evaluated: seen for roles, for users only inferred.
    let path = json!({"pathPrefix": "/service-role/"});
    let roles = of("iam:ListRoles arn:aws:iam::111122223333:role/service-role/");
    assert_eq!(asked(&record("iam", "ListRoles", path.clone())), (roles, exact, None));
    let (users, open) = (of("iam:ListUsers ?"), Some(OpenReason::NoResource));
    assert_eq!(asked(&record("iam", "ListUsers", path)), (users, Certainty::Open, open));
}
