//! What is found of one condition, and what isn't, beyond the rules' own examples.

use iamkit_catalog::Catalog;

use crate::{PolicyResourceType, PolicyType, validate};

const TRUST: PolicyType = PolicyType::Resource(Some(PolicyResourceType::AssumeRolePolicyDocument));

/// The codes that a condition of one key has, without the one of others that `rest` of the statement has.
fn codes(policy_type: PolicyType, rest: &str, condition: &str) -> Vec<&'static str> {
    let text =
        format!(r#"{{"Version": "2012-10-17", "Statement": {{{rest}, "Condition": {{{condition}}}}}}}"#);
    let findings = validate(&text, policy_type, Catalog::embedded()).expect("it is small");
    findings.iter().map(|finding| finding.code).collect()
}

/// Of an identity policy.
fn of(operator: &str, key: &str, values: &str) -> Vec<&'static str> {
    let rest = r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#;
    codes(PolicyType::Identity, rest, &format!(r#""{operator}": {{"{key}": {values}}}"#))
}

/// Of a trust policy for an identity provider.
fn of_trust(actions: &str, operator: &str, key: &str, values: &str) -> Vec<&'static str> {
    let rest = format!(r#""Effect": "Allow", "Principal": {{"AWS": "111122223333"}}, "Action": {actions}"#);
    codes(TRUST, &rest, &format!(r#""{operator}": {{"{key}": {values}}}"#))
}

#[test]
fn what_each_condition_has() {
    for (operator, key, values, found) in [
        ("ForAnyValue::StringEquals", "aws:TagKeys", r#""a""#, vec!["INVALID_CONDITION_OPERATOR"]),
        ("Null", "aws:TagKeys", r#""false""#, vec![]),
        ("StringEquals", "events:source", r#""a""#, vec!["MISSING_QUALIFIER"]),
        ("ForAllValues:StringEquals", "id.example.com:aud", r#""a""#, vec![]),
        ("ForAllValues:StringEquals", "nothing:like", r#""a""#, vec!["INVALID_SERVICE"]),
        ("StringEquals", "aws:EpochTime", r#""1""#, vec!["TYPE_MISMATCH"]),
        ("NumericLessThan", "aws:EpochTime", r#""1577836800""#, vec![]),
        ("NumericLessThan", "aws:MultiFactorAuthAge", "1e3", vec![]),
        ("StringEquals", "iam:PolicyARN", r#""arn:aws:iam::aws:policy/a""#, vec![]),
        ("ArnEquals", "aws:ResourceTag/a", r#""*""#, vec![]),
        ("StringLike", "sns:Endpoint", r#""arn:aws:sqs:*""#, vec![]),
        (
            "StringLikeIfExists",
            "iam:AssociatedResourceArn",
            r#""arn:*""#,
            vec!["STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"],
        ),
        ("StringEqualsIgnoreCase", "aws:ResourceTag/a", r#""a?""#, vec!["WILDCARD_WITHOUT_LIKE_OPERATOR"]),
        ("StringEquals", "aws:ResourceTag/a", r#""a${*}${aws:PrincipalTag/a}""#, vec![]),
        ("Bool", "aws:SecureTransport", "true", vec![]),
        ("Bool", "aws:SecureTransport", "1", vec!["TYPE_MISMATCH_BOOLEAN"]),
        ("IpAddress", "aws:VpcSourceIp", r#""10.0.0.0/8""#, vec!["MISSING_PAIRED_CONDITION_KEYS"]),
        (
            "NotIpAddress",
            "aws:SourceIp",
            r#"["203.0.113.0/24", "192.168.1.1"]"#,
            vec!["PRIVATE_NOT_IP_ADDRESS_SUBSET"],
        ),
        ("IpAddress", "aws:SourceIp", r#""0.0.0.0/0""#, vec![]),
        ("StringLike", "aws:SourceVpce", r#""vpce-1*""#, vec!["WILDCARD_USAGE_TOO_PERMISSIVE"]),
        ("StringEquals", "aws:SourceVpce", r#""vpce-0123456789abcdef0""#, vec![]),
        ("StringEquals", "aws:SourceVpc", r#""${aws:PrincipalTag/v}""#, vec![]),
        ("StringLike", "aws:userid", r#""AROAEXAMPLE:*""#, vec![]),
        ("StringLike", "aws:userid", r#""AROA*:alice""#, vec!["WILDCARD_USAGE_TOO_PERMISSIVE"]),
        ("StringEquals", "aws:ResourceAccount", r#""${aws:PrincipalAccount}""#, vec![]),
        ("StringLike", "kms:ViaService", r#""s3.*.amazonaws.com""#, vec![]),
        ("StringEquals", "kms:ViaService", r#""s3.amazonaws.com""#, vec!["INVALID_SERVICE_PRINCIPAL_FORMAT"]),
        ("StringEquals", "events:ManagedBy", r#""context.cloudtrail.amazonaws.com""#, vec![]),
        ("StringNotLike", "s3:prefix", r#""private/*""#, vec!["S3_PREFIX_IN_NEGATIVE_CONTEXT"]),
        ("StringNotLike", "aws:ResourceTag/a", r#"["b", "**"]"#, vec!["EQUIVALENT_TO_NULL_TRUE"]),
        (
            "ForAllValues:StringLike",
            "aws:TagKeys",
            r#""*""#,
            vec!["REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION"],
        ),
        ("ArnLike", "aws:PrincipalArn", r#""*""#, vec![]),
        (
            "StringLike",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
            r#""arn:aws:kms:*:*:key/*""#,
            vec!["STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"],
        ),
        (
            "ArnLike",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
            r#""arn:aws:kms:*:*:alias/a""#,
            vec!["INVALID_KMS_KEY_VALUE"],
        ),
    ] {
        assert_eq!(of(operator, key, values), found, "{operator} {key} {values}");
    }
}

#[test]
fn actions_of_trust_policies_fit_their_keys() {
    const UNSUPPORTED: &str = "UNSUPPORTED_ACTION_FOR_CONDITION_KEY";
    let has = |actions, key| of_trust(actions, "StringEquals", key, r#""a""#).contains(&UNSUPPORTED);
    assert!(has(
        r#"["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]"#,
        "cognito-identity.amazonaws.com:aud"
    ));
    // Patterns aren't looked at.
    assert!(!has(r#""sts:*""#, "cognito-identity.amazonaws.com:aud"));
    // A source gives the action this key, and the other not.
    assert!(!has(r#"["sts:AssumeRoleWithSAML", "sts:TagSession"]"#, "SAML:aud"));
    assert!(has(r#"["sts:AssumeRoleWithSAML", "sts:TagSession"]"#, "SAML:iss"));
    let missing = |actions| of_trust(actions, "StringEquals", "aws:RequestTag/a", r#""b""#);
    assert!(missing(r#""sts:AssumeRole""#).contains(&"MISSING_ACTION_FOR_CONDITION_KEY"));
    assert!(!missing(r#"["sts:AssumeRole", "sts:Tag*"]"#).contains(&"MISSING_ACTION_FOR_CONDITION_KEY"));
}

#[test]
fn subjects_are_guarded_in_trust_policies_alone() {
    let loose = "WILDCARD_USAGE_TOO_PERMISSIVE";
    let key = "token.actions.githubusercontent.com:sub";
    let web = r#""sts:AssumeRoleWithWebIdentity""#;
    assert!(of_trust(web, "StringLike", key, r#""repo:*@1/app""#).contains(&loose));
    assert!(!of_trust(web, "StringLike", key, r#""repo:acme/app:*""#).contains(&loose));
    assert!(!of("StringLike", key, r#""repo:*""#).contains(&loose));
}

#[test]
fn services_of_endpoints_are_told_by_each_action() {
    let has = |actions: &str, key: &str| {
        let rest = format!(r#""Effect": "Deny", "Action": {actions}, "Resource": "*""#);
        let condition = format!(r#""StringNotEqualsIfExists": {{"{key}": "o-a1b2c3d4e5"}}"#);
        codes(PolicyType::ServiceControl, &rest, &condition)
            .contains(&"USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES")
    };
    assert!(!has(r#"["s3:*", "kms:*", "sqs:*"]"#, "aws:VpceOrgID"));
    assert!(has(r#"["s3:*", "sqs:*"]"#, "aws:VpceAccount"));
    assert!(has(r#""iam:PassRole""#, "aws:VpceAccount"));
}

#[test]
fn unknown_keys_are_told_with_the_nearest_that_may_be_meant() {
    let message = |key: &str| {
        let rest = r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "*""#;
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{{rest}, "Condition": {{"Null": {{"{key}": "true"}}}}}}}}"#
        );
        let findings = validate(&text, PolicyType::Identity, Catalog::embedded()).expect("it is small");
        findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>().join(" ")
    };
    assert!(message("aws:PrincipalOrgIDs").ends_with("did you mean `aws:PrincipalOrgID`?"));
    assert!(message("s3:Prefixes").ends_with("did you mean `s3:prefix`?"));
    // Another service's key has a name that is spelt alike, which says nothing of this service.
    assert_eq!(message("lakeformation:GlueARN"), "The service has no condition key `lakeformation:GlueARN`.");
}

#[test]
fn no_text_is_too_much() {
    let many = |item: &dyn Fn(usize) -> String| (0..2_000).map(item).collect::<Vec<_>>().join(", ");
    let keys = |value: &str| {
        many(&|index| format!(r#""aws:RequestTag{index}/a": {value}, "a.b{index}:sub": {value}"#))
    };
    let long = ["${", "*", "?", "${a}", "}", ":", "\u{e9}", "1", "."]
        .map(|text| format!(r#""{}""#, text.repeat(10_000)));
    for operator in ["StringLike", "ForAllValues:NotIpAddress", "DateEquals", "Bool", "Nothing"] {
        let values = format!("[{}]", long.join(", "));
        let loose = "token.actions.githubusercontent.com:sub";
        for key in ["aws:userid", "aws:SourceVpc", "aws:SourceIp", "aws:CalledVia", loose, "a", ":", "aws:"] {
            of_trust(r#""sts:TagSession""#, operator, key, &values);
        }
        let condition = format!(r#""{operator}": {{{}}}"#, keys("[]"));
        let actions = many(&|index| format!(r#""sts:TagSession", "sts:x{index}""#));
        let rest = format!(r#""Effect": "Allow", "Principal": {{}}, "Action": [{actions}]"#);
        assert!(codes(TRUST, &rest, &condition).len() > 2_000, "{operator}");
    }
}
