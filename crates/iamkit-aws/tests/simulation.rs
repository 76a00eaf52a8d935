//! The simulator API by its JSON: requests in the shape of `--cli-input-json`, responses member by member (S78–S80).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

use std::sync::Arc;

use iamkit_aws::simulation::{
    AttachmentType, ErrorCode, GetContextKeysForPrincipalPolicyRequest, PrincipalPolicies,
    SimulateCustomPolicyRequest, SimulatePrincipalPolicyRequest, SimulationError,
    context_keys_for_principal_policy, simulate_custom_policy, simulate_principal_policy,
};
use iamkit_catalog::Catalog;
use serde_json::{Value, json};

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
const OBJECT: &str = "arn:aws:s3:::amzn-s3-demo-bucket/notes";

/// A document with one statement of the current version.
fn policy(statement: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

fn allow(action: &str) -> String {
    policy(&json!({"Effect": "Allow", "Action": action, "Resource": "*"}))
}

fn deny(action: &str) -> String {
    policy(&json!({"Effect": "Deny", "Action": action, "Resource": "*"}))
}

/// A request for s3:GetObject by the policies, with further members.
fn request(policies: &[String], more: &Value) -> Value {
    let mut request = json!({"PolicyInputList": policies, "ActionNames": ["s3:GetObject"]});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    request
}

fn simulate(request: &Value) -> Result<Value, SimulationError> {
    let request: SimulateCustomPolicyRequest = serde_json::from_value(request.clone()).unwrap();
    simulate_custom_policy(Catalog::embedded(), &request)
        .map(|response| serde_json::to_value(response).unwrap())
}

/// The one result of a request.
fn result(policies: &[String], more: &Value) -> Value {
    simulate(&request(policies, more)).unwrap()["EvaluationResults"][0].clone()
}

fn refused(policies: &[String], more: &Value) -> (ErrorCode, String) {
    let error = simulate(&request(policies, more)).unwrap_err();
    (error.code(), error.message().to_owned())
}

fn invalid(policies: &[String], more: &Value) -> String {
    let (code, message) = refused(policies, more);
    assert_eq!(code, ErrorCode::InvalidInput, "{message}");
    message
}

fn too_large(policies: &[String], more: &Value) -> String {
    let (code, message) = refused(policies, more);
    assert_eq!(code, ErrorCode::ValidationError, "{message}");
    message
}

fn unreadable(request: &Value) -> String {
    let text = serde_json::to_string_pretty(request).unwrap();
    serde_json::from_str::<SimulateCustomPolicyRequest>(&text).unwrap_err().to_string()
}

#[test]
fn aws_s_documented_example_has_its_documented_answer() {
    let document = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}"#;
    let at = |time: &str| {
        simulate(&json!({
            "PolicyInputList": [document],
            "ActionNames": ["dynamodb:CreateBackup"],
            "ContextEntries": [{"ContextKeyName": "aws:CurrentTime", "ContextKeyValues": [time], "ContextKeyType": "date"}],
        }))
        .unwrap()
    };
    let allowed = json!({
        "EvaluationResults": [{
            "EvalActionName": "dynamodb:CreateBackup",
            "EvalResourceName": "*",
            "EvalDecision": "allowed",
            "MatchedStatements": [{
                "SourcePolicyId": "PolicyInputList.1",
                "SourcePolicyType": "IAM Policy",
                "StartPosition": {"Line": 1, "Column": 38},
                "EndPosition": {"Line": 1, "Column": 167},
            }],
            "MissingContextValues": [],
        }],
        "IsTruncated": false,
    });
    assert_eq!(at("2019-04-25T11:00:00Z"), allowed);
    let denied = at("2014-04-25T11:00:00Z");
    assert_eq!(denied["EvaluationResults"][0]["EvalDecision"], "implicitDeny");
    assert_eq!(denied["EvaluationResults"][0]["MatchedStatements"], json!([]));
}

#[test]
fn each_resource_has_its_result_under_the_template_of_its_type() {
    let mine =
        policy(&json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::mine/*"}));
    let resources = json!({"ResourceArns": ["arn:aws:s3:::mine/a", "arn:aws:s3:::yours/a"]});
    let result = result(&[mine], &resources);
    assert_eq!(result["EvalResourceName"], "arn:${Partition}:s3:::${BucketName}/${ObjectName}");
    assert_eq!(result["EvalDecision"], "implicitDeny");
    // Only the statements that led to the decision reported at the top stand there.
    assert_eq!(result["MatchedStatements"], json!([]));
    assert_eq!(result["EvalDecisionDetails"], json!({}));
    let [first, second] = &result["ResourceSpecificResults"].as_array().unwrap()[..] else {
        panic!("{result}")
    };
    assert_eq!(
        (&first["EvalResourceName"], &first["EvalResourceDecision"]),
        (&json!("arn:aws:s3:::mine/a"), &json!("allowed"))
    );
    assert_eq!(first["MatchedStatements"].as_array().unwrap().len(), 1);
    assert_eq!(second["EvalResourceDecision"], "implicitDeny");
    assert!(first.get("EvalDecisionDetails").is_none());
}

#[test]
fn on_an_explicit_deny_the_denying_statements_alone_match() {
    let result = result(&[allow("*"), deny("s3:*")], &json!({}));
    assert_eq!(result["EvalDecision"], "explicitDeny");
    assert_eq!(result["MatchedStatements"].as_array().unwrap().len(), 1);
    assert_eq!(result["MatchedStatements"][0]["SourcePolicyId"], "PolicyInputList.2");
}

#[test]
fn a_boundary_limits_and_is_told() {
    let with =
        |boundary: String| result(&[allow("*")], &json!({"PermissionsBoundaryPolicyInputList": [boundary]}));
    let limited = with(allow("sqs:*"));
    assert_eq!(limited["EvalDecision"], "implicitDeny");
    assert_eq!(limited["PermissionsBoundaryDecisionDetail"], json!({"AllowedByPermissionsBoundary": false}));
    let granted = with(allow("s3:*"));
    assert_eq!(granted["EvalDecision"], "allowed");
    assert_eq!(granted["PermissionsBoundaryDecisionDetail"], json!({"AllowedByPermissionsBoundary": true}));
    let denied = with(deny("s3:*"));
    assert_eq!((&denied["EvalDecision"], &denied["MatchedStatements"]), (&json!("explicitDeny"), &json!([])));
}

#[test]
fn every_level_of_an_organisation_has_to_allow() {
    let levels = |levels: &[&[String]]| {
        let levels = levels.iter().map(|level| json!({"ServiceControlPolicyInputList": level}));
        json!({"OrderedOrganizationPolicyInputList": levels.collect::<Vec<_>>()})
    };
    let result = |given: &[&[String]]| result(&[allow("*")], &levels(given));
    let allowed = result(&[&[allow("*")], &[allow("sqs:*"), allow("s3:*")]]);
    assert_eq!(allowed["EvalDecision"], "allowed");
    assert_eq!(allowed["OrganizationsDecisionDetail"], json!({"AllowedByOrganizations": true}));
    let limited = result(&[&[allow("*")], &[allow("sqs:*")]]);
    assert_eq!(limited["EvalDecision"], "implicitDeny");
    assert_eq!(limited["OrganizationsDecisionDetail"], json!({"AllowedByOrganizations": false}));
    // A level without policies allows nothing.
    assert_eq!(result(&[&[allow("*")], &[]])["EvalDecision"], "implicitDeny");
    // Statements of service control policies are no matched statements.
    let denied = result(&[&[allow("*"), deny("s3:*")]]);
    assert_eq!((&denied["EvalDecision"], &denied["MatchedStatements"]), (&json!("explicitDeny"), &json!([])));
}

#[test]
fn keys_that_service_control_policies_alone_ask_for_are_not_missing() {
    let asking = |key: &str| {
        policy(
            &json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {key: "x"}}}),
        )
    };
    let organization = json!([{"ServiceControlPolicyInputList": [asking("aws:RequestedRegion")]}]);
    let result =
        result(&[asking("aws:PrincipalOrgID")], &json!({"OrderedOrganizationPolicyInputList": organization}));
    assert_eq!(result["MissingContextValues"], json!(["aws:PrincipalOrgID"]));
}

#[test]
fn without_a_caller_no_key_follows_from_one() {
    let home = policy(
        &json!({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}"}),
    );
    let own = |more: Value| result(std::slice::from_ref(&home), &more);
    let nobody = own(json!({"ResourceArns": ["arn:aws:s3:::home/alice"]}));
    assert_eq!(
        (&nobody["EvalDecision"], &nobody["MissingContextValues"]),
        (&json!("implicitDeny"), &json!(["aws:username"]))
    );
    let group = own(
        json!({"ResourceArns": ["arn:aws:s3:::home/alice"], "CallerArn": "arn:aws:iam::111122223333:group/staff"}),
    );
    assert_eq!(group["EvalDecision"], "implicitDeny");
    let alice = own(json!({"ResourceArns": ["arn:aws:s3:::home/alice"], "CallerArn": ALICE}));
    assert_eq!((&alice["EvalDecision"], &alice["MissingContextValues"]), (&json!("allowed"), &json!([])));
}

#[test]
fn a_resource_policy_of_another_account_is_told_by_type() {
    let grants =
        policy(&json!({"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "s3:*", "Resource": "*"}));
    let owner = json!("arn:aws:iam::444455556666:root");
    let with = |identity: &[String]| {
        result(
            identity,
            &json!({"ResourceArns": [OBJECT], "ResourcePolicy": grants, "ResourceOwner": owner, "CallerArn": ALICE}),
        )
    };
    let both = with(&[allow("s3:*")]);
    assert_eq!(both["EvalDecision"], "allowed");
    assert_eq!(both["EvalDecisionDetails"], json!({"IAM Policy": "allowed", "Resource Policy": "allowed"}));
    let types =
        both["MatchedStatements"].as_array().unwrap().iter().map(|statement| &statement["SourcePolicyType"]);
    assert_eq!(types.collect::<Vec<_>>(), ["IAM Policy", "Resource Policy"]);
    let resource_alone = with(&[allow("sqs:*")]);
    assert_eq!(resource_alone["EvalDecision"], "implicitDeny");
    let expected = json!({"IAM Policy": "implicitDeny", "Resource Policy": "allowed"});
    assert_eq!(resource_alone["EvalDecisionDetails"], expected);
    assert_eq!(resource_alone["ResourceSpecificResults"][0]["EvalDecisionDetails"], expected);
}

#[test]
fn the_owner_is_the_caller_s_account_unless_told() {
    let grants =
        policy(&json!({"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "s3:*", "Resource": "*"}));
    let result =
        result(&[], &json!({"ResourceArns": [OBJECT], "ResourcePolicy": grants, "CallerArn": ALICE}));
    assert_eq!((&result["EvalDecision"], &result["EvalDecisionDetails"]), (&json!("allowed"), &json!({})));
}

#[test]
fn another_account_s_resource_needs_its_policy_with_the_extension_alone() {
    let queue = json!(["arn:aws:sqs:us-east-1:444455556666:orders"]);
    let ask = |more: Value| {
        let mut request = json!({"PolicyInputList": [allow("*")], "ActionNames": ["sqs:SendMessage"], "ResourceArns": queue, "CallerArn": ALICE});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        simulate(&request).unwrap()["EvaluationResults"][0]["EvalDecision"].clone()
    };
    assert_eq!(ask(json!({})), "allowed");
    assert_eq!(ask(json!({"Extension": {}})), "implicitDeny");
}

#[test]
fn the_extension_answers_for_sessions_with_every_layer() {
    let session = "arn:aws:sts::111122223333:assumed-role/Deploy/ci";
    let ask = |extension: Value| {
        result(
            &[allow("s3:*")],
            &json!({"ResourceArns": [OBJECT], "CallerArn": session, "Extension": extension}),
        )
    };
    let plain = ask(json!({}));
    assert_eq!(plain["EvalDecision"], "allowed");
    let reasons = &plain["ResourceSpecificResults"][0]["Extension"];
    assert_eq!((&reasons["Explanation"]["decision"], &reasons["Findings"]), (&json!("allowed"), &json!([])));
    let narrowed = ask(json!({"SessionPolicyInputList": [allow("sqs:*")]}));
    let reasons = &narrowed["ResourceSpecificResults"][0]["Extension"]["Explanation"];
    assert_eq!(reasons["blockedBy"], json!(["session"]));
    let all = policy(&json!({"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}));
    let endpoint = ask(json!({"VpcEndpointPolicy": all}));
    assert_eq!(
        endpoint["ResourceSpecificResults"][0]["Extension"]["Explanation"]["blockedBy"],
        json!(["vpce"])
    );
    let rcp = policy(&json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}));
    let levels = json!([{"ResourceControlPolicyInputList": [rcp]}]);
    let denied = ask(json!({"OrderedResourceControlPolicyInputList": levels}));
    assert_eq!(denied["EvalDecision"], "explicitDeny");
    let managed =
        ask(json!({"OrderedResourceControlPolicyInputList": levels, "ManagementAccount": "111122223333"}));
    assert_eq!(managed["EvalDecision"], "allowed");
}

#[test]
fn the_extension_answers_for_trust_policies_and_services() {
    let trust = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#;
    let ask = |caller: &str| {
        let request = json!({"PolicyInputList": [], "ActionNames": ["sts:AssumeRole"], "CallerArn": caller, "ResourcePolicy": trust,
            "ResourceArns": ["arn:aws:iam::111122223333:role/Deploy"], "Extension": {}});
        simulate(&request).unwrap()["EvaluationResults"][0]["EvalDecision"].clone()
    };
    assert_eq!(ask("lambda.amazonaws.com"), "allowed");
    assert_eq!(ask("ec2.amazonaws.com"), "implicitDeny");
}

#[test]
fn the_extension_answers_depends_for_unknown_keys() {
    let from_office = policy(&json!({"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}));
    let result = result(&[from_office], &json!({"Extension": {"UnknownContextKeys": ["aws:SourceIp"]}}));
    assert_eq!(result["EvalDecision"], "depends");
    assert_eq!(result["Extension"]["Explanation"]["dependsOn"][0]["key"], "aws:SourceIp");
}

#[test]
fn pages_go_on_where_the_marker_says() {
    let actions = json!(["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]);
    let page = |more: Value| {
        let mut request = json!({"PolicyInputList": [allow("s3:*")], "ActionNames": actions});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        simulate(&request).unwrap()
    };
    let names = |page: &Value| {
        let results = page["EvaluationResults"].as_array().unwrap().iter();
        results.map(|result| result["EvalActionName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = page(json!({"MaxItems": 2}));
    assert_eq!(
        (names(&first), &first["IsTruncated"]),
        (vec!["s3:GetObject".into(), "s3:PutObject".into()], &json!(true))
    );
    let second = page(json!({"MaxItems": 2, "Marker": first["Marker"]}));
    assert_eq!((names(&second), &second["IsTruncated"]), (vec!["sqs:SendMessage".into()], &json!(false)));
    assert!(second.get("Marker").is_none());
    let message = invalid(&[], &json!({"Marker": "result-2"}));
    assert_eq!(message, "`Marker`: no answer to this request has `result-2`");
}

#[test]
fn what_exceeds_a_limit_is_a_validation_error_with_both_numbers() {
    let organization = vec![json!({}); 8];
    for (more, expected) in [
        (json!({"ActionNames": ["s3"]}), "`ActionNames.1` is 2 characters long, but 3 to 128 are allowed"),
        (json!({"ResourceArns": [""]}), "`ResourceArns.1` is 0 characters long, but 1 to 2048 are allowed"),
        (json!({"MaxItems": 0}), "`MaxItems` is 0, but a page has 1 to 1000 results"),
        (json!({"MaxItems": 1001}), "`MaxItems` is 1001, but a page has 1 to 1000 results"),
        (
            json!({"ContextEntries": [{"ContextKeyName": "a:b", "ContextKeyValues": ["x"]}]}),
            "`ContextKeyName` of `ContextEntries.1` is 3 characters long, but 5 to 256 are allowed",
        ),
        (
            json!({"OrderedOrganizationPolicyInputList": organization}),
            "`OrderedOrganizationPolicyInputList` has 8 items, but at most 7 are allowed",
        ),
        (
            json!({"PermissionsBoundaryPolicyInputList": [allow("*"), allow("*")]}),
            "`PermissionsBoundaryPolicyInputList` has 2 items, but at most 1 are allowed",
        ),
        (
            json!({"PolicyInputList": [" ".repeat(131_073)]}),
            "`PolicyInputList.1` is 131073 characters long, but 1 to 131072 are allowed",
        ),
        (
            json!({"PolicyInputList": ["{\"\u{100}\": 1}"]}),
            "`PolicyInputList.1` has the character U+0100, which no policy may have (S20)",
        ),
        (
            json!({"ActionNames": vec!["s3:GetObject"; 1_000], "ResourceArns": vec![OBJECT; 101], "MaxItems": 1_000}),
            "the page has 101000 decisions, but at most 100000 are made: ask with a smaller `MaxItems`",
        ),
    ] {
        assert_eq!(too_large(&[], &more), expected);
    }
}

/// A policy as long as AWS allows, of statements for different resources.
fn longest() -> String {
    let statement = |at: usize| json!({"Effect": "Allow", "Action": "*", "Resource": format!("*{at}*")});
    let statements = (0..2_300).map(statement).collect::<Vec<_>>();
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    assert!((100_000..=131_072).contains(&text.len()), "{}", text.len());
    let padding = " ".repeat(131_072 - text.len());
    text + &padding
}

#[test]
fn a_request_of_the_full_size_is_refused_at_once() {
    let actions = (0..128).map(|at| format!("s3:Get{at}")).collect::<Vec<_>>();
    let request =
        request(&vec![longest(); 10], &json!({"ActionNames": actions, "ResourceArns": vec![OBJECT; 100]}));
    let started = std::time::Instant::now();
    let refusal = simulate(&request).unwrap_err();
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    let bound = iamkit_aws::simulation::MAX_CHARACTERS_READ;
    assert_eq!(
        refusal.message(),
        format!(
            "the page has 10000 decisions by policies of 1310720 characters, but decisions × characters may be {bound} \
             at most: ask with a smaller `MaxItems`, or about fewer resources"
        )
    );
}

#[test]
fn a_statement_that_decides_for_many_resources_is_told_once_by_the_result() {
    let resources = (0..50).map(|at| format!("{OBJECT}{}", 1_000 + at)).collect::<Vec<_>>();
    let started = std::time::Instant::now();
    let answer = simulate(&request(&[longest()], &json!({"ResourceArns": resources}))).unwrap();
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    let result = &answer["EvaluationResults"][0];
    let of_each = result["ResourceSpecificResults"].as_array().unwrap().iter();
    let told = of_each.map(|each| each["MatchedStatements"].as_array().unwrap().len()).sum::<usize>();
    let once = result["MatchedStatements"].as_array().unwrap();
    assert!(50 < once.len() && once.len() < told, "{} {told}", once.len());
}

#[test]
fn what_has_no_meaning_is_an_invalid_input_with_its_place() {
    let entry = |key_type: &str, values: &[&str]| json!({"ContextEntries": [{"ContextKeyName": "aws:key", "ContextKeyValues": values, "ContextKeyType": key_type}]});
    let role = "arn:aws:iam::111122223333:role/Deploy";
    for (more, expected) in [
        (
            json!({"ActionNames": ["s3:Get*"]}),
            "`ActionNames.1`: `s3:Get*` is no action: expected `service:Name` without wildcards, white space and commas",
        ),
        (
            json!({"PolicyInputList": ["{\"Statement\": 7}"]}),
            "`PolicyInputList.1` is no policy: expected a statement (an object), found a number at /Statement (1:15)",
        ),
        (
            json!({"PolicyInputList": [policy(&json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}))]}),
            "identity policy `PolicyInputList.1`: `Principal` is not allowed (S23) at /Statement/0 (1:15)",
        ),
        (
            json!({"CallerArn": "arn:aws:sts::111122223333:assumed-role/Deploy/ci"}),
            "`CallerArn`: `arn:aws:sts::111122223333:assumed-role/Deploy/ci` is no user, group or role; any other \
             principal takes an `Extension`",
        ),
        (
            json!({"CallerArn": "alice"}),
            "`CallerArn`: `alice` is no principal: expected `*`, a service such as `lambda.amazonaws.com`, or the ARN of \
             a root user, user, role, role session or federated user",
        ),
        (
            json!({"CallerArn": "lambda.amazonaws.com", "Extension": {"CallerUniqueId": "AIDA"}}),
            "`CallerArn`: `lambda.amazonaws.com` has no role, user or unique id behind it",
        ),
        (
            json!({"ResourcePolicy": allow("*")}),
            "`ResourcePolicy` takes a `CallerArn` that is a principal, which a group is not (S50)",
        ),
        (
            json!({"ResourcePolicy": allow("*"), "CallerArn": role}),
            "`ResourcePolicy` with a caller that is no user takes an `Extension`: AWS simulates it for users alone",
        ),
        (
            json!({"ResourcePolicy": allow("*"), "CallerArn": ALICE, "ResourceArns": [role]}),
            "`ResourcePolicy` for the role `arn:aws:iam::111122223333:role/Deploy` takes an `Extension`: AWS simulates no \
             policies of roles",
        ),
        (
            json!({"ResourceOwner": "nobody"}),
            "`ResourceOwner`: `nobody` is neither an account id nor the ARN of an account's root user",
        ),
        (
            json!({"ResourceHandlingOption": "EC2-Classic"}),
            "`ResourceHandlingOption` is `EC2-Classic`, but there are `EC2-VPC-InstanceStore`, \
             `EC2-VPC-InstanceStore-Subnet`, `EC2-VPC-EBS`, `EC2-VPC-EBS-Subnet`",
        ),
        (
            json!({"ResourceHandlingOption": "EC2-VPC-EBS", "ResourceArns": ["arn:aws:ec2:us-east-1:111122223333:instance/*"]}),
            "`ResourceHandlingOption` `EC2-VPC-EBS` takes a resource of the kind `image` among `ResourceArns`",
        ),
        (entry("numeric", &["many"]), "the value `many` of `aws:key` is no numeric"),
        (entry("boolean", &["yes"]), "the value `yes` of `aws:key` is no boolean"),
        (entry("ipList", &["10.0.0.1", "ten"]), "the value `ten` of `aws:key` is no ip"),
        (entry("binary", &["?"]), "the value `?` of `aws:key` is no binary"),
        (entry("date", &["soon"]), "the value `soon` of `aws:key` is no date"),
        (entry("string", &["a", "b"]), "`aws:key` has 2 values, but its type `string` takes exactly one"),
        (
            json!({"ContextEntries": [{"ContextKeyName": "aws:key", "ContextKeyValues": ["a"]}, {"ContextKeyName": "AWS:Key", "ContextKeyValues": ["b"]}]}),
            "the context holds the key `AWS:Key` twice",
        ),
        (
            json!({"PolicyInputList": [allow("*")], "CallerArn": "*", "Extension": {}}),
            "the `identity` layer contradicts the principal: an anonymous requester has no identity policies",
        ),
    ] {
        assert_eq!(invalid(&[], &more), expected);
    }
}

#[test]
fn what_cannot_be_decided_is_a_policy_evaluation_error() {
    let tests = (0..9).map(|at| (format!("aws:{at}"), json!(["${aws:0}x", "${aws:8}y", "c", "d", "e"])));
    let tests = tests.collect::<serde_json::Map<_, _>>();
    let conditions = json!({"StringNotLike": tests, "Null": {"aws:0": "true", "aws:1": "false"}, "StringEquals": {"aws:0": "b"}});
    let document =
        policy(&json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": conditions}));
    let unknown = (0..9).map(|at| format!("aws:{at}")).collect::<Vec<_>>();
    let (code, message) = refused(&[document], &json!({"Extension": {"UnknownContextKeys": unknown}}));
    // Each combination takes several comparisons, so that not all of the 100,000 may be tried.
    let expected = "the unknown keys have too many values to try: more than 29090 combinations";
    assert_eq!((code, &*message), (ErrorCode::PolicyEvaluation, expected));
    assert_eq!((code.as_str(), code.http_status()), ("PolicyEvaluation", 500));
}

#[test]
fn members_that_a_request_does_not_have_are_refused() {
    let known = request(&[], &json!({"Resources": []}));
    assert!(
        unreadable(&known)
            .starts_with("unknown field `Resources`, expected one of `PolicySourceArn`, `PolicyInputList`")
    );
    let other = request(&[], &json!({"PolicyExclusionList": []}));
    assert_eq!(unreadable(&other), "`PolicyExclusionList` is no member of a SimulateCustomPolicy request");
    assert_eq!(unreadable(&json!({"ActionNames": []})), "the member `PolicyInputList` is missing");
    assert_eq!(unreadable(&json!({"PolicyInputList": []})), "the member `ActionNames` is missing");
    let wrong =
        request(&[], &json!({"ContextEntries": [{"ContextKeyName": "aws:key", "ContextKeyType": "text"}]}));
    assert!(unreadable(&wrong).starts_with("unknown variant `text`, expected one of `string`, `stringList`"));
}

fn document(statement: &Value) -> Arc<iamkit_policy::PolicyDocument> {
    Arc::new(policy(statement).parse().unwrap())
}

fn stored() -> PrincipalPolicies {
    let allow = |action: &str| document(&json!({"Effect": "Allow", "Action": action, "Resource": "*"}));
    PrincipalPolicies::new()
        .with_inline(AttachmentType::User, "alice", "own", allow("s3:GetObject"))
        .with_inline(AttachmentType::Group, "staff", "shared", allow("s3:GetObject"))
        .with_managed("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", allow("s3:GetObject"))
        .with_managed("arn:aws:iam::111122223333:policy/team/Reads", allow("s3:GetObject"))
        .with_managed("arn:aws:iam::111122223333:policy/Reads", allow("s3:GetObject"))
}

fn principal(more: &Value, policies: &PrincipalPolicies) -> Result<Value, SimulationError> {
    let mut request = json!({"PolicySourceArn": ALICE, "ActionNames": ["s3:GetObject"]});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let request: SimulatePrincipalPolicyRequest = serde_json::from_value(request).unwrap();
    let response = simulate_principal_policy(Catalog::embedded(), &request, policies)?;
    Ok(serde_json::to_value(response).unwrap()["EvaluationResults"][0].clone())
}

/// The ids of the policies whose statements match.
fn matching(exclusions: &Value) -> Vec<String> {
    let result = principal(&json!({"PolicyExclusionList": exclusions}), &stored()).unwrap();
    let statements = result["MatchedStatements"].as_array().unwrap().iter();
    statements.map(|statement| statement["SourcePolicyId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_principal_s_policies_have_the_ids_that_aws_gives_them() {
    let ids = ["user_alice_own", "group_staff_shared", "AmazonS3ReadOnlyAccess", "Reads", "Reads (2)"];
    assert_eq!(matching(&json!([])), ids);
}

#[test]
fn policies_are_left_out_by_type_by_arn_and_by_name() {
    let inline = json!({"PolicyName": "own", "AttachmentType": "user", "AttachmentName": "al*"});
    let left_out = |exclusion: Value| 5 - matching(&json!([exclusion])).len();
    assert_eq!(left_out(json!({"PolicyType": "inline"})), 2);
    assert_eq!(left_out(json!({"PolicyType": "aws-managed"})), 1);
    assert_eq!(left_out(json!({"PolicyType": "user-managed"})), 2);
    assert_eq!(left_out(json!({"PolicyType": "rcp"})), 0);
    assert_eq!(left_out(json!({"PolicyArn": "arn:aws:iam::111122223333:policy/R?a*"})), 1);
    assert_eq!(left_out(json!({"PolicyArn": "arn:aws:iam::111122223333:policy/Other"})), 0);
    assert_eq!(left_out(json!({ "InlinePolicyIdentifier": inline })), 1);
}

#[test]
fn malformed_exclusions_are_refused() {
    let refused = |exclusion: Value| {
        let error = principal(&json!({"PolicyExclusionList": [exclusion]}), &stored()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput);
        error.message().to_owned()
    };
    let expected = "`PolicyExclusionList`: `arn:aws:iam::*:policy/Reads` is no ARN of a managed policy with wildcards in its name alone";
    assert_eq!(refused(json!({"PolicyArn": "arn:aws:iam::*:policy/Reads"})), expected);
    let expected = "`PolicyExclusionList`: `a*b*` has more than one `*`";
    assert_eq!(refused(json!({"PolicyArn": "arn:aws:iam::aws:policy/a*b*"})), expected);
    let error =
        principal(&json!({"PolicyExclusionList": vec![json!({"PolicyType": "scp"}); 257]}), &stored())
            .unwrap_err();
    assert_eq!(
        error.to_string(),
        "ValidationError: `PolicyExclusionList` has 257 items, but at most 256 are allowed"
    );
}

#[test]
fn a_principal_s_boundary_and_organisation_can_be_left_out_and_its_boundary_replaced() {
    let queues = || document(&json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}));
    let policies =
        stored().with_boundary("arn:aws:iam::111122223333:policy/Limit", queues()).with_service_control([(
            "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1",
            queues(),
        )]);
    let ask = |more: Value| principal(&more, &policies).unwrap();
    let limited = ask(json!({}));
    assert_eq!(limited["EvalDecision"], "implicitDeny");
    assert_eq!(limited["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"], false);
    assert_eq!(limited["OrganizationsDecisionDetail"]["AllowedByOrganizations"], false);
    let freed =
        ask(json!({"PolicyExclusionList": [{"PolicyType": "permission-boundary"}, {"PolicyType": "scp"}]}));
    assert_eq!(freed["EvalDecision"], "allowed");
    assert!(
        freed.get("PermissionsBoundaryDecisionDetail").is_none()
            && freed.get("OrganizationsDecisionDetail").is_none()
    );
    let replaced = ask(
        json!({"PermissionsBoundaryPolicyInputList": [allow("*")], "PolicyExclusionList": [{"PolicyType": "scp"}]}),
    );
    assert_eq!(
        (
            &replaced["EvalDecision"],
            &replaced["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"]
        ),
        (&json!("allowed"), &json!(true))
    );
}

#[test]
fn the_source_has_to_be_a_user_a_group_or_a_role() {
    let refused = |arn: &str| principal(&json!({"PolicySourceArn": arn}), &stored()).unwrap_err().to_string();
    let expected = "ValidationError: `PolicySourceArn` is 5 characters long, but 20 to 2048 are allowed";
    assert_eq!(refused("alice"), expected);
    let expected = "InvalidInput: `CallerArn`: `arn:aws:iam::111122223333:root` is no user, group or role; any other \
                    principal takes an `Extension`";
    assert_eq!(refused("arn:aws:iam::111122223333:root"), expected);
    let group =
        principal(&json!({"PolicySourceArn": "arn:aws:iam::111122223333:group/staff"}), &stored()).unwrap();
    assert_eq!(group["EvalDecision"], "allowed");
}

#[test]
fn the_principal_is_the_caller_unless_another_is_named() {
    let home = document(
        &json!({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}"}),
    );
    let policies = PrincipalPolicies::new().with_inline(AttachmentType::User, "alice", "home", home);
    let ask = |more: Value| principal(&more, &policies).unwrap()["EvalDecision"].clone();
    assert_eq!(ask(json!({"ResourceArns": ["arn:aws:s3:::home/alice"]})), "allowed");
    let bob =
        json!({"ResourceArns": ["arn:aws:s3:::home/bob"], "CallerArn": "arn:aws:iam::111122223333:user/bob"});
    assert_eq!(ask(bob), "allowed");
}

#[test]
fn context_keys_of_a_principal_come_from_its_identity_policies_and_the_request() {
    let home = document(
        &json!({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}",
        "Condition": {"StringEquals": {"AWS:UserName": "alice", "aws:PrincipalTag/team": "${aws:RequestTag/team}"}}}),
    );
    let limit = document(
        &json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
    );
    let policies = PrincipalPolicies::new()
        .with_inline(AttachmentType::User, "alice", "home", home)
        .with_boundary("arn:aws:iam::111122223333:policy/Limit", limit);
    let further = policy(
        &json!({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Null": {"aws:MultiFactorAuthAge": "true"}}}),
    );
    let request = GetContextKeysForPrincipalPolicyRequest {
        policy_source_arn: ALICE.into(),
        policy_input_list: Some(vec![further]),
    };
    let response = context_keys_for_principal_policy(&request, &policies).unwrap();
    let expected = ["aws:username", "aws:PrincipalTag/team", "aws:RequestTag/team", "aws:MultiFactorAuthAge"];
    assert_eq!(response.context_key_names, expected);
}
