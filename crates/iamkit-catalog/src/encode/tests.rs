//! The stored form: round trip, independence of order, refusal of damaged and totality on forged bytes.

use proptest::prelude::*;

use crate::encode::{
    ActionEntry, CatalogEntries, KeyEntry, ResourceTypeEntry, ResourceUseEntry, ServiceEntry, encode, reseal,
};
use crate::layout::PREAMBLE;
use crate::{AccessLevel, Catalog, CatalogError, EncodeError, FORMAT_VERSION, KeyType};

fn action(name: &str) -> ActionEntry {
    ActionEntry { name: name.into(), access: AccessLevel::Write.into(), ..Default::default() }
}

fn service(prefix: &str, actions: Vec<ActionEntry>) -> ServiceEntry {
    ServiceEntry { prefix: prefix.into(), actions, ..Default::default() }
}

fn entries(services: Vec<ServiceEntry>) -> CatalogEntries {
    CatalogEntries { sources: vec!["demo 1".into()], services }
}

fn demo() -> CatalogEntries {
    let used = ResourceUseEntry {
        name: "thing".into(),
        required: Some(true),
        condition_keys: vec!["a:Unlisted".into(), "a:Size".into()],
    };
    let put = ActionEntry {
        resource_types: vec![used, ResourceUseEntry { name: "Other".into(), ..Default::default() }],
        condition_keys: vec!["aws:RequestTag/${TagKey}".into()],
        dependent_actions: vec!["b:Go".into(), "gone:Away".into()],
        is_permission_only: true,
        ..action("PutThing")
    };
    let thing = ResourceTypeEntry {
        name: "thing".into(),
        arn_templates: vec!["arn:${Partition}:a:::t/${Id}".into(), "arn:${Partition}:a:::u/${Id}".into()],
        condition_keys: vec!["a:Size".into()],
    };
    let a = ServiceEntry {
        title: "Service A".into(),
        supports_resource_control_policies: true,
        resource_types: vec![thing],
        condition_keys: vec![
            KeyEntry { name: "aws:RequestTag/${TagKey}".into(), types: KeyType::String.into() },
            KeyEntry { name: "a:Size".into(), types: KeyType::Numeric.into() },
        ],
        ..service("a", vec![put, action("GetThing")])
    };
    entries(vec![service("b", vec![action("Go")]), a])
}

/// Bytes as they are, but with a checksum that fits
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    reseal(&mut bytes);
    bytes
}

/// Asks everything, so that whatever the bytes say is followed.
fn ask_everything(catalog: &Catalog) -> usize {
    let mut seen = catalog.sources().count();
    for service in catalog.services() {
        seen += service.title().len() + service.actions().count() + service.resource_types().count();
        seen +=
            service.condition_keys().map(|key| key.name().len() + key.types().iter().count()).sum::<usize>();
    }
    for action in catalog.actions() {
        seen += action.to_string().len() + action.condition_keys().count();
        seen += action.dependent_actions().filter_map(|it| it.action()).count();
        seen += usize::from(catalog.action(&action.to_string()).is_some());
        seen +=
            action.resource_types().map(|used| used.resource_type().arn_templates().count()).sum::<usize>();
    }
    seen += catalog.actions_matching("*").count() + catalog.actions_matching("a:P*").count();
    seen += catalog.actions_matching("*:G*").count() + catalog.actions_matching("?:*t*").count();
    seen += catalog.nearest_actions("a:PutThin", 3).len() + catalog.nearest_condition_keys("a:Siz", 3).len();
    seen + usize::from(catalog.condition_key("aws:RequestTag/x").is_some())
        + usize::from(catalog.resource_type("a", "thing").is_some())
}

#[test]
fn everything_that_was_encoded_is_answered() {
    let catalog = Catalog::from_bytes(encode(&demo()).unwrap()).unwrap();
    let put = catalog.action("A:PUTTHING").unwrap();
    assert!(put.is_permission_only());
    let uses: Vec<_> =
        put.resource_types().map(|used| (used.resource_type().name(), used.is_required())).collect();
    assert_eq!(uses, [("Other", None), ("thing", Some(true))]);
    let keys: Vec<_> = put.condition_keys().map(|key| key.name()).collect();
    assert_eq!(keys, ["a:Size", "a:Unlisted", "aws:RequestTag/${TagKey}"]);
    let dependents: Vec<_> = put.dependent_actions().map(|it| (it.name(), it.action().is_some())).collect();
    assert_eq!(dependents, [("b:Go", true), ("gone:Away", false)]);
    let thing = catalog.resource_type("a", "Thing").unwrap();
    assert_eq!(thing.arn_templates().count(), 2);
    assert_eq!(catalog.resource_type("a", "other").unwrap().arn_templates().count(), 0);
    assert!(catalog.condition_key("a:unlisted").unwrap().types().is_empty());
    assert!(catalog.service("A").unwrap().supports_resource_control_policies());
    assert!(catalog.action("a:GetThing").unwrap().is_wildcard_only());
    assert_eq!(catalog.sources().collect::<Vec<_>>(), ["demo 1"]);
}

#[test]
fn resource_type_named_twice_by_an_action_becomes_one() {
    let used = |required, key: &str| ResourceUseEntry {
        name: "thing".into(),
        required,
        condition_keys: vec![key.into()],
    };
    let twice = ActionEntry {
        resource_types: vec![used(Some(true), "a:X"), used(Some(false), "a:Y")],
        ..action("Do")
    };
    let catalog = Catalog::from_bytes(encode(&entries(vec![service("a", vec![twice])])).unwrap()).unwrap();
    let used_types: Vec<_> = catalog.action("a:Do").unwrap().resource_types().collect();
    assert_eq!(used_types.len(), 1);
    assert_eq!(used_types[0].is_required(), Some(true));
    assert_eq!(used_types[0].condition_keys().map(|key| key.name()).collect::<Vec<_>>(), ["a:X", "a:Y"]);
}

#[test]
fn empty_catalog_answers_nothing() {
    let catalog = Catalog::from_bytes(encode(&CatalogEntries::default()).unwrap()).unwrap();
    assert!(catalog.action("s3:GetObject").is_none());
    assert!(catalog.action_set("*").is_empty());
    assert!(catalog.service("s3").is_none());
}

#[test]
fn errors_of_encoding_are_named() {
    let message = |services| encode(&entries(services)).unwrap_err().to_string();
    assert_eq!(message(vec![service("a", vec![action("Do"), action("DO")])]), "action `DO` twice");
    assert_eq!(message(vec![service("a", vec![]), service("A", vec![])]), "service `a` twice");
    assert_eq!(
        message(vec![service("a", vec![action("Do*")])]),
        "action `Do*` has a character that no name in a policy has"
    );
    let long = "x".repeat(1024);
    assert_eq!(
        message(vec![service("a", vec![action(&long)])]),
        format!("text of 1024 bytes, but at most 1023 fit: `{long}`")
    );
    let many: Vec<_> = (0..65_536).map(|idx| action(&format!("Do{idx}"))).collect();
    assert_eq!(message(vec![service("a", many)]), "65536 actions, but at most 65535 fit");
}

#[test]
fn errors_of_opening_are_named() {
    let bytes = encode(&demo()).unwrap();
    let message = |bytes: &[u8]| Catalog::from_bytes(bytes.to_vec()).unwrap_err().to_string();
    assert_eq!(message(b"{}"), "not a catalog: the first 8 bytes are not `IAMKITCT`");
    assert_eq!(message(&bytes[..20]), "catalog cut short within its header");
    assert_eq!(
        message(&bytes[..bytes.len() - 1]),
        "damaged catalog: its checksum or the lengths of its tables are wrong"
    );
    let mut newer = bytes;
    newer[8] = 0xff;
    let found = u32::from_le_bytes([0xff, newer[9], newer[10], newer[11]]);
    assert_eq!(
        message(&newer),
        format!("catalog format version {found}, but this program reads version {FORMAT_VERSION}")
    );
}

#[test]
fn encode_error_is_comparable() {
    let error = encode(&entries(vec![service("A B", vec![])])).unwrap_err();
    assert_eq!(error, EncodeError::Name { what: "service", name: "a b".into() });
}

proptest! {
    #[test]
    fn order_of_the_entries_is_irrelevant(seed in any::<u64>()) {
        let mut entries = demo();
        let turn = |len: usize| usize::try_from(seed).unwrap_or(1) % len.max(1);
        for service in &mut entries.services {
            let (actions, keys) = (turn(service.actions.len()), turn(service.condition_keys.len()));
            service.actions.rotate_left(actions);
            service.condition_keys.rotate_left(keys);
            for action in &mut service.actions {
                let (uses, dependents) = (turn(action.resource_types.len()), turn(action.dependent_actions.len()));
                action.resource_types.rotate_left(uses);
                action.dependent_actions.rotate_left(dependents);
                action.condition_keys.reverse();
            }
        }
        let services = turn(entries.services.len());
        entries.services.rotate_left(services);
        prop_assert_eq!(encode(&entries).unwrap(), encode(&demo()).unwrap());
    }

    #[test]
    fn damaged_bytes_are_refused(place in any::<prop::sample::Index>(), bit in 0_u32..8) {
        let mut bytes = encode(&demo()).unwrap();
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        prop_assert!(Catalog::from_bytes(bytes).is_err());
    }

    #[test]
    fn forged_bytes_do_not_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = encode(&demo()).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len() - PREAMBLE) + PREAMBLE;
            bytes[place] = byte;
        }
        if let Ok(catalog) = Catalog::from_bytes(resealed(bytes)) {
            ask_everything(&catalog);
        }
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(Catalog::from_bytes(bytes).unwrap_err(), CatalogError::NotACatalog);
    }
}
