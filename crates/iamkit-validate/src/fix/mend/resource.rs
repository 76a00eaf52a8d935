//! Items of `Resource`: fields of ARNs.

use crate::fix::edit::Edit;
use crate::fix::mending::{Mending, MendingEffect};
use crate::fix::wound::Wound;

pub(super) const MENDINGS: &[Mending] = &[
    Mending {
        code: "INVALID_ARN_SERVICE_CASE",
        effect: MendingEffect::Changes,
        about: "writes the name of the service in lower case, so that there are such resources",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:S3:::b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: |wound| with_field(wound, 2, str::to_ascii_lowercase),
    },
    Mending {
        code: "ARN_REGION_NOT_ALLOWED",
        effect: MendingEffect::Changes,
        about: "takes the Region out, so that there are such resources",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "arn:aws:iam:us-east-1:111122223333:role/x"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "arn:aws:iam::111122223333:role/x"}}"#,
        mend: |wound| with_field(wound, 3, |_| String::new()),
    },
    Mending {
        code: "ARN_ACCOUNT_NOT_ALLOWED",
        effect: MendingEffect::Changes,
        about: "takes the account out, so that there are such resources",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3::111122223333:b/*"}}"#,
        after: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
        mend: |wound| with_field(wound, 4, |_| String::new()),
    },
];

/// The ARN with another field, counted from 0.
fn with_field(wound: &Wound<'_>, index: usize, other: impl Fn(&str) -> String) -> Option<Vec<Edit>> {
    let written = wound.first_string()?;
    let mut fields = written.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
    let field = fields.get_mut(index)?;
    *field = other(field);
    wound.say(&fields.join(":"))
}
