//! The steps that one principal can take: whom they lead to, and what they make of itself.

use std::sync::Arc;

use iamkit_catalog::technique::{Subject, Technique, TechniqueEffect, techniques};
use iamkit_store::Account;

use super::able::{Able, Answer};
use super::cast::{Cast, is_changeable, is_profiled};
use super::places::Places;
use super::step::{Step, conditions_text};
use super::target::{Lead, Target, Targets};
use crate::assume::ASSUME_ROLE;
use crate::condition::AccessCondition;
use crate::view::{AccessView, AccountPrincipal, AskError};

/// All steps of one principal, each other one by the first technique that leads to it.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// Those whom some step leads to.
    pub(super) targets: Places,
    pub(super) becoming: Vec<Becoming>,
    /// Those whom some step makes stronger first.
    pub(super) stronger: Places,
    /// Steps to others whom policies of one's choice are given first.
    pub(super) strengthening: Vec<Becoming>,
    pub(super) turns: Vec<Turning>,
    plans: Vec<Plan>,
    /// Conditions on what is done to the target; the first place has none.
    conditions: Vec<Vec<Arc<AccessCondition>>>,
}

/// A step to another user or role. There are many, so that its text is made when it is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Becoming {
    pub(super) place: u32,
    pub(super) plan: u32,
    conditions: u32,
}

/// A step that changes what somebody may do.
#[derive(Debug)]
pub(super) struct Turning {
    pub(super) step: Step,
    pub(super) lead: Lead,
    /// What is changed: the same change is made once.
    pub(super) name: TurnName,
}

/// What tells changes of one user or role apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum TurnName {
    /// Policies of one's choice, under a boundary or none: under another one it is another choice.
    Choice(Option<usize>),
    Change(String),
}

impl TurnName {
    pub(super) fn choice_of(entry: &AccountPrincipal) -> Self {
        Self::Choice(entry.boundary_set().map(|set| Arc::as_ptr(set).addr()))
    }
}

/// What is the same of all steps of a technique.
#[derive(Debug)]
struct Plan {
    technique: Option<&'static Technique>,
    /// What is done elsewhere than to the target.
    base: Step,
}

impl Edges {
    /// The step, in full.
    pub(super) fn step(&self, becoming: Becoming, target: &Arc<str>) -> Option<Step> {
        let plan = self.plans.get(becoming.plan as usize)?;
        let mut step = Step { actions: Vec::new(), ..plan.base.clone() };
        let on_target = plan.technique.into_iter().flat_map(Technique::on_target).map(|need| need.action);
        step.actions.extend(on_target.map(|action| (action, Arc::clone(target))));
        step.actions.extend(plan.base.actions.iter().cloned());
        if plan.technique.is_none_or(Technique::assumes) {
            step.actions.push((ASSUME_ROLE, Arc::clone(target)));
        }
        step.conditions.extend(self.conditions.get(becoming.conditions as usize)?.iter().cloned());
        Some(step)
    }

    /// Whether the step hangs on nothing: neither on conditions, nor on what isn't listed.
    pub(super) fn is_certain(&self, becoming: Becoming) -> bool {
        let plan = self.plans.get(becoming.plan as usize);
        becoming.conditions == 0 && plan.is_some_and(|plan| plan.base.is_certain())
    }

    /// The technique's name.
    pub(super) fn technique(&self, becoming: Becoming) -> &'static str {
        self.plans.get(becoming.plan as usize).map_or("", |plan| plan.base.technique)
    }

    /// The conditions on what is done to the target, as text.
    pub(super) fn conditions_text(&self, becoming: Becoming) -> String {
        self.conditions.get(becoming.conditions as usize).map(|all| conditions_text(all)).unwrap_or_default()
    }

    fn push(&mut self, place: usize, conditions: Vec<Arc<AccessCondition>>) {
        let becoming = self.by_last_plan(place, conditions);
        self.targets.insert(place);
        self.becoming.push(becoming);
    }

    fn push_strengthening(&mut self, place: usize, conditions: Vec<Arc<AccessCondition>>) {
        let becoming = self.by_last_plan(place, conditions);
        self.stronger.insert(place);
        self.strengthening.push(becoming);
    }

    fn by_last_plan(&mut self, place: usize, conditions: Vec<Arc<AccessCondition>>) -> Becoming {
        let conditions_at = if conditions.is_empty() {
            0
        } else {
            self.conditions.push(conditions);
            self.conditions.len() - 1
        };
        let plan = self.plans.len().saturating_sub(1);
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Becoming { place: number(place), plan: number(plan), conditions: number(conditions_at) }
    }
}

/// Finds the steps of a principal.
pub(super) struct Finding<'f> {
    pub(super) view: &'f AccessView,
    pub(super) cast: &'f Cast,
    pub(super) principal: &'f AccountPrincipal,
    /// Its place, which no step leads to.
    pub(super) place: usize,
    pub(super) account: &'f Account,
    pub(super) able: &'f mut Able,
    /// The roles that it can assume, by their places.
    pub(super) assumed: Vec<(usize, Arc<AccessCondition>)>,
    /// Whether policies of its own choice allow everything.
    pub(super) is_choice_everything: bool,
    pub(super) edges: Edges,
}

impl<'f> Finding<'f> {
    /// All steps: roles it can assume, then technique by technique.
    pub(super) fn all(mut self) -> Result<Edges, AskError> {
        self.edges.conditions.push(Vec::new());
        self.assume();
        let possible = techniques().filter(|technique| self.able.might(technique)).collect::<Vec<_>>();
        self.change_itself(&possible)?;
        let others = possible.into_iter().filter(|technique| technique.is_about_others());
        let others = others.filter(|technique| self.is_usable(technique)).collect::<Vec<_>>();
        let somewhere = others.iter().flat_map(|technique| technique.somewhere());
        self.able.ask_somewhere(self.view, somewhere.map(|need| need.action))?;
        for technique in others {
            self.use_on_others(technique)?;
        }
        Ok(self.edges)
    }

    fn assume(&mut self) {
        self.edges.plans.push(Plan { technique: None, base: Step::new("AssumeRole", None) });
        for (place, condition) in self.assumed.clone() {
            let conditions = Some(condition).filter(|condition| !condition.is_always());
            self.edges.push(place, conditions.into_iter().collect());
        }
    }

    fn change_itself(&mut self, possible: &[&'static Technique]) -> Result<(), AskError> {
        // Roles of services and of IAM Identity Center are as they are.
        let own = possible.iter().filter(|technique| !technique.is_about_others());
        let own = own
            .filter(|technique| technique.subject() != Some(Subject::Role) || is_changeable(self.principal));
        for technique in own {
            for target in (Targets { principal: self.principal, account: self.account }).of(technique) {
                let Some(step) = self.own_step(technique, &target)? else { continue };
                let Some(lead) = target.lead else { continue };
                let is_choice = matches!(lead, Lead::Choice);
                let is_all = matches!(
                    technique.effect,
                    TechniqueEffect::AttachesPolicy | TechniqueEffect::ReplacesBoundary
                ) && is_everything(&lead);
                self.turn(step, lead);
                // Whoever may do everything needn't change anything else of itself.
                if is_choice && self.is_choice_everything {
                    return Ok(());
                }
                // Whoever may take everything needn't choose among less.
                if is_all {
                    break;
                }
            }
        }
        Ok(())
    }

    fn turn(&mut self, step: Step, lead: Lead) {
        let name = match &lead {
            Lead::Choice => TurnName::choice_of(self.principal),
            Lead::Change(_, turn) => TurnName::Change(format!("{turn:?}")),
        };
        self.edges.turns.push(Turning { step, lead, name });
    }

    /// The step that changes the principal itself, if all of it is allowed.
    fn own_step(&mut self, technique: &'static Technique, target: &Target) -> Result<Option<Step>, AskError> {
        let mut step = Step::of(technique);
        let needed = technique.on_target().map(|need| need.action);
        for action in needed.chain(target.also) {
            let Some(condition) = self.able.can(self.view, action, target, None)? else { return Ok(None) };
            step.add(action, &target.resource, condition);
        }
        Ok(Some(step))
    }

    fn is_usable(&self, technique: &Technique) -> bool {
        let is_needed = !technique.strengthens() || !self.has_chosen_everything();
        is_needed && !self.fitting(technique).is_empty()
    }

    fn has_chosen_everything(&self) -> bool {
        self.is_choice_everything
            && self.edges.turns.iter().any(|turning| matches!(turning.lead, Lead::Choice))
    }

    fn fitting(&self, technique: &Technique) -> &'f [usize] {
        let cast: &'f Cast = self.cast;
        cast.fitting(self.principal.account_place(), technique.subject(), technique.service)
    }

    /// Under which condition a role can be assumed.
    fn assumed_under(&self, place: usize) -> Option<&Arc<AccessCondition>> {
        let at = self.assumed.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        self.assumed.get(at).map(|(_, condition)| condition)
    }

    fn use_on_others(&mut self, technique: &'static Technique) -> Result<(), AskError> {
        let mut base = Step::of(technique);
        for need in technique.somewhere() {
            let Some((resource, condition)) = self.able.somewhere(need.action) else { return Ok(()) };
            base.add(need.action, resource, Arc::clone(condition));
        }
        self.edges.plans.push(Plan { technique: Some(technique), base });
        let itself = self.place;
        for place in self.fitting(technique).iter().copied().filter(|place| *place != itself) {
            if technique.subject() == Some(Subject::AssumableRole) && self.assumed_under(place).is_none() {
                continue;
            }
            if technique.strengthens() {
                self.strengthen(technique, place)?;
            } else if !self.edges.targets.contains(place) {
                self.become_other(technique, place)?;
            }
        }
        Ok(())
    }

    fn become_other(&mut self, technique: &'static Technique, place: usize) -> Result<(), AskError> {
        let Some(other) = self.view.principal_at(place) else { return Ok(()) };
        if technique.subject() == Some(Subject::ProfiledRole) && !is_profiled(self.account, other) {
            return Ok(());
        }
        let target = Target::of_others(other.shared_arn());
        if let Some(conditions) = self.conditions(technique, &target, other)? {
            self.edges.push(place, conditions);
        }
        Ok(())
    }

    fn strengthen(&mut self, technique: &'static Technique, place: usize) -> Result<(), AskError> {
        let Some(other) = self.view.principal_at(place) else { return Ok(()) };
        let targets = Targets { principal: other, account: self.account };
        let Some(target) = targets.strengthened(technique) else { return Ok(()) };
        let Some(mut conditions) = self.conditions(technique, &target, other)? else { return Ok(()) };
        let assumed = self.assumed_under(place).filter(|_| !technique.rewrites_trust());
        conditions.extend(assumed.filter(|condition| !condition.is_always()).cloned());
        self.edges.push_strengthening(place, conditions);
        Ok(())
    }

    /// The conditions on what is done to the target, if it is allowed.
    fn conditions(
        &mut self,
        technique: &'static Technique,
        target: &Target,
        other: &AccountPrincipal,
    ) -> Result<Option<Vec<Arc<AccessCondition>>>, AskError> {
        let mut conditions = Vec::new();
        let mut add = |answer: Answer| match answer {
            Some(condition) => {
                conditions.extend(Some(condition).filter(|condition| !condition.is_always()));
                true
            }
            None => false,
        };
        for need in technique.on_target() {
            if !add(self.able.can(self.view, need.action, target, technique.service)?) {
                return Ok(None);
            }
        }
        if technique.rewrites_trust() && !add(self.able.can_if_trusted(self.view, other)?) {
            return Ok(None);
        }
        Ok(Some(conditions))
    }
}

fn is_everything(lead: &Lead) -> bool {
    use super::target::Turn;
    matches!(lead, Lead::Choice | Lead::Change(_, Turn::ShedsItsBoundary))
}
