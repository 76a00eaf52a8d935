//! The condition keys that a call carries: those of every request, and those of IAM's own operations.

use std::net::IpAddr;

use iamkit_engine::{Context, Value as KeyValue};
use iamkit_store::{Account, RoleName, Tags, UserName};
use serde_json::Value;

use crate::caller::Caller;

/// What is known of a request besides what it asks for
#[derive(Debug, Clone, Default)]
pub(crate) struct Circumstances {
    /// Where it comes from.
    pub(crate) source_ip: Option<IpAddr>,
    /// What it says the client is.
    pub(crate) user_agent: Option<String>,
    /// The Region it was signed for.
    pub(crate) region: String,
    /// Whether it came over TLS.
    pub(crate) is_secure: bool,
    /// When, in seconds since 1970.
    pub(crate) now: i64,
}

/// The condition keys of a call.
pub(crate) fn context(
    circumstances: &Circumstances,
    caller: &Caller,
    account: &Account,
    input: &Value,
) -> Context<'static> {
    let mut context = Context::default();
    of_every_request(circumstances, caller, &mut context);
    of_tags(input, &mut context);
    let text = |member: &str| input.get(member).and_then(Value::as_str);
    if let Some(arn) = text("PolicyArn") {
        context.set("iam:PolicyARN", arn.to_owned());
    }
    if let Some(arn) = text("PermissionsBoundary") {
        context.set("iam:PermissionsBoundary", arn.to_owned());
    }
    of_resource(account, &text, &mut context);
    if let Some(name) = text("RoleSessionName") {
        context.set("sts:RoleSessionName", name.to_owned());
    }
    if let Some(id) = text("ExternalId") {
        context.set("sts:ExternalId", id.to_owned());
    }
    context
}

fn of_every_request(circumstances: &Circumstances, caller: &Caller, context: &mut Context<'static>) {
    let time = jiff::Timestamp::from_second(circumstances.now).unwrap_or_default();
    context.set("aws:CurrentTime", KeyValue::instant(time.to_string()));
    context.set("aws:EpochTime", circumstances.now.to_string());
    context.set("aws:SecureTransport", circumstances.is_secure.to_string());
    context.set("aws:ViaAWSService", "false".to_owned());
    context.set("aws:RequestedRegion", circumstances.region.clone());
    if let Some(address) = circumstances.source_ip {
        context.set("aws:SourceIp", address.to_string());
    }
    if let Some(agent) = &circumstances.user_agent {
        context.set("aws:UserAgent", agent.clone());
    }
    if caller.session().is_some() {
        context.set("aws:MultiFactorAuthPresent", "false".to_owned());
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
    let untagged = input.get("TagKeys").and_then(Value::as_array).into_iter().flatten();
    keys.extend(untagged.filter_map(|key| key.as_str().map(str::to_owned)));
    if !keys.is_empty() {
        context.set("aws:TagKeys", keys.into_iter().collect::<iamkit_engine::ContextValue<'static>>());
    }
}

/// The tags and the boundary that the user or role has that a call is about.
fn of_resource<'i>(
    account: &Account,
    text: &dyn Fn(&str) -> Option<&'i str>,
    context: &mut Context<'static>,
) {
    let user = text("UserName").and_then(|name| account.user(&name.parse::<UserName>().ok()?).ok());
    let role = text("RoleName").and_then(|name| account.role(&name.parse::<RoleName>().ok()?).ok());
    let mut tagged = |tags: &Tags, boundary: Option<&iamkit_store::PolicyArn>| {
        for (key, value) in tags.iter() {
            context.set(format!("aws:ResourceTag/{key}"), value.to_string());
            context.set(format!("iam:ResourceTag/{key}"), value.to_string());
        }
        if let Some(boundary) = boundary.filter(|_| text("PermissionsBoundary").is_none()) {
            context.set("iam:PermissionsBoundary", boundary.to_string());
        }
    };
    if let Some(user) = user {
        tagged(user.tags(), user.permissions_boundary());
    }
    if let Some(role) = role {
        tagged(role.tags(), role.permissions_boundary());
    }
}
