//! Witnesses: whole requests that show a difference, and the engine's word on them.

use std::fmt;

use iamkit_catalog::Action;
use iamkit_engine::{Context, ContextValue, Evaluation, Layer, Layers, Principal, Request};

use crate::access::{self, Access, AtomWords, Part};
use crate::action;
use crate::analysis::{Actions, Analysis, Points};
use crate::atom::KeyValue;
use crate::domain::Point;
use crate::principal;
use crate::reason::{Side, StatementPlace};
use crate::resource;
use crate::session::{Dimension, Session};
use crate::template::Forms;
use crate::world::{Resources, Universe};

/// A request that exactly one side allows
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Who asks.
    pub principal: Principal,
    /// For which action.
    pub action: String,
    /// On which resource: an ARN, or `*`.
    pub resource: String,
    /// Which account owns the resource, where its ARN doesn't say and it matters.
    pub resource_account: Option<String>,
    /// Whether the action has no resource types (S25).
    pub wildcard_only: bool,
    /// The keys that the request carries, in the order of their names.
    pub context: Vec<(String, WitnessValue)>,
}

/// What a witness carries under a condition key
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WitnessValue {
    /// The value of a single-valued key.
    One(String),
    /// The values of a multi-valued key.
    Many(Vec<String>),
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` on `{}` by `{}`", self.action, self.resource, self.principal)?;
        for (at, (key, value)) in self.context.iter().enumerate() {
            f.write_str(if at == 0 { " with " } else { ", " })?;
            match value {
                WitnessValue::One(value) => write!(f, "{key} = `{value}`")?,
                WitnessValue::Many(values) => write!(f, "{key} = [{}]", values.join(", "))?,
            }
        }
        Ok(())
    }
}

impl Witness {
    /// What the engine decides about the request.
    ///
    /// Layers around one principal are combined as the engine does; policies that name principals are each asked by
    /// themselves.
    ///
    /// # Errors
    /// Why the engine refuses the request, in words.
    pub fn is_allowed_by(&self, access: &Access) -> Result<bool, String> {
        self.ask(|request| match access.parts.as_slice() {
            [] => Ok(false),
            parts if parts.len() == 1 || access.names_principals() => {
                Ok(parts.iter().all(|part| part.compiled.is_allowed(request)))
            }
            _ => layers(access).is_allowed(request).map_err(|error| error.to_string()),
        })
    }

    /// What the engine decides about the request, and by which statements.
    ///
    /// # Errors
    /// Why the engine refuses the request, in words.
    pub fn evaluate(&self, access: &Access) -> Result<Evaluation, String> {
        self.ask(|request| match access.parts.as_slice() {
            [alone] => alone.compiled.evaluate(request).map_err(|error| error.to_string()),
            _ => layers(access).evaluate(request).map_err(|error| error.to_string()),
        })
    }

    /// The statements of identity or resource policies that allow the request.
    pub(crate) fn allowing_statements(&self, access: &Access) -> Vec<StatementPlace> {
        let of_part = |part: &Part| {
            let evaluation =
                self.ask(|request| part.compiled.evaluate(request).map_err(|error| error.to_string()));
            let deciding = evaluation.map(|evaluation| evaluation.decided_by().to_vec()).unwrap_or_default();
            let layer = part.layer.as_str();
            let place = |statement: &iamkit_engine::StatementRef| StatementPlace {
                side: Side::A,
                layer,
                document: access::document_of(statement),
                statement: statement.index(),
                position: statement.position(),
            };
            deciding.iter().map(place).collect::<Vec<_>>()
        };
        access.parts.iter().flat_map(of_part).collect()
    }

    /// Asks a question about the request.
    fn ask<T>(&self, question: impl FnOnce(&Request<'_>) -> Result<T, String>) -> Result<T, String> {
        let mut context = Context::default();
        for (key, value) in &self.context {
            let value = match value {
                WitnessValue::One(value) => ContextValue::from(value.as_str()),
                WitnessValue::Many(values) => values.iter().map(String::as_str).collect(),
            };
            context.insert(key.as_str(), value).map_err(|error| error.to_string())?;
        }
        let request = Request::new(&self.principal, &self.action, &self.resource);
        let mut request = request.map_err(|error| error.to_string())?.with_context(&context);
        if let Some(account) = &self.resource_account {
            request = request.with_resource_account(account);
        }
        question(&request.wildcard_only(self.wildcard_only))
    }
}

fn layers(access: &Access) -> Layers<'_> {
    access.parts.iter().fold(Layers::new(), |layers, part| match part.layer {
        Layer::Identity => layers.identity(&part.compiled),
        Layer::Boundary => layers.boundary(&part.compiled),
        Layer::Session => layers.session(&part.compiled),
        Layer::Resource => layers.resource(&part.compiled),
        Layer::ServiceControl => layers.service_control(&part.compiled),
        Layer::ResourceControl => layers.resource_control(&part.compiled),
        Layer::VpcEndpoint => layers.vpc_endpoint(&part.compiled),
    })
}

impl Analysis<'_> {
    /// The request that some points and an action make.
    pub(crate) fn witness(&self, actions: &Actions, points: &Points) -> Witness {
        let action = self.first_action(actions);
        let name = match (&action, actions) {
            (Some(action), _) => action::written(*action),
            (None, Actions::Class(_, name)) => name.clone(),
            (None, Actions::Ids(_)) => String::new(),
        };
        let resource = points.iter().find_map(|(_, point)| match point {
            Point::Resource(text) => Some(text.clone()),
            _ => None,
        });
        let resource = resource.unwrap_or_else(|| {
            let forms = action.map(|action| Resources::of(action).forms());
            let example = forms.as_ref().and_then(|forms| forms.examples().first());
            example.cloned().unwrap_or_else(|| resource::EXAMPLE.into())
        });
        let wildcard_only = action.is_some_and(|action| action.is_wildcard_only());
        let principal = self.principal(points);
        let resource = if wildcard_only { "*".into() } else { resource };
        let witness = Witness {
            resource_account: self.other_owner(&principal, &resource),
            principal,
            action: name,
            resource,
            wildcard_only,
            context: context(points, &self.session),
        };
        match action {
            Some(action) if !wildcard_only => self.made_pleasant(&witness, &Resources::of(action).forms()),
            _ => witness,
        }
    }

    /// The witness on a resource that reads well, if the engine says the same of it.
    fn made_pleasant(&self, witness: &Witness, forms: &Forms<'_>) -> Witness {
        let with = |resource: &str| Witness {
            resource_account: self.other_owner(&witness.principal, resource),
            resource: resource.to_owned(),
            ..witness.clone()
        };
        let answers = |witness: &Witness| self.sides.map(|side| witness.is_allowed_by(side));
        let wanted = answers(witness);
        with(&forms.pleasant(&witness.resource, |text| answers(&with(text)) == wanted))
    }

    /// The principal's account as the owner of a resource whose ARN has another one: policies of the identity alone
    /// are compared, so the account must not need to allow too (S62).
    fn other_owner(&self, principal: &Principal, resource: &str) -> Option<String> {
        let account = principal.as_aws()?.account();
        let owner = resource.split(':').nth(4)?;
        let is_account = owner.len() == 12 && owner.bytes().all(|byte| byte.is_ascii_digit());
        let is_alone = !self.sides.iter().any(|side| side.names_principals());
        (is_alone && is_account && owner != account).then(|| account.to_owned())
    }

    fn first_action(&self, actions: &Actions) -> Option<Action<'_>> {
        match (self.universe, actions) {
            (Universe::Real(catalog), Actions::Ids(ids)) => catalog.action_by_id(*ids.first()?),
            _ => None,
        }
    }

    /// Who asks: a user, or a session where the keys of a session are asked for.
    fn principal(&self, points: &Points) -> Principal {
        let chosen = points.iter().find_map(|(_, point)| match point {
            Point::Principal(who) => Some(who.clone()),
            _ => None,
        });
        if let Some(who) = chosen {
            return who;
        }
        let has_no_username = points.iter().any(|(dimension, point)| {
            *dimension == Dimension::Key("aws:username".into()) && *point == Point::Key(KeyValue::Absent)
        });
        let is_session =
            self.sides.iter().flat_map(|side| &side.parts).any(|part| part.layer == Layer::Session);
        let arn = if has_no_username || is_session { principal::SESSION } else { principal::USER };
        arn.parse().unwrap_or(Principal::Anonymous)
    }
}

fn context(points: &Points, session: &Session<'_>) -> Vec<(String, WitnessValue)> {
    let entries = points.iter().filter_map(|(dimension, point)| {
        let (Dimension::Key(key), Point::Key(value)) = (dimension, point) else { return None };
        let value = match value {
            KeyValue::Absent => return None,
            KeyValue::Single(text) => WitnessValue::One(text.clone()),
            KeyValue::Multi(texts) => WitnessValue::Many(texts.clone()),
        };
        Some((spelt(key, session), value))
    });
    let mut entries = entries.collect::<Vec<_>>();
    entries.sort_by(|one, two| one.0.cmp(&two.0));
    entries
}

/// The key as a policy writes it.
fn spelt(key: &str, session: &Session<'_>) -> String {
    let written = session.words.iter().find_map(|words| match words {
        AtomWords::Condition(words) if words.key.eq_ignore_ascii_case(key) => Some(words.key.to_string()),
        _ => None,
    });
    written.unwrap_or_else(|| key.to_owned())
}
