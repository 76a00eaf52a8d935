//! Passwords of users for the console.

use iamkit_store::{Account, Command, CredentialCommand, LoginProfile, UserName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::caller::Who;
use crate::invocation::Invocation;
use crate::material::password;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateLoginProfileRequest {
    user_name: Option<UserName>,
    password: Option<String>,
    #[serde(default)]
    password_reset_required: bool,
}

/// An answer that is a login profile
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LoginProfileResponse {
    login_profile: LoginProfileShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct LoginProfileShape {
    user_name: String,
    create_date: String,
    password_reset_required: bool,
}

fn response(user: &UserName, profile: &LoginProfile) -> LoginProfileResponse {
    LoginProfileResponse {
        login_profile: LoginProfileShape {
            user_name: user.to_string(),
            create_date: profile.create_date().to_string(),
            password_reset_required: profile.is_reset_required(),
        },
    }
}

/// The profile of a user, who has one.
fn profile<'a>(account: &'a Account, user: &UserName) -> Result<&'a LoginProfile, WireError> {
    let missing = || WireError::new("NoSuchEntity", 404, format!("Login profile for {user} not found"));
    account.user(user).map_err(refused)?.credentials().login_profile().ok_or_else(missing)
}

pub(crate) fn create_login_profile(
    call: &Invocation<'_>,
    input: CreateLoginProfileRequest,
) -> Result<LoginProfileResponse, WireError> {
    let user = call.user_name(input.user_name)?;
    let missing = || WireError::new("ValidationError", 400, "A password is needed.");
    let text = input.password.ok_or_else(missing)?;
    let account = call.account()?;
    let known = account.user(&user).map_err(refused)?.credentials().login_profile();
    if known.is_some() {
        let message = format!("User {user} already has password");
        return Err(WireError::new("EntityAlreadyExists", 409, message));
    }
    password::ensure(account, &text, None)?;
    let account = call.commit(Command::Credential(CredentialCommand::CreateLoginProfile {
        user: user.clone(),
        password: password::hash(&text)?,
        is_reset_required: input.password_reset_required,
    }))?;
    Ok(response(account.user(&user).map_err(refused)?.name(), profile(&account, &user)?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LoginProfileRequest {
    user_name: Option<UserName>,
}

pub(crate) fn get_login_profile(
    call: &Invocation<'_>,
    input: LoginProfileRequest,
) -> Result<LoginProfileResponse, WireError> {
    let (user, account) = (call.user_name(input.user_name)?, call.account()?);
    Ok(response(account.user(&user).map_err(refused)?.name(), profile(account, &user)?))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateLoginProfileRequest {
    user_name: UserName,
    password: Option<String>,
    password_reset_required: Option<bool>,
}

pub(crate) fn update_login_profile(
    call: &Invocation<'_>,
    input: UpdateLoginProfileRequest,
) -> Result<Nothing, WireError> {
    let account = call.account()?;
    let known = profile(account, &input.user_name)?;
    let checked = |text: String| {
        password::ensure(account, &text, Some(known))?;
        password::hash(&text)
    };
    call.commit(Command::Credential(CredentialCommand::UpdateLoginProfile {
        user: input.user_name.clone(),
        password: input.password.map(checked).transpose()?,
        is_reset_required: input.password_reset_required,
    }))?;
    NOTHING
}

pub(crate) fn delete_login_profile(
    call: &Invocation<'_>,
    input: LoginProfileRequest,
) -> Result<Nothing, WireError> {
    let user = call.user_name(input.user_name)?;
    profile(call.account()?, &user)?;
    call.commit(Command::Credential(CredentialCommand::DeleteLoginProfile { user }))?;
    NOTHING
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ChangePasswordRequest {
    old_password: String,
    new_password: String,
}

/// Of the user who calls, and of nobody else.
pub(crate) fn change_password(
    call: &Invocation<'_>,
    input: ChangePasswordRequest,
) -> Result<Nothing, WireError> {
    let Who::User(user) = &call.caller.who else {
        return Err(WireError::new("InvalidUserType", 400, "Only IAM users can change their own password."));
    };
    let (account, user) = (call.account()?, user.name().clone());
    let known = profile(account, &user)?;
    if !password::is_of(known.password(), &input.old_password) {
        return Err(WireError::new("AccessDenied", 403, "The old password was incorrect."));
    }
    password::ensure(account, &input.new_password, Some(known))?;
    call.commit(Command::Credential(CredentialCommand::UpdateLoginProfile {
        user,
        password: Some(password::hash(&input.new_password)?),
        is_reset_required: Some(false),
    }))?;
    NOTHING
}
