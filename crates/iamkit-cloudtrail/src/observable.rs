//! Of which actions logs can tell whether they were used: of those that some operation is mapped to.

use std::sync::LazyLock;

use iamkit_catalog::{Action, ActionSet, Catalog};

use crate::action_table::{Named, named, rows};
use crate::plan::{PASS_ROLE, tagging};
use crate::usage::TrailUsage;

/// The operations of all services: made by `cargo xtask trail build`.
static OPERATIONS: &str = include_str!("../data/operations.txt");

/// The actions that some operation asks for; passing a role and tagging are parts of other calls.
static MAPPED: LazyLock<ActionSet> = LazyLock::new(|| {
    let catalog = Catalog::embedded();
    let mut mapped = ActionSet::new();
    let mut add = |action: Option<Action<'_>>| {
        if let Some(action) = action {
            mapped.insert(action.id());
        }
    };
    add(catalog.action(PASS_ROLE));
    for row in rows(OPERATIONS) {
        let mut words = row.split(' ');
        let source = words.next().unwrap_or_default();
        for operation in words {
            match named(source, operation) {
                Named::Action(action) => {
                    add(Some(action));
                    add(tagging(action).and_then(|name| catalog.action(&name)));
                }
                Named::Verb(action) => add(Some(action)),
                Named::Rows(rows) => rows.iter().for_each(|row| add(catalog.action(row.action))),
                Named::Nothing => {}
            }
        }
    }
    mapped
});

/// Services whose calls about what is in them are data events, which a trail has only where it is told to ("Logging data
/// events", user guide of CloudTrail), with the beginnings of the actions.
const DATA_EVENTS: [(&str, &[&str]); 5] = [
    (
        "dynamodb",
        &[
            "GetItem",
            "PutItem",
            "UpdateItem",
            "DeleteItem",
            "BatchGet",
            "BatchWrite",
            "Query",
            "Scan",
            "ConditionCheck",
            "PartiQL",
        ],
    ),
    ("lambda", &["Invoke"]),
    ("sns", &["Publish"]),
    ("sqs", &["SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"]),
    ("kinesis", &["GetRecords", "GetShardIterator", "PutRecord", "SubscribeToShard"]),
];

/// Whether a use of an action would be in these logs.
pub(crate) fn is_observable(action: Action<'_>, usage: &TrailUsage) -> bool {
    let service = action.service_prefix();
    if !MAPPED.contains(action.id()) {
        return false;
    }
    let is_of_object =
        service == "s3" && action.resource_types().any(|used| used.resource_type().name() == "object");
    let starts = DATA_EVENTS.iter().find(|(name, _)| *name == service).map_or(&[][..], |(_, starts)| starts);
    let is_data = is_of_object || starts.iter().any(|start| action.name().starts_with(start));
    !is_data || usage.tally().data_services.contains(service)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Most actions have an operation of their name; those that don't are no less there for it.
    #[test]
    fn what_no_operation_asks_for_is_told_from_what_one_does() {
        let catalog = Catalog::embedded();
        let is_mapped = |name: &str| MAPPED.contains(catalog.action(name).unwrap().id());
        for name in [
            "iam:CreateUser",
            "iam:PassRole",
            "s3:ListAllMyBuckets",
            "lambda:InvokeFunction",
            "apigateway:PATCH",
        ] {
            assert!(is_mapped(name), "{name}");
        }
        let count = usize::try_from(catalog.action_count()).unwrap();
        let without = count - MAPPED.len();
        assert!((1_000..count / 4).contains(&without), "{without} of {count}");
        let unflagged = catalog.actions().filter(|it| !it.is_permission_only() && !MAPPED.contains(it.id()));
        assert!(unflagged.count() > 1_000, "the catalog's own flag would have told these");
    }
}
