//! Workload c: AWS managed policies with a thousand patterns and more.

use super::question::{Question, Rhythm, Workload, managed};
use crate::Failure;

const OBJECT: &str = "arn:aws:s3:::amzn-s3-demo-bucket/notes.txt";
const INSTANCE: &str = "arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0";

/// `ReadOnlyAccess`, some 3,000 patterns.
///
/// # Errors
/// When the policy can't be opened.
pub fn read_only_access() -> Result<Workload, Failure> {
    Ok(Workload {
        id: "c_read_only",
        policies: vec![managed("ReadOnlyAccess")?],
        questions: vec![
            Question::new("allow", "s3:GetObject", OBJECT, true),
            Question::new("deny", "ec2:TerminateInstances", INSTANCE, false),
        ],
        rhythm: Rhythm::Each,
    })
}

/// `SecurityAudit`, some 1,000 patterns.
///
/// # Errors
/// When the policy can't be opened.
pub fn security_audit() -> Result<Workload, Failure> {
    Ok(Workload {
        id: "c_security_audit",
        policies: vec![managed("SecurityAudit")?],
        questions: vec![
            Question::new("allow", "ec2:DescribeInstances", "*", true),
            Question::new("deny", "ec2:TerminateInstances", INSTANCE, false),
        ],
        rhythm: Rhythm::Each,
    })
}
