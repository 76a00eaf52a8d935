//! Every call is decided by the policies that apply to its caller, and a denial names the layer that says no.

#![expect(clippy::unwrap_used, reason = "integration test")]

mod support;

use iamkit_server::{Enforcement, RunningServer, Server};
use support::Client;

fn server() -> RunningServer {
    Server::builder().account("111122223333".parse().unwrap()).spawn().unwrap()
}

fn policy(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

fn allow(action: &str) -> String {
    policy(&format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}"#))
}

#[test]
fn a_user_can_do_nothing_until_a_policy_allows_it() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let denied = alice.iam("ListUsers", &[]);
    assert_eq!((denied.status, denied.code()), (403, "AccessDenied".to_owned()));
    assert_eq!(
        denied.message(),
        "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:ListUsers on resource: \
         arn:aws:iam::111122223333:user/ because no identity-based policy allows the iam:ListUsers action"
    );
    let managed = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
    root.did("AttachUserPolicy", &[("UserName", "alice"), ("PolicyArn", managed)]);
    assert_eq!(alice.did("ListUsers", &[]).texts("UserName"), ["alice"]);
    assert_eq!(alice.iam("CreateUser", &[("UserName", "bob")]).code(), "AccessDenied");
    root.did("DetachUserPolicy", &[("UserName", "alice"), ("PolicyArn", managed)]);
    assert_eq!(alice.iam("ListUsers", &[]).code(), "AccessDenied");
}

#[test]
fn a_denial_names_its_layer() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    root.did(
        "PutUserPolicy",
        &[("UserName", "alice"), ("PolicyName", "All"), ("PolicyDocument", &allow("iam:*"))],
    );
    let bounds =
        root.did("CreatePolicy", &[("PolicyName", "Bounds"), ("PolicyDocument", &allow("iam:List*"))]);
    let arn = bounds.text("Arn");
    root.did("PutUserPermissionsBoundary", &[("UserName", "alice"), ("PermissionsBoundary", &arn)]);
    alice.did("ListUsers", &[]);
    let message = alice.iam("CreateUser", &[("UserName", "bob")]).message();
    assert!(
        message.ends_with("because no permissions boundary allows the iam:CreateUser action"),
        "{message}"
    );
    let deny = policy(r#"{"Effect": "Deny", "Action": "iam:ListUsers", "Resource": "*"}"#);
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "No"), ("PolicyDocument", &deny)]);
    let message = alice.iam("ListUsers", &[]).message();
    assert!(message.ends_with("with an explicit deny in an identity-based policy"), "{message}");
}

/// The keys that a call carries: the user's own name as a variable, the policy that is attached, tags.
#[test]
fn conditions_see_what_a_call_is_about() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let own = policy(
        r#"{"Effect": "Allow", "Action": "iam:*AccessKey*", "Resource": "arn:aws:iam::*:user/${aws:username}"},
           {"Effect": "Allow", "Action": "iam:AttachUserPolicy", "Resource": "*",
            "Condition": {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}}},
           {"Effect": "Allow", "Action": "iam:CreateUser", "Resource": "*",
            "Condition": {"StringEquals": {"aws:RequestTag/team": "blue"}}}"#,
    );
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "Own"), ("PolicyDocument", &own)]);
    alice.did("ListAccessKeys", &[]);
    root.did("CreateUser", &[("UserName", "bob")]);
    assert_eq!(alice.iam("ListAccessKeys", &[("UserName", "bob")]).code(), "AccessDenied");
    let attach = |arn: &str| alice.iam("AttachUserPolicy", &[("UserName", "bob"), ("PolicyArn", arn)]).code();
    assert_eq!(attach("arn:aws:iam::aws:policy/IAMReadOnlyAccess"), "");
    assert_eq!(attach("arn:aws:iam::aws:policy/AdministratorAccess"), "AccessDenied");
    let create = |team: &str| {
        let tag = [("UserName", "carol"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", team)];
        alice.iam("CreateUser", &tag).code()
    };
    assert_eq!(create("red"), "AccessDenied");
    assert_eq!(create("blue"), "");
}

#[test]
fn a_role_is_handed_on_by_those_who_may_pass_it() {
    let server = server();
    let root = Client::root(&server);
    let trust = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "ec2.amazonaws.com"}}}"#;
    root.did("CreateRole", &[("RoleName", "Worker"), ("AssumeRolePolicyDocument", trust)]);
    root.did("CreateInstanceProfile", &[("InstanceProfileName", "Worker")]);
    let alice = root.of_new_user(&server, "alice");
    let add = [("InstanceProfileName", "Worker"), ("RoleName", "Worker")];
    let put = |document: &str| {
        root.did(
            "PutUserPolicy",
            &[("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", document)],
        );
    };
    put(&allow("iam:AddRoleToInstanceProfile"));
    let denied = alice.iam("AddRoleToInstanceProfile", &add);
    assert!(
        denied.message().contains("iam:PassRole on resource: arn:aws:iam::111122223333:role/Worker"),
        "{denied:?}"
    );
    put(&policy(
        r#"{"Effect": "Allow", "Action": "iam:AddRoleToInstanceProfile", "Resource": "*"},
           {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}"#,
    ));
    alice.did("AddRoleToInstanceProfile", &add);
}

#[test]
fn a_key_that_is_off_or_gone_is_nobody_s() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    assert_eq!(alice.sts("GetCallerIdentity", &[]).text("Arn"), "arn:aws:iam::111122223333:user/alice");
    let key = [("UserName", "alice"), ("AccessKeyId", &*alice.id)];
    root.did("UpdateAccessKey", &[&key[..], &[("Status", "Inactive")]].concat());
    assert_eq!(alice.sts("GetCallerIdentity", &[]).code(), "InvalidClientTokenId");
    root.did("UpdateAccessKey", &[&key[..], &[("Status", "Active")]].concat());
    assert_eq!(alice.sts("GetCallerIdentity", &[]).status, 200);
    root.did("DeleteAccessKey", &key);
    assert_eq!(alice.sts("GetCallerIdentity", &[]).code(), "InvalidClientTokenId");
}

#[test]
fn nobody_is_asked_where_nothing_is_enforced_but_everybody_signs() {
    let server = Server::builder().enforce(Enforcement::Off).spawn().unwrap();
    let alice = Client::root(&server).of_new_user(&server, "alice");
    alice.did("CreateUser", &[("UserName", "bob")]);
    let stranger = Client { secret: "another".to_owned(), ..alice };
    assert_eq!(stranger.iam("ListUsers", &[]).code(), "SignatureDoesNotMatch");
}
