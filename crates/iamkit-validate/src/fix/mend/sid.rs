//! `Sid`, which says nothing but its own name.

use iamkit_policy::json::Node;

use crate::fix::edit::Edit;
use crate::fix::mending::{Mending, MendingEffect};
use crate::fix::wound::Wound;
use crate::rewrite::quoted;

pub(super) const MENDINGS: &[Mending] = &[
    Mending {
        code: "EMPTY_SID_VALUE",
        effect: MendingEffect::Same,
        about: "takes the `Sid` out",
        before: r#"{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#,
        mend: |wound| wound.remove(),
    },
    Mending {
        code: "UNSUPPORTED_SID",
        effect: MendingEffect::Same,
        about: "leaves letters and digits of the `Sid`, or takes it out where that isn't a name of its own",
        before: r#"{"Version": "2012-10-17", "Statement": {"Sid": "a b", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Sid": "ab", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: plain,
    },
    Mending {
        code: "UNIQUE_SIDS_REQUIRED",
        effect: MendingEffect::Same,
        about: "numbers the second `Sid` and those behind it",
        before: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "A", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        after: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "A2", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        mend: numbered,
    },
    Mending {
        code: "UNIQUE_SIDS_RECOMMENDED",
        effect: MendingEffect::Same,
        about: "numbers the second `Sid` and those behind it",
        before: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        after: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "A2", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
        mend: numbered,
    },
];

fn plain(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let sid = wound.first_string()?;
    let plain = sid.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    if plain.is_empty() || sids(wound.root).contains(&plain) { wound.remove() } else { wound.say(&plain) }
}

fn numbered(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let taken = sids(wound.root);
    let sid = wound.first_string()?;
    let free = (2..).map(|number| format!("{sid}{number}")).filter(|name| !taken.contains(name));
    let later = wound.spans.iter().skip(1);
    Some(later.zip(free).map(|(span, name)| Edit::replace(*span, quoted(&name))).collect())
}

/// The `Sid`s of all statements.
fn sids(root: Node<'_>) -> std::collections::BTreeSet<String> {
    let statement = root.member("Statement");
    let statements = statement.into_iter().chain(statement.into_iter().flat_map(Node::items));
    let sids = statements.filter_map(|statement| statement.member("Sid")?.as_str());
    sids.map(std::borrow::Cow::into_owned).collect()
}
