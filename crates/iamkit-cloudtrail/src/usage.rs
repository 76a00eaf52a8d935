//! What was asked of IAM, equal requests once: counted, with the first and last time and an event.

use std::collections::{BTreeSet, HashMap};

use iamkit_catalog::EvaluatedTable;
use iamkit_engine::Layer;
use serde::{Deserialize, Serialize};

use crate::caller::CallerKind;
use crate::event::{AskedRequest, CallOutcome, Certainty, EventKind, OpenReason, TrailEvent};
use crate::filter::EventFilter;
use crate::keys::{KeyValue, second};
use crate::learnt::{DeniedResources, LearntResources};
use crate::log_problem::LogProblem;
use crate::mapper::Mapper;
use crate::policy_changes::PolicyChanges;
use crate::reading::{RecordPlace, Sink};
use crate::record::{LogRecord, text_of};
use crate::tally::TrailTally;

/// So many reasons that AWS gave are kept of a request.
const MAX_TOLD: usize = 16;

/// Which condition keys can make a difference, and so tell requests apart.
pub trait AskedKeys: Sync {
    /// Those that policies ask for when a caller does something; in lower case.
    fn keys(&self, caller: &str, action: &str) -> &[Box<str>];

    /// Whether the name of a session can make a difference.
    fn asks_for_sessions(&self) -> bool;
}

/// Every key is one; for whoever has no policies.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeys;

impl AskedKeys for NoKeys {
    fn keys(&self, _caller: &str, _action: &str) -> &[Box<str>] {
        &[]
    }

    fn asks_for_sessions(&self) -> bool {
        false
    }
}

/// The requests in logs, equal ones once
#[derive(Debug, Clone, Default)]
pub struct TrailUsage {
    pub(crate) groups: HashMap<Vec<u8>, UsedRequest>,
    pub(crate) changes: PolicyChanges,
    pub(crate) tally: TrailTally,
    /// The ids of the access keys that were used.
    pub(crate) access_keys: BTreeSet<String>,
    /// What denials named.
    pub(crate) denied: DeniedResources,
}

/// A request that was made, once or more often
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedRequest {
    /// What the caller is.
    pub kind: CallerKind,
    /// Its ARN, as IAM decides about it.
    pub caller: String,
    /// The name of the session, where that can make a difference.
    pub session: Option<String>,
    /// The account of the caller.
    pub account: String,
    /// The action.
    pub action: String,
    /// The resource, where it is told.
    pub resource: Option<String>,
    /// Whether the resource has a path that isn't told.
    pub lacks_path: bool,
    /// How certain the call is that it was part of.
    pub certainty: Certainty,
    /// Why it isn't exact.
    pub reason: Option<OpenReason>,
    /// The keys that can make a difference and that are told: in lower case, each with its values.
    pub keys: Vec<(String, UsedValue)>,
    /// Those that the request surely didn't have.
    pub absent: Vec<String>,
    /// How often it was made, by what came of it.
    pub seen: Seen,
}

/// What a key of a request had
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum UsedValue {
    /// One value.
    One(String),
    /// Several.
    Many(Vec<String>),
}

/// How often, when, and with which end
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// How often it was allowed.
    pub allowed: u64,
    /// How often it was denied.
    pub denied: u64,
    /// How often that isn't known.
    pub not_known: u64,
    /// The first time.
    pub first: String,
    /// The last time.
    pub last: String,
    /// The id of the first event.
    pub event_id: String,
    /// What AWS said of denials: which layer, whether a statement denied, and which policy.
    pub told: BTreeSet<(Option<Layer>, Option<bool>, Option<String>)>,
    /// The seconds of denials of which it isn't known yet whether policies had just changed.
    denials: Vec<i64>,
}

impl Seen {
    /// How often in all.
    pub fn count(&self) -> u64 {
        self.allowed.saturating_add(self.denied).saturating_add(self.not_known)
    }

    fn merge(&mut self, other: Self) {
        self.allowed = self.allowed.saturating_add(other.allowed);
        self.denied = self.denied.saturating_add(other.denied);
        self.not_known = self.not_known.saturating_add(other.not_known);
        if (&other.first, &other.event_id) < (&self.first, &self.event_id) {
            (self.first, self.event_id) = (other.first, other.event_id);
        }
        if self.last < other.last {
            self.last = other.last;
        }
        self.told.extend(other.told);
        self.forget_told();
        self.denials.extend(other.denials);
    }

    /// Of too many reasons the first ones are kept, in whichever order they come.
    fn forget_told(&mut self) {
        while MAX_TOLD < self.told.len() {
            self.told.pop_last();
        }
    }
}

impl TrailUsage {
    /// What was read and what it became.
    pub fn tally(&self) -> &TrailTally {
        &self.tally
    }

    /// The requests: by caller, action, resource, keys.
    pub fn requests(&self) -> Vec<&UsedRequest> {
        let mut requests = self.groups.iter().collect::<Vec<_>>();
        requests.sort_by(|(key, a), (other, b)| {
            let of = |request: &'_ UsedRequest| {
                (request.caller.clone(), request.action.clone(), request.resource.clone())
            };
            of(a).cmp(&of(b)).then_with(|| key.cmp(other))
        });
        requests.into_iter().map(|(_, request)| request).collect()
    }

    /// The ids of the access keys that were used.
    pub fn access_keys(&self) -> &BTreeSet<String> {
        &self.access_keys
    }

    /// Which resources AWS evaluated for which actions, as denials show it and a table hasn't.
    pub fn learnt(&self, table: &EvaluatedTable) -> LearntResources {
        self.denied.learnt(table)
    }

    pub(crate) fn merged(mut self, other: Self) -> Self {
        if self.groups.is_empty() {
            self.groups = other.groups;
        } else {
            #[expect(clippy::iter_over_hash_type, reason = "what is put together commutes")]
            for (key, request) in other.groups {
                match self.groups.get_mut(&key) {
                    Some(known) => known.seen.merge(request.seen),
                    None => {
                        self.groups.insert(key, request);
                    }
                }
            }
        }
        self.changes = self.changes.merged(other.changes);
        self.tally = self.tally.merged(other.tally);
        self.access_keys.extend(other.access_keys);
        self.denied = self.denied.merged(other.denied);
        self
    }

    /// Denials just behind a change of policies tell nothing of the policies as they are.
    pub(crate) fn settle(&mut self) {
        let changes = &self.changes;
        #[expect(clippy::iter_over_hash_type, reason = "each is settled by itself")]
        for request in self.groups.values_mut() {
            let denials = std::mem::take(&mut request.seen.denials);
            let is_late = |second: &&i64| {
                changes.is_recent(**second, &request.caller, &request.action, request.resource.as_deref())
            };
            let late = denials.iter().filter(is_late).count() as u64;
            let late = late.min(request.seen.denied);
            request.seen.denied -= late;
            request.seen.not_known = request.seen.not_known.saturating_add(late);
        }
    }
}

/// Whoever reads logs into requests.
pub(crate) struct UsageReader<'r, K> {
    pub(crate) usage: TrailUsage,
    mapper: Mapper,
    filter: &'r EventFilter,
    keys: &'r K,
    buffer: Vec<u8>,
    is_strict: bool,
    pub(crate) is_over: bool,
}

impl<'r, K> UsageReader<'r, K> {
    pub(crate) fn new(filter: &'r EventFilter, keys: &'r K, is_strict: bool) -> Self {
        let (usage, mapper) = (TrailUsage::default(), Mapper::default());
        Self { usage, mapper, filter, keys, buffer: Vec::new(), is_strict, is_over: false }
    }
}

impl<K: AskedKeys> Sink for UsageReader<'_, K> {
    fn record(&mut self, _place: RecordPlace<'_>, record: &LogRecord<'_>, _text: &str) {
        self.usage.changes.see(record);
        if !self.filter.takes_record(record) {
            return;
        }
        let event = self.mapper.map(record);
        if !self.filter.takes_event(&event) {
            return;
        }
        self.usage.tally.count(record, &event);
        if event.kind != EventKind::Call {
            return;
        }
        let key = record.user_identity.as_ref().and_then(|identity| identity.access_key_id.as_ref());
        let key = text_of(key);
        if key.starts_with("AKIA") && !self.usage.access_keys.contains(key) {
            self.usage.access_keys.insert(key.to_owned());
        }
        self.usage.denied.see(record, &event);
        for asked in &event.requests {
            self.take(record, &event, asked);
        }
    }

    fn problem(&mut self, problem: LogProblem) -> bool {
        self.usage.tally.add_problem(problem);
        self.is_over = self.is_strict;
        !self.is_strict
    }
}

impl<K: AskedKeys> UsageReader<'_, K> {
    fn take(&mut self, record: &LogRecord<'_>, event: &TrailEvent<'_>, asked: &AskedRequest<'_>) {
        let keys = self.keys.keys(&event.caller.name, asked.action());
        let session = event.caller.session.filter(|_| self.keys.asks_for_sessions());
        write_key(&mut self.buffer, event, asked, keys, session);
        if !self.usage.groups.contains_key(&self.buffer) {
            self.usage.groups.insert(self.buffer.clone(), new_request(event, asked, keys, session));
        }
        let Some(request) = self.usage.groups.get_mut(&self.buffer) else { return };
        see(&mut request.seen, record, event, asked);
    }
}

/// Everything that tells requests apart, one behind the other with its length before it.
fn write_key(
    buffer: &mut Vec<u8>,
    event: &TrailEvent<'_>,
    asked: &AskedRequest<'_>,
    keys: &[Box<str>],
    session: Option<&str>,
) {
    buffer.clear();
    let mut put = |text: &str| {
        buffer.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        buffer.extend(text.as_bytes());
    };
    put(&event.caller.name);
    put(asked.action());
    put(asked.resource().unwrap_or_default());
    put(event.caller.kind.as_str());
    put(event.certainty.as_str());
    put(event.reason.map(OpenReason::as_str).unwrap_or_default());
    put(if asked.lacks_path() { "path" } else { "" });
    put(session.unwrap_or_default());
    for key in keys {
        match event.keys.get(key) {
            Some(KeyValue::One(value)) => {
                put("=");
                put(value);
            }
            Some(KeyValue::Many(values)) => {
                put("[");
                for value in values {
                    put(value);
                }
                put("]");
            }
            None if event.keys.is_absent(key) => put("-"),
            None => put("?"),
        }
    }
}

fn new_request(
    event: &TrailEvent<'_>,
    asked: &AskedRequest<'_>,
    keys: &[Box<str>],
    session: Option<&str>,
) -> UsedRequest {
    let known = keys.iter().filter_map(|key| {
        let value = match event.keys.get(key)? {
            KeyValue::One(value) => UsedValue::One(value.to_string()),
            KeyValue::Many(values) => UsedValue::Many(values.iter().map(ToString::to_string).collect()),
        };
        Some((key.to_string(), value))
    });
    let absent = keys.iter().filter(|key| event.keys.get(key).is_none() && event.keys.is_absent(key));
    UsedRequest {
        kind: event.caller.kind,
        caller: event.caller.name.to_string(),
        session: session.and_then(|arn| arn.rsplit('/').next()).map(str::to_owned),
        account: event.caller.account.unwrap_or_default().to_owned(),
        action: asked.action().to_owned(),
        resource: asked.resource().map(str::to_owned),
        lacks_path: asked.lacks_path(),
        certainty: event.certainty,
        reason: event.reason,
        keys: known.collect(),
        absent: absent.map(ToString::to_string).collect(),
        seen: Seen::default(),
    }
}

fn see(seen: &mut Seen, record: &LogRecord<'_>, event: &TrailEvent<'_>, asked: &AskedRequest<'_>) {
    match event.outcome {
        CallOutcome::Allowed => seen.allowed += 1,
        CallOutcome::Denied if is_denied(event, asked) => {
            seen.denied += 1;
            seen.denials.extend(second(record.event_time.as_str()));
            let told = event
                .denial
                .map(|denial| (denial.layer, denial.is_explicit, denial.policy.map(str::to_owned)));
            seen.told.extend(told);
            seen.forget_told();
        }
        CallOutcome::Denied | CallOutcome::NotKnown => seen.not_known += 1,
    }
    let (time, id) = (record.event_time.as_str(), text_of(record.event_id.as_ref()));
    if seen.first.is_empty() || (time, id) < (seen.first.as_str(), seen.event_id.as_str()) {
        (seen.first, seen.event_id) = (time.to_owned(), id.to_owned());
    }
    if seen.last.as_str() < time {
        time.clone_into(&mut seen.last);
    }
}

/// Whether it is this request of the call that was denied: the one that the denial names, or the only one.
fn is_denied(event: &TrailEvent<'_>, asked: &AskedRequest<'_>) -> bool {
    let Some(action) = event.denial.and_then(|denial| denial.action) else {
        return event.requests.len() == 1;
    };
    let resource =
        event.denial.and_then(|denial| denial.resource).filter(|resource| resource.starts_with("arn:"));
    let of_action = event.requests.iter().filter(|other| other.action().eq_ignore_ascii_case(action)).count();
    asked.action().eq_ignore_ascii_case(action)
        && (of_action == 1 || resource.is_some() && resource == asked.resource())
}
