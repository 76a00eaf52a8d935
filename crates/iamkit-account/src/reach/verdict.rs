//! Whether some actions can be done: always, sometimes or never.

use std::collections::BTreeSet;

use iamkit_catalog::Catalog;
use iamkit_engine::{Allowance, Layer, RequestError};
use iamkit_policy::Effect;
use iamkit_policy::glob::{Glob, Token, classes};
use iamkit_policy::normal::{Part, Pattern, Rule, Scope};
use rustc_hash::FxHashMap;

use super::group::{Group, Speakers};
use super::kinds::{Forms, Kind, Kinds};
use super::meeting::{LIMITS, meeting};
use crate::open_keys::allowance;
use crate::view::{
    AccessView, AccountPrincipal, AskError, hangs_on_unknown_policy, is_of_principal, keys_of, value_of,
};

/// How far something can be done
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Extent {
    /// To no resource, under no condition.
    Never,
    /// To some resource, or under some condition.
    Sometimes,
    /// To every resource, under all conditions.
    Always,
    /// Statements grant it, but there are too many kinds of resources or values to try, or a policy that nobody can give
    /// has a say: it counts as something that can be done.
    Unproven,
}

impl Extent {
    /// The extent as far as it is known: what a policy has a say in that nobody can give isn't.
    pub(super) fn as_far_as_known<'r>(self, mut rules: impl Iterator<Item = &'r Rule>) -> Self {
        if self != Self::Never && rules.any(hangs_on_unknown_policy) { Self::Unproven } else { self }
    }
}

/// What tells weighings apart: the statements, the form of the resources, the boundary, the account, and what the
/// statements ask of who the principal is.
type Key = (Vec<(usize, usize)>, (u32, u32), usize, usize, Vec<Option<String>>);

/// What was weighed already.
pub(crate) struct Verdicts<'v> {
    view: &'v AccessView,
    known: FxHashMap<Key, Extent>,
}

impl<'v> Verdicts<'v> {
    pub(crate) fn new(view: &'v AccessView) -> Self {
        Self { view, known: FxHashMap::default() }
    }

    pub(crate) fn of(
        &mut self,
        principal: &'v AccountPrincipal,
        speakers: &Speakers<'v>,
        group: &Group,
    ) -> Result<Extent, AskError> {
        if let Some(extent) = evident(speakers, group) {
            return Ok(extent);
        }
        let keys = speakers.of(group).flat_map(|speaker| keys_of(speaker.rule));
        let keys = keys.filter(|key| is_of_principal(key)).collect::<BTreeSet<_>>();
        let values = keys.into_iter().map(|key| value_of(self.view, principal, key)).collect();
        let statements =
            speakers.of(group).map(|speaker| (std::ptr::from_ref(speaker.facts).addr(), speaker.at));
        let boundary = principal.boundary_set().map_or(0, |set| std::sync::Arc::as_ptr(set).addr());
        let key =
            (statements.collect(), (group.kind, group.number), boundary, principal.account_place(), values);
        if let Some(extent) = self.known.get(&key) {
            return Ok(*extent);
        }
        let extent = weigh(self.view, principal, speakers, group)?;
        let extent = extent.as_far_as_known(speakers.of(group).map(|speaker| speaker.rule));
        self.known.insert(key, extent);
        Ok(extent)
    }
}

/// Whether a rule matches whatever is asked.
fn is_unlimited(rule: &Rule) -> bool {
    let is_everything = |pattern: &Pattern| matches!(pattern, Pattern::Glob(glob) if glob.is_any());
    let is_every_resource = match &rule.resources {
        Some(Scope::Only(patterns)) => patterns.iter().any(is_everything),
        _ => false,
    };
    is_every_resource && rule.conditions.is_empty()
}

/// What is seen without asking about any resource.
fn evident(speakers: &Speakers<'_>, group: &Group) -> Option<Extent> {
    let denies = || speakers.of(group).filter(|speaker| speaker.rule.effect == Effect::Deny);
    if denies().any(|speaker| is_unlimited(speaker.rule)) {
        return Some(Extent::Never);
    }
    let mut always = denies().next().is_none();
    for (layer, level) in &speakers.layers {
        let allows = speakers.of(group).filter(|speaker| {
            let is_there = *layer == Layer::Identity || speaker.level == *level;
            speaker.layer == *layer && is_there && speaker.rule.effect == Effect::Allow
        });
        let mut allows = allows.peekable();
        // Of control policies that don't limit the principal the engine knows (S66).
        if allows.peek().is_none() && *layer != Layer::ServiceControl {
            return Some(Extent::Never);
        }
        always &= allows.any(|speaker| is_unlimited(speaker.rule));
    }
    always.then_some(Extent::Always)
}

/// Asks about a resource of every class.
fn weigh(
    view: &AccessView,
    principal: &AccountPrincipal,
    speakers: &Speakers<'_>,
    group: &Group,
) -> Result<Extent, AskError> {
    let action = group.actions.first().and_then(|id| Catalog::embedded().action_by_id(*id));
    let Some(action) = action.map(|action| action.to_string()) else { return Ok(Extent::Never) };
    let mut keys = speakers.of(group).flat_map(|speaker| keys_of(speaker.rule)).collect::<Vec<_>>();
    keys.sort_unstable();
    keys.dedup();
    let mut weighing =
        Weighing { view, principal, action: &action, keys: &keys, allowed: false, refused: false };
    // One resource that is allowed and one that isn't settle the matter; mostly the first few are such.
    if weighing.ask_until_settled(samples(view, principal, speakers, group))? {
        return Ok(Extent::Sometimes);
    }
    let Some(resources) = resources(view, principal, speakers, group) else { return Ok(Extent::Unproven) };
    match weighing.ask_until_settled(resources.into_iter()) {
        Err(AskError::Request(RequestError::TooManyValues { .. })) => Ok(Extent::Unproven),
        other => {
            other?;
            Ok(weighing.extent())
        }
    }
}

/// The answers about some resources.
struct Weighing<'w> {
    view: &'w AccessView,
    principal: &'w AccountPrincipal,
    action: &'w str,
    keys: &'w [&'w str],
    allowed: bool,
    refused: bool,
}

impl Weighing<'_> {
    /// Asks about resources until one was allowed and one refused, in whatever situation.
    fn ask_until_settled(&mut self, resources: impl Iterator<Item = String>) -> Result<bool, AskError> {
        for resource in resources {
            let allowance = allowance(self.view, self.principal, self.action, &resource, self.keys)?;
            self.allowed |= allowance != Allowance::Never;
            self.refused |= allowance != Allowance::Always;
            if self.allowed && self.refused {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn extent(&self) -> Extent {
        match (self.allowed, self.refused) {
            (false, _) => Extent::Never,
            (true, true) => Extent::Sometimes,
            (true, false) => Extent::Always,
        }
    }
}

/// Some resources of the right forms, worked out as they are asked for: such as the statements hardly name, then such as
/// they name. One with a policy of its own is none of them.
pub(super) fn samples<'s>(
    view: &'s AccessView,
    principal: &'s AccountPrincipal,
    speakers: &'s Speakers<'_>,
    group: &'s Group,
) -> impl Iterator<Item = String> + 's {
    let kind = Kinds::embedded().kind(group.kind).filter(|kind| !kind.is_wildcard_only);
    let named = patterns(principal, speakers, group);
    let forms = kind.map(|kind| forms(principal, kind, &named));
    let globs = forms.iter().flat_map(|forms| forms.iter().map(|(form, _)| form.clone())).collect::<Vec<_>>();
    let unnamed = globs.iter().map(|form| filled(form, "any-other")).collect::<Vec<_>>();
    let pairs = named.into_iter().flat_map(move |pattern| {
        let of_pattern = globs.iter().filter(|form| may_meet(form, &pattern));
        of_pattern.map(|form| (form.clone(), pattern.clone())).collect::<Vec<_>>()
    });
    let met = pairs.take(MAX_SAMPLES).filter_map(|(form, pattern)| meeting(&form, &pattern));
    let is_free = move |text: &String| held(view, group, text).is_none();
    let has_form = move |text: &String| forms.as_ref().is_some_and(|forms| forms.matches(text));
    unnamed.into_iter().chain(met).filter(has_form).filter(is_free)
}

/// The place of the resource with a policy of its own that a text names, where that policy speaks of the actions.
fn held(view: &AccessView, group: &Group, text: &str) -> Option<usize> {
    if group.number == 0 {
        return None;
    }
    view.resources().place_of(text).filter(|place| view.spoken().speaks(group.number, *place))
}

/// So many pairs of a form and a pattern are tried before the classes are worked out
const MAX_SAMPLES: usize = 24;

fn filled(glob: &Glob, filling: &str) -> String {
    let text = |token: &Token| match token {
        Token::Literal(text) => text.to_string(),
        Token::AnyChar => "x".to_owned(),
        Token::AnyString => filling.to_owned(),
    };
    glob.tokens().iter().map(text).collect()
}

/// A resource of every class that the statements tell apart, without those whose own policies have a say; `None` where
/// there are too many.
fn resources(
    view: &AccessView,
    principal: &AccountPrincipal,
    speakers: &Speakers<'_>,
    group: &Group,
) -> Option<Vec<String>> {
    let kind = Kinds::embedded().kind(group.kind)?;
    if kind.is_wildcard_only {
        return Some(vec!["*".into()]);
    }
    let patterns = patterns(principal, speakers, group);
    let forms = forms(principal, kind, &patterns);
    let is_of_a_form = |glob: &Glob| forms.iter().any(|(form, _)| may_meet(form, glob));
    // Patterns of other resources tell none of these apart.
    let patterns = patterns.into_iter().filter(|glob| is_of_a_form(glob)).collect::<Vec<_>>();
    let globs = forms.globs().cloned().chain(patterns).collect::<Vec<_>>();
    let mut with_policies = BTreeSet::new();
    loop {
        let own = with_policies.iter().filter_map(|place| view.resources().at(*place));
        let own = own.flat_map(|resource| resource.globs());
        let classes = classes(&globs.iter().cloned().chain(own).collect::<Vec<_>>(), &LIMITS).ok()?;
        let free = classes.iter().filter(|class| {
            forms.are_of(&class.members) && class.members.iter().all(|member| member < globs.len())
        });
        let witnesses = free.map(|class| class.witness.clone()).collect::<Vec<_>>();
        let known = with_policies.len();
        with_policies.extend(witnesses.iter().filter_map(|text| held(view, group, text)));
        if with_policies.len() == known {
            return Some(witnesses);
        }
    }
}

/// The resources that the statements name, what is known of the principal filled in.
fn patterns(principal: &AccountPrincipal, speakers: &Speakers<'_>, group: &Group) -> Vec<Glob> {
    let patterns =
        speakers.of(group).flat_map(|speaker| speaker.rule.resources.iter().flat_map(Scope::entries));
    patterns.map(|pattern| widest(pattern, principal)).collect()
}

/// Whether some text could match both: not where their beginnings differ.
pub(super) fn may_meet(one: &Glob, other: &Glob) -> bool {
    let (one, other) = (one.literal_prefix(), other.literal_prefix());
    one.starts_with(other) || other.starts_with(one)
}

/// A Region, and those that patterns name: enough to tell the patterns apart. Of two or more that are patterns
/// themselves a Region could match several, so that any Region has to stand there.
fn regions(patterns: &[Glob]) -> BTreeSet<String> {
    let named = patterns.iter().filter_map(|glob| glob.to_string().split(':').nth(3).map(str::to_owned));
    let named = named.filter(|region| !region.is_empty() && region != "*").collect::<BTreeSet<_>>();
    if 1 < named.iter().filter(|region| region.contains(['*', '?'])).count() {
        return BTreeSet::from(["*".to_owned()]);
    }
    let matching = named.iter().map(|region| region.replace('*', "").replace('?', "x"));
    std::iter::once("us-east-1".to_owned()).chain(matching).collect()
}

/// The forms of the principal's own resources; any text where the catalog tells none.
fn forms(principal: &AccountPrincipal, kind: &Kind, patterns: &[Glob]) -> Forms {
    let arn = principal.principal().as_aws().map(iamkit_engine::AwsPrincipal::arn);
    let (partition, account) = arn.map_or(("aws", ""), |arn| (arn.partition(), arn.account()));
    kind.forms(partition, account, &regions(patterns))
}

/// The pattern with what is known of the principal filled in, and with any text for other variables.
pub(super) fn widest(pattern: &Pattern, principal: &AccountPrincipal) -> Glob {
    let template = match pattern {
        Pattern::Glob(glob) => return glob.clone(),
        Pattern::Template(template) => template,
    };
    let known = |key: &str| match key {
        "aws:username" if principal.is_user() => {
            principal.principal().as_aws().map(|aws| aws.name().to_owned())
        }
        "aws:userid" if principal.is_user() => Some(principal.id().to_string()),
        "aws:principalaccount" => principal.principal().as_aws().map(|aws| aws.account().to_owned()),
        _ => {
            let tag = key.strip_prefix("aws:principaltag/")?;
            principal.tags().get(tag).map(ToString::to_string)
        }
    };
    let tokens = template.parts().iter().map(|part| match part {
        Part::Token(token) => token.clone(),
        Part::Variable(variable) => {
            known(variable.key().folded()).map_or(Token::AnyString, |text| Token::Literal(text.into()))
        }
    });
    Glob::from_tokens(tokens)
}
