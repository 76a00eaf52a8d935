//! Two principals side by side: what one of them may do and the other may not, proven.
//!
//! Compared are the layers around each: the policies that grant, the boundary, the service control policies. What is known
//! of each principal – its name, its tags, its organisation – is put into its own policies first, so that the same policy
//! can mean one thing for the one and another for the other.

mod error;
mod known;

use std::collections::BTreeSet;

use iamkit_engine::CompileErrors;
use iamkit_policy::PolicyDocument;
use iamkit_policy::shown::Shown;
use iamkit_prover::{Access, Differences, Limits, Reason, Relation, Universe, Unknown, differences};

use crate::view::{AccessView, AccountPrincipal, PolicySet};
pub use error::CompareError;

/// The layers around one principal, with what is known of it put in
#[derive(Debug, Clone, Default)]
pub struct PrincipalLayers {
    /// The documents that grant.
    pub identity: Vec<PolicyDocument>,
    /// The permissions boundary, where there is one; without a document it allows nothing (S77).
    pub boundary: Option<Vec<PolicyDocument>>,
    /// The service control policies, level by level.
    pub service_control: Vec<Vec<PolicyDocument>>,
    /// The keys about the principal that policies ask for and that couldn't be put in.
    open: BTreeSet<String>,
}

impl PrincipalLayers {
    /// What they allow.
    ///
    /// # Errors
    /// Statements that may not stand in a policy of the kind.
    pub fn access(&self) -> Result<Access, CompileErrors> {
        let mut builder = Access::builder().identity(&self.identity);
        if let Some(boundary) = &self.boundary {
            builder = builder.boundary(boundary);
        }
        self.service_control.iter().fold(builder, iamkit_prover::AccessBuilder::service_control).build()
    }
}

impl AccessView {
    /// The layers around a principal, with what is known of it put in.
    ///
    /// # Errors
    /// A condition about the principal that can't be decided.
    pub fn layers_of(&self, principal: &AccountPrincipal) -> Result<PrincipalLayers, CompareError> {
        let mut layers = PrincipalLayers::default();
        for set in principal.identity_sets() {
            layers.identity.extend(self.known_documents(principal, set, &mut layers.open)?);
        }
        if let Some(set) = principal.boundary_set() {
            layers.boundary = Some(self.known_documents(principal, set, &mut layers.open)?);
        }
        for set in self.service_control_sets(principal) {
            layers.service_control.push(self.known_documents(principal, set, &mut layers.open)?);
        }
        Ok(layers)
    }

    fn known_documents(
        &self,
        principal: &AccountPrincipal,
        set: &PolicySet,
        open: &mut BTreeSet<String>,
    ) -> Result<Vec<PolicyDocument>, CompareError> {
        let documents =
            set.documents().iter().map(|facts| known::put_in(self, principal, facts.document(), open));
        Ok(documents.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// What exactly one of two principals may do.
    ///
    /// Where a policy has a say that isn't compared – one that nobody can give, or that of a resource which tells the two
    /// apart – it is unknown how they stand to each other, and that is said.
    ///
    /// # Errors
    /// Policies that can't be compared.
    ///
    /// # Complexity
    /// As [`iamkit_prover::differences`].
    pub fn differences_between(
        &self,
        a: &AccountPrincipal,
        b: &AccountPrincipal,
        universe: &Universe<'_>,
        limits: &Limits,
    ) -> Result<Differences, CompareError> {
        let (of_a, of_b) = (self.layers_of(a)?, self.layers_of(b)?);
        let mut found = differences(&of_a.access()?, &of_b.access()?, universe, limits);
        let reasons = self.reasons_of_doubt((a, &of_a), (b, &of_b));
        if !reasons.is_empty() {
            found.comparison.relation = Relation::Unknown;
        }
        let doubts = reasons.into_iter().map(|reason| Unknown {
            side: None,
            reason,
            actions: Vec::new(),
            statements: Vec::new(),
        });
        found.comparison.unknown.extend(doubts);
        Ok(found)
    }

    /// Why the layers alone don't tell how two principals stand to each other.
    fn reasons_of_doubt(
        &self,
        (a, of_a): (&AccountPrincipal, &PrincipalLayers),
        (b, of_b): (&AccountPrincipal, &PrincipalLayers),
    ) -> Vec<Reason> {
        let (a_name, b_name) = (Shown::value(a.arn()), Shown::value(b.arn()));
        let told_apart = |what: String| Reason::OtherPrincipal {
            a: format!("`{a_name}`"),
            b: format!("`{b_name}`, and {what}"),
        };
        let mut reasons = Vec::new();
        let unknown = a.unknown_policies().iter().chain(b.unknown_policies()).collect::<BTreeSet<_>>();
        if a.unknown_policies() != b.unknown_policies() || !is_same(a, b) {
            reasons.extend(
                unknown
                    .iter()
                    .map(|arn| told_apart(format!("the policy `{}` is unknown", Shown::value(arn.as_str())))),
            );
        }
        for key in of_a.open.union(&of_b.open) {
            reasons.push(told_apart(format!("their policies ask for `{}`", Shown::value(key))));
        }
        for resource in self.resources().iter() {
            let set = &resource.set;
            if set.singles_out(a) || set.singles_out(b) || !set.principal_keys().is_empty() {
                reasons.push(told_apart(format!(
                    "the policy of `{}` tells them apart",
                    Shown::value(&resource.arn)
                )));
            }
        }
        reasons
    }
}

/// Whether two principals have the very same policies.
fn is_same(a: &AccountPrincipal, b: &AccountPrincipal) -> bool {
    let documents = |entry: &AccountPrincipal| {
        let sets = entry.identity_documents().map(|facts| facts.document().text().to_owned());
        sets.collect::<BTreeSet<_>>()
    };
    let boundary = |entry: &AccountPrincipal| {
        entry.boundary_set().map(|set| {
            set.documents().iter().map(|facts| facts.document().text().to_owned()).collect::<Vec<_>>()
        })
    };
    a.account_place() == b.account_place() && documents(a) == documents(b) && boundary(a) == boundary(b)
}
