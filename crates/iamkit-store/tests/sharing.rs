//! A change copies a path through a tree, not the account: counted in bytes, and told by the pointers.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::sync::Arc;

use allocation_counter::measure;
use iamkit_store::{Change, Command, CreateGroup, CreateUser, Directory, Tags};
use iamkit_testkit::store::{account, call, change};

const N_USERS: usize = 5_000;
/// What one change may allocate, the user itself included; the account is some thousand times larger.
const MAX_BYTES: u64 = 16 * 1_024;

fn directory() -> Directory {
    let mut directory = Directory::default();
    let mut changes = vec![Change::create_account(call(), account())];
    changes.push(change(Command::CreateGroup(CreateGroup::new("All".parse().unwrap()))));
    for index in 0..N_USERS {
        let name = format!("user{index}");
        changes.push(change(Command::CreateUser(CreateUser::new(name.parse().unwrap()))));
        let (group, user) = ("All".parse().unwrap(), name.parse().unwrap());
        changes.push(change(Command::AddUserToGroup { group, user }));
    }
    directory.apply_all(&changes).unwrap();
    directory
}

fn tag() -> Change {
    let tags = Tags::from_pairs([("team".parse().unwrap(), "mail".parse().unwrap())]).unwrap();
    change(Command::Tag { entity: iamkit_store::Taggable::User("user2500".parse().unwrap()), tags })
}

#[test]
fn a_change_of_one_user_allocates_little_and_leaves_the_others_shared() {
    let mut directory = directory();
    let before = directory.clone();
    let change = tag();
    let allocated = measure(|| drop(directory.apply(&change)));
    assert!(allocated.bytes_total < MAX_BYTES, "{} bytes", allocated.bytes_total);
    let (old, new) = (before.account(&account()).unwrap(), directory.account(&account()).unwrap());
    let n_shared = old.users().zip(new.users()).filter(|(old, new)| Arc::ptr_eq(old, new)).count();
    assert_eq!(n_shared, N_USERS - 1);
    let group = "All".parse().unwrap();
    assert!(Arc::ptr_eq(old.group(&group).unwrap(), new.group(&group).unwrap()));
}

#[test]
fn leaving_a_group_of_thousands_allocates_little() {
    let mut directory = directory();
    let before = directory.clone();
    let (group, user) = ("All".parse().unwrap(), "user2500".parse().unwrap());
    let leave = change(Command::RemoveUserFromGroup { group, user });
    let allocated = measure(|| drop(directory.apply(&leave)));
    assert!(allocated.bytes_total < MAX_BYTES, "{} bytes", allocated.bytes_total);
    assert_ne!(before, directory);
}

#[test]
fn a_snapshot_allocates_nothing() {
    let directory = directory();
    let allocated = measure(|| drop(directory.clone()));
    assert_eq!(allocated.bytes_total, 0);
}

#[test]
fn five_thousand_users_take_few_megabytes() {
    let mut kept = None;
    let allocated = measure(|| kept = Some(directory()));
    assert_eq!(kept.map(|directory| directory.accounts().len()), Some(1));
    assert!(allocated.bytes_current < 8 * 1_024 * 1_024, "{} bytes", allocated.bytes_current);
}
