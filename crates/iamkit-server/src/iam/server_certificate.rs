//! Server certificates.

use iamkit_store::{CertificateCommand, Command, IamPath, ServerCertificate, ServerCertificateName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::listing::{Tag, is_under, tags, written_if_any};
use crate::material::certificate;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UploadServerCertificateRequest {
    #[serde(default)]
    path: IamPath,
    server_certificate_name: ServerCertificateName,
    certificate_body: String,
    private_key: String,
    certificate_chain: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UploadServerCertificateResponse {
    server_certificate_metadata: MetadataShape,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct MetadataShape {
    path: String,
    server_certificate_name: String,
    server_certificate_id: String,
    arn: String,
    upload_date: String,
    expiration: String,
}

impl MetadataShape {
    fn of(certificate: &ServerCertificate) -> Self {
        Self {
            path: certificate.path().to_string(),
            server_certificate_name: certificate.name().to_string(),
            server_certificate_id: certificate.id().to_string(),
            arn: certificate.arn().to_owned(),
            upload_date: certificate.create_date().to_string(),
            expiration: certificate.expiration().to_string(),
        }
    }
}

/// The private key is looked at and forgotten: nothing here would serve with it.
pub(crate) fn upload_server_certificate(
    call: &Invocation<'_>,
    input: UploadServerCertificateRequest,
) -> Result<UploadServerCertificateResponse, WireError> {
    let malformed = |message: &str| WireError::new("MalformedCertificate", 400, message);
    let expiration = certificate::expiration(&input.certificate_body).ok_or_else(|| {
        malformed("Unable to parse certificate. Please ensure the certificate is in PEM format.")
    })?;
    if input.certificate_chain.as_ref().is_some_and(|chain| !certificate::is_chain(chain)) {
        return Err(malformed("Unable to validate certificate chain."));
    }
    if !certificate::is_private_key(&input.private_key) {
        return Err(malformed("Unable to parse key; the private key must be unencrypted and in PEM format."));
    }
    let name = input.server_certificate_name;
    let account = call.commit(Command::Certificate(CertificateCommand::Upload {
        name: name.clone(),
        path: input.path,
        body: input.certificate_body.into(),
        chain: input.certificate_chain.map(Into::into),
        expiration,
        tags: tags(input.tags)?,
    }))?;
    let certificate = account.server_certificate(&name).map_err(refused)?;
    Ok(UploadServerCertificateResponse {
        server_certificate_metadata: MetadataShape::of(certificate),
        tags: written_if_any(certificate.tags()),
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ServerCertificateRequest {
    server_certificate_name: ServerCertificateName,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetServerCertificateResponse {
    server_certificate: ServerCertificateShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ServerCertificateShape {
    server_certificate_metadata: MetadataShape,
    certificate_body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_chain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

pub(crate) fn get_server_certificate(
    call: &Invocation<'_>,
    input: ServerCertificateRequest,
) -> Result<GetServerCertificateResponse, WireError> {
    let certificate = call.account()?.server_certificate(&input.server_certificate_name).map_err(refused)?;
    Ok(GetServerCertificateResponse {
        server_certificate: ServerCertificateShape {
            server_certificate_metadata: MetadataShape::of(certificate),
            certificate_body: certificate.body().to_owned(),
            certificate_chain: certificate.chain().map(str::to_owned),
            tags: written_if_any(certificate.tags()),
        },
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListServerCertificatesRequest {
    path_prefix: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListServerCertificatesResponse {
    server_certificate_metadata_list: Vec<MetadataShape>,
}

pub(crate) fn list_server_certificates(
    call: &Invocation<'_>,
    input: ListServerCertificatesRequest,
) -> Result<ListServerCertificatesResponse, WireError> {
    let certificates = call.account()?.server_certificates();
    let certificates = certificates.filter(|it| is_under(it.path().as_str(), input.path_prefix.as_ref()));
    let server_certificate_metadata_list = certificates.map(|it| MetadataShape::of(it)).collect();
    Ok(ListServerCertificatesResponse { server_certificate_metadata_list })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateServerCertificateRequest {
    server_certificate_name: ServerCertificateName,
    new_path: Option<IamPath>,
    new_server_certificate_name: Option<ServerCertificateName>,
}

pub(crate) fn update_server_certificate(
    call: &Invocation<'_>,
    input: UpdateServerCertificateRequest,
) -> Result<Nothing, WireError> {
    call.commit(Command::Certificate(CertificateCommand::Update {
        name: input.server_certificate_name,
        new_path: input.new_path,
        new_name: input.new_server_certificate_name,
    }))?;
    NOTHING
}

pub(crate) fn delete_server_certificate(
    call: &Invocation<'_>,
    input: ServerCertificateRequest,
) -> Result<Nothing, WireError> {
    call.commit(Command::Certificate(CertificateCommand::Delete { name: input.server_certificate_name }))?;
    NOTHING
}
