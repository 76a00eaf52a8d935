//! `cargo xtask account`, from the outside: what it prints, and how it ends.

use std::path::Path;

use crate::common::{account, fixture, json, written};

const TABLE: &str = "arn:aws:dynamodb:us-east-1:111122223333:table/t";

#[test]
fn an_account_goes_in_and_comes_out_as_it_was() {
    let folder = tempfile::tempdir().expect("is made");
    let database = folder.path().join("accounts.db").display().to_string();
    let (code, out, err) = account(&["import", &fixture("pages"), "--into", &database]);
    assert_eq!(
        (code, &*out, &*err),
        (0, "account 111122223333: 4 users, 3 groups, 6 roles, 7 policies\n", "")
    );
    let (code, first, _) = account(&["export", &database]);
    assert_eq!(code, 0);
    let exported = written(folder.path(), "exported.json", &first);
    let again = folder.path().join("again.db").display().to_string();
    let exported = exported.display().to_string();
    assert_eq!(account(&["import", &exported, "--into", &again]).0, 0);
    assert_eq!(account(&["export", &again]).1, first);
    assert_eq!(account(&["diff", &database, &again]), (0, "the same access\n".into(), String::new()));
}

#[test]
fn an_account_that_is_there_is_replaced_only_when_asked() {
    let folder = tempfile::tempdir().expect("is made");
    let database = folder.path().join("accounts.db").display().to_string();
    let import = ["import", &fixture("details.json"), "--into", &database].map(str::to_owned);
    let import = import.iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(account(&import).0, 0);
    let (code, out, err) = account(&import);
    assert_eq!(code, 2);
    assert!(
        out.ends_with("\n--replace puts what is listed in the place of what is there already\n"),
        "{out}"
    );
    let problem = "details.json:3:5: account `111122223333`: the account `111122223333` already exists; names are \
                   unique whatever their case, at /UserDetailList/0\n";
    assert!(err.ends_with(problem), "{err}");
    assert_eq!(account(&[&*import, &["--replace"]].concat()).0, 0);
}

#[test]
fn a_listing_with_problems_is_refused_whole_or_taken_in_part() {
    let folder = tempfile::tempdir().expect("is made");
    let text = std::fs::read_to_string(fixture("details.json")).expect("is read");
    let broken = text.replacen("\"Developers\"\n", "\"Nobodies\"\n", 1);
    let broken = written(folder.path(), "broken.json", &broken).display().to_string();
    let database = folder.path().join("accounts.db").display().to_string();
    let (code, out, err) = account(&["import", &broken, "--into", &database]);
    assert_eq!(code, 2);
    let problem =
        "user `alice`: it is in the group `Nobodies`, which is not listed, at /UserDetailList/0/GroupList/0";
    assert!(err.contains(problem), "{err}");
    assert_eq!(out, "not taken: user `alice`\nnothing was taken; --partial takes what is all right\n");
    assert!(!Path::new(&database).exists());
    let (code, out, _) = account(&["import", &broken, "--into", &database, "--partial"]);
    let taken = "account 111122223333: 3 users, 3 groups, 6 roles, 7 policies\nnot taken: user `alice`\n";
    assert_eq!((code, &*out), (1, taken));
    let (code, report) = json(&["import", &broken]);
    assert_eq!((code, &report["problems"][0]["line"]), (2, &serde_json::json!(11)));
}

#[test]
fn who_can_names_chains_and_conditions() {
    let accounts = fixture("details.json");
    let (code, answer) = json(&["who-can", "dynamodb:PutItem", TABLE, "--in", &accounts]);
    assert_eq!(code, 0);
    assert_eq!(answer["direct"][0]["principal"], "arn:aws:iam::111122223333:role/RingB");
    assert_eq!(answer["throughRoles"][0]["chain"].as_array().map(Vec::len), Some(3));
    let (code, out, _) = account(&["who-can", "cloudtrail:LookupEvents", "*", "--in", &accounts]);
    let bob = "  arn:aws:iam::111122223333:user/bob@example.com when IpAddress aws:SourceIp [192.0.2.0/24]\n";
    assert_eq!((code, out), (0, format!("cloudtrail:LookupEvents on *\n{bob}assuming typeless-star\n")));
    assert_eq!(account(&["who-can", "sns:Publish", "*", "--in", &accounts]).0, 1);
}

#[test]
fn what_can_and_policies_tell_paths() {
    let accounts = fixture("details.json");
    let (code, answer) = json(&["what-can", "bob@example.com", "--in", &accounts, "--prefix", "s3:"]);
    assert_eq!(code, 0);
    assert_eq!(answer["grants"][0]["actions"], serde_json::json!(["s3:GetObject", "s3:PutObject"]));
    assert_eq!(answer["grants"][0]["extent"], "sometimes");
    let (_, out, _) = account(&["policies", "alice", "--in", &accounts]);
    assert!(out.ends_with("  DeveloperBoundary v1: permissions boundary\n"), "{out}");
    assert_eq!(account(&["what-can", "nobody", "--in", &accounts]).0, 1);
}

#[test]
fn explain_ends_by_its_check() {
    let accounts = fixture("details.json");
    let queue = "arn:aws:sqs:us-east-1:111122223333:q";
    let asked = ["explain", "alice", "sqs:SendMessage", queue, "--in", &accounts, "--check"];
    let (code, out, _) = account(&asked);
    assert_eq!(code, 0);
    assert!(out.contains("decided by Queues (inline in group `Developers`), statement 0"), "{out}");
    assert_eq!(account(&["explain", "alice", "iam:GetUser", "*", "--in", &accounts, "--check"]).0, 1);
    let (code, _, err) = account(&["explain", "zed", "iam:GetUser", "*", "--in", &accounts]);
    assert_eq!((code, &*err), (2, "error: there is no user or role `zed`\n"));
}

#[test]
fn escalations_tell_their_steps() {
    let accounts = fixture("details.json");
    let (code, out, _) = account(&["escalations", "carol", "--in", &accounts]);
    assert_eq!(code, 1);
    let first =
        "arn:aws:iam::111122223333:user/carol becomes arn:aws:iam::111122223333:role/ops/Deploy, gaining ";
    assert!(out.starts_with(first), "{out}");
    let first = out.lines().next().expect("is there");
    let step = "actions: AssumeRole: sts:AssumeRole on arn:aws:iam::111122223333:role/ops/Deploy";
    assert!(first.ends_with(step), "{out}");
    assert_eq!(account(&["escalations", "nobody", "--in", &accounts]).0, 0);
}

#[test]
fn diff_proves_what_changed() {
    let folder = tempfile::tempdir().expect("is made");
    let text = std::fs::read_to_string(fixture("details.json")).expect("is read");
    let changed = written(folder.path(), "new.json", &text.replace("sqs:SendMessage", "sqs:ReceiveMessage"));
    let (code, answer) = json(&["diff", &fixture("details.json"), &changed.display().to_string()]);
    assert_eq!(code, 1);
    let signs = answer["changes"].as_array().expect("is a list").iter().map(|change| {
        assert_eq!(change["unknown"], serde_json::json!([]));
        change["differences"].as_array().map(Vec::len)
    });
    assert_eq!(signs.collect::<Vec<_>>(), [Some(2), Some(2)]);
}

#[test]
fn the_graph_is_svg() {
    let folder = tempfile::tempdir().expect("is made");
    let picture = folder.path().join("account.svg");
    let (code, out, _) =
        account(&["graph", "--in", &fixture("details.json"), "--out", &picture.display().to_string()]);
    assert_eq!(code, 0);
    assert!(out.ends_with("25 boxes, 23 lines\n"), "{out}");
    let svg = std::fs::read_to_string(&picture).expect("is read");
    assert!(svg.starts_with("<svg ") && svg.contains("AmazonSQSFullAccess"));
}

#[test]
fn a_file_that_is_no_listing_is_told() {
    let folder = tempfile::tempdir().expect("is made");
    let path = written(folder.path(), "a.json", "{\"UserDetailList\": 7}").display().to_string();
    let (code, _, err) = account(&["who-can", "s3:GetObject", "*", "--in", &path]);
    assert_eq!(code, 2);
    assert!(
        err.contains("a.json:1:20: invalid type: integer `7`, expected a sequence, at /UserDetailList"),
        "{err}"
    );
}

#[test]
fn a_folder_of_policy_files_becomes_managed_policies() {
    let folder = tempfile::tempdir().expect("is made");
    let policies = folder.path().join("policies");
    std::fs::create_dir(&policies).expect("is made");
    let statement = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
    written(&policies, "Readers.json", statement);
    let two = format!(r#"{{"One": {{"PolicyDocument": {statement}}}, "Two": {statement}}}"#);
    written(&policies, "several.json", &two);
    let database = folder.path().join("accounts.db").display().to_string();
    let policies = policies.display().to_string();
    let import = ["import", "--policies", &*policies, "--account", "111122223333", "--into", &*database];
    let taken = "account 111122223333: 3 policies from files\n";
    assert_eq!(account(&import), (0, taken.into(), String::new()));
    let (_, listing, _) = account(&["export", &database]);
    for name in ["Readers", "One", "Two"] {
        assert!(listing.contains(&format!("arn:aws:iam::111122223333:policy/{name}\"")), "{listing}");
    }
    let (code, _, err) = account(&import);
    assert_eq!(code, 2);
    assert!(err.contains("Readers"), "{err}");
    let (code, _, err) = account(&["import", "--policies", &policies]);
    assert_eq!((code, &*err), (2, "error: which account takes the policies? --account tells\n"));
}

#[test]
fn policy_files_with_problems_are_refused_whole_or_taken_in_part() {
    let folder = tempfile::tempdir().expect("is made");
    let policies = folder.path().join("policies");
    std::fs::create_dir(&policies).expect("is made");
    let statement = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
    written(&policies, "Readers.json", statement);
    written(&policies, "a.json", &format!(r#"{{"no name": {statement}, "readers": {statement}}}"#));
    written(&policies, "b.json", "[]");
    let database = folder.path().join("accounts.db").display().to_string();
    let folder = policies.display().to_string();
    let import = ["import", "--policies", &*folder, "--into", &*database, &*fixture("details.json")]
        .map(str::to_owned);
    let import = import.iter().map(String::as_str).collect::<Vec<_>>();
    let (code, _, err) = account(&import);
    assert_eq!(code, 2);
    let a = policies.join("a.json").display().to_string();
    let problems = [
        format!(
            "error: {a}:1:13: policy `no name`: `no name` is no policy name: expected 1 to 128 characters of \
             `A-Za-z0-9_+=,.@-`, at /no name\n"
        ),
        format!(
            "error: {a}:1:98: policy `readers`: a policy of that name stands already in `{}`, at /readers\n",
            policies.join("Readers.json").display()
        ),
        format!(
            "error: {}:1:1: no policy document found: expected `Statement`, or an answer, request, template or plan that holds it, \
             such as `PolicyDocument`, `Policy` or `PolicyVersion.Document`\n",
            policies.join("b.json").display()
        ),
    ];
    assert_eq!(err, problems.concat());
    assert!(!Path::new(&database).exists());
    let (code, out, _) = account(&[&*import, &["--partial"]].concat());
    assert_eq!(code, 1);
    assert!(out.contains("account 111122223333: 1 policy from files\n"), "{out}");
}

#[test]
fn an_organization_is_taken_with_its_accounts() {
    let folder = tempfile::tempdir().expect("is made");
    let database = folder.path().join("accounts.db").display().to_string();
    let (listing, above) = (fixture("details.json"), fixture("organization"));
    let import = ["import", &*listing, "--organization", &*above, "--into", &*database];
    let (code, out, err) = account(&import);
    assert_eq!((code, &*err), (0, ""), "{out}");
    assert!(out.starts_with("account 111122223333: "), "{out}");
}

/// A failure: nothing printed, exit code 2, and this message.
fn assert_fails(args: &[&str], message: &str) {
    let (code, out, err) = account(args);
    assert_eq!((code, &*out, &*err), (2, "", &*format!("error: {message}\n")), "{args:?}");
}

const OBJECT: &str = "arn:aws:s3:::b/k";

#[test]
fn a_principal_that_is_not_there_is_told_with_the_nearest() {
    let accounts = fixture("details.json");
    let near = "there is no user or role `alic`; did you mean `arn:aws:iam::111122223333:user/dev/alice`?";
    for command in ["what-can", "policies", "escalations"] {
        assert_fails(&[command, "alic", "--in", &accounts], near);
        assert_fails(&[command, "zed", "--in", &accounts], "there is no user or role `zed`");
        assert_fails(&[command, "", "--in", &accounts], "there is no user or role ``");
    }
    assert_fails(&["explain", "alic", "s3:GetObject", OBJECT, "--in", &accounts], near);
    assert_fails(&["graph", "--in", &accounts, "--around", "alic"], near);
    let arn = "arn:aws:iam::111122223333:user/alice";
    let meant = "arn:aws:iam::111122223333:user/dev/alice";
    let message = format!("there is no user or role `{arn}`; did you mean `{meant}`?");
    assert_fails(&["what-can", arn, "--in", &accounts], &message);
}

#[test]
fn what_is_no_action_and_no_resource_is_refused() {
    let accounts = fixture("details.json");
    for action in ["GetObject", "s3:Get*", "s3:", "s3:Get Object", ""] {
        let no_action = format!(
            "`{action}` is no action: expected `service:Name` without wildcards, white space and commas"
        );
        assert_fails(&["who-can", action, OBJECT, "--in", &accounts], &no_action);
        assert_fails(&["explain", "alice", action, OBJECT, "--in", &accounts], &no_action);
    }
    for resource in ["b/k", "arn:aws:s3", ""] {
        let no_resource = format!("`{resource}` is no resource: expected an ARN or `*`");
        assert_fails(&["who-can", "s3:GetObject", resource, "--in", &accounts], &no_resource);
        assert_fails(&["explain", "alice", "s3:GetObject", resource, "--in", &accounts], &no_resource);
    }
}

#[test]
fn an_action_that_the_catalog_does_not_have_is_noted_with_the_nearest() {
    let accounts = fixture("details.json");
    let (code, out, err) = account(&["who-can", "s3:GetObjec", OBJECT, "--in", &accounts]);
    assert_eq!(
        (code, &*out),
        (
            1,
            "s3:GetObjec on arn:aws:s3:::b/k\n  nobody by itself\nassuming resource-owner, no-resource-policy\n"
        )
    );
    assert!(
        err.starts_with("note: the catalog has no action `s3:GetObjec`; near are `s3:GetObject`, `"),
        "{err}"
    );
    let (code, _, err) = account(&["explain", "alice", "s3:GetObjec", OBJECT, "--in", &accounts]);
    assert_eq!(code, 0);
    assert!(err.starts_with("note: the catalog has no action `s3:GetObjec`; near are "), "{err}");
}

#[test]
fn condition_keys_that_are_none_are_refused() {
    let accounts = fixture("details.json");
    let explain = ["explain", "alice", "s3:GetObject", OBJECT, "--in", &accounts, "--context"];
    assert_fails(&[&explain[..], &["key"]].concat(), "`key` is no condition key: expected KEY=VALUE");
    let twice = [&explain[..], &["aws:SourceIp=192.0.2.1", "--context", "aws:sourceip=192.0.2.2"]].concat();
    assert_fails(&twice, "the context holds the key `aws:sourceip` twice");
}

#[test]
fn an_account_without_anybody_answers_with_nobody() {
    let folder = tempfile::tempdir().expect("is made");
    let text = r#"{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": [], "IsTruncated": false}"#;
    let path = written(folder.path(), "empty.json", text).display().to_string();
    let (code, out, err) = account(&["who-can", "s3:GetObject", OBJECT, "--in", &path]);
    assert_eq!(
        (code, &*out, &*err),
        (
            1,
            "s3:GetObject on arn:aws:s3:::b/k\n  nobody by itself\nassuming resource-owner, no-resource-policy\n",
            ""
        )
    );
    let nobody = "nobody can make itself more than it is\nassuming catalog-actions\n";
    assert_eq!(account(&["escalations", "--in", &path]), (0, nobody.into(), String::new()));
    assert_fails(&["what-can", "alice", "--in", &path], "there is no user or role `alice`");
    let picture = folder.path().join("account.svg").display().to_string();
    let (code, out, _) = account(&["graph", "--in", &path, "--out", &picture]);
    assert_eq!((code, out), (0, format!("{picture}: 0 boxes, 0 lines\n")));
}

#[test]
fn accounts_that_are_not_there_are_told() {
    let folder = tempfile::tempdir().expect("is made");
    let missing = folder.path().join("missing.json").display().to_string();
    let message = format!("cannot read `{missing}`: No such file or directory (os error 2)");
    assert_fails(&["who-can", "s3:GetObject", "*", "--in", &missing], &message);
    let empty = folder.path().display().to_string();
    assert_fails(&["what-can", "alice", "--in", &empty], &format!("no JSON file in `{empty}`"));
}

#[test]
fn escalations_as_json_name_technique_actions_and_conditions() {
    let (code, answer) = json(&["escalations", "carol", "--in", &fixture("details.json")]);
    assert_eq!(code, 1);
    let first = &answer["escalations"][0];
    assert_eq!(first["principal"], "arn:aws:iam::111122223333:user/carol");
    let end = &first["ends"][0];
    assert_eq!(end["end"], "becomes arn:aws:iam::111122223333:role/ops/Deploy");
    assert!(end["gained"].as_u64().is_some_and(|gained| 0 < gained), "{first}");
    let step = serde_json::json!({
        "technique": "AssumeRole", "conditions": [], "supposes": null,
        "actions": [{"action": "sts:AssumeRole", "resource": "arn:aws:iam::111122223333:role/ops/Deploy"}],
    });
    assert_eq!(first["steps"], serde_json::json!([]));
    assert_eq!(end["step"], step);
}

/// A user with a policy that isn't listed.
fn with_unlisted(folder: &Path) -> String {
    let text = r#"{"UserDetailList": [{"Path": "/", "UserName": "ines", "UserId": "ines-1",
        "Arn": "arn:aws:iam::777788889999:user/ines", "AttachedManagedPolicies":
            [{"PolicyName": "Mystery", "PolicyArn": "arn:aws:iam::777788889999:policy/Mystery"}]}]}"#;
    written(folder, "unlisted.json", text).display().to_string()
}

#[test]
fn a_policy_that_nobody_lists_is_refused_or_taken_as_unknown() {
    let folder = tempfile::tempdir().expect("is made");
    let listing = with_unlisted(folder.path());
    let database = folder.path().join("accounts.db").display().to_string();
    let import = |more: &[&str]| {
        account(&[&["import", &listing, "--into", &database, "--lenient-ids"], more].concat())
    };
    assert_eq!(import(&[]).0, 2);
    let (code, out, err) = import(&["--partial"]);
    assert_eq!(code, 1);
    assert!(
        err.contains(
            "the policy `arn:aws:iam::777788889999:policy/Mystery` is attached, which is not listed"
        ),
        "{err}"
    );
    assert!(out.ends_with("unknown: policy `arn:aws:iam::777788889999:policy/Mystery`\n"), "{out}");
    let (code, out, _) = account(&["explain", "ines", "sqs:ListQueues", "*", "--in", &database, "--check"]);
    assert_eq!(code, 3);
    assert_eq!(
        out,
        "depends: arn:aws:iam::777788889999:user/ines sqs:ListQueues on *\n  \
         hangs on the policy arn:aws:iam::777788889999:policy/Mystery, which is unknown\n"
    );
    let (_, out, _) = account(&["what-can", "ines", "--in", &database, "--prefix", "sqs:List"]);
    assert!(
        out.contains("has the policy arn:aws:iam::777788889999:policy/Mystery, which is unknown"),
        "{out}"
    );
    assert!(out.contains("  perhaps: sqs:List"), "{out}");
    let (code, answer) = json(&["who-can", "sqs:ListQueues", "*", "--in", &database]);
    assert_eq!(code, 3);
    assert_eq!(
        answer["direct"][0]["unknownPolicies"],
        serde_json::json!(["arn:aws:iam::777788889999:policy/Mystery"])
    );
    let (_, out, _) = account(&["policies", "ines", "--in", &database]);
    assert!(out.ends_with("  Mystery: attached to the user, unknown\n"), "{out}");
}

#[test]
fn ids_that_are_none_are_replaced_where_that_is_asked_for_and_told() {
    let folder = tempfile::tempdir().expect("is made");
    let listing = with_unlisted(folder.path());
    let (code, _, err) = account(&["import", &listing, "--partial"]);
    assert_eq!((code, err.contains("`ines-1` is no unique id")), (2, true), "{err}");
    let (_, out, _) = account(&["import", &listing, "--partial", "--lenient-ids"]);
    assert!(
        out.contains(": user `ines`: it has the id `AIDA") && out.contains("` instead of `ines-1`\n"),
        "{out}"
    );
    let (_, answer) = json(&["import", &listing, "--partial", "--lenient-ids"]);
    assert_eq!(
        (&answer["givenIds"][0]["entity"], &answer["givenIds"][0]["listed"]),
        (&"user `ines`".into(), &"ines-1".into())
    );
    assert_eq!(answer["unknownPolicies"][0], "arn:aws:iam::777788889999:policy/Mystery");
}

/// A listing of users each of whom may give itself policies.
fn ambitious(count: usize) -> serde_json::Value {
    let statement = serde_json::json!({"Effect": "Allow", "Action": "iam:PutUserPolicy", "Resource": "*"});
    let document = serde_json::json!({"Version": "2012-10-17", "Statement": statement});
    let users = (0..count).map(|at| {
        serde_json::json!({
            "Path": "/", "UserName": format!("u{at:03}"), "UserId": format!("AIDA{at:A>17}"),
            "Arn": format!("arn:aws:iam::444455556666:user/u{at:03}"),
            "UserPolicyList": [{"PolicyName": "Own", "PolicyDocument": document}],
        })
    });
    serde_json::json!({"UserDetailList": users.collect::<Vec<_>>()})
}

#[test]
fn more_than_a_hundred_ways_are_cut_off_and_that_is_said() {
    let folder = tempfile::tempdir().expect("is made");
    let path = |count: usize| {
        let name = format!("{count}.json");
        written(folder.path(), &name, &ambitious(count).to_string()).display().to_string()
    };
    let (hundred, more) = (path(100), path(103));
    let (code, out, _) = account(&["escalations", "--in", &hundred]);
    let facts = "assuming catalog-actions\n";
    assert_eq!((code, out.lines().count(), out.ends_with(facts)), (1, 101, true), "{out}");
    let (_, out, _) = account(&["escalations", "--in", &more]);
    assert_eq!(out.lines().count(), 102);
    assert!(out.ends_with(&format!("\nand 3 more ways; `--all` prints them\n{facts}")), "{out}");
    let (_, out, _) = account(&["escalations", "--all", "--direct", "--in", &more]);
    assert_eq!(out.lines().count(), 104);
    let is_way = |line: &&str| line.contains(" chooses its policies, gaining ");
    assert_eq!(out.lines().filter(is_way).count(), 103, "{out}");
    assert_eq!(json(&["escalations", "--in", &more]).1["escalations"].as_array().map(Vec::len), Some(103));
}

#[test]
fn every_answer_in_json_has_the_version_of_its_schema() {
    let details = fixture("details.json");
    let accounts = ["--in", &*details];
    let carol = "arn:aws:iam::111122223333:user/carol";
    for (command, members) in [
        (&["who-can", "sqs:ListQueues", "*"][..], &["action", "direct", "fromOutside", "throughRoles"][..]),
        (&["what-can", carol], &["grants", "principal", "roles", "unknownPolicies"]),
        (&["explain", carol, "s3:GetObject", "*"], &["deciding", "explanation", "principal"]),
        (&["policies", carol], &["policies", "principal"]),
        (&["escalations", carol], &["escalations"]),
    ] {
        let (_, answer) = json(&[command, &accounts].concat());
        assert_eq!(answer["schema"], 1, "{command:?}");
        assert!(members.iter().all(|member| answer.get(member).is_some()), "{command:?}: {answer}");
    }
    let (_, answer) = json(&["diff", &details, &details]);
    assert_eq!(answer, serde_json::json!({"schema": 1, "answer": "equal", "changes": [], "facts": []}));
    let (_, answer) = json(&["import", &details]);
    assert_eq!((&answer["schema"], &answer["taken"][0]["users"]), (&1.into(), &4.into()));
}
