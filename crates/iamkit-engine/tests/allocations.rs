//! The fast path allocates nothing, whatever operators and variables the statements hold.

use iamkit_engine::{CompiledPolicies, Context, ContextValue, Layers, PolicyKind, Principal, Request};
use iamkit_policy::PolicyDocument;

const STATEMENTS: &str = r#"[
    {"Effect": "Allow", "Action": ["s3:Get*", "s3:*Object"], "Resource": "arn:aws:s3:::${aws:username}-${a:team, 'none'}/*",
     "Condition": {
        "StringEqualsIgnoreCase": {"a:text": "GRÜSSE ${a:team}"},
        "StringLike": {"a:text": ["x*y?z", "gr*"]},
        "NumericLessThan": {"a:number": "10.50"},
        "DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"},
        "BinaryEquals": {"a:bytes": "aGVsbG8gd29ybGQ="},
        "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]},
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/${aws:username}"},
        "Bool": {"aws:SecureTransport": "true"},
        "Null": {"a:absent": "true"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]},
        "ForAnyValue:StringNotEquals": {"aws:TagKeys": ["a"]}}},
    {"Effect": "Deny", "NotAction": "iam:*", "Resource": "arn:aws:s3:::*/secret", "Condition": {"Bool": {"a:x": "true"}}}]"#;

#[test]
fn is_allowed_allocates_nothing() {
    let document: PolicyDocument =
        format!(r#"{{"Version": "2012-10-17", "Statement": {STATEMENTS}}}"#).parse().unwrap();
    let compile = |kind| CompiledPolicies::compile(kind, [("p", &document)]).unwrap();
    let (identity, boundary) = (compile(PolicyKind::Identity), compile(PolicyKind::Boundary));
    let level = compile(PolicyKind::ServiceControl);
    let layers = Layers::new().identity(&identity).boundary(&boundary).service_control(&level);
    let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse().unwrap();
    let mut context = Context::default();
    for (key, value) in [
        ("a:text", "grüsse blue"),
        ("a:team", "blue"),
        ("a:number", "9.75"),
        ("aws:CurrentTime", "2024-05-06T07:08:09Z"),
        ("a:bytes", "aGVsbG8gd29ybGQ="),
        ("aws:SourceIp", "10.1.2.3"),
        ("aws:SecureTransport", "true"),
    ] {
        context.insert(key, value).unwrap();
    }
    context.insert("aws:TagKeys", ContextValue::from_iter(["a", "b"])).unwrap();

    let mut answers = Vec::with_capacity(8);
    let allocations = allocation_counter::measure(|| {
        for (action, resource) in [
            ("s3:GetObject", "arn:aws:s3:::alice-blue/notes"),
            ("S3:PUTOBJECT", "arn:aws:s3:::alice-blue/notes"),
            ("s3:GetObject", "arn:aws:s3:::bob-blue/notes"),
            ("sqs:SendMessage", "*"),
        ] {
            let request =
                Request::new(&alice, action, resource).map(|request| request.with_context(&context));
            answers.push(request.as_ref().is_ok_and(|request| identity.is_allowed(request)));
            answers.push(request.as_ref().is_ok_and(|request| layers.is_allowed(request) == Ok(true)));
        }
    });
    assert_eq!(answers, [true, true, true, true, false, false, false, false]);
    assert_eq!(allocations.count_total, 0, "{allocations:?}");
}
