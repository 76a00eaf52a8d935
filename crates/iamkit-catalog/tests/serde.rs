//! What serde makes of a catalog: its things by their names, what it is written from both ways.
#![cfg(feature = "serde")]

use iamkit_catalog::diff::{ServiceChange, changes};
use iamkit_catalog::encode::{ActionEntry, CatalogEntries, KeyEntry, ServiceEntry, encode};
use iamkit_catalog::technique::techniques;
use iamkit_catalog::{AccessLevel, Catalog, KeyType};
use serde_json::{from_value, json, to_value};

fn entries() -> CatalogEntries {
    let action = |name: &str, level: AccessLevel| ActionEntry {
        name: name.into(),
        access: level.into(),
        condition_keys: vec!["my:Key".into()],
        ..ActionEntry::default()
    };
    let service = ServiceEntry {
        prefix: "my".into(),
        actions: vec![
            action("GetIt", AccessLevel::Read),
            action("Share", AccessLevel::PermissionsManagement),
        ],
        condition_keys: vec![KeyEntry { name: "my:Key".into(), types: KeyType::IpAddress.into() }],
        ..ServiceEntry::default()
    };
    CatalogEntries { sources: vec!["mine 1".into()], services: vec![service] }
}

#[test]
fn what_a_catalog_is_written_from_comes_back() {
    let json = to_value(entries()).expect("is written");
    assert_eq!(json["services"][0]["actions"][1]["access"], json!(["Permissions management"]));
    assert_eq!(json["services"][0]["conditionKeys"][0]["types"], json!(["IPAddress"]));
    assert_eq!(from_value::<CatalogEntries>(json.clone()).expect("is read"), entries());
    let mut more = json;
    more["services"][0]["new"] = json!(1);
    assert!(from_value::<CatalogEntries>(more).is_err(), "what nobody knows isn't dropped");
}

#[test]
fn what_differs_between_two_catalogs_comes_back() {
    let old = Catalog::from_bytes(encode(&entries()).expect("is encoded")).expect("is a catalog");
    let mut newer = entries();
    newer.services[0].actions[0].access = AccessLevel::List.into();
    newer.services[0].actions[1].name = "Unshare".into();
    let new = Catalog::from_bytes(encode(&newer).expect("is encoded")).expect("is a catalog");
    let changes = changes(&old, &new);
    let json = to_value(&changes).expect("is written");
    assert_eq!(json[0]["presence"], "both");
    assert_eq!(json[0]["changedActions"][0]["accessLevels"], json!([["Read"], ["List"]]));
    assert_eq!(from_value::<Vec<ServiceChange>>(json).expect("is read"), changes);
}

#[test]
fn every_name_of_a_list_comes_back() {
    for level in AccessLevel::ALL {
        let json = to_value(level).expect("is written");
        assert_eq!((json.as_str(), from_value(json.clone()).ok()), (Some(level.name()), Some(level)));
    }
    for kind in KeyType::ALL {
        let json = to_value(kind).expect("is written");
        assert_eq!((json.as_str(), from_value(json.clone()).ok()), (Some(kind.name()), Some(kind)));
    }
    let error = from_value::<AccessLevel>(json!("read")).expect_err("is no name").to_string();
    assert_eq!(error, "unknown access level `read`, did you mean `Read`?");
}

#[test]
fn things_of_a_catalog_are_their_names() {
    let catalog = Catalog::embedded();
    let action = catalog.action("ses:SendEmail").expect("is there");
    assert_eq!(to_value(action).expect("is written"), "ses:SendEmail");
    assert_eq!(to_value(action.service()).expect("is written"), action.service_prefix());
    let uses = to_value(action.resource_types().collect::<Vec<_>>()).expect("is written");
    assert!(uses[0]["resourceType"].is_string() && uses[0]["conditionKeys"].is_array(), "{uses}");
    assert!(to_value(action.evaluated()).is_ok());
    let error = catalog.asked_actions("iam:PasRole").expect_err("names none");
    assert_eq!(to_value(error).expect("is written")["nearest"][0], "iam:PassRole");
    assert!(to_value(techniques().collect::<Vec<_>>()).expect("is written")[0]["effect"].is_string());
}
