//! What serde makes of managed policies: what is told of them, and their dates and ids both ways.
#![cfg(feature = "serde")]

use iamkit_managed::{Date, ManagedPolicies, ManagedVersionId};
use serde_json::{from_value, json, to_value};

#[test]
fn every_version_is_told_with_its_date() {
    for policy in ManagedPolicies::embedded().iter() {
        let json = to_value(policy).expect("is written");
        assert_eq!((&json["name"], &json["arn"]), (&json!(policy.name()), &json!(policy.arn())));
        assert_eq!(from_value::<Date>(json["updated"].clone()).expect("is read"), policy.updated());
        for version in policy.versions() {
            let json = to_value(version).expect("is written");
            assert_eq!(json["policy"], policy.name());
            assert_eq!(from_value::<ManagedVersionId>(json["id"].clone()).expect("is read"), version.id());
            assert_eq!(from_value::<Date>(json["date"].clone()).expect("is read"), version.date());
        }
    }
}

#[test]
fn what_is_wrong_is_told_with_its_parts() {
    let error = ManagedPolicies::embedded().policy("AmazonWorkMailFulAccess").expect_err("is no name");
    let json = to_value(error).expect("is written");
    assert_eq!(json["noSuchPolicy"]["nearest"][0], "AmazonWorkMailFullAccess");
    assert!(from_value::<ManagedVersionId>(json!("v0")).is_err());
    assert!(from_value::<Date>(json!("2015-13-01")).is_err());
}
