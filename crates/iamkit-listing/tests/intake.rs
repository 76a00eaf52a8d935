//! What can be taken in, and what is left out with which words.

#![expect(clippy::expect_used, reason = "integration test")]

use iamkit_listing::details::{self, Source};
use iamkit_listing::intake::{Intake, Listings};
use iamkit_listing::organization;
use iamkit_listing::policy_files;
use iamkit_listing::restore::listed;
use iamkit_store::{AccountId, Directory, Partition};
use iamkit_testkit::accounts::imported::{empty, restoring};

const ACCOUNT: &str = "111122223333";

fn id(text: &str) -> AccountId {
    text.parse().expect("is an id")
}

/// A statement list of a length that no managed policy may have.
fn long_document() -> String {
    let statement = r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}"#;
    format!(r#"{{"Statement": [{}]}}"#, vec![statement; 120].join(", "))
}

const SHORT: &str = r#"{"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}"#;

fn policy(name: &str, document: &str) -> String {
    format!(
        r#"{{"Arn": "arn:aws:iam::{ACCOUNT}:policy/{name}", "Path": "/", "PolicyName": "{name}", "DefaultVersionId": "v1", "PolicyVersionList": [{{"VersionId": "v1", "IsDefaultVersion": true, "Document": {document}}}]}}"#
    )
}

fn attached(name: &str) -> String {
    format!(
        r#""AttachedManagedPolicies": [{{"PolicyName": "{name}", "PolicyArn": "arn:aws:iam::{ACCOUNT}:policy/{name}"}}]"#
    )
}

fn user(name: &str, more: &str) -> String {
    let id = format!("AIDA{:A<17}", name.to_ascii_uppercase());
    format!(
        r#"{{"Path": "/", "UserName": "{name}", "UserId": "{id}", "Arn": "arn:aws:iam::{ACCOUNT}:user/{name}", {more}}}"#
    )
}

fn group(name: &str, more: &str) -> String {
    let id = format!("AGPA{:A<17}", name.to_ascii_uppercase());
    format!(
        r#"{{"Path": "/", "GroupName": "{name}", "GroupId": "{id}", "Arn": "arn:aws:iam::{ACCOUNT}:group/{name}", {more}}}"#
    )
}

fn role(name: &str, trusted: &str) -> String {
    let id = format!("AROA{:A<17}", name.to_ascii_uppercase());
    let principal = format!(r#"{{"AWS": "arn:aws:iam::{ACCOUNT}:{trusted}"}}"#);
    let trust = format!(
        r#"{{"Statement": {{"Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole"}}}}"#
    );
    format!(
        r#"{{"Path": "/", "RoleName": "{name}", "RoleId": "{id}", "Arn": "arn:aws:iam::{ACCOUNT}:role/{name}", "AssumeRolePolicyDocument": {trust}}}"#
    )
}

fn page(lists: &[(&str, &[String])]) -> String {
    let lists = lists.iter().map(|(name, list)| format!("\"{name}\": [\n{}]", list.join(",\n")));
    format!("{{{}}}", lists.collect::<Vec<_>>().join(",\n"))
}

fn listings(text: &str) -> Listings {
    Listings { accounts: details::read(&[Source { name: "page.json", text }]), ..Listings::default() }
}

fn taken_into(directory: &Directory, listings: &Listings) -> Intake {
    listings.intake(directory, false, &restoring()).expect("is of that partition")
}

fn problems(intake: &Intake) -> Vec<String> {
    intake.problems().iter().map(ToString::to_string).collect()
}

fn untaken(intake: &Intake) -> Vec<&str> {
    intake.untaken().collect()
}

/// The directory with what is taken, which the store then accepts.
fn after(directory: &Directory, intake: &Intake) -> Directory {
    directory.after(intake.changes()).expect("is accepted")
}

#[test]
fn what_the_store_refuses_is_left_out_with_whoever_refers_to_it() {
    let text = page(&[
        ("Policies", &[policy("Long", &long_document()), policy("Short", SHORT)]),
        ("GroupDetailList", &[group("Ops", &attached("Long")), group("Devs", &attached("Short"))]),
        (
            "UserDetailList",
            &[
                user("alice", r#""GroupList": ["Ops"]"#),
                user("bob", r#""GroupList": ["Devs"]"#),
                user(
                    "carol",
                    r#""PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/Long"}"#,
                ),
            ],
        ),
        ("RoleDetailList", &[role("R", "user/alice"), role("S", "role/R"), role("T", "user/bob")]),
    ]);
    let listings = listings(&text);
    assert_eq!(listings.accounts.problems(), []);
    let intake = taken_into(&empty(), &listings);
    let long = "policy `arn:aws:iam::111122223333:policy/Long`";
    assert_eq!(
        problems(&intake),
        [
            format!(
                "page.json:2:1: {long}: cannot exceed quota for characters of a managed policy: 6975 is more than 6144, at /Policies/0"
            ),
            format!("page.json:5:1: group `Ops`: it refers to the {long}, which can't be taken, at /GroupDetailList/0"),
            "page.json:8:1: user `alice`: it refers to the group `Ops`, which can't be taken, at /UserDetailList/0"
                .to_owned(),
            format!("page.json:10:1: user `carol`: it refers to the {long}, which can't be taken, at /UserDetailList/2"),
            "page.json:12:1: role `R`: statement 0 of the policy document names the principal \
             `arn:aws:iam::111122223333:user/alice`, which does not exist, at /RoleDetailList/0"
                .to_owned(),
            "page.json:13:1: role `S`: statement 0 of the policy document names the principal \
             `arn:aws:iam::111122223333:role/R`, which does not exist, at /RoleDetailList/1"
                .to_owned(),
        ]
    );
    assert_eq!(
        untaken(&intake),
        ["group `Ops`", long, "role `R`", "role `S`", "user `alice`", "user `carol`"]
    );
    let account = listed(&after(&empty(), &intake), &id(ACCOUNT)).expect("is there");
    let names = account.users.iter().map(|user| user.name.as_str());
    assert_eq!(
        names.chain(account.roles.iter().map(|role| role.name.as_str())).collect::<Vec<_>>(),
        ["bob", "T"]
    );
}

#[test]
fn what_is_taken_in_part_is_what_its_listing_alone_would_be() {
    let (good, bad) = (user("bob", r#""Tags": []"#), user("alice", &attached("Long")));
    let part =
        page(&[("Policies", &[policy("Long", &long_document())]), ("UserDetailList", &[bad, good.clone()])]);
    let part = taken_into(&empty(), &listings(&part));
    let alone = taken_into(&empty(), &listings(&page(&[("UserDetailList", &[good])])));
    assert_eq!(problems(&alone), [""; 0]);
    assert_eq!(after(&empty(), &part), after(&empty(), &alone));
}

#[test]
fn of_an_account_of_which_nothing_can_be_taken_nothing_is_made() {
    for broken in [
        page(&[("UserDetailList", &[user("alice", &attached("Gone"))])]),
        page(&[
            ("Policies", &[policy("Long", &long_document())]),
            ("UserDetailList", &[user("alice", &attached("Long"))]),
        ]),
    ] {
        let intake = taken_into(&empty(), &listings(&broken));
        assert_eq!((intake.accounts(), intake.changes()), (&[][..], &[][..]));
        assert!(untaken(&intake).contains(&"account `111122223333`"), "{:?}", untaken(&intake));
    }
}

#[test]
fn an_account_that_is_there_is_left_out_and_others_are_taken() {
    let first = page(&[("UserDetailList", &[user("alice", r#""Tags": []"#)])]);
    let there = after(&empty(), &taken_into(&empty(), &listings(&first)));
    let both = page(&[(
        "UserDetailList",
        &[user("bob", r#""Tags": []"#), user("carol", r#""Tags": []"#).replace(ACCOUNT, "444455556666")],
    )]);
    let intake = taken_into(&there, &listings(&both));
    assert_eq!(
        problems(&intake),
        [
            "page.json:2:1: account `111122223333`: the account `111122223333` already exists; names are unique whatever \
          their case, at /UserDetailList/0"
        ]
    );
    let after = after(&there, &intake);
    assert_eq!(after.account(&id(ACCOUNT)), there.account(&id(ACCOUNT)));
    assert_eq!(after.account(&id("444455556666")).expect("is there").users().len(), 1);
    let replaced = listings(&both).intake(&there, true, &restoring()).expect("is of that partition");
    assert_eq!(problems(&replaced), [""; 0]);
}

#[test]
fn an_account_that_is_replaced_is_not_lost_where_nothing_can_be_taken() {
    let first = page(&[("UserDetailList", &[user("alice", r#""Tags": []"#)])]);
    let there = after(&empty(), &taken_into(&empty(), &listings(&first)));
    let broken = page(&[("UserDetailList", &[user("alice", &attached("Gone"))])]);
    let intake = listings(&broken).intake(&there, true, &restoring()).expect("is of that partition");
    assert_eq!(intake.changes(), []);
}

#[test]
fn the_partition_of_an_account_is_that_of_its_first_entity() {
    let mixed = page(&[(
        "UserDetailList",
        &[
            user("alice", r#""Tags": []"#).replace("arn:aws:", "arn:aws-cn:"),
            user("bob", r#""Tags": []"#),
            user("carol", r#""Tags": []"#).replace("arn:aws:", "arn:aws-iso:"),
        ],
    )]);
    let intake = taken_into(&empty(), &listings(&mixed));
    assert_eq!(
        problems(&intake),
        [
            "page.json:3:1: user `bob`: its partition is `aws`, and that of the account is `aws-cn`, at \
             /UserDetailList/1/Arn",
            "page.json:4:78: user `carol`: `arn:aws-iso:iam::111122223333:user/carol` is no ARN of an entity: expected \
             `arn:PARTITION:iam::ACCOUNT:…`, the partition being `aws`, `aws-cn` or `aws-us-gov`, the account twelve \
             digits, at /UserDetailList/2/Arn",
        ]
    );
    let after = after(&empty(), &intake);
    assert_eq!(after.account(&id(ACCOUNT)).expect("is there").partition(), Partition::AwsCn);
}

fn files(sources: &[(&str, &str)]) -> policy_files::PolicyFiles {
    let sources = sources.iter().map(|(name, text)| Source { name, text }).collect::<Vec<_>>();
    policy_files::read(&sources)
}

#[test]
fn every_problem_of_policy_files_is_told_with_its_place() {
    let told = |name: &str, text: &str| {
        files(&[(name, text)]).problems().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        told("a.json", "{\n  \"Statement\": }"),
        ["a.json:2:16: invalid JSON: expected a JSON value, found `}`"]
    );
    assert_eq!(
        told("a.json", "{\"Statement\": {\"Effect\": \"Alow\", \"Action\": \"*\", \"Resource\": \"*\"}}"),
        ["a.json:1:26: unknown effect `Alow`, expected `Allow` or `Deny`, at /Statement/Effect"]
    );
    assert_eq!(
        told("a.json", "{\"P\": {\"PolicyDocument\": \"{\\\"Statement\\\": 7}\"}}"),
        ["a.json:1:1: in the encoded document: expected a statement (an object), found a number at \
          /Statement (1:15), at /P/PolicyDocument"]
    );
    assert_eq!(
        told("a.json", "[]"),
        [
            "a.json:1:1: no policy document found: expected `Statement`, or an answer, request, template or plan that holds it, \
          such as `PolicyDocument`, `Policy` or `PolicyVersion.Document`"
        ]
    );
    let large = " ".repeat(iamkit_policy::MAX_BYTES + 1);
    assert_eq!(
        told("a.json", &large),
        [format!("a.json:1:1: {} bytes, the limit is {}", large.len(), iamkit_policy::MAX_BYTES)]
    );
    assert_eq!(
        told("a b.json", SHORT),
        [
            "a b.json:1:1: policy `a b`: `a b` is no policy name: expected 1 to 128 characters of `A-Za-z0-9_+=,.@-`"
        ]
    );
    let trust = "{\n\"A\": {\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}]}}";
    assert_eq!(
        told("a.json", trust),
        ["a.json:2:6: policy `A`: as an identity policy: `Principal` is not allowed (S23), at \
          /A/Statement/0"]
    );
    let twice = format!("{{\"A\": {SHORT},\n \"a\": {SHORT}}}");
    let found = files(&[("f/one.json", &twice), ("f/A.json", SHORT)]);
    assert_eq!(
        found.problems().iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "f/one.json:2:7: policy `a`: a policy of that name stands already in `f/one.json`, at /a",
            "f/A.json:1:1: policy `A`: a policy of that name stands already in `f/one.json`",
        ]
    );
    assert_eq!(found.policies().iter().map(|policy| policy.name.as_str()).collect::<Vec<_>>(), ["A"]);
    assert_eq!(found.untaken(), ["policy `a`", "policy `A`"]);
}

#[test]
fn refused_policies_of_files_are_told_with_their_files() {
    let there = page(&[("Policies", &[policy("Readers", SHORT)])]);
    let there = after(&empty(), &taken_into(&empty(), &listings(&there)));
    let long = long_document();
    let files = files(&[("f/readers.json", SHORT), ("f/Long.json", &long), ("f/Writers.json", SHORT)]);
    let listings =
        Listings { policies: Some((ACCOUNT.parse().expect("is an id"), files)), ..Listings::default() };
    let intake = taken_into(&there, &listings);
    assert_eq!(
        problems(&intake),
        [
            "f/Long.json:1:1: policy `Long`: cannot exceed quota for characters of a managed policy: 6975 is more than 6144",
            "f/readers.json:1:1: policy `readers`: the policy `arn:aws:iam::111122223333:policy/Readers` already \
             exists; names are unique whatever their case",
        ]
    );
    assert_eq!(untaken(&intake), ["policy `Long`", "policy `readers`"]);
    assert_eq!(after(&there, &intake).account(&id(ACCOUNT)).expect("is there").policies().len(), 2);
}

#[test]
fn policies_from_files_are_of_the_partition_of_their_account() {
    let of = |owner: &str, directory: &Directory, accounts: &str| {
        let policies = Some((owner.parse().expect("is an owner"), files(&[("Readers.json", SHORT)])));
        let accounts = details::read(&[Source { name: "page.json", text: accounts }]);
        let listings = Listings { policies, accounts, ..Listings::default() };
        let intake = listings.intake(directory, false, &restoring()).map_err(|error| error.to_string())?;
        let after = after(directory, &intake);
        let account = after.account(&id(ACCOUNT)).expect("is there");
        Ok(account.policies().map(|policy| policy.arn().to_string()).collect::<Vec<_>>().join(" "))
    };
    let arn = |partition: &str| Ok::<_, String>(format!("arn:{partition}:iam::111122223333:policy/Readers"));
    assert_eq!(of(ACCOUNT, &empty(), "{}"), arn("aws"));
    assert_eq!(of("arn:aws-cn:iam::111122223333:root", &empty(), "{}"), arn("aws-cn"));
    assert_eq!(of("arn:aws-us-gov:iam::111122223333:user/alice", &empty(), "{}"), arn("aws-us-gov"));
    let listed =
        page(&[("UserDetailList", &[user("alice", r#""Tags": []"#)])]).replace("arn:aws:", "arn:aws-cn:");
    assert_eq!(of(ACCOUNT, &empty(), &listed), arn("aws-cn"));
    let there = after(&empty(), &taken_into(&empty(), &listings(&listed)));
    assert_eq!(of(ACCOUNT, &there, "{}"), arn("aws-cn"));
    assert_eq!(
        of("arn:aws:iam::111122223333:root", &there, "{}"),
        Err("the account `111122223333` is of the partition `aws-cn`, not of `aws`".to_owned())
    );
    let error = "arn:aws-iso:iam::111122223333:root".parse::<iamkit_listing::intake::PolicyOwner>();
    assert_eq!(
        error.expect_err("is refused").to_string(),
        "`aws-iso` is no partition: expected `aws`, `aws-cn` or `aws-us-gov`"
    );
}

/// The answers about a root with one account, a control policy attached to the account.
fn answers(policy_name: &str, content: &str) -> Vec<(String, String)> {
    let root = r#"{"Roots": [{"Id": "r-abcd", "Arn": "arn:aws:organizations::444455556666:root/o-abcdefghij/r-abcd",
        "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}]}"#;
    let summary =
        format!(r#"{{"Id": "p-aaaabbbb", "Name": "{policy_name}", "Type": "SERVICE_CONTROL_POLICY"}}"#);
    let content = serde_json::to_string(content).expect("is JSON");
    let described = format!(r#"{{"Policy": {{"PolicySummary": {summary}, "Content": {content}}}}}"#);
    let targets = r#"{"Targets": [{"TargetId": "111122223333", "Type": "ACCOUNT"}]}"#;
    [
        ("list-roots.json", root),
        (
            "list-accounts-for-parent-r-abcd.json",
            r#"{"Accounts": [{"Id": "111122223333"}, {"Id": "444455556666"}]}"#,
        ),
        ("describe-policy-p-aaaabbbb.json", &described),
        ("list-targets-for-policy-p-aaaabbbb.json", targets),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .to_vec()
}

fn two_accounts(answers: &[(String, String)]) -> Listings {
    let sources = answers.iter().map(|(name, text)| Source { name, text }).collect::<Vec<_>>();
    let other = user("bob", r#""Tags": []"#).replace(ACCOUNT, "777788889999");
    let text = page(&[("UserDetailList", &[user("alice", r#""Tags": []"#), other])]);
    Listings { organization: Some(organization::read(&sources)), ..listings(&text) }
}

#[test]
fn an_account_is_not_taken_without_the_control_policies_above_it() {
    let whole = taken_into(&empty(), &two_accounts(&answers("Limits", SHORT)));
    assert_eq!(problems(&whole), [""; 0]);
    assert_eq!(whole.accounts().len(), 2);
    // Refused by the reader, and by the store.
    for (content, why) in [
        (
            "{}",
            "in the encoded document: missing element `Statement` at the document (1:1), at /Policy/Content",
        ),
        (
            &*long_document(),
            "cannot exceed quota for characters of a control policy: 7695 is more than 5120, at /Policy",
        ),
    ] {
        let listings = two_accounts(&answers("Limits", content));
        let intake = taken_into(&empty(), &listings);
        let accounts = intake.accounts().iter().map(|details| details.account.as_str()).collect::<Vec<_>>();
        assert_eq!(accounts, ["777788889999"]);
        let found = problems(&intake);
        assert!(found[0].starts_with("describe-policy-p-aaaabbbb.json:1:"), "{found:#?}");
        assert!(found[0].ends_with(&format!(": control policy `p-aaaabbbb`: {why}")), "{found:#?}");
        let withheld = "page.json:2:1: account `111122223333`: the organisation above it can't be taken, at \
                        /UserDetailList/0";
        assert!(found.contains(&withheld.to_owned()), "{found:#?}");
        let after = after(&empty(), &intake);
        assert_eq!(after.accounts().len(), 1);
        assert_eq!(after.organization().map(|it| it.members().count()), Some(1));
    }
}

#[test]
fn an_organisation_that_is_there_already_is_told_and_withholds_its_accounts() {
    let listings = two_accounts(&answers("Limits", SHORT));
    let above = Listings { organization: listings.organization.clone(), ..Listings::default() };
    let there = after(&empty(), &taken_into(&empty(), &above));
    let intake = taken_into(&there, &listings);
    let found = problems(&intake);
    let root = "list-roots.json:1:12: root: there is the organisation `o-abcdefghij` already, at /Roots/0";
    assert_eq!(
        found[0],
        "list-accounts-for-parent-r-abcd.json:1:15: account `111122223333`: it refers to the root, which can't be taken, at /Accounts/0"
    );
    assert!(found.contains(&root.to_owned()), "{found:#?}");
    let accounts = intake.accounts().iter().map(|details| details.account.as_str()).collect::<Vec<_>>();
    assert_eq!(accounts, ["777788889999"]);
}

#[test]
fn an_organisation_that_is_there_gives_way_to_a_whole_one_when_asked() {
    let there = after(&empty(), &taken_into(&empty(), &two_accounts(&answers("Limits", SHORT))));
    let replaced =
        |listings: Listings| listings.intake(&there, true, &restoring()).expect("is of that partition");
    let whole = replaced(two_accounts(&answers("Others", SHORT)));
    assert_eq!(problems(&whole), [""; 0]);
    let new = after(&there, &whole);
    let names = new.organization().expect("is there").policies().map(|policy| policy.name().to_string());
    assert_eq!(names.collect::<Vec<_>>(), ["FullAWSAccess", "Others"]);
    assert_eq!(new.accounts().len(), 2);
    // Refused by the reader, and by the store.
    for content in ["{}", &*long_document()] {
        let part = replaced(two_accounts(&answers("Others", content)));
        let found = problems(&part);
        let root = "list-roots.json:1:12: root: the organisation that is there gives way to a whole one alone, and \
                    something in this one can't be taken, at /Roots/0";
        assert!(found.contains(&root.to_owned()), "{found:#?}");
        let kept = after(&there, &part);
        assert_eq!(kept.organization(), there.organization());
        let accounts = part.accounts().iter().map(|details| details.account.as_str()).collect::<Vec<_>>();
        assert_eq!(accounts, ["777788889999"]);
    }
}

#[test]
fn an_answer_that_can_not_be_read_withholds_every_account() {
    let mut broken = answers("Limits", SHORT);
    broken.push(("list-accounts-for-parent-ou-abcd-aaaabbbb.json".into(), "{".into()));
    let intake = taken_into(&empty(), &two_accounts(&broken));
    assert_eq!(intake.changes(), []);
    assert_eq!(untaken(&intake), ["account `111122223333`", "account `777788889999`", "organisation"]);
}

/// A number in letters, as unique ids have them.
fn letters(number: usize) -> String {
    let letter = |place: u32| char::from(b'A' + u8::try_from(number / 26_usize.pow(place) % 26).unwrap_or(0));
    (0..4).rev().map(letter).collect()
}

#[test]
fn a_long_chain_of_refused_roles_is_settled_at_once() {
    const N_ROLES: usize = 2_000;
    let name = |index: usize| format!("r{index}");
    let trusted = |index: usize| {
        if index == 0 { "user/nobody".to_owned() } else { format!("role/{}", name(index - 1)) }
    };
    let roles = (0..N_ROLES).map(|index| {
        role(&name(index), &trusted(index)).replace(
            &format!("AROA{:A<17}", name(index).to_ascii_uppercase()),
            &format!("AROA{:A>17}", letters(index)),
        )
    });
    let text = page(&[
        ("UserDetailList", &[user("bob", r#""Tags": []"#)]),
        ("RoleDetailList", &roles.collect::<Vec<_>>()),
    ]);
    let listings = listings(&text);
    assert_eq!(listings.accounts.problems(), []);
    let started = std::time::Instant::now();
    let intake = taken_into(&empty(), &listings);
    // One try for each link would take minutes.
    assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    let told = problems(&intake);
    assert_eq!((told.len(), untaken(&intake).len()), (N_ROLES, N_ROLES));
    let last = told.iter().find(|problem| problem.contains("role `r1999`")).expect("is told");
    assert!(
        last.contains("names the principal `arn:aws:iam::111122223333:role/r1998`, which does not exist"),
        "{last}"
    );
    let account = listed(&after(&empty(), &intake), &id(ACCOUNT)).expect("is there");
    assert_eq!((account.users.len(), account.roles.len()), (1, 0));
}
