//! The story of the `WorkMail` page: users can do nothing until a policy reaches them, by themselves or through a group.
//!
//! Run it with `cargo run --package iamkit --example workmail`.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::Arc;

use iamkit::account::{EmbeddedManagedPolicies, authorize};
use iamkit::load;
use iamkit::store::{Account, Call};

const POLICIES: &[u8] = include_bytes!("../policies/workmail.json");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let account = Account::new("111122223333".parse()?);
    let mut account = account.with_aws_managed_policies(Arc::new(EmbeddedManagedPolicies));
    let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
    let mut account = account.client(call);
    for user in ["newcomer", "admin", "carol", "mallory"] {
        account.create_user(user.parse()?)?;
    }

    let everything =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    account.create_group("Administrators".parse()?)?;
    account.put_group_policy(
        "Administrators".parse()?,
        "Everything".parse()?,
        Arc::new(everything.parse()?),
    )?;
    account.add_user_to_group("Administrators".parse()?, "admin".parse()?)?;

    let custom = load(POLICIES)?.pick(Some("amazonWorkMailFullAccess"))?.into_document();
    let arn = account.create_policy("WorkMailFull".parse()?, Arc::new(custom))?.arn().clone();
    account.attach_user_policy("carol".parse()?, arn)?;

    account.create_group("MailReaders".parse()?)?;
    let managed = "arn:aws:iam::aws:policy/AmazonWorkMailReadOnlyAccess";
    account.attach_group_policy("MailReaders".parse()?, managed.parse()?)?;
    account.add_user_to_group("MailReaders".parse()?, "mallory".parse()?)?;

    for user in ["newcomer", "admin", "carol", "mallory"] {
        for action in ["workmail:ListUsers", "workmail:DeleteUser"] {
            let answer = authorize(&account, &user.parse()?, action, "*")?;
            let paths = answer.paths().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            println!("{user} {action}: {} {paths}", answer.evaluation().decision());
        }
    }
    Ok(())
}
