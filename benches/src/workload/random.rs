//! Workload f: 10,000 real actions with fitting ARNs, drawn over the whole catalog, on `ReadOnlyAccess`.

use iamkit_catalog::{Action, ActionSet, ArnTemplate, Catalog};
use iamkit_policy::PolicyDocument;

use super::question::{Question, Rhythm, Workload, managed};
use crate::Failure;
use crate::plain::is_plain;

/// How many questions there are.
const COUNT: u64 = 10_000;

/// The step from one action to the next: coprime to their number, so that neighbours in time are not neighbours in
/// memory.
const STEP: u64 = 7_919;

/// The questions, whose right answers come from the catalog's own expansion of the policy's patterns.
///
/// # Errors
/// When the policy can't be opened.
pub fn random_actions() -> Result<Workload, Failure> {
    let policy = managed("ReadOnlyAccess")?;
    let allowed = unconditionally_allowed(&policy.document);
    let actions = Catalog::embedded().actions().collect::<Vec<_>>();
    let count = actions.len().max(1) as u64;
    let drawn = (0..COUNT).filter_map(|idx| actions.get(usize::try_from(idx * STEP % count).ok()?));
    let questions = drawn.map(|action| question(action, allowed.contains(action.id()))).collect();
    Ok(Workload { id: "f", policies: vec![policy], questions, rhythm: Rhythm::InTurn("random_actions") })
}

/// Every action of the catalog, on `ReadOnlyAccess`, in the catalog's order.
///
/// # Errors
/// When the policy can't be opened.
pub fn actions_of_the_catalog() -> Result<Workload, Failure> {
    let policy = managed("ReadOnlyAccess")?;
    let allowed = unconditionally_allowed(&policy.document);
    let actions = Catalog::embedded().actions();
    let questions = actions.map(|action| question(&action, allowed.contains(action.id()))).collect();
    Ok(Workload { id: "g", policies: vec![policy], questions, rhythm: Rhythm::InTurn("every_action") })
}

fn question(action: &Action<'_>, is_allowed: bool) -> Question {
    Question::new("random", &action.to_string(), &arn(action), is_allowed)
}

/// The actions that a policy without Deny allows on every resource, whatever the context.
fn unconditionally_allowed(document: &PolicyDocument) -> ActionSet {
    let catalog = Catalog::embedded();
    let mut allowed = ActionSet::default();
    for statement in document.statements().iter().filter(|statement| is_plain(statement)) {
        for pattern in statement.actions().values() {
            catalog.actions_matching(pattern.as_str()).for_each(|action| allowed.insert(action.id()));
        }
    }
    allowed
}

/// An ARN of the first resource type that the action takes, or `*`.
fn arn(action: &Action<'_>) -> String {
    let first = action.resource_types().next();
    let template =
        first.and_then(|taken| taken.resource_type().arn_templates().next().map(ArnTemplate::as_str));
    template.map_or_else(|| "*".to_owned(), fill)
}

/// The template with a value for each of its placeholders.
fn fill(template: &str) -> String {
    let mut parts = template.split("${");
    let mut arn = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        arn.push_str(match name {
            "Partition" => "aws",
            "Region" => "us-east-1",
            name if name.contains("Account") => "111122223333",
            _ => "example-0123",
        });
        arn.push_str(rest);
    }
    arn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_is_filled() {
        assert_eq!(
            fill("arn:${Partition}:s3:::${BucketName}/${Key}"),
            "arn:aws:s3:::example-0123/example-0123"
        );
    }

    #[test]
    fn a_good_part_of_the_random_actions_is_allowed_and_refused() {
        let workload = random_actions().expect("is embedded");
        let allowed = workload.questions.iter().filter(|question| question.is_allowed).count();
        assert_eq!(workload.questions.len(), 10_000);
        assert!((2_000..8_000).contains(&allowed), "{allowed}");
    }
}
