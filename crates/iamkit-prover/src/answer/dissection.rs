//! A policy taken apart: many questions about its parts, from one budget.

use std::rc::Rc;

use iamkit_policy::fact::Facts;
use rustc_hash::FxHashMap;

use crate::answer::statement_part::StatementPart;
use crate::answer::unknown::whole;
use crate::compile::action::RuleId;
use crate::compile::{Access, Neighbours};
use crate::limits::Limits;
use crate::reason::Unknown;
use crate::search::{Analysis, Group};
use crate::universe::Universe;

/// No policy at all.
static NOTHING: Access = Access::nothing();

/// A policy taken apart, for questions about its statements and their parts
///
/// What one question works out serves the next, and all of them together take no more work than the limits allow.
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_prover::{Access, Dissection, Limits, StatementPart, Universe};
///
/// let document: PolicyDocument = r#"{"Statement": {"Effect": "Allow", "Resource": "arn:aws:s3:::logs/*",
///     "Action": ["s3:GetObject", "s3:ListBucket"]}}"#.parse()?;
/// let access = Access::identity(&document)?;
/// let mut dissection = Dissection::new(&access, &Universe::real(), &Limits::default());
/// assert_eq!(dissection.idle_statements().list, []);
/// let idle = dissection.idle_parts().list;
/// assert_eq!(idle[0].part, StatementPart::Action(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Dissection<'q> {
    pub(super) access: &'q Access,
    pub(super) universe: Universe<'q>,
    pub(super) limits: Limits,
    /// Why it can't be taken apart, if it can't.
    analysis: Result<Box<Analysis<'q>>, Unknown>,
    pub(super) groups: Vec<Group>,
    /// Whether a statement, by its place, or a part of it is known to do something.
    pub(super) is_busy: Option<IsBusy<'q>>,
    /// The groups of the actions that each statement names, by their places.
    naming: FxHashMap<RuleId, Vec<usize>>,
    neighbours: Neighbours<'q>,
}

/// Whether a statement, by its place in a document that is alone, or a part of it is known to do something
pub type IsBusy<'q> = Rc<dyn Fn(usize, Option<StatementPart>) -> bool + 'q>;

impl std::fmt::Debug for Dissection<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dissection").field("access", self.access).finish_non_exhaustive()
    }
}

impl<'q> Dissection<'q> {
    /// Takes a policy apart.
    pub fn new(access: &'q Access, universe: &Universe<'q>, limits: &Limits) -> Self {
        let analysis = Analysis::new([access, &NOTHING], *universe, limits);
        let mut analysis = analysis.map(Box::new).map_err(whole);
        let groups = analysis.as_mut().map_or_else(|_| Vec::new(), |it| std::mem::take(&mut it.groups));
        let mut naming: FxHashMap<RuleId, Vec<usize>> = FxHashMap::default();
        for (at, group) in groups.iter().enumerate() {
            group.rules.iter().for_each(|rule| naming.entry(*rule).or_default().push(at));
        }
        let neighbours = if analysis.is_ok() { Neighbours::new(access) } else { Neighbours::default() };
        let (universe, limits) = (*universe, *limits);
        Self { access, universe, limits, analysis, groups, is_busy: None, naming, neighbours }
    }

    /// Asks nothing about statements, and parts of them, that are known to do something.
    #[must_use]
    pub fn with_busy(self, is_busy: IsBusy<'q>) -> Self {
        Self { is_busy: Some(is_busy), ..self }
    }

    /// The limits with the work that is left.
    pub fn limits_left(&self) -> Limits {
        let spent = self.analysis.as_ref().map_or(0, |analysis| analysis.session.budget.spent());
        Limits { max_work: self.limits.max_work.saturating_sub(spent), ..self.limits }
    }

    /// Asks for each statement, given the groups of the actions that it names, and returns what stays open.
    ///
    /// Each has a share of the work that is left; once nearly none is, the others aren't asked.
    pub(super) fn for_each_rule(
        &mut self,
        mut ask: impl FnMut(&mut Analysis<'q>, &[&Group], RuleId) -> Result<(), Box<Unknown>>,
    ) -> Vec<Unknown> {
        let Self { access, analysis, groups, naming, neighbours, .. } = self;
        let analysis = match analysis {
            Ok(analysis) => analysis,
            Err(unknown) => return vec![unknown.clone()],
        };
        let (mut unknown, mut unasked) = (Vec::new(), Vec::new());
        for rule in rules(access) {
            let named = naming.get(&rule).into_iter().flatten().filter_map(|at| groups.get(*at));
            let named = named.collect::<Vec<_>>();
            analysis.session.budget.turn(false);
            analysis.session.facts = Facts::NONE;
            // Where the budget is too small to see which they are, all may.
            let near = neighbours.of(access, rule, &analysis.session.budget).ok().flatten();
            analysis.near = near.map(|near| (rule, near));
            match ask(analysis, &named, rule) {
                Ok(()) => {}
                Err(it) if it.reason.is_of_work() && analysis.session.budget.is_nearly_spent() => {
                    unasked.push(rule);
                }
                Err(it) => unknown.push(Unknown { statements: analysis.places(&[rule]), ..*it }),
            }
        }
        if !unasked.is_empty() {
            let statements = analysis.places(&unasked);
            unknown.push(Unknown { statements, ..whole(analysis.session.budget.exceeded()) });
        }
        analysis.session.budget.turn(true);
        unknown
    }

    /// Asks for each group of actions, and returns what stays open.
    pub(super) fn for_each_group(
        &mut self,
        mut ask: impl FnMut(&mut Analysis<'q>, &Group) -> Result<(), Box<Unknown>>,
    ) -> Vec<Unknown> {
        let Self { analysis, groups, .. } = self;
        let analysis = match analysis {
            Ok(analysis) => analysis,
            Err(unknown) => return vec![unknown.clone()],
        };
        let mut unknown = Vec::new();
        for group in &*groups {
            analysis.session.budget.turn(false);
            if let Err(it) = ask(analysis, group) {
                unknown.push(*it);
            }
        }
        analysis.session.budget.turn(true);
        unknown
    }
}

/// The statements of a side's policies.
fn rules(access: &Access) -> impl Iterator<Item = RuleId> {
    let parts = access.parts.iter().enumerate().filter(|(_, part)| !part.is_limit);
    parts.flat_map(|(part, policies)| (0..policies.rules.len()).map(move |at| (0, part, at)))
}
