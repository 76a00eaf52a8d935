//! The checks of IAM Access Analyzer for the naive evaluator: what is checked, and what it may allow.

use iamkit::access_check::{
    AccessEntry, CheckAccessNotGranted, CheckNoNewAccess, CheckNoPublicAccess, Checked,
};
use iamkit::prover::Check;
use iamkit::{PolicyDocument, PolicyKind};
use iamkit_policy::{StatementBuilder, load};

use super::{Spoken, confirm};
use crate::command::Failure;

/// A request for a check, whose policies can be read again
pub(crate) trait Question {
    /// What is allowed if the check fails, and what would have to allow it if it passed.
    ///
    /// # Errors
    /// A document that can't be read.
    fn spoken(&self) -> Result<[Spoken; 2], Failure>;

    /// Asks the naive evaluator about every request that a failed check shows.
    ///
    /// # Errors
    /// As [`confirm`].
    fn confirm(&self, checked: &Checked) -> Result<(), Failure> {
        let Check::Fail(findings) = checked.check() else { return Ok(()) };
        let [allowing, other] = self.spoken()?;
        findings.iter().try_for_each(|finding| confirm(&finding.difference.witness, &allowing, &other))
    }
}

impl Question for CheckNoNewAccess {
    fn spoken(&self) -> Result<[Spoken; 2], Failure> {
        let kind = self.policy_type.into();
        let side =
            |member: &str, text: &str| Ok::<_, Failure>(Spoken::policy(member, kind, &document(text)?));
        Ok([
            side("newPolicyDocument", &self.new_policy_document)?,
            side("existingPolicyDocument", &self.existing_policy_document)?,
        ])
    }
}

impl Question for CheckAccessNotGranted {
    fn spoken(&self) -> Result<[Spoken; 2], Failure> {
        let policy = checked(&self.policy_document, self.policy_type.into())?;
        let everything = AccessEntry::default();
        let asked = limit(self.access.first().unwrap_or(&everything))?;
        Ok([policy.limited_to(&asked), Spoken::nothing("access that is not granted")])
    }
}

impl Question for CheckNoPublicAccess {
    fn spoken(&self) -> Result<[Spoken; 2], Failure> {
        let policy = checked(&self.policy_document, self.policy_kind()?)?;
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
