//! The steps that one principal can take.

use std::fmt;
use std::sync::Arc;

use iamkit_engine::Context;

use super::target::{Lead, Target, Targets};
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
    /// What has to be there besides and isn't listed among the entities of an account.
    pub supposes: Option<&'static str>,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.technique)?;
        let actions = self.actions.iter().map(|(action, resource)| format!("{action} on {resource}"));
        f.write_str(&actions.collect::<Vec<_>>().join(", "))?;
        for condition in &self.conditions {
            write!(f, " {condition}")?;
        }
        match self.supposes {
            Some(what) => write!(f, ", supposing that {what}"),
            None => Ok(()),
        }
    }
}

impl Step {
    fn add(&mut self, action: &'static str, resource: &str, condition: Arc<Condition>) {
        self.actions.push((action, resource.to_owned()));
        if !condition.is_always() {
            self.conditions.push(condition);
        }
    }
}

/// A step and whom it leads to.
pub(super) type Led = (Step, Lead);

/// Finds steps.
pub(super) struct Steps<'v> {
    targets: Targets<'v>,
    found: Vec<Led>,
}

impl<'v> Steps<'v> {
    /// All steps of a principal: roles it can assume, then technique by technique.
    pub(super) fn of(targets: Targets<'v>) -> Result<Vec<Led>, AskError> {
        let mut steps = Self { targets, found: Vec::new() };
        let (view, principal) = (steps.view(), steps.principal());
        for assumption in view.can_assume(principal)? {
            let mut step = Step::new("AssumeRole", None);
            step.add("sts:AssumeRole", assumption.role.arn(), assumption.condition);
            steps.found.push((step, Lead::Principal(assumption.role)));
        }
        for technique in TECHNIQUES {
            steps.technique(technique)?;
        }
        Ok(steps.found)
    }

    fn view(&self) -> &'v AccessView {
        self.targets.view
    }

    fn principal(&self) -> &'v PrincipalEntry {
        self.targets.principal
    }

    fn technique(&mut self, technique: &'static Technique) -> Result<(), AskError> {
        // What is needed somewhere is asked about once, before all targets are.
        let mut base = Step::new(technique.name, technique.supposes);
        for need in technique.needs.iter().filter(|need| need.on == Subject::Some) {
            if !self.can_somewhere(need, &mut base)? {
                return Ok(());
            }
        }
        for target in self.targets.of(technique) {
            let Some(step) = self.step(technique, &target, &base)? else { continue };
            let is_all = matches!(technique.effect, Effect::AttachesPolicy | Effect::ReplacesBoundary)
                && is_everything(&target.lead);
            self.found.push((step, target.lead));
            // Whoever may take everything needn't choose among less.
            if is_all {
                break;
            }
        }
        Ok(())
    }

    /// The step that uses a technique on a target, if all of it is allowed.
    fn step(&self, technique: &Technique, target: &Target, base: &Step) -> Result<Option<Step>, AskError> {
        let mut step = Step { actions: Vec::new(), ..base.clone() };
        let own = technique.target().map(|need| need.action);
        for action in own.into_iter().chain(target.also) {
            let Some(condition) = self.can(action, target, technique.service)? else { return Ok(None) };
            step.add(action, &target.resource, condition);
        }
        step.actions.extend(base.actions.iter().cloned());
        if let (Effect::RewritesTrust, Lead::Principal(role)) = (technique.effect, &target.lead) {
            let Some(condition) = self.view().can_if_trusted(self.principal(), role)? else {
                return Ok(None);
            };
            step.add("sts:AssumeRole", &target.resource, condition);
        }
        Ok(Some(step))
    }

    fn can(
        &self,
        action: &str,
        target: &Target,
        service: Option<&'static str>,
    ) -> Result<Option<Arc<Condition>>, AskError> {
        let mut context = Context::default();
        let service = service.map(|service| ("iam:PassedToService", service));
        let key = target.key.as_ref().map(|(key, value)| (*key, &**value));
        for (key, value) in service.into_iter().chain(key) {
            // The two are different keys.
            let _ = context.insert(key, value);
        }
        let wanted = Wanted::new(action, &target.resource).with_context(&context).lacking(target.lacks);
        self.view().can(self.principal(), &wanted)
    }

    /// Whether an action is allowed on some resource, judged by the resources that policies name for it and by any
    /// other one.
    fn can_somewhere(&self, need: &Need, step: &mut Step) -> Result<bool, AskError> {
        for resource in self.view().resources_for(self.principal(), need.action) {
            let wanted = Wanted::new(need.action, &resource);
            if let Some(condition) = self.view().can(self.principal(), &wanted)? {
                step.add(need.action, &resource, condition);
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Step {
    fn new(technique: &'static str, supposes: Option<&'static str>) -> Self {
        Self { technique, actions: Vec::new(), conditions: Vec::new(), supposes }
    }
}

fn is_everything(lead: &Lead) -> bool {
    use super::target::Turn;
    matches!(lead, Lead::Choice | Lead::Change(_, Turn::ShedsItsBoundary))
}
