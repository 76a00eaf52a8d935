//! `Principal`: its form, its keys and what stands under them.

use crate::fix::edit::Edit;
use crate::fix::mending::{Mending, MendingEffect};
use crate::fix::wound::Wound;
use crate::rewrite::quoted;

pub(super) const MENDINGS: &[Mending] = &[
    Mending {
        code: "EMPTY_ARRAY_PRINCIPAL",
        effect: MendingEffect::Same,
        about: "takes the entry out, where there are others",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333", "Service": []}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: |wound| wound.remove(),
    },
    Mending {
        code: "INVALID_PRINCIPAL_KEY",
        effect: MendingEffect::Changes,
        about: "writes the key as AWS does, where letter case is all that is wrong",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"aws": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: spell_key,
    },
    Mending {
        code: "INVALID_PRINCIPAL_FORMAT",
        effect: MendingEffect::Changes,
        about: "writes an account or an ARN as what stands under `AWS`",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "111122223333", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: under_aws,
    },
    Mending {
        code: "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
        effect: MendingEffect::Same,
        about: "takes the session out, whose role is named",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:role/r", "arn:aws:sts::111122223333:assumed-role/r/s"]}, "Action": "sts:AssumeRole"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:role/r"]}, "Action": "sts:AssumeRole"}}"#,
        mend: |wound| wound.remove(),
    },
    Mending {
        code: "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        effect: MendingEffect::Same,
        about: "writes `*` as what stands under `AWS`, which is the same",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}}"#,
        mend: under_aws,
    },
];

const KEYS: [&str; 4] = ["AWS", "CanonicalUser", "Federated", "Service"];

/// Where the key isn't there already.
fn spell_key(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let written = wound.first_string()?;
    let meant = KEYS.iter().find(|key| key.eq_ignore_ascii_case(&written))?;
    let is_there = wound.spot()?.step()?.node.member(meant).is_some();
    if is_there { None } else { wound.say(meant) }
}

fn under_aws(wound: &Wound<'_>) -> Option<Vec<Edit>> {
    let written = wound.first_string()?;
    let is_account = written.len() == 12 && written.bytes().all(|byte| byte.is_ascii_digit());
    let is_principal = is_account || written.starts_with("arn:") || written == "*";
    let edit = || Some(Edit::replace(wound.span()?, format!("{{\"AWS\": {}}}", quoted(&written))));
    Some(vec![is_principal.then(edit)??])
}
