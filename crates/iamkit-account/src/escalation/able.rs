//! What one principal may do, each question asked once; principals that are alike share the answers.

use std::sync::Arc;

use iamkit_catalog::technique::{Technique, TechniqueEffect, techniques};
use iamkit_catalog::{ActionSet, Catalog};
use iamkit_engine::Context;
use iamkit_policy::Effect;
use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::normal::{ActionPattern, Pattern, Rule, Scope};
use rustc_hash::FxHashMap;

use super::alike::{Alike, Likeness};
use super::target::Target;
use crate::assume::ASSUME_ROLE;
use crate::condition::AccessCondition;
use crate::reach::{Extent, Finder, MatrixRow};
use crate::view::{AccessView, AccountPrincipal, AskError, PolicySet, Wanted, is_assumption};

/// Under which condition something is allowed; none where it isn't.
pub(super) type Answer = Option<Arc<AccessCondition>>;

/// What tells one question about an action from another: the resource as far as it matters, the service, and what is known
/// besides.
type Question = (&'static str, Likeness, Option<&'static str>, Option<String>, &'static [&'static str]);

/// A resource that an action is allowed on, and the condition.
pub(super) type Somewhere = (Arc<str>, Arc<AccessCondition>);

/// Some actions, and a number that equal ones share.
pub(super) type Numbered = (ActionSet, usize);

/// What a principal may do.
#[derive(Debug)]
pub(super) struct Able {
    /// One of those who may.
    principal: Arc<AccountPrincipal>,
    row: MatrixRow,
    /// What can be done at least sometimes.
    pub(super) possible: Numbered,
    /// The same, without what hangs on policies that nobody can give: this much needn't be gained.
    pub(super) known: Numbered,
    /// Whether nothing that policies grant is missing.
    pub(super) is_everything: bool,
    somewhere: FxHashMap<&'static str, Option<Somewhere>>,
    /// Of each action which resources are alike.
    alike: FxHashMap<&'static str, Alike>,
    answers: FxHashMap<Question, Answer>,
    if_trusted: FxHashMap<Likeness, Answer>,
    /// A trust policy that names the principal.
    trusting: Option<Arc<PolicySet>>,
    /// What the answers take for granted.
    facts: Facts,
    always: Arc<AccessCondition>,
}

impl Able {
    pub(super) fn new(
        view: &AccessView,
        principal: Arc<AccountPrincipal>,
        row: MatrixRow,
        mut numbered: impl FnMut(ActionSet) -> Numbered,
    ) -> Self {
        let mut known = row.always().clone();
        known.union_with(row.sometimes());
        let mut possible = known.clone();
        possible.union_with(row.unproven());
        if principal.unknown_policies().is_empty() {
            known = possible.clone();
        }
        Self {
            is_everything: is_everything(view, &principal, &row),
            principal,
            row,
            possible: numbered(possible),
            known: numbered(known),
            somewhere: FxHashMap::default(),
            alike: FxHashMap::default(),
            answers: FxHashMap::default(),
            if_trusted: FxHashMap::default(),
            trusting: None,
            facts: Facts::NONE,
            always: Arc::new(AccessCondition::ALWAYS),
        }
    }

    fn extent(&self, action: &str) -> Extent {
        let action = Catalog::embedded().action(action);
        action.map_or(Extent::Never, |action| self.row.extent(action.id()))
    }

    /// Whether each action of a technique can be done to something, so that it is worth to ask to what.
    pub(super) fn might(&self, technique: &Technique) -> bool {
        technique.needs.iter().all(|need| self.extent(need.action) != Extent::Never)
    }

    /// Whether there might be a way to policies of its own choice.
    pub(super) fn might_choose(&self) -> bool {
        use TechniqueEffect::{AttachesPolicy, WritesPolicy, WritesVersion};
        let mut choosing = techniques()
            .filter(|technique| matches!(technique.effect, WritesPolicy | AttachesPolicy | WritesVersion));
        choosing.any(|technique| self.might(technique))
    }

    /// Whether an action is allowed on the target of a technique.
    pub(super) fn can(
        &mut self,
        view: &AccessView,
        action: &'static str,
        target: &Target,
        service: Option<&'static str>,
    ) -> Result<Answer, AskError> {
        match self.extent(action) {
            Extent::Always => return Ok(Some(Arc::clone(&self.always))),
            Extent::Never => return Ok(None),
            Extent::Sometimes | Extent::Unproven => {}
        }
        let key = target.key_for(action);
        let known = key.map(|(key, value)| format!("{key} {value}"));
        // Roles are unlike each other where their trust policies have a say.
        let likeness = if is_assumption(action) {
            Likeness::Itself(Arc::clone(&target.resource))
        } else {
            self.likeness(view, action, &target.resource)
        };
        let question = (action, likeness, service, known, target.lacks);
        if let Some(answer) = self.answers.get(&question) {
            return Ok(answer.clone());
        }
        let mut context = Context::default();
        let service = service.map(|service| ("iam:PassedToService", service));
        for (key, value) in service.into_iter().chain(key) {
            // The two are different keys.
            let _ = context.insert(key, value);
        }
        let wanted = Wanted::new(action, &target.resource).with_context(&context).lacking(target.lacks);
        let answer = view.can(&self.principal, &wanted)?;
        self.facts = self.facts.union(view.facts_about(&wanted));
        self.answers.insert(question, answer.clone());
        Ok(answer)
    }

    /// Whether a role could be assumed if its trust policy named the principal.
    pub(super) fn can_if_trusted(
        &mut self,
        view: &AccessView,
        role: &AccountPrincipal,
    ) -> Result<Answer, AskError> {
        let likeness = self.likeness(view, ASSUME_ROLE, &role.shared_arn());
        if let Some(answer) = self.if_trusted.get(&likeness) {
            return Ok(answer.clone());
        }
        let trust = match &self.trusting {
            Some(trust) => Arc::clone(trust),
            None => view.trust_in(&self.principal)?,
        };
        let answer = view.can_if_trusted(&self.principal, role, &trust)?;
        self.trusting = Some(trust);
        self.if_trusted.insert(likeness, answer.clone());
        Ok(answer)
    }

    fn likeness(&mut self, view: &AccessView, action: &'static str, resource: &Arc<str>) -> Likeness {
        let alike = self.alike.entry(action).or_insert_with(|| Alike::of(view, &self.principal, action));
        alike.likeness(view, resource)
    }

    /// Asks, for each of some actions, whether it is allowed on some resource, judged by the resources that policies
    /// name for it and by any other one.
    pub(super) fn ask_somewhere(
        &mut self,
        view: &AccessView,
        actions: impl Iterator<Item = &'static str>,
    ) -> Result<(), AskError> {
        let principal = Arc::clone(&self.principal);
        let mut finder = None;
        for action in actions {
            if self.somewhere.contains_key(action) {
                continue;
            }
            let finder = finder.get_or_insert_with(|| Finder::new(view, &principal));
            let mut found = None;
            for resource in finder.resources_for(action) {
                let wanted = Wanted::new(action, &resource);
                self.facts = self.facts.union(view.facts_about(&wanted));
                if let Some(condition) = view.can(&principal, &wanted)? {
                    found = Some((Arc::from(resource), condition));
                    break;
                }
            }
            self.somewhere.insert(action, found);
        }
        Ok(())
    }

    /// The resource and condition that were found for an action.
    pub(super) fn somewhere(&self, action: &str) -> Option<&Somewhere> {
        self.somewhere.get(action)?.as_ref()
    }

    /// What the answers take for granted; of a role that its session has no policies of its own (S63).
    pub(super) fn facts(&self) -> Facts {
        if self.principal.is_user() { self.facts } else { self.facts.with(Fact::NoSessionPolicy) }
    }

    /// What it may do, action by action.
    pub(super) fn row(&self) -> &MatrixRow {
        &self.row
    }

    /// How many questions were asked of policies.
    pub(super) fn n_asked(&self) -> usize {
        1 + self.somewhere.len() + self.answers.len() + self.if_trusted.len()
    }
}

/// Whether a principal's own policies allow everything, and no control policy tells it from others: nobody of its account
/// can do more.
fn is_everything(view: &AccessView, principal: &AccountPrincipal, row: &MatrixRow) -> bool {
    if row.always().len() == Catalog::embedded().all_actions().len() {
        return true;
    }
    let is_full =
        |set: &PolicySet| set.documents().iter().flat_map(|facts| facts.rules()).any(allows_everything);
    let denies = |set: &PolicySet| {
        set.documents().iter().flat_map(|facts| facts.rules()).any(|rule| rule.effect == Effect::Deny)
    };
    let identity = principal.identity_sets();
    let is_unbounded = principal.boundary_set().is_none_or(|set| is_full(set) && !denies(set));
    identity.iter().any(|set| is_full(set))
        && !identity.iter().any(|set| denies(set))
        && is_unbounded
        && view.control_sets(principal).all(|(_, _, set)| set.principal_keys().is_empty())
}

fn allows_everything(rule: &Rule) -> bool {
    let is_any =
        |glob: Option<&iamkit_policy::glob::Glob>| glob.is_some_and(iamkit_policy::glob::Glob::is_any);
    let has_all_actions = match &rule.actions {
        Scope::Only(patterns) => patterns.iter().any(|pattern| is_any(ActionPattern::glob(pattern))),
        Scope::Except(_) => false,
    };
    let has_all_resources = match &rule.resources {
        Some(Scope::Only(patterns)) => {
            patterns.iter().any(|pattern| matches!(pattern, Pattern::Glob(glob) if glob.is_any()))
        }
        _ => false,
    };
    rule.effect == Effect::Allow && has_all_actions && has_all_resources && rule.conditions.is_empty()
}
