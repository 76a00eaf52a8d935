//! Signing certificates of users.

use iamkit_store::{
    AccessKeyStatus, Command, CredentialCommand, CredentialId, SigningCertificate, User, UserName,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::material::certificate;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UploadRequest {
    user_name: Option<UserName>,
    certificate_body: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UploadResponse {
    certificate: CertificateShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CertificateShape {
    user_name: String,
    certificate_id: String,
    certificate_body: String,
    status: AccessKeyStatus,
    upload_date: String,
}

impl CertificateShape {
    fn of(user: &User, certificate: &SigningCertificate) -> Self {
        Self {
            user_name: user.name().to_string(),
            certificate_id: certificate.id().to_string(),
            certificate_body: certificate.body().to_owned(),
            status: certificate.status(),
            upload_date: certificate.create_date().to_string(),
        }
    }
}

pub(crate) fn upload_signing_certificate(
    call: &Invocation<'_>,
    input: UploadRequest,
) -> Result<UploadResponse, WireError> {
    let name = call.user_name(input.user_name)?;
    call.account()?.user(&name).map_err(refused)?;
    let body = input.certificate_body;
    if certificate::expiration(&body).is_none() {
        let message = format!("Certificate {body} is malformed");
        return Err(WireError::new("MalformedCertificate", 400, message));
    }
    let (user, text) = (name.clone(), body.clone().into());
    let account =
        call.commit(Command::Credential(CredentialCommand::UploadSigningCertificate { user, body: text }))?;
    let user = account.user(&name).map_err(refused)?;
    let mut certificates = user.credentials().signing_certificates();
    let made = certificates.find(|certificate| certificate.body() == body);
    let certificate = CertificateShape::of(user, made.ok_or_else(|| unknown("uploaded"))?);
    Ok(UploadResponse { certificate })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListRequest {
    user_name: Option<UserName>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListResponse {
    certificates: Vec<CertificateShape>,
}

pub(crate) fn list_signing_certificates(
    call: &Invocation<'_>,
    input: ListRequest,
) -> Result<ListResponse, WireError> {
    let name = call.user_name(input.user_name)?;
    let user = call.account()?.user(&name).map_err(refused)?;
    let certificates = user.credentials().signing_certificates();
    let certificates = certificates.map(|certificate| CertificateShape::of(user, certificate));
    Ok(ListResponse { certificates: certificates.collect() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateRequest {
    user_name: Option<UserName>,
    certificate_id: String,
    status: AccessKeyStatus,
}

pub(crate) fn update_signing_certificate(
    call: &Invocation<'_>,
    input: UpdateRequest,
) -> Result<Nothing, WireError> {
    let (user, id) = known(call, input.user_name, &input.certificate_id)?;
    let status = input.status;
    call.commit(Command::Credential(CredentialCommand::UpdateSigningCertificate { user, id, status }))?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteRequest {
    user_name: Option<UserName>,
    certificate_id: String,
}

pub(crate) fn delete_signing_certificate(
    call: &Invocation<'_>,
    input: DeleteRequest,
) -> Result<Nothing, WireError> {
    let (user, id) = known(call, input.user_name, &input.certificate_id)?;
    call.commit(Command::Credential(CredentialCommand::DeleteSigningCertificate { user, id }))?;
    NOTHING
}

/// A user and the id of a certificate that the user has.
fn known(
    call: &Invocation<'_>,
    user: Option<UserName>,
    id: &str,
) -> Result<(UserName, CredentialId), WireError> {
    let user = call.user_name(user)?;
    let mut certificates = call.account()?.user(&user).map_err(refused)?.credentials().signing_certificates();
    let certificate = certificates.find(|it| it.id().as_str() == id).ok_or_else(|| unknown(id))?;
    Ok((user, certificate.id().clone()))
}

fn unknown(id: &str) -> WireError {
    WireError::new("NoSuchEntity", 404, format!("The Certificate with id {id} cannot be found."))
}
