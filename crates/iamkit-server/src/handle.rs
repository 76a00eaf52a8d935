//! One request from its bytes to its answer: read, identified, authorized, done.

use std::borrow::Cow;
use std::cell::RefCell;

use iamkit_account::view::Wanted;
use iamkit_engine::Decision;
use iamkit_wire::model::{ApiOperation as Described, Model, Protocol, ServiceName};
use iamkit_wire::signature::{self, RequestParts, SignatureError, Signed};
use iamkit_wire::{WireError, constraint, json, query};
use serde_json::Value;

use crate::about::Resource;
use crate::answer::Answer;
use crate::asker::{SIMULATE, ensure_may, ensure_not_too_often};
use crate::authorization_message::with_encoded;
use crate::authorize::{authorize, entry_of};
use crate::caller::Caller;
use crate::condition_keys::{Circumstances, context};
use crate::decision::{DecidedCall, DecisionAnswer, denying_layer};
use crate::enforcement::Enforcement;
use crate::further::{Further, further};
use crate::identify::identify;
use crate::invocation::Invocation;
use crate::operation::Operation;
use crate::operations::operation;
use crate::organizations::in_own_words;
use crate::page;
use crate::record::Record;
use crate::restriction;
use crate::route::model_of;
use crate::state::State;
use crate::sts::session_token::ensure_shown;
use crate::unsigned::unsigned;
use crate::usage;

/// Answers a request, and tells what was noted meanwhile.
pub(crate) fn handle(
    state: &State,
    request: &RequestParts<'_>,
    circumstances: &Circumstances,
    request_id: &str,
) -> (Answer, Record) {
    let signed = signature::read(request);
    let pairs = pairs(request);
    let parameter = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| &**value);
    let model = match request.header("x-amz-target") {
        Some(target) => of_target(target).unwrap_or_else(|| model_of(signed.as_ref().ok(), None)),
        None => model_of(signed.as_ref().ok(), parameter("Version")),
    };
    let wants_reasons = request.header(EXPLAIN).is_some_and(|value| value.trim() == "1");
    let record = RefCell::new(Record { model: Some(model), wants_reasons, ..Record::default() });
    let call = Call { state, model, request, circumstances, record };
    let answer = call.answer(signed, &pairs, request_id);
    let mut record = call.record.into_inner();
    let mut answer = answer.unwrap_or_else(|error| {
        let answer = Answer::error(model, &error, request_id);
        record.error = Some(error);
        answer
    });
    answer.headers.extend(reasons(&record));
    (answer, record)
}

/// The header that asks why, and the one that says so.
const EXPLAIN: &str = "x-iamkit-explain";
const EXPLANATION: &str = "x-iamkit-explanation";
/// How many bytes of a head reasons may take: clients have bounds of their own.
const MAX_REASONS: usize = 16 << 10;

/// The header with the decisions about a call, for one who asks for them and may see them.
fn reasons(record: &Record) -> Option<(&'static str, String)> {
    if !record.wants_reasons || record.caller.is_none() {
        return None;
    }
    let told = |value: Value| ascii(&value.to_string());
    let reasons = match &record.withheld {
        Some(error) => told(serde_json::json!({"code": error.code(), "message": error.message()})),
        None => told(serde_json::to_value(&record.decided).ok()?),
    };
    let too_long =
        || r#"{"code":"TooLong","message":"The explanation doesn't fit into a header"}"#.to_owned();
    Some((EXPLANATION, if MAX_REASONS < reasons.len() { too_long() } else { reasons }))
}

/// The service whose operations stand behind a target.
fn of_target(target: &str) -> Option<&'static Model> {
    let (service, _) = target.split_once('.')?;
    let mut models = ServiceName::ALL.into_iter().map(ServiceName::model);
    models.find(|model| model.target() == service)
}

/// Members of an input that stand in the path.
type Elsewhere = Vec<(String, String)>;

/// Parameters, decoded.
type Pairs<'r> = Vec<(Cow<'r, str>, Cow<'r, str>)>;

/// The parameters in the query string and in the body of a form.
fn pairs<'r>(request: &RequestParts<'r>) -> Pairs<'r> {
    let is_form =
        request.header("content-type").is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"));
    let body = if is_form { request.body } else { b"" };
    form_urlencoded::parse(request.query.as_bytes()).chain(form_urlencoded::parse(body)).collect()
}

/// JSON in which other characters than those of ASCII are escapes, as a header's value has to be.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() {
            text.push(letter);
        } else {
            let mut units = [0; 2];
            text.extend(letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    text
}

struct Call<'c> {
    state: &'c State,
    model: &'static Model,
    request: &'c RequestParts<'c>,
    circumstances: &'c Circumstances,
    record: RefCell<Record>,
}

impl Call<'_> {
    fn answer(
        &self,
        signed: Result<Signed, SignatureError>,
        pairs: &Pairs<'_>,
        request_id: &str,
    ) -> Result<Answer, WireError> {
        let (described, elsewhere) = self.described(pairs)?;
        self.note(|record| record.operation = Some(described));
        let output = match unsigned(self.model.service(), described.name()) {
            Some(run) => {
                run(self.state, self.circumstances, self.checked_input(described, pairs, &elsewhere)?)?
            }
            None => self.signed_output(signed, described, pairs, &elsewhere)?,
        };
        if self.state.audit.is_some() {
            self.note(|record| record.output = output.clone());
        }
        let body = match self.model.protocol() {
            Protocol::Query => query::write_answer(self.model, described, &output, request_id),
            Protocol::Json | Protocol::RestJson => json::write_answer(self.model, described, &output),
        };
        let body = body.map_err(|unfit| WireError::new("ServiceFailure", 500, unfit.to_string()))?;
        Ok(Answer::of(self.model, described.status(), body))
    }

    /// What an operation gives to whoever signed.
    fn signed_output(
        &self,
        signed: Result<Signed, SignatureError>,
        described: &Described,
        pairs: &Pairs<'_>,
        elsewhere: &Elsewhere,
    ) -> Result<Value, WireError> {
        let operation = operation(self.model.service(), described.name())
            .ok_or_else(|| not_there(self.model, described.name()))?;
        let caller = self.caller(signed)?;
        let input = self.checked_input(described, pairs, elsewhere)?;
        usage::record(self.state, &caller, self.model.service());
        let invocation = Invocation::new(self.state, &caller);
        self.authorize(operation, &invocation, &input)?;
        let output = operation.handler.call(&invocation, input.clone())?;
        if operation.handler.pages_itself() {
            return Ok(output);
        }
        page::cut(self.model, described, &input, output)
    }

    /// What an operation is asked for with, once it meets the model's constraints.
    fn checked_input(
        &self,
        described: &Described,
        pairs: &Pairs<'_>,
        elsewhere: &Elsewhere,
    ) -> Result<Value, WireError> {
        let input = self.input(described, pairs, elsewhere)?;
        if let Some(shape) = described.input() {
            let checked = constraint::check(self.model, shape, &input);
            let is_of_organizations = self.model.service() == ServiceName::Organizations;
            checked.map_err(|error| if is_of_organizations { in_own_words(error) } else { error })?;
        }
        if self.state.audit.is_some() {
            self.note(|record| record.input = input.clone());
        }
        Ok(input)
    }

    /// The operation that is asked for, and the members of its input that stand in the path.
    fn described(&self, pairs: &Pairs<'_>) -> Result<(&'static Described, Elsewhere), WireError> {
        match self.model.protocol() {
            Protocol::Query => {
                let action = pairs.iter().find(|(name, _)| name == "Action").map(|(_, value)| &**value);
                let action = action.ok_or_else(|| {
                    WireError::new(
                        "MissingAction",
                        400,
                        "The request is missing an action or a required parameter.",
                    )
                })?;
                let found = self.model.operation(action).ok_or_else(|| not_there(self.model, action))?;
                Ok((found, Vec::new()))
            }
            Protocol::Json => {
                let target = self.request.header("x-amz-target").unwrap_or_default();
                let name = target.split_once('.').map_or(target, |(_, name)| name);
                let found = self.model.operation(name);
                Ok((found.ok_or_else(|| not_there(self.model, name))?, Vec::new()))
            }
            Protocol::RestJson => {
                let (method, path) = (self.request.method, self.request.path);
                let routed = json::route(self.model, method, path);
                let routed = routed.ok_or_else(|| not_there(self.model, &format!("{method} {path}")))?;
                Ok((routed.operation, routed.members))
            }
        }
    }

    /// Who calls: nobody may who doesn't sign.
    fn caller(&self, signed: Result<Signed, SignatureError>) -> Result<Caller, WireError> {
        let identified = signed.and_then(|signed| {
            self.note(|record| record.access_key_id = Some(signed.access_key_id.clone()));
            Ok((identify(self.state, self.request, &signed)?, signed.access_key_id))
        });
        let (caller, key) = identified.map_err(|error| error.to_wire())?;
        self.note(|record| record.caller = Some(caller.clone()));
        ensure_not_too_often(self.state, &key)?;
        Ok(caller)
    }

    fn note(&self, what: impl FnOnce(&mut Record)) {
        what(&mut self.record.borrow_mut());
    }

    fn input(
        &self,
        described: &Described,
        pairs: &Pairs<'_>,
        elsewhere: &[(String, String)],
    ) -> Result<Value, WireError> {
        match self.model.protocol() {
            Protocol::Query => query::read_input(self.model, described.input(), pairs.iter().cloned()),
            Protocol::Json => json::read_body(self.model, described.input(), self.request.body),
            Protocol::RestJson => {
                let in_query = form_urlencoded::parse(self.request.query.as_bytes()).into_owned();
                let elsewhere = elsewhere.iter().cloned().chain(in_query).collect::<Vec<_>>();
                json::read_input(self.model, described.input(), self.request.body, &elsewhere)
            }
        }
    }

    /// Makes sure that the caller may, and may whatever else the call needs.
    fn authorize(
        &self,
        operation: &Operation,
        invocation: &Invocation<'_>,
        input: &Value,
    ) -> Result<(), WireError> {
        let is_decided = match self.state.enforcement {
            Enforcement::All => true,
            Enforcement::Iam => self.model.service() == ServiceName::Iam,
            Enforcement::Off => false,
        };
        // S71: what needs no permission, or decides for itself, is told from the rest by its resource.
        if is_decided {
            restriction::ensure(invocation.caller, self.model.service(), operation.name)?;
        }
        let Some(about) = operation.about.filter(|_| is_decided) else { return Ok(()) };
        self.decide(invocation, &operation.action(), &about.resource(invocation, input)?, None, input)?;
        for Further { action, resource, passed_to } in further(operation.name, invocation, input)? {
            self.decide(invocation, action, &resource, passed_to, input)?;
        }
        Ok(())
    }

    fn decide(
        &self,
        invocation: &Invocation<'_>,
        action: &str,
        resource: &Resource<'_>,
        passed_to: Option<&str>,
        input: &Value,
    ) -> Result<(), WireError> {
        let mut keys = context(self.circumstances, invocation.caller, resource, input);
        if let Some(service) = passed_to {
            keys.set("iam:PassedToService", service.to_owned());
        }
        if self.model.service() == ServiceName::Sts && input.get("TokenCode").is_some() {
            let text = |member: &str| input.get(member).and_then(Value::as_str);
            ensure_shown(invocation, text("SerialNumber").zip(text("TokenCode")))?;
            keys.set("aws:MultiFactorAuthPresent", "true".to_owned());
            keys.set("aws:MultiFactorAuthAge", "0".to_owned());
        }
        let (state, caller) = (self.state, invocation.caller);
        let decided = authorize(state, caller, action, &resource.arn, &keys);
        if decided.is_err() || self.record.borrow().wants_reasons {
            self.note_reasons(caller, &Wanted::new(action, &resource.arn).with_context(&keys));
        }
        let decided = if self.request.header("x-iamkit-explain") == Some("encoded") {
            decided.map_err(|denial| with_encoded(denial, state, caller, action, &resource.arn, &keys))
        } else {
            decided
        };
        decided.map_err(|denial| self.in_protocol(denial))
    }

    /// A denial with the code and status that the service has for it.
    fn in_protocol(&self, denial: WireError) -> WireError {
        let status = match self.model.service() {
            ServiceName::Organizations => 400,
            ServiceName::AccessAnalyzer => 403,
            ServiceName::Iam | ServiceName::Sts => return denial,
        };
        match denial.code() {
            "AccessDenied" => WireError::new("AccessDeniedException", status, denial.message()),
            _ => denial,
        }
    }

    /// Notes which layer says no, and for one who may see it everything about the decision.
    fn note_reasons(&self, caller: &Caller, wanted: &Wanted<'_>) {
        let Ok(view) = self.state.view() else { return };
        let answer = entry_of(&view.1, caller).and_then(|entry| view.1.evaluate(&entry, wanted));
        // What can't be decided has its own error, which is told.
        let Ok(answer) = answer else { return };
        let is_allowed = answer.evaluation().decision() == Decision::Allow;
        let record = &mut *self.record.borrow_mut();
        record.denied_by = (!is_allowed).then(|| denying_layer(answer.evaluation()));
        if !record.wants_reasons || record.withheld.is_some() {
            return;
        }
        let own = caller.principal_arn().map_or_else(|| caller.arn(), str::to_owned);
        match ensure_may(self.state, caller, self.circumstances, SIMULATE, &own) {
            Err(error) => record.withheld = Some(error),
            Ok(()) => record.decided.push(DecidedCall {
                action: wanted.action().to_owned(),
                resource: wanted.resource().to_owned(),
                answer: DecisionAnswer::from(&answer),
            }),
        }
    }
}

/// The error for an operation that isn't here, in the form of the protocol.
fn not_there(model: &Model, name: &str) -> WireError {
    let code = match model.protocol() {
        Protocol::Query => "InvalidAction",
        Protocol::Json | Protocol::RestJson => "UnknownOperationException",
    };
    WireError::new(code, 400, format!("Could not find operation {name} for version {}", model.version()))
}
