//! `OpenID` Connect providers.

use iamkit_store::{Command, ProviderArn, ProviderCommand};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::listing::{Tag, tags, written_if_any};
use crate::operation::{NOTHING, Nothing};

/// How many thumbprints a provider has.
const THUMBPRINTS: usize = 5;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateProviderRequest {
    url: String,
    #[serde(default, rename = "ClientIDList")]
    client_ids: Vec<String>,
    #[serde(default)]
    thumbprint_list: Vec<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateProviderResponse {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

pub(crate) fn create_open_id_connect_provider(
    call: &Invocation<'_>,
    input: CreateProviderRequest,
) -> Result<CreateProviderResponse, WireError> {
    ensure_thumbprints(&input.thumbprint_list)?;
    let issuer = issuer_of(&input.url)?;
    let tags = tags(input.tags)?;
    let partition = call.caller.partition;
    let arn = format!("arn:{partition}:iam::{}:oidc-provider/{issuer}", call.account_id());
    call.commit(Command::Provider(ProviderCommand::CreateOidcProvider {
        issuer: issuer.into(),
        client_ids: boxed(input.client_ids),
        thumbprints: boxed(input.thumbprint_list),
        tags: tags.clone(),
    }))?;
    Ok(CreateProviderResponse { arn, tags: written_if_any(&tags) })
}

/// A URL without its scheme: that of `https`, and neither port, query nor fragment.
fn issuer_of(url: &str) -> Result<&str, WireError> {
    let issuer = url.strip_prefix("https://");
    let host = |issuer: &str| issuer.split('/').next().unwrap_or_default().to_owned();
    let is_host = |host: &str| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    let issuer = issuer.filter(|issuer| is_host(&host(issuer)) && !issuer.contains(['?', '#']));
    let issuer = issuer.map(|issuer| issuer.trim_end_matches('/'));
    let message = "Invalid Open ID Connect Provider URL: it must begin with https:// and have neither port, query nor \
                   fragment.";
    issuer.ok_or_else(|| WireError::new("ValidationError", 400, message))
}

fn ensure_thumbprints(thumbprints: &[String]) -> Result<(), WireError> {
    if thumbprints.len() <= THUMBPRINTS {
        return Ok(());
    }
    let message = "Thumbprint list must contain fewer than 5 entries.";
    Err(WireError::new("InvalidInput", 400, message))
}

fn boxed(texts: Vec<String>) -> Vec<Box<str>> {
    texts.into_iter().map(String::into_boxed_str).collect()
}

#[derive(Debug, Deserialize)]
pub(crate) struct ProviderRequest {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: ProviderArn,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetProviderResponse {
    url: String,
    #[serde(rename = "ClientIDList")]
    client_ids: Vec<String>,
    thumbprint_list: Vec<String>,
    create_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

pub(crate) fn get_open_id_connect_provider(
    call: &Invocation<'_>,
    input: ProviderRequest,
) -> Result<GetProviderResponse, WireError> {
    let missing = |_| {
        let message = format!("OpenIDConnect Provider not found for arn {}", input.arn);
        WireError::new("NoSuchEntity", 404, message)
    };
    let provider = call.account()?.oidc_provider(&input.arn).map_err(missing)?;
    Ok(GetProviderResponse {
        url: provider.issuer().to_owned(),
        client_ids: provider.client_ids().map(str::to_owned).collect(),
        thumbprint_list: provider.thumbprints().map(str::to_owned).collect(),
        create_date: provider.create_date().to_string(),
        tags: written_if_any(provider.tags()),
    })
}

pub(crate) fn delete_open_id_connect_provider(
    call: &Invocation<'_>,
    input: ProviderRequest,
) -> Result<Nothing, WireError> {
    call.commit(Command::Provider(ProviderCommand::DeleteOidcProvider { arn: input.arn }))?;
    NOTHING
}

#[derive(Debug, Deserialize)]
pub(crate) struct ListProvidersRequest {}

#[derive(Debug, Serialize)]
pub(crate) struct ListProvidersResponse {
    #[serde(rename = "OpenIDConnectProviderList")]
    providers: Vec<ProviderEntry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ProviderEntry {
    arn: String,
}

pub(crate) fn list_open_id_connect_providers(
    call: &Invocation<'_>,
    _input: ListProvidersRequest,
) -> Result<ListProvidersResponse, WireError> {
    let providers = call.account()?.oidc_providers();
    let providers = providers.map(|provider| ProviderEntry { arn: provider.arn().to_string() });
    Ok(ListProvidersResponse { providers: providers.collect() })
}

#[derive(Debug, Deserialize)]
pub(crate) struct ClientIdRequest {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: ProviderArn,
    #[serde(rename = "ClientID")]
    client_id: String,
}

pub(crate) fn add_client_id(call: &Invocation<'_>, input: ClientIdRequest) -> Result<Nothing, WireError> {
    let client_id = input.client_id.into();
    call.commit(Command::Provider(ProviderCommand::AddClientId { arn: input.arn, client_id }))?;
    NOTHING
}

pub(crate) fn remove_client_id(call: &Invocation<'_>, input: ClientIdRequest) -> Result<Nothing, WireError> {
    let client_id = input.client_id.into();
    call.commit(Command::Provider(ProviderCommand::RemoveClientId { arn: input.arn, client_id }))?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ThumbprintRequest {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: ProviderArn,
    thumbprint_list: Vec<String>,
}

pub(crate) fn update_thumbprints(
    call: &Invocation<'_>,
    input: ThumbprintRequest,
) -> Result<Nothing, WireError> {
    ensure_thumbprints(&input.thumbprint_list)?;
    let thumbprints = boxed(input.thumbprint_list);
    call.commit(Command::Provider(ProviderCommand::UpdateThumbprints { arn: input.arn, thumbprints }))?;
    NOTHING
}
