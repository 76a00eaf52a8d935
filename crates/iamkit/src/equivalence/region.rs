//! Regions: the resources and conditions under which a rule counts, and whether some regions cover others.
//!
//! Globs are decided exactly. A policy variable can stand for any text, so a pattern with one is taken as too large on
//! the inner side and as nothing on the outer side, unless both sides are the same: the answer "covered" is always
//! right, "not covered" may be too careful.

use iamkit_policy::glob::{Glob, LimitError, Limits, Token, classes, coverage};
use iamkit_policy::normal::{Part, Pattern, Rule, Scope, Template, Test};

/// Where a rule counts, for one action that it names
#[derive(Debug, Clone, Copy)]
pub(super) struct Region<'p> {
    pub(super) statement: usize,
    resources: Resources<'p>,
    conditions: &'p [Test],
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Resources<'p> {
    All,
    Scoped(&'p Scope<Pattern>),
}

/// Whether the action has resource types
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ActionKind {
    /// It has, or nothing is known about it.
    OnResources,
    /// It has none, so that only what matches the text `*` covers it (S25).
    WildcardOnly,
}

impl<'p> Region<'p> {
    /// The region of a rule; `None` where it can never count.
    pub(super) fn new(rule: &'p Rule, kind: ActionKind) -> Option<Self> {
        let scope = rule.resources.as_ref()?;
        let resources = match kind {
            _ if is_everything(scope) => Resources::All,
            ActionKind::OnResources => Resources::Scoped(scope),
            ActionKind::WildcardOnly => scope.contains(matches_star).then_some(Resources::All)?,
        };
        Some(Self { statement: rule.statement, resources, conditions: &rule.conditions })
    }

    /// Whether it holds every resource under no condition.
    pub(super) fn is_everything(&self) -> bool {
        self.resources == Resources::All && self.conditions.is_empty()
    }
}

fn is_everything(scope: &Scope<Pattern>) -> bool {
    let is_any = |pattern: &Pattern| matches!(pattern, Pattern::Glob(glob) if glob.is_any());
    match scope {
        Scope::Only(patterns) => patterns.iter().any(is_any),
        Scope::Except(patterns) => patterns.is_empty(),
    }
}

fn matches_star(pattern: &Pattern) -> bool {
    // A variable counts only behind the fifth colon (S10), so that a template never matches the text `*`.
    matches!(pattern, Pattern::Glob(glob) if glob.matches("*"))
}

/// Whether the outer regions together hold every inner one.
pub(super) fn covered(inner: &[Region<'_>], outer: &[Region<'_>]) -> Result<bool, LimitError> {
    for region in inner {
        if !is_covered(region, outer)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_covered(inner: &Region<'_>, outer: &[Region<'_>]) -> Result<bool, LimitError> {
    // A region with fewer conditions holds at least what one with all of them and more holds.
    let is_wider =
        |region: &&Region<'_>| region.conditions.iter().all(|test| inner.conditions.contains(test));
    let wider = outer.iter().filter(is_wider).map(|region| region.resources).collect::<Vec<_>>();
    if wider.iter().any(|resources| *resources == Resources::All || *resources == inner.resources) {
        return Ok(true);
    }
    if wider.is_empty() {
        return Ok(false);
    }
    let outer = wider.iter().map(|resources| resources.at_least()).collect::<Vec<_>>();
    is_within(&inner.resources.at_most(), &outer)
}

/// Whether a scope of globs is within the union of others.
fn is_within(inner: &Scope<Glob>, outer: &[Scope<Glob>]) -> Result<bool, LimitError> {
    let limits = Limits::default();
    if let Scope::Only(globs) = inner
        && outer.iter().all(|scope| !scope.is_complement())
    {
        let outer = outer.iter().flat_map(Scope::entries).cloned().collect::<Vec<_>>();
        return Ok(coverage(globs, &outer, &limits)?.is_covered());
    }
    let mut globs = Vec::new();
    let inner = indexed(inner, &mut globs);
    let outer = outer.iter().map(|scope| indexed(scope, &mut globs)).collect::<Vec<_>>();
    let classes = classes(&globs, &limits)?;
    Ok(classes.iter().all(|class| {
        let holds = |scope: &Scope<usize>| scope.contains(|&index| class.members.contains(index));
        !holds(&inner) || outer.iter().any(holds)
    }))
}

/// The scope with each glob replaced by its place in the list, to which it is added.
pub(super) fn indexed(scope: &Scope<Glob>, globs: &mut Vec<Glob>) -> Scope<usize> {
    let start = globs.len();
    globs.extend(scope.entries().iter().cloned());
    let indices = (start..globs.len()).collect();
    if scope.is_complement() { Scope::Except(indices) } else { Scope::Only(indices) }
}

impl Resources<'_> {
    /// A scope without variables that holds at least everything that this one can hold.
    fn at_most(self) -> Scope<Glob> {
        match self {
            Self::All => Scope::Only(vec![Glob::any()]),
            Self::Scoped(Scope::Only(patterns)) => Scope::Only(widened(patterns)),
            Self::Scoped(Scope::Except(patterns)) => Scope::Except(without_templates(patterns)),
        }
    }

    /// A scope without variables that holds only what this one holds whatever the variables are.
    fn at_least(self) -> Scope<Glob> {
        match self {
            Self::All => Scope::Only(vec![Glob::any()]),
            Self::Scoped(Scope::Only(patterns)) => Scope::Only(without_templates(patterns)),
            Self::Scoped(Scope::Except(patterns)) => Scope::Except(widened(patterns)),
        }
    }
}

fn without_templates(patterns: &[Pattern]) -> Vec<Glob> {
    let globs = patterns.iter().filter_map(|pattern| match pattern {
        Pattern::Glob(glob) => Some(glob.clone()),
        Pattern::Template(_) => None,
    });
    globs.collect()
}

fn widened(patterns: &[Pattern]) -> Vec<Glob> {
    let globs = patterns.iter().map(|pattern| match pattern {
        Pattern::Glob(glob) => glob.clone(),
        Pattern::Template(template) => widest(template),
    });
    globs.collect()
}

/// The template with `*` for each variable.
fn widest(template: &Template) -> Glob {
    Glob::from_tokens(template.parts().iter().map(|part| match part {
        Part::Token(token) => token.clone(),
        Part::Variable(_) => Token::AnyString,
    }))
}
