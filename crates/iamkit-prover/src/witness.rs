//! Witnesses: whole requests that show a difference, and the engine's word on them.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use iamkit_catalog::Action;
use iamkit_engine::facts::{has_resource_control, is_key_of_aws};
use iamkit_engine::{
    AwsIdentity, AwsPrincipal, CompiledPolicies, Context, ContextValue, Decision, Evaluation, Layer, Layers,
    PolicyKind, Principal, Request,
};
use iamkit_policy::shown::Shown;
use iamkit_policy::{PolicyDocument, StatementBuilder, shown};

use crate::compile::{self, Access, Part, action};
use crate::domain::principal::{Asker, asker, askers, userid, usual};
use crate::domain::question::{Atom, AtomWords, KeyValue, comparison};
use crate::domain::resource::{Forms, Resources, classes};
use crate::domain::{Dimension, Point};
use crate::language::arn;
use crate::reason::{Side, StatementPlace};
use crate::search::{Actions, Analysis, Points, Session};

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
    /// Whether the principal's own policies allow the request, so that a grant to its account is enough (S47); it
    /// matters for policies of resources by themselves.
    pub allowed_otherwise: bool,
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
        let principal = self.principal.to_string();
        let [action, resource, principal] =
            [&self.action, &self.resource, &principal].map(|it| Shown::value(it));
        write!(f, "`{action}` on `{resource}` by `{principal}`")?;
        if !self.allowed_otherwise {
            f.write_str(", whose own policies don't allow it,")?;
        }
        for (at, (key, value)) in self.context.iter().enumerate() {
            f.write_str(if at == 0 { " with " } else { ", " })?;
            let key = Shown::value(key);
            match value {
                WitnessValue::One(value) => write!(f, "{key} = `{}`", Shown::value(value))?,
                WitnessValue::Many(values) => write!(f, "{key} = [{}]", shown::joined(values, ", "))?,
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
        if access.scene.as_ref().is_some_and(|scene| !askers::can_be(&scene.principal, &self.principal)) {
            return Ok(false);
        }
        self.ask(access, |request| {
            let mut parts = access.parts.iter().filter(|part| access.stands_alone(part));
            let is_kept = parts.all(|part| is_kept_by(part, request));
            if let Some(granting) = access.granting() {
                return Ok(is_kept && self.is_granted_by(granting, request)?);
            }
            if access.is_combined() {
                let is_allowed = layers(access).is_allowed(request).map_err(|error| error.to_string())?;
                return Ok(is_kept && is_allowed);
            }
            Ok(is_kept && access.parts.iter().any(Part::limits))
        })
    }

    /// Whether the policy of a resource is enough, beside the principal's own policies.
    fn is_granted_by(&self, granting: &Part, request: &Request<'_>) -> Result<bool, String> {
        let has_policies = self.principal.as_aws().is_some_and(|who| who.identity() != AwsIdentity::Root);
        let own = ALLOWED_OTHERWISE.as_ref().filter(|_| has_policies && self.allowed_otherwise);
        // Whoever asks is limited by no session policies, not by their absence either (S64).
        let layers = Layers::new().without(Layer::Session).resource(&granting.compiled);
        let layers = own.into_iter().fold(layers, Layers::identity);
        layers.is_allowed(request).map_err(|error| error.to_string())
    }

    /// Whether the principal can have the keys about principals that the context gives (S45).
    pub(crate) fn is_possible(&self) -> bool {
        let userid = self.context.iter().find_map(|(key, value)| match value {
            WitnessValue::One(text) if key.eq_ignore_ascii_case(USERID) => Some(text.clone()),
            _ => None,
        });
        let asker =
            Asker { userid: userid.clone(), has_caller_account: true, ..Asker::new(self.principal.clone()) };
        let is_its_own = |(key, value): &(String, WitnessValue)| {
            let folded = key.to_ascii_lowercase();
            let has = |text: &String| asker.value(&folded) == KeyValue::Single(text.clone());
            !asker::follows(&folded) || matches!(value, WitnessValue::One(text) if has(text))
        };
        userid.is_none_or(|userid| userid::can_have(&asker, &userid)) && self.context.iter().all(is_its_own)
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
                side: Side::B,
                layer,
                document: compile::document_of(statement),
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
const USERID: &str = "aws:userid";

/// Accounts that own what is no matter of the principal's.
const OWNERS: [&str; 2] = ["111122223333", "444455556666"];

/// The principal's own policies, where they allow the request.
static ALLOWED_OTHERWISE: LazyLock<Option<CompiledPolicies>> = LazyLock::new(|| {
    let statement = StatementBuilder::allow().actions(["*"]).resources(["*"]);
    let document = PolicyDocument::builder().statement(statement).build().ok()?;
    CompiledPolicies::compile(PolicyKind::Identity, [("own", &document)]).ok()
});

impl Access {
    /// Whether its layers are put together as the engine does.
    fn is_combined(&self) -> bool {
        let has_identity = self.parts.iter().any(|part| part.layer == Layer::Identity && !part.is_limit);
        self.scene.is_some() || (has_identity && !self.is_alone)
    }

    /// The policy of a resource that is asked by itself.
    fn granting(&self) -> Option<&Part> {
        let mut parts = self.parts.iter().filter(|part| !part.is_limit);
        parts.find(|part| self.is_alone && compile::is_granting(part.compiled.kind()))
    }

    /// Whether a part is asked by itself.
    fn stands_alone(&self, part: &Part) -> bool {
        part.is_limit || !(self.is_combined() || self.granting().is_some())
    }
}

/// Whether a part that is asked by itself is no obstacle.
fn is_kept_by(part: &Part, request: &Request<'_>) -> bool {
    if !part.limits() {
        let is_reached =
            has_resource_control(&request.action().to_string()) && !is_key_of_aws(request.resource());
        let denies =
            || part.compiled.evaluate(request).is_ok_and(|found| found.decision() == Decision::ExplicitDeny);
        return !is_reached || !denies();
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

impl<'q> Analysis<'q> {
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
        // Where no question tells them apart, any resource of the action will do.
        let forms = action.map(|action| self.session.forms_of(&Resources::of(action, self.universe.facts())));
        let is_one = |text: &String| text != "*" || forms.as_ref().is_none_or(|forms| forms.contain(text));
        let resource = resource.filter(is_one);
        let resource =
            resource.unwrap_or_else(|| self.example_resource(forms.as_deref(), &self.any_asker(points)));
        let wildcard_only = resource == "*" && action.is_some_and(|action| action.is_wildcard_only());
        let asker = self.asker(points, &resource);
        let is_at_home = asker.is_at_home;
        let mut witness = Witness {
            resource_account: None,
            management_account: self.scene.and_then(|scene| scene.management_account.clone()),
            context: context(points, &asker, &self.session),
            principal: asker.who,
            allowed_otherwise: asker.is_allowed_otherwise,
            action: name,
            resource,
            wildcard_only,
        };
        witness.resource_account = self.owner(&witness, &witness.resource, is_at_home);
        match forms {
            // An example of the action's own reads well as it is.
            Some(forms) if !wildcard_only && !forms.examples().contains(&witness.resource) => {
                self.made_pleasant(&witness, is_at_home, &forms)
            }
            _ => witness,
        }
    }

    /// A resource where policies ask for none: of the principal's account or of another as it matters (S47).
    fn example_resource(&self, forms: Option<&Forms<'_>>, asker: &Asker) -> String {
        let example = forms.and_then(|forms| forms.examples().first());
        let example = example.cloned().unwrap_or_else(|| classes::EXAMPLE.into());
        let is_own = asker.is_at_home || !asker.is_allowed_otherwise;
        let mut atoms = self.session.atoms.iter();
        let is_graded = atoms.any(|atom| matches!(**atom, Atom::Grants(_) | Atom::AtHome(_)));
        // What opens by its own policy alone opens to callers of both accounts who have policies.
        let matters = is_graded && (is_own || !self.is_gate());
        let Some(own) = asker_account(asker).filter(|_| matters) else { return example };
        let mut owners = [own].into_iter().chain(OWNERS);
        let owner = owners.find(|owner| (*owner == own) == is_own);
        owner.map_or(example.clone(), |owner| example.replace(arn::ACCOUNT, owner))
    }

    /// The witness on a resource that reads well, if the engine says the same of it.
    fn made_pleasant(&self, witness: &Witness, is_at_home: bool, forms: &Forms<'_>) -> Witness {
        let with = |resource: &str| Witness {
            resource_account: self.owner(witness, resource, is_at_home),
            resource: resource.to_owned(),
            ..witness.clone()
        };
        let answers = |witness: &Witness| self.sides.map(|side| witness.is_allowed_by(side));
        let wanted = answers(witness);
        with(&forms.pleasant(&witness.resource, |text| answers(&with(text)) == wanted))
    }

    /// Whose the resource is, where its ARN doesn't say.
    ///
    /// Policies of the identity alone are compared without those of the resource, so another account's resource counts
    /// as the principal's own, whose account need not allow too (S62). What a policy of a resource leaves to an account
    /// matters for resources of other accounts, what it grants the principal itself for those of its own.
    fn owner(&self, witness: &Witness, resource: &str, is_at_home: bool) -> Option<String> {
        if let Some(scene) = self.scene {
            return scene.resource_account.clone();
        }
        let account = witness.principal.as_aws()?.account();
        let fields = comparison::arn_components(resource);
        let owner = fields.and_then(|fields| fields.get(4).copied().filter(|owner| arn::is_account(owner)));
        let said = witness.context.iter().find_map(|(key, value)| match value {
            WitnessValue::One(text) if key.eq_ignore_ascii_case(RESOURCE_ACCOUNT) => Some(text.clone()),
            _ => None,
        });
        if self.sides.iter().any(|side| side.granting().is_some()) {
            let other = || OWNERS.into_iter().find(|owner| *owner != account).map(str::to_owned);
            return match owner {
                Some(_) => None,
                None if !witness.allowed_otherwise || is_at_home => Some(account.to_owned()),
                None => said.or_else(other),
            };
        }
        let is_alone = !self.sides.iter().any(|side| side.names_principals());
        (is_alone && owner.is_some_and(|owner| owner != account)).then(|| account.to_owned())
    }

    fn first_action(&self, actions: &Actions) -> Option<Action<'q>> {
        match (self.universe.catalog(), actions) {
            (Some(catalog), Actions::Ids(ids)) => catalog.action_by_id(*ids.first()?),
            _ => None,
        }
    }

    /// Who asks: a user, or a session where the keys of a session are asked for.
    ///
    /// Whoever asks for a resource of the own account needs no other policies where the policy of the resource grants the
    /// request, and so shows that it does.
    fn asker(&self, points: &Points, resource: &str) -> Asker {
        let asker = self.any_asker(points);
        let fields = comparison::arn_components(resource);
        let owner = fields.and_then(|fields| fields.get(4).copied().filter(|owner| arn::is_account(owner)));
        let is_granting = self.sides.iter().any(|side| side.granting().is_some());
        let is_own = asker
            .who
            .as_aws()
            .is_some_and(|who| Some(who.account()) == owner && who.identity() != AwsIdentity::Root);
        let needs_grant = is_granting && is_own && !self.is_gate() && !asker.is_at_home;
        let is_allowed_otherwise = asker.is_allowed_otherwise && !needs_grant;
        let asker = Asker { is_allowed_otherwise, ..asker };
        let is_owner = asker.identity() == Some(AwsIdentity::Root) && asker_account(&asker) == owner;
        if is_granting && is_owner && !asker.is_at_home {
            self.root_elsewhere(&asker).unwrap_or(asker)
        } else {
            asker
        }
    }

    /// The root user of another account, if policies don't tell it from this one: in its own account it needs no grant
    /// (S70).
    fn root_elsewhere(&self, asker: &Asker) -> Option<Asker> {
        let own = asker.who.as_aws()?;
        let accounts = BTreeSet::from([own.account().to_owned(), usual::OTHER_ACCOUNT.to_owned()]);
        let root = format!("arn:{}:iam::{}:root", own.arn().partition(), usual::other_account(&accounts));
        let root = AwsPrincipal::new(&root).ok()?;
        let root = own.canonical_user().into_iter().fold(root, AwsPrincipal::with_canonical_user);
        let other = Asker { who: root.into(), ..asker.clone() };
        let is_told = self.session.atoms.iter().any(|atom| other.answers(atom) != asker.answers(atom));
        (!is_told).then_some(other)
    }

    fn any_asker(&self, points: &Points) -> Asker {
        let chosen = points.iter().find_map(|(_, point)| match point {
            Point::Principal(asker) => Some(asker.clone()),
            _ => None,
        });
        let given = points.iter().filter_map(|(dimension, point)| match (dimension, point) {
            (Dimension::Key(key), Point::Key(value)) if asker::follows(key) => Some((&**key, value)),
            _ => None,
        });
        let given = given.collect::<Vec<_>>();
        // An example of a key that follows from the principal is none of its own.
        let has_all = |asker: &Asker| {
            self.session.keys_follow || given.iter().all(|(key, value)| asker.value(key) == **value)
        };
        if let Some(asker) = chosen.clone().filter(has_all) {
            return asker;
        }
        if let Some(asker) = askers::giving(&given).filter(|_| self.scene.is_none()) {
            return Asker {
                is_allowed_otherwise: chosen.is_none_or(|asker| asker.is_allowed_otherwise),
                ..asker
            };
        }
        if let Some(asker) = self.scene.map(|scene| Asker::new(scene.principal.clone())).or(chosen) {
            return asker;
        }
        let is_session =
            self.sides.iter().flat_map(|side| &side.parts).any(|part| part.layer == Layer::Session);
        let arn = if is_session { usual::SESSION } else { usual::USER };
        Asker::of_arn(arn).unwrap_or_else(|| Asker::new(Principal::Anonymous))
    }
}

fn asker_account(asker: &Asker) -> Option<&str> {
    asker.who.as_aws().map(AwsPrincipal::account)
}

fn context(points: &Points, asker: &Asker, session: &Session<'_>) -> Vec<(String, WitnessValue)> {
    let entries = points.iter().filter_map(|(dimension, point)| {
        let (Dimension::Key(key), Point::Key(value)) = (dimension, point) else { return None };
        // What follows from the principal needs no telling, but for the two below.
        let is_told = asker::follows(key) && **key != *USERID && asker.value(key) == *value;
        if is_told || (session.keys_follow && asker::follows(key)) {
            return None;
        }
        let value = match value {
            KeyValue::Absent => return None,
            KeyValue::Single(text) => WitnessValue::One(text.clone()),
            KeyValue::Multi(texts) => WitnessValue::Many(texts.clone()),
        };
        Some((spelt(key, session), value))
    });
    let mut entries = entries.collect::<Vec<_>>();
    let userid = asker.userid.as_deref().map(|userid| (USERID.to_owned(), userid));
    let caller_account = asker_account(asker).filter(|_| asker.has_caller_account);
    let caller_account = caller_account.map(|account| (spelt(asker::CALLER_ACCOUNT, session), account));
    for (key, value) in userid.into_iter().chain(caller_account) {
        if !entries.iter().any(|(other, _)| key.eq_ignore_ascii_case(other)) {
            entries.push((key, WitnessValue::One(value.to_owned())));
        }
    }
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
