//! An event of CloudTrail: who did what, from where, and what came of it.

use std::net::IpAddr;

use iamkit_catalog::{AccessLevel, Catalog};
use iamkit_store::Partition;
use iamkit_wire::model::ServiceName;
use serde_json::{Value, json};
use uuid::Uuid;

use super::hidden::shown;
use crate::caller::{Caller, Session, Who};
use crate::record::Record;

/// Where a call came from, and when
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'p> {
    pub(crate) source_ip: Option<IpAddr>,
    pub(crate) user_agent: Option<&'p str>,
    pub(crate) host: Option<&'p str>,
    pub(crate) is_secure: bool,
    /// In seconds since 1970.
    pub(crate) now: i64,
}

/// The event of a call; none of one whose caller isn't known.
pub(crate) fn event(record: &Record, place: &Place<'_>, request_id: &str) -> Option<Value> {
    let (caller, model, operation) = (record.caller.as_ref()?, record.model?, record.operation?);
    let service = model.service();
    let is_read_only = is_read_only(service, operation.name());
    let output = if is_read_only { Value::Null } else { shown(model, operation.output(), &record.output) };
    let mut event = json!({
        "eventVersion": "1.11",
        "userIdentity": user_identity(caller, record.access_key_id.as_deref()),
        "eventTime": time(place.now),
        "eventSource": format!("{}.amazonaws.com", service.as_str()),
        "eventName": operation.name(),
        "awsRegion": region(service, caller),
        "sourceIPAddress": place.source_ip.map(|address| address.to_string()),
        "userAgent": place.user_agent,
        "requestParameters": shown(model, operation.input(), &record.input),
        "responseElements": output,
        "requestID": request_id,
        "eventID": Uuid::new_v4().to_string(),
        "readOnly": is_read_only,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": caller.account.as_str(),
        "eventCategory": "Management",
    });
    if let Some(error) = &record.error {
        set(&mut event, "errorCode", code_in_events(service, error.code()));
        set(&mut event, "errorMessage", error.message());
    }
    if place.is_secure {
        set(&mut event, "tlsDetails", json!({ "clientProvidedHostHeader": place.host }));
    }
    Some(event)
}

fn user_identity(caller: &Caller, access_key_id: Option<&str>) -> Value {
    let account = caller.account.as_str();
    let mut identity = json!({
        "principalId": caller.unique_id(),
        "arn": caller.arn(),
        "accountId": account,
        "accessKeyId": access_key_id,
    });
    match &caller.who {
        Who::Root => set(&mut identity, "type", "Root"),
        Who::User(user) => {
            set(&mut identity, "type", "IAMUser");
            set(&mut identity, "userName", user.name().as_str());
        }
        Who::Role(role, session) => {
            set(&mut identity, "type", "AssumedRole");
            let issuer = issuer("Role", role.id().to_string(), role.arn(), role.name().as_str(), account);
            set(&mut identity, "sessionContext", session_context(session, Some(issuer)));
        }
        Who::Federated(user, session) => {
            set(&mut identity, "type", "FederatedUser");
            let issuer = user.as_ref().map(|user| {
                issuer("IAMUser", user.id().to_string(), user.arn(), user.name().as_str(), account)
            });
            set(&mut identity, "sessionContext", session_context(session, issuer));
        }
    }
    if let Some(session) = &caller.token {
        set(&mut identity, "sessionContext", session_context(session, None));
    }
    identity
}

/// Adds a member to an object.
fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
}

/// Who gave a session out.
fn issuer(kind: &str, id: String, arn: &str, name: &str, account: &str) -> Value {
    json!({ "type": kind, "principalId": id, "arn": arn, "accountId": account, "userName": name })
}

fn session_context(session: &Session, issuer: Option<Value>) -> Value {
    let mfa = session.mfa.is_some().to_string();
    let attributes = json!({ "creationDate": time(session.issued), "mfaAuthenticated": mfa });
    let mut context = json!({ "attributes": attributes });
    if let Some(issuer) = issuer {
        set(&mut context, "sessionIssuer", issuer);
    }
    if let Some(source) = &session.source_identity {
        set(&mut context, "sourceIdentity", source.as_str());
    }
    context
}

/// Whether a call only reads, by the access level of its action; one that the catalog doesn't have, by its name.
fn is_read_only(service: ServiceName, operation: &str) -> bool {
    let action = format!("{}:{operation}", service.as_str());
    match Catalog::embedded().action(&action) {
        Some(action) => {
            let levels = action.access_levels();
            levels.contains(AccessLevel::Read) || levels.contains(AccessLevel::List)
        }
        None => ["Get", "List", "Describe"].iter().any(|verb| operation.starts_with(verb)),
    }
}

/// The Region that an event is told for: a global service's is the first one of the partition.
fn region(service: ServiceName, caller: &Caller) -> &str {
    if matches!(service, ServiceName::AccessAnalyzer | ServiceName::Sts) {
        return &caller.region;
    }
    match caller.partition {
        Partition::Aws => "us-east-1",
        Partition::AwsCn => "cn-north-1",
        Partition::AwsUsGov => "us-gov-west-1",
        _ => &caller.region,
    }
}

/// The code of an error: events of IAM name the exception, except for those of every service.
fn code_in_events(service: ServiceName, code: &str) -> String {
    let is_of_model = service == ServiceName::Iam && service.model().error(code).is_some();
    if is_of_model && !code.ends_with("Exception") { format!("{code}Exception") } else { code.to_owned() }
}

fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}
