//! Which of the facts that were used an answer needs.

use iamkit_policy::fact::{Fact, Facts};

use crate::universe::Universe;

/// Among so many questions the work of one is shared where it is asked again without each fact that it used: see
/// [`Limits::for_each_of`](crate::Limits::for_each_of)
pub const RE_ASKED: usize = 24;

/// The facts without which an answer would be another, of those that were used to find it
///
/// The question is asked again without one fact after the other, the least sure first. What is left is enough for the
/// answer, and none of it can be left out.
///
/// ```
/// use iamkit_policy::PolicyDocument;
/// use iamkit_policy::fact::Fact;
/// use iamkit_prover::{Access, Limits, Relation, Universe, compare, needed_facts};
///
/// let access = |statement: &str| -> Result<Access, Box<dyn std::error::Error>> {
///     Ok(Access::identity(&format!(r#"{{"Statement": {statement}}}"#).parse::<PolicyDocument>()?)?)
/// };
/// let objects = access(r#"{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::logs/*"}"#)?;
/// let nothing = Access::nothing();
/// let found = compare(&objects, &nothing, &Universe::real(), &Limits::default());
/// assert_eq!(found.relation, Relation::Equal);
/// let facts = needed_facts(&Universe::real(), found.facts, &found.relation, |universe| {
///     compare(&objects, &nothing, universe, &Limits::default()).relation
/// });
/// assert!(facts.contains(Fact::BucketNames) && !facts.contains(Fact::EndpointKeys));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Complexity
/// The question is asked once for each fact that was used: give it the bounds of [`RE_ASKED`] questions, of what the first
/// one left ([`counted`](crate::counted())), so that all of them together take no more work than one may. One that goes beyond
/// them has another answer, and the fact stays.
pub fn needed_facts<T: PartialEq>(
    universe: &Universe<'_>,
    used: Facts,
    answer: &T,
    mut ask: impl FnMut(&Universe<'_>) -> T,
) -> Facts {
    let mut facts = used.iter().collect::<Vec<_>>();
    facts.sort_by_key(|fact: &Fact| std::cmp::Reverse(fact.mark()));
    let mut left_out = Facts::NONE;
    for fact in facts.into_iter().filter(|fact| !is_of_the_question(*fact)) {
        let without = left_out.with(fact);
        if ask(&universe.assuming(universe.facts().minus(without))) == *answer {
            left_out = without;
        }
    }
    used.minus(left_out)
}

/// Whether the fact is part of what is asked, so that no question can leave it out.
fn is_of_the_question(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::CatalogActions
            | Fact::ThroughEndpoint
            | Fact::LimitedPrincipal
            | Fact::ReachedResource
            | Fact::UnlimitedCallers
            | Fact::FullAccessBeside
            | Fact::AlwaysAllowed
            | Fact::Immutable
            | Fact::ReservedRolePass
            | Fact::ResourceControlServices
            | Fact::PublicKeys
            | Fact::SharedProviders
    )
}
