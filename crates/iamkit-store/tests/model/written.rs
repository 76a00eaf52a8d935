//! What IAM's write calls refuse of a document, rule by rule, each beside the nearest document that they take.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{
    Account, Applied, Call, Command, CreatePolicy, CreateRole, Identity, Partition, PolicyName, RoleName,
    StoreError,
};

use crate::common::{call, check, parse};

fn account() -> Account {
    let mut account = Account::new(parse("111122223333"));
    account.client(call()).create_user(parse("Alice")).unwrap();
    account
}

/// A document of the current version with these statements.
fn of(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

/// A statement that is taken, but for what stands in place of one of its elements.
fn statement(element: &str) -> String {
    let name = element.split('"').nth(1).unwrap_or_default().trim_start_matches("Not");
    let all = [r#""Effect":"Deny""#, r#""Action":"sqs:SendMessage""#, r#""Resource":"*""#];
    let kept = all.into_iter().filter(|kept| !kept.contains(&format!("\"{name}\"")));
    let elements = kept.chain([element]).filter(|element| !element.is_empty()).collect::<Vec<_>>();
    format!("{{{}}}", elements.join(","))
}

fn with(element: &str) -> String {
    of(&statement(element))
}

fn date(value: &str) -> String {
    with(&format!(r#""Condition":{{"DateGreaterThan":{{"aws:CurrentTime":{value}}}}}"#))
}

fn resource(value: &str) -> String {
    with(&format!(r#""Resource":"{value}""#))
}

fn action(value: &str) -> String {
    with(&format!(r#""Action":"{value}""#))
}

/// What one of the write calls for identity policies says; they all say the same.
fn written(text: &str) -> Result<(), StoreError> {
    let document = Arc::new(parse::<PolicyDocument>(text));
    let mut account = account();
    let mut calls = account.client(call());
    let name = || parse::<PolicyName>("P");
    let put = calls.put_user_policy(parse("Alice"), name(), Arc::clone(&document)).map(drop);
    let create = calls.create_policy(name(), Arc::clone(&document)).map(drop);
    assert_eq!(put, create, "{text}");
    let taken = Arc::new(parse::<PolicyDocument>(&with("")));
    let arn = calls.create_policy(parse("Q"), taken).unwrap().arn().clone();
    assert_eq!(put, calls.create_policy_version(arn, document).map(drop), "{text}");
    put
}

fn refused(text: &str, message: &str) {
    check(written(text), "MalformedPolicyDocument", 400, message);
}

fn taken(texts: &[String]) {
    for text in texts {
        assert_eq!(written(text), Ok(()), "{text}");
    }
}

#[test]
fn a_document_has_a_statement() {
    refused(&of(""), "the policy document has no statement");
    taken(&[with(""), of(&format!("{},{}", statement(""), statement("")))]);
}

#[test]
fn condition_values_are_texts_or_truth_values() {
    let condition = |value: &str| {
        with(&format!(r#""Condition":{{"NumericLessThan":{{"aws:MultiFactorAuthAge":{value}}}}}"#))
    };
    let text = |value| {
        format!(
            "statement 0 of the policy document has the condition value `{value}`, which has to stand in quotes"
        )
    };
    refused(&condition("3600"), &text("3600"));
    refused(&condition(r#"["60",-1.5]"#), &text("-1.5"));
    taken(&[
        condition(r#""3600""#),
        condition("[]"),
        condition(r#""\u0036""#),
        with(r#""Condition":{"Bool":{"aws:SecureTransport":false}}"#),
        with(r#""Condition":{}"#),
        with(r#""Condition":{"StringEquals":{}}"#),
    ]);
}

#[test]
fn identity_policies_name_no_principal() {
    let text = "statement 0 of the policy document names a principal, which an identity policy must not";
    refused(&with(r#""Principal":"*""#), text);
    refused(&with(r#""NotPrincipal":{"AWS":"111122223333"}"#), text);
}

#[test]
fn the_version_is_the_current_one() {
    let text = "the policy document has to have the `Version` `2012-10-17`";
    refused(&with("").replace("2012", "2008"), text);
    refused(&with("").replace(r#""Version":"2012-10-17","#, ""), text);
}

#[test]
fn dates_have_one_of_two_forms() {
    let text = |value| {
        format!(
            "statement 0 of the policy document has the date `{value}`, which is neither a date of ISO 8601 nor seconds since 1970"
        )
    };
    for value in ["x", "", "2026-13-01", "2026-01-32", "1.5", "2026-01-01T10:20:30+1", "${aws:CurrentTime}"] {
        refused(&date(&format!(r#""{value}""#)), &text(value));
    }
    refused(&date(r#"["2026-01-01","soon"]"#), &text("soon"));
    let if_exists = r#""Condition":{"DateNotEqualsIfExists":{"aws:CurrentTime":"soon"}}"#;
    refused(&with(if_exists), &text("soon"));
    taken(&[
        date(r#""2026-01-01T10:20:30Z""#),
        date(r#""1767225600""#),
        date(r#"["2026","2026-12-31T23:59:59.999999999+01:30"]"#),
        with(r#""Condition":{"StringEquals":{"aws:CurrentTime":"soon"}}"#),
    ]);
}

#[test]
fn arns_leave_no_field_out_behind_an_empty_one() {
    let text =
        |value, problem| format!("statement 0 of the policy document has the resource `{value}`, {problem}");
    for value in ["arn:aws:s3::jobs", "arn:aws::", "x::y"] {
        refused(&resource(value), &text(value, "which leaves a field empty and others out"));
    }
    for value in ["arn:aws::::jobs", "arn:aws:"] {
        refused(&resource(value), &text(value, "which names no service"));
    }
    refused(
        &with(r#""NotResource":["*","arn:aws:sqs::q"]"#),
        &text("arn:aws:sqs::q", "which leaves a field empty and others out"),
    );
    taken(&[resource("arn:aws:s3:::jobs"), resource("arn:aws:s3:::a::b")]);
}

#[test]
fn statement_ids_are_plain_and_stand_once() {
    let two =
        |one: &str, two: &str| of(&[one, two].map(|sid| statement(&format!(r#""Sid":"{sid}""#))).join(","));
    refused(&two("Once", "Once"), "statement 1 of the policy document has the `Sid` of another statement");
    let text = "statement 1 of the policy document has a `Sid` with characters other than letters and digits";
    refused(&two("Once", "Not once"), text);
    taken(&[two("Once", "once"), two("", ""), two("0", "00")]);
}

#[test]
fn resources_have_a_form_that_iam_knows() {
    let text = |value: &str, problem| {
        format!("statement 0 of the policy document has the resource `{value}`, {problem}")
    };
    for (values, problem) in [
        (&["jobs", "", "**", "arn"][..], "which is neither an ARN nor `*`"),
        (
            &[
                "x:y:z",
                "arn:aws-cn:sqs:*:*:q",
                "arn:*:sqs:*:*:q",
                "arn:${aws:x}:sqs:*:*:q",
                "arn::s3:::jobs",
                "arn:",
            ],
            "whose partition is not that of the account",
        ),
        (&["arn:aws"], "which names no service"),
        (
            &["arn:aws:iam:eu-west-1::role/x", "arn:aws:iam:*:111122223333:role/x"],
            "which has a region, though resources of IAM have none",
        ),
        (
            &[
                "arn:aws:iam:::x",
                "arn:aws:iam::111122223333:rol/x",
                "arn:aws:iam::111122223333:*/*",
                "arn:aws:iam::111122223333:root",
            ],
            "which is neither `*` nor of a type that IAM has, such as `role/`",
        ),
        (
            &["arn:aws:s3:eu-west-1::jobs", "arn:aws:s3:*:*:jobs/*"],
            "which has a region, though a bucket or an object has none",
        ),
    ] {
        for value in values {
            refused(&resource(value), &text(value, problem));
        }
    }
    let forms = [
        "*",
        "arn:aws:sqs",
        "arn:aws:s3*",
        "arn:aws:nonesuch:x:y:z",
        "arn:aws:s3:::jobs/*",
        "arn:aws:s3:eu-west-1:111122223333:accesspoint/jobs",
        "arn:aws:s3:eu-west-1:111122223333:job/*",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::111122223333:*",
        "arn:aws:iam::aws:policy/*",
        "arn:aws:iam::111122223333:user/${aws:username}",
    ];
    taken(&forms.map(resource));
}

#[test]
fn the_partition_is_that_of_the_account() {
    let mut account = Account::new(parse("111122223333")).with_partition(Partition::AwsCn);
    let mut put = |value: &str| {
        let new = CreatePolicy::new(parse("P"), Arc::new(parse(&resource(value))));
        account.apply(&call(), Command::CreatePolicy(new))
    };
    assert!(put("arn:aws:sqs:*:*:q").is_err());
    assert_eq!(put("arn:aws-cn:sqs:*:*:q"), Ok(Applied::Changed));
}

#[test]
fn actions_have_a_vendor_and_one_colon() {
    let text = |value: &str, problem| {
        format!("statement 0 of the policy document has the action `{value}`, {problem}")
    };
    for value in ["SendMessage", "", "**"] {
        refused(&action(value), &text(value, "which has no vendor before a colon, such as `iam:`"));
    }
    refused(&action("sqs:Send:Message"), &text("sqs:Send:Message", "which has more than one colon"));
    for value in ["sq s:SendMessage", "sq*:SendMessage", "sqs,sns:*"] {
        let problem = "whose vendor has characters other than letters, digits, `-` and `.`";
        refused(&action(value), &text(value, problem));
    }
    let not_action = text("x", "which has no vendor before a colon, such as `iam:`");
    refused(&with(r#""NotAction":["sqs:*","x"]"#), &not_action);
    taken(
        &["*", "sqs:*", "*:Get", "nonesuch:Nothing", "a2c:x", "execute-api:*", "sqs:Send Message", "sqs:"]
            .map(action),
    );
}

#[test]
fn statements_name_a_resource() {
    let text = "statement 0 of the policy document names no resource";
    refused(&of(r#"{"Effect":"Allow","Action":"sqs:SendMessage"}"#), text);
    taken(&[with(r#""NotResource":"*""#)]);
}

#[test]
fn the_first_rule_counts_wherever_it_is_broken() {
    let twice = r#""Sid":"A","Effect":"Allow","Action":"x""#;
    let statements = |last: &str| format!(r#"{{{twice}}},{{{twice},"Resource":"jobs"}},{last}"#);
    let number = statement(r#""Condition":{"StringEquals":{"a":1}}"#);
    let old = |text: String| text.replace("2012", "2008");
    let date = statement(r#""Condition":{"DateEquals":{"a":"x"}}"#);
    let fields = statement(r#""Resource":"a::b""#);
    for (text, part) in [
        (old(of(&statements(&number))), "has to stand in quotes"),
        (old(of(&statements(&date))), "has to have the `Version`"),
        (of(&statements(&format!("{fields},{date}"))), "the date `x`"),
        (of(&statements(&fields)), "the resource `a::b`"),
        (of(&statements(&statement(""))), "the `Sid` of another"),
        (of(&statements(&statement("")).replacen('A', "B", 1)), "the resource `jobs`"),
        (of(&statements(&statement("")).replacen('A', "B", 1).replace("jobs", "*")), "the action `x`"),
        (
            of(&statements(&statement(""))
                .replacen('A', "B", 1)
                .replace("jobs", "*")
                .replace(r#""x""#, r#""x:y""#)),
            "names no resource",
        ),
    ] {
        let error = written(&text).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
    }
}

#[test]
fn characters_are_looked_at_before_anything_else() {
    let text = "the policy document has the character U+0394, which no policy may have";
    check(written(&resource("\u{394}").replace("2012", "2008")), "ValidationError", 400, text);
}

/// What the two write calls for trust policies say.
fn trusted(text: &str) -> Result<Applied, StoreError> {
    let document = Arc::new(parse::<PolicyDocument>(text));
    let mut account = account();
    let mut calls = account.client(call());
    let create = Command::CreateRole(CreateRole::new(parse("R"), Arc::clone(&document)));
    let create = calls.apply(create);
    let taken =
        r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole"}}"#;
    calls.create_role(parse("S"), Arc::new(parse(taken))).unwrap();
    let role: RoleName = parse("S");
    assert_eq!(create, calls.apply(Command::UpdateAssumeRolePolicy { role, document }), "{text}");
    create
}

fn trust(elements: &str) -> String {
    of(&format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"555566667777"}},{elements}}}"#))
}

#[test]
fn trust_policies_have_rules_of_their_own() {
    for (text, message) in [
        (
            trust(r#""Action":"s3:GetObject""#),
            "statement 0 of the policy document has an action that is not one of `sts`, which a trust policy must not",
        ),
        (
            trust(r#""Action":["sts:AssumeRole","sts:GetCallerIdentity"]"#),
            "statement 0 of the policy document has an action that is not one of `sts`, which a trust policy must not",
        ),
        (
            trust(r#""Action":"*""#),
            "statement 0 of the policy document has an action that is not one of `sts`, which a trust policy must not",
        ),
        (
            trust(r#""Action":"AssumeRole""#),
            "statement 0 of the policy document has the action `AssumeRole`, which has no vendor before a colon, such as `iam:`",
        ),
        (
            trust(r#""Action":"sts:AssumeRole","Resource":"*""#),
            "statement 0 of the policy document names a resource, which a trust policy must not",
        ),
        (
            trust(r#""Action":"sts:AssumeRole","NotResource":"*""#),
            "statement 0 of the policy document names a resource, which a trust policy must not",
        ),
        (
            of(r#"{"Effect":"Allow","Action":"sts:AssumeRole"}"#),
            "statement 0 of the policy document names no principal, which a trust policy must",
        ),
        (of(""), "the policy document has no statement"),
        (
            trust(r#""Action":"sts:AssumeRole","Condition":{"DateLessThan":{"aws:CurrentTime":"soon"}}"#),
            "statement 0 of the policy document has the date `soon`, which is neither a date of ISO 8601 nor seconds since 1970",
        ),
        (
            trust(r#""Action":"sts:AssumeRole","Sid":"a b""#),
            "statement 0 of the policy document has a `Sid` with characters other than letters and digits",
        ),
    ] {
        check(trusted(&text), "MalformedPolicyDocument", 400, message);
    }
    for action in [
        "sts:AssumeRole",
        "STS:assumerolewithsaml",
        "sts:AssumeRoleWithWebIdentity",
        "sts:TagSession",
        "sts:*",
        "sts:Assume*",
    ] {
        assert_eq!(trusted(&trust(&format!(r#""Action":"{action}""#))), Ok(Applied::Changed), "{action}");
    }
    assert_eq!(trusted(&trust(r#""Action":"sts:AssumeRole""#).replace("2012", "2008")), Ok(Applied::Changed));
}

#[test]
fn what_is_restored_was_taken_before() {
    let of_2008 = with(r#""Resource":"jobs""#).replace("2012", "2008");
    let put = |call: &Call| {
        let (name, document) = (parse("P"), Arc::new(parse(&of_2008)));
        account().apply(call, Command::PutPolicy { of: Identity::User(parse("Alice")), name, document })
    };
    assert!(put(&call()).is_err());
    assert_eq!(put(&call().restoring()), Ok(Applied::Changed));
}
