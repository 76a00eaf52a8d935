//! `cargo xtask account`, from the outside: who comes in from elsewhere, and what the policies of resources say.

use std::path::Path;

use crate::common::{account, fixture, json, written};
use serde_json::{Value as Json, json};

fn trust(action: &str, principal: &Json, condition: &Json) -> Json {
    json!({"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition}})
}

fn role(name: &str, trust: &Json, actions: &[&str]) -> Json {
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}});
    json!({
        "Path": "/", "RoleName": name, "RoleId": format!("AROA{:A<17}", name.to_uppercase()),
        "Arn": format!("arn:aws:iam::777788889999:role/{name}"), "AssumeRolePolicyDocument": trust,
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": policy}],
    })
}

fn roles(folder: &Path) -> String {
    let partner = trust(
        "sts:AssumeRole",
        &json!({"AWS": "222233334444"}),
        &json!({"StringEquals": {"sts:ExternalId": "blue"}}),
    );
    let service = trust("sts:AssumeRole", &json!({"Service": "glue.amazonaws.com"}), &json!({}));
    let provider = json!({"Federated": "arn:aws:iam::777788889999:oidc-provider/gitlab.example.org"});
    let condition = json!({"StringLike": {"gitlab.example.org:sub": "project_path:ops/*"}});
    let pipeline = trust("sts:AssumeRoleWithWebIdentity", &provider, &condition);
    let listing = json!({"RoleDetailList": [
        role("Partner", &partner, &["sqs:*", "sts:AssumeRole"]), role("Crawler", &service, &["s3:*"]),
        role("Pipeline", &pipeline, &["sns:Publish"]),
    ]});
    written(folder, "roles.json", &listing.to_string()).display().to_string()
}

/// The question whose answer the guide shows.
const GUIDED: (&str, &str) = ("sts:AssumeRole", "arn:aws:iam::777788889999:role/Partner");

#[test]
fn another_account_a_service_and_an_identity_provider_are_among_those_who_can() {
    let folder = tempfile::tempdir().expect("is made");
    let roles = roles(folder.path());
    let who = |action: &str, role: &str| {
        let role = format!("arn:aws:iam::777788889999:role/{role}");
        let (code, out, _) = account(&["who-can", action, &role, "--in", &roles]);
        let guide = include_str!("../../../../docs/src/guide/accounts.md");
        assert!((action, &*role) != GUIDED || guide.contains(&out), "put into the guide: {out}");
        (code, out.lines().skip(1).map(ToOwned::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(
        who("sts:AssumeRole", "Partner"),
        (0, vec!["  account 222233334444 when StringEquals sts:ExternalId [blue], as far as its own account allows it".into()])
    );
    assert_eq!(who("sts:AssumeRole", "Crawler"), (0, vec!["  service glue.amazonaws.com always".into()]));
    assert_eq!(who("sts:AssumeRole", "Pipeline"), (1, vec!["  nobody by itself".into()]));
    let provider = "arn:aws:iam::777788889999:oidc-provider/gitlab.example.org";
    assert_eq!(
        who("sts:AssumeRoleWithWebIdentity", "Pipeline"),
        (
            0,
            vec![format!(
                "  identity provider {provider} when StringLike gitlab.example.org:sub [project_path:ops/*]"
            )]
        )
    );
}

#[test]
fn outsiders_reach_by_roles_what_these_can_do() {
    let folder = tempfile::tempdir().expect("is made");
    let roles = roles(folder.path());
    let queue = "arn:aws:sqs:eu-west-1:777788889999:orders";
    let (code, out, _) = account(&["who-can", "sqs:SendMessage", queue, "--in", &roles]);
    assert_eq!(code, 0);
    assert_eq!(
        out.lines().skip(1).collect::<Vec<_>>(),
        [
            "  arn:aws:iam::777788889999:role/Partner always",
            "through roles",
            "  account 222233334444, as far as its own account allows it",
            "    becomes arn:aws:iam::777788889999:role/Partner when StringEquals sts:ExternalId [blue]",
            "assuming no-resource-policy, no-session-policy",
        ]
    );
    let (_, answer) = json(&["who-can", "sqs:SendMessage", queue, "--in", &roles]);
    let outside = &answer["fromOutside"]["throughRoles"][0];
    assert_eq!(
        outside["outsider"],
        json!({"kind": "account", "name": "222233334444", "needsOwnPolicies": true})
    );
    assert_eq!(outside["chain"][0]["role"], "arn:aws:iam::777788889999:role/Partner");
}

#[test]
fn an_outsider_is_asked_what_it_can() {
    let folder = tempfile::tempdir().expect("is made");
    let roles = roles(folder.path());
    let (code, out, _) = account(&["what-can", "glue.amazonaws.com", "--in", &roles]);
    let becomes = "service glue.amazonaws.com\n  can become arn:aws:iam::777788889999:role/Crawler always\n";
    assert_eq!((code, &*out), (0, becomes));
    let (code, out, _) = account(&["what-can", "arn:aws:iam::222233334444:root", "--in", &roles]);
    assert_eq!(code, 0);
    assert!(
        out.starts_with("account 222233334444, as far as its own account allows it\n  can become "),
        "{out}"
    );
    let (code, _, err) = account(&["what-can", "333344445555", "--in", &fixture("details.json")]);
    assert_eq!((code, err.contains("there is no user or role `333344445555`")), (2, true), "{err}");
}

#[test]
fn the_picture_shows_who_comes_in() {
    let folder = tempfile::tempdir().expect("is made");
    let roles = roles(folder.path());
    let picture = folder.path().join("roles.svg").display().to_string();
    let (code, out, _) = account(&["graph", "--in", &roles, "--out", &picture]);
    assert_eq!(code, 0);
    // Three outsiders, three roles, and the one box of their inline policies.
    assert!(out.ends_with("7 boxes, 6 lines\n"), "{out}");
    let svg = std::fs::read_to_string(&picture).expect("is read");
    assert!(svg.contains("account 222233334444") && svg.contains("service glue.amazonaws.com"));
}

#[test]
fn a_deny_for_strangers_keeps_them_out() {
    let folder = tempfile::tempdir().expect("is made");
    let statements = json!([
        {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
        {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole",
            "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "777788889999"}}},
    ]);
    let trust = json!({"Version": "2012-10-17", "Statement": statements});
    let listing = json!({"RoleDetailList": [role("Inner", &trust, &["s3:*"])]});
    let listing = written(folder.path(), "inner.json", &listing.to_string()).display().to_string();
    let (code, out, _) =
        account(&["who-can", "sts:AssumeRole", "arn:aws:iam::777788889999:role/Inner", "--in", &listing]);
    assert_eq!(code, 0);
    assert!(out.contains("anyone unless StringNotEquals aws:PrincipalAccount [777788889999]"), "{out}");
    let named = json!({"AWS": "222233334444"});
    let statements = json!([
        {"Effect": "Allow", "Principal": named, "Action": "sts:AssumeRole"}, trust["Statement"][1].clone(),
    ]);
    let trust = json!({"Version": "2012-10-17", "Statement": statements});
    let listing = json!({"RoleDetailList": [role("Inner", &trust, &["s3:*"])]});
    let listing = written(folder.path(), "named.json", &listing.to_string()).display().to_string();
    let (code, out, _) =
        account(&["who-can", "sts:AssumeRole", "arn:aws:iam::777788889999:role/Inner", "--in", &listing]);
    assert_eq!((code, out.contains("nobody by itself")), (1, true), "{out}");
}

/// A user without policies.
fn nobody(folder: &Path) -> String {
    let listing = json!({"UserDetailList": [{
        "Path": "/", "UserName": "ines", "UserId": "AIDAAAAAAAAAAAAAAAAAA",
        "Arn": "arn:aws:iam::777788889999:user/ines",
    }]});
    written(folder, "ines.json", &listing.to_string()).display().to_string()
}

fn bucket_policy(action: &str) -> String {
    let statements = json!([
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::777788889999:user/ines"}, "Action": action,
            "Resource": "arn:aws:s3:::ledgers/*"},
        {"Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::ledgers/*"},
    ]);
    json!({"Policy": json!({"Version": "2012-10-17", "Statement": statements}).to_string()}).to_string()
}

#[test]
fn policies_of_resources_count_in_every_question_and_come_out_again() {
    let folder = tempfile::tempdir().expect("is made");
    let ines = nobody(folder.path());
    written(folder.path(), "given/arn:aws:s3:::ledgers.json", &bucket_policy("s3:GetObject"));
    let given = folder.path().join("given").display().to_string();
    let database = folder.path().join("accounts.db").display().to_string();
    let (code, out, err) = account(&["import", &ines, "--resource-policies", &given, "--into", &database]);
    let taken = "account 777788889999: 1 users, 0 groups, 0 roles, 0 policies\n1 policy of resources\n";
    assert_eq!((code, &*out, &*err), (0, taken, ""));
    let object = "arn:aws:s3:::ledgers/2026";
    for more in [vec!["--in", &database], vec!["--in", &ines, "--resource-policies", &given]] {
        let (code, out, _) = account(&[&["who-can", "s3:GetObject", object], &*more].concat());
        assert_eq!((code, out.contains("user/ines always")), (0, true), "{out}");
        let (_, out, _) = account(&[&["who-can", "s3:PutObject", object], &*more].concat());
        assert!(out.contains("  service delivery.logs.amazonaws.com always"), "{out}");
        let (_, out, _) = account(&[&["what-can", "ines"], &*more].concat());
        assert!(out.contains("s3:GetObject on arn:aws:s3:::ledgers"), "{out}");
        let (code, _, _) =
            account(&[&["explain", "ines", "s3:GetObject", object, "--check"], &*more].concat());
        assert_eq!(code, 0);
    }
    let exported = folder.path().join("out").display().to_string();
    let listing = folder.path().join("again.json").display().to_string();
    let export = ["export", &database, "--out", &listing, "--resource-policies", &exported];
    assert_eq!(account(&export), (0, String::new(), String::new()));
    let again = folder.path().join("again.db").display().to_string();
    let import = ["import", &listing, "--resource-policies", &exported, "--into", &again];
    assert_eq!(account(&import).0, 0);
    assert_eq!(account(&["diff", &database, &again]).1, "the same access\n");
    let (_, _, err) = account(&["export", &database, "--out", &listing]);
    assert_eq!(err, "note: 1 policies of resources are not in a listing; --resource-policies writes them\n");
}

#[test]
fn another_policy_of_a_resource_is_other_access() {
    let folder = tempfile::tempdir().expect("is made");
    let ines = nobody(folder.path());
    let database = |name: &str, action: &str| {
        written(folder.path(), &format!("{name}/arn:aws:s3:::ledgers.json"), &bucket_policy(action));
        let given = folder.path().join(name).display().to_string();
        let database = folder.path().join(format!("{name}.db")).display().to_string();
        assert_eq!(account(&["import", &ines, "--resource-policies", &given, "--into", &database]).0, 0);
        database
    };
    let (old, new) = (database("old", "s3:GetObject"), database("new", "s3:GetObjectTagging"));
    let (code, out, err) = account(&["diff", &old, &new]);
    assert_eq!((code, &*err), (1, ""), "{out}");
    assert!(out.starts_with("resource of arn:aws:s3:::ledgers\n"), "{out}");
    assert!(out.contains("+ s3:GetObjectTagging") && out.contains("- s3:GetObject "), "{out}");
}

#[test]
fn replacing_an_account_keeps_the_policies_of_its_resources() {
    let folder = tempfile::tempdir().expect("is made");
    let ines = nobody(folder.path());
    written(folder.path(), "given/arn:aws:s3:::ledgers.json", &bucket_policy("s3:GetObject"));
    let given = folder.path().join("given").display().to_string();
    let database = folder.path().join("accounts.db").display().to_string();
    assert_eq!(account(&["import", &ines, "--resource-policies", &given, "--into", &database]).0, 0);
    assert_eq!(account(&["import", &ines, "--into", &database, "--replace"]).0, 0);
    let (code, _, _) = account(&["who-can", "s3:GetObject", "arn:aws:s3:::ledgers/1", "--in", &database]);
    assert_eq!(code, 0);
    written(folder.path(), "given/arn:aws:s3:::ledgers.json", &bucket_policy("s3:GetObjectAcl"));
    let (code, _, err) = account(&["import", "--resource-policies", &given, "--into", &database]);
    assert_eq!(code, 2);
    assert!(err.contains("policy of the resource `arn:aws:s3:::ledgers`: "), "{err}");
}

#[test]
fn two_roles_are_told_apart_in_the_words_of_compare() {
    let folder = tempfile::tempdir().expect("is made");
    let service = trust("sts:AssumeRole", &json!({"Service": "glue.amazonaws.com"}), &json!({}));
    let listing = json!({"RoleDetailList": [
        role("Reader", &service, &["sqs:ReceiveMessage"]), role("Writer", &service, &["sqs:SendMessage"]),
        role("Twin", &service, &["sqs:SendMessage"]),
    ]});
    let listing = written(folder.path(), "roles.json", &listing.to_string()).display().to_string();
    let (code, out, err) = account(&["compare", "Reader", "Writer", "--in", &listing]);
    assert_eq!((code, &*err), (1, ""));
    assert!(
        out.starts_with(
            "incomparable: arn:aws:iam::777788889999:role/Reader is neither narrower nor broader"
        ),
        "{out}"
    );
    assert!(out.contains("-   sqs:ReceiveMessage") && out.contains("+   sqs:SendMessage"), "{out}");
    let (code, out, _) = account(&["compare", "Twin", "Writer", "--in", &listing]);
    assert_eq!((code, out.starts_with("equal: ")), (0, true), "{out}");
    let (_, answer) = json(&["compare", "Reader", "Writer", "--in", &listing]);
    assert_eq!(answer["relation"], "incomparable");
}

#[test]
fn the_same_policy_means_for_each_what_its_tags_say() {
    let folder = tempfile::tempdir().expect("is made");
    let service = trust("sts:AssumeRole", &json!({"Service": "glue.amazonaws.com"}), &json!({}));
    let tagged = |name: &str, team: &str| {
        let mut role = role(name, &service, &[]);
        role["Tags"] = json!([{"Key": "team", "Value": team}]);
        role["RolePolicyList"] = json!([{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sqs:SendMessage",
                "Resource": "arn:aws:sqs:*:777788889999:${aws:PrincipalTag/team}"},
            {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*",
                "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}}},
        ]}}]);
        role
    };
    let listing = json!({"RoleDetailList": [tagged("A", "blue"), tagged("B", "red"), tagged("C", "blue")]});
    let listing = written(folder.path(), "roles.json", &listing.to_string()).display().to_string();
    let (code, out, _) = account(&["compare", "A", "B", "--in", &listing]);
    assert_eq!(code, 1);
    assert!(out.contains("+   sns:Publish") && out.contains("777788889999:blue"), "{out}");
    assert_eq!(account(&["compare", "A", "C", "--in", &listing]).0, 0);
}
