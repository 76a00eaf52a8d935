//! A witness as the request of a situation, which every voice can be asked again.

use iamkit_conformance::situation::{CaseContext, CasePrincipal, CaseRequest, CaseResource, CaseValue};
use iamkit_prover::{Witness, WitnessValue};

/// The request of a witness, with its keys in the order of their names.
///
/// What the principal's own policies say of it is not a part of a request.
pub fn request(witness: &Witness) -> CaseRequest {
    let value = |value: &WitnessValue| match value {
        WitnessValue::One(value) => CaseValue::One(value.clone()),
        WitnessValue::Many(values) => CaseValue::Many(values.clone()),
    };
    let mut context =
        witness.context.iter().map(|(key, given)| (key.clone(), value(given))).collect::<Vec<_>>();
    context.sort_by(|(a, _), (b, _)| a.cmp(b));
    let resource = CaseResource {
        arn: witness.resource.clone(),
        account: witness.resource_account.clone(),
        context: CaseContext::default(),
    };
    CaseRequest {
        principal: CasePrincipal::from(&witness.principal),
        action: witness.action.clone(),
        resources: vec![resource],
        context: CaseContext(context),
        unknown: Vec::new(),
        management_account: witness.management_account.clone(),
        restrict_public_buckets: false,
        wildcard_only: Some(witness.wildcard_only),
    }
}

/// The request as reports show it: that it is about what it names goes without saying.
pub(crate) fn shown(witness: &Witness) -> CaseRequest {
    let request = request(witness);
    CaseRequest { wildcard_only: request.wildcard_only.filter(|is_about_star| *is_about_star), ..request }
}
