//! What the passwords of an account's users have to be.

use iamkit_store::{Command, PasswordPolicy, SettingCommand};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};

/// What isn't said is not kept as it was, but as if nothing had been said
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_excessive_bools, reason = "as the API has it")]
pub(crate) struct UpdatePasswordPolicyRequest {
    minimum_password_length: Option<u32>,
    #[serde(default)]
    require_symbols: bool,
    #[serde(default)]
    require_numbers: bool,
    #[serde(default)]
    require_uppercase_characters: bool,
    #[serde(default)]
    require_lowercase_characters: bool,
    #[serde(default)]
    allow_users_to_change_password: bool,
    max_password_age: Option<u32>,
    password_reuse_prevention: Option<u32>,
    hard_expiry: Option<bool>,
}

pub(crate) fn update_account_password_policy(
    call: &Invocation<'_>,
    input: UpdatePasswordPolicyRequest,
) -> Result<Nothing, WireError> {
    let default = PasswordPolicy::default();
    let policy = PasswordPolicy {
        minimum_length: input.minimum_password_length.unwrap_or(default.minimum_length),
        require_symbols: input.require_symbols,
        require_numbers: input.require_numbers,
        require_uppercase: input.require_uppercase_characters,
        require_lowercase: input.require_lowercase_characters,
        allow_users_to_change: input.allow_users_to_change_password,
        max_age: input.max_password_age,
        reuse_prevention: input.password_reuse_prevention,
        hard_expiry: input.hard_expiry,
    };
    call.commit(Command::Setting(SettingCommand::UpdatePasswordPolicy { policy }))?;
    NOTHING
}

#[derive(Debug, Deserialize)]
pub(crate) struct PasswordPolicyRequest {}

pub(crate) fn delete_account_password_policy(
    call: &Invocation<'_>,
    _input: PasswordPolicyRequest,
) -> Result<Nothing, WireError> {
    if call.account()?.password_policy().is_none() {
        let message = "The account policy with name PasswordPolicy cannot be found.";
        return Err(WireError::new("NoSuchEntity", 404, message));
    }
    call.commit(Command::Setting(SettingCommand::DeletePasswordPolicy {}))?;
    NOTHING
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PasswordPolicyResponse {
    password_policy: PasswordPolicyShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_excessive_bools, reason = "as the API has it")]
struct PasswordPolicyShape {
    minimum_password_length: u32,
    require_symbols: bool,
    require_numbers: bool,
    require_uppercase_characters: bool,
    require_lowercase_characters: bool,
    allow_users_to_change_password: bool,
    expire_passwords: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_password_age: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_reuse_prevention: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hard_expiry: Option<bool>,
}

pub(crate) fn get_account_password_policy(
    call: &Invocation<'_>,
    _input: PasswordPolicyRequest,
) -> Result<PasswordPolicyResponse, WireError> {
    let missing = || {
        let message = format!("The Password Policy with domain name {} cannot be found.", call.account_id());
        WireError::new("NoSuchEntity", 404, message)
    };
    let policy = call.account()?.password_policy().ok_or_else(missing)?;
    Ok(PasswordPolicyResponse {
        password_policy: PasswordPolicyShape {
            minimum_password_length: policy.minimum_length,
            require_symbols: policy.require_symbols,
            require_numbers: policy.require_numbers,
            require_uppercase_characters: policy.require_uppercase,
            require_lowercase_characters: policy.require_lowercase,
            allow_users_to_change_password: policy.allow_users_to_change,
            expire_passwords: policy.max_age.is_some(),
            max_password_age: policy.max_age,
            password_reuse_prevention: policy.reuse_prevention,
            hard_expiry: policy.hard_expiry,
        },
    })
}
