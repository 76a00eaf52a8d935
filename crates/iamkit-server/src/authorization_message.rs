//! What a denial was about, sealed: a client hands it on to somebody who may know.
//!
//! A call that says `X-Iamkit-Explain: encoded` has it in the message of a denial, as some of AWS's services do;
//! `DecodeAuthorizationMessage` opens it.

use iamkit_account::view::Wanted;
use iamkit_engine::{Context, Decision};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::authorize::entry_of;
use crate::caller::Caller;
use crate::state::State;

/// What a denial was about
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuthorizationMessage {
    /// The account whose callers may know.
    pub(crate) account: String,
    is_explicit: bool,
    /// The statements that decided: policy and place.
    statements: Vec<(String, usize)>,
    principal_id: String,
    principal_arn: String,
    action: String,
    resource: String,
}

impl AuthorizationMessage {
    /// The message in the form that AWS decodes its own into.
    pub(crate) fn shown(&self) -> Value {
        let statements = self.statements.iter();
        let statements =
            statements.map(|(policy, at)| json!({"statementId": at.to_string(), "policy": policy}));
        json!({
            "allowed": false,
            "explicitDeny": self.is_explicit,
            "matchedStatements": {"items": statements.collect::<Vec<_>>()},
            "failures": {"items": []},
            "context": {
                "principal": {"id": self.principal_id, "arn": self.principal_arn},
                "action": self.action,
                "resource": self.resource,
                "conditions": {"items": []},
            },
        })
    }
}

/// A denial with what it was about, sealed; the same denial where that can't be told.
pub(crate) fn with_encoded(
    denial: WireError,
    state: &State,
    caller: &Caller,
    action: &str,
    resource: &str,
    context: &Context<'_>,
) -> WireError {
    if denial.code() != "AccessDenied" {
        return denial;
    }
    let encoded = || {
        let view = state.view().ok()?;
        let entry = entry_of(&view.1, caller).ok()?;
        let answer = view.1.evaluate(&entry, &Wanted::new(action, resource).with_context(context)).ok()?;
        let statements = answer.evaluation().decided_by();
        let statements = statements.iter().map(|it| (it.policy().to_owned(), it.index())).collect();
        state.secrets.seal(&AuthorizationMessage {
            account: caller.account.to_string(),
            is_explicit: answer.evaluation().decision() == Decision::ExplicitDeny,
            statements,
            principal_id: caller.unique_id(),
            principal_arn: caller.arn(),
            action: action.to_owned(),
            resource: resource.to_owned(),
        })
    };
    let Some(encoded) = encoded() else { return denial };
    let message = format!("{} Encoded authorization failure message: {encoded}", denial.message());
    WireError::new("AccessDenied", 403, message)
}
