//! Sessions of roles: who may have one, what limits it, when it ends.

#![expect(clippy::unwrap_used, reason = "integration test")]

use crate::support::{Answer, Client};
use iamkit_server::{Clock, RunningServer, Server};

fn server() -> RunningServer {
    Server::builder().account("111122223333".parse().unwrap()).spawn().unwrap()
}

const ROLE: &str = "arn:aws:iam::111122223333:role/Ops";

fn trust(principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {{"AWS": "{principal}"}}, "Condition": {{{condition}}}}}}}"#
    )
}

fn allow(action: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#
    )
}

/// A role that alice may assume, which may do what a policy says.
fn role(root: &Client, condition: &str, action: &str) {
    let trust = trust("arn:aws:iam::111122223333:user/alice", condition);
    root.did("CreateRole", &[("RoleName", "Ops"), ("AssumeRolePolicyDocument", &trust)]);
    root.did(
        "PutRolePolicy",
        &[("RoleName", "Ops"), ("PolicyName", "P"), ("PolicyDocument", &allow(action))],
    );
}

fn assume(client: &Client, more: &[(&str, &str)]) -> Answer {
    client.sts("AssumeRole", &[&[("RoleArn", ROLE), ("RoleSessionName", "work")], more].concat())
}

#[test]
fn a_session_is_who_it_says_and_may_what_its_role_may() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    role(&root, "", "iam:List*");
    let answer = assume(&alice, &[]);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let session = Client::of_credentials(&server, &answer);
    assert!(session.id.starts_with("ASIA") && session.token.is_some());
    let who = session.sts("GetCallerIdentity", &[]);
    assert_eq!(who.text("Arn"), "arn:aws:sts::111122223333:assumed-role/Ops/work");
    assert!(who.text("UserId").ends_with(":work"));
    assert_eq!(session.did("ListRoles", &[]).texts("RoleName"), ["Ops"]);
    let denied = session.iam("CreateUser", &[("UserName", "bob")]);
    assert!(
        denied.message().starts_with("User: arn:aws:sts::111122223333:assumed-role/Ops/work is not"),
        "{denied:?}"
    );
}

#[test]
fn only_whom_the_trust_policy_names_gets_a_session() {
    let server = server();
    let root = Client::root(&server);
    let (alice, bob) = (root.of_new_user(&server, "alice"), root.of_new_user(&server, "bob"));
    role(&root, r#""StringEquals": {"sts:ExternalId": "agreed"}"#, "iam:*");
    assert_eq!(assume(&alice, &[]).code(), "AccessDenied");
    assert_eq!(assume(&alice, &[("ExternalId", "another")]).code(), "AccessDenied");
    assert_eq!(assume(&alice, &[("ExternalId", "agreed")]).status, 200);
    root.did(
        "PutUserPolicy",
        &[("UserName", "bob"), ("PolicyName", "P"), ("PolicyDocument", &allow("sts:*"))],
    );
    assert_eq!(assume(&bob, &[("ExternalId", "agreed")]).code(), "AccessDenied");
}

#[test]
fn a_session_policy_limits_and_never_gives() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    role(&root, "", "iam:List*");
    let limited = assume(&alice, &[("Policy", &allow("iam:ListUsers"))]);
    let session = Client::of_credentials(&server, &limited);
    session.did("ListUsers", &[]);
    let denied = session.iam("ListRoles", &[]);
    assert!(
        denied.message().ends_with("because no session policy allows the iam:ListRoles action"),
        "{denied:?}"
    );
    let session = Client::of_credentials(&server, &assume(&alice, &[("Policy", &allow("*"))]));
    assert_eq!(session.iam("CreateUser", &[("UserName", "x")]).code(), "AccessDenied");
}

#[test]
fn durations_are_those_of_the_role_and_of_chains() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    role(&root, "", "*");
    let too_long = assume(&alice, &[("DurationSeconds", "7200")]);
    assert_eq!(too_long.code(), "ValidationError");
    root.did("UpdateRole", &[("RoleName", "Ops"), ("MaxSessionDuration", "7200")]);
    assert_eq!(assume(&alice, &[("DurationSeconds", "7200")]).status, 200);
    let session = Client::of_credentials(&server, &assume(&alice, &[]));
    let account = trust("arn:aws:iam::111122223333:root", "");
    root.did("UpdateAssumeRolePolicy", &[("RoleName", "Ops"), ("PolicyDocument", &account)]);
    assert_eq!(assume(&session, &[]).status, 200);
    assert!(assume(&session, &[("DurationSeconds", "7200")]).message().contains("role chaining"));
}

#[test]
fn a_token_is_good_until_it_ends_and_for_its_own_key_alone() {
    let at = |time: &str| {
        let clock = Clock::Fixed(time.parse().unwrap());
        Server::builder().secret_key("a key of thirty-two characters!!").clock(clock).spawn().unwrap()
    };
    let early = at("2026-05-01T10:00:00Z");
    let root = Client::root(&early);
    let alice = root.of_new_user(&early, "alice");
    let trust = trust("*", "");
    root.did("CreateRole", &[("RoleName", "Ops"), ("AssumeRolePolicyDocument", &trust)]);
    let arn = "arn:aws:iam::123456789012:role/Ops";
    let answer = alice.sts("AssumeRole", &[("RoleArn", arn), ("RoleSessionName", "work")]);
    assert_eq!(answer.text("Expiration"), "2026-05-01T11:00:00Z");
    let session = Client::of_credentials(&early, &answer);
    assert_eq!(session.sts("GetCallerIdentity", &[]).status, 200);
    let other = Client { id: "ASIAAAAAAAAAAAAAAAAA".to_owned(), ..session.clone() };
    assert_eq!(other.sts("GetCallerIdentity", &[]).code(), "InvalidClientTokenId");
    let forged = Client { token: session.token.clone().map(|token| token + "A"), ..session.clone() };
    assert_eq!(forged.sts("GetCallerIdentity", &[]).code(), "InvalidClientTokenId");
    let bare = Client { token: None, ..session.clone() };
    assert_eq!(bare.sts("GetCallerIdentity", &[]).code(), "InvalidClientTokenId");
    // Another server of the same key, later: the token is known, and over.
    let late = at("2026-05-01T11:00:00Z");
    let session = Client { address: late.address(), ..session };
    assert_eq!(session.sts("GetCallerIdentity", &[]).code(), "ExpiredToken");
}

#[test]
fn a_session_ends_with_its_role() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    role(&root, "", "iam:List*");
    let session = Client::of_credentials(&server, &assume(&alice, &[]));
    root.did("DeleteRolePolicy", &[("RoleName", "Ops"), ("PolicyName", "P")]);
    assert_eq!(session.iam("ListUsers", &[]).code(), "AccessDenied");
    root.did("DeleteRole", &[("RoleName", "Ops")]);
    role(&root, "", "iam:List*");
    // The namesake has another id.
    assert_eq!(session.iam("ListUsers", &[]).code(), "InvalidClientTokenId");
}

/// A trust policy with several actions, for whoever is of the account.
fn trust_with(actions: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": [{actions}],
            "Principal": {{"AWS": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:root"]}}}}}}"#
    )
}

const TAGS: [(&str, &str); 3] =
    [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue"), ("TransitiveTagKeys.member.1", "team")];

#[test]
fn tags_and_source_identities_take_permissions_of_their_own() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    role(&root, "", "*");
    let source = [("SourceIdentity", "Alice")];
    let trusting = |actions: &str| {
        let document = trust_with(actions);
        root.did("UpdateAssumeRolePolicy", &[("RoleName", "Ops"), ("PolicyDocument", &document)]);
    };
    for (more, action) in [(&TAGS[..], "sts:TagSession"), (&source, "sts:SetSourceIdentity")] {
        trusting(r#""sts:AssumeRole""#);
        assert_eq!(assume(&alice, &[]).status, 200);
        let denied = assume(&alice, more);
        assert!(denied.message().contains(&format!("perform: {action} on resource: {ROLE}")), "{denied:?}");
        trusting(&format!(r#""sts:AssumeRole", "{action}""#));
        assert_eq!(assume(&alice, more).status, 200);
    }
    let unknown = [("TransitiveTagKeys.member.1", "team")];
    trusting(r#""sts:AssumeRole", "sts:TagSession""#);
    assert_eq!(assume(&alice, &unknown).code(), "ValidationError");
}

#[test]
fn what_is_handed_on_is_handed_on_for_ever() {
    let server = server();
    let root = Client::root(&server);
    let mut client = root.of_new_user(&server, "alice");
    role(&root, "", "sts:*");
    let trust = trust_with(r#""sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity""#);
    root.did("UpdateAssumeRolePolicy", &[("RoleName", "Ops"), ("PolicyDocument", &trust)]);
    let only_blue = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListUsers",
        "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue", "aws:SourceIdentity": "Alice"}}}}"#;
    root.did("PutRolePolicy", &[("RoleName", "Ops"), ("PolicyName", "Blue"), ("PolicyDocument", only_blue)]);
    let first = [&TAGS[..], &[("SourceIdentity", "Alice")]].concat();
    for more in [&first[..], &[], &[]] {
        let answer = assume(&client, more);
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.text("SourceIdentity"), "Alice");
        client = Client::of_credentials(&server, &answer);
        client.did("ListUsers", &[]);
    }
    assert_eq!(assume(&client, &TAGS[..2]).code(), "ValidationError");
    assert_eq!(assume(&client, &[("SourceIdentity", "Bob")]).code(), "ValidationError");
}

#[test]
fn a_root_user_assumes_no_role() {
    let server = server();
    let root = Client::root(&server);
    let trust = trust("arn:aws:iam::111122223333:root", "");
    root.did("CreateRole", &[("RoleName", "Ops"), ("AssumeRolePolicyDocument", &trust)]);
    assert_eq!(assume(&root, &[]).message(), "Roles may not be assumed by root accounts.");
}

#[test]
fn a_session_policy_is_one_before_it_limits_anything() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    role(&root, "", "*");
    let of_resource = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#;
    for policy in ["no document", of_resource] {
        assert_eq!(assume(&alice, &[("Policy", policy)]).code(), "MalformedPolicyDocument", "{policy}");
    }
    let bounds =
        root.did("CreatePolicy", &[("PolicyName", "Bounds"), ("PolicyDocument", &allow("iam:ListUsers"))]);
    let limited = assume(&alice, &[("PolicyArns.member.1.arn", &*bounds.text("Arn"))]);
    let session = Client::of_credentials(&server, &limited);
    session.did("ListUsers", &[]);
    assert_eq!(session.iam("ListRoles", &[]).code(), "AccessDenied");
    let missing = [("PolicyArns.member.1.arn", "arn:aws:iam::111122223333:policy/Nothing")];
    assert_eq!(assume(&alice, &missing).code(), "InvalidParameterValue");
}
