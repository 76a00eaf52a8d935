//! The condition keys that a call carries: those of every request, and those of IAM's own operations.

use std::net::IpAddr;

use iamkit_engine::{Context, ContextValue, Value as KeyValue};
use iamkit_store::PolicyArn;
use serde_json::Value;

use crate::about::Resource;
use crate::caller::Caller;

/// What is known of a request besides what it asks for
#[derive(Debug, Clone, Default)]
pub(crate) struct Circumstances {
    /// Where it comes from.
    pub(crate) source_ip: Option<IpAddr>,
    /// What it says the client is.
    pub(crate) user_agent: Option<String>,
    /// Whether it came over TLS.
    pub(crate) is_secure: bool,
    /// When, in seconds since 1970.
    pub(crate) now: i64,
}

/// Members that name a service, and the keys that have it.
const OF_SERVICES: [(&str, &str); 2] =
    [("AWSServiceName", "iam:AWSServiceName"), ("ServiceName", "iam:ServiceSpecificCredentialServiceName")];

/// The condition keys of a call about a resource.
pub(crate) fn context(
    circumstances: &Circumstances,
    caller: &Caller,
    resource: &Resource<'_>,
    input: &Value,
) -> Context<'static> {
    let mut context = Context::default();
    of_every_request(circumstances, caller, &mut context);
    of_tags(input, &mut context);
    let text = |member: &str| input.get(member).and_then(Value::as_str);
    if let Some(arn) = text("PolicyArn") {
        context.set("iam:PolicyARN", arn.to_owned());
    }
    for (member, key) in OF_SERVICES {
        if let Some(name) = text(member) {
            context.set(key, name.to_owned());
        }
    }
    let own = || resource.permissions_boundary.map(PolicyArn::as_str);
    if let Some(arn) = text("PermissionsBoundary").or_else(own) {
        context.set("iam:PermissionsBoundary", arn.to_owned());
    }
    for (key, value) in resource.tags.iter().flat_map(|tags| tags.iter()) {
        context.set(format!("aws:ResourceTag/{key}"), value.to_string());
        context.set(format!("iam:ResourceTag/{key}"), value.to_string());
    }
    of_new_session(input, &text, &mut context);
    context
}

/// The keys of a request that say nothing of who calls.
pub(crate) fn of_request(circumstances: &Circumstances, context: &mut Context<'static>) {
    let time = jiff::Timestamp::from_second(circumstances.now).unwrap_or_default();
    context.set("aws:CurrentTime", KeyValue::instant(time.to_string()));
    context.set("aws:EpochTime", circumstances.now.to_string());
    context.set("aws:SecureTransport", circumstances.is_secure.to_string());
    context.set("aws:ViaAWSService", "false".to_owned());
    if let Some(address) = circumstances.source_ip {
        context.set("aws:SourceIp", address.to_string());
    }
    if let Some(agent) = &circumstances.user_agent {
        context.set("aws:UserAgent", agent.clone());
    }
}

fn of_every_request(circumstances: &Circumstances, caller: &Caller, context: &mut Context<'static>) {
    of_request(circumstances, context);
    context.set("aws:RequestedRegion", caller.region.clone());
    if let Some(session) = caller.session() {
        context.set("aws:MultiFactorAuthPresent", session.mfa.is_some().to_string());
        if let Some(shown) = session.mfa {
            context.set("aws:MultiFactorAuthAge", circumstances.now.saturating_sub(shown).to_string());
        }
        for (key, value) in &session.keys {
            context.set(key.clone(), value.clone());
        }
        let issued = jiff::Timestamp::from_second(session.issued).unwrap_or_default();
        context.set("aws:TokenIssueTime", KeyValue::instant(issued.to_string()));
        if let Some(source) = &session.source_identity {
            context.set("aws:SourceIdentity", source.clone());
        }
    }
}

/// What a session is asked for with.
fn of_new_session<'i>(input: &Value, text: &dyn Fn(&str) -> Option<&'i str>, context: &mut Context<'static>) {
    let members = [
        ("RoleSessionName", "sts:RoleSessionName"),
        ("ExternalId", "sts:ExternalId"),
        ("SourceIdentity", "sts:SourceIdentity"),
    ];
    for (member, key) in members {
        if let Some(value) = text(member) {
            context.set(key, value.to_owned());
        }
    }
    let transitive = input.get("TransitiveTagKeys").and_then(Value::as_array).into_iter().flatten();
    let transitive = transitive.filter_map(|key| key.as_str().map(str::to_owned)).collect::<Vec<_>>();
    if !transitive.is_empty() {
        context.set("sts:TransitiveTagKeys", transitive.into_iter().collect::<ContextValue<'static>>());
    }
}

/// The tags that a call gives or takes.
fn of_tags(input: &Value, context: &mut Context<'static>) {
    let tags = input.get("Tags").and_then(Value::as_array).into_iter().flatten();
    let mut keys = Vec::new();
    for tag in tags {
        let part = |name: &str| tag.get(name).and_then(Value::as_str);
        let (Some(key), value) = (part("Key"), part("Value").unwrap_or_default()) else { continue };
        context.set(format!("aws:RequestTag/{key}"), value.to_owned());
        keys.push(key.to_owned());
    }
    // Access Analyzer has tags as a map.
    for (key, value) in input.get("tags").and_then(Value::as_object).into_iter().flatten() {
        context.set(format!("aws:RequestTag/{key}"), value.as_str().unwrap_or_default().to_owned());
        keys.push(key.clone());
    }
    let untagged =
        input.get("TagKeys").or_else(|| input.get("tagKeys")).and_then(Value::as_array).into_iter().flatten();
    keys.extend(untagged.filter_map(|key| key.as_str().map(str::to_owned)));
    if !keys.is_empty() {
        context.set("aws:TagKeys", keys.into_iter().collect::<ContextValue<'static>>());
    }
}
