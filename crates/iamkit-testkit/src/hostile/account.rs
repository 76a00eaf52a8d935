//! Listings of accounts that are long to search for ways to more access, of any size.

use serde_json::{Value, json};

use crate::accounts::ACCOUNT;

/// How many roles stand beside the users of [`users_of_iam`].
const ROLES_BESIDE: usize = 500;

/// Users of which each may do anything to the account, and 500 roles that they could take
pub fn users_of_iam(count: usize) -> String {
    let users = (0..count).map(|at| user(at, "iam:*"));
    listing(users, (0..ROLES_BESIDE).map(|at| role(at, &next(at, ROLES_BESIDE), "*")))
}

/// Roles of which each may assume the next
pub fn ring_of_roles(count: usize) -> String {
    let trust = |at: usize| arn(&format!("role/r{}", (at + count - 1) % count));
    listing([], (0..count).map(|at| role(at, &trust(at), &next(at, count))))
}

/// Roles of which each may assume every other
pub fn clique_of_roles(count: usize) -> String {
    listing([], (0..count).map(|at| role(at, &arn("root"), "*")))
}

fn next(at: usize, count: usize) -> String {
    arn(&format!("role/r{}", (at + 1) % count))
}

fn arn(tail: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{tail}")
}

fn listing(users: impl IntoIterator<Item = Value>, roles: impl IntoIterator<Item = Value>) -> String {
    let [users, roles] = [users.into_iter().collect::<Vec<_>>(), roles.into_iter().collect()];
    json!({"UserDetailList": users, "GroupDetailList": [], "RoleDetailList": roles, "Policies": []})
        .to_string()
}

fn user(at: usize, action: &str) -> Value {
    json!({
        "Path": "/", "UserName": format!("u{at}"), "UserId": id("AIDA", at), "Arn": arn(&format!("user/u{at}")),
        "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": allowing(action, "*")}],
    })
}

fn role(at: usize, trusted: &str, assumes: &str) -> Value {
    let trust = json!({"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"});
    json!({
        "Path": "/", "RoleName": format!("r{at}"), "RoleId": id("AROA", at), "Arn": arn(&format!("role/r{at}")),
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": trust},
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": allowing("sts:AssumeRole", assumes)}],
    })
}

fn allowing(action: &str, resource: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": resource}})
}

/// A unique id whose digits are letters.
fn id(prefix: &str, at: usize) -> String {
    let digits = format!("{at:017}").bytes().map(|digit| char::from(digit - b'0' + b'A')).collect::<String>();
    format!("{prefix}{digits}")
}
