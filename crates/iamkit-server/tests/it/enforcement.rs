//! Every call is decided by the policies that apply to its caller, and a denial names the layer that says no.

#![expect(clippy::unwrap_used, reason = "integration test")]

use crate::support::Client;
use iamkit_server::{Enforcement, RunningServer, Server};

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

#[test]
fn a_new_name_takes_the_permission_on_what_it_becomes() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    for (kind, create, update, old, new) in [
        ("user", "CreateUser", "UpdateUser", "UserName", "NewUserName"),
        ("group", "CreateGroup", "UpdateGroup", "GroupName", "NewGroupName"),
    ] {
        root.did(create, &[(old, "bob"), ("Path", "/a/")]);
        let may = |resources: &str| {
            let document = policy(&format!(
                r#"{{"Effect": "Allow", "Action": "iam:{update}", "Resource": [{resources}]}}"#
            ));
            let put = [("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", &*document)];
            root.did("PutUserPolicy", &put);
        };
        let arn = |rest: &str| format!(r#""arn:aws:iam::111122223333:{kind}/{rest}""#);
        may(&arn("a/bob"));
        let renamed = [(old, "bob"), (new, "carol")];
        let moved = [(old, "bob"), ("NewPath", "/b/")];
        assert!(alice.iam(update, &renamed).message().contains(&format!("{kind}/a/carol because")), "{kind}");
        assert!(alice.iam(update, &moved).message().contains(&format!("{kind}/b/bob because")), "{kind}");
        may(&format!("{}, {}", arn("a/bob"), arn("b/bob")));
        alice.did(update, &moved);
        may(&format!("{}, {}", arn("b/bob"), arn("b/carol")));
        alice.did(update, &renamed);
    }
}

#[test]
fn a_key_s_last_use_is_the_business_of_its_user() {
    let server = server();
    let root = Client::root(&server);
    let (alice, bob) = (root.of_new_user(&server, "alice"), root.of_new_user(&server, "bob"));
    assert_eq!(alice.sts("GetAccessKeyInfo", &[("AccessKeyId", &*bob.id)]).code(), "AccessDenied");
    let own = policy(
        r#"{"Effect": "Allow", "Action": "iam:GetAccessKeyLastUsed", "Resource": "arn:aws:iam::*:user/${aws:username}"}"#,
    );
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "Own"), ("PolicyDocument", &own)]);
    alice.did("GetAccessKeyLastUsed", &[("AccessKeyId", &*alice.id)]);
    assert_eq!(alice.iam("GetAccessKeyLastUsed", &[("AccessKeyId", &*bob.id)]).code(), "AccessDenied");
}

/// Tags are those of what the call is about, be it a policy or an instance profile, and of nothing else that it names.
#[test]
fn conditions_see_the_tags_of_the_resource() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let not_prod = policy(
        r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
           {"Effect": "Deny", "Action": "iam:*", "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceTag/stage": "prod"}}}"#,
    );
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", &not_prod)]);
    let tag = [("Tags.member.1.Key", "stage"), ("Tags.member.1.Value", "prod")];
    let document = allow("s3:*");
    let made = [&[("PolicyName", "Prod"), ("PolicyDocument", &*document)], &tag[..]].concat();
    let arn = root.did("CreatePolicy", &made).text("Arn");
    root.did("CreateInstanceProfile", &[&[("InstanceProfileName", "Prod")], &tag[..]].concat());
    assert_eq!(alice.iam("DeletePolicy", &[("PolicyArn", &*arn)]).code(), "AccessDenied");
    assert_eq!(alice.iam("DeleteInstanceProfile", &[("InstanceProfileName", "Prod")]).code(), "AccessDenied");
    // This one is about the user, who has no such tag.
    alice.did("AttachUserPolicy", &[("UserName", "alice"), ("PolicyArn", &*arn)]);
}

#[test]
fn keys_that_are_made_at_once_are_each_told_to_one() {
    let server = server();
    let root = Client::root(&server);
    let names = (0..20).map(|at| format!("user{at}")).collect::<Vec<_>>();
    for name in &names {
        root.did("CreateUser", &[("UserName", name)]);
    }
    for name in &names {
        let make = || root.did("CreateAccessKey", &[("UserName", name)]).text("AccessKeyId");
        let (one, other) = std::thread::scope(|scope| {
            let (one, other) = (scope.spawn(make), scope.spawn(make));
            (one.join().unwrap(), other.join().unwrap())
        });
        assert_ne!(one, other, "{name}");
    }
}
