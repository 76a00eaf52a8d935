//! A replayed request as a row of a table, whoever prints it.

use serde::Serialize;

use crate::replay::Replayed;
use crate::usage::{UsedRequest, UsedValue};

/// A replayed request
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplayedRow {
    /// `newlyDenied`, `newlyAllowed`, `unchanged` or `cannotSay`.
    pub effect: &'static str,
    /// Who asked.
    pub principal: String,
    /// For which action.
    pub action: String,
    /// On which resource; empty where none is told.
    pub resource: String,
    /// How often.
    pub count: u64,
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
    /// How certain the request is.
    pub certainty: &'static str,
    /// The keys that make a difference, as `key=value`.
    pub context: Vec<String>,
    /// What is open, where that is why nothing can be said.
    pub open: Vec<String>,
}

impl From<&Replayed<'_>> for ReplayedRow {
    fn from(one: &Replayed<'_>) -> Self {
        let (request, seen) = (one.request, &one.request.seen);
        Self {
            effect: one.effect.as_str(),
            principal: request.caller.clone(),
            action: request.action.clone(),
            resource: request.resource.clone().unwrap_or_default(),
            count: seen.count(),
            allowed: seen.allowed,
            denied: seen.denied,
            not_known: seen.not_known,
            first: seen.first.clone(),
            last: seen.last.clone(),
            event_id: seen.event_id.clone(),
            certainty: request.certainty.as_str(),
            context: request.key_texts(),
            open: one.open.clone(),
        }
    }
}

impl UsedRequest {
    /// The keys that make a difference, as `key=value`; several values with a bar between them.
    pub fn key_texts(&self) -> Vec<String> {
        let told = self.keys.iter().map(|(key, value)| match value {
            UsedValue::One(value) => format!("{key}={value}"),
            UsedValue::Many(values) => format!("{key}={}", values.join("|")),
        });
        told.collect()
    }
}
