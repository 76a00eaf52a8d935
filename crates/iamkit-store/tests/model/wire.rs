//! The log's form of a change: every command comes back as it was, and what isn't known is refused.

use iamkit_store::{
    AccountId, Change, ChangeFormatError, Command, CreateUser, Identity, Operation, Partition, Quotas,
};
use iamkit_testkit::store::command;
use proptest::prelude::*;

use crate::common::{call, document, parse};

fn account() -> AccountId {
    parse("111122223333")
}

proptest! {
    #[test]
    fn changes_come_back_from_the_log_as_they_were(command in command()) {
        let change = Change::in_account(call().restoring(), account(), command);
        let text = change.to_json().unwrap();
        prop_assert_eq!(Change::from_json(&text).unwrap(), change);
    }
}

#[test]
fn the_log_is_readable() {
    let bob = Command::CreateUser(CreateUser::new(parse("bob")));
    let expected = r#"{"format":1,"call":{"caller":"arn:aws:iam::111122223333:root","time":"2026-05-01T10:00:00Z","kind":"Operation"},"operation":{"Account":{"account":"111122223333","command":{"CreateUser":{"path":"/","name":"bob","permissions_boundary":null,"tags":[],"id":null}}}}}"#;
    assert_eq!(Change::in_account(call(), account(), bob).to_json().unwrap(), expected);
    let put =
        Command::PutPolicy { of: Identity::User(parse("bob")), name: parse("P"), document: document("s3:*") };
    let text = Change::in_account(call(), account(), put).to_json().unwrap();
    assert!(text.contains(r#""of":{"User":"bob"}"#), "{text}");
    assert!(text.contains(r#"\"Action\":\"s3:*\""#), "{text}");
}

#[test]
fn accounts_are_created_with_what_is_said_and_defaults_for_the_rest() {
    let text = r#"{"format":1,"call":{"caller":"me","time":"2026-05-01T10:00:00Z"},
        "operation":{"CreateAccount":{"account":"111122223333","quotas":{"users":1}}}}"#;
    let change = Change::from_json(text).unwrap();
    let quotas = Quotas { users: 1, ..Quotas::default() };
    let (account, partition, seed) = (account(), Partition::Aws, 0);
    assert_eq!(change.operation, Operation::CreateAccount { account, partition, seed, quotas });
}

#[test]
fn newer_formats_and_unknown_members_are_refused() {
    let text = Change::create_account(call(), account()).to_json().unwrap();
    let newer = Change::from_json(&text.replace(r#""format":1"#, r#""format":2"#)).unwrap_err();
    assert_eq!(newer.to_string(), "the change has the format 2, newer than 1, the newest one known");
    for (old, new) in [
        (r#""seed""#, r#""sead""#),
        (r#""kind""#, r#""sort""#),
        ("CreateAccount", "CreateAcount"),
        ("111122223333", "1111"),
        ("{\"format\"", "[\"format\""),
    ] {
        let error = Change::from_json(&text.replace(old, new)).unwrap_err();
        assert!(matches!(error, ChangeFormatError::Invalid(_)), "{error}");
        assert_eq!(error.to_string(), "the text is no change of the store");
    }
}
