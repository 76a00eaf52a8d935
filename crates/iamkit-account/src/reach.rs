//! What principals can do: all actions of the catalog, by the statements that decide them.
//!
//! The actions of which the same statements speak are decided together, on resources of every kind that the statements
//! tell apart: resource globs are split into classes (exactly, see `iamkit_policy::glob::classes`), one resource of each
//! class is asked about, and whatever isn't known of a request is left open. The resources are those of the principal's
//! own account, in the forms that the catalog knows. A resource whose own policy speaks of an action stands by itself, of
//! whichever account it is: its policy and the principal's are weighed together (S56–S62).

mod finder;
mod group;
mod kinds;
mod matrix;
mod meeting;
mod on_resource;
mod spoken;
mod verdict;

use iamkit_catalog::Catalog;
use iamkit_engine::Layer;
use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::{Effect, PolicyDocument};

use crate::view::{AccessView, AccountPrincipal, AskError};
use on_resource::OnResource;

pub(crate) use finder::Finder;
pub(crate) use matrix::{ClassKey, class, row, row_beside};
pub(crate) use verdict::Verdicts;

pub use matrix::{Matrix, MatrixRow};
pub use verdict::Extent;

/// What a principal can do
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The actions that it can do at least sometimes, those together that the same statements decide.
    pub grants: Vec<ReachGrant>,
    /// What the answer takes for granted because nobody said otherwise.
    pub facts: Facts,
}

/// Actions that the same statements decide
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachGrant {
    /// The actions, as the catalog spells them.
    pub actions: Vec<String>,
    /// The resource, where its own policy has a say; none for all that have no such policy.
    pub resource: Option<String>,
    /// On all resources and under all conditions, or on some or under some.
    pub extent: Extent,
    /// The statements that grant them: one has to match; for a key, or a resource of another account, one of either side.
    pub granted_by: Vec<Grounds>,
    /// The statements of boundary and control policies that let them pass; one of each layer and level has to match.
    pub limited_by: Vec<Grounds>,
    /// The statements that deny them: none may match.
    pub denied_by: Vec<Grounds>,
}

/// A statement that has a say
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    /// The layer's short name.
    pub layer: &'static str,
    /// Which of the layer's levels, from 0.
    pub level: usize,
    /// The policy's name; of a resource's own policy the ARN of the resource.
    pub policy: String,
    /// How the policy comes to have an effect.
    pub path: String,
    /// The statement's place, from 0.
    pub statement: usize,
    /// Its resources as written.
    pub resources: Vec<String>,
    /// Whether the resources are those it doesn't name.
    pub is_not_resource: bool,
    /// Its conditions as written.
    pub conditions: Vec<crate::condition::ConditionTest>,
}

impl AccessView {
    /// What a user or role can do to the resources of its account, and to those whose own policies let it.
    ///
    /// # Errors
    /// See [`AskError`].
    ///
    /// # Complexity
    /// Linear in the actions of the catalog; the classes of resources can be many where globs have wildcards in front of
    /// other text, see [`Extent::Unproven`].
    pub fn what_can(&self, principal: &AccountPrincipal) -> Result<Reach, AskError> {
        let mut verdicts = Verdicts::new(self);
        let speakers = group::Speakers::new(self, principal);
        let mut grants = Vec::new();
        for group in speakers.groups(self.spoken()) {
            let extent = verdicts.of(principal, &speakers, &group)?;
            if extent != Extent::Never {
                grants.push(self.grant(principal, &speakers, &group, extent));
            }
        }
        for on in on_resource::of(self, principal, &speakers)? {
            if on.extent != Extent::Never {
                grants.push(self.grant_on(principal, &on));
            }
        }
        let facts = facts(principal, &grants);
        Ok(Reach { grants: merged(grants), facts })
    }

    fn grant(
        &self,
        principal: &AccountPrincipal,
        speakers: &group::Speakers<'_>,
        group: &group::Group,
        extent: Extent,
    ) -> ReachGrant {
        let catalog = Catalog::embedded();
        let actions = group.actions.iter().filter_map(|id| catalog.action_by_id(*id));
        let statements = |is_wanted: &dyn Fn(&group::Speaker<'_>) -> bool| {
            let speakers = speakers.of(group).filter(|speaker| is_wanted(speaker));
            speakers.filter_map(|speaker| self.grounds(principal, speaker)).collect::<Vec<_>>()
        };
        let is_identity = |speaker: &group::Speaker<'_>| speaker.layer == Layer::Identity;
        let is_deny = |speaker: &group::Speaker<'_>| speaker.rule.effect == Effect::Deny;
        ReachGrant {
            actions: actions.map(|action| action.to_string()).collect(),
            resource: None,
            extent,
            granted_by: statements(&|speaker| is_identity(speaker) && !is_deny(speaker)),
            limited_by: statements(&|speaker| !is_identity(speaker) && !is_deny(speaker)),
            denied_by: statements(&is_deny),
        }
    }

    fn grant_on(&self, principal: &AccountPrincipal, on: &OnResource<'_>) -> ReachGrant {
        let catalog = Catalog::embedded();
        let actions = on.actions.iter().filter_map(|id| catalog.action_by_id(*id));
        let owner = self.scope(on.resource.owner);
        let statements = |is_wanted: &dyn Fn(Layer, bool) -> bool| {
            let deciding = on.deciding.iter().filter(|(layer, .., is_deny)| is_wanted(*layer, *is_deny));
            let grounds = deciding.filter_map(|(layer, level, at, statement, _)| {
                if *layer == Layer::Resource {
                    let document = on.resource.set.documents().get(*at)?.document();
                    let names = (on.resource.arn.to_string(), POLICY_OF_RESOURCE.to_owned());
                    return grounds(*layer, *level, names, document, *statement);
                }
                let policy = self.policy_at(principal, owner, *layer, *level, *at)?;
                let names = (policy.name().to_owned(), policy.path().to_string());
                grounds(*layer, *level, names, policy.document(), *statement)
            });
            grounds.collect::<Vec<_>>()
        };
        let is_grant = |layer| matches!(layer, Layer::Identity | Layer::Resource);
        ReachGrant {
            actions: actions.map(|action| action.to_string()).collect(),
            resource: Some(on.resource.arn.to_string()),
            extent: on.extent,
            granted_by: statements(&|layer, is_deny| is_grant(layer) && !is_deny),
            limited_by: statements(&|layer, is_deny| !is_grant(layer) && !is_deny),
            denied_by: statements(&|_, is_deny| is_deny),
        }
    }

    fn grounds(&self, principal: &AccountPrincipal, speaker: &group::Speaker<'_>) -> Option<Grounds> {
        let owner = self.scope(principal.account_place());
        let policy = self.policy_at(principal, owner, speaker.layer, speaker.level, speaker.document)?;
        let names = (policy.name().to_owned(), policy.path().to_string());
        grounds(speaker.layer, speaker.level, names, policy.document(), speaker.rule.statement)
    }

    /// What one principal can do, action by action.
    ///
    /// # Errors
    /// See [`AskError`].
    pub fn row_of(&self, principal: &AccountPrincipal) -> Result<MatrixRow, AskError> {
        row(self, principal, &mut Verdicts::new(self))
    }

    /// What every user and role can do, action by action.
    ///
    /// # Errors
    /// See [`AskError`].
    ///
    /// # Complexity
    /// Principals with the same policies are one, and so are statements that were weighed before; the rest is linear in
    /// principals and actions.
    pub fn matrix(&self) -> Result<Matrix, AskError> {
        matrix::of(self)
    }
}

/// Resources whose policies nobody gave have none, keys those of their account; a role's session has none either.
fn facts(principal: &AccountPrincipal, grants: &[ReachGrant]) -> Facts {
    if grants.is_empty() {
        return Facts::NONE;
    }
    let facts = Facts::NONE.with(Fact::NoResourcePolicy);
    let is_of_key = |action: &String| action.starts_with("kms:");
    let is_about_keys =
        grants.iter().any(|grant| grant.resource.is_none() && grant.actions.iter().any(is_of_key));
    let facts = if is_about_keys { facts.with(Fact::DelegatingKeyPolicy) } else { facts };
    if principal.is_user() { facts } else { facts.with(Fact::NoSessionPolicy) }
}

/// How a resource's own policy comes to have an effect.
const POLICY_OF_RESOURCE: &str = "policy of the resource";

fn grounds(
    layer: Layer,
    level: usize,
    (policy, path): (String, String),
    document: &PolicyDocument,
    statement: usize,
) -> Option<Grounds> {
    let written = document.statements().get(statement)?;
    let resources = written.resources();
    let texts = resources.into_iter().flat_map(iamkit_policy::ElementList::values);
    Some(Grounds {
        layer: layer.as_str(),
        level,
        policy,
        path,
        statement,
        resources: texts.map(|text| text.as_str().into()).collect(),
        is_not_resource: resources.is_some_and(iamkit_policy::ElementList::is_negated),
        conditions: crate::condition::tests(written),
    })
}

/// Groups that differ in the kind of their resources alone are shown as one.
fn merged(grants: Vec<ReachGrant>) -> Vec<ReachGrant> {
    let mut merged: Vec<ReachGrant> = Vec::new();
    for grant in grants {
        let same = merged.iter_mut().find(|other| {
            (&other.resource, &other.granted_by, &other.limited_by, &other.denied_by, other.extent)
                == (&grant.resource, &grant.granted_by, &grant.limited_by, &grant.denied_by, grant.extent)
        });
        match same {
            Some(other) => other.actions.extend(grant.actions),
            None => merged.push(grant),
        }
    }
    for grant in &mut merged {
        grant.actions.sort_by_key(|action| action.to_ascii_lowercase());
    }
    merged
}
