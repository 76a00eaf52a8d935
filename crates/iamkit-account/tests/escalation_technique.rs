//! Each technique of escalation: with all that it needs, with each need missing, with each need denied.

#![expect(clippy::expect_used, reason = "integration test")]

mod world;

use iamkit_account::escalation::{Escalation, Gain, Subject, Technique, TechniqueEffect, techniques};
use world::{ACCOUNT, World, allow, deny, group, named, role, statement, user};

fn ways(world: &World, name: &str) -> Vec<Escalation> {
    let view = world.view();
    view.escalations(named(&view, name)).expect("is answered")
}

/// The last steps of the ways.
fn last_steps(world: &World, name: &str) -> Vec<&'static str> {
    ways(world, name).iter().filter_map(|way| way.arrivals.first()).map(|last| last.step.technique).collect()
}

/// A service that no technique is about.
const NOBODY: &str = "config.amazonaws.com";

/// Who begins: the worker where a technique is for roles.
fn beginner(technique: &Technique) -> &'static str {
    let is_for_role = technique.needs.iter().any(|need| need.on == Subject::Role);
    if is_for_role { "worker" } else { "alice" }
}

/// An account in which a technique makes more of who begins, if it may do these actions.
fn world(technique: &Technique, actions: &str) -> World {
    let beginner = beginner(technique);
    let of = if beginner == "worker" { role("worker") } else { user("alice") };
    let world = World::new().user("alice").user("bob").group("Own").group("Other").member("Own", "alice");
    let world = world.role_of("worker", NOBODY);
    let world = match technique.target_subject() {
        Some(Subject::AssumableRole) => {
            let alice = format!("arn:aws:iam::{ACCOUNT}:user/alice");
            world.role_trusting("other", &serde_json::json!({"AWS": alice}))
        }
        _ => world.role_of("other", NOBODY),
    };
    let world = world.role_of("served", technique.service.unwrap_or(NOBODY));
    let world = ["other", "served"]
        .into_iter()
        .fold(world, |world, name| world.inline(role(name), "more", &allow("s3:*")));
    let world =
        world.inline(user("bob"), "more", &allow("s3:*")).inline(group("Other"), "more", &allow("s3:*"));
    let world = world.policy("Refusal", &deny("s3:*"));
    let holder = match technique.target_subject() {
        Some(Subject::OwnGroup) => group("Own"),
        _ => of.clone(),
    };
    let own = format!("{actions} sqs:ListQueues");
    let more = format!("{own} s3:*");
    match technique.effect {
        TechniqueEffect::WritesVersion => {
            world.inline(of.clone(), "own", &allow(&own)).policy("Mine", &allow("sns:*")).attached(of, "Mine")
        }
        TechniqueEffect::ChoosesVersion => {
            let world = world.inline(of.clone(), "own", &allow(&own)).policy("Mine", &allow("s3:*"));
            world.version("Mine", &allow("sns:*")).attached(of, "Mine")
        }
        TechniqueEffect::DetachesPolicy => world.inline(of, "own", &allow(&more)).attached(holder, "Refusal"),
        TechniqueEffect::DeletesPolicy => {
            world.inline(of, "own", &allow(&more)).inline(holder, "refusal", &deny("s3:*"))
        }
        TechniqueEffect::LeavesGroup => {
            world.inline(of, "own", &allow(&more)).inline(group("Own"), "refusal", &deny("s3:*"))
        }
        TechniqueEffect::ShedsBoundary | TechniqueEffect::ReplacesBoundary => {
            let world = world.inline(of.clone(), "own", &allow(&more));
            world.policy("Limit", &allow(&own)).bounded(of, "Limit")
        }
        // On everything it would be stronger itself.
        TechniqueEffect::Strengthens | TechniqueEffect::StrengthensAndRewritesTrust => {
            let is_user = technique.target_subject() == Some(Subject::OtherUser);
            let target = if is_user { "user/bob" } else { "role/other" };
            let target = format!("arn:aws:iam::{ACCOUNT}:{target}");
            world.inline(of, "own", &statement("Allow", &own, &target))
        }
        _ if technique.target_subject() == Some(Subject::ProfiledRole) => {
            world.inline(of, "own", &allow(&own)).profile("profile", "served")
        }
        _ => world.inline(of, "own", &allow(&own)),
    }
}

trait Target {
    fn target_subject(&self) -> Option<Subject>;
}

impl Target for Technique {
    fn target_subject(&self) -> Option<Subject> {
        self.needs.iter().map(|need| need.on).find(|on| *on != Subject::Some)
    }
}

/// Whether the role is assumed by `sts:AssumeRole`, which a trust policy that names the principal allows by itself.
fn assumes(technique: &Technique) -> bool {
    use TechniqueEffect::{RewritesTrust, StrengthensAndRewritesTrust};
    matches!(technique.effect, RewritesTrust | StrengthensAndRewritesTrust)
        || technique.target_subject() == Some(Subject::AssumableRole)
}

fn actions(technique: &Technique, but: Option<usize>) -> String {
    let needs = technique.needs.iter().enumerate().filter(|(at, _)| Some(*at) != but);
    needs.map(|(_, need)| need.action).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_technique_works_with_exactly_what_it_needs() {
    for technique in techniques() {
        let ways = ways(&world(technique, &actions(technique, None)), beginner(technique));
        let is_last =
            |way: &&Escalation| way.steps().last().is_some_and(|step| step.technique == technique.name);
        let way = ways.iter().find(is_last);
        let way = way.unwrap_or_else(|| panic!("{} leads nowhere: {ways:?}", technique.name));
        assert_eq!(way.steps().len(), 1, "{}", technique.name);
        assert!(matches!(way.gain(), Gain::Actions(_)), "{}", technique.name);
        let mut done = way.steps()[0].actions.iter().map(|(action, _)| *action).collect::<Vec<_>>();
        let mut needed = technique.needs.iter().map(|need| need.action).collect::<Vec<_>>();
        if assumes(technique) {
            needed.push("sts:AssumeRole");
        }
        done.sort_unstable();
        needed.sort_unstable();
        assert_eq!(done, needed, "{}", technique.name);
        assert_eq!(way.steps()[0].supposes, technique.supposes, "{}", technique.name);
    }
}

#[test]
fn no_technique_works_with_less_than_it_needs() {
    for technique in techniques() {
        for missing in 0..technique.needs.len() {
            let world = world(technique, &actions(technique, Some(missing)));
            let found = last_steps(&world, beginner(technique));
            assert!(!found.contains(&technique.name), "{} without need {missing}", technique.name);
        }
    }
}

#[test]
fn no_technique_works_where_its_actions_are_denied() {
    for technique in techniques() {
        let all = actions(technique, None);
        let of = if beginner(technique) == "worker" { role("worker") } else { user("alice") };
        for denied in technique.needs.iter().map(|need| need.action) {
            let world = world(technique, &all).inline(of.clone(), "denied", &deny(denied));
            let found = last_steps(&world, beginner(technique));
            assert!(!found.contains(&technique.name), "{} with {denied} denied", technique.name);
        }
    }
}

#[test]
fn a_role_is_handed_only_to_a_service_that_it_trusts() {
    for technique in techniques().filter(|technique| technique.service.is_some()) {
        let ways = ways(&world(technique, &actions(technique, None)), beginner(technique));
        let ends = ways.iter().map(|way| way.arrivals[0].end.to_string()).collect::<Vec<_>>();
        assert_eq!(ends, ["becomes arn:aws:iam::111122223333:role/served"], "{}", technique.name);
    }
}

#[test]
fn every_action_of_a_technique_is_in_the_catalog() {
    let catalog = iamkit_catalog::Catalog::embedded();
    for action in techniques().flat_map(|technique| technique.needs).map(|need| need.action) {
        let known = catalog.action(action).map(|action| action.to_string());
        assert_eq!(known.as_deref(), Some(action));
    }
}

#[test]
fn techniques_have_names_of_their_own() {
    let mut names = techniques().map(|technique| technique.name).collect::<Vec<_>>();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
