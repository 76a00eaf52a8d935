//! Parts of statements that do nothing: items of lists, and conditions.
//!
//! What is gone without a part, or comes without it, is a region of requests that the rest of the statement doesn't hold.
//! The part does nothing if what the rest of the policy says of that region is the same.

use iamkit_catalog::{ActionId, ActionSet, Catalog, ResourceTypeId};
use iamkit_policy::Effect;
use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::glob::Glob;
use iamkit_policy::normal::{NormalPolicy, Rule};
use iamkit_policy::{ElementList, Statement};
use rustc_hash::FxHashMap;

use crate::answer::dissection::Dissection;
use crate::answer::lint::{Idleness, idleness, literals};
use crate::answer::needed::needed_facts;
use crate::answer::statement_part::StatementPart;
use crate::answer::unknown::whole;
use crate::compile::Part;
use crate::compile::action::RuleId;
use crate::compile::shape::{Lit, LitCube, Shape, joined, lit, unlit};
use crate::domain::question::{Atom, KeyAtom};
use crate::language::text::Text;
use crate::limits::Work;
use crate::reason::{Side, StatementPlace, Unknown};
use crate::search::{Actions, Analysis, Excess, Group};
use crate::universe::Universe;

/// Why a part of a statement does nothing
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub enum PartIdleness {
    /// Other items of its list name all that it names.
    Covered,
    /// For what it alone names, the whole statement does nothing.
    Statement(Idleness),
    /// It holds wherever the rest of the statement does.
    AlwaysHolds,
    /// What it keeps out is allowed, or denied, all the same.
    GuardsNothing,
}

impl PartIdleness {
    /// Why, in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Covered => "others of its list name all that it names",
            Self::Statement(Idleness::NamesNothing) => "the rest of the statement has none such",
            Self::Statement(why) => why.as_str(),
            Self::AlwaysHolds => "it always holds where the rest of the statement does",
            Self::GuardsNothing => "what it keeps out is decided the same without it",
        }
    }
}

/// A part of a statement that does nothing, and why
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct IdlePart {
    /// The statement.
    pub statement: StatementPlace,
    /// Which part of it.
    pub part: StatementPart,
    /// Why it does nothing.
    pub why: PartIdleness,
    /// The facts without which it may do something.
    pub facts: Facts,
}

/// The parts of statements that do nothing, in their order, and what could not be decided
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct IdleParts {
    /// The parts; each could be taken out by itself without changing what is allowed, but not always several of them
    /// together. Parts of statements that do nothing as a whole are not among them.
    pub list: Vec<IdlePart>,
    /// What could not be decided.
    pub unknown: Vec<Unknown>,
}

impl Dissection<'_> {
    /// Finds the parts of statements that do nothing: actions, resources and conditions that could be taken out.
    pub fn idle_parts(&mut self) -> IdleParts {
        let normal = self.normal_rules();
        let (access, universe) = (self.access, self.universe);
        let is_busy = self.is_busy.clone();
        let mut found = IdleParts::default();
        found.unknown = self.for_each_rule(|analysis, groups, rule| {
            let (_, part, at) = rule;
            let statement = access.parts.get(part).and_then(|it| access.statement(part, it.rules.get(at)?));
            let normal = normal.get(part).and_then(|rules| rules.get(at));
            let (Some(statement), Some(normal)) = (statement, normal) else { return Ok(()) };
            if !has_parts(statement) {
                return Ok(());
            }
            let is_busy = |part| is_busy.as_ref().is_some_and(|is_busy| is_busy(statement.index(), part));
            let actions = statement.actions().values().len();
            let is_each_busy = (0..actions).all(|at| is_busy(Some(StatementPart::Action(at))));
            let removable = if is_busy(None) && (actions < 2 || is_each_busy) {
                Removable::default()
            } else {
                removable(analysis, groups, rule, 1 < actions)?
            };
            // A statement that does nothing is told as a whole.
            if !is_busy(None) && groups.iter().all(|group| removable.contains(&group.actions)) {
                return Ok(());
            }
            let mut parts = Parts {
                analysis,
                groups,
                rule,
                statement,
                normal,
                universe,
                is_busy: &is_busy,
                list: &mut found.list,
            };
            parts.actions(&removable)?;
            parts.resources()?;
            parts.conditions()
        });
        found
    }

    /// The statements of each part in normal form, in their order.
    pub(super) fn normal_rules(&self) -> Vec<Vec<Rule>> {
        let of_part = |part: &Part| {
            let kind = part.compiled.kind();
            part.documents
                .iter()
                .flat_map(|document| NormalPolicy::new(document, kind).into_rules())
                .collect()
        };
        self.access.parts.iter().map(of_part).collect()
    }
}

/// Whether a statement has anything that could be taken out without the whole of it.
fn has_parts(statement: &Statement) -> bool {
    let has_many = |list: &ElementList| 1 < list.values().len();
    let has_resources = statement.resources().is_some_and(has_many);
    has_many(statement.actions()) || has_resources || !statement.conditions().is_empty()
}

/// Actions for which a statement does nothing.
#[derive(Default)]
struct Removable {
    actions: ActionSet,
}

impl Removable {
    fn contains(&self, actions: &Actions) -> bool {
        matches!(actions, Actions::Ids(ids) if ids.iter().all(|id| self.actions.contains(*id)))
    }
}

/// The actions for which a statement does nothing: what the policy says of their requests is the same without it.
fn removable(
    analysis: &mut Analysis<'_>,
    groups: &[&Group],
    rule: RuleId,
    is_of_each: bool,
) -> Result<Removable, Box<Unknown>> {
    let mut removable = Removable::default();
    let [access, _] = analysis.sides;
    let Some((_, cube)) = literals(analysis, access, rule) else { return Ok(removable) };
    for group in groups {
        let (one, two) = analysis.indifferent(group, rule, &cube)?;
        let [one, two] = [one, two].map(|shape| analysis.session.shape(shape));
        for (world, actions) in analysis.worlds_of(group.actions.clone(), [one, two]) {
            match (analysis.excess_of(one, two, world), actions) {
                (Excess::None, Actions::Ids(ids)) => ids.iter().for_each(|id| removable.actions.insert(*id)),
                (Excess::Unknown(reason), _) => {
                    return Err(Box::new(analysis.unknown(group, Side::A, reason)));
                }
                // Of one item alone it only counts whether the statement does nothing.
                _ if !is_of_each => return Ok(removable),
                _ => {}
            }
        }
    }
    Ok(removable)
}

/// A statement whose parts are looked at.
struct Parts<'p, 'q> {
    analysis: &'p mut Analysis<'q>,
    groups: &'p [&'p Group],
    rule: RuleId,
    statement: &'p Statement,
    normal: &'p Rule,
    universe: Universe<'q>,
    /// Whether a part is known to do something.
    is_busy: &'p dyn Fn(Option<StatementPart>) -> bool,
    list: &'p mut Vec<IdlePart>,
}

impl Parts<'_, '_> {
    /// Items of `Action` whose own actions, those that no other item names, are among those that can be taken out. Of
    /// `NotAction` an item without own actions does nothing.
    fn actions(&mut self, removable: &Removable) -> Result<(), Box<Unknown>> {
        let Some(catalog) = self.universe.catalog() else { return Ok(()) };
        let list = self.statement.actions();
        if list.values().len() < 2 {
            return Ok(());
        }
        let compared = list.values().iter().map(|item| catalog.names_compared(item.as_str()) + LIST_COST);
        let spent = self.analysis.session.budget.spend(Work::Patterns, compared.sum());
        spent.map_err(|exceeded| Box::new(whole(exceeded)))?;
        for (at, (named, own)) in own_actions(list, catalog).into_iter().enumerate() {
            // That an item names none is told by its name.
            if named.is_empty() {
                continue;
            }
            if own.is_empty() {
                self.tell(
                    StatementPart::Action(at),
                    PartIdleness::Covered,
                    Facts::NONE.with(Fact::CatalogActions),
                );
            } else if !list.is_negated() && own.is_subset(&removable.actions) {
                self.action(at, &own)?;
            }
        }
        Ok(())
    }

    fn action(&mut self, at: usize, own: &ActionSet) -> Result<(), Box<Unknown>> {
        let groups = self.groups.iter().filter_map(|group| restricted(group, own)).collect::<Vec<_>>();
        let groups = groups.iter().collect::<Vec<_>>();
        let rule = self.rule;
        self.analysis.session.facts = Facts::NONE;
        let Some(why) = idleness(self.analysis, &groups, rule)? else { return Ok(()) };
        let facts = self.needed(&Some(why), |analysis| idleness(analysis, &groups, rule).ok().flatten());
        self.tell(StatementPart::Action(at), PartIdleness::Statement(why), facts);
        Ok(())
    }

    fn resources(&mut self) -> Result<(), Box<Unknown>> {
        let Some(scope) = self.normal.resources.as_ref() else { return Ok(()) };
        let texts = scope.entries().iter().map(Text::new).collect::<Vec<_>>();
        if texts.len() < 2 || self.statement.resources().is_none() {
            return Ok(());
        }
        // A statement that names everything, or nothing, has no question about resources.
        let rest = self.rest(|atom| !matches!(atom, Atom::Resource(_)));
        let using = self.universe.catalog().map(|catalog| Using::new(self.groups, catalog));
        let written = self.statement.resources().map(ElementList::values).unwrap_or_default();
        for at in (0..texts.len())
            .filter(|at| !(self.is_busy)(Some(StatementPart::Resource(*at))))
            .collect::<Vec<_>>()
        {
            let spent = self.analysis.session.budget.spend(Work::Patterns, 8 * texts.len());
            spent.map_err(|exceeded| Box::new(whole(exceeded)))?;
            let likely = using.as_ref().zip(written.get(at)).and_then(|(using, it)| using.of(it.as_str()));
            self.analysis.hint = likely.or(self.analysis.hint);
            self.resource(at, &texts, &rest)?;
        }
        Ok(())
    }

    /// The resources that one item alone names.
    fn resource(&mut self, at: usize, texts: &[Text], rest: &LitCube) -> Result<(), Box<Unknown>> {
        let part = StatementPart::Resource(at);
        let Some(text) = texts.get(at) else { return Ok(()) };
        let others = texts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, text)| text);
        let mut others = others.filter(|other| text.may_meet(other)).cloned().collect::<Vec<_>>();
        others.sort_unstable();
        others.dedup();
        if others.iter().any(Text::is_any) {
            self.tell(part, PartIdleness::Covered, Facts::NONE);
            return Ok(());
        }
        let item = (!text.is_any()).then(|| self.literal(&Atom::Resource([text.clone()].into()), true));
        let item = item.into_iter().collect::<Option<LitCube>>().unwrap_or_default();
        let others = (!others.is_empty()).then(|| self.literal(&Atom::Resource(others.into()), false));
        let others = others.into_iter().collect::<Option<LitCube>>().unwrap_or_default();
        let Some(own) = joined(&item, &others) else {
            self.tell(part, PartIdleness::Covered, Facts::NONE);
            return Ok(());
        };
        let regions = Regions { item, own, rest: rest.clone() };
        self.analysis.session.facts = Facts::NONE;
        let Some(why) = resource_idleness(self.analysis, self.groups, self.rule, &regions)? else {
            return Ok(());
        };
        let (groups, rule) = (self.groups, self.rule);
        let facts = self.needed(&Some(why), |analysis| {
            resource_idleness(analysis, groups, rule, &regions).ok().flatten()
        });
        self.tell(part, why, facts);
        Ok(())
    }

    fn conditions(&mut self) -> Result<(), Box<Unknown>> {
        let is_deny = self.normal.effect == Effect::Deny;
        let rest = self.rest(|atom| !matches!(atom, Atom::Key(_)));
        let atoms = self.normal.conditions.iter().map(|test| Atom::Key(KeyAtom::new(test, is_deny)));
        let lits = atoms.map(|atom| self.analysis.session.unwritten_atom(&atom)).collect::<Vec<_>>();
        for at in 0..lits.len() {
            let spent = self.analysis.session.budget.spend(Work::Values, 8 * lits.len());
            spent.map_err(|exceeded| Box::new(whole(exceeded)))?;
            let others = lits.iter().enumerate().map(|(other, atom)| lit(*atom, other != at));
            let others = others.collect::<Option<LitCube>>().unwrap_or_default();
            self.condition(at, joined(&rest, &others))?;
        }
        Ok(())
    }

    /// What one condition keeps out; `None` where another says the same.
    fn condition(&mut self, at: usize, region: Option<LitCube>) -> Result<(), Box<Unknown>> {
        let part = StatementPart::Condition(at);
        let Some(region) = region else {
            self.tell(part, PartIdleness::AlwaysHolds, Facts::NONE);
            return Ok(());
        };
        let (groups, rule) = (self.groups, self.rule);
        self.analysis.session.facts = Facts::NONE;
        let Some(why) = condition_idleness(self.analysis, groups, rule, &region)? else { return Ok(()) };
        let facts = self.needed(&Some(why), |analysis| {
            condition_idleness(analysis, groups, rule, &region).ok().flatten()
        });
        self.tell(part, why, facts);
        Ok(())
    }

    /// What the statement asks besides some of its questions.
    fn rest(&self, is_kept: impl Fn(&Atom) -> bool) -> LitCube {
        let [access, _] = self.analysis.sides;
        let cube = literals(self.analysis, access, self.rule).map(|(_, cube)| cube).unwrap_or_default();
        let atom = |lit: &Lit| self.analysis.session.atoms.get(unlit(*lit).0);
        cube.into_iter().filter(|lit| atom(lit).is_some_and(|atom| is_kept(atom))).collect()
    }

    fn literal(&mut self, atom: &Atom, is_positive: bool) -> Option<Lit> {
        lit(self.analysis.session.unwritten_atom(atom), is_positive)
    }

    /// The facts that an answer needs, of those used.
    fn needed<T: PartialEq>(&mut self, answer: &T, mut ask: impl FnMut(&mut Analysis<'_>) -> T) -> Facts {
        let (used, universe) = (self.analysis.session.facts, self.universe);
        let analysis = &mut *self.analysis;
        let facts = needed_facts(&universe, used, answer, |without| {
            analysis.universe = universe.assuming(without.facts());
            ask(analysis)
        });
        self.analysis.universe = universe;
        facts
    }

    fn tell(&mut self, part: StatementPart, why: PartIdleness, facts: Facts) {
        let statement = self.analysis.places(&[self.rule]).into_iter().next();
        self.list.extend(statement.map(|statement| IdlePart { statement, part, why, facts }));
    }
}

/// What it takes to go through the actions that an item names, in names that are compared.
const LIST_COST: usize = 64;

/// What each item of a list names, and what of it no other item does.
fn own_actions(list: &ElementList, catalog: &Catalog) -> Vec<(ActionSet, ActionSet)> {
    let named = list.values().iter().map(|item| catalog.action_set(item.as_str())).collect::<Vec<_>>();
    let (mut once, mut again) = (ActionSet::new(), ActionSet::new());
    for set in &named {
        let mut both = once.clone();
        both.intersect_with(set);
        again.union_with(&both);
        once.union_with(set);
    }
    let own = |set: ActionSet| {
        let mut own = set.clone();
        own.subtract(&again);
        (set, own)
    };
    named.into_iter().map(own).collect()
}

/// Actions of a statement by the types of resources that they are about, so that for an item the likely one is asked first
struct Using<'c> {
    catalog: &'c Catalog,
    by_type: FxHashMap<ResourceTypeId, ActionId>,
}

impl<'c> Using<'c> {
    fn new(groups: &[&Group], catalog: &'c Catalog) -> Self {
        let mut by_type = FxHashMap::default();
        for group in groups {
            let Actions::Ids(ids) = &group.actions else { continue };
            for action in ids.iter().filter_map(|id| catalog.action_by_id(*id)) {
                for used in action.resource_types() {
                    by_type.entry(used.resource_type().id()).or_insert(action.id());
                }
            }
        }
        Self { catalog, by_type }
    }

    /// An action on resources that an item may name.
    fn of(&self, item: &str) -> Option<ActionId> {
        let mut fields = item.splitn(6, ':').skip(2);
        let (service, resource) = (fields.next()?, Glob::parse(fields.nth(2)?));
        let mut forms = self.catalog.arn_forms(service).iter().filter(|form| form.can_be(&resource));
        forms.find_map(|form| self.by_type.get(&form.resource_type()).copied())
    }
}

/// A group with those of its actions that are in a set, if there are any.
fn restricted(group: &Group, set: &ActionSet) -> Option<Group> {
    let Actions::Ids(ids) = &group.actions else { return None };
    let ids = ids.iter().copied().filter(|id| set.contains(*id)).collect::<Vec<_>>();
    (!ids.is_empty()).then(|| Group { actions: Actions::Ids(ids), ..group.clone() })
}

/// What an item of resources names, what of it no other item does, and what else its statement asks.
struct Regions {
    item: LitCube,
    own: LitCube,
    rest: LitCube,
}

/// Why an item of resources does nothing, if it does.
fn resource_idleness(
    analysis: &mut Analysis<'_>,
    groups: &[&Group],
    rule: RuleId,
    regions: &Regions,
) -> Result<Option<PartIdleness>, Box<Unknown>> {
    let Some(region) = joined(&regions.own, &regions.rest) else { return Ok(Some(PartIdleness::Covered)) };
    let Some(idle) = region_idleness(analysis, groups, rule, &region)? else { return Ok(None) };
    let scope = regions.rest.iter().copied().filter(|lit| !analysis.is_condition(*lit)).collect::<LitCube>();
    for (named, why) in [
        (&regions.item, PartIdleness::Statement(Idleness::NamesNothing)),
        (&regions.own, PartIdleness::Covered),
    ] {
        let is_none = match joined(named, &scope) {
            Some(cube) => is_impossible(analysis, groups, &cube)?,
            None => true,
        };
        if is_none {
            return Ok(Some(why));
        }
    }
    Ok(Some(PartIdleness::Statement(idle)))
}

/// Why a condition does nothing, if it does, given what it keeps out.
fn condition_idleness(
    analysis: &mut Analysis<'_>,
    groups: &[&Group],
    rule: RuleId,
    region: &LitCube,
) -> Result<Option<PartIdleness>, Box<Unknown>> {
    let why = region_idleness(analysis, groups, rule, region)?;
    Ok(why.map(|why| match why {
        Idleness::NeverSatisfied => PartIdleness::AlwaysHolds,
        _ => PartIdleness::GuardsNothing,
    }))
}

/// Why the policy says the same of a region of requests whether or not a statement holds it, if it does.
fn region_idleness(
    analysis: &mut Analysis<'_>,
    groups: &[&Group],
    rule: RuleId,
    region: &LitCube,
) -> Result<Option<Idleness>, Box<Unknown>> {
    let is_indifferent =
        analysis.are_all_within(groups, &mut |analysis, group| analysis.indifferent(group, rule, region))?;
    if !is_indifferent {
        return Ok(None);
    }
    if is_impossible(analysis, groups, region)? {
        return Ok(Some(Idleness::NeverSatisfied));
    }
    if analysis.is_deny(rule) {
        return Ok(Some(Idleness::DeniedAnyway));
    }
    let is_denied = analysis.are_all_within(groups, &mut |analysis, group| {
        let one = Shape { allows: vec![region.clone()], denies: analysis.denies_besides(group, rule) };
        Ok((analysis.within_region(one, region), Shape::default()))
    })?;
    Ok(Some(if is_denied { Idleness::ShadowedByDeny } else { Idleness::Redundant }))
}

/// Whether no request is in a region.
fn is_impossible(
    analysis: &mut Analysis<'_>,
    groups: &[&Group],
    region: &LitCube,
) -> Result<bool, Box<Unknown>> {
    let shape = Shape { allows: vec![region.clone()], denies: Vec::new() };
    analysis.are_all_within(groups, &mut |_, _| Ok((shape.clone(), Shape::default())))
}
