//! Who there is and what is known of each: users and roles as they are, and as steps make them.
//!
//! What is worked out once serves all who ask: the steps of a user or role don't depend on who begins, and principals
//! with the same policies share what is asked about them.

use std::sync::Arc;

use iamkit_catalog::ActionSet;
use iamkit_policy::Effect;
use iamkit_policy::fact::{Fact, Facts};
use iamkit_store::{Call, Caller, Change, Command, Directory, Timestamp};
use rustc_hash::FxHashMap;

use super::able::Able;
use super::cast::{Cast, is_service_linked};
use super::edges::{Edges, Finding};
use super::gain::{self, Gain};
use super::limits::{EscalationLimits, Work};
use super::places::Places;
use super::target::Lead;
use crate::assume::ASSUME_ROLE;
use crate::condition::AccessCondition;
use crate::reach::{ClassKey, MatrixRow, Verdicts, class, row, row_beside};
use crate::view::{AccessView, AccountPrincipal, AskError, Origin, PolicySet, Wanted};

/// What tells principals apart: policies and who they are, where the policies are from, and how many groups they are in.
type Likeness<'v> = (ClassKey, Vec<Origin<'v>>, usize);

/// A user or role, as it is or as steps have made it.
#[derive(Debug)]
struct Node {
    place: usize,
    entry: Arc<AccountPrincipal>,
    /// The accounts as its steps have left them; none where they are as they are viewed.
    directory: Option<Directory>,
    able: Option<usize>,
    edges: Option<Arc<Edges>>,
}

pub(super) struct Known<'v> {
    pub(super) view: &'v AccessView,
    cast: Cast,
    verdicts: Verdicts<'v>,
    /// The principals of the view by their places, then what steps make of them.
    nodes: Vec<Node>,
    ables: Vec<Able>,
    by_likeness: FxHashMap<Likeness<'v>, usize>,
    /// What a policy that allows everything makes of those who may something.
    choices: FxHashMap<usize, usize>,
    /// The same by what limits those who choose: of what else they may do nothing is left.
    choices_by_limits: FxHashMap<Likeness<'v>, usize>,
    /// What a turn leads to; nothing where the store refuses it.
    children: FxHashMap<(usize, usize), Option<usize>>,
    stronger: FxHashMap<usize, usize>,
    /// How many actions are in one set and not in another, by the places of the sets.
    n_gained: FxHashMap<(usize, usize), usize>,
    action_sets: FxHashMap<ActionSet, usize>,
    gained_requests: FxHashMap<(usize, usize), Gain>,
    /// What was taken for granted where nothing is gained.
    facts_of_gains: Facts,
    /// Of whom it is known that nobody they come to can do more.
    without_ways: Places,
    work: Work,
}

impl<'v> Known<'v> {
    pub(super) fn new(view: &'v AccessView) -> Self {
        let node = |(place, entry): (usize, &Arc<AccountPrincipal>)| Node {
            place,
            entry: Arc::clone(entry),
            directory: None,
            able: None,
            edges: None,
        };
        Self {
            view,
            cast: Cast::of(view),
            verdicts: Verdicts::new(view),
            nodes: view.principals().enumerate().map(node).collect(),
            ables: Vec::new(),
            by_likeness: FxHashMap::default(),
            choices: FxHashMap::default(),
            choices_by_limits: FxHashMap::default(),
            children: FxHashMap::default(),
            stronger: FxHashMap::default(),
            n_gained: FxHashMap::default(),
            action_sets: FxHashMap::default(),
            gained_requests: FxHashMap::default(),
            facts_of_gains: Facts::NONE,
            without_ways: Places::default(),
            work: Work::default(),
        }
    }

    pub(super) fn limit(&mut self, limits: EscalationLimits) {
        self.work = Work::within(limits);
    }

    /// Counts the steps that somebody takes on one way.
    pub(super) fn count_steps(&mut self, count: usize) -> Result<(), AskError> {
        Ok(self.work.count(count)?)
    }

    /// How many questions were asked of policies.
    pub(super) fn n_asked(&self) -> usize {
        self.ables.iter().map(Able::n_asked).sum::<usize>() + self.gained_requests.len()
    }

    /// What the answers so far take for granted.
    pub(super) fn facts(&self) -> Facts {
        let others = self.cast.facts().with(Fact::CatalogActions).union(self.facts_of_gains);
        self.ables.iter().map(Able::facts).fold(others, Facts::union)
    }

    pub(super) fn entry(&self, node: usize) -> Option<&Arc<AccountPrincipal>> {
        self.nodes.get(node).map(|node| &node.entry)
    }

    pub(super) fn place(&self, node: usize) -> Option<usize> {
        self.nodes.get(node).map(|node| node.place)
    }

    /// What a principal, or what steps make of it, may do.
    fn able_at(&mut self, node: usize) -> Result<Option<usize>, AskError> {
        let Some(found) = self.nodes.get(node) else { return Ok(None) };
        if found.able.is_some() {
            return Ok(found.able);
        }
        let entry = Arc::clone(&found.entry);
        let able = match self.view.principal_at(node) {
            Some(principal) => self.able_as_viewed(principal)?,
            None => self.add_able(entry)?,
        };
        if let Some(node) = self.nodes.get_mut(node) {
            node.able = Some(able);
        }
        Ok(Some(able))
    }

    fn able_as_viewed(&mut self, principal: &'v Arc<AccountPrincipal>) -> Result<usize, AskError> {
        let likeness = self.likeness(principal);
        if let Some(able) = self.by_likeness.get(&likeness) {
            return Ok(*able);
        }
        let row = row(self.view, principal, &mut self.verdicts)?;
        self.push_able(Arc::clone(principal), row);
        self.by_likeness.insert(likeness, self.ables.len() - 1);
        Ok(self.ables.len() - 1)
    }

    fn add_able(&mut self, entry: Arc<AccountPrincipal>) -> Result<usize, AskError> {
        let row = self.view.row_of(&entry)?;
        self.push_able(entry, row);
        Ok(self.ables.len() - 1)
    }

    fn push_able(&mut self, principal: Arc<AccountPrincipal>, row: MatrixRow) {
        let action_sets = &mut self.action_sets;
        let numbered = |actions: ActionSet| {
            let next = action_sets.len();
            let number = *action_sets.entry(actions.clone()).or_insert(next);
            (actions, number)
        };
        self.ables.push(Able::new(self.view, principal, row, numbered));
    }

    fn likeness(&self, principal: &'v AccountPrincipal) -> Likeness<'v> {
        let origins = principal.origins().map(|(_, origin)| origin).chain(principal.boundary_origin());
        // The store refuses what goes beyond a quota: of groups those without policies count too.
        let account = self.view.account_of(principal);
        let groups = account
            .zip(principal.user_name())
            .and_then(|(account, name)| account.groups_for_user(name).ok().map(|groups| groups.len()));
        (class(self.view, principal), origins.collect(), groups.unwrap_or_default())
    }

    /// Whether nothing is missing to somebody that anybody of its account can do.
    pub(super) fn is_everything(&mut self, node: usize) -> Result<bool, AskError> {
        let able = self.able_at(node)?;
        Ok(able.and_then(|able| self.ables.get(able)).is_some_and(|able| able.is_everything))
    }

    /// Whether somebody can do everything, or is known to come to nobody who can do more.
    pub(super) fn is_without_ways(&mut self, node: usize) -> Result<bool, AskError> {
        Ok(self.without_ways.contains(node) || self.is_everything(node)?)
    }

    /// Notes that whomever somebody comes to can do no more: then nor is there more for those of them who can do as much.
    pub(super) fn note_without_ways(&mut self, start: usize, visited: &[usize]) -> Result<(), AskError> {
        for node in visited {
            if !self.adds(start, *node)? {
                self.without_ways.insert(*node);
            }
        }
        Ok(())
    }

    /// Whether one of two can do something that the other can't.
    pub(super) fn adds(&mut self, to: usize, from: usize) -> Result<bool, AskError> {
        Ok(self.n_gained(from, to)? != 0)
    }

    fn n_gained(&mut self, from: usize, to: usize) -> Result<usize, AskError> {
        let (Some(from), Some(to)) = (self.able_at(from)?, self.able_at(to)?) else { return Ok(0) };
        if from == to {
            return Ok(0);
        }
        let (Some(from), Some(to)) = (self.ables.get(from), self.ables.get(to)) else { return Ok(0) };
        let count = *self.n_gained.entry((from.known.1, to.possible.1)).or_insert_with(|| {
            let mut gained = to.possible.0.clone();
            gained.subtract(&from.known.0);
            gained.len()
        });
        Ok(count)
    }

    /// What somebody can do that the beginning can't: actions; where it is the beginning itself, requests too.
    pub(super) fn gain(&mut self, start: usize, to: usize) -> Result<Gain, AskError> {
        match self.n_gained(start, to)? {
            0 => {}
            count => return Ok(Gain::Actions(count)),
        }
        let (Some(one), Some(other)) = (self.able_at(start)?, self.able_at(to)?) else {
            return Ok(Gain::Nothing);
        };
        if one == other || self.place(start) != self.place(to) {
            return Ok(Gain::Nothing);
        }
        if let Some(gain) = self.gained_requests.get(&(one, other)) {
            return Ok(gain.clone());
        }
        let (Some(before), Some(after)) = (self.entry(start), self.entry(to)) else {
            return Ok(Gain::Nothing);
        };
        let (gain, facts) = gain::of_requests(self.view, before, after)?;
        self.facts_of_gains = self.facts_of_gains.union(facts);
        self.gained_requests.insert((one, other), gain.clone());
        Ok(gain)
    }

    /// The steps that somebody can take.
    pub(super) fn edges(&mut self, node: usize) -> Result<Arc<Edges>, AskError> {
        if let Some(edges) = self.nodes.get(node).and_then(|node| node.edges.as_ref()) {
            return Ok(Arc::clone(edges));
        }
        let edges = Arc::new(self.found_edges(node)?);
        self.work.check_questions(self.n_asked())?;
        self.work.count(edges.becoming.len() + edges.strengthening.len())?;
        self.work.count_turns(edges.turns.len())?;
        if let Some(node) = self.nodes.get_mut(node) {
            node.edges = Some(Arc::clone(&edges));
        }
        Ok(edges)
    }

    fn found_edges(&mut self, node: usize) -> Result<Edges, AskError> {
        let Some(able) = self.able_at(node)? else { return Ok(Edges::default()) };
        let is_choice_everything = self.is_choice_everything(node, able)?;
        let Some(found) = self.nodes.get(node) else { return Ok(Edges::default()) };
        let assumed = self.assumed(found)?;
        let directory = found.directory.as_ref().unwrap_or(self.view.directory());
        let account = self.view.account_of(&found.entry).map(|account| account.id());
        let account = account.and_then(|id| directory.account(id).ok());
        let able = self.ables.get_mut(able);
        let (Some(account), Some(able)) = (account, able) else { return Ok(Edges::default()) };
        // Nobody but a service acts as its role.
        if is_service_linked(&found.entry) {
            return Ok(Edges::default());
        }
        let finding = Finding {
            view: self.view,
            cast: &self.cast,
            principal: &found.entry,
            place: found.place,
            account,
            able,
            assumed,
            is_choice_everything,
            edges: Edges::default(),
        };
        finding.all()
    }

    /// Whether policies of its own choice would let somebody do everything.
    fn is_choice_everything(&mut self, node: usize, able: usize) -> Result<bool, AskError> {
        if !self.ables.get(able).is_some_and(Able::might_choose) {
            return Ok(false);
        }
        let choice = self.choice(node, able)?;
        Ok(choice.and_then(|choice| self.ables.get(choice)).is_some_and(|able| able.is_everything))
    }

    fn choice(&mut self, node: usize, able: usize) -> Result<Option<usize>, AskError> {
        if let Some(choice) = self.choices.get(&able) {
            return Ok(Some(*choice));
        }
        let Some(entry) = self.entry(node) else { return Ok(None) };
        let limited = without_grants(entry);
        let choice = self.choice_of(node, &limited)?;
        self.choices.insert(able, choice);
        Ok(Some(choice))
    }

    fn choice_of(&mut self, node: usize, limited: &AccountPrincipal) -> Result<usize, AskError> {
        let likeness = self.likeness_of_limited(node, limited);
        if let Some(choice) = likeness.as_ref().and_then(|likeness| self.choices_by_limits.get(likeness)) {
            return Ok(*choice);
        }
        let entry = Arc::new(self.view.with_everything(limited)?);
        let row = if likeness.is_some() && !limited.identity_sets.is_empty() {
            // Of what no policy of its own denies it may do what it could do without these.
            let free =
                AccountPrincipal { policies: Vec::new(), identity_sets: Vec::new(), ..limited.clone() };
            let free = self.choice_of(node, &free)?;
            match self.ables.get(free) {
                Some(free) => row_beside(self.view, &entry, free.row(), &denied(limited))?,
                None => self.view.row_of(&entry)?,
            }
        } else {
            self.view.row_of(&entry)?
        };
        self.push_able(entry, row);
        let choice = self.ables.len() - 1;
        self.choices_by_limits.extend(likeness.map(|likeness| (likeness, choice)));
        Ok(choice)
    }

    /// What tells apart those of the view who choose their policies; nothing of others.
    fn likeness_of_limited(&self, node: usize, limited: &AccountPrincipal) -> Option<Likeness<'v>> {
        let principal = self.view.principal_at(node).filter(|entry| entry.unknown_policies().is_empty())?;
        let has_denies = !limited.identity_sets.is_empty();
        let origins = principal.origins_by_set().filter(|(set, _)| has_denies && denies(set));
        let origins = origins.flat_map(|(_, origins)| origins).chain(principal.boundary_origin());
        Some((class(self.view, limited), origins.collect(), 0))
    }

    /// The roles that somebody can assume by itself.
    fn assumed(&self, node: &Node) -> Result<Vec<(usize, Arc<AccessCondition>)>, AskError> {
        if Arc::ptr_eq(&node.entry, self.view.principal_at(node.place).unwrap_or(&node.entry)) {
            return Ok(self.view.assumptions()?.from(node.place));
        }
        let mut assumed = Vec::new();
        for (place, role) in self.view.principals().enumerate().filter(|(_, role)| !role.is_user()) {
            let answer = self.view.can(&node.entry, &Wanted::new(ASSUME_ROLE, role.arn()))?;
            assumed.extend(answer.filter(|_| place != node.place).map(|condition| (place, condition)));
        }
        Ok(assumed)
    }

    /// Whom a turn leads to; nobody if the store refuses the change.
    pub(super) fn child(&mut self, node: usize, turn: usize, lead: &Lead) -> Result<Option<usize>, AskError> {
        if let Some(child) = self.children.get(&(node, turn)) {
            return Ok(*child);
        }
        let child = match lead {
            Lead::Change(command, _) => self.changed(node, command)?,
            Lead::Choice => self.chosen(node)?,
        };
        self.children.insert((node, turn), child);
        Ok(child)
    }

    /// Another user or role that was given policies of one's choice.
    pub(super) fn stronger(&mut self, place: usize) -> Result<Option<usize>, AskError> {
        if let Some(node) = self.stronger.get(&place) {
            return Ok(Some(*node));
        }
        let node = self.chosen(place)?;
        if let Some(node) = node {
            self.stronger.insert(place, node);
        }
        Ok(node)
    }

    fn chosen(&mut self, node: usize) -> Result<Option<usize>, AskError> {
        let Some(able) = self.able_at(node)? else { return Ok(None) };
        let choice = self.choice(node, able)?;
        let Some(found) = self.nodes.get(node) else { return Ok(None) };
        let entry = Arc::new(self.view.with_everything(&found.entry)?);
        let chosen =
            Node { place: found.place, entry, directory: found.directory.clone(), able: choice, edges: None };
        self.nodes.push(chosen);
        Ok(Some(self.nodes.len() - 1))
    }

    fn changed(&mut self, node: usize, command: &Command) -> Result<Option<usize>, AskError> {
        let Some(found) = self.nodes.get(node) else { return Ok(None) };
        let Some(directory) = self.after(found, command) else { return Ok(None) };
        let entry = Arc::new(self.view.entry_in(&directory, &found.entry)?);
        let changed = Node { place: found.place, entry, directory: Some(directory), able: None, edges: None };
        self.nodes.push(changed);
        Ok(Some(self.nodes.len() - 1))
    }

    fn after(&self, node: &Node, command: &Command) -> Option<Directory> {
        let account = self.view.account_of(&node.entry)?.id().clone();
        let caller: Caller = node.entry.arn().parse().ok()?;
        let call = Call::new(caller, Timestamp::default());
        let directory = node.directory.as_ref().unwrap_or(self.view.directory());
        directory.after(&[Change::in_account(call, account, command.clone())]).ok()
    }
}

/// Whether a policy of a set denies anything.
fn denies(set: &PolicySet) -> bool {
    let mut rules = set.documents().iter().flat_map(|facts| facts.rules());
    rules.any(|rule| rule.effect == Effect::Deny)
}

/// The actions that some policy of a principal's own denies, if only sometimes.
fn denied(principal: &AccountPrincipal) -> ActionSet {
    let mut actions = ActionSet::new();
    for facts in principal.identity_documents() {
        let rules = facts.rules().iter().enumerate().filter(|(_, rule)| rule.effect == Effect::Deny);
        for action in rules.flat_map(|(at, _)| facts.actions(at)) {
            actions.insert(*action);
        }
    }
    actions
}

/// A principal without the policies that only allow: beside one that allows everything these say nothing.
fn without_grants(principal: &AccountPrincipal) -> AccountPrincipal {
    let sets = principal.identity_sets.iter().zip(&principal.policies).filter(|(set, _)| denies(set));
    let (policies, identity_sets) = sets.map(|(set, policies)| (policies.clone(), Arc::clone(set))).unzip();
    AccountPrincipal { policies, identity_sets, ..principal.clone() }
}
