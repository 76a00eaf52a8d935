//! Ways of a principal to make itself more than it is.

#![expect(clippy::expect_used, reason = "integration test")]

mod world;

use iamkit_account::escalation::{Escalation, Gain};
use world::{World, allow, deny, group, named, role, statement, user};

fn ways(world: &World, name: &str) -> Vec<Escalation> {
    let view = world.view();
    view.escalations(named(&view, name)).expect("is answered")
}

/// Each way as it is printed, without who begins.
fn printed(world: &World, name: &str) -> Vec<String> {
    let text = |way: &Escalation| {
        let text = way.to_string();
        text.strip_prefix(&format!("{} ", way.principal.arn())).expect("begins so").to_owned()
    };
    ways(world, name).iter().map(text).collect()
}

/// The last steps of the ways.
fn last_steps(world: &World, name: &str) -> Vec<&'static str> {
    ways(world, name).iter().filter_map(|way| way.arrivals.first()).map(|last| last.step.technique).collect()
}

#[test]
fn what_is_beyond_a_boundary_can_be_reached_once_it_is_shed() {
    let delete = "iam:DeleteUserPermissionsBoundary";
    let world = World::new().user("alice").policy("Limit", &allow(delete)).bounded(user("alice"), "Limit");
    let world = world.inline(user("alice"), "own", &allow(&format!("{delete} iam:PutUserPolicy")));
    assert_eq!(last_steps(&world, "alice"), ["DeleteUserPermissionsBoundary", "PutUserPolicy"]);
}

#[test]
fn a_boundary_that_is_not_there_or_takes_nothing_away_is_no_way_up() {
    let delete = allow("iam:DeleteUserPermissionsBoundary iam:PutUserPermissionsBoundary");
    let alone = World::new().user("alice").inline(user("alice"), "own", &delete);
    assert_eq!(printed(&alone, "alice"), [""; 0]);
    let world = alone.policy("Limit", &delete).bounded(user("alice"), "Limit");
    assert_eq!(printed(&world, "alice"), [""; 0]);
}

#[test]
fn policies_of_ones_own_choice_do_no_more_than_the_boundary() {
    let put = allow("iam:PutUserPolicy");
    let world = World::new().user("alice").inline(user("alice"), "own", &put);
    let world = world.policy("Limit", &put).bounded(user("alice"), "Limit");
    assert_eq!(printed(&world, "alice"), [""; 0]);
    let world = world.version("Limit", &allow("iam:PutUserPolicy sqs:ListQueues"));
    let step = "PutUserPolicy: iam:PutUserPolicy on arn:aws:iam::111122223333:user/alice";
    assert_eq!(printed(&world, "alice"), [format!("chooses its policies, gaining 1 action: {step}")]);
}

#[test]
fn an_older_version_that_allows_more_is_a_way_up_and_one_that_allows_less_is_none() {
    let set = "iam:SetDefaultPolicyVersion";
    let world = |older: &str, newer: &str| {
        let world = World::new().user("alice").inline(user("alice"), "own", &allow(set));
        world.policy("Mine", older).version("Mine", newer).attached(user("alice"), "Mine")
    };
    assert_eq!(printed(&world(&allow("sqs:SendMessage"), &allow("sqs:*")), "alice"), [""; 0]);
    assert_eq!(printed(&world(&allow("sqs:*"), &allow("sqs:*")), "alice"), [""; 0]);
    let step =
        "SetDefaultPolicyVersion: iam:SetDefaultPolicyVersion on arn:aws:iam::111122223333:policy/Mine";
    let end = "makes v1 the default of arn:aws:iam::111122223333:policy/Mine";
    let more = world(&allow("sqs:SendMessage sqs:ListQueues"), &allow("sqs:SendMessage"));
    assert_eq!(printed(&more, "alice"), [format!("{end}, gaining 1 action: {step}")]);
}

#[test]
fn a_version_that_allows_the_same_actions_on_more_resources_is_told_by_a_request() {
    let queue = |name: &str| statement("Allow", "sqs:SendMessage", name);
    let world =
        World::new().user("alice").inline(user("alice"), "own", &allow("iam:SetDefaultPolicyVersion"));
    let world = world.policy("Mine", &queue("arn:aws:sqs:us-east-1:111122223333:*"));
    let world =
        world.version("Mine", &queue("arn:aws:sqs:us-east-1:111122223333:q")).attached(user("alice"), "Mine");
    let ways = ways(&world, "alice");
    let [way] = &*ways else { panic!("{ways:?}") };
    let Gain::Requests(witness) = way.gain() else { panic!("{way:?}") };
    assert_eq!(witness.action, "sqs:SendMessage");
    assert!(witness.resource.starts_with("arn:aws:sqs:us-east-1:111122223333:"), "{witness}");
    assert_ne!(witness.resource, "arn:aws:sqs:us-east-1:111122223333:q");
    assert_eq!(
        way.gain().to_string(),
        format!("gaining requests such as sqs:SendMessage on {}", witness.resource)
    );
}

#[test]
fn an_older_version_of_a_groups_policy_and_of_the_boundary_counts_too() {
    let set = "iam:SetDefaultPolicyVersion";
    let of_group = World::new().user("alice").group("Own").member("Own", "alice");
    let of_group = of_group.inline(user("alice"), "own", &allow(set));
    let of_group = of_group
        .policy("Mine", &allow("s3:*"))
        .version("Mine", &deny("sqs:*"))
        .attached(group("Own"), "Mine");
    assert_eq!(last_steps(&of_group, "alice"), ["SetDefaultPolicyVersion"]);
    let of_boundary = World::new().user("alice").inline(user("alice"), "own", &allow(&format!("{set} s3:*")));
    let of_boundary = of_boundary.policy("Limit", &allow("*")).version("Limit", &allow(set));
    let of_boundary = of_boundary.bounded(user("alice"), "Limit");
    assert_eq!(last_steps(&of_boundary, "alice"), ["SetDefaultPolicyVersion"]);
}

#[test]
fn who_may_rewrite_its_boundary_sheds_it() {
    let create = "iam:CreatePolicyVersion";
    let world = World::new().user("alice").inline(user("alice"), "own", &allow(&format!("{create} s3:*")));
    let world = world.policy("Limit", &allow(create)).bounded(user("alice"), "Limit");
    let step = "CreatePolicyVersion: iam:CreatePolicyVersion on arn:aws:iam::111122223333:policy/Limit";
    let ways = printed(&world, "alice");
    assert_eq!(ways.len(), 1, "{ways:?}");
    assert!(ways[0].starts_with("sheds its permissions boundary, gaining "), "{ways:?}");
    assert!(ways[0].ends_with(step), "{ways:?}");
}

#[test]
fn a_policy_with_five_versions_has_to_lose_one_first() {
    let world = |actions: &str| {
        let world = World::new().user("alice").inline(user("alice"), "own", &allow(actions));
        let world = world.policy("Mine", &allow("sqs:*")).attached(user("alice"), "Mine");
        (0..4).fold(world, |world, _| world.version("Mine", &allow("sqs:*")))
    };
    assert_eq!(printed(&world("iam:CreatePolicyVersion"), "alice"), [""; 0]);
    let ways = ways(&world("iam:CreatePolicyVersion iam:DeletePolicyVersion"), "alice");
    let actions = ways[0].steps()[0].actions.iter().map(|(action, _)| *action).collect::<Vec<_>>();
    assert_eq!(actions, ["iam:CreatePolicyVersion", "iam:DeletePolicyVersion"]);
}

/// A user that may do an action under a condition.
fn conditional(action: &str, operator: &str, key: &str, value: &str) -> World {
    let condition = serde_json::json!({operator: {key: value}});
    let statement =
        serde_json::json!({"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition});
    let document = serde_json::json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    World::new().user("alice").inline(user("alice"), "own", &document)
}

#[test]
fn who_may_attach_only_some_policies_chooses_among_these() {
    let world = conditional("iam:AttachUserPolicy", "ArnLike", "iam:PolicyARN", "arn:aws:iam::*:policy/T*");
    assert_eq!(printed(&world, "alice"), [""; 0]);
    let world = world.policy("Team", &allow("sqs:ListQueues")).policy("Secret", &allow("s3:*"));
    let step = "AttachUserPolicy: iam:AttachUserPolicy on arn:aws:iam::111122223333:user/alice";
    let end = "attaches arn:aws:iam::111122223333:policy/Team, gaining 1 action";
    assert_eq!(printed(&world, "alice"), [format!("{end}: {step}")]);
}

#[test]
fn who_may_take_only_one_boundary_gains_nothing_by_it() {
    let limit = "arn:aws:iam::111122223333:policy/Limit";
    let action = "iam:PutUserPermissionsBoundary";
    let world = conditional(action, "StringEquals", "iam:PermissionsBoundary", limit);
    let world = world.inline(user("alice"), "more", &allow("s3:* sqs:*"));
    let world = world.policy("Limit", &allow(&format!("{action} sqs:*"))).bounded(user("alice"), "Limit");
    assert_eq!(printed(&world, "alice"), [""; 0]);
    let wide = conditional(action, "StringLike", "iam:PermissionsBoundary", "*/Wide");
    let wide = wide.inline(user("alice"), "more", &allow("s3:ListAllMyBuckets sqs:*"));
    let wide = wide.policy("Limit", &allow(&format!("{action} sqs:*"))).bounded(user("alice"), "Limit");
    let wide = wide.policy("Wide", &allow("s3:*"));
    let step =
        "PutUserPermissionsBoundary: iam:PutUserPermissionsBoundary on arn:aws:iam::111122223333:user/alice";
    let end = "takes arn:aws:iam::111122223333:policy/Wide as its permissions boundary, gaining 1 action";
    assert_eq!(printed(&wide, "alice"), [format!("{end}: {step}")]);
}

#[test]
fn who_may_write_policies_of_bounded_users_only_has_to_be_bounded() {
    let limit = "arn:aws:iam::111122223333:policy/Limit";
    let world = conditional("iam:PutUserPolicy", "StringEquals", "iam:PermissionsBoundary", limit);
    assert_eq!(printed(&world, "alice"), [""; 0]);
    let world = world.policy("Limit", &allow("iam:PutUserPolicy sqs:*")).bounded(user("alice"), "Limit");
    assert_eq!(last_steps(&world, "alice"), ["PutUserPolicy"]);
}

#[test]
fn what_the_store_refuses_is_no_way_up() {
    let world = World::new().user("alice").inline(user("alice"), "own", &allow("iam:AddUserToGroup"));
    let world = (0..10).fold(world, |world, at| {
        let name = format!("Group{at}");
        world.group(&name).member(&name, "alice")
    });
    let world = world.group("More").inline(group("More"), "more", &allow("s3:*"));
    assert_eq!(printed(&world, "alice"), [""; 0]);
}

#[test]
fn a_role_is_not_assumed_where_that_is_denied() {
    let world = World::new().user("alice").role_of("other", "config.amazonaws.com");
    let world = world.inline(role("other"), "more", &allow("s3:*"));
    let world = world.inline(user("alice"), "own", &allow("iam:UpdateAssumeRolePolicy"));
    let role = "arn:aws:iam::111122223333:role/other";
    let step =
        format!("UpdateAssumeRolePolicy: iam:UpdateAssumeRolePolicy on {role}, sts:AssumeRole on {role}");
    let ways = printed(&world, "alice");
    assert!(
        ways[0].starts_with(&format!("becomes {role}, gaining ")) && ways[0].ends_with(&step),
        "{ways:?}"
    );
    let world = world.inline(user("alice"), "denied", &deny("sts:*"));
    assert_eq!(printed(&world, "alice"), [""; 0]);
}

#[test]
fn an_administrator_can_become_no_more() {
    let world = World::new().user("alice").user("bob").group("Own").member("Own", "alice");
    let world = world.inline(user("alice"), "own", &allow("*")).inline(user("bob"), "own", &allow("s3:*"));
    assert_eq!(printed(&world, "alice"), [""; 0]);
}

#[test]
fn steps_follow_one_another() {
    let world = World::new().user("alice").user("bob").role_of("served", "lambda.amazonaws.com");
    let world = world.inline(user("alice"), "own", &allow("iam:CreateAccessKey"));
    let world =
        world.inline(user("bob"), "own", &allow("iam:PassRole lambda:CreateFunction lambda:InvokeFunction"));
    let world = world.inline(role("served"), "more", &allow("sqs:ListQueues"));
    let ways = ways(&world, "alice");
    let techniques = ways.iter().map(|way| way.steps().iter().map(|step| step.technique).collect::<Vec<_>>());
    assert_eq!(techniques.collect::<Vec<_>>(), [vec!["CreateAccessKey"], vec!["CreateAccessKey", "Lambda"]]);
}

#[test]
fn what_a_step_supposes_is_said() {
    let world = World::new().user("alice").role_of("served", "lambda.amazonaws.com");
    let world = world.inline(role("served"), "more", &allow("sqs:ListQueues"));
    let function = "arn:aws:lambda:us-east-1:111122223333:function:f";
    let world =
        world.inline(user("alice"), "own", &statement("Allow", "lambda:UpdateFunctionCode", function));
    let step = format!(
        "Lambda code: lambda:UpdateFunctionCode on {function}, supposing that a function has the role"
    );
    let end = "becomes arn:aws:iam::111122223333:role/served, gaining 1 action";
    assert_eq!(printed(&world, "alice"), [format!("{end}: {step}")]);
}
