//! Who can assume which role: by classes and groups it is what every pair of principal and role says by itself.

#![expect(clippy::expect_used, reason = "integration test")]

use std::collections::BTreeMap;
use std::sync::Arc;

use iamkit_account::view::{AccessView, Wanted};
use iamkit_testkit::accounts::imported::imported;
use iamkit_testkit::accounts::{AccountShape, listing};
use serde_json::{Value as Json, json};

fn view(text: &str) -> AccessView {
    AccessView::new(&imported(text)).expect("is viewed")
}

/// Role, and the condition as a text, by principal: each pair asked by itself.
fn pair_by_pair(view: &AccessView) -> BTreeMap<String, Vec<(String, String)>> {
    let roles = || view.principals().filter(|principal| !principal.is_user());
    let of = |principal| {
        let edges = roles().filter(|role| !Arc::ptr_eq(role, principal)).filter_map(|role| {
            let wanted = Wanted::new("sts:AssumeRole", role.arn());
            let condition = view.can(principal, &wanted).expect("is answered")?;
            Some((role.arn().to_owned(), condition.to_string()))
        });
        edges.collect()
    };
    view.principals().map(|principal| (principal.arn().to_owned(), of(principal))).collect()
}

fn together(view: &AccessView) -> BTreeMap<String, Vec<(String, String)>> {
    let of = |principal| {
        let assumptions = view.can_assume(principal).expect("is answered").into_iter();
        assumptions.map(|it| (it.role.arn().to_owned(), it.condition.to_string())).collect()
    };
    view.principals().map(|principal| (principal.arn().to_owned(), of(principal))).collect()
}

/// How many steps everyone is from being allowed, by the pairs alone.
fn distances(pairs: &BTreeMap<String, Vec<(String, String)>>, able: &[String]) -> BTreeMap<String, usize> {
    let mut distances = able.iter().map(|arn| (arn.clone(), 0)).collect::<BTreeMap<_, _>>();
    for distance in 1..=pairs.len() {
        let before = distances.clone();
        for (principal, roles) in pairs {
            let is_next = roles.iter().any(|(role, _)| before.get(role) == Some(&(distance - 1)));
            if is_next && !before.contains_key(principal) {
                distances.insert(principal.clone(), distance);
            }
        }
        if before.len() == distances.len() {
            break;
        }
    }
    distances
}

fn assert_same(view: &AccessView) -> usize {
    let pairs = pair_by_pair(view);
    assert_eq!(together(view), pairs);
    pairs.values().map(Vec::len).sum()
}

#[test]
fn classes_say_of_a_drawn_account_what_its_pairs_say() {
    for seed in 1..=4 {
        let view = view(&listing(&AccountShape { users: 60, roles: 50, groups: 12, policies: 30, seed }));
        assert!(0 < assert_same(&view));
    }
}

#[test]
fn chains_are_as_short_as_the_pairs_allow() {
    let view = view(&listing(&AccountShape { users: 60, roles: 50, groups: 12, policies: 30, seed: 2 }));
    let who = view.who_can(&Wanted::new("dynamodb:PutItem", "*")).expect("is answered");
    let able = who.direct.iter().map(|can| can.principal.arn().to_owned()).collect::<Vec<_>>();
    let sometimes = who.direct.iter().filter(|can| !can.condition.is_always());
    let sometimes = sometimes.map(|can| can.principal.arn().to_owned()).collect::<Vec<_>>();
    let distances = distances(&pair_by_pair(&view), &able);
    let mut through = 0;
    for can in who.through_roles.iter().filter(|can| !sometimes.contains(&can.principal.arn().to_owned())) {
        assert_eq!(distances.get(can.principal.arn()), Some(&can.chain.len()));
        through += 1;
    }
    assert_eq!(through, distances.values().filter(|distance| **distance > 0).count());
    assert!(0 < through);
}

const ACCOUNT: &str = "111122223333";

fn user(name: &str, statement: &Json) -> Json {
    json!({
        "Path": "/", "UserName": name, "UserId": format!("AIDA{:A>17}", name.to_uppercase()),
        "Arn": format!("arn:aws:iam::{ACCOUNT}:user/{name}"), "GroupList": [],
        "Tags": [{"Key": "team", "Value": name}],
        "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statement}}],
    })
}

fn role(name: &str, principal: &Json, condition: &Json, statement: &Json) -> Json {
    let trust = json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition});
    json!({
        "Path": "/", "RoleName": name, "RoleId": format!("AROA{:A>17}", name.to_uppercase().replace('-', "2")),
        "Arn": format!("arn:aws:iam::{ACCOUNT}:role/{name}"), "InstanceProfileList": [],
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statement}}],
    })
}

#[test]
fn names_variables_and_questions_of_who_asks_keep_their_pairs_apart() {
    let allow =
        |resource: Json| json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": resource}]);
    let arn = |name: &str| format!("arn:aws:iam::{ACCOUNT}:role/{name}");
    let root = json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")});
    let by_name =
        json!({"AWS": [format!("arn:aws:iam::{ACCOUNT}:user/ann"), format!("arn:aws:iam::{ACCOUNT}:root")]});
    let of_team = json!({"StringEquals": {"aws:PrincipalTag/team": "bob"}});
    let except = json!([
        {"Effect": "Allow", "Action": "sts:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": [arn("open"), arn("*-two")]},
    ]);
    let not_resource = json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "NotResource": arn("open")}]);
    let none = json!({});
    let page = json!({
        "UserDetailList": [
            user("ann", &allow("*".into())), user("bob", &allow("*".into())),
            user("cid", &allow(arn("${aws:username}-*").into())), user("dan", &except),
            user("eve", &not_resource), user("fay", &allow(json!([arn("open"), arn("s*")]))),
            user("gus", &json!([{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}])),
        ],
        "GroupDetailList": [], "Policies": [], "IsTruncated": false,
        "RoleDetailList": [
            role("open", &root, &none, &allow("*".into())), role("shut", &root, &none, &allow("*".into())),
            role("cid-one", &root, &none, &not_resource), role("cid-two", &root, &none, &except),
            role("named", &by_name, &none, &allow(arn("o*").into())),
            role("team", &root, &of_team, &allow(arn("team").into())),
            role("all", &"*".into(), &none, &allow("*".into())),
        ],
    });
    let view = view(&page.to_string());
    assert!(20 < assert_same(&view));
}
