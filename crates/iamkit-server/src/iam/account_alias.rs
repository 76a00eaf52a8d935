//! The alias of an account.

use iamkit_store::{AccountAlias, Command, SettingCommand};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AliasRequest {
    account_alias: AccountAlias,
}

pub(crate) fn create_account_alias(call: &Invocation<'_>, input: AliasRequest) -> Result<Nothing, WireError> {
    call.commit(Command::Setting(SettingCommand::CreateAccountAlias { alias: input.account_alias }))?;
    NOTHING
}

pub(crate) fn delete_account_alias(call: &Invocation<'_>, input: AliasRequest) -> Result<Nothing, WireError> {
    call.commit(Command::Setting(SettingCommand::DeleteAccountAlias { alias: input.account_alias }))?;
    NOTHING
}

#[derive(Debug, Deserialize)]
pub(crate) struct ListAliasesRequest {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListAliasesResponse {
    account_aliases: Vec<String>,
}

pub(crate) fn list_account_aliases(
    call: &Invocation<'_>,
    _input: ListAliasesRequest,
) -> Result<ListAliasesResponse, WireError> {
    let alias = call.account()?.alias().map(ToString::to_string);
    Ok(ListAliasesResponse { account_aliases: alias.into_iter().collect() })
}
