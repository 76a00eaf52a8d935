//! Workload d: many policies attached to one principal.

use iamkit_managed::{ManagedPolicies, Version};
use iamkit_policy::PolicyDocument;
use iamkit_policy::glob::Glob;

use super::question::{NamedPolicy, Question, Rhythm, Workload};
use super::workmail::workmail;
use crate::Failure;
use crate::plain::is_plain;

/// An action that only the last attached policy allows.
const LAST: &str = "workmail:DescribeUser";
/// An action that no attached policy names.
const NONE: &str = "braket:CancelJob";

/// `count` policies without conditions and with `Resource: "*"`; the last one alone allows.
///
/// Current AWS managed policies in the order of their names, then older versions; the last is that of workload a.
///
/// # Errors
/// When there are fewer such policies.
pub fn attached(id: &'static str, count: usize) -> Result<Workload, Failure> {
    let managed = ManagedPolicies::embedded();
    let current = managed.iter().map(|policy| policy.current());
    let older = managed.iter().flat_map(|policy| policy.versions().rev().skip(1));
    let fitting = current.chain(older).filter_map(|version| unconditioned(&version));
    let mut policies = fitting.take(count.saturating_sub(1)).collect::<Vec<_>>();
    let mut last = workmail()?;
    policies.append(&mut last.policies);
    if policies.len() != count {
        return Err(format!("there are only {} policies for workload {id}", policies.len()).into());
    }
    let questions = vec![
        Question::new("last_allows", LAST, "*", true),
        Question::new("none_allows", NONE, "arn:aws:braket:us-east-1:111122223333:job/1", false),
    ];
    Ok(Workload { id, policies, questions, rhythm: Rhythm::Each })
}

fn unconditioned(version: &Version<'_>) -> Option<NamedPolicy> {
    let document = version.document().ok()?;
    let name = format!("{}@{}", version.policy().name(), version.id());
    let fits = document.statements().iter().all(is_plain);
    let is_fit = fits && !names(&document, LAST) && !names(&document, NONE);
    is_fit.then_some(NamedPolicy { name, document })
}

/// Whether a statement's actions match; a `NotAction` counts as a match, which only leaves the policy out.
fn names(document: &PolicyDocument, action: &str) -> bool {
    document.statements().iter().any(|statement| {
        let mut patterns = statement.actions().values().iter();
        statement.actions().is_negated()
            || patterns.any(|pattern| Glob::parse(pattern.as_str()).matches_ignore_ascii_case(action))
    })
}

/// Every 16th AWS managed policy from the fifth on, 100 of them, with all their conditions, ARNs and Deny statements.
///
/// # Errors
/// When a policy can't be opened.
pub fn arbitrary_managed() -> Result<Workload, Failure> {
    let chosen = ManagedPolicies::embedded().iter().skip(4).step_by(16).take(100);
    let policies = chosen.map(|policy| {
        Ok(NamedPolicy { name: policy.name().to_owned(), document: policy.current().document()? })
    });
    Ok(Workload {
        id: "d3",
        policies: policies.collect::<Result<_, Failure>>()?,
        questions: vec![
            Question::new("allow", "ec2:DescribeSubnets", "*", true),
            Question::new("deny", NONE, "arn:aws:braket:us-east-1:111122223333:job/1", false),
        ],
        rhythm: Rhythm::Each,
    })
}
