//! Which events are looked at: those of a principal, a service, a region or a time.

use std::str::FromStr;

use iamkit_policy::glob::Glob;
use iamkit_policy::shown::Shown;

use crate::action_table::prefix;
use crate::event::TrailEvent;
use crate::record::{LogRecord, text_of};

/// Which events are looked at: those that fit all conditions
///
/// # Examples
/// ```
/// use iamkit_cloudtrail::EventCondition;
///
/// assert!("service=s3".parse::<EventCondition>().is_ok());
/// assert!("colour=red".parse::<EventCondition>().is_err());
/// ```
#[derive(Debug, Clone, Default)]
pub struct EventFilter(Vec<EventCondition>);

/// A condition on events
#[derive(Debug, Clone)]
pub struct EventCondition {
    what: What,
    value: String,
    glob: Glob,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Principal,
    Service,
    Region,
    Action,
    From,
    To,
}

/// Why a text is no condition on events
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no condition: expected principal=, service=, region=, action=, from= or to=", Shown::value(.0))]
pub struct EventConditionError(String);

impl FromStr for EventCondition {
    type Err = EventConditionError;

    fn from_str(text: &str) -> Result<Self, EventConditionError> {
        let failed = || EventConditionError(text.to_owned());
        let (what, value) = text.split_once('=').ok_or_else(failed)?;
        let what = match what {
            "principal" => What::Principal,
            "service" => What::Service,
            "region" => What::Region,
            "action" => What::Action,
            "from" => What::From,
            "to" => What::To,
            _ => return Err(failed()),
        };
        let is_time = matches!(what, What::From | What::To);
        let starts_as_date = value
            .bytes()
            .take(10)
            .zip(*b"0000-00-00")
            .all(|(byte, place)| if place == b'-' { byte == b'-' } else { byte.is_ascii_digit() });
        if value.is_empty() || is_time && (value.len() < 10 || !starts_as_date) {
            return Err(failed());
        }
        Ok(Self { what, value: value.to_owned(), glob: Glob::parse(value) })
    }
}

impl EventFilter {
    /// The events that fit all conditions.
    pub fn new(conditions: Vec<EventCondition>) -> Self {
        Self(conditions)
    }

    /// Whether a record fits, as far as it tells by itself.
    pub(crate) fn takes_record(&self, record: &LogRecord<'_>) -> bool {
        self.0.iter().all(|condition| {
            let time = record.event_time.as_str();
            match condition.what {
                What::Service => condition.glob.matches(prefix(record.event_source.as_str())),
                What::Region => condition.glob.matches(text_of(record.aws_region.as_ref())),
                What::From => condition.value.as_str() <= time,
                // A day is one until it is over.
                What::To => time < condition.value.as_str() || time.starts_with(&condition.value),
                What::Principal | What::Action => true,
            }
        })
    }

    /// Whether what a record became fits.
    pub fn takes_event(&self, event: &TrailEvent<'_>) -> bool {
        self.0.iter().all(|condition| match condition.what {
            What::Principal => {
                let name = &*event.caller.name;
                let last = name.rsplit([':', '/']).next().unwrap_or(name);
                let session = event.caller.session.unwrap_or_default();
                [name, last, session].iter().any(|name| condition.glob.matches(name))
            }
            What::Action => event.requests.iter().any(|asked| condition.glob.matches(asked.action())),
            _ => true,
        })
    }
}
