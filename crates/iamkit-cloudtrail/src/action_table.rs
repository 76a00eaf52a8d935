//! Which actions an event is about: by its name, or by the table of the events that are called otherwise.
//!
//! The data are `data/sources.txt` and `data/actions.txt`; a test holds each of their rows against the catalog.

use std::sync::LazyLock;

use iamkit_catalog::{Action, Catalog};
use rustc_hash::FxHashMap;

use crate::parameters::Parameters;

static SOURCES: &str = include_str!("../data/sources.txt");
static ACTIONS: &str = include_str!("../data/actions.txt");

static ALIASES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let rows = rows(SOURCES).filter_map(|row| row.split_once(' '));
    rows.collect()
});

static TABLE: LazyLock<FxHashMap<String, Vec<Row>>> = LazyLock::new(|| {
    let mut table: FxHashMap<String, Vec<Row>> = FxHashMap::default();
    for (event, row) in rows(ACTIONS).filter_map(Row::parse) {
        table.entry(event.to_ascii_lowercase()).or_default().push(row);
    }
    table
});

/// The rows of a table: what stands on its lines, comments aside.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// An action that an event is about, if its condition holds
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) action: &'static str,
    pub(crate) when: When,
    /// The parameter that names the resource, where another one than usual does.
    pub(crate) on: Option<&'static str>,
}

/// What of the parameters has to hold
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Always,
    Has(&'static str),
    Lacks(&'static str),
    Begins(&'static str, &'static str),
}

impl Row {
    fn parse(row: &'static str) -> Option<(&'static str, Self)> {
        let mut columns = row.split_whitespace();
        let (event, action) = (columns.next()?, columns.next()?);
        let mut parsed = Self { action, when: When::Always, on: None };
        for column in columns {
            match (column.strip_prefix('@'), column.strip_prefix('!'), column.split_once('=')) {
                (Some(parameter), ..) => parsed.on = Some(parameter),
                (_, Some(parameter), _) => parsed.when = When::Lacks(parameter),
                (.., Some((parameter, word))) => parsed.when = When::Begins(parameter, word),
                _ => parsed.when = When::Has(column),
            }
        }
        Some((event, parsed))
    }
}

impl When {
    /// Whether it holds; without parameters, what asks for one doesn't.
    pub(crate) fn holds(self, parameters: &Parameters) -> bool {
        match self {
            Self::Always => true,
            Self::Has(name) => parameters.has(name),
            Self::Lacks(name) => !parameters.has(name),
            Self::Begins(name, word) => parameters.texts(name).iter().any(|text| {
                let text = text.trim_start();
                text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            }),
        }
    }
}

/// What an event is about, as far as its name tells
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    /// One action.
    Action(Action<'static>),
    /// The actions of the table whose conditions hold.
    Rows(&'static [Row]),
    /// The verb of HTTP that API Gateway takes for the action.
    Verb(Action<'static>),
    /// Nothing that the catalog has.
    Nothing,
}

/// The prefix of the actions of an event source.
pub(crate) fn prefix(source: &str) -> &str {
    let short = source.strip_suffix(".amazonaws.com").or_else(|| source.strip_suffix(".amazonaws.com.cn"));
    let short = short.unwrap_or(source);
    ALIASES.get(short).copied().unwrap_or(short)
}

/// The actions of an event.
pub(crate) fn named(source: &str, event: &str) -> Named {
    let prefix = prefix(source);
    let without_date = without_date(event);
    for name in [event, without_date] {
        if let Some(rows) = TABLE.get(&format!("{prefix}:{name}").to_ascii_lowercase()) {
            return Named::Rows(rows);
        }
    }
    let catalog = Catalog::embedded();
    for name in [event, without_date] {
        if let Some(action) = catalog.action(&format!("{prefix}:{name}")) {
            return Named::Action(action);
        }
    }
    if prefix == "apigateway" {
        let action = verb(event).and_then(|verb| catalog.action(&format!("apigateway:{verb}")));
        return action.map_or(Named::Nothing, Named::Verb);
    }
    Named::Nothing
}

/// The verb of HTTP behind an operation of API Gateway, by how its name begins.
fn verb(event: &str) -> Option<&'static str> {
    const VERBS: [(&str, &str); 13] = [
        ("Get", "GET"),
        ("Export", "GET"),
        ("Create", "POST"),
        ("Test", "POST"),
        ("Generate", "POST"),
        ("Import", "POST"),
        ("Put", "PUT"),
        ("Reimport", "PUT"),
        ("Tag", "PUT"),
        ("Update", "PATCH"),
        ("Delete", "DELETE"),
        ("Untag", "DELETE"),
        ("Flush", "DELETE"),
    ];
    VERBS.iter().find(|(start, _)| event.starts_with(start)).map(|(_, verb)| *verb)
}

/// The name of an event without the date of its API: `Invoke20150331`, `GetFunction20150331v2`, `CreateDistribution2020_05_31`.
fn without_date(event: &str) -> &str {
    let digits_end = |text: &str| text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let start_of = |end: usize, shape: &[u8]| {
        let start = end.checked_sub(shape.len())?;
        let fits = event.as_bytes().get(start..end)?.iter().zip(shape);
        let fits = fits
            .into_iter()
            .all(|(byte, place)| if *place == b'_' { *byte == b'_' } else { byte.is_ascii_digit() });
        (fits && 0 < start).then_some(start)
    };
    let version = digits_end(event);
    let versioned = event.get(..version).and_then(|start| start.strip_suffix('v')).map(str::len);
    let versioned = versioned.filter(|_| version < event.len());
    let start = start_of(event.len(), b"0000_00_00")
        .or_else(|| start_of(event.len(), b"00000000"))
        .or_else(|| start_of(versioned?, b"00000000"));
    start.and_then(|start| event.get(..start)).unwrap_or(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_names_an_action_of_the_catalog() {
        let catalog = Catalog::embedded();
        let mut count = 0;
        for (event, row) in rows(ACTIONS).map(|row| Row::parse(row).unwrap()) {
            assert!(catalog.action(row.action).is_some(), "{event}: {}", row.action);
            let service = event.split(':').next().unwrap();
            assert!(catalog.service(service).is_some(), "{event}");
            count += 1;
        }
        assert!(100 < count);
        assert!(rows(ACTIONS).map(|row| row.split(' ').next().unwrap().to_ascii_lowercase()).is_sorted());
    }

    #[test]
    fn each_alias_leads_to_a_service_of_the_catalog() {
        let catalog = Catalog::embedded();
        for row in rows(SOURCES) {
            let (source, prefix) = row.split_once(' ').unwrap();
            assert!(catalog.service(prefix).is_some(), "{row}");
            assert_eq!(super::prefix(&format!("{source}.amazonaws.com")), prefix);
        }
        assert!(rows(SOURCES).is_sorted());
    }

    #[test]
    fn a_date_at_the_end_is_no_part_of_the_name() {
        assert_eq!(without_date("Invoke20150331"), "Invoke");
        assert_eq!(without_date("GetFunction20150331v2"), "GetFunction");
        assert_eq!(without_date("CreateDistribution2020_05_31"), "CreateDistribution");
        for name in ["20150331", "ListObjectsV2", "Get2015033", "GetApiV2", "Get2015-03-31", ""] {
            assert_eq!(without_date(name), name);
        }
    }

    #[test]
    fn events_are_named_in_any_letter_case_and_by_other_sources() {
        let action = |source: &str, event: &str| match named(source, event) {
            Named::Action(action) | Named::Verb(action) => action.to_string(),
            Named::Rows(rows) => rows.iter().map(|row| row.action).collect::<Vec<_>>().join(" "),
            Named::Nothing => String::new(),
        };
        assert_eq!(action("monitoring.amazonaws.com", "PutMetricAlarm"), "cloudwatch:PutMetricAlarm");
        assert_eq!(action("lambda.amazonaws.com", "CreateFunction20150331"), "lambda:CreateFunction");
        assert_eq!(action("lambda.amazonaws.com", "Invoke20150331"), "lambda:InvokeFunction");
        assert_eq!(action("apigateway.amazonaws.com", "UpdateRestApi"), "apigateway:PATCH");
        assert_eq!(action("kms.amazonaws.com", "reencrypt"), "kms:ReEncryptFrom kms:ReEncryptTo");
        assert_eq!(action("sqs.amazonaws.com", "Nothing"), "");
    }
}
