//! Ways to more access in whole accounts: where they begin, where they end, how they are told, and how much work they are.

#![expect(clippy::expect_used, reason = "integration test")]

mod world;

use iamkit_account::escalation::{Escalation, EscalationLimits, Escalations};
use iamkit_account::view::AccessView;
use iamkit_listing::details::{self, Leniency, Source};
use iamkit_listing::restore::restore;
use iamkit_testkit::accounts::imported;
use serde_json::{Value as Json, json};
use world::{World, allow, deny, group, named, role, statement, user};

fn printed(view: &AccessView, name: &str) -> Vec<String> {
    let ways = view.escalations(named(view, name)).expect("is answered");
    ways.iter().map(ToString::to_string).collect()
}

/// The ways of everyone, and how many questions they took.
fn all(view: &AccessView) -> (Vec<Escalation>, usize) {
    let mut escalations = Escalations::new(view);
    let found = view.principals().map(|principal| escalations.of(principal).expect("is answered"));
    (found.flatten().collect(), escalations.n_questions())
}

fn arn(name: &str) -> String {
    format!("arn:aws:iam::111122223333:{name}")
}

/// A role of a listing, with one statement of its own and one of its trust policy.
fn listed_role(path: &str, name: &str, own: &str, trusted: &Json) -> Json {
    let trust = json!({"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"});
    json!({
        "Path": path, "RoleName": name, "RoleId": format!("AROA{:A<17}", name.to_uppercase()),
        "Arn": arn(&format!("role{path}{name}")),
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": trust},
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": serde_json::from_str::<Json>(&allow(own)).expect("is JSON")}],
    })
}

fn listed(roles: &[Json], of_alice: &str) -> AccessView {
    let document = serde_json::from_str::<Json>(&allow(of_alice)).expect("is JSON");
    let page = json!({
        "UserDetailList": [{
            "Path": "/", "UserName": "alice", "UserId": "AIDAAAAAAAAAAAAAAAAAA", "Arn": arn("user/alice"),
            "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document}],
        }],
        "RoleDetailList": roles,
    });
    AccessView::new(&imported::imported(&page.to_string())).expect("is viewed")
}

#[test]
fn whoever_can_do_everything_gains_nothing_by_way_of_the_weak() {
    let world = World::new().user("weak").user("chief").role_of("boss", "config.amazonaws.com");
    let world = world.inline(user("weak"), "own", &allow("iam:PutUserPolicy"));
    let world = world.inline(role("boss"), "own", &allow("*")).inline(user("chief"), "own", &allow("*:*"));
    let view = world.view();
    assert_eq!(printed(&view, "boss"), [""; 0]);
    assert_eq!(printed(&view, "chief"), [""; 0]);
    assert_eq!(printed(&view, "weak").len(), 1);
}

#[test]
fn what_another_gains_by_a_change_counts_only_as_far_as_the_beginning_lacks_it() {
    let of_weak = "iam:SetDefaultPolicyVersion";
    let world = World::new().user("weak").user("alice");
    let world = world.inline(user("alice"), "own", &allow("iam:CreateAccessKey iam:SetDefault* sqs:*"));
    let world = world.inline(user("weak"), "own", &allow(of_weak));
    let view = |actions: &str| older(world.clone(), &allow(actions)).view();
    assert_eq!(printed(&view("sqs:ListQueues sqs:PurgeQueue"), "alice"), [""; 0]);
    let ways = printed(&view("sqs:ListQueues sns:ListTopics"), "alice");
    assert_eq!(ways.len(), 1, "{ways:?}");
    assert!(ways[0].contains(", gaining 1 action: CreateAccessKey: "), "{ways:?}");
    assert!(ways[0].contains("; SetDefaultPolicyVersion: "), "{ways:?}");
}

/// With a policy of the weak whose older version says something.
fn older(world: World, document: &str) -> World {
    let world = world.policy("Mine", document).version("Mine", &allow("sqs:ListQueues"));
    world.attached(user("weak"), "Mine")
}

#[test]
fn roles_of_services_are_neither_changed_nor_handed_on_nor_do_they_begin_a_way() {
    let service = json!({"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]});
    let path = "/aws-service-role/lambda.amazonaws.com/";
    let of_service = listed_role(path, "AWSServiceRoleForThings", "s3:* iam:*", &service);
    let own = listed_role("/", "Own", "s3:* iam:*", &service);
    let actions = "iam:* sts:AssumeRole lambda:* ec2:* ssm:* iam:PassRole";
    let bounded =
        "iam:UpdateAssumeRolePolicy sts:AssumeRole iam:PassRole lambda:* ec2:* ssm:* iam:PutRolePolicy";
    assert_eq!(printed(&listed(std::slice::from_ref(&of_service), bounded), "alice"), [""; 0]);
    assert!(!printed(&listed(&[own], bounded), "alice").is_empty());
    assert_eq!(printed(&listed(&[of_service], actions), "AWSServiceRoleForThings"), [""; 0]);
}

#[test]
fn roles_of_identity_center_are_neither_changed_nor_handed_on() {
    let trusted = json!({"Federated": arn("saml-provider/AWSSSO_Portal"), "Service": "lambda.amazonaws.com"});
    let path = "/aws-reserved/sso.amazonaws.com/eu-west-1/";
    let reserved =
        listed_role(path, "AWSReservedSSO_Ops_0123456789abcdef", "s3:* iam:PutRolePolicy", &trusted);
    let view = listed(
        &[reserved],
        "iam:UpdateAssumeRolePolicy iam:PassRole sts:AssumeRole lambda:* iam:PutRolePolicy",
    );
    assert_eq!(printed(&view, "alice"), [""; 0]);
    // It isn't changed by itself either; of others it can make something.
    assert_eq!(printed(&view, "AWSReservedSSO_Ops_0123456789abcdef"), [""; 0]);
}

#[test]
fn somebody_signed_in_to_a_role_of_identity_center_begins_a_way() {
    let trusted = json!({"Federated": arn("saml-provider/AWSSSO_Portal")});
    let path = "/aws-reserved/sso.amazonaws.com/";
    let reserved =
        listed_role(path, "AWSReservedSSO_Ops_0123456789abcdef", "iam:UpdateAssumeRolePolicy", &trusted);
    let other = listed_role("/", "Other", "s3:*", &json!({"Service": "ec2.amazonaws.com"}));
    let ways = printed(&listed(&[reserved, other], "s3:*"), "AWSReservedSSO_Ops_0123456789abcdef");
    assert_eq!(ways.len(), 1, "{ways:?}");
    assert!(ways[0].contains(&format!("becomes {}, gaining ", arn("role/Other"))), "{ways:?}");
}

#[test]
fn a_policy_of_aws_is_not_rewritten() {
    let view = {
        let world =
            World::new().user("alice").inline(user("alice"), "own", &allow("iam:CreatePolicyVersion"));
        let arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess".parse().expect("is an ARN");
        world.with(iamkit_store::Command::AttachPolicy { to: user("alice"), arn }).view()
    };
    assert_eq!(printed(&view, "alice"), [""; 0]);
}

#[test]
fn ways_that_differ_only_in_their_ends_are_one_line() {
    let world = World::new().user("alice").inline(user("alice"), "own", &allow("iam:CreateAccessKey"));
    let world = ["u1", "u2", "u3", "u4"]
        .into_iter()
        .fold(world, |world, name| world.user(name).inline(user(name), "own", &allow("sqs:ListQueues")));
    let world = world.inline(user("u4"), "more", &allow("sns:ListTopics"));
    let users = ["u1", "u2", "u3"].map(|name| arn(&format!("user/{name}"))).join(", ");
    let line = format!(
        "{} becomes any of 4: {users} and 1 more, gaining up to 2 actions: \
         CreateAccessKey: iam:CreateAccessKey on each of them",
        arn("user/alice")
    );
    assert_eq!(printed(&world.view(), "alice"), [line]);
}

#[test]
fn a_way_ends_where_everything_is_reached() {
    let world = World::new().user("alice").user("weak").role_of("worker", "lambda.amazonaws.com");
    let world = world.inline(user("alice"), "own", &allow("iam:CreateAccessKey"));
    let world = world.inline(user("weak"), "own", &allow("iam:PutUserPolicy iam:AddUserToGroup iam:Delete*"));
    let world = world.inline(role("worker"), "own", &allow("s3:*")).group("Team");
    let ways = printed(&world.view(), "alice");
    assert_eq!(ways.len(), 2, "{ways:?}");
    assert!(ways[0].contains(&format!("becomes {}, ", arn("user/weak"))), "{ways:?}");
    assert!(ways[1].contains(" chooses its policies, gaining "), "{ways:?}");
    let own = printed(&world.view(), "weak");
    assert_eq!(own.len(), 1, "{own:?}");
}

#[test]
fn a_way_that_only_perhaps_leads_to_everything_hides_no_other() {
    let world = World::new().user("alice").role_of("admin", "ec2.amazonaws.com");
    let world = world.role_trusting("bridge", &json!({"AWS": arn("user/alice")}));
    let world = world.inline(role("admin"), "own", &allow("*"));
    let world = world.inline(user("alice"), "own", &allow("ssm:SendCommand"));
    let world = world.inline(role("bridge"), "own", &allow("iam:PutRolePolicy"));
    let ways = printed(&world.view(), "alice").join("\n");
    assert!(ways.contains(", supposing that a managed instance has the role"), "{ways}");
    assert!(ways.contains("; PutRolePolicy: iam:PutRolePolicy on "), "{ways}");
}

#[test]
fn direct_ways_have_one_step() {
    let world = World::new().user("alice").user("weak");
    let world = world.inline(user("alice"), "own", &allow("iam:CreateAccessKey"));
    let view = world.inline(user("weak"), "own", &allow("iam:PutUserPolicy")).view();
    let direct = Escalations::new(&view).only_direct().of(named(&view, "alice")).expect("is answered");
    assert_eq!(direct.len(), 1);
    assert!(direct[0].steps_before().is_empty());
    assert_eq!(printed(&view, "alice").len(), 2);
}

#[test]
fn a_choice_under_a_boundary_does_not_hide_the_choice_without_it() {
    let own = "iam:PutUserPolicy iam:DeleteUserPermissionsBoundary";
    let world = World::new().user("alice").inline(user("alice"), "own", &allow(own));
    let world = world.policy("Limit", &allow(own)).bounded(user("alice"), "Limit");
    let ways = printed(&world.view(), "alice");
    let ways = ways.iter().filter(|way| way.contains("; PutUserPolicy: ")).count();
    assert_eq!(ways, 1);
}

#[test]
fn a_group_that_lets_its_members_assume_a_role_leads_to_the_role() {
    let world =
        World::new().user("alice").group("Pilots").inline(user("alice"), "own", &allow("iam:AddUserToGroup"));
    let world = world.inline(group("Pilots"), "own", &allow("sts:AssumeRole"));
    let world = world.role_trusting("plane", &json!({"AWS": arn("root")}));
    let world = world.inline(role("plane"), "own", &allow("s3:*"));
    let ways = printed(&world.view(), "alice").join("\n");
    assert!(ways.contains(&format!("becomes {}, gaining ", arn("role/plane"))), "{ways}");
    assert!(ways.contains("AddUserToGroup: iam:AddUserToGroup on "), "{ways}");
}

#[test]
fn another_is_made_stronger_before_one_becomes_it() {
    let queue = statement("Allow", "iam:PutRolePolicy", &arn("role/other"));
    let world = World::new().user("alice").inline(user("alice"), "own", &queue);
    let world = world.role_trusting("other", &json!({"AWS": arn("user/alice")}));
    let ways = printed(&world.view(), "alice");
    let role = arn("role/other");
    assert_eq!(ways.len(), 1, "{ways:?}");
    assert!(ways[0].contains(&format!("becomes {role} with policies of its choice, gaining ")), "{ways:?}");
    assert!(ways[0].ends_with(&format!("iam:PutRolePolicy on {role}, sts:AssumeRole on {role}")), "{ways:?}");
    let view = world.inline(role_of(&role), "denied", &deny("*")).view();
    assert_eq!(printed(&view, "alice"), [""; 0]);
}

fn role_of(arn: &str) -> iamkit_store::Identity {
    role(arn.rsplit('/').next().expect("has a name"))
}

/// Six that can do everything, and 116 that differ: users who may make keys, roles that are handed on or assumed.
fn mixed() -> World {
    let mut world = World::new();
    for at in 0..6 {
        let name = format!("admin{at}");
        world =
            world.role_trusting(&name, &json!({"AWS": arn("root")})).inline(role(&name), "own", &allow("*"));
    }
    let queues = ["SendMessage", "ListQueues", "Purge*"].into_iter().cycle();
    let services = ["lambda.amazonaws.com", "glue.amazonaws.com", "ec2.amazonaws.com"].into_iter().cycle();
    let more = ["iam:CreateAccessKey", "sts:AssumeRole", "iam:PassRole lambda:* glue:*", "iam:Put*", "ec2:*"];
    let (of_users, of_roles) = (more.into_iter().cycle(), more.into_iter().cycle().skip(2));
    let drawn = queues.zip(services).zip(of_users.zip(of_roles));
    for (at, ((queue, service), (of_user, of_role))) in drawn.enumerate().take(58) {
        let (user_name, role_name, own) = (format!("user{at}"), format!("role{at}"), format!("own{at}"));
        let resource = if at % 7 == 0 { "*" } else { "arn:aws:*" };
        let document = statement("Allow", &format!("s3:Get* sqs:{queue} {of_user}"), resource);
        world = world.user(&user_name).inline(user(&user_name), &own, &document);
        let trusted = json!({"Service": service, "AWS": arn("root")});
        let document = allow(&format!("dynamodb:* sns:* {of_role}"));
        world = world.role_trusting(&role_name, &trusted).inline(role(&role_name), &own, &document);
    }
    world
}

#[test]
fn an_account_of_122_principals_has_few_ways_for_each() {
    let view = mixed().view();
    assert_eq!(view.principals().len(), 122);
    let (ways, n_questions) = all(&view);
    assert!(ways.len() < 122 * 10, "{}", ways.len());
    assert!(n_questions < 122 * 200, "{n_questions}");
    assert!(ways.iter().all(|way| !way.principal.arn().contains("admin")));
    assert!(ways.iter().all(|way| !way.to_string().contains('\n')));
    let mut escalations = Escalations::new(&view);
    let counts = view.principals().map(|principal| escalations.count_of(principal).expect("is answered"));
    assert_eq!(counts.sum::<usize>(), ways.len());
}

#[test]
fn a_thousand_users_who_may_do_all_of_iam_are_asked_about_once() {
    let mut world = World::new();
    for at in 0..1_000 {
        let name = format!("user{at}");
        world = world.user(&name).inline(user(&name), "own", &allow("iam:*"));
    }
    for at in 0..500 {
        world = world.role_of(&format!("role{at}"), "ec2.amazonaws.com");
    }
    let view = world.view();
    let (ways, n_questions) = all(&view);
    assert!(ways.iter().all(|way| way.steps_before().is_empty()));
    assert_eq!(ways.len(), 1_000);
    assert!(n_questions < 1_000, "{n_questions}");
}

/// Users who may do all of IAM and something of their own, some of which may be denied, and roles that services assume.
fn each_with_its_own(n_users: usize, n_roles: usize, is_denied: bool) -> AccessView {
    let mut world = World::new();
    let own = |at: usize| statement("Allow", "s3:GetObject", &format!("arn:aws:s3:::b{at}/*"));
    for at in 0..n_users {
        let name = format!("user{at}");
        world = world.user(&name).inline(user(&name), "iam", &allow("iam:*")).inline(
            user(&name),
            "own",
            &own(at),
        );
        if is_denied {
            let denied = statement("Deny", "s3:PutObject", &format!("arn:aws:s3:::b{at}/*"));
            world = world.inline(user(&name), "not", &denied);
        }
    }
    for at in 0..n_roles {
        let name = format!("role{at}");
        world = world.role_of(&name, "ec2.amazonaws.com").inline(role(&name), "own", &own(at));
    }
    world.view()
}

#[test]
fn what_users_could_choose_is_worked_out_once_for_all_whom_nothing_limits() {
    for is_denied in [false, true] {
        let view = each_with_its_own(1_000, 500, is_denied);
        let started = std::time::Instant::now();
        let first = view.escalations(named(&view, "user0")).expect("is answered");
        assert!(started.elapsed().as_secs() < 20, "one: {:?}", started.elapsed());
        let (ways, n_questions) = all(&view);
        assert!(started.elapsed().as_secs() < 120, "all: {:?}", started.elapsed());
        assert_eq!(ways.len(), 1_000 * first.len());
        assert!(first[0].to_string().contains("policies"), "{}", first[0]);
        // What each may do, what it could choose, and one question for all roles that its statements don't tell apart.
        assert!(n_questions < 1_500 * 5, "{n_questions}");
    }
}

#[test]
fn what_is_chosen_beside_denials_is_what_all_policies_say_together() {
    let arn_of_queue = "arn:aws:sqs:us-east-1:111122223333:q";
    let own_queue = "arn:aws:sqs:*:*:${aws:username}";
    let conditional = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "NotAction": ["iam:*", "s3:*"], "Resource": "*",
         "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}},
        {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"},
        {"Effect": "Allow", "Action": ["iam:*", "s3:List*"], "Resource": "*"},
    ]});
    let denials = [
        deny("sqs:*"),
        statement("Deny", "sqs:* s3:GetObject", arn_of_queue),
        statement("Deny", "sqs:*", own_queue),
        deny("ec2:* ecs:Run*"),
        conditional.to_string(),
    ];
    let names = (0..denials.len() * 2).map(|at| format!("user{at}")).collect::<Vec<_>>();
    let mut world = World::new().policy("bound", &allow("iam:* sqs:* s3:*"));
    for (name, denied) in names.iter().zip(denials.iter().cycle()) {
        world = world.user(name).inline(user(name), "iam", &allow("iam:*")).inline(user(name), "not", denied);
    }
    for name in names.iter().skip(denials.len()) {
        world = world.bounded(user(name), "bound");
    }
    let all_chosen =
        names.iter().fold(world.clone(), |world, name| world.inline(user(name), "all", &allow("*")));
    let (view, chosen) = (world.view(), all_chosen.view());
    let mut escalations = Escalations::new(&view);
    for name in &names {
        let row = |view: &AccessView| view.row_of(named(view, name)).expect("is answered");
        let possible = |row: &iamkit_account::reach::MatrixRow| {
            let mut possible = row.always().clone();
            possible.union_with(row.sometimes());
            possible.union_with(row.unproven());
            possible
        };
        let mut gained = possible(&row(&chosen));
        gained.subtract(&possible(&row(&view)));
        let ways = escalations.of(named(&view, name)).expect("is answered");
        let ways = ways.iter().map(ToString::to_string).collect::<Vec<_>>();
        let expected = format!("chooses its policies, gaining {} actions: ", gained.len());
        let has = ways.iter().any(|way| way.contains(&expected));
        assert!(has || gained.is_empty(), "{name}: {expected} {ways:?}");
    }
}

#[test]
fn roles_are_asked_about_together_only_where_statements_do_not_tell_them_apart() {
    let mut world =
        World::new().user("ines").inline(user("ines"), "own", &allow("iam:UpdateAssumeRolePolicy"));
    let refused = statement("Deny", "sts:AssumeRole", &arn("role/b*"));
    let own_refused = statement("Deny", "iam:UpdateAssumeRolePolicy", &arn("role/c"));
    world = world.inline(user("ines"), "not", &refused).inline(user("ines"), "nor", &own_refused);
    for name in ["a1", "a2", "b1", "b2", "c"] {
        world = world.role_of(name, "ec2.amazonaws.com").inline(role(name), "own", &allow("sqs:*"));
    }
    let view = world.view();
    let ways = printed(&view, "ines");
    let [way] = &*ways else { panic!("{ways:?}") };
    let expected = format!("becomes any of 2: {}, {}, gaining", arn("role/a1"), arn("role/a2"));
    assert!(way.contains(&expected), "{way}");
}

#[test]
fn what_limits_a_choice_is_not_forgotten_where_others_choose_freely() {
    let world = ["free", "bound", "also"]
        .into_iter()
        .fold(World::new(), |world, name| world.user(name).inline(user(name), "iam", &allow("iam:*")));
    let view = world.inline(user("bound"), "not", &deny("sqs:*")).view();
    let gained = |name: &str| {
        let ways = view.escalations(named(&view, name)).expect("is answered");
        let choice =
            ways.iter().find(|way| way.to_string().contains("chooses its policies")).expect("is there");
        choice.gain().to_string()
    };
    let mut escalations = Escalations::new(&view);
    let together = view.principals().map(|principal| {
        let ways = escalations.of(principal).expect("is answered");
        let choice =
            ways.iter().find(|way| way.to_string().contains("chooses its policies")).expect("is there");
        (principal.arn().to_owned(), choice.gain().to_string())
    });
    let together = together.collect::<Vec<_>>();
    assert_eq!(gained("free"), gained("also"));
    assert_ne!(gained("free"), gained("bound"));
    let apart = ["also", "bound", "free"].map(|name| (arn(&format!("user/{name}")), gained(name)));
    assert_eq!(together, apart);
}

#[test]
fn work_beyond_the_limits_is_refused_with_what_helps() {
    let view = each_with_its_own(20, 20, false);
    let asked = |limits: EscalationLimits| {
        let mut escalations = Escalations::new(&view).within(limits);
        let mut principals = view.principals();
        principals
            .try_for_each(|principal| escalations.of(principal).map(drop))
            .map(|()| escalations.n_questions())
    };
    let n_questions = asked(EscalationLimits::default()).expect("is answered");
    let enough = EscalationLimits { questions: n_questions, ..EscalationLimits::default() };
    assert_eq!(asked(enough).expect("is answered"), n_questions);
    for (limits, expected) in [
        (EscalationLimits { questions: 20, ..enough }, "the ways take more than 20 questions to policies: "),
        (EscalationLimits { steps: 100, ..enough }, "the ways take more than 100 steps: "),
    ] {
        let error = asked(limits).expect_err("is refused").to_string();
        assert_eq!(error, format!("{expected}ask about one principal, or for ways of one step"));
    }
}

#[test]
fn a_ring_and_a_clique_of_1000_roles_are_answered_soon() {
    for is_ring in [true, false] {
        let view = assuming(1_000, is_ring).view();
        let started = std::time::Instant::now();
        let (ways, _) = all(&view);
        assert_eq!(ways.len(), 0);
        assert!(started.elapsed().as_secs() < 80, "{:?}", started.elapsed());
    }
}

#[test]
fn a_clique_of_1000_roles_that_trust_and_may_do_different_things_is_answered_soon() {
    let count = 1_000;
    let world = (0..count).fold(World::new(), |world, at| {
        let name = format!("r{at}");
        let own = allow(&format!("sts:AssumeRole sqs:{at}*"));
        // A trust policy names who is there already.
        let trusted = match at {
            0 => json!({"AWS": arn("root")}),
            _ => json!({"AWS": [arn("root"), arn(&format!("role/r{}", at - 1))]}),
        };
        world.role_trusting(&name, &trusted).inline(role(&name), "own", &own)
    });
    let view = world.view();
    let started = std::time::Instant::now();
    let (ways, n_questions) = all(&view);
    assert_eq!(ways.len(), 0);
    assert!(n_questions <= count, "{n_questions}");
    assert!(started.elapsed().as_secs() < 80, "{:?}", started.elapsed());
}

/// Roles of which each may assume the next, or each all others.
fn assuming(count: usize, is_ring: bool) -> World {
    (0..count).fold(World::new(), |world, at| {
        let next = arn(&format!("role/r{}", (at + 1) % count));
        let own = statement("Allow", "sts:AssumeRole", if is_ring { &next } else { "*" });
        let name = format!("r{at}");
        world.role_trusting(&name, &json!({"AWS": arn("root")})).inline(role(&name), "own", &own)
    })
}

#[test]
fn a_ring_and_a_clique_of_roles_are_gone_through_once() {
    for is_ring in [true, false] {
        let (ways, n_questions) = all(&assuming(300, is_ring).view());
        assert_eq!(ways.len(), 0);
        assert!(n_questions <= 300, "{n_questions}");
    }
}

#[test]
fn only_who_can_do_as_much_as_a_ring_has_no_way_round_it() {
    let world = assuming(5, true).inline(role("r3"), "more", &allow("sqs:ListQueues"));
    let view = world.view();
    for at in 0..5 {
        let ways = printed(&view, &format!("r{at}"));
        assert_eq!(ways.len(), usize::from(at != 3), "{ways:?}");
    }
}

#[test]
fn a_policy_that_nobody_gives_is_taken_neither_for_what_is_there_nor_for_nothing() {
    let user = |name: &str, own: &str, attached: Json| {
        let document = serde_json::from_str::<Json>(&allow(own)).expect("is JSON");
        json!({
            "Path": "/", "UserName": name, "UserId": format!("AIDA{:A<17}", name.to_uppercase()),
            "Arn": arn(&format!("user/{name}")), "AttachedManagedPolicies": attached,
            "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document}],
        })
    };
    let mystery = json!([{"PolicyName": "Mystery", "PolicyArn": arn("policy/Mystery")}]);
    let users = [user("ines", "iam:CreateAccessKey", mystery), user("rich", "s3:*", json!([]))];
    let text = json!({"UserDetailList": users}).to_string();
    let leniency = Leniency { unknown_policies: true, ids: false };
    let reading = details::read_leniently(&[Source { name: "page.json", text: &text }], leniency);
    let mut directory = imported::empty();
    for details in reading.accounts() {
        restore(&mut directory, details, &imported::restoring()).expect("is restored");
    }
    let ways = printed(&AccessView::new(&directory).expect("is viewed"), "ines");
    let way = ways.iter().find(|way| way.contains(&format!(" becomes {}, gaining ", arn("user/rich"))));
    let way = way.unwrap_or_else(|| panic!("{ways:?}"));
    assert!(way.contains(" unless the unknown policy "), "{way}");
}
