//! Condition keys that a record tells: with their values, or that the request didn't have them.
//!
//! Every other key is unknown ("AWS global condition context keys" of IAM's user guide says which key comes from where).

use std::borrow::Cow;
use std::net::IpAddr;

use serde_json::Value;

use crate::caller::{Caller, CallerKind};
use crate::parameters::Parameters;
use crate::record::{LogRecord, text_of};

/// The condition keys that a record tells
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordKeys<'r> {
    known: Vec<(Cow<'r, str>, KeyValue<'r>)>,
    absent: Vec<&'static str>,
}

/// What a key has
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyValue<'r> {
    /// One value.
    One(Cow<'r, str>),
    /// Several.
    Many(Vec<Cow<'r, str>>),
}

impl<'r> RecordKeys<'r> {
    /// The keys with their values, each once.
    pub fn known(&self) -> impl Iterator<Item = (&str, &KeyValue<'r>)> {
        self.known.iter().map(|(key, value)| (&**key, value))
    }

    /// The value of a key, in any letter case.
    pub fn get(&self, key: &str) -> Option<&KeyValue<'r>> {
        self.known.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }

    /// Whether the request surely didn't have a key, which is in lower case.
    pub fn is_absent(&self, key: &str) -> bool {
        self.absent.contains(&key)
    }

    fn set(&mut self, key: impl Into<Cow<'r, str>>, value: impl Into<Cow<'r, str>>) {
        self.put(key.into(), KeyValue::One(value.into()));
    }

    /// Takes a value, the last one of a key.
    fn put(&mut self, key: Cow<'r, str>, value: KeyValue<'r>) {
        match self.known.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&key)) {
            Some((_, old)) => *old = value,
            None => self.known.push((key, value)),
        }
    }

    fn lacks(&mut self, keys: &[&'static str]) {
        self.absent.extend(keys);
    }
}

/// The second of a time such as `2026-05-01T10:00:00Z`.
pub(crate) fn second(time: &str) -> Option<i64> {
    time.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
}

/// The keys of a record.
pub(crate) fn keys_of<'r>(
    record: &'r LogRecord<'_>,
    caller: &Caller<'r>,
    parameters: &Parameters,
    takes_tags: bool,
) -> RecordKeys<'r> {
    let mut keys = RecordKeys::default();
    let region = text_of(record.aws_region.as_ref());
    if !region.is_empty() {
        keys.set("aws:RequestedRegion", region);
    }
    let second = second(record.event_time.as_str());
    if let Some(second) = second {
        keys.set("aws:CurrentTime", record.event_time.as_str());
        keys.set("aws:EpochTime", second.to_string());
    }
    add_network(&mut keys, record, caller);
    add_session(&mut keys, record, caller, second);
    if let Some(agent) = &record.user_agent {
        keys.set("aws:UserAgent", agent.as_str());
    }
    add_resource_account(&mut keys, record);
    add_tags(&mut keys, parameters, takes_tags);
    add_evaluated(&mut keys, record);
    keys
}

/// What is known of who was in between, and from where the call came.
fn add_network<'r>(keys: &mut RecordKeys<'r>, record: &'r LogRecord<'_>, caller: &Caller<'r>) {
    let address = text_of(record.source_ip_address.as_ref());
    let is_address = address.parse::<IpAddr>().is_ok();
    let invoker = record.user_identity.as_ref().and_then(|identity| identity.invoked_by.as_ref());
    // A service that calls for itself is in between nobody.
    let invoker = invoker.filter(|_| caller.kind != CallerKind::Service);
    let endpoint = text_of(record.vpc_endpoint_id.as_ref());
    match (invoker, endpoint) {
        (Some(service), _) => {
            keys.set("aws:ViaAWSService", "true");
            // `AWS Internal` is no service's name.
            if service.as_str().contains('.') {
                keys.put("aws:CalledVia".into(), KeyValue::Many(vec![service.as_str().into()]));
            }
            keys.lacks(&["aws:sourceip", "aws:vpcsourceip"]);
        }
        (None, "") => {
            if is_address {
                keys.set("aws:SourceIp", address);
                keys.lacks(&["aws:vpcsourceip", "aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn"]);
                keys.lacks(&["aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"]);
            }
        }
        (None, endpoint) => {
            keys.set("aws:SourceVpce", endpoint);
            if is_address {
                keys.set("aws:VpcSourceIp", address);
            }
            if let Some(account) = &record.vpc_endpoint_account_id {
                keys.set("aws:VpceAccount", account.as_str());
            }
            keys.lacks(&["aws:sourceip"]);
        }
    }
    if invoker.is_none() && caller.kind != CallerKind::Service {
        keys.set("aws:ViaAWSService", "false");
        keys.lacks(&["aws:calledvia", "aws:calledviafirst", "aws:calledvialast"]);
    }
    if let Some(tls) = &record.tls_details {
        keys.set("aws:SecureTransport", "true");
        let version = text_of(tls.tls_version.as_ref()).strip_prefix("TLSv").unwrap_or_default();
        if !version.is_empty() && record.event_source.as_str() == "s3.amazonaws.com" {
            keys.set("s3:TlsVersion", version);
        }
    }
}

/// What is known of the session that the call was made in.
fn add_session<'r>(
    keys: &mut RecordKeys<'r>,
    record: &'r LogRecord<'_>,
    caller: &Caller<'r>,
    second_of_call: Option<i64>,
) {
    let is_aws = matches!(
        caller.kind,
        CallerKind::User | CallerKind::Role | CallerKind::RoleByName | CallerKind::Root
    );
    if !is_aws {
        return;
    }
    let Some(identity) = &record.user_identity else { return };
    if identity.invoked_by.is_none() {
        keys.lacks(&["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"]);
    }
    let Some(session) = &identity.session_context else {
        // A key that never expires: there is no session, and no second factor.
        if matches!(caller.kind, CallerKind::User | CallerKind::Root) {
            keys.lacks(&["aws:multifactorauthpresent", "aws:multifactorauthage", "aws:tokenissuetime"]);
            keys.lacks(&[
                "aws:sourceidentity",
                "aws:federatedprovider",
                "ec2:roledelivery",
                "ec2:sourceinstancearn",
            ]);
        }
        return;
    };
    match &session.source_identity {
        Some(identity) => keys.set("aws:SourceIdentity", identity.as_str()),
        None => keys.lacks(&["aws:sourceidentity"]),
    }
    if let Some(delivery) = &session.ec2_role_delivery {
        keys.set("ec2:RoleDelivery", delivery.as_str());
    }
    let Some(attributes) = &session.attributes else { return };
    let began = attributes.creation_date.as_ref();
    if let Some(began) = began {
        keys.set("aws:TokenIssueTime", began.as_str());
    }
    match text_of(attributes.mfa_authenticated.as_ref()) {
        "true" => {
            keys.set("aws:MultiFactorAuthPresent", "true");
            let age = began.and_then(|began| second(began.as_str())).zip(second_of_call);
            if let Some((began, called)) = age {
                keys.set("aws:MultiFactorAuthAge", called.saturating_sub(began).max(0).to_string());
            }
        }
        "false" => {
            keys.set("aws:MultiFactorAuthPresent", "false");
            keys.lacks(&["aws:multifactorauthage"]);
        }
        _ => {}
    }
}

fn add_resource_account<'r>(keys: &mut RecordKeys<'r>, record: &'r LogRecord<'_>) {
    let accounts = record.resources.iter().flatten().filter_map(|resource| resource.account_id.as_ref());
    let mut accounts = accounts.map(super::text::RecordText::as_str).filter(|account| !account.is_empty());
    // Resources of several accounts: which of them is asked about isn't told.
    if let Some(first) = accounts.next()
        && accounts.all(|account| account == first)
    {
        keys.set("aws:ResourceAccount", first);
    }
}

/// The tags that a call gives; that it gives none is known where it could have, and its parameters are there.
fn add_tags(keys: &mut RecordKeys<'_>, parameters: &Parameters, takes_tags: bool) {
    if !takes_tags || !parameters.are_there() {
        return;
    }
    let tags = parameters.tags();
    if tags.is_empty() {
        keys.lacks(&["aws:tagkeys"]);
        return;
    }
    let names = tags.iter().map(|(name, _)| Cow::Owned(name.clone())).collect();
    for (name, value) in tags {
        keys.put(format!("aws:RequestTag/{name}").into(), KeyValue::One(value.into()));
    }
    keys.put("aws:TagKeys".into(), KeyValue::Many(names));
}

/// The keys that AWS itself says it evaluated, in events that were enriched; they win over all others.
fn add_evaluated(keys: &mut RecordKeys<'_>, record: &LogRecord<'_>) {
    let Some(raw) = record.event_context else { return };
    let Ok(context) = serde_json::from_str::<Value>(raw.get()) else { return };
    let member = |name: &str, lower: &str| context.get(name).or_else(|| context.get(lower));
    if let Some(Value::Object(members)) = member("requestContext", "requestcontext") {
        for (key, value) in members {
            if let Some(value) = evaluated(value) {
                keys.put(key.clone().into(), value);
            }
        }
    }
    let Some(tags) = member("tagContext", "tagcontext") else { return };
    let principal = tags.get("principalTags").or_else(|| tags.get("principaltags"));
    add_tag_keys(keys, "aws:PrincipalTag/", principal);
    let resources = tags.get("resourceTags").or_else(|| tags.get("resourcetags")).and_then(Value::as_array);
    // Of several resources, each has tags of its own.
    if let Some([resource]) = resources.map(Vec::as_slice) {
        add_tag_keys(keys, "aws:ResourceTag/", resource.get("tags"));
    }
}

fn add_tag_keys(keys: &mut RecordKeys<'_>, prefix: &str, tags: Option<&Value>) {
    match tags {
        Some(Value::Object(members)) => {
            for (name, value) in members {
                keys.put(format!("{prefix}{name}").into(), KeyValue::One(plain(value).into()));
            }
        }
        Some(Value::Array(list)) => {
            for tag in list {
                let name = tag.get("key").and_then(Value::as_str).unwrap_or_default();
                let value = tag.get("value").map(plain).unwrap_or_default();
                if !name.is_empty() {
                    keys.put(format!("{prefix}{name}").into(), KeyValue::One(value.into()));
                }
            }
        }
        _ => {}
    }
}

fn evaluated(value: &Value) -> Option<KeyValue<'static>> {
    match value {
        Value::Array(list) => Some(KeyValue::Many(list.iter().map(|value| plain(value).into()).collect())),
        Value::Null | Value::Object(_) => None,
        value => Some(KeyValue::One(plain(value).into())),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
