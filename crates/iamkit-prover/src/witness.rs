//! Witnesses: whole requests that show a difference, and the engine's word on them.

use std::fmt;

use iamkit_catalog::Action;
use iamkit_engine::{
    AwsPrincipal, Context, ContextValue, Decision, Evaluation, Layer, Layers, Principal, Request,
};

use crate::access::{self, Access, AtomWords, Part};
use crate::action;
use crate::analysis::{Actions, Analysis, Points};
use crate::atom::KeyValue;
use crate::domain::Point;
use crate::fact;
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
    /// The account that manages the organisation, where all layers are around a principal and it was said (S66, S68).
    pub management_account: Option<String>,
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
        if access.scene.as_ref().is_some_and(|scene| scene.principal != self.principal) {
            return Ok(false);
        }
        self.ask(access, |request| {
            let mut parts = access.parts.iter().filter(|part| access.stands_alone(part));
            let is_kept = parts.all(|part| is_kept_by(part, request));
            if access.is_combined() {
                let is_allowed = layers(access).is_allowed(request).map_err(|error| error.to_string())?;
                return Ok(is_kept && is_allowed);
            }
            Ok(is_kept && access.parts.iter().any(|part| !part.has_reach))
        })
    }

    /// What the engine decides about the request, and by which statements.
    ///
    /// # Errors
    /// Why the engine refuses the request, in words.
    pub fn evaluate(&self, access: &Access) -> Result<Evaluation, String> {
        self.ask(access, |request| match access.parts.as_slice() {
            [alone, ..] if access.is_alone => {
                alone.compiled.evaluate(request).map_err(|error| error.to_string())
            }
            [only] if access.scene.is_none() => {
                only.compiled.evaluate(request).map_err(|error| error.to_string())
            }
            _ => layers(access).evaluate(request).map_err(|error| error.to_string()),
        })
    }

    /// The statements of identity or resource policies that allow the request.
    pub(crate) fn allowing_statements(&self, access: &Access) -> Vec<StatementPlace> {
        let of_part = |part: &Part| {
            let evaluation = self
                .ask(access, |request| part.compiled.evaluate(request).map_err(|error| error.to_string()));
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
        access.parts.iter().filter(|part| !part.is_limit).flat_map(of_part).collect()
    }

    /// Asks a question about the request, as the access sees it.
    fn ask<T>(
        &self,
        access: &Access,
        question: impl FnOnce(&Request<'_>) -> Result<T, String>,
    ) -> Result<T, String> {
        let mut context = Context::default();
        for (key, value) in &self.context {
            let value = match value {
                WitnessValue::One(value) => ContextValue::from(value.as_str()),
                WitnessValue::Many(values) => values.iter().map(String::as_str).collect(),
            };
            context.insert(key.as_str(), value).map_err(|error| error.to_string())?;
        }
        let own = self.principal.as_aws().map(AwsPrincipal::account);
        let mut owner = self.resource_account.as_deref();
        if access.scene.is_none() && access.is_combined() && own.is_some() && owner.is_some() && owner != own
        {
            // Layers without the resource's side don't ask whose the resource is; conditions do.
            let says = |(key, _): &(String, WitnessValue)| key.eq_ignore_ascii_case(RESOURCE_ACCOUNT);
            if let Some(account) = owner.filter(|_| !self.context.iter().any(says)) {
                context.insert(RESOURCE_ACCOUNT, account).map_err(|error| error.to_string())?;
            }
            owner = own;
        }
        let request = Request::new(&self.principal, &self.action, &self.resource);
        let mut request = request.map_err(|error| error.to_string())?.with_context(&context);
        if let Some(account) = owner {
            request = request.with_resource_account(account);
        }
        if let Some(account) = access.scene.as_ref().and_then(|scene| scene.management_account.as_deref()) {
            request = request.with_management_account(account);
        }
        question(&request.wildcard_only(self.wildcard_only))
    }
}

const RESOURCE_ACCOUNT: &str = "aws:ResourceAccount";

impl Access {
    /// Whether its layers are put together as the engine does.
    fn is_combined(&self) -> bool {
        let has_identity = self.parts.iter().any(|part| part.layer == Layer::Identity && !part.is_limit);
        self.scene.is_some() || (has_identity && !self.is_alone)
    }

    /// Whether a part is asked by itself.
    fn stands_alone(&self, part: &Part) -> bool {
        part.is_limit || !self.is_combined()
    }
}

/// Whether a part that is asked by itself is no obstacle.
fn is_kept_by(part: &Part, request: &Request<'_>) -> bool {
    if part.has_reach {
        let service = request.action().service();
        let denies =
            || part.compiled.evaluate(request).is_ok_and(|found| found.decision() == Decision::ExplicitDeny);
        return !fact::has_resource_control(service) || !denies();
    }
    part.compiled.is_allowed(request)
}

fn layers(access: &Access) -> Layers<'_> {
    access.parts.iter().filter(|part| !part.is_limit).fold(Layers::new(), |layers, part| match part.layer {
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
            management_account: self.scene.and_then(|scene| scene.management_account.clone()),
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
        if let Some(scene) = self.scene {
            return scene.resource_account.clone();
        }
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
        if let Some(who) = self.scene.map(|scene| scene.principal.clone()).or(chosen) {
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
