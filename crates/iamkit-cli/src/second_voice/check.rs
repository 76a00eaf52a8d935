//! The checks of IAM Access Analyzer for the naive evaluator: what is checked, and what it may allow.

use iamkit_aws::access_check::{
    AccessEntry, CheckAccessNotGranted, CheckNoNewAccess, CheckNoPublicAccess, Checked,
};
use iamkit_engine::PolicyKind;
use iamkit_policy::PolicyDocument;
use iamkit_policy::{StatementBuilder, load};
use iamkit_prover::Check;

use super::{Spoken, confirm};
use iamkit_console::command::Failure;

/// A request for a check, whose policies can be read again
pub(crate) trait Question {
    /// What is allowed if the check fails, and what would have to allow it if it passed.
    ///
    /// # Errors
    /// A document that can't be read.
    fn spoken(&self, kind: PolicyKind) -> Result<[Spoken; 2], Failure>;

    /// Asks the naive evaluator about every request that a failed check shows.
    ///
    /// # Errors
    /// As [`confirm`].
    fn confirm(&self, checked: &Checked) -> Result<(), Failure> {
        let Check::Fail(findings) = checked.check() else { return Ok(()) };
        let [allowing, other] = self.spoken(checked.kind())?;
        findings.iter().try_for_each(|finding| confirm(&finding.difference.witness, &allowing, &other))
    }
}

impl Question for CheckNoNewAccess {
    fn spoken(&self, kind: PolicyKind) -> Result<[Spoken; 2], Failure> {
        let side =
            |member: &str, text: &str| Ok::<_, Failure>(Spoken::policy(member, kind, &document(text)?));
        Ok([
            side("newPolicyDocument", &self.new_policy_document)?,
            side("existingPolicyDocument", &self.existing_policy_document)?,
        ])
    }
}

impl Question for CheckAccessNotGranted {
    fn spoken(&self, kind: PolicyKind) -> Result<[Spoken; 2], Failure> {
        let policy = checked(&self.policy_document, kind)?;
        let everything = AccessEntry::default();
        let asked = limit(self.access.first().unwrap_or(&everything))?;
        Ok([policy.limited_to(&asked), Spoken::nothing("access that is not granted")])
    }
}

impl Question for CheckNoPublicAccess {
    fn spoken(&self, kind: PolicyKind) -> Result<[Spoken; 2], Failure> {
        let policy = checked(&self.policy_document, kind)?;
        Ok([policy, Spoken::nothing("access that is not public")])
    }
}

fn checked(text: &str, kind: PolicyKind) -> Result<Spoken, Failure> {
    Ok(Spoken::policy("policyDocument", kind, &document(text)?))
}

fn document(text: &str) -> Result<PolicyDocument, Failure> {
    Ok(load(text.as_bytes())?.pick(None)?.into_document())
}

/// A policy that allows just what is asked for; without actions or resources all of them.
fn limit(entry: &AccessEntry) -> Result<PolicyDocument, Failure> {
    let or_any = |names: &[String]| if names.is_empty() { vec!["*".to_owned()] } else { names.to_vec() };
    let statement =
        StatementBuilder::allow().actions(or_any(&entry.actions)).resources(or_any(&entry.resources));
    Ok(PolicyDocument::builder().statement(statement).build()?)
}

#[cfg(test)]
mod tests {
    use iamkit_aws::access_check::AccessCheckPolicyType;
    use iamkit_prover::{Limits, Universe};

    use super::*;

    fn bucket(principal: &str, action: &str) -> String {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {principal}, "Action": "{action}",
                "Resource": "arn:aws:s3:::b/*"}}}}"#
        )
    }

    /// What both voices say of a question, and what is told where the naive evaluator hears another one.
    fn told<Q: Question>(asked: &Q, other: &Q, check: impl FnOnce(&Q) -> Checked) -> String {
        let checked = check(asked);
        assert!(matches!(checked.check(), Check::Fail(_)), "{checked:?}");
        asked.confirm(&checked).unwrap();
        other.confirm(&checked).unwrap_err().to_string()
    }

    #[test]
    fn new_access_is_new_to_both_voices() {
        let question = |new: &str| CheckNoNewAccess {
            existing_policy_document: bucket(r#""*""#, "s3:GetObject"),
            new_policy_document: bucket(r#""*""#, new),
            policy_type: AccessCheckPolicyType::ResourcePolicy,
        };
        let check = |asked: &CheckNoNewAccess| asked.check(&Universe::real(), &Limits::default()).unwrap();
        let error = told(&question("s3:PutObject"), &question("s3:GetObject"), check);
        let start =
            "internal error: by the engine `newPolicyDocument` allows `s3:PutObject` on `arn:aws:s3:::b/";
        assert!(error.starts_with(start), "{error}");
        let known = CheckNoNewAccess {
            existing_policy_document: bucket(r#""*""#, "s3:PutObject"),
            ..question("s3:PutObject")
        };
        let error = told(&question("s3:PutObject"), &known, check);
        let start = "internal error: by the engine `existingPolicyDocument` doesn't allow `s3:PutObject` on `arn:aws:s3:::b/";
        assert!(error.starts_with(start), "{error}");
    }

    #[test]
    fn access_that_is_granted_is_among_what_was_asked_for_to_both_voices() {
        let question = |actions: &[&str], resources: &[&str]| CheckAccessNotGranted {
            policy_document: bucket(r#"{"AWS": "111122223333"}"#, "s3:*"),
            access: vec![AccessEntry {
                actions: actions.iter().map(ToString::to_string).collect(),
                resources: resources.iter().map(ToString::to_string).collect(),
            }],
            policy_type: AccessCheckPolicyType::ResourcePolicy,
        };
        let check =
            |asked: &CheckAccessNotGranted| asked.check(&Universe::real(), &Limits::default()).unwrap();
        let asked = question(&["s3:Get*"], &["arn:aws:s3:::b/p/*"]);
        for other in [question(&["s3:Put*"], &[]), question(&[], &["arn:aws:s3:::b/q/*"])] {
            let error = told(&asked, &other, check);
            assert!(
                error.starts_with("internal error: by the engine `policyDocument` allows `s3:Get"),
                "{error}"
            );
        }
        let everything = CheckAccessNotGranted { access: Vec::new(), ..question(&[], &[]) };
        everything.confirm(&check(&everything)).unwrap();
    }

    #[test]
    fn public_access_is_allowed_by_both_voices() {
        let question = |principal: &str| CheckNoPublicAccess {
            policy_document: bucket(principal, "s3:GetObject"),
            resource_type: "AWS::S3::Bucket".into(),
        };
        let check = |asked: &CheckNoPublicAccess| asked.check(&Universe::real(), &Limits::default()).unwrap();
        let error = told(&question(r#""*""#), &question(r#"{"Service": "sns.amazonaws.com"}"#), check);
        assert!(error.ends_with(" but the naive evaluator decides otherwise; please report this"), "{error}");
        let passed = question(r#"{"AWS": "111122223333"}"#);
        passed.confirm(&check(&passed)).unwrap();
    }
}
