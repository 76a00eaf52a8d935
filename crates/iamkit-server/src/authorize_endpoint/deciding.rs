//! Deciding questions: on one view of the store, for one who asks.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use iamkit_account::view::{AccessAnswer, AccessView, AccountPrincipal, AskError, RoleSession, Wanted};
use iamkit_policy::shown::Shown;
use iamkit_report::account::explanation::AccountExplanation;
use iamkit_store::{AccountId, Generation};
use iamkit_wire::WireError;
use schemars::JsonSchema;
use serde::Serialize;

use super::question::DecisionQuestion;
use crate::asker::{Asker, SIMULATE};
use crate::authorize::entry_of;
use crate::condition_keys::Circumstances;
use crate::decision::DecisionAnswer;
use crate::identify::holder_of;
use crate::state::State;

/// The answer to one of several questions
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum DecisionReply {
    /// It was decided.
    Decided(DecisionAnswer),
    /// It can't be.
    Failed {
        /// Why.
        error: DecisionFailure,
    },
}

/// Why a question can't be decided
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DecisionFailure {
    /// The code of the error, such as `NoSuchEntity`.
    code: String,
    /// In words.
    message: String,
}

impl From<WireError> for DecisionReply {
    fn from(error: WireError) -> Self {
        let (code, message) = (error.code().to_owned(), error.message().to_owned());
        Self::Failed { error: DecisionFailure { code, message } }
    }
}

impl DecisionReply {
    fn decision(&self) -> &'static str {
        match self {
            Self::Decided(answer) => answer.decision(),
            Self::Failed { .. } => "error",
        }
    }
}

/// Somebody that was asked about before, and whether the asker may know.
type Known = Result<Arc<AccountPrincipal>, WireError>;

/// Somebody, and the ARN by which policies name that one: of a session its role's.
type Found = (AccountPrincipal, String);

/// What questions are decided by
pub(crate) struct Deciding<'s> {
    state: &'s State,
    asker: &'s Asker,
    circumstances: &'s Circumstances,
    view: Arc<(Generation, AccessView)>,
    /// Those who were asked about.
    known: Mutex<HashMap<String, Known>>,
}

impl<'s> Deciding<'s> {
    pub(crate) fn new(
        state: &'s State,
        asker: &'s Asker,
        circumstances: &'s Circumstances,
    ) -> Result<Self, WireError> {
        let view = state.view();
        let view = view.map_err(|error| WireError::new("ServiceFailure", 500, error.to_string()))?;
        Ok(Self { state, asker, circumstances, view, known: Mutex::default() })
    }

    /// The reply to a question as it was sent.
    pub(super) fn reply(&self, question: &[u8]) -> DecisionReply {
        let question = serde_json::from_slice::<DecisionQuestion<'_>>(question);
        let question =
            question.map_err(|error| WireError::new("ValidationException", 400, error.to_string()));
        match question.and_then(|question| self.decide(&question)) {
            Ok(answer) => DecisionReply::Decided(answer),
            Err(error) => error.into(),
        }
    }

    pub(super) fn decide(&self, question: &DecisionQuestion<'_>) -> Result<DecisionAnswer, WireError> {
        self.answered(question, |_, _, answer| DecisionAnswer::from(answer))
    }

    /// The decision with all its reasons.
    pub(crate) fn explain(&self, question: &DecisionQuestion<'_>) -> Result<AccountExplanation, WireError> {
        self.answered(question, |entry, wanted, answer| AccountExplanation::new(entry.arn(), wanted, answer))
    }

    /// What is made of the answer to a question.
    fn answered<T>(
        &self,
        question: &DecisionQuestion<'_>,
        told: impl FnOnce(&AccountPrincipal, &Wanted<'_>, &AccessAnswer) -> T,
    ) -> Result<T, WireError> {
        let resource = question.resource.as_deref().unwrap_or("*");
        if resource != "*" && (!resource.starts_with("arn:") || resource.split(':').count() < 6) {
            let message = format!("`{}` is no resource: expected an ARN or `*`", Shown::value(resource));
            return Err(WireError::new("ValidationException", 400, message));
        }
        let entry = self.entry(question)?;
        let mut wanted = Wanted::new(&question.action, resource).with_context(&question.context);
        if let Some(account) = &question.resource_account {
            wanted = wanted.with_resource_account(account);
        }
        let answer = self.view.1.evaluate(&entry, &wanted).map_err(|error| unasked(&error))?;
        Ok(told(&entry, &wanted, &answer))
    }

    /// Counts what was decided.
    pub(super) fn count(&self, replies: &[DecisionReply]) {
        let mut counts = BTreeMap::<_, u64>::new();
        for reply in replies {
            *counts.entry(reply.decision()).or_default() += 1;
        }
        for (decision, n) in counts {
            self.state.metrics.decided(decision, n);
        }
    }

    /// Who is asked about.
    fn entry(&self, question: &DecisionQuestion<'_>) -> Result<Cow<'_, Arc<AccountPrincipal>>, WireError> {
        let key = match (&question.principal, &question.access_key_id, &question.session_token) {
            (Some(arn), None, None) => {
                if let (Asker::Trusted, Some(entry)) = (self.asker, self.view.1.principal(arn)) {
                    return Ok(Cow::Borrowed(entry));
                }
                Cow::Borrowed(&**arn)
            }
            (None, Some(id), None) => Cow::Borrowed(&**id),
            (None, Some(id), Some(token)) => Cow::Owned(format!("{id} {token}")),
            _ => {
                let message = "A question names either `principal`, or `accessKeyId` with the `sessionToken` of a session";
                return Err(WireError::new("ValidationException", 400, message));
            }
        };
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = known().get(&*key) {
            return entry.clone().map(Cow::Owned);
        }
        let entry = self.found(question).and_then(|found| self.may_know(found));
        known().insert(key.into_owned(), entry.clone());
        entry.map(Cow::Owned)
    }

    /// Somebody, if the asker may know what that one may do.
    fn may_know(&self, (entry, about): Found) -> Known {
        self.asker.ensure_may(self.state, self.circumstances, SIMULATE, &about)?;
        Ok(Arc::new(entry))
    }

    fn found(&self, question: &DecisionQuestion<'_>) -> Result<Found, WireError> {
        if let Some(id) = &question.access_key_id {
            let caller = holder_of(self.state, id, question.session_token.as_deref());
            let caller = caller.map_err(|error| error.to_wire())?;
            let entry = entry_of(&self.view.1, &caller).map_err(|error| unasked(&error))?;
            return Ok((entry, caller.principal_arn().map_or_else(|| caller.arn(), str::to_owned)));
        }
        let arn = question.principal.as_deref().unwrap_or_default();
        let view = &self.view.1;
        if let Some(entry) = view.principal(arn) {
            return Ok((AccountPrincipal::clone(entry), arn.to_owned()));
        }
        special(view, arn).unwrap_or_else(|| {
            let message = format!("there is no user or role `{}`", Shown::value(arn));
            Err(WireError::new("NoSuchEntity", 404, message))
        })
    }
}

/// The root user or the session that an ARN names.
fn special(view: &AccessView, arn: &str) -> Option<Result<Found, WireError>> {
    let fields = arn.splitn(6, ':').collect::<Vec<_>>();
    let ["arn", partition, service, "", account, name] = *fields.as_slice() else { return None };
    let id = account.parse::<AccountId>().ok()?;
    let account = view.directory().account(&id).ok()?;
    if account.partition().to_string() != partition {
        return None;
    }
    if (service, name) == ("iam", "root") {
        let root = view.root_user(&id).map_err(|error| unasked(&error));
        return Some(root.map(|entry| (entry, arn.to_owned())));
    }
    let (role, session) = name.strip_prefix("assumed-role/").filter(|_| service == "sts")?.split_once('/')?;
    let role = account.role(&role.parse().ok()?).ok()?;
    let session = RoleSession { name: session, ..RoleSession::default() };
    let entry = view.session(view.principal(role.arn())?, &session).map_err(|error| unasked(&error));
    Some(entry.map(|entry| (entry, role.arn().to_owned())))
}

/// A question that has no answer, as whoever asks sees it.
fn unasked(error: &AskError) -> WireError {
    WireError::new(error.code(), 400, error.to_string())
}
