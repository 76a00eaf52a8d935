//! Errors show what comes from elsewhere so that it can't be taken for their own words.

use std::io;

use iamkit_policy::shown::{Shown, is_hidden};
use iamkit_store::{
    AccountId, ControlPolicyName, DuplicateTagError, Entity, GroupName, Identity, JournalError,
    OrganizationError, OrganizationalUnitName, PolicyArn, ResourceArn, RoleName, StoreError, TagKey,
    TagValue, Tags, UserName,
};

/// A line feed, a terminal sequence, a turned direction, an end of backticks, and what looks like an escape.
const HOSTILE: &str = "a\n\u{1b}[2K\u{9b}1m\u{202e}b\u{2066}\u{200b}`c`\\n";

/// Nothing hides in the text, and what was put in is there as it is shown.
fn assert_shown(error: &dyn std::fmt::Display, value: &str) {
    let text = error.to_string();
    assert!(!text.contains(is_hidden), "{text:?}");
    let shown = Shown::value(value).to_string();
    assert!(text.contains(&format!("`{shown}`")), "{text:?} has no {shown:?}");
}

#[test]
fn what_is_no_name_is_shown() {
    let of = [
        HOSTILE.parse::<UserName>().map(drop),
        HOSTILE.parse::<GroupName>().map(drop),
        HOSTILE.parse::<RoleName>().map(drop),
        HOSTILE.parse::<PolicyArn>().map(drop),
        HOSTILE.parse::<AccountId>().map(drop),
        HOSTILE.parse::<ControlPolicyName>().map(drop),
        HOSTILE.parse::<OrganizationalUnitName>().map(drop),
        HOSTILE.parse::<ResourceArn>().map(drop),
        HOSTILE.parse::<TagKey>().map(drop),
    ];
    for error in of {
        assert_shown(&error.expect_err("is no name"), HOSTILE);
    }
}

#[test]
fn what_a_policy_says_is_shown() {
    let value = StoreError::MalformedPolicyValue {
        statement: 0,
        element: "action",
        value: HOSTILE.to_owned(),
        problem: "which is none",
    };
    assert_shown(&value, HOSTILE);
    assert_shown(&StoreError::InvalidPrincipal { statement: 0, principal: HOSTILE.to_owned() }, HOSTILE);
    assert!(!StoreError::InvalidCharacter('\u{202e}').to_string().contains(is_hidden));
}

#[test]
fn paths_with_backticks_and_backslashes_are_shown() {
    let text = "arn:aws:iam::111122223333:policy/a`\\/Own";
    let arn = text.parse::<PolicyArn>().expect("is an ARN");
    let to = Identity::User("alice".parse().expect("is a name"));
    let entities = [
        Entity::Policy(arn.clone()),
        Entity::PolicyVersion(arn.clone(), "v1".parse().expect("is a version")),
        Entity::Attachment(to.clone(), arn.clone()),
    ];
    for entity in entities {
        assert_shown(&StoreError::NoSuchEntity(entity.clone()), text);
        assert_shown(&StoreError::EntityAlreadyExists(entity), text);
    }
    assert_shown(&StoreError::PolicyNotAttachable { policy: arn, to }, text);
}

#[test]
fn names_that_may_turn_the_direction_are_shown() {
    let name = "a\u{202e}b`c";
    let unit = OrganizationError::DuplicateOrganizationalUnit(name.parse().expect("is a name"));
    assert_shown(&unit, name);
    let policy = OrganizationError::DuplicatePolicy(name.parse().expect("is a name"));
    assert_shown(&policy, name);
    assert_shown(&StoreError::from(policy), name);
    let key = "a\u{2028}b";
    let pair = || (key.parse::<TagKey>().expect("is a key"), "x".parse::<TagValue>().expect("is a value"));
    let error: DuplicateTagError = Tags::from_pairs([pair(), pair()]).expect_err("stands twice");
    assert_shown(&error, key);
}

#[test]
fn journals_and_what_databases_say_are_shown() {
    let journal = || HOSTILE.to_owned();
    let source = || Box::new(io::Error::other(HOSTILE));
    let reason = || format!("it says {HOSTILE}");
    let errors = [
        JournalError::Conflict { journal: journal(), source: source() },
        JournalError::NewerSchema { journal: journal(), found: 2, known: 1 },
        JournalError::Foreign { journal: journal(), reason: reason() },
        JournalError::Corrupt { journal: journal(), reason: reason() },
        JournalError::Replaced { journal: journal(), reason: reason() },
        JournalError::ReadOnly { journal: journal() },
        JournalError::Failed { journal: journal(), source: source() },
    ];
    for error in errors {
        assert_shown(&error, HOSTILE);
        // What is shown already is shown alike where a program shows whole sentences.
        let text = error.to_string();
        assert_eq!(Shown::sentence(&text).to_string(), text);
    }
}
