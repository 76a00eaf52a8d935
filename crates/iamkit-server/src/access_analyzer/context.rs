//! The analyzer that a call is about, and what is answered where it can't be.

use std::sync::Arc;

use iamkit_store::{
    Account, Analyzer, AnalyzerCommand, AnalyzerId, AnalyzerName, Command, CommitError, Entity, ResourceArn,
    StoreError,
};
use iamkit_wire::WireError;
use iamkit_wire::model::ServiceName;

use crate::invocation::Invocation;
use crate::refusal::refused_commit;

/// An error of the service, with the status that its model has for the code.
pub(super) fn error(code: &str, message: impl Into<Box<str>>) -> WireError {
    WireError::of(ServiceName::AccessAnalyzer.model(), code, message)
}

/// What a request has that it can't have.
pub(super) fn invalid(message: impl Into<Box<str>>) -> WireError {
    error("ValidationException", message)
}

/// What isn't there.
pub(super) fn missing(what: &str) -> WireError {
    error("ResourceNotFoundException", format!("The {what} cannot be found."))
}

/// The ARN of a resource, user or role.
pub(super) fn resource_arn(arn: &str) -> Result<ResourceArn, WireError> {
    arn.parse().map_err(|_| error("InternalServerException", format!("{arn} is no ARN of a resource")))
}

/// The ARN of an analyzer by its name, in the account and Region of the caller.
pub(crate) fn arn_of_named(call: &Invocation<'_>, name: &str) -> String {
    let caller = call.caller;
    format!("arn:{}:access-analyzer:{}:{}:analyzer/{name}", caller.partition, caller.region, caller.account)
}

impl Invocation<'_> {
    /// What an analyzer of the caller's account and Region is found by.
    pub(super) fn analyzer_id(&self, name: AnalyzerName) -> Result<AnalyzerId, WireError> {
        let region = self.caller.region.parse().map_err(|_| invalid("The Region has no form of one."))?;
        Ok(AnalyzerId { region, name })
    }

    /// The analyzer of a name.
    pub(super) fn analyzer_named(&self, name: AnalyzerName) -> Result<&Arc<Analyzer>, WireError> {
        let id = self.analyzer_id(name)?;
        self.account()?.analyzer(&id).map_err(|error| refused(&error))
    }

    /// The analyzer that has an ARN: others' aren't there for the caller, nor those of other Regions.
    pub(super) fn analyzer_with(&self, arn: &str) -> Result<&Arc<Analyzer>, WireError> {
        let unknown = || missing(&format!("analyzer {arn}"));
        let name =
            arn.rsplit_once(":analyzer/").and_then(|(_, name)| name.parse().ok()).ok_or_else(unknown)?;
        let id = self.analyzer_id(name)?;
        self.account()?.analyzer(&id).ok().filter(|analyzer| analyzer.arn() == arn).ok_or_else(unknown)
    }

    /// Changes an analyzer in the name of the caller, and gives the account as it has become.
    pub(super) fn change_analyzer(&self, command: AnalyzerCommand) -> Result<Arc<Account>, WireError> {
        let (call, account) = (self.call()?, self.account_id());
        let committed = self.state.commit(call, account.clone(), Command::Analyzer(command));
        let committed = committed.map_err(|error| refused_change(&error))?;
        committed.snapshot().account(account).cloned().map_err(|error| refused(&error))
    }
}

pub(super) fn refused_change(error: &CommitError) -> WireError {
    match error {
        CommitError::Refused(transaction) => refused(transaction.error()),
        error => refused_commit(error),
    }
}

/// What the store refuses, in the words of the service.
pub(super) fn refused(refusal: &StoreError) -> WireError {
    let code = match refusal {
        StoreError::NoSuchEntity(entity @ Entity::Account(_)) => {
            return error("AccessDeniedException", format!("The {entity} cannot be found."));
        }
        StoreError::NoSuchEntity(_) => "ResourceNotFoundException",
        StoreError::EntityAlreadyExists(_) => "ConflictException",
        StoreError::LimitExceeded { .. } => "ServiceQuotaExceededException",
        _ => "ValidationException",
    };
    error(code, refusal.to_string())
}
