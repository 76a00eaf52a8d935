//! `/api`: what the library answers, as JSON for pages and programs.
//!
//! Each question is a `POST` with an object, answered in the shape that the command of the same name prints with
//! `--format json`. The document that describes them is made from the same types.

mod ask;
mod described;
mod document;

use iamkit_wire::WireError;
use iamkit_wire::signature::RequestParts;
use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::asker::{Asker, READ_ACCOUNT};
use crate::authorize_endpoint::Deciding;
use crate::condition_keys::Circumstances;
use crate::state::State;
use ask::{CompareQuestion, ValidateQuestion, WhoCanQuestion};

/// Whether a path is one of these.
pub(crate) fn is_path(path: &str) -> bool {
    path.starts_with("/api/")
}

/// Answers a question.
///
/// # Errors
/// Where whoever asks may not, the question can't be read, or it has no answer.
pub(crate) fn answer(
    state: &State,
    circumstances: &Circumstances,
    request: &RequestParts<'_>,
) -> Result<Answer, WireError> {
    if (request.method, request.path) == ("GET", "/api/openapi.json") {
        // What can be asked is no secret.
        return Ok(Answer::json(&document::document()));
    }
    let ask = match (request.method, request.path) {
        ("POST", "/api/validate") => validate,
        ("POST", "/api/compare") => compare,
        ("POST", "/api/explain") => explain,
        ("POST", "/api/who-can") => who_can,
        (method, path) => {
            let message = format!("There is no {method} {path}; /api/openapi.json lists what there is");
            return Err(WireError::new("UnknownOperationException", 404, message));
        }
    };
    let asker = Asker::of(state, request)?;
    ask(&Asked { state, asker: &asker, circumstances, body: request.body })
}

/// A question with who asks it
struct Asked<'a> {
    state: &'a State,
    asker: &'a Asker,
    circumstances: &'a Circumstances,
    body: &'a [u8],
}

impl Asked<'_> {
    /// Makes sure that whoever asks may, by an action on all resources.
    fn ensure_may(&self, action: &str) -> Result<(), WireError> {
        self.asker.ensure_may(self.state, self.circumstances, action, "*")
    }

    fn question<Q: DeserializeOwned>(&self) -> Result<Q, WireError> {
        serde_json::from_slice(self.body)
            .map_err(|error| WireError::new("ValidationException", 400, error.to_string()))
    }
}

fn validate(asked: &Asked<'_>) -> Result<Answer, WireError> {
    asked.ensure_may("access-analyzer:ValidatePolicy")?;
    Ok(Answer::json(&asked.question::<ValidateQuestion>()?.answer()?))
}

fn compare(asked: &Asked<'_>) -> Result<Answer, WireError> {
    asked.ensure_may("access-analyzer:CheckNoNewAccess")?;
    Ok(Answer::json(&asked.question::<CompareQuestion>()?.answer()?))
}

fn explain(asked: &Asked<'_>) -> Result<Answer, WireError> {
    let deciding = Deciding::new(asked.state, asked.asker, asked.circumstances)?;
    let question = serde_json::from_slice(asked.body);
    let question = question.map_err(|error| WireError::new("ValidationException", 400, error.to_string()))?;
    Ok(Answer::json(&deciding.explain(&question)?))
}

fn who_can(asked: &Asked<'_>) -> Result<Answer, WireError> {
    ensure_may_read_all(asked.state, asked.asker, asked.circumstances)?;
    let view = asked.state.view();
    let view = view.map_err(|error| WireError::new("ServiceFailure", 500, error.to_string()))?;
    Ok(Answer::json(&asked.question::<WhoCanQuestion>()?.answer(&view.1)?))
}

/// Makes sure that whoever asks may learn of everybody in the store.
///
/// # Errors
/// `AccessDenied` for a caller who may not read its own account, and for any where there are other accounts.
pub(crate) fn ensure_may_read_all(
    state: &State,
    asker: &Asker,
    circumstances: &Circumstances,
) -> Result<(), WireError> {
    asker.ensure_may(state, circumstances, READ_ACCOUNT, "*")?;
    let Asker::Caller(caller) = asker else { return Ok(()) };
    if state.snapshot().accounts().all(|account| *account.id() == caller.account) {
        return Ok(());
    }
    let message = "There are other accounts than the caller's: this takes the server's token";
    Err(WireError::new("AccessDenied", 403, message))
}
