//! SAML providers.

use iamkit_store::{Command, ProviderArn, ProviderCommand, SamlProvider, SamlProviderName, Timestamp};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::invocation::Invocation;
use crate::letters;
use crate::listing::{Tag, tags, written_if_any};
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

/// How long metadata are good that say nothing of it: a hundred years of 365 days.
const CENTURY: i64 = 100 * 365 * 86_400;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateSamlProviderRequest {
    #[serde(rename = "SAMLMetadataDocument")]
    metadata: String,
    name: SamlProviderName,
    #[serde(default)]
    tags: Vec<Tag>,
    assertion_encryption_mode: Option<String>,
    add_private_key: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SamlProviderResponse {
    #[serde(rename = "SAMLProviderArn")]
    arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

pub(crate) fn create_saml_provider(
    call: &Invocation<'_>,
    input: CreateSamlProviderRequest,
) -> Result<SamlProviderResponse, WireError> {
    ensure_plain(input.assertion_encryption_mode.as_ref().or(input.add_private_key.as_ref()))?;
    let valid_until = valid_until(&input.metadata, call.time)?;
    let tags = tags(input.tags)?;
    let partition = call.caller.partition;
    let arn = format!("arn:{partition}:iam::{}:saml-provider/{}", call.account_id(), input.name);
    call.commit(Command::Provider(ProviderCommand::CreateSamlProvider {
        name: input.name,
        metadata: input.metadata.into(),
        valid_until,
        tags: tags.clone(),
    }))?;
    Ok(SamlProviderResponse { arn, tags: written_if_any(&tags) })
}

/// Encrypted assertions aren't there: to take the key and never use it would say otherwise.
fn ensure_plain(member: Option<&String>) -> Result<(), WireError> {
    match member {
        Some(_) => Err(invalid("Encrypted assertions are not supported here")),
        None => Ok(()),
    }
}

/// Until when metadata are good; none where they aren't those of an identity provider with a certificate.
fn valid_until(metadata: &str, now: Timestamp) -> Result<Timestamp, WireError> {
    let error = || invalid("Could not parse metadata");
    let document = roxmltree::Document::parse(metadata).map_err(|_| error())?;
    let root = document.root_element();
    let has = |name: &str| root.descendants().any(|node| node.tag_name().name() == name);
    let is_whole = root.tag_name().name() == "EntityDescriptor"
        && root.attribute("entityID").is_some()
        && has("IDPSSODescriptor")
        && has("X509Certificate");
    let stated = root.attribute("validUntil").map(|date| date.parse().map_err(|_| error())).transpose()?;
    let century = || Timestamp::from_seconds(now.as_seconds() + CENTURY).unwrap_or(now);
    if is_whole { Ok(stated.unwrap_or_else(century)) } else { Err(error()) }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateSamlProviderRequest {
    #[serde(rename = "SAMLMetadataDocument")]
    metadata: Option<String>,
    #[serde(rename = "SAMLProviderArn")]
    arn: ProviderArn,
    assertion_encryption_mode: Option<String>,
    add_private_key: Option<String>,
}

pub(crate) fn update_saml_provider(
    call: &Invocation<'_>,
    input: UpdateSamlProviderRequest,
) -> Result<SamlProviderResponse, WireError> {
    call.account()?.saml_provider(&input.arn).map_err(refused)?;
    ensure_plain(input.assertion_encryption_mode.as_ref().or(input.add_private_key.as_ref()))?;
    if let Some(metadata) = input.metadata {
        let valid_until = valid_until(&metadata, call.time)?;
        let (arn, metadata) = (input.arn.clone(), metadata.into());
        call.commit(Command::Provider(ProviderCommand::UpdateSamlProvider { arn, metadata, valid_until }))?;
    }
    Ok(SamlProviderResponse { arn: input.arn.to_string(), tags: None })
}

#[derive(Debug, Deserialize)]
pub(crate) struct SamlProviderRequest {
    #[serde(rename = "SAMLProviderArn")]
    arn: ProviderArn,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetSamlProviderResponse {
    #[serde(rename = "SAMLProviderUUID")]
    id: String,
    #[serde(rename = "SAMLMetadataDocument")]
    metadata: String,
    create_date: String,
    valid_until: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

pub(crate) fn get_saml_provider(
    call: &Invocation<'_>,
    input: SamlProviderRequest,
) -> Result<GetSamlProviderResponse, WireError> {
    let provider = call.account()?.saml_provider(&input.arn).map_err(refused)?;
    Ok(GetSamlProviderResponse {
        id: id_of(provider),
        metadata: provider.metadata().to_owned(),
        create_date: provider.create_date().to_string(),
        valid_until: provider.valid_until().to_string(),
        tags: written_if_any(provider.tags()),
    })
}

/// The id that AWS gives besides the ARN: another for a namesake made later.
fn id_of(provider: &SamlProvider) -> String {
    let made = format!("{} {}", provider.arn(), provider.create_date());
    letters::id("SAMLPROVIDER", &Sha256::digest(made), 20)
}

pub(crate) fn delete_saml_provider(
    call: &Invocation<'_>,
    input: SamlProviderRequest,
) -> Result<Nothing, WireError> {
    call.commit(Command::Provider(ProviderCommand::DeleteSamlProvider { arn: input.arn }))?;
    NOTHING
}

#[derive(Debug, Deserialize)]
pub(crate) struct ListSamlProvidersRequest {}

#[derive(Debug, Serialize)]
pub(crate) struct ListSamlProvidersResponse {
    #[serde(rename = "SAMLProviderList")]
    providers: Vec<SamlProviderEntry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SamlProviderEntry {
    arn: String,
    valid_until: String,
    create_date: String,
}

pub(crate) fn list_saml_providers(
    call: &Invocation<'_>,
    _input: ListSamlProvidersRequest,
) -> Result<ListSamlProvidersResponse, WireError> {
    let providers = call.account()?.saml_providers().map(|provider| SamlProviderEntry {
        arn: provider.arn().to_string(),
        valid_until: provider.valid_until().to_string(),
        create_date: provider.create_date().to_string(),
    });
    Ok(ListSamlProvidersResponse { providers: providers.collect() })
}

fn invalid(message: &str) -> WireError {
    WireError::new("InvalidInput", 400, message)
}
