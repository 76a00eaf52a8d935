//! The wrappings of AWS, its templates and Terraform: each document is found, and its kind where the wrapping tells.

#![expect(clippy::panic, clippy::indexing_slicing, reason = "integration test")]

use iamkit_policy::normal::PolicyKind::{
    self, Boundary, Identity, Key, Resource, ResourceControl, ServiceControl, Session, Trust, VpcEndpoint,
};
use iamkit_policy::{Loaded, load};
use serde_json::{Value, json};

fn loaded(answer: &Value) -> Loaded {
    load(answer.to_string().as_bytes()).unwrap_or_else(|error| panic!("{answer}: {error}"))
}

/// A document that goes with any principal or with none, in each of the ways in which answers hold documents.
fn spellings(with_principal: bool) -> [Value; 4] {
    let mut statement = json!({"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*"});
    if with_principal {
        statement["Principal"] = json!({"AWS": "444455556666"});
    }
    let document = json!({"Version": "2012-10-17", "Statement": [statement]});
    let text = document.to_string();
    let percent = text.replace('{', "%7B").replace('}', "%7D").replace('"', "%22").replace('*', "%2A");
    let escaped = text.replace('"', "\\\"");
    [document, text.into(), percent.into(), escaped.into()]
}

/// Puts each spelling in the place of `"$"` and looks at what is found.
fn assert_kind(shape: &Value, implied: Option<PolicyKind>, with_principal: bool) {
    for document in spellings(with_principal) {
        let answer = shape.to_string().replace("\"$\"", &document.to_string());
        let loaded = load(answer.as_bytes()).unwrap_or_else(|error| panic!("{answer}: {error}"));
        let [entry] = loaded.entries() else { panic!("{answer}: {:?}", loaded.entries()) };
        assert_eq!(entry.implied_kind(), implied, "{answer}");
        assert_eq!(entry.document().statements().len(), 1, "{answer}");
    }
}

#[test]
fn answers_about_users_groups_and_roles_are_opened() {
    for shape in [
        json!({"PolicyVersion": {"Document": "$", "VersionId": "v3", "IsDefaultVersion": true}}),
        json!({"UserName": "u", "PolicyName": "p", "PolicyDocument": "$"}),
        json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": "$"}),
        json!({"GroupName": "g", "PolicyName": "p", "PolicyDocument": "$"}),
        json!({"PolicyArn": "arn:aws:iam::444455556666:policy/p", "PolicyDocument": "$"}),
        json!({"InlinePolicy": "$"}),
        json!({"InstanceArn": "arn:aws:sso:::instance/i", "PermissionSetArn": "x", "InlinePolicy": "$"}),
        json!({"PolicyInputList": ["$"], "ActionNames": ["s3:GetObject"]}),
        json!({"requestParameters": {"policyDocument": "$", "roleName": "r", "policyName": "p"}}),
    ] {
        assert_kind(&shape, Some(Identity), false);
    }
    for shape in [
        json!({"Role": {"RoleName": "r", "AssumeRolePolicyDocument": "$"}}),
        json!({"RoleName": "r", "AssumeRolePolicyDocument": "$", "Path": "/"}),
        json!({"Roles": [{"RoleName": "r", "AssumeRolePolicyDocument": "$"}]}),
        json!({"requestParameters": {"roleName": "r", "assumeRolePolicyDocument": "$"}}),
    ] {
        assert_kind(&shape, Some(Trust), true);
    }
    assert_kind(&json!({"PermissionsBoundaryPolicyInputList": ["$"]}), Some(Boundary), false);
}

#[test]
fn answers_about_policies_of_resources_are_opened() {
    for shape in [
        json!({"Policy": "$"}),
        json!({"policy": "$", "state": "Active"}),
        json!({"Policy": "$", "RevisionId": "r"}),
        json!({"FileSystemId": "fs-1", "Policy": "$"}),
        json!({"BackupVaultName": "v", "BackupVaultArn": "a", "Policy": "$"}),
        json!({"policy": {"Policy": "$"}}),
        json!({"Policy": {"Established": {"Policy": "$"}}}),
        json!({"Name": "bus", "Arn": "arn:aws:events:eu-west-1:444455556666:event-bus/bus", "Policy": "$"}),
        json!({"Attributes": {"Policy": "$", "EffectiveDeliveryPolicy": "{\"http\":{}}", "Owner": "444455556666"}}),
        json!({"Attributes": {"Policy": "$", "RedrivePolicy": "{\"maxReceiveCount\":3}"}}),
        json!({"Policies": [{"PolicyId": "i", "PolicyHash": "h", "Policy": "$"}]}),
        json!({"policies": ["$"]}),
        json!({"registryId": "444455556666", "policyText": "$"}),
        json!({"repositoryName": "r", "policyText": "$", "lifecyclePolicyText": "{\"rules\":[]}"}),
        json!({"PolicyInJson": "$", "PolicyHash": "h"}),
        json!({"GetResourcePoliciesResponseList": [{"PolicyInJson": "$"}]}),
        json!({"resourcePolicies": [{"policyName": "p", "policyDocument": "$"}]}),
        json!({"ResourcePolicies": [{"PolicyName": "p", "PolicyDocument": "$"}]}),
        json!({"ARN": "arn:aws:secretsmanager:eu-west-1:444455556666:secret:s", "Name": "s", "ResourcePolicy": "$"}),
        json!({"resourcePolicy": "$"}),
        json!({"ResourcePolicy": {"ResourceArn": "a", "Policy": "$"}}),
        json!({"ResourcePolicy": {"ResourcePolicySummary": {"Id": "i"}, "Content": "$"}}),
        json!({"policy": {"resourceArn": "a", "revision": "1", "document": "$"}}),
        json!({"DomainStatus": {"AccessPolicies": "$"}}),
        json!({"DomainConfig": {"AccessPolicies": {"Options": "$", "Status": {}}}}),
        json!({"destinations": [{"destinationName": "d", "accessPolicy": "$"}]}),
        json!({"Identity": "example.org", "PolicyName": "default", "Policy": "$"}),
        json!({"AccountId": "444455556666", "Name": "point", "Policy": "$"}),
        json!({"policyDocument": "$", "policyType": "RESOURCE_POLICY"}),
        json!({"policyDocument": "$", "resourceType": "AWS::SNS::Topic"}),
        json!({"ResourcePolicy": "$", "ActionNames": ["s3:GetObject"]}),
    ] {
        assert_kind(&shape, Some(Resource), true);
    }
    assert_kind(&json!({"registryId": "444455556666", "policyText": "$"}), Some(Resource), false);
    // The kind is then that of the document.
    assert_kind(&json!({"Policies": {"forwarding": "$"}}), None, true);
    assert_kind(&json!({"FirewallRuleGroupPolicy": "$"}), None, true);
}

#[test]
fn answers_about_other_kinds_tell_the_kind() {
    let organizations = |kind: &str| {
        [
            json!({"Policy": {"PolicySummary": {"Id": "p-1", "Type": kind}, "Content": "$"}}),
            json!({"Content": "$", "Name": "n", "Description": "d", "Type": kind}),
            json!({"policyDocument": "$", "policyType": kind}),
        ]
    };
    for shape in organizations("SERVICE_CONTROL_POLICY") {
        assert_kind(&shape, Some(ServiceControl), false);
    }
    for shape in organizations("RESOURCE_CONTROL_POLICY") {
        assert_kind(&shape, Some(ResourceControl), true);
    }
    for shape in [
        json!({"VpcEndpoints": [{"VpcEndpointId": "vpce-2", "PolicyDocument": "$"}]}),
        json!({"VpcEndpoint": {"VpcEndpointId": "vpce-2", "PolicyDocument": "$"}}),
        json!({"VpcEndpointId": "vpce-2", "PolicyDocument": "$"}),
        json!({"VpcId": "vpc-2", "ServiceName": "com.amazonaws.eu-west-1.s3", "PolicyDocument": "$"}),
    ] {
        assert_kind(&shape, Some(VpcEndpoint), true);
    }
    for shape in [
        json!({"Policy": "$", "PolicyName": "default"}),
        json!({"KeyId": "k", "Policy": "$"}),
        json!({"policyDocument": "$", "resourceType": "AWS::KMS::Key"}),
    ] {
        assert_kind(&shape, Some(Key), true);
    }
    for shape in [
        json!({"RoleArn": "arn:aws:iam::444455556666:role/r", "RoleSessionName": "s", "Policy": "$"}),
        json!({"Name": "n", "DurationSeconds": 900, "Policy": "$"}),
        json!({"ServerId": "s", "User": {"UserName": "u", "HomeDirectory": "/", "Policy": "$"}}),
        json!({"profile": {"name": "p", "sessionPolicy": "$"}}),
    ] {
        assert_kind(&shape, Some(Session), false);
    }
    let trust = json!({"policyDocument": "$", "policyType": "RESOURCE_POLICY",
        "validatePolicyResourceType": "AWS::IAM::AssumeRolePolicyDocument"});
    assert_kind(&trust, Some(Trust), true);
    assert_kind(&json!({"policyDocument": "$", "policyType": "IDENTITY_POLICY"}), Some(Identity), false);
}

#[test]
fn templates_and_plans_tell_the_kind_by_the_type_of_the_resource() {
    let template = |kind: &str, properties: Value| json!({"Resources": {"It": {"Type": kind, "Properties": properties}}});
    for (shape, kind) in [
        (template("AWS::IAM::ManagedPolicy", json!({"PolicyDocument": "$"})), Identity),
        (
            template("AWS::IAM::Role", json!({"Policies": [{"PolicyName": "p", "PolicyDocument": "$"}]})),
            Identity,
        ),
        (template("AWS::IAM::Role", json!({"AssumeRolePolicyDocument": "$"})), Trust),
        (template("AWS::SSO::PermissionSet", json!({"InlinePolicy": "$"})), Identity),
        (template("AWS::S3::BucketPolicy", json!({"Bucket": "b", "PolicyDocument": "$"})), Resource),
        (template("AWS::ECR::Repository", json!({"RepositoryPolicyText": "$"})), Resource),
        (template("AWS::KMS::Key", json!({"KeyPolicy": "$"})), Key),
        (template("AWS::EC2::VPCEndpoint", json!({"PolicyDocument": "$"})), VpcEndpoint),
        (
            template(
                "AWS::Organizations::Policy",
                json!({"Type": "RESOURCE_CONTROL_POLICY", "Content": "$"}),
            ),
            ResourceControl,
        ),
    ] {
        assert_kind(&shape, Some(kind), true);
    }
    let plan = |kind: &str, values: Value| {
        let resource = json!({"address": format!("{kind}.it"), "type": kind, "values": values});
        let change = json!({"address": format!("{kind}.it"), "change": {"after": values}});
        let module = json!({"child_modules": [{"resources": [resource]}]});
        json!({"planned_values": {"root_module": module}, "resource_changes": [change]})
    };
    for (kind, values, implied) in [
        ("aws_iam_policy", json!({"policy": "$"}), Some(Identity)),
        ("aws_iam_role", json!({"assume_role_policy": "$"}), Some(Trust)),
        ("aws_iam_role", json!({"inline_policy": [{"name": "p", "policy": "$"}]}), Some(Identity)),
        ("aws_iam_policy_document", json!({"json": "$", "minified_json": "{\"Statement\":[]}"}), None),
        ("aws_s3_bucket_policy", json!({"policy": "$"}), Some(Resource)),
        ("aws_glue_resource_policy", json!({"policy": "$"}), Some(Resource)),
        ("aws_kms_key", json!({"policy": "$"}), Some(Key)),
        ("aws_vpc_endpoint_policy", json!({"policy": "$"}), Some(VpcEndpoint)),
        ("aws_organizations_policy", json!({"content": "$"}), Some(ServiceControl)),
        (
            "aws_organizations_policy",
            json!({"content": "$", "type": "RESOURCE_CONTROL_POLICY"}),
            Some(ResourceControl),
        ),
    ] {
        assert_kind(&plan(kind, values), implied, true);
    }
}

#[test]
fn several_documents_in_one_wrapping_are_members() {
    let [document, text, ..] = spellings(false);
    let checks = loaded(
        &json!({"newPolicyDocument": text, "existingPolicyDocument": text, "policyType": "IDENTITY_POLICY"}),
    );
    assert_eq!(members(&checks), ["existingPolicyDocument", "newPolicyDocument"]);
    let endpoints = json!([
        {"VpcEndpointId": "vpce-2", "PolicyDocument": text},
        {"VpcEndpointId": "vpce-3", "PolicyDocument": text},
    ]);
    assert_eq!(members(&loaded(&json!({"VpcEndpoints": endpoints}))), ["vpce-2", "vpce-3"]);
    let roles = json!({"Builder": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document,
        "Policies": [{"PolicyName": "read", "PolicyDocument": document}]}}});
    assert_eq!(members(&loaded(&json!({"Resources": roles}))), ["Builder", "read"]);
    let point = json!({"Policy": {"Established": {"Policy": text}, "Proposed": {"Policy": text}}});
    assert_eq!(members(&loaded(&point)), ["Established", "Proposed"]);
    let same = json!([{"PolicyName": "p", "PolicyDocument": document}, {"PolicyName": "p", "PolicyDocument": document}]);
    assert_eq!(members(&loaded(&same)), ["/0/PolicyDocument", "/1/PolicyDocument"]);
    let picked = loaded(&json!({"VpcEndpoints": endpoints})).pick(Some("/VpcEndpoints/1/PolicyDocument"));
    assert_eq!(picked.expect("is a place").member(), Some("vpce-3"));
}

fn members(loaded: &Loaded) -> Vec<&str> {
    loaded.entries().iter().filter_map(|entry| entry.member()).collect()
}

#[test]
fn names_of_many_members_stay_short() {
    let [document, ..] = spellings(false);
    let many = (0..25).map(|n| (format!("p{n}"), document.clone())).collect::<serde_json::Map<_, _>>();
    let error = loaded(&Value::Object(many)).pick(None).expect_err("is ambiguous").to_string();
    assert!(error.ends_with("` and 5 more"), "{error}");
}

#[test]
fn the_arn_beside_a_document_is_kept() {
    let [_, text, ..] = spellings(true);
    let topic = "arn:aws:sns:eu-west-1:444455556666:news";
    let answer = json!({"Attributes": {"Owner": "444455556666", "TopicArn": topic, "Policy": text}});
    assert_eq!(loaded(&answer).entries()[0].arn(), Some(topic));
    assert_eq!(loaded(&json!({"Policy": text})).entries()[0].arn(), None);
}

#[test]
fn what_is_no_policy_is_not_taken_for_one() {
    for answer in [
        json!({"Policy": {"PolicySummary": {"Type": "TAG_POLICY"}, "Content": "{\"tags\":{}}"}}),
        json!({"lifecyclePolicyText": "{\"rules\":[]}"}),
        json!({"DomainStatus": {"AccessPolicies": ""}}),
        json!({"PolicyNames": ["a", "b"]}),
        json!({"PolicyDocument": null}),
    ] {
        let error = load(answer.to_string().as_bytes()).expect_err("holds no policy").to_string();
        assert!(error.starts_with("no policy document found"), "{answer}: {error}");
    }
    for (answer, start) in [
        (json!({"PolicyDocument": "p"}), "in the encoded document at /PolicyDocument: invalid JSON"),
        (json!({"Policy": "{\"Statement\": 1}"}), "in the encoded document at /Policy: expected a statement"),
        (json!({"PolicyDocument": {}}), "missing element `Statement` at /PolicyDocument"),
    ] {
        let error = load(answer.to_string().as_bytes()).expect_err("can't be read").to_string();
        assert!(error.starts_with(start), "{answer}: {error}");
    }
}

#[test]
fn documents_tell_their_kind_by_principals_actions_and_resources() {
    let kind = |statement: Value| loaded(&json!({"Statement": statement})).entries()[0].kind();
    let anyone = json!({"AWS": "*"});
    for (statement, expected) in [
        (json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}), Identity),
        (json!({"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}), Identity),
        (json!({"Effect": "Allow", "Principal": anyone, "Action": "s3:*", "Resource": "*"}), Resource),
        (json!({"Effect": "Allow", "Principal": anyone, "Action": "ecr:BatchGetImage"}), Resource),
        (json!({"Effect": "Deny", "NotPrincipal": anyone, "Action": "s3:*", "Resource": "*"}), Resource),
        (
            json!({"Effect": "Allow", "Principal": anyone, "Action": ["sts:AssumeRole", "STS:TagSession"]}),
            Trust,
        ),
        (
            json!({"Effect": "Allow", "Principal": anyone, "Action": "sts:AssumeRole", "Resource": "*"}),
            Resource,
        ),
        (json!({"Effect": "Allow", "Principal": anyone, "Action": ["kms:Decrypt"], "Resource": "*"}), Key),
        (
            json!({"Effect": "Allow", "Principal": anyone, "NotAction": "kms:Decrypt", "Resource": "*"}),
            Resource,
        ),
    ] {
        assert_eq!(kind(statement.clone()), expected, "{statement}");
    }
}

#[test]
fn many_documents_take_no_time_for_each_other() {
    let document = r#"{"Statement":[]}"#;
    let map = (0..20_000).map(|n| format!("\"p{n}\":{document}")).collect::<Vec<_>>().join(",");
    let list = vec![document; 20_000].join(",");
    let nested = format!("{}[{list}]{}", r#"{"a":"#.repeat(60), "}".repeat(60));
    for text in [format!("{{{map}}}"), format!("[{list}]"), nested] {
        assert_eq!(load(text.as_bytes()).expect("holds documents").entries().len(), 20_000);
    }
}
