//! What principals can do: all actions of the catalog, by the statements that decide them.
//!
//! The actions of which the same statements speak are decided together, on resources of every kind that the statements
//! tell apart: resource globs are split into classes (exactly, see `iamkit_policy::glob::classes`), one resource of each
//! class is asked about, and whatever isn't known of a request is left open. The resources are those of the principal's
//! own account, in the forms that the catalog knows; that a resource's own policy grants more isn't considered here.

mod group;
mod kinds;
mod matrix;
mod verdict;

use iamkit_catalog::Catalog;
use iamkit_policy::Effect;
use serde::Serialize;

use super::view::{AccessView, AskError, PrincipalEntry};

pub use matrix::{Matrix, MatrixRow};
pub use verdict::Extent;

/// What a principal can do
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// The actions that it can do at least sometimes, those together that the same statements decide.
    pub grants: Vec<ReachGrant>,
}

/// Actions that the same statements decide
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReachGrant {
    /// The actions, as the catalog spells them.
    pub actions: Vec<String>,
    /// On all resources and under all conditions, or on some or under some.
    pub extent: Extent,
    /// The statements that grant them: one has to match.
    pub granted_by: Vec<Grounds>,
    /// The statements of boundary and control policies that let them pass; one of each layer and level has to match.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limited_by: Vec<Grounds>,
    /// The statements that deny them: none may match.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denied_by: Vec<Grounds>,
}

/// A statement that has a say
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Grounds {
    /// The layer's short name.
    pub layer: &'static str,
    /// Which of the layer's levels, from 0.
    pub level: usize,
    /// The policy's name.
    pub policy: String,
    /// How the policy comes to have an effect.
    pub path: String,
    /// The statement's place, from 0.
    pub statement: usize,
    /// Its resources as written.
    pub resources: Vec<String>,
    /// Whether the resources are those it doesn't name.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_not_resource: bool,
    /// Its conditions as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<super::condition::Test>,
}

impl AccessView {
    /// What a user or role can do to the resources of its account.
    ///
    /// # Errors
    /// See [`AskError`].
    ///
    /// # Complexity
    /// Linear in the actions of the catalog; the classes of resources can be many where globs have wildcards in front of
    /// other text, see [`Extent::Unproven`].
    pub fn what_can(&self, principal: &PrincipalEntry) -> Result<Reach, AskError> {
        let mut verdicts = verdict::Verdicts::new(self);
        let speakers = group::Speakers::new(self, principal);
        let mut grants = Vec::new();
        for group in speakers.groups() {
            let extent = verdicts.of(principal, &speakers, &group)?;
            if extent != Extent::Never {
                grants.push(self.grant(principal, &speakers, &group, extent));
            }
        }
        Ok(Reach { grants: merged(grants) })
    }

    fn grant(
        &self,
        principal: &PrincipalEntry,
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
        let is_identity = |speaker: &group::Speaker<'_>| speaker.layer == iamkit_engine::Layer::Identity;
        let is_deny = |speaker: &group::Speaker<'_>| speaker.rule.effect == Effect::Deny;
        ReachGrant {
            actions: actions.map(|action| action.to_string()).collect(),
            extent,
            granted_by: statements(&|speaker| is_identity(speaker) && !is_deny(speaker)),
            limited_by: statements(&|speaker| !is_identity(speaker) && !is_deny(speaker)),
            denied_by: statements(&is_deny),
        }
    }

    fn grounds(&self, principal: &PrincipalEntry, speaker: &group::Speaker<'_>) -> Option<Grounds> {
        let policy = self.policy_at(principal, speaker.layer, speaker.level, speaker.document)?;
        let statement = policy.document().statements().get(speaker.rule.statement)?;
        let resources = statement.resources();
        let texts = resources.into_iter().flat_map(iamkit_policy::ElementList::values);
        Some(Grounds {
            layer: speaker.layer.as_str(),
            level: speaker.level,
            policy: policy.name().into(),
            path: policy.path().to_string(),
            statement: speaker.rule.statement,
            resources: texts.map(|text| text.as_str().into()).collect(),
            is_not_resource: resources.is_some_and(iamkit_policy::ElementList::is_negated),
            conditions: super::condition::tests(statement),
        })
    }

    /// What one principal can do, action by action.
    ///
    /// # Errors
    /// See [`AskError`].
    pub fn row_of(&self, principal: &PrincipalEntry) -> Result<MatrixRow, AskError> {
        matrix::row(self, principal, &mut verdict::Verdicts::new(self))
    }

    /// Some resources that an action could be allowed on.
    pub(crate) fn resources_for(&self, principal: &PrincipalEntry, action: &str) -> Vec<String> {
        verdict::resources_for(self, principal, action)
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

/// Groups that differ in the kind of their resources alone are shown as one.
fn merged(grants: Vec<ReachGrant>) -> Vec<ReachGrant> {
    let mut merged: Vec<ReachGrant> = Vec::new();
    for grant in grants {
        let same = merged.iter_mut().find(|other| {
            (&other.granted_by, &other.limited_by, &other.denied_by, other.extent)
                == (&grant.granted_by, &grant.limited_by, &grant.denied_by, grant.extent)
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
