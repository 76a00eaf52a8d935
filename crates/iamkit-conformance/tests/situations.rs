//! A situation that is written and read again is the same.
#![expect(clippy::expect_used, reason = "integration test")]

use iamkit_conformance::case::{read_each, read_situation};
use iamkit_conformance::corpus::FILES;
use iamkit_conformance::situation::Situation;
use iamkit_testkit::generate;
use proptest::prelude::*;

fn written(situation: &Situation) -> String {
    serde_json::to_string(situation).expect("can be written")
}

fn read_again(situation: &Situation) -> Situation {
    serde_json::from_str(&written(situation)).expect("can be read")
}

proptest! {
    #[test]
    fn a_drawn_situation_is_read_as_it_was_written(situation in prop_oneof![
        generate::situation(),
        generate::open_situation(),
        generate::strange_situation(),
    ]) {
        prop_assert_eq!(&read_again(&situation), &situation);
        let question = read_situation(&written(&situation)).expect("is a question");
        prop_assert_eq!(question, situation);
    }
}

#[test]
fn the_situation_of_every_case_is_read_as_it_was_written() {
    for (name, text) in FILES {
        for case in read_each(text).expect("is JSON") {
            let case = case.expect("is a case");
            for about_star in [None, Some(false), Some(true)] {
                let situation = case.situation(|_| about_star);
                assert_eq!(read_again(&situation), situation, "{name}: {}", case.id);
            }
        }
    }
}

#[test]
fn a_situation_is_written_without_what_goes_without_saying() {
    let text =
        r#"{"request":{"principal":"*","action":"s3:GetObject","resource":"*","context":{}},"policies":{}}"#;
    let situation: Situation = serde_json::from_str(text).expect("is a situation");
    assert_eq!(written(&situation), text);
    let text = r#"{"request":{"principal":{"arn":"arn:aws:iam::111122223333:role/a"},"action":"s3:GetObject","resources":[{"arn":"arn:aws:s3:::b/k","account":"111122223333","context":{"k":["v"]}}],"context":{"a":"b"},"unknown":["c"],"managementAccount":"111122223333","restrictPublicBuckets":true,"wildcardOnly":false},"policies":{"scp":[[]]}}"#;
    let situation: Situation = serde_json::from_str(text).expect("is a situation");
    assert_eq!(written(&situation), text);
}

#[test]
fn a_situation_that_says_something_twice_is_refused() {
    let text = r#"{"request": {"principal": "*", "action": "s3:GetObject", "resource": "*", "context": {"a:b": "1", "A:B": "2"}}, "policies": {}}"#;
    let error = serde_json::from_str::<Situation>(text).expect_err("is refused").to_string();
    assert!(error.starts_with("the context holds the key `A:B` twice"), "{error}");
}
