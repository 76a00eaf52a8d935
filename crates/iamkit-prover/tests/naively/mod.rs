//! What an identity policy by itself decides, as the naive evaluator says it.

use iamkit_conformance::case::{
    CaseContext, CasePrincipal, CaseRequest, CaseResource, CaseValue, ExpectedDecision, NamedPolicy,
    PolicyLayers, Situation,
};
use iamkit_conformance::{engine, naive};
use iamkit_engine::AwsIdentity;
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Witness, WitnessValue};

/// A witness as the request of a case.
pub(crate) fn request(witness: &Witness) -> CaseRequest {
    let context = witness.context.iter().map(|(key, value)| {
        let value = match value {
            WitnessValue::One(value) => CaseValue::One(value.clone()),
            WitnessValue::Many(values) => CaseValue::Many(values.clone()),
        };
        (key.clone(), value)
    });
    CaseRequest {
        principal: CasePrincipal::from(&witness.principal),
        action: witness.action.clone(),
        resources: vec![CaseResource {
            arn: witness.resource.clone(),
            account: witness.resource_account.clone(),
            context: CaseContext::default(),
        }],
        context: CaseContext(context.collect()),
        unknown: Vec::new(),
        management_account: None,
        restrict_public_buckets: false,
        wildcard_only: Some(witness.wildcard_only),
    }
}

/// The request beside the policy: a federated user has session policies that allow everything, since the session has
/// nothing without them (S64).
pub(crate) fn situation(request: CaseRequest, document: &PolicyDocument) -> Situation {
    let principal = engine::principal(&request.principal).unwrap();
    let is_federated =
        principal.as_aws().is_some_and(|caller| caller.identity() == AwsIdentity::FederatedUser);
    let named = |document: PolicyDocument| vec![NamedPolicy { name: "p".into(), document }];
    let session = is_federated.then(|| {
        named(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#.parse().unwrap())
    });
    let policies =
        PolicyLayers { identity: Some(named(document.clone())), session, ..PolicyLayers::default() };
    Situation { request, policies }
}

/// Whether the policy allows the request.
pub(crate) fn allows(request: CaseRequest, document: &PolicyDocument) -> bool {
    naive::decide(&situation(request, document)).unwrap().decision == ExpectedDecision::Allowed
}
