//! From a record to what IAM was asked.

use std::borrow::Cow;
use std::sync::Arc;

use iamkit_catalog::Catalog;
use rustc_hash::FxHashMap;

use crate::caller::{Caller, CallerKind};
use crate::denial::Denial;
use crate::event::{AskedRequest, CallOutcome, Certainty, EventKind, OpenReason, TrailEvent};
use crate::form::{Form, Scene};
use crate::keys::keys_of;
use crate::parameters::Parameters;
use crate::plan::{About, PASS_ROLE, Plan, Step, TypeForms};
use crate::record::{LogRecord, text_of};

/// Turns records into what IAM was asked; what a name of an event means is worked out once
#[derive(Debug, Default)]
pub struct Mapper {
    plans: FxHashMap<Box<str>, FxHashMap<Box<str>, Arc<Plan>>>,
}

/// So many names of events are kept: a forged log could hold any number.
const MAX_PLANS: usize = 1 << 16;

impl Mapper {
    /// What a record became.
    ///
    /// # Complexity
    /// Linear in the record.
    pub fn map<'r>(&mut self, record: &'r LogRecord<'_>) -> TrailEvent<'r> {
        let caller = Caller::of(record);
        let kind = kind_of(record);
        let outcome = outcome_of(record);
        let denial =
            (outcome == CallOutcome::Denied).then(|| Denial::parse(text_of(record.error_message.as_ref())));
        if kind != EventKind::Call {
            let keys = keys_of(record, &caller, &Parameters::default(), false);
            let (certainty, reason) = (Certainty::Exact, Some(OpenReason::NotAsked));
            return TrailEvent {
                kind,
                caller,
                requests: Vec::new(),
                certainty,
                reason,
                outcome,
                keys,
                denial,
            };
        }
        let plan = self.plan(record.event_source.as_str(), record.event_name.as_str());
        let needs = plan.needs_parameters || record.resources.as_ref().is_none_or(Vec::is_empty);
        let raw = record.request_parameters.filter(|_| needs && !plan.steps.is_empty());
        let parameters = Parameters::read(raw);
        let keys = keys_of(record, &caller, &parameters, plan.takes_tags);
        let mut filling = Filling {
            record,
            scene: scene(record, &caller),
            parameters: &parameters,
            denial: denial.as_ref(),
            requests: Vec::new(),
            reason: None,
        };
        filling.fill(&plan);
        let (requests, open) = (filling.requests, filling.reason);
        let (certainty, reason) = certainty(&plan, open, &caller, requests.is_empty());
        TrailEvent { kind, caller, requests, certainty, reason, outcome, keys, denial }
    }

    fn plan(&mut self, source: &str, event: &str) -> Arc<Plan> {
        if let Some(plan) = self.plans.get(source).and_then(|plans| plans.get(event)) {
            return Arc::clone(plan);
        }
        let plan = Arc::new(Plan::of(source, event));
        if self.plans.len() < MAX_PLANS {
            let plans = self.plans.entry(source.into()).or_default();
            if plans.len() < MAX_PLANS {
                plans.insert(event.into(), Arc::clone(&plan));
            }
        }
        plan
    }
}

fn kind_of(record: &LogRecord<'_>) -> EventKind {
    match text_of(record.event_type.as_ref()) {
        "AwsConsoleSignIn" => EventKind::SignIn,
        "" if record.event_source.as_str() == "signin.amazonaws.com" => EventKind::SignIn,
        "" | "AwsApiCall" => EventKind::Call,
        _ => EventKind::Service,
    }
}

/// What came of a call, by its error ("error codes" of the services: those of IAM's refusals are few, and all alike).
fn outcome_of(record: &LogRecord<'_>) -> CallOutcome {
    let code = text_of(record.error_code.as_ref());
    let code = code.strip_prefix("Client.").unwrap_or(code);
    let is_denial = code.starts_with("AccessDenied")
        || code.contains("UnauthorizedOperation")
        || code.ends_with("Forbidden")
        || matches!(code, "AuthorizationError" | "AuthorizationErrorException" | "NotAuthorized");
    match code {
        "" if record.error_message.is_none() => CallOutcome::Allowed,
        _ if is_denial => CallOutcome::Denied,
        _ => CallOutcome::NotKnown,
    }
}

fn scene<'r>(record: &'r LogRecord<'_>, caller: &Caller<'r>) -> Scene<'r> {
    let region = text_of(record.aws_region.as_ref());
    let recipient = text_of(record.recipient_account_id.as_ref());
    let account = if recipient.is_empty() { caller.account.unwrap_or_default() } else { recipient };
    let partition = match region.split('-').next() {
        Some("cn") => "aws-cn",
        Some("us") if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    Scene { partition, region, account }
}

fn certainty(
    plan: &Plan,
    open: Option<OpenReason>,
    caller: &Caller<'_>,
    is_empty: bool,
) -> (Certainty, Option<OpenReason>) {
    if plan.steps.is_empty() {
        return (Certainty::Unmapped, Some(OpenReason::NoAction));
    }
    if is_empty {
        return (Certainty::Unmapped, Some(OpenReason::NoRow));
    }
    let of_caller = match caller.kind {
        CallerKind::User | CallerKind::Root | CallerKind::Service => None,
        CallerKind::Role => Some((Certainty::UpperBound, OpenReason::SessionPolicy)),
        CallerKind::RoleByName => Some((Certainty::Open, OpenReason::NoPath)),
        CallerKind::Federated => Some((Certainty::Open, OpenReason::FederatedUser)),
        CallerKind::Provided | CallerKind::Account => Some((Certainty::Open, OpenReason::Stranger)),
        CallerKind::Unknown => Some((Certainty::Open, OpenReason::NoCaller)),
    };
    match (open, of_caller) {
        (_, Some((Certainty::Open, reason))) | (Some(reason), _) => (Certainty::Open, Some(reason)),
        (None, Some((certainty, reason))) => (certainty, Some(reason)),
        (None, None) => (Certainty::Exact, None),
    }
}

/// A plan that is being filled from a record.
struct Filling<'f, 'r, 't> {
    record: &'r LogRecord<'t>,
    scene: Scene<'r>,
    parameters: &'f Parameters,
    denial: Option<&'f Denial<'r>>,
    requests: Vec<AskedRequest<'r>>,
    reason: Option<OpenReason>,
}

impl<'r> Filling<'_, 'r, '_> {
    fn fill(&mut self, plan: &Plan) {
        let denied = self.denial.and_then(|denial| denial.action);
        for step in &plan.steps {
            let is_denied = denied.is_some_and(|action| step.action.eq_ignore_ascii_case(action));
            if is_denied || step.when.holds(self.parameters) {
                self.take(step, is_denied);
            }
        }
        self.add_denied(denied);
    }

    /// What a denial was about is asked too, whatever the event's name tells.
    fn add_denied(&mut self, denied: Option<&'r str>) {
        let Some(action) = denied.and_then(|action| Catalog::embedded().action(action)) else { return };
        let action = action.to_string();
        if self.requests.is_empty() || self.requests.iter().any(|asked| *asked.action == *action) {
            return;
        }
        let resource = self.denied_resource();
        self.push(&action.into(), resource.map(Cow::Borrowed), false);
    }

    fn take(&mut self, step: &Step, is_denied: bool) {
        let first = self.requests.len();
        if let (true, Some(resource)) = (is_denied, self.denied_resource()) {
            self.push(&step.action, Some(resource.into()), false);
        } else if let Some(parameter) = step.on {
            self.take_named(step, parameter);
        } else {
            match &step.about {
                About::Star => self.push(&step.action, Some("*".into()), false),
                About::Open => self.push(&step.action, None, false),
                About::Types(types) => self.take_types(step, types),
            }
        }
        if step.may_pass_role {
            self.take_passed_roles();
        }
        if let Some(tagging) = &step.tagging
            && !self.parameters.tags().is_empty()
        {
            let of_step = self
                .requests
                .get(first..)
                .unwrap_or_default()
                .iter()
                .filter(|asked| asked.action == step.action);
            let resources = of_step.map(|asked| asked.resource.clone()).collect::<Vec<_>>();
            for resource in resources {
                self.push(tagging, resource, false);
            }
        }
    }

    /// The resource that a denial names, if it is one as requests have them.
    fn denied_resource(&self) -> Option<&'r str> {
        let resource = self.denial?.resource?;
        (resource == "*" || resource.starts_with("arn:")).then_some(resource)
    }

    /// What a parameter names: an ARN, or the bucket and key that are copied from.
    fn take_named(&mut self, step: &Step, parameter: &str) {
        let texts = self.parameters.texts(parameter);
        let arns = texts.iter().filter_map(|text| self.named_arn(&step.action, text)).collect::<Vec<_>>();
        if arns.is_empty() {
            return self.push(&step.action, None, false);
        }
        for arn in arns {
            self.push(&step.action, Some(arn.into()), false);
        }
    }

    fn named_arn(&self, action: &str, text: &str) -> Option<String> {
        if text.starts_with("arn:") {
            return Some(text.to_owned());
        }
        let path = percent_encoding::percent_decode_str(text.trim_start_matches('/')).decode_utf8().ok()?;
        let path = path.split_once("?versionId=").map_or(&*path, |(path, _)| path);
        (action.starts_with("s3:") && path.contains('/'))
            .then(|| format!("arn:{}:s3:::{path}", self.scene.partition))
    }

    fn take_types(&mut self, step: &Step, types: &[TypeForms]) {
        let mut lacks_required = false;
        let before = self.requests.len();
        let named = self.take_resources(step, types);
        if !named {
            for of_type in types {
                let count = self.requests.len();
                self.take_type(step, of_type);
                lacks_required |= of_type.is_required && self.requests.len() == count;
            }
        }
        if self.requests.len() == before {
            let takes_star = step.is_list && types.iter().all(|of_type| !of_type.is_required);
            let may_be_star =
                self.record.event_name.as_str().starts_with("Describe") && self.has_parameters();
            if may_be_star && !takes_star {
                // A list of all that there is, which some services decide on `*` and some on the pattern of all names.
                self.reason = self.reason.or(Some(OpenReason::NoResource));
            }
            let resource = (takes_star || may_be_star).then_some(Cow::Borrowed("*"));
            self.push(&step.action, resource, false);
        } else if lacks_required {
            self.reason = self.reason.or(Some(self.no_resource()));
        }
    }

    /// The resources that the record names; they win over parameters.
    fn take_resources(&mut self, step: &Step, types: &[TypeForms]) -> bool {
        let before = self.requests.len();
        let record = self.record;
        for resource in record.resources.iter().flatten() {
            let arn = text_of(resource.arn.as_ref());
            if types.iter().any(|of_type| of_type.fits(arn)) {
                self.push(&step.action, Some(arn.into()), false);
            }
        }
        before < self.requests.len()
    }

    fn take_type(&mut self, step: &Step, of_type: &TypeForms) {
        let texts = self.parameters.all_texts();
        let before = self.requests.len();
        for (_, text) in texts {
            if text.starts_with("arn:") && of_type.fits(text) {
                self.push(&step.action, Some(text.to_owned().into()), false);
            }
        }
        if before < self.requests.len() {
            return;
        }
        // What the place alone tells is asked about only where the action is about nothing else of the kind.
        let is_filled = |form: &Form| !form.fill(&step.action, self.parameters, &self.scene).arns.is_empty();
        let takes_fixed = of_type.is_required && !of_type.inferred.iter().any(is_filled);
        let (fixed, named): (Vec<_>, Vec<_>) = of_type.forms.iter().partition(|form| form.is_fixed());
        for form in named.into_iter().chain(fixed.into_iter().filter(|_| takes_fixed)) {
            let filled = form.fill(&step.action, self.parameters, &self.scene);
            for arn in filled.arns {
                self.push(&step.action, Some(arn.into()), filled.lacks_path);
            }
            if before < self.requests.len() {
                return;
            }
        }
        if of_type.is_new
            && let Some(arn) = of_type.forms.first().and_then(|form| form.of_new(&self.scene))
        {
            self.push(&step.action, Some(arn.into()), false);
        }
    }

    /// Roles among the parameters, which may be handed over only by who may pass them.
    fn take_passed_roles(&mut self) {
        let pass: Arc<str> = PASS_ROLE.into();
        for (name, text) in self.parameters.all_texts() {
            let is_role = text.split(':').nth(5).is_some_and(|resource| resource.starts_with("role/"));
            if text.starts_with("arn:") && is_role && name.to_ascii_lowercase().contains("role") {
                self.push(&pass, Some(text.to_owned().into()), false);
            }
        }
    }

    fn has_parameters(&self) -> bool {
        self.parameters.are_there() || self.record.request_parameters.is_some_and(|raw| raw.get() != "null")
    }

    fn no_resource(&self) -> OpenReason {
        if self.has_parameters() { OpenReason::NoResource } else { OpenReason::NoParameters }
    }

    fn push(&mut self, action: &Arc<str>, resource: Option<Cow<'r, str>>, lacks_path: bool) {
        let reason = match (&resource, lacks_path) {
            (None, _) => Some(self.no_resource()),
            (_, true) => Some(OpenReason::NoPath),
            _ => None,
        };
        self.reason = self.reason.or(reason);
        let asked = AskedRequest { action: Arc::clone(action), resource, lacks_path };
        if !self.requests.contains(&asked) {
            self.requests.push(asked);
        }
    }
}
