//! Statements that do nothing: no request satisfies them, a Deny takes all they give, or others say the same.

use iamkit_policy::Effect;
use iamkit_policy::fact::{Facts, Mark};

use crate::answer::dissection::Dissection;
use crate::answer::needed::needed_facts;
use crate::answer::unknown::whole;
use crate::compile::action::RuleId;
use crate::compile::shape::{LitCube, Shape, lit_cube};
use crate::compile::{Access, shape_of};
use crate::limits::{Limits, Work};
use crate::reason::{Side, StatementPlace, Unknown};
use crate::search::{Analysis, Excess, Group};
use crate::universe::Universe;

/// What a rule takes that stays when another is taken out, looked at for the requests of that one.
const RULE_COST: usize = 96;

/// Why a statement does nothing
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Idleness {
    /// It names no action.
    NamesNoAction,
    /// No request for its actions has such a principal or resource.
    NamesNothing,
    /// No request satisfies its conditions together with its resources and principals.
    NeverSatisfied,
    /// It is an Allow, and all it allows is denied.
    ShadowedByDeny,
    /// It is an Allow, and without it the same is allowed.
    Redundant,
    /// It is a Deny, and without it the same is denied: what other policies may allow counts too.
    DeniedAnyway,
}

impl Idleness {
    /// Every reason, in the order in which they are looked for.
    pub const ALL: [Self; 6] = [
        Self::NamesNoAction,
        Self::NamesNothing,
        Self::NeverSatisfied,
        Self::ShadowedByDeny,
        Self::Redundant,
        Self::DeniedAnyway,
    ];

    /// Why, in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NamesNoAction => "it names no action",
            Self::NamesNothing => "its actions have no such principal or resource",
            Self::NeverSatisfied => "its conditions are never satisfied",
            Self::ShadowedByDeny => "all it allows is denied",
            Self::Redundant => "without it the same is allowed",
            Self::DeniedAnyway => "without it the same is denied",
        }
    }
}

iamkit_policy::from_its_names!(Idleness, "reason");

/// A statement that does nothing, and why
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct IdleStatement {
    /// The statement.
    pub statement: StatementPlace,
    /// Why it does nothing.
    pub why: Idleness,
    /// The facts without which it may do something.
    pub facts: Facts,
}

/// The statements that do nothing, in their order, and what could not be decided
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct IdleStatements {
    /// The statements; each could be taken out by itself without changing what is allowed, but not always several of
    /// them together: of two that say the same, both are redundant.
    pub list: Vec<IdleStatement>,
    /// Statements that may do something, but do nothing if more was taken for granted than the universe does: by these
    /// facts besides.
    pub open: Vec<IdleStatement>,
    /// What could not be decided.
    pub unknown: Vec<Unknown>,
}

/// Finds the statements that do nothing
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Idleness, Limits, Universe, idle_statements};
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": [
///     {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
///     {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:jobs"},
///     {"Effect": "Allow", "Action": "sqs:SendMesage", "Resource": "*"},
///     {"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sqs:*:*:jobs"}]}"#.parse()?;
/// let access = Access::identity(&document)?;
/// let found = idle_statements(&access, &Universe::real(), &Limits::default());
/// let reasons = found.list.iter().map(|idle| (idle.statement.statement, idle.why)).collect::<Vec<_>>();
/// assert_eq!(reasons, [
///     (1, Idleness::Redundant), (2, Idleness::NamesNoAction), (3, Idleness::NamesNothing),
/// ]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn idle_statements(access: &Access, universe: &Universe<'_>, limits: &Limits) -> IdleStatements {
    Dissection::new(access, universe, limits).idle_statements()
}

impl Dissection<'_> {
    /// Finds the statements that do nothing, as [`idle_statements`] does.
    pub fn idle_statements(&mut self) -> IdleStatements {
        let mut found = IdleStatements { list: Vec::new(), open: Vec::new(), unknown: Vec::new() };
        let universe = self.universe;
        let is_busy = self.is_busy.clone();
        found.unknown = self.for_each_rule(|analysis, groups, rule| {
            let place = analysis.places(&[rule]).first().map(|it| it.statement);
            if is_busy.as_ref().zip(place).is_some_and(|(is_busy, at)| is_busy(at, None)) {
                return Ok(());
            }
            match idleness(analysis, groups, rule)? {
                Some(why) => found.list.extend(analysis.idle(groups, rule, why, universe)),
                None => found.open.extend(analysis.open(groups, rule, universe)),
            }
            Ok(())
        });
        found
    }
}

/// Why a rule does nothing, if it does, given the groups of actions that it names.
pub(super) fn idleness(
    analysis: &mut Analysis<'_>,
    groups: &[&Group],
    rule: RuleId,
) -> Result<Option<Idleness>, Box<Unknown>> {
    if groups.is_empty() {
        return Ok(Some(Idleness::NamesNoAction));
    }
    let [access, _] = analysis.sides;
    let Some((effect, cube)) = literals(analysis, access, rule) else {
        return Ok(Some(Idleness::NamesNothing));
    };
    if analysis.session.budget.is_nearly_spent() {
        return Err(Box::new(whole(analysis.session.budget.exceeded())));
    }
    // Most statements do something, which one question shows; why one does nothing takes more of them.
    let does_nothing =
        analysis.are_all_within(groups, &mut |analysis, group| analysis.indifferent(group, rule, &cube));
    if let Ok(false) = does_nothing {
        return Ok(None);
    }
    if names_nothing(analysis, groups, rule)? {
        return Ok(Some(Idleness::NamesNothing));
    }
    let alone = |cube: &LitCube| Shape { allows: vec![cube.clone()], denies: Vec::new() };
    if analysis.are_all_within(groups, &mut |_, _| Ok((alone(&cube), Shape::default())))? {
        return Ok(Some(Idleness::NeverSatisfied));
    }
    // Whatever the statement says, other Denies say: of an Allow that it has no effect, of a Deny that it has no need.
    let is_denied = analysis.are_all_within(groups, &mut |analysis, group| {
        let denies = analysis.denies_besides(group, rule);
        Ok((Shape { allows: vec![cube.clone()], denies }, Shape::default()))
    })?;
    match (effect, is_denied) {
        (Effect::Allow, true) => Ok(Some(Idleness::ShadowedByDeny)),
        (Effect::Deny, _) => Ok(is_denied.then_some(Idleness::DeniedAnyway)),
        (Effect::Allow, false) => Ok(does_nothing?.then_some(Idleness::Redundant)),
    }
}

/// Whether no request for its actions has such a principal or resource as a rule names.
pub(super) fn names_nothing(
    analysis: &mut Analysis<'_>,
    groups: &[&Group],
    rule: RuleId,
) -> Result<bool, Box<Unknown>> {
    let [access, _] = analysis.sides;
    let Some((_, cube)) = literals(analysis, access, rule) else { return Ok(true) };
    let scope = cube.into_iter().filter(|lit| !analysis.is_condition(*lit)).collect::<LitCube>();
    let scope = Shape { allows: vec![scope], denies: Vec::new() };
    analysis.are_all_within(groups, &mut |_, _| Ok((scope.clone(), Shape::default())))
}

pub(super) fn literals(
    analysis: &Analysis<'_>,
    access: &Access,
    (_, part, at): RuleId,
) -> Option<(Effect, LitCube)> {
    let rule = access.parts.get(part)?.rules.get(at)?;
    Some((rule.effect, lit_cube(rule.literals.as_ref()?, analysis.numbers(Side::A))?))
}

pub(super) type Shapes = (Shape, Shape);

/// Makes a pair of shapes of a group.
pub(super) type Shaper<'s, 'q> = &'s mut dyn FnMut(&mut Analysis<'q>, &Group) -> Result<Shapes, Box<Unknown>>;

pub(super) fn shape_number(group: &Group) -> usize {
    let [shape, _] = group.shapes;
    shape
}

impl<'q> Analysis<'q> {
    /// A statement that was just found to do nothing, with those of the facts used that it needs.
    fn idle(
        &mut self,
        groups: &[&Group],
        rule: RuleId,
        why: Idleness,
        universe: Universe<'q>,
    ) -> Option<IdleStatement> {
        let used = self.session.facts;
        let facts = needed_facts(&universe, used, &Some(why), |without| {
            self.universe = universe.assuming(without.facts());
            idleness(self, groups, rule).ok().flatten()
        });
        self.universe = universe;
        let statement = self.places(&[rule]).into_iter().next()?;
        Some(IdleStatement { statement, why, facts })
    }

    /// A statement that does nothing if everything is taken for granted that there is.
    fn open(&mut self, groups: &[&Group], rule: RuleId, universe: Universe<'q>) -> Option<IdleStatement> {
        let documented = Facts::up_to(Mark::Documented);
        let all = universe.assuming(Facts::all().minus(documented.minus(universe.facts())));
        self.universe = all;
        self.session.facts = Facts::NONE;
        let found = match names_nothing(self, groups, rule) {
            Ok(true) => self.idle(groups, rule, Idleness::NamesNothing, all),
            _ => None,
        };
        self.universe = universe;
        found.map(|idle| IdleStatement { facts: idle.facts.minus(universe.facts()), ..idle })
    }

    /// Whether in every group the first shape is within the second.
    pub(super) fn are_all_within(
        &mut self,
        groups: &[&Group],
        shapes: Shaper<'_, 'q>,
    ) -> Result<bool, Box<Unknown>> {
        let hinted = self
            .hint
            .and_then(|action| groups.iter().find_map(|group| Some((*group, group.actions.only(action)?))));
        let all = groups.iter().map(|group| (*group, group.actions.clone()));
        for (group, actions) in hinted.into_iter().chain(all) {
            let (one, two) = shapes(self, group)?;
            let [one, two] = [self.session.shape(one), self.session.shape(two)];
            // The group was made for other shapes, which may have asked for less.
            for (world, actions) in self.worlds_of(actions, [one, two]) {
                match self.excess_of(one, two, world) {
                    Excess::None => {}
                    Excess::Found(_) => {
                        self.hint = actions.first();
                        return Ok(false);
                    }
                    Excess::Unknown(reason) => return Err(Box::new(self.unknown(group, Side::A, reason))),
                }
            }
        }
        Ok(true)
    }

    /// What the other Denies of a group say of the requests of one of its statements.
    pub(super) fn denies_besides(&self, group: &Group, rule: RuleId) -> Vec<LitCube> {
        let others = self.others(group, rule);
        let denies = others.into_iter().filter(|other| self.is_deny(*other));
        let [access, _] = self.sides;
        denies.filter_map(|rule| literals(self, access, rule)).map(|(_, cube)| cube).collect()
    }

    /// The other statements of a group that may say anything about the requests of one.
    fn others(&self, group: &Group, rule: RuleId) -> Vec<RuleId> {
        let near = self.near.as_ref().filter(|(of, _)| *of == rule).map(|(_, near)| near.as_slice());
        let (few, many) = match near {
            Some(near) if near.len() < group.rules.len() => (near, &*group.rules),
            Some(near) => (&*group.rules, near),
            None => (&*group.rules, &*group.rules),
        };
        few.iter().copied().filter(|other| *other != rule && many.binary_search(other).is_ok()).collect()
    }

    pub(super) fn is_deny(&self, (_, part, at): RuleId) -> bool {
        let [access, _] = self.sides;
        let rule = access.parts.get(part).and_then(|part| part.rules.get(at));
        rule.is_some_and(|rule| rule.effect == Effect::Deny)
    }

    /// The shape of a group without one of the rules, as far as it is about that one's requests.
    pub(super) fn shape_without(&mut self, group: &Group, rule: RuleId) -> Result<Shape, Box<Unknown>> {
        let rules = self.others(group, rule);
        let spent = self.session.budget.spend(Work::Boxes, RULE_COST * rules.len());
        spent.map_err(|exceeded| Box::new(whole(exceeded)))?;
        let [access, _] = self.sides;
        let shape = shape_of(access, self.numbers(Side::A), &rules, &self.session.budget);
        shape.map_err(|exceeded| Box::new(whole(exceeded)))
    }
}
