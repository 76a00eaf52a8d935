//! The universe *real*: requests have well-formed ARNs, and keys have values of their types and shapes.
#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_catalog::Catalog;
use iamkit_policy::PolicyDocument;
use iamkit_policy::fact::Facts;
use iamkit_prover::{
    Access, Idleness, Inclusion, Limits, Relation, Universe, compare, differences, idle_statements, is_subset,
};
use serde_json::{Value as Json, json};

fn access(statements: &Json) -> Access {
    let document = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    Access::identity(&document.parse::<PolicyDocument>().unwrap()).unwrap()
}

fn on(action: &str, resources: &Json) -> Access {
    access(&json!({"Effect": "Allow", "Action": action, "Resource": resources}))
}

fn when(action: &str, condition: &Json) -> Access {
    access(&json!({"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition}))
}

/// With everything taken for granted: requests are about what the reference lists, in the forms that it gives.
fn real() -> Universe<'static> {
    Universe::real().assuming(Facts::all())
}

fn relation(a: &Access, b: &Access) -> Relation {
    let comparison = compare(a, b, &real(), &Limits::default());
    assert_eq!(comparison.unknown, []);
    comparison.relation
}

#[test]
fn a_rare_letter_that_folds_to_a_common_one_is_found() {
    // The capital sharp s folds to the small one, whose own upper case is two letters (S35).
    let small = "\u{df}";
    let capital = when(
        "s3:GetObject",
        &json!({"StringEqualsIgnoreCase": {"aws:PrincipalTag/x": small}, "StringNotEquals": {"aws:PrincipalTag/x": small}}),
    );
    let nothing = on("s3:GetObject", &json!("arn:aws:sqs:::x"));
    assert_eq!(relation(&capital, &nothing), Relation::Broader);
}

#[test]
fn what_no_resource_of_an_action_is_neither_grants_nor_excludes() {
    let all = on("s3:GetObject", &json!("*"));
    let besides =
        |pattern: &str| access(&json!({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": pattern}));
    assert_eq!(relation(&besides("arn:aws:sqs:*:*:*"), &all), Relation::Equal);
    assert_eq!(relation(&besides("arn:aws:s3:::b/*"), &all), Relation::Narrower);
    let nothing = access(&json!([]));
    assert_eq!(relation(&on("s3:GetObject", &json!("arn:aws:sqs:*:*:*")), &nothing), Relation::Equal);
    let deny = json!({"Effect": "Deny", "Action": "s3:GetObject", "NotResource": "arn:aws:sqs:*:*:*"});
    let allow = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
    assert_eq!(relation(&access(&json!([allow, deny])), &nothing), Relation::Equal);
}

#[test]
fn an_account_is_twelve_digits() {
    let any = on("iam:GetRole", &json!("arn:aws:iam::*:role/x"));
    let digits = on("iam:GetRole", &json!("arn:aws:iam::????????????:role/x"));
    assert_eq!(relation(&any, &digits), Relation::Equal);
    let one = on("iam:GetRole", &json!("arn:aws:iam::111122223333:role/x"));
    assert_eq!(relation(&one, &any), Relation::Narrower);
    let few = on("iam:GetRole", &json!(["arn:aws:iam::1*:role/x", "arn:aws:iam::2*:role/x"]));
    assert_eq!(relation(&few, &any), Relation::Narrower);
    let all = (0..10).map(|digit| format!("arn:aws:iam::{digit}*:role/x")).collect::<Vec<_>>();
    assert_eq!(relation(&on("iam:GetRole", &json!(all)), &any), Relation::Equal);
    let in_strings = compare(&any, &digits, &Universe::strings(), &Limits::default());
    assert_eq!(in_strings.relation, Relation::Broader);
}

#[test]
fn policies_of_aws_are_resources_too() {
    let any = on("iam:AttachRolePolicy", &json!("*"));
    let digits = on("iam:GetPolicy", &json!("arn:aws:iam::????????????:policy/*"));
    let all = on("iam:GetPolicy", &json!("arn:aws:iam::*:policy/*"));
    let of_aws =
        on("iam:GetPolicy", &json!(["arn:aws:iam::????????????:policy/*", "arn:aws:iam::aws:policy/*"]));
    assert_eq!(relation(&digits, &all), Relation::Narrower);
    assert_eq!(relation(&of_aws, &all), Relation::Equal);
    assert_eq!(relation(&any, &all), Relation::Incomparable);
}

#[test]
fn a_partition_is_one_of_those_of_aws() {
    let partitions =
        ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];
    let named = partitions.map(|partition| format!("arn:{partition}:sqs:us-east-1:111122223333:jobs"));
    let any = on("sqs:SendMessage", &json!("arn:*:sqs:us-east-1:111122223333:jobs"));
    assert_eq!(relation(&on("sqs:SendMessage", &json!(named)), &any), Relation::Equal);
    assert_eq!(
        relation(&on("sqs:SendMessage", &json!("arn:aws*:sqs:us-east-1:111122223333:jobs")), &any),
        Relation::Equal
    );
    let one = on("sqs:SendMessage", &json!("arn:aws:sqs:us-east-1:111122223333:jobs"));
    let found = differences(&one, &any, &real(), &Limits::default());
    assert_eq!(found.list.first().unwrap().witness.resource, "arn:aws-cn:sqs:us-east-1:111122223333:jobs");
}

#[test]
fn a_region_has_the_shape_of_its_name() {
    let any = on("sqs:SendMessage", &json!("arn:aws:sqs:*:111122223333:jobs"));
    let hyphens = on("sqs:SendMessage", &json!("arn:aws:sqs:*-*:111122223333:jobs"));
    assert_eq!(relation(&any, &hyphens), Relation::Equal);
    let america = on("sqs:SendMessage", &json!("arn:aws:sqs:us-*:111122223333:jobs"));
    let found = differences(&america, &any, &real(), &Limits::default());
    assert_eq!(found.list.first().unwrap().witness.resource, "arn:aws:sqs:eu-west-1:111122223333:jobs");
}

#[test]
fn witnesses_read_well() {
    let queue = on("sqs:SendMessage", &json!("arn:aws:sqs:*:*:jobs-*"));
    let buckets = on("s3:GetObject", &json!("arn:aws:s3:::*/*"));
    let witness = |a: &Access, b: &Access| match is_subset(a, b, &real(), &Limits::default()) {
        Inclusion::Fails(witness) => witness.resource,
        other => panic!("{other:?}"),
    };
    let nothing = Access::nothing();
    assert_eq!(witness(&queue, &nothing), "arn:aws:sqs:us-east-1:111122223333:jobs-example");
    assert_eq!(witness(&buckets, &nothing), "arn:aws:s3:::example/example");
    let roles = on("iam:PassRole", &json!("arn:aws:iam::*:role/*"));
    let but_one = on("iam:PassRole", &json!("arn:aws:iam::111122223333:role/*"));
    assert_eq!(witness(&but_one, &nothing), "arn:aws:iam::111122223333:role/example");
    assert_eq!(witness(&roles, &but_one), "arn:aws:iam::444455556666:role/example");
}

#[test]
fn a_pattern_that_no_arn_has_names_nothing() {
    let found = idle_statements(
        &access(&json!([
            {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "arn:aws:iam::12345:role/x"},
            {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:virginia:111122223333:q"},
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:us-east-1:111122223333:b/*"},
        ])),
        &real(),
        &Limits::default(),
    );
    let reasons = found.list.iter().map(|idle| (idle.statement.statement, idle.why)).collect::<Vec<_>>();
    assert_eq!(reasons, [0, 1, 2].map(|statement| (statement, Idleness::NamesNothing)));
}

/// The sources list keys of services that they give to no action: any request may have them.
#[test]
fn a_key_that_no_action_is_said_to_take_may_come_with_any() {
    for (action, key) in [
        ("ec2:DescribeInstanceAttribute", "ec2:SourceInstanceARN"),
        ("a4b:RegisterAVSDevice", "a4b:amazonId"),
    ] {
        let conditional = when(action, &json!({"StringLike": {key: "*"}}));
        let relation =
            |other: &Access| compare(&conditional, other, &Universe::real(), &Limits::default()).relation;
        assert_eq!(relation(&Access::nothing()), Relation::Broader, "{key}");
        assert_eq!(relation(&on(action, &json!("*"))), Relation::Narrower, "{key}");
    }
}

#[test]
fn a_tag_is_found_however_its_place_is_written() {
    for (action, key) in [
        ("secretsmanager:PutSecretValue", "secretsmanager:ResourceTag/team"),
        ("ssm:SendCommand", "ssm:resourceTag/team"),
        ("s3:GetObject", "s3:ExistingObjectTag/team"),
        ("ec2:StartInstances", "ec2:ResourceTag/team"),
    ] {
        let conditional = when(action, &json!({"StringEquals": {key: "mail"}}));
        assert_eq!(relation(&conditional, &Access::nothing()), Relation::Broader, "{key}");
        let known = Catalog::embedded().action(action).unwrap();
        assert!(known.condition_keys().any(|it| it.matches(key)), "{key}");
    }
}

#[test]
fn a_key_that_is_true_or_false_has_both_values_however_it_is_compared() {
    let is_true = when("s3:GetObject", &json!({"StringEquals": {"aws:SecureTransport": "true"}}));
    let is_there = when("s3:GetObject", &json!({"Null": {"aws:SecureTransport": "false"}}));
    assert_eq!(relation(&is_true, &is_there), Relation::Narrower);
    let as_bool = when("s3:GetObject", &json!({"Bool": {"aws:SecureTransport": "true"}}));
    assert_eq!(relation(&is_true, &as_bool), Relation::Equal);
    let begins = when("s3:GetObject", &json!({"StringLike": {"aws:SecureTransport": "t*"}}));
    assert_eq!(relation(&begins, &as_bool), Relation::Equal);
    // The same for a key of the catalog.
    let of_catalog =
        |operator: &str, value: &str| when("ec2:CreateVolume", &json!({operator: {"ec2:Encrypted": value}}));
    let is_there = of_catalog("Null", "false");
    assert_eq!(relation(&of_catalog("StringEquals", "true"), &is_there), Relation::Narrower);
    assert_eq!(relation(&of_catalog("StringLike", "t*"), &of_catalog("Bool", "true")), Relation::Equal);
}

#[test]
fn a_key_whose_values_are_arns_has_nothing_else() {
    let is_there = when("iam:CreateRole", &json!({"Null": {"iam:PermissionsBoundary": "false"}}));
    let is_arn = when("iam:CreateRole", &json!({"ArnLike": {"iam:PermissionsBoundary": "arn:*:*:*:*:*"}}));
    assert_eq!(relation(&is_arn, &is_there), Relation::Equal);
    let is_text = when("iam:CreateRole", &json!({"StringLike": {"iam:PermissionsBoundary": "arn:*"}}));
    assert_eq!(relation(&is_text, &is_there), Relation::Equal);
    let of_aws = when("iam:CreateRole", &json!({"ArnLike": {"iam:PermissionsBoundary": "arn:aws:*:*:*:*"}}));
    assert_eq!(relation(&of_aws, &is_there), Relation::Narrower);
}

#[test]
fn keys_about_accounts_have_their_numbers() {
    let any = when("s3:GetObject", &json!({"StringLike": {"aws:VpceAccount": "*"}}));
    let digits = when("s3:GetObject", &json!({"StringLike": {"aws:VpceAccount": "????????????"}}));
    assert_eq!(relation(&any, &digits), Relation::Equal);
    let one = when("s3:GetObject", &json!({"StringEquals": {"aws:VpceAccount": "111122223333"}}));
    assert_eq!(relation(&one, &any), Relation::Narrower);
    // Users and roles are no services, and only those call for the resource of an account (S44).
    let source = when("s3:GetObject", &json!({"StringEquals": {"aws:SourceAccount": "111122223333"}}));
    assert_eq!(relation(&source, &Access::nothing()), Relation::Equal);
    let organisation = when("s3:GetObject", &json!({"StringLike": {"aws:PrincipalOrgID": "o-*"}}));
    let some = when("s3:GetObject", &json!({"Null": {"aws:PrincipalOrgID": "false"}}));
    assert_eq!(relation(&organisation, &some), Relation::Equal);
}

#[test]
fn the_arn_of_a_principal_is_never_that_of_a_session() {
    let found = idle_statements(
        &access(&json!([
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"ArnLike":
                {"aws:PrincipalArn": "arn:aws:sts::111122223333:assumed-role/Deploy/*"}}},
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"ArnLike":
                {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Deploy"}}},
        ])),
        &real(),
        &Limits::default(),
    );
    let reasons = found.list.iter().map(|idle| (idle.statement.statement, idle.why)).collect::<Vec<_>>();
    assert_eq!(reasons, [(0, Idleness::NeverSatisfied)]);
}

#[test]
fn an_action_on_buckets_is_about_no_slash() {
    for resource in ["arn:aws:s3:::logs/*", "arn:aws:s3:::logs/", "arn:aws:s3:::*/x"] {
        let listing = on("s3:ListBucket", &json!(resource));
        let comparison = compare(&listing, &Access::nothing(), &Universe::real(), &Limits::default());
        assert_eq!(comparison.relation, Relation::Equal, "{resource}");
    }
}
