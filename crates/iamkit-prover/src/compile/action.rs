//! Which statements of both sides name an action: the classes of actions that need be looked at once.

use iamkit_catalog::{Action, ActionId, Catalog, KeyId};
use iamkit_engine::facts;
use iamkit_engine::facts::has_resource_control;
use iamkit_policy::fact::Facts;
use iamkit_policy::glob::Glob;
use iamkit_policy::normal::{ActionPattern, Scope};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::bits::Bits;
use crate::compile::access::{Access, Part, Reach, Rule};
use crate::compile::fact;
use crate::compile::scene::Scene;
use crate::domain::resource::Resources;
use crate::language::text::Text;
use crate::language::{self, Loop, Step, Word, word};
use crate::limits::{Budget, Exceeded};

/// A rule by its side, its part of the access, and its place there.
pub(crate) type RuleId = (usize, usize, usize);

/// Actions that the same rules name.
#[derive(Debug, Clone)]
pub(crate) struct ActionClass {
    pub(crate) rules: Vec<RuleId>,
    /// Their ids in the catalog; none among strings.
    pub(crate) ids: Vec<ActionId>,
    /// A name of one of them, in lower case; none in a catalog.
    pub(crate) name: String,
    /// Its number among the classes of strings.
    pub(crate) number: usize,
}

/// All rules of the sides, in one order.
pub(crate) fn rules<'a>(sides: &'a [&Access]) -> impl Iterator<Item = (RuleId, &'a Rule)> {
    sides.iter().enumerate().flat_map(|(side, access)| {
        access.parts.iter().enumerate().flat_map(move |(part, policies)| {
            policies.rules.iter().enumerate().map(move |(at, rule)| ((side, part, at), rule))
        })
    })
}

/// Whether a rule is about the action, given as `service:Name`, beside naming it: resource control policies reach some
/// services (S68), and the policy of a bucket can't take some actions from the root user of its owner (S83).
pub(crate) fn reaches(part: Option<&Part>, action: &str) -> bool {
    part.is_none_or(|part| {
        let is_spared = || facts::ROOT_OF_OWNER.iter().any(|name| name.eq_ignore_ascii_case(action));
        match part.reach {
            Reach::All => true,
            Reach::ResourceControl => has_resource_control(action),
            Reach::AllButRootOfOwner => !is_spared(),
        }
    })
}

/// Whether actions of the class are left to the root user of the owner (S83).
pub(crate) fn is_left_to_root(sides: &[&Access], class: &ActionClass, catalog: Option<&Catalog>) -> bool {
    let mut parts = sides.iter().flat_map(|side| &side.parts);
    let is_one = |name: &str| facts::ROOT_OF_OWNER.iter().any(|of| of.eq_ignore_ascii_case(name));
    let of_id = |id: &ActionId| catalog.and_then(|catalog| catalog.action_by_id(*id));
    parts.any(|part| part.reach == Reach::AllButRootOfOwner)
        && (is_one(&class.name)
            || class.ids.iter().filter_map(of_id).any(|action| is_one(&action.to_string())))
}

/// The part of a rule.
fn part_of<'a>(sides: &'a [&Access], (side, part, _): RuleId) -> Option<&'a Part> {
    sides.get(side).and_then(|access| access.parts.get(part))
}

/// Whether what no rule names is allowed all the same (S70).
fn allows_by_default(sides: &[&Access]) -> bool {
    sides.iter().any(|access| access.scene.as_ref().is_some_and(Scene::is_of_root))
}

/// The classes of a catalog's actions; actions that no rule names are left out, but for who needs no rule.
///
/// The actions start as one class, which each rule splits into those it names and the others.
pub(crate) fn of_catalog(sides: &[&Access], catalog: &Catalog) -> Vec<ActionClass> {
    let mut class_of = vec![0_u32; catalog.action_count() as usize];
    let mut splits: Vec<Split> = vec![None];
    let mut named: Vec<ActionId> = Vec::new();
    let mut next: FxHashMap<u32, u32> = FxHashMap::default();
    let alike = alike(sides);
    for (number, rules) in (0..).zip(&alike) {
        let Some((id, rule)) = rules.first() else { continue };
        next.clear();
        let part = part_of(sides, *id).filter(|part| part.reach != Reach::All);
        visit_named(&rule.actions, catalog, |action| {
            let name = || catalog.action_by_id(action).map(|action| action.to_string()).unwrap_or_default();
            if part.is_some() && !reaches(part, &name()) {
                return;
            }
            let Some(class) = class_of.get_mut(action.get() as usize) else { return };
            let split = splits.get(*class as usize).copied().flatten();
            if split.is_some_and(|(_, last)| last == number) {
                return;
            }
            if split.is_none() {
                named.push(action);
            }
            *class = *next.entry(*class).or_insert_with(|| {
                splits.push(Some((*class, number)));
                u32::try_from(splits.len() - 1).unwrap_or(u32::MAX)
            });
        });
    }
    let gather = |actions: &mut dyn Iterator<Item = ActionId>| gather(actions, &class_of, &splits, &alike);
    if allows_by_default(sides) {
        return gather(&mut catalog.all_actions().iter());
    }
    named.sort_unstable();
    gather(&mut named.into_iter())
}

/// What it takes to find the actions that the rules name in a catalog: a pattern that may be of any service is held against
/// all of their names, and a scope of all actions, or of all but some, goes through them.
pub(crate) fn cost(sides: &[&Access], catalog: Option<&Catalog>) -> usize {
    let Some(catalog) = catalog else { return 0 };
    let all = catalog.action_count() as usize;
    let is_of_any_service = |glob: &&Glob| match glob.to_string().split_once(':') {
        _ if glob.is_any() || glob.as_literal().is_some() => false,
        Some((service, name)) => service.contains(['*', '?']) && name.starts_with(['*', '?']),
        None => true,
    };
    let alike = alike(sides);
    let rules = || alike.iter().filter_map(|rules| rules.first()).map(|(_, rule)| rule);
    let globs = rules().flat_map(|rule| rule.actions.entries()).filter_map(ActionPattern::glob);
    let held = globs.filter(is_of_any_service).count().saturating_mul(3 * all);
    let is_wide = |rule: &&&Rule| {
        let mut globs = rule.actions.entries().iter().filter_map(ActionPattern::glob);
        rule.actions.is_complement() || globs.any(Glob::is_any)
    };
    held.saturating_add(rules().filter(is_wide).count().saturating_mul(all / 8))
}

/// The rules that name the same actions in the same words, each list in their order.
fn alike<'a>(sides: &'a [&Access]) -> Vec<Vec<(RuleId, &'a Rule)>> {
    let mut alike: Vec<Vec<(RuleId, &Rule)>> = Vec::new();
    let mut places: FxHashMap<(bool, &[ActionPattern], Option<Reach>), usize> = FxHashMap::default();
    for (id, rule) in rules(sides) {
        let reach = part_of(sides, id).map(|part| part.reach);
        let scope = (rule.actions.is_complement(), rule.actions.entries(), reach);
        let place = *places.entry(scope).or_insert(alike.len());
        match alike.get_mut(place) {
            Some(rules) => rules.push((id, rule)),
            None => alike.push(vec![(id, rule)]),
        }
    }
    alike
}

/// Of which class another one is a part, and the number of the rules that name it; `None` for the class that none names.
type Split = Option<(u32, u32)>;

/// The classes of some actions, in the order of their first ones.
fn gather(
    actions: &mut dyn Iterator<Item = ActionId>,
    class_of: &[u32],
    splits: &[Split],
    alike: &[Vec<(RuleId, &Rule)>],
) -> Vec<ActionClass> {
    let mut places: Vec<Option<usize>> = vec![None; splits.len()];
    let mut classes: Vec<ActionClass> = Vec::new();
    for id in actions {
        let Some(&number) = class_of.get(id.get() as usize) else { continue };
        let Some(place) = places.get_mut(number as usize) else { continue };
        let place = *place.get_or_insert_with(|| {
            let rules = history(number, splits, alike);
            classes.push(ActionClass { rules, ids: Vec::new(), name: String::new(), number: 0 });
            classes.len() - 1
        });
        if let Some(class) = classes.get_mut(place) {
            class.ids.push(id);
        }
    }
    classes
}

/// The rules that made a class, in their order.
fn history(mut class: u32, splits: &[Split], alike: &[Vec<(RuleId, &Rule)>]) -> Vec<RuleId> {
    let mut rules = Vec::new();
    while let Some(Some((parent, number))) = splits.get(class as usize) {
        let named = alike.get(*number as usize).into_iter().flatten();
        rules.extend(named.map(|(id, _)| *id));
        class = *parent;
    }
    rules.sort_unstable();
    rules
}

/// Calls `visit` with the actions that a scope names, with some of them more than once.
pub(crate) fn visit_named(scope: &Scope<ActionPattern>, catalog: &Catalog, mut visit: impl FnMut(ActionId)) {
    let globs = scope.entries().iter().filter_map(ActionPattern::glob);
    if !scope.is_complement() {
        globs.for_each(|glob| visit_matching(glob, catalog, &mut visit));
        return;
    }
    let mut excluded = vec![false; catalog.action_count() as usize];
    for glob in globs {
        visit_matching(glob, catalog, &mut |id| {
            if let Some(is_excluded) = excluded.get_mut(id.get() as usize) {
                *is_excluded = true;
            }
        });
    }
    let all = catalog.all_actions();
    let others = all.iter().zip(&excluded).filter(|(_, is_excluded)| !**is_excluded);
    others.for_each(|(id, _)| visit(id));
}

fn visit_matching(glob: &Glob, catalog: &Catalog, visit: &mut impl FnMut(ActionId)) {
    if glob.is_any() {
        catalog.all_actions().iter().for_each(visit);
        return;
    }
    if let Some(name) = glob.as_literal() {
        catalog.action(name).map(|action| action.id()).into_iter().for_each(visit);
        return;
    }
    catalog.action_set(&glob.to_string()).iter().for_each(visit);
}

/// The classes of all strings that are names of actions, and which globs name each.
pub(crate) struct StringClasses {
    pub(crate) classes: Vec<ActionClass>,
    /// The globs of all rules, and the classes that each names.
    pub(crate) globs: Vec<(Glob, Bits)>,
}

pub(crate) fn of_strings(
    sides: &[&Access],
    known: &[&str],
    budget: &Budget,
) -> Result<StringClasses, Exceeded> {
    let mut globs: Vec<Glob> = Vec::new();
    let mut numbers: FxHashMap<Glob, usize> = FxHashMap::default();
    let all = rules(sides).flat_map(|(_, rule)| rule.actions.entries()).filter_map(ActionPattern::glob);
    for glob in all {
        numbers.entry(glob.clone()).or_insert_with(|| {
            globs.push(glob.clone());
            globs.len() - 1
        });
    }
    let of_glob = |glob: &Glob| vec![word::of_plain(&Text::from_glob(glob))];
    let mut lists = globs.iter().map(of_glob).collect::<Vec<_>>();
    // A name of which something is known apart from the policies is a class of its own.
    let named = known.iter().filter(|name| globs.iter().any(|glob| glob.matches(name)));
    lists.extend(named.map(|name| of_glob(&Glob::literal(name))));
    if sides.iter().flat_map(|side| &side.parts).any(|part| part.reach == Reach::ResourceControl) {
        lists.extend(fact::reached_by_resource_control().map(|pattern| of_glob(&Glob::parse(&pattern))));
    }
    let found = language::partition(&[any_name()], &lists, budget)?;
    let classes = found.iter().enumerate().map(|(number, class)| {
        let is_named = |pattern: &ActionPattern| {
            pattern.glob().and_then(|glob| numbers.get(glob)).is_some_and(|&at| class.lists.contains(at))
        };
        let is_reached = |id: RuleId| reaches(part_of(sides, id), &class.witness);
        let named = rules(sides).filter(|(id, rule)| rule.actions.contains(is_named) && is_reached(*id));
        let named = named.map(|(id, _)| id);
        ActionClass { rules: named.collect(), ids: Vec::new(), name: class.witness.clone(), number }
    });
    let classes = classes.collect();
    let of_glob = |at: usize| {
        Bits::from_fn(found.len(), |class| found.get(class).is_some_and(|class| class.lists.contains(at)))
    };
    let globs = globs.into_iter().enumerate().map(|(at, glob)| (glob, of_glob(at))).collect();
    Ok(StringClasses { classes, globs })
}

/// All texts that are names of actions: one colon, something on both of its sides, no wildcard, comma or white space.
fn any_name() -> Word {
    let mut word = Word::default();
    word.push(Step::NameChar);
    word.push_loop(Loop::NameChar);
    word.push(Step::Char(':'));
    word.push(Step::NameChar);
    word.push_loop(Loop::NameChar);
    word.finish()
}

/// All that the world of an action hangs on: its resources, its keys if they are asked for, and its name if something is
/// known of it.
pub(crate) type ActionKind<'c> = (Resources<'c>, SmallVec<[KeyId; 16]>, Option<String>);

pub(crate) fn kind(action: Action<'_>, facts: Facts, asks_keys: bool) -> ActionKind<'_> {
    let keys =
        if asks_keys { action.condition_keys().map(|key| key.id()).collect() } else { SmallVec::default() };
    let name = fact::is_special(action.service_prefix()).then(|| action.to_string().to_ascii_lowercase());
    (Resources::of(action, facts), keys, name.filter(|name| fact::is_known(name)))
}

/// How an action is written in the catalog.
pub(crate) fn written(action: Action<'_>) -> String {
    action.to_string()
}
