//! Who can assume each role: roles that trust alike and are named alike have their classes of principals in common.
//!
//! A class is asked about once for all roles of a group. What is particular is kept beside that: the classes whose
//! statements name a role by its ARN or by variables, and the principals that a trust policy names one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use iamkit_policy::Effect;
use iamkit_policy::normal::{PrincipalPattern, Rule, Scope};
use rustc_hash::FxHashMap;

use super::action::ASSUME_ROLE;
use super::classes::{Classes, Named, principal_keys};
use super::edge::{ClassEdge, Edge};
use super::patterns::Patterns;
use super::said::Said;
use crate::asking::Asking;
use crate::view::{AccessView, AccountPrincipal, AskError, Hits, PolicySet, Wanted};

/// Roles of one account that trust alike whom they don't name, and which the same patterns match.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) roles: Vec<usize>,
    /// The classes that can assume them, but for the classes that a role is a question of its own for.
    pub(super) classes: Vec<ClassEdge>,
}

/// Who can assume one role, besides what its group has.
#[derive(Debug, Default, Clone)]
pub(super) struct Role {
    pub(super) group: Option<u32>,
    /// The principals that no edge of a class means: the role itself, and those whom the trust policy names. In order.
    apart: Arc<[usize]>,
    /// The classes that the role is a question of its own for, in order.
    particular: Vec<u32>,
    /// Those of them that can assume it.
    pub(super) classes: Vec<ClassEdge>,
    pub(super) singles: Vec<Edge>,
}

impl Role {
    /// Whether a class's edges don't mean a principal.
    pub(super) fn is_apart(&self, at: usize, principal: usize) -> bool {
        at == principal || self.apart.binary_search(&principal).is_ok()
    }

    pub(super) fn is_particular(&self, class: u32) -> bool {
        self.particular.binary_search(&class).is_ok()
    }
}

/// What a trust policy tells about whom it could mean.
#[derive(Clone)]
struct Trust {
    /// The principals that it names, in order.
    apart: Arc<[usize]>,
    /// Whether it could mean principals that it doesn't name.
    is_wide: bool,
    /// Whether it could mean those too that no identity policy lets assume anything.
    is_for_everyone: bool,
    /// Whether it asks who each principal is.
    is_personal: bool,
}

type GroupKey = (u32, usize, Vec<u32>);

pub(super) struct Building<'v> {
    view: &'v AccessView,
    hits: Arc<Hits>,
    pub(super) classes: Classes,
    named: Vec<Named>,
    patterns: Patterns,
    varying: Vec<u32>,
    by_name: FxHashMap<&'v str, Vec<usize>>,
    trusts: FxHashMap<usize, Trust>,
    said: Said,
    group_keys: FxHashMap<GroupKey, u32>,
    pub(super) groups: Vec<Group>,
    pub(super) roles: Vec<Role>,
}

impl<'v> Building<'v> {
    pub(super) fn new(view: &'v AccessView) -> Self {
        let hits = view.hits(ASSUME_ROLE);
        let mut said = Said::default();
        let classes = Classes::new(view, &hits, &mut said);
        let mut patterns = Patterns::default();
        patterns.add_control_policies(view);
        let named = classes.named(view, &hits, &mut patterns);
        let varying = (0_u32..).zip(&named).filter(|(_, named)| named.is_varying || patterns.is_varying);
        Self {
            view,
            hits: Arc::new(hits),
            varying: varying.map(|(class, _)| class).collect(),
            classes,
            named,
            patterns,
            by_name: by_name(view),
            trusts: FxHashMap::default(),
            said,
            group_keys: FxHashMap::default(),
            groups: Vec::new(),
            roles: vec![Role::default(); view.principals().len()],
        }
    }

    pub(super) fn ask_all(&mut self) -> Result<(), AskError> {
        for (at, role) in self.view.principals().enumerate() {
            if let Some(set) = role.trust_set() {
                self.add_role(at, role, set)?;
            }
        }
        (0..self.groups.len()).try_for_each(|group| self.ask_group(group))
    }

    fn add_role(
        &mut self,
        at: usize,
        role: &'v Arc<AccountPrincipal>,
        set: &'v Arc<PolicySet>,
    ) -> Result<(), AskError> {
        let address = Arc::as_ptr(set).addr();
        let known = self.trusts.get(&address).cloned();
        let trust = known.unwrap_or_else(|| self.trust(role, set));
        self.trusts.insert(address, trust.clone());
        let mut asked = trust.apart.to_vec();
        let mut entry = Role { apart: Arc::clone(&trust.apart), ..Role::default() };
        let matching = if trust.is_wide { self.patterns.matching(role.arn()) } else { Vec::new() };
        if trust.is_wide {
            entry.particular = self.particular(role.arn());
        }
        if trust.is_personal {
            let classes = self.candidates(&trust, &matching).chain(entry.particular.iter().copied());
            asked.extend(classes.flat_map(|class| self.classes.members(class)));
            asked.sort_unstable();
            asked.dedup();
        } else if trust.is_wide {
            entry.classes = self.ask_classes(at, role, &entry, &entry.particular)?;
            let said = self.said.by_trust(set);
            entry.group = Some(self.group((said, role.account_place(), matching), at));
        }
        entry.singles = self.ask_singles(at, role, &asked)?;
        if let Some(place) = self.roles.get_mut(at) {
            *place = entry;
        }
        Ok(())
    }

    /// The classes that a role is a question of its own for, in order.
    fn particular(&self, arn: &str) -> Vec<u32> {
        let mut classes = self.patterns.naming(arn).to_vec();
        classes.extend(&self.varying);
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    fn group(&mut self, key: GroupKey, role: usize) -> u32 {
        let number = *self.group_keys.entry(key).or_insert_with(|| {
            self.groups.push(Group::default());
            u32::try_from(self.groups.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(group) = self.groups.get_mut(number as usize) {
            group.roles.push(role);
        }
        number
    }

    fn ask_singles(
        &self,
        at: usize,
        role: &'v AccountPrincipal,
        asked: &[usize],
    ) -> Result<Vec<Edge>, AskError> {
        let mut edges = Vec::new();
        let wanted = Wanted::new(ASSUME_ROLE, role.arn());
        let mut asking = Asking::with_hits(self.view, &wanted, Arc::clone(&self.hits));
        for candidate in asked.iter().copied().filter(|candidate| *candidate != at) {
            let Some(principal) = self.view.principal_at(candidate) else { continue };
            edges.extend(asking.ask(principal)?.map(|condition| (candidate, condition)));
        }
        Ok(edges)
    }

    /// Asks for the first of each class whom the role isn't particular about.
    fn ask_classes(
        &self,
        at: usize,
        role: &'v AccountPrincipal,
        entry: &Role,
        classes: &[u32],
    ) -> Result<Vec<ClassEdge>, AskError> {
        let mut edges = Vec::new();
        let wanted = Wanted::new(ASSUME_ROLE, role.arn());
        let mut asking = Asking::with_hits(self.view, &wanted, Arc::clone(&self.hits));
        for class in classes {
            let mut members = self.classes.members(*class).iter().copied();
            let first = members.find(|member| !entry.is_apart(at, *member));
            let Some(principal) = first.and_then(|first| self.view.principal_at(first)) else { continue };
            edges.extend(asking.ask(principal)?.map(|condition| (*class, condition)));
        }
        Ok(edges)
    }

    fn ask_group(&mut self, number: usize) -> Result<(), AskError> {
        let Some(group) = self.groups.get(number) else { return Ok(()) };
        let Some((trust, matching)) = self.trust_of(group) else { return Ok(()) };
        let mut asked: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for class in self.candidates(&trust, &matching) {
            // A role that names nobody of the class in particular stands for all that don't.
            let is_fit = |at: &usize| {
                let entry = self.roles.get(*at);
                entry.is_some_and(|entry| !entry.is_particular(class) && self.has_others(*at, entry, class))
            };
            if let Some(at) = group.roles.iter().copied().find(is_fit) {
                asked.entry(at).or_default().push(class);
            }
        }
        let mut edges = Vec::new();
        for (at, classes) in asked {
            let Some((entry, role)) = self.roles.get(at).zip(self.view.principal_at(at)) else { continue };
            edges.extend(self.ask_classes(at, role, entry, &classes)?);
        }
        edges.sort_unstable_by_key(|(class, _)| *class);
        if let Some(group) = self.groups.get_mut(number) {
            group.classes = edges;
        }
        Ok(())
    }

    fn has_others(&self, at: usize, entry: &Role, class: u32) -> bool {
        self.classes.members(class).iter().any(|member| !entry.is_apart(at, *member))
    }

    fn trust_of(&self, group: &Group) -> Option<(Trust, Vec<u32>)> {
        let role = self.view.principal_at(*group.roles.first()?)?;
        let trust = self.trusts.get(&Arc::as_ptr(role.trust_set()?).addr())?;
        Some((trust.clone(), self.patterns.matching(role.arn())))
    }

    /// The classes that might be able to assume roles that the patterns match.
    fn candidates<'b>(&'b self, trust: &'b Trust, matching: &'b [u32]) -> impl Iterator<Item = u32> {
        let is_candidate = |named: &Named| {
            let is_named = || matching.iter().any(|number| named.allowed.contains(number));
            trust.is_for_everyone || named.is_any_allowed || is_named()
        };
        let named = (0_u32..).zip(&self.named);
        named.filter(move |(_, named)| trust.is_wide && is_candidate(named)).map(|(class, _)| class)
    }

    fn trust(&self, role: &AccountPrincipal, set: &PolicySet) -> Trust {
        let Some(names) = set.singled_out() else {
            let apart = (0..self.view.principals().len()).collect();
            return Trust { apart, is_wide: false, is_for_everyone: false, is_personal: false };
        };
        let mut apart =
            names.filter_map(|name| self.by_name.get(name)).flatten().copied().collect::<Vec<_>>();
        apart.sort_unstable();
        apart.dedup();
        let rules = set.documents().iter().flat_map(|facts| facts.rules());
        let allows = rules.filter(|rule| rule.effect == Effect::Allow);
        let entries = || allows.clone().flat_map(principals);
        let owner = self.view.scope(role.account_place());
        let limits = owner.into_iter().flat_map(|scope| &scope.resource_control).map(|level| &*level.set);
        let mut keys = limits.chain([set]).flat_map(principal_keys);
        Trust {
            apart: apart.into(),
            is_wide: entries().any(|entry| self.could_mean_unnamed(entry)),
            is_for_everyone: entries().any(|entry| matches!(entry, PrincipalPattern::Everyone)),
            is_personal: keys.any(|key| !is_of_account(&key)),
        }
    }

    /// Whether an entry could mean a user or role of the view that it doesn't name.
    fn could_mean_unnamed(&self, entry: &PrincipalPattern) -> bool {
        use PrincipalPattern::{
            Account, Federated, FederatedUser, Nobody, Role, RoleSession, Service, UniqueId, User,
        };
        match entry {
            Account { account, .. } => self.view.scope_named(account).is_some(),
            User(_) | Role(_) | UniqueId(_) | RoleSession(_) | FederatedUser(_) | Service(_)
            | Federated(_) | Nobody(_) => false,
            _ => true,
        }
    }
}

fn principals(rule: &Rule) -> impl Iterator<Item = &PrincipalPattern> {
    rule.principals.as_ref().into_iter().flat_map(Scope::entries)
}

/// Keys about principals that are the same for all of an account.
fn is_of_account(key: &str) -> bool {
    matches!(key, "aws:principalaccount" | "aws:principalorgid" | "aws:principalorgpaths")
}

/// The principals that trust policies name, by the ends of their ARNs and by their unique ids.
fn by_name(view: &AccessView) -> FxHashMap<&str, Vec<usize>> {
    let trusts = view.principals().filter_map(|role| role.trust_set());
    let names = trusts.filter_map(|set| set.singled_out()).flatten();
    let mut by_name = names.map(|name| (name, Vec::new())).collect::<FxHashMap<_, _>>();
    for (at, principal) in view.principals().enumerate() {
        for name in [iamkit_policy::id::last_part(principal.arn()), principal.id().as_str()] {
            if let Some(places) = by_name.get_mut(name) {
                places.push(at);
            }
        }
    }
    by_name
}
