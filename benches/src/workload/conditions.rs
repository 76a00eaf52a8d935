//! Workload e: a tag variable in an ARN, address ranges, dates, ARN globs and a Deny.

use super::question::{NamedPolicy, Question, Rhythm, Workload};
use crate::Failure;

/// The policy: a team may read and write its own folder, from the company's networks, for two years; what is marked as
/// an archive can't be written by anybody.
pub const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "TeamFolder",
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:PrincipalTag/team}/*",
      "Condition": {
        "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]},
        "DateGreaterThan": {"aws:CurrentTime": "2025-01-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:user/*"}
      }
    },
    {
      "Sid": "Archive",
      "Effect": "Deny",
      "Action": "s3:Put*",
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*/archive/*"
    }
  ]
}"#;

/// The date of every request.
const NOW: &str = "2026-03-01T12:30:00Z";

/// Allowed; refused for its address; refused by the Deny.
///
/// # Errors
/// When the policy doesn't parse.
pub fn conditions() -> Result<Workload, Failure> {
    let notes = "arn:aws:s3:::amzn-s3-demo-bucket/analytics/notes.txt";
    let archive = "arn:aws:s3:::amzn-s3-demo-bucket/analytics/archive/2024.txt";
    Ok(Workload {
        id: "e",
        policies: vec![NamedPolicy { name: "team-folder".to_owned(), document: POLICY.parse()? }],
        questions: vec![
            question("allow", notes, "10.20.30.40", true),
            question("bad_address", notes, "203.0.113.7", false),
            question("explicit_deny", archive, "10.20.30.40", false),
        ],
        rhythm: Rhythm::Each,
    })
}

fn question(name: &'static str, resource: &str, address: &str, is_allowed: bool) -> Question {
    let context = vec![
        ("aws:PrincipalTag/team", "analytics".to_owned()),
        ("aws:SourceIp", address.to_owned()),
        ("aws:CurrentTime", NOW.to_owned()),
        ("aws:PrincipalArn", super::question::ALICE.to_owned()),
    ];
    Question { context, ..Question::new(name, "s3:PutObject", resource, is_allowed) }
}
