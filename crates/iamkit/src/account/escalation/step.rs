//! The steps that one principal can take.

use std::fmt;
use std::sync::Arc;

use iamkit_engine::Context;
use iamkit_policy::normal::{PrincipalPattern, Scope};
use iamkit_store::{Account, Group, GroupName, Identity};

use super::technique::{Effect, Need, Subject, TECHNIQUES, Technique};
use crate::account::condition::Condition;
use crate::account::view::{AccessView, AskError, PrincipalEntry, Wanted};

/// A step by which a principal becomes more
#[derive(Debug, Clone)]
pub struct Step {
    /// The technique's name, or `AssumeRole`.
    pub technique: &'static str,
    /// The actions that are done, each with its resource.
    pub actions: Vec<(&'static str, String)>,
    /// Under which conditions they are allowed; none for one that always is.
    pub conditions: Vec<Arc<Condition>>,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.technique)?;
        let actions = self.actions.iter().map(|(action, resource)| format!("{action} on {resource}"));
        f.write_str(&actions.collect::<Vec<_>>().join(", "))?;
        for condition in &self.conditions {
            write!(f, " {condition}")?;
        }
        Ok(())
    }
}

/// Whom a step leads to.
#[derive(Debug, Clone)]
pub(super) enum Lead {
    /// Policies of one's own choice.
    Choice,
    /// Another user or role.
    Principal(Arc<PrincipalEntry>),
    /// One more group.
    Group(GroupName),
    /// Itself without its permissions boundary.
    Unbounded,
}

/// A step and whom it leads to.
pub(super) type Led = (Step, Lead);

/// Finds steps.
pub(super) struct Steps<'v> {
    view: &'v AccessView,
    principal: &'v PrincipalEntry,
    account: &'v Account,
    found: Vec<Led>,
}

impl<'v> Steps<'v> {
    /// All steps of a principal: roles it can assume, then technique by technique.
    pub(super) fn of(view: &'v AccessView, principal: &'v PrincipalEntry) -> Result<Vec<Led>, AskError> {
        let Some(account) = view.account_of(principal) else { return Ok(Vec::new()) };
        let mut steps = Self { view, principal, account, found: Vec::new() };
        for assumption in view.can_assume(principal)? {
            let step = Step {
                technique: "AssumeRole",
                actions: vec![("sts:AssumeRole", assumption.role.arn().to_owned())],
                conditions: conditional(assumption.condition),
            };
            steps.found.push((step, Lead::Principal(assumption.role)));
        }
        for technique in TECHNIQUES {
            steps.technique(technique)?;
        }
        Ok(steps.found)
    }

    fn technique(&mut self, technique: &'static Technique) -> Result<(), AskError> {
        // What is needed somewhere is asked about once, before all targets are.
        let somewhere = technique.needs.iter().filter(|need| need.on == Subject::Some);
        let mut base = Step { technique: technique.name, actions: Vec::new(), conditions: Vec::new() };
        for need in somewhere {
            if !self.can_somewhere(need, &mut base)? {
                return Ok(());
            }
        }
        let Some(need) = technique.needs.iter().find(|need| need.on != Subject::Some) else { return Ok(()) };
        for (resource, lead) in self.targets(need.on, technique) {
            let mut context = Context::default();
            if let Some(service) = technique.service {
                // No other key is there yet.
                let _ = context.insert("iam:PassedToService", service);
            }
            let wanted = Wanted::new(need.action, &resource).with_context(&context);
            let Some(condition) = self.view.can(self.principal, &wanted)? else { continue };
            let mut step = base.clone();
            step.actions.insert(0, (need.action, resource));
            step.conditions.extend(conditional(condition));
            self.found.push((step, lead));
        }
        Ok(())
    }

    /// Whether an action is allowed on some resource, judged by the resources that policies name for it and by any
    /// other one.
    fn can_somewhere(&self, need: &Need, step: &mut Step) -> Result<bool, AskError> {
        for resource in self.view.resources_for(self.principal, need.action) {
            let wanted = Wanted::new(need.action, &resource);
            if let Some(condition) = self.view.can(self.principal, &wanted)? {
                step.actions.push((need.action, resource));
                step.conditions.extend(conditional(condition));
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The resources a technique could be used on, each with the principal that comes of it.
    fn targets(&self, on: Subject, technique: &Technique) -> Vec<(String, Lead)> {
        let groups = |is_own: bool| self.groups(is_own);
        match on {
            Subject::Itself if self.suits(technique) => {
                let is_on_boundary = technique.effect == Effect::ShedsItsBoundary;
                let lead = if is_on_boundary { Lead::Unbounded } else { Lead::Choice };
                vec![(self.principal.arn().to_owned(), lead)]
            }
            Subject::Itself | Subject::Some => Vec::new(),
            Subject::OwnGroup => {
                groups(true).into_iter().map(|group| (group.arn().to_owned(), Lead::Choice)).collect()
            }
            Subject::OtherGroup => {
                let others = groups(false).into_iter();
                others.map(|group| (group.arn().to_owned(), Lead::Group(group.name().clone()))).collect()
            }
            Subject::OwnPolicy => {
                let policies = self.principal.effective_policies().filter_map(|policy| policy.arn());
                let own = policies.filter(|arn| !arn.is_aws_managed());
                own.map(|arn| (arn.to_string(), Lead::Choice)).collect()
            }
            Subject::OtherUser => self.others(PrincipalEntry::is_user),
            Subject::Role => self.others(|role| {
                !role.is_user() && technique.service.is_none_or(|service| trusts(role, service))
            }),
        }
    }

    /// Techniques for users are of no use to roles, nor the other way round; nor those for boundaries where there is none.
    fn suits(&self, technique: &Technique) -> bool {
        let is_for_users = technique.name.contains("User");
        let is_there =
            technique.effect != Effect::ShedsItsBoundary || self.principal.boundary_set().is_some();
        is_there && self.principal.is_user() == is_for_users
    }

    fn groups(&self, is_own: bool) -> Vec<&'v Arc<Group>> {
        let Identity::User(name) = self.principal.identity() else { return Vec::new() };
        let own = self.account.groups_for_user(name).unwrap_or_default();
        if is_own {
            return own;
        }
        let is_other = |group: &&Arc<Group>| !own.iter().any(|own| own.name() == group.name());
        self.account.groups().filter(is_other).collect()
    }

    fn others(&self, is_wanted: impl Fn(&PrincipalEntry) -> bool) -> Vec<(String, Lead)> {
        let others = self.view.principals().filter(|other| {
            other.arn() != self.principal.arn()
                && other.account_place() == self.principal.account_place()
                && is_wanted(other)
        });
        others.map(|other| (other.arn().to_owned(), Lead::Principal(Arc::clone(other)))).collect()
    }
}

fn conditional(condition: Arc<Condition>) -> Vec<Arc<Condition>> {
    if condition.is_always() { Vec::new() } else { vec![condition] }
}

/// Whether a role's trust policy names a service.
fn trusts(role: &PrincipalEntry, service: &str) -> bool {
    let documents = role.trust_set().into_iter().flat_map(|set| set.documents());
    let scopes =
        documents.flat_map(|facts| facts.rules()).filter(|rule| rule.effect == iamkit_policy::Effect::Allow);
    scopes.filter_map(|rule| rule.principals.as_ref()).any(|scope| match scope {
        Scope::Only(entries) => entries.iter().any(|entry| match entry {
            PrincipalPattern::Service(name) => **name == *service,
            PrincipalPattern::Everyone => true,
            _ => false,
        }),
        Scope::Except(_) => false,
    })
}
